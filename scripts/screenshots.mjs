// `npm run screenshots`: does all set-up when needed, then takes a picture of every page of the portal as it is built.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { build, env, install, node, root } from './setup.mjs';

install();
build();
const main = join(root, 'packages', 'portal', 'test', 'screenshots', 'main.ts');
const child = spawn(node, ['--disable-warning=ExperimentalWarning', main, ...process.argv.slice(2)], {
  cwd: root,
  env,
  stdio: 'inherit',
});
child.on('exit', (code) => process.exit(code ?? 1));
