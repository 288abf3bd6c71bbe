// `npm run benchmark [-- --quick] [-- --only=token,xacml]`: every benchmark in one run, written to docs/benchmarks.md with its plots.
import { spawn } from 'node:child_process';
import { build, env, install, root } from './setup.mjs';

install();
build();
const line = ['run', '--silent', 'report', '-w', 'portvakt-benchmarks', '--', ...process.argv.slice(2)];
const child = spawn('npm', line, { cwd: root, env, stdio: 'inherit', shell: process.platform === 'win32' });
child.on('exit', (code) => process.exit(code ?? 1));
