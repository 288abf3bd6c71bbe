import { readdir, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import react from '@vitejs/plugin-react';
import { defaultClientConditions, defineConfig, type Plugin } from 'vite';

/** Where the dev server sends what is not the portal's own: a platform that was started with `npm start`. */
const PLATFORM = process.env['PORTVAKT_PLATFORM'] ?? 'http://localhost:7070';
const PLATFORM_PATHS = [
  'authentication',
  'accessmanagement/api',
  'authorization/api',
  'idporten',
  'openapi',
  'policy-authoring',
  'portal/api',
  'profile',
  'register',
  'resourceregistry',
  'sandbox',
  'selvbetjening',
];

const UNUSED =
  /\/@digdir\/(?:designsystemet-react\/|designsystemet-web\/dist\/esm\/suggestion\/)|\/@u-elements\/u-(?:combobox|datalist)\//;

/** Of the client a page takes what it names, and no more: the doctor itself comes with a key file. */
const CLIENT = /\/packages\/client\/src\//;

const COMPRESSIBLE = /\.(js|css|svg|json|woff)$/;
/** Below this the headers are more than what is saved. */
const WORTH_BYTES = 1024;

/** Leaves `name.br` and `name.gz` beside every text of the build, so that the platform compresses nothing while it serves. */
const compressed = (): Plugin => ({
  name: 'portvakt-compressed',
  apply: 'build',
  async writeBundle({ dir = '' }) {
    for (const name of await readdir(dir, { recursive: true })) {
      const path = join(dir, name);
      if (!COMPRESSIBLE.test(name)) continue;
      const text = await readFile(path);
      if (text.length < WORTH_BYTES) continue;
      const params = { [constants.BROTLI_PARAM_SIZE_HINT]: text.length };
      await writeFile(`${path}.br`, await promisify(brotliCompress)(text, { params }));
      await writeFile(`${path}.gz`, await promisify(gzip)(text, { level: 9 }));
    }
  },
});

/** The font goes nowhere without its licence (SIL Open Font License 1.1, condition 2). */
const licensedFont = (): Plugin => ({
  name: 'portvakt-licensed-font',
  apply: 'build',
  async generateBundle() {
    const licence = createRequire(import.meta.url).resolve('@fontsource-variable/inter/LICENSE');
    this.emitFile({ type: 'asset', fileName: 'assets/inter-OFL.txt', source: await readFile(licence) });
  },
});

/** The font is on its way before the style sheet that names it has come: then nothing on the page moves when it arrives. */
const preloadedFont = (): Plugin => ({
  name: 'portvakt-preloaded-font',
  apply: 'build',
  transformIndexHtml: {
    order: 'post',
    handler: (_, { bundle = {} }) =>
      Object.keys(bundle)
        .filter((name) => name.endsWith('.woff2'))
        .map((name) => ({
          tag: 'link',
          attrs: { rel: 'preload', href: `/${name}`, as: 'font', type: 'font/woff2', crossorigin: true },
          injectTo: 'head-prepend' as const,
        })),
  },
});

interface Modules {
  getModuleInfo(id: string): { readonly isEntry: boolean; readonly importedIds: readonly string[] } | null;
}

/** What `entry` imports, and what that imports: all that is fetched with it. Not what is fetched when somebody goes there. */
function importedFrom(entry: string, modules: Modules): ReadonlySet<string> {
  const seen = new Set<string>();
  const left = [entry];
  for (let id = left.pop(); id !== undefined; id = left.pop()) {
    if (seen.has(id)) continue;
    seen.add(id);
    left.push(...(modules.getModuleInfo(id)?.importedIds ?? []));
  }
  return seen;
}

const PORTAL = 'index.html';
const REFERENCE = 'reference/index.html';
/** Words that the reference begins with, and the portal fetches when it is to speak so: in one file with the reference they would bring its style sheet. */
const LATER_WORDS = /\/src\/texts\/(frame\.(?:nn|en))\.ts$/;

/**
 * Few files: each costs the browser some milliseconds beyond its bytes. One with what portal and reference both begin with, one with what
 * each needs beside that, and of what pages share one for each set of pages, where it is not too little for a file of its own.
 */
function files() {
  const sets = new Map<string, ReadonlySet<string>>();
  const isIn = (entry: string, id: string, modules: Modules): boolean => {
    const set = sets.get(entry) ?? importedFrom(join(import.meta.dirname, entry), modules);
    sets.set(entry, set);
    return set.has(id);
  };
  const needed = (name: string, ...entries: readonly string[]) => ({
    debugName: name,
    tags: ['$initial' as const],
    name: (id: string, modules: Modules) => (entries.every((entry) => isIn(entry, id, modules)) ? name : null),
  });
  return [
    { ...needed('shared', PORTAL, REFERENCE), priority: 4 },
    { ...needed('portal', PORTAL), priority: 3 },
    { name: (id: string) => LATER_WORDS.exec(id)?.[1] ?? null, priority: 3 },
    { ...needed('reference', REFERENCE), priority: 2 },
    { name: 'pages', minShareCount: 6, priority: 1 },
  ];
}

/** What pages share has all their names for a name. */
const named =
  (ending: string) =>
  ({ name, names: [first = name ?? ''] = [] }: { readonly name?: string; readonly names?: readonly string[] }) =>
    `assets/${first.startsWith('pages~') ? 'pages' : '[name]'}-[hash].${ending}`;

/** The portal is static: `vite build` writes it to dist, which the platform serves at `/`. No inline script, so that a strict policy holds. */
export default defineConfig({
  plugins: [react(), preloadedFont(), licensedFont(), compressed()],
  root: import.meta.dirname,
  // The doctor is the client's own, as its sources are.
  resolve: { conditions: ['portvakt-source', ...defaultClientConditions] },
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    modulePreload: { polyfill: false },
    target: 'es2022',
    assetsInlineLimit: 0,
    // Whose work is in it: for who hands it on (scripts/bundled.mjs), and served to nobody.
    license: { fileName: 'bundled.json' },
    rolldownOptions: {
      // The portal, and the reference of the API that the platform serves at /docs: what they share is loaded once.
      input: [PORTAL, REFERENCE],
      output: { codeSplitting: { groups: files() }, chunkFileNames: named('js'), assetFileNames: named('[ext]') },
      // The component library does not say that its modules are free of side effects, though only its web components have any: these are all
      // loaded with the first, and of those that are here none is used that suggests while one writes.
      treeshake: { moduleSideEffects: (id) => !UNUSED.test(id) && !CLIENT.test(id) },
    },
  },
  server: { host: '127.0.0.1', proxy: { [`^/(${PLATFORM_PATHS.join('|')})/`]: PLATFORM } },
});
