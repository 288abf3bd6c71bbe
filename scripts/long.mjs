// `npm run long -- feed`: what is random, or kills what it tests, in its long form; without a name: which there are.
import { spawn } from 'node:child_process';
import { build, env, install, root } from './setup.mjs';

const FORMS = {
  bodies: ['test/bodies.test.ts', 'bad bodies, heads and queries, each on every operation: minutes'],
  feed: ['test/listen.test.ts', '100,000 changes, and 200 kill -9 of platform, listener and webhook: half an hour'],
  setup: ['packages/portvakt/src/setup', '10,000 pairs of set-ups in memory, 1,000 over HTTP, 50 kill -9: hours'],
  snapshot: ['test/snapshots.test.ts', '1,000 random requests before and after: a minute'],
};
const [name = '', ...more] = process.argv.slice(2);
if (!Object.hasOwn(FORMS, name)) {
  const lines = Object.entries(FORMS).map(([form, [, what]]) => `  npm run long -- ${form.padEnd(8)}  ${what}`);
  process.stderr.write(`Say which:\n${lines.join('\n')}\n`);
  process.exit(2);
}
install();
build();
const child = spawn('vitest', ['run', '--maxWorkers=1', FORMS[name][0], ...more], {
  cwd: root,
  env: { ...env, PORTVAKT_TESTS: 'long' },
  stdio: 'inherit',
  shell: process.platform === 'win32',
});
child.on('exit', (code) => process.exit(code ?? 1));
