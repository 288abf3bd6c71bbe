// `npm run journey`: does all set-up when needed, then walks the getting-started journey against a platform of its own.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { build, env, install, node, root } from './setup.mjs';

install();
build();
const child = spawn(
  node,
  [join(root, 'packages', 'portvakt', 'bin', 'portvakt.js'), 'journey', ...process.argv.slice(2)],
  { cwd: root, env, stdio: 'inherit' },
);
child.on('exit', (code) => process.exit(code ?? 1));
