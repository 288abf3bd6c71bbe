// `npm run failover -- --rounds 3`: three nodes as shipped while Patroni changes the leader of their database (test/failover/cli.ts).
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { build, env, install, node, root } from './setup.mjs';

install();
build();
const args = [
  '--conditions=portvakt-source',
  '--disable-warning=ExperimentalWarning',
  join(root, 'test', 'failover', 'cli.ts'),
];
const child = spawn(node, [...args, ...process.argv.slice(2)], { cwd: root, env, stdio: 'inherit' });
child.on('exit', (code) => process.exit(code ?? 1));
