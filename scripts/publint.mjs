// Holds the package.json of every published package to publint's rules: entries that exist, types for each, files in the form they claim.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { root } from './setup.mjs';

for (const folder of readdirSync(join(root, 'packages'))) {
  const pkgDir = join(root, 'packages', folder);
  const manifest = JSON.parse(readFileSync(join(pkgDir, 'package.json'), 'utf8'));
  if (manifest.private) continue;
  const { messages } = await publint({ pkgDir, pack: false, strict: true });
  for (const message of messages) {
    process.exitCode = 1;
    console.error(`${manifest.name}: ${formatMessage(message, manifest, { color: false })}`);
  }
}
