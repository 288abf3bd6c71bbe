// The command in few files: what a command needs is loaded when it is asked for.
import { globSync, rmSync, writeFileSync } from 'node:fs';
import { build } from 'esbuild';
import { refuseUndeclared } from '../../scripts/declared.mjs';
import { editorSchema } from './src/setup/schema.ts';

// Their names tell their content: an earlier build's would stay beside them.
for (const chunk of globSync('dist/chunk-*.js')) rmSync(chunk);

const { metafile } = await build({
  entryPoints: ['src/cli.ts'],
  outdir: 'dist',
  bundle: true,
  splitting: true,
  metafile: true,
  platform: 'node',
  format: 'esm',
  target: 'node22.13',
  conditions: ['portvakt-source'],
  // Loaded at run time only where needed, or not fit to be bundled. The packages of one family stay together: they share registries.
  external: ['@azure/*', '@peculiar/*', 'reflect-metadata', 'oidc-provider', 'openid-client', 'pg', 'pino'],
  banner: {
    js: "import { createRequire as bundledRequire } from 'node:module'; const require = bundledRequire(import.meta.url);",
  },
  chunkNames: 'chunk-[hash]',
  logLevel: 'warning',
});
// debug asks for it and does without.
refuseUndeclared(metafile, ['supports-color']);
// For editors, which complete and check a set-up file by it.
writeFileSync('dist/setup.schema.json', editorSchema());
