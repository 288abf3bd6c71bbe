// `npm run fuzz -- --requests 100000 --seed 7`: random requests to every operation of a sandbox of its own, from the sources as they are.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { env, install, node, root } from './setup.mjs';

install();
const args = [
  '--conditions=portvakt-source',
  '--disable-warning=ExperimentalWarning',
  join(root, 'test', 'fuzz', 'cli.ts'),
];
const child = spawn(node, [...args, ...process.argv.slice(2)], { cwd: root, env, stdio: 'inherit' });
child.on('exit', (code) => process.exit(code ?? 1));
