import { readdir, readFile, writeFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { build } from 'esbuild';

const HERE = join(import.meta.dirname, '..');
const COMPRESSIBLE = /\.(js|css|html|json)$/;

/** Addresses of what every page loads. */
export interface Assets {
  readonly early: string;
  readonly script: string;
  readonly style: string;
  readonly bare: string;
  readonly font: string;
}

/**
 * What the pages load, each named by its content.
 * @param folder of the guide; it gets a folder `assets`, and for who hands it on (scripts/bundled.mjs) what that was made of
 */
export async function bundled(folder: string): Promise<Assets> {
  const { metafile } = await build({
    entryPoints: ['early.ts', 'guide.ts', 'guide.css', 'bare.css'].map((name) => join(HERE, 'browser', name)),
    // Names are the same from wherever it is built.
    absWorkingDir: HERE,
    outdir: resolve(folder, 'assets'),
    entryNames: '[name]-[hash]',
    chunkNames: '[name]-[hash]',
    assetNames: '[name]-[hash]',
    bundle: true,
    splitting: true,
    format: 'esm',
    minify: true,
    target: ['es2022', 'chrome120', 'firefox120', 'safari17'],
    loader: { '.woff2': 'file' },
    metafile: true,
    logLevel: 'warning',
  });
  const outputs = Object.entries(metafile.outputs).map(([path, { inputs }]) => [basename(path), { inputs }]);
  await writeFile(join(folder, 'metafile.json'), JSON.stringify({ outputs: Object.fromEntries(outputs) }));
  const names = Object.keys(metafile.outputs).map((path) => basename(path));
  const named = (pattern: RegExp): string => {
    const name = names.find((one) => pattern.test(one));
    if (name === undefined) throw new Error(`nothing was built that is called ${String(pattern)}`);
    return `/guide/assets/${name}`;
  };
  return {
    early: named(/^early-.*\.js$/),
    script: named(/^guide-.*\.js$/),
    style: named(/^guide-.*\.css$/),
    bare: named(/^bare-.*\.css$/),
    font: named(/\.woff2$/),
  };
}

/** Leaves `name.br` and `name.gz` beside every text, so that the platform compresses nothing while it serves. */
export async function compress(folder: string): Promise<void> {
  const names = (await readdir(folder, { recursive: true })).filter((name) => COMPRESSIBLE.test(name));
  await Promise.all(
    names.map(async (name) => {
      const path = join(folder, name);
      const text = await readFile(path);
      const params = { [constants.BROTLI_PARAM_SIZE_HINT]: text.length };
      await writeFile(`${path}.br`, await promisify(brotliCompress)(text, { params }));
      await writeFile(`${path}.gz`, await promisify(gzip)(text, { level: 9 }));
    }),
  );
}
