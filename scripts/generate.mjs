// `npm run generate`: writes the types with which the portal and the client call the platform, from its sources as they are. With --check
// (part of `npm run check`) it writes nothing, and fails when they are out of step with the table of operations.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { env, install, node, root } from './setup.mjs';

install();
const sources = ['--conditions=portvakt-source', '--disable-warning=ExperimentalWarning'];
const { status } = spawnSync(node, [...sources, join(root, 'test', 'openapi', 'types.ts'), ...process.argv.slice(2)], {
  cwd: root,
  env,
  stdio: 'inherit',
  shell: process.platform === 'win32',
});
process.exitCode = status ?? 1;
