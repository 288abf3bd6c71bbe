import { basename } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build, type Metafile } from 'esbuild';

/** What an import of the core comes to; sizes in bytes, compressed. */
export interface Bundled {
  /** What a program loads at its start. */
  readonly atStart: number;
  /** The same with all that may ever be loaded later. */
  readonly inAll: number;
  readonly metafile: Metafile;
}

/** Bundles an import of the core as an edge bundler would. */
export async function bundled(contents: string, { splitting } = { splitting: true }): Promise<Bundled> {
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
  const reached = (isLoaded: (kind: string) => boolean): ReadonlySet<string> => {
    const found = new Set<string>(['stdin.js']);
    // Grows while it is walked.
    for (const path of found)
      for (const next of metafile.outputs[path]?.imports ?? []) if (isLoaded(next.kind)) found.add(next.path);
    return found;
  };
  const compressed = (paths: ReadonlySet<string>): number => {
    const files = outputFiles.filter(({ path }) => paths.has(basename(path)));
    return gzipSync(files.map(({ text }) => text).join(''), { level: 9 }).length;
  };
  return {
    atStart: compressed(reached((kind) => kind === 'import-statement')),
    inAll: compressed(reached(() => true)),
    metafile,
  };
}
