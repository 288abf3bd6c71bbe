// `npm test`: does all set-up when needed, then runs the tests; `npm run test:all` those that go over everything too (test/reach.ts). Arguments are
// passed on to Vitest.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { build, env, install, root } from './setup.mjs';

const [first, ...rest] = process.argv.slice(2);
const isAll = first === '--all';
install();
build();
// What has just been built from the sources is what is shipped: the browser is shown that, and it is not built once more.
const portal = { PORTVAKT_BUILT_PORTAL: join(root, 'packages', 'portvakt', 'dist', 'portal') };
const child = spawn('vitest', ['run', ...(isAll ? rest : process.argv.slice(2))], {
  cwd: root,
  env: { ...env, ...portal, ...(isAll ? { PORTVAKT_TESTS: 'all' } : {}) },
  stdio: 'inherit',
  shell: process.platform === 'win32',
});
child.on('exit', (code) => process.exit(code ?? 1));
