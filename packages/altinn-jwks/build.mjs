// The command as one CommonJS file: it starts sooner than modules do. What few runs need stays outside and is loaded by them alone.
// The library's modules are made by the compiler.
import { build } from 'esbuild';
import { refuseUndeclared } from '../../scripts/declared.mjs';

/** Another folder is for a test that builds it again. */
const dist = process.argv[2] ?? 'dist';

/** Commander loads it for commands that are programs of their own, of which there are none here. */
const withoutChildProcess = {
  name: 'without-child-process',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^node:child_process$/ }, ({ path }) => ({ path, namespace: 'unused' }));
    onLoad({ filter: /.*/, namespace: 'unused' }, () => ({ contents: 'export default {};' }));
  },
};

const { metafile } = await build({
  entryPoints: ['src/cli.ts'],
  outfile: `${dist}/command.cjs`,
  bundle: true,
  metafile: true,
  minifySyntax: true,
  minifyWhitespace: true,
  platform: 'node',
  format: 'cjs',
  target: 'node20.19',
  conditions: ['portvakt-source'],
  external: ['@azure/*', '@peculiar/*', 'reflect-metadata'],
  plugins: [withoutChildProcess],
  logLevel: 'warning',
});
refuseUndeclared(metafile);
