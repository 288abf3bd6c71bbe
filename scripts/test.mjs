// `npm test`: does all set-up when needed, then runs every test. Arguments are passed on to Vitest.
import { spawn } from 'node:child_process';
import { build, env, install, root } from './setup.mjs';

install();
build();
const child = spawn('vitest', ['run', ...process.argv.slice(2)], {
  cwd: root,
  env,
  stdio: 'inherit',
  shell: process.platform === 'win32',
});
child.on('exit', (code) => process.exit(code ?? 1));
