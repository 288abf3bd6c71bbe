// `npm run soak -- --seed 7 --minutes 10`: three nodes as shipped under load, while one thing after another is done to them (test/soak/cli.ts).
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { build, env, install, node, root } from './setup.mjs';

install();
build();
const args = [
  '--conditions=portvakt-source',
  '--disable-warning=ExperimentalWarning',
  join(root, 'test', 'soak', 'cli.ts'),
];
const child = spawn(node, [...args, ...process.argv.slice(2)], { cwd: root, env, stdio: 'inherit' });
child.on('exit', (code) => process.exit(code ?? 1));
