import { createHash } from 'node:crypto';
import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { build } from 'esbuild';
import { LANGUAGES, type Language } from './contents.ts';
import type { Assets } from './frame.ts';
import { pagesOf, readSite, searchIndex } from './site.ts';

const BROWSER = join(import.meta.dirname, '..', 'browser');
const COMPRESSIBLE = /\.(js|css|html|json)$/;

/**
 * Builds the guide: pages, scripts, styles and the indexes of the search, each text beside its compressed forms.
 * @param folder is emptied first
 */
export async function buildGuide(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  const built = await bundled(folder);
  const site = readSite();
  const indexes = new Map<Language, string>();
  for (const language of LANGUAGES) {
    const text = searchIndex(site, language);
    const hash = createHash('sha256').update(text).digest('base64url').slice(0, 8);
    indexes.set(language, `assets/search-${language}-${hash}.json`);
    await writeFile(join(folder, indexes.get(language) ?? ''), text);
  }
  const assets = (language: Language): Assets => ({ ...built, index: `/guide/${indexes.get(language) ?? ''}` });
  for (const [path, html] of pagesOf(site, assets)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), html);
  }
  await compress(folder);
}

/** What the pages load, each named by its content. */
async function bundled(folder: string): Promise<Omit<Assets, 'index'>> {
  const { metafile } = await build({
    entryPoints: ['early.ts', 'guide.ts', 'guide.css', 'bare.css'].map((name) => join(BROWSER, name)),
    outdir: join(folder, 'assets'),
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
  const names = Object.keys(metafile.outputs).map((path) => basename(path));
  const named = (pattern: RegExp): string => {
    const name = names.find((one) => pattern.test(one));
    if (name === undefined) throw new Error(`nothing was built that is called ${String(pattern)}`);
    return `/guide/assets/${name}`;
  };
  // The font goes nowhere without its licence (SIL Open Font License 1.1, condition 2).
  const licence = createRequire(import.meta.url).resolve('@fontsource-variable/inter/LICENSE');
  await cp(licence, join(folder, 'assets', 'inter-OFL.txt'));
  return {
    early: named(/^early-.*\.js$/),
    script: named(/^guide-.*\.js$/),
    style: named(/^guide-.*\.css$/),
    bare: named(/^bare-.*\.css$/),
    font: named(/\.woff2$/),
  };
}

/** Leaves `name.br` and `name.gz` beside every text, so that the platform compresses nothing while it serves. */
async function compress(folder: string): Promise<void> {
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
