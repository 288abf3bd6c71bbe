// The command with all that it needs, so that it is installed in a moment: a few files, and no other package. What a command needs is loaded
// when it is asked for.
import { globSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { build } from 'esbuild';
import { bundledIn, writeList } from '../../scripts/bundled.mjs';
import { refuseUndeclared } from '../../scripts/declared.mjs';
import { worldSchema } from '../platform/src/foreign-worlds/schema.ts';
import { namesWhereTheyCount, nodeByName, routerUncompiled, typeboxByName, xpath2Apart } from './build-plugins.mjs';
import { editorSchema } from './src/setup/schema.ts';

/** Another folder is for a test that builds it again. */
const dist = process.argv[2] ?? 'dist';

const common = {
  bundle: true,
  metafile: true,
  platform: 'node',
  target: 'node22.16',
  // What is loaded by import() must be a module: of CommonJS it would have no names.
  mainFields: ['module', 'main'],
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: 'none',
  logLevel: 'warning',
};

// Their names tell their content: an earlier build's would stay beside them.
for (const chunk of globSync(`${dist}/chunk-*.js`)) rmSync(chunk);

const command = await build({
  ...common,
  entryPoints: ['src/cli.ts'],
  outdir: dist,
  splitting: true,
  format: 'esm',
  conditions: ['portvakt-source'],
  // Who keeps keys in Azure has its SDK. The other two are asked for and done without.
  external: ['@azure/*', 'pg-native', 'supports-color'],
  plugins: [xpath2Apart, nodeByName, routerUncompiled, typeboxByName, namesWhereTheyCount],
  banner: {
    js: "import { createRequire as bundledRequire } from 'node:module'; const require = bundledRequire(import.meta.url);",
  },
  chunkNames: 'chunk-[hash]',
});
// Regular expressions keep their letters. One outside of ASCII doubles what all of a file takes in memory, and Node reads it more slowly.
for (const path of globSync(`${dist}/chunk-*.js`)) {
  const text = readFileSync(path, 'utf8');
  const plain = text.replaceAll(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
  if (plain !== text) writeFileSync(path, plain);
}
const xpath2 = await build({
  ...common,
  stdin: {
    contents: "module.exports = { fontoxpath: require('fontoxpath'), slimdom: require('slimdom') };",
    resolveDir: '../xacml/src/xpath',
  },
  outfile: `${dist}/xpath2.cjs`,
  format: 'cjs',
});
for (const { metafile } of [command, xpath2]) refuseUndeclared(metafile, ['pg-native', 'supports-color']);
// Those of the portal, which is put beside it, are added when all is built.
writeList(dist, bundledIn('.', command.metafile, xpath2.metafile));
// For editors, which complete and check a set-up file and a world file by them.
writeFileSync(`${dist}/setup.schema.json`, editorSchema());
writeFileSync(`${dist}/world.schema.json`, worldSchema());
