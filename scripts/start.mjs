// `npm start`: does all set-up when needed, then runs the sandbox platform until Ctrl-C.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { build, env, install, node, root } from './setup.mjs';

install();
build();
const args = [join(root, 'packages', 'portvakt', 'bin', 'portvakt.js'), 'up', ...process.argv.slice(2)];
const child = spawn(node, args, { cwd: root, env, stdio: 'inherit' });
// The terminal sends Ctrl-C to the whole group: the platform stops by itself, this process only waits for it.
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => signal === 'SIGTERM' && child.kill('SIGTERM'));
child.on('exit', (code, signal) => process.exit(code ?? (signal ? 1 : 0)));
