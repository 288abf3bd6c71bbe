// `npm test`: does all set-up when needed, then runs the tests; `npm run test:all` those that go over everything too (test/reach.ts). Arguments are
// passed on to Vitest.
import { spawn } from 'node:child_process';
import { build, env, install, root } from './setup.mjs';

const [first, ...rest] = process.argv.slice(2);
const isAll = first === '--all';
install();
build();
const child = spawn('vitest', ['run', ...(isAll ? rest : process.argv.slice(2))], {
  cwd: root,
  env: isAll ? { ...env, PORTVAKT_TESTS: 'all' } : env,
  stdio: 'inherit',
  shell: process.platform === 'win32',
});
child.on('exit', (code) => process.exit(code ?? 1));
