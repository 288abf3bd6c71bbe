import { basename } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build, type Metafile } from 'esbuild';

/** Bundles an import of the core as an edge bundler would; `bytes` is what a program loads at its start, compressed. */
export async function bundled(
  contents: string,
  { splitting } = { splitting: true },
): Promise<{ bytes: number; metafile: Metafile }> {
  const { outputFiles, metafile } = await build({
    stdin: { contents, resolveDir: import.meta.dirname, loader: 'ts' },
    bundle: true,
    splitting,
    minify: true,
    write: false,
    outdir: import.meta.dirname,
    absWorkingDir: import.meta.dirname,
    metafile: true,
    format: 'esm',
    platform: 'neutral',
    conditions: ['portvakt-source'],
    mainFields: ['module', 'main'],
  });
  const atStart = new Set<string>();
  const follow = (path: string): void => {
    if (atStart.has(path)) return;
    atStart.add(path);
    for (const next of metafile.outputs[path]?.imports ?? []) if (next.kind === 'import-statement') follow(next.path);
  };
  follow('stdin.js');
  const text = outputFiles.filter(({ path }) => atStart.has(basename(path))).map((file) => file.text);
  return { bytes: gzipSync(text.join(''), { level: 9 }).length, metafile };
}
