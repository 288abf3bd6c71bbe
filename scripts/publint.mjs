// Holds every published package to publint's rules (entries that exist, types for each, files in the form they claim) and to those of
// arethetypeswrong (each entry has the types of what it gives, in every way in which TypeScript resolves it).
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { env, root } from './setup.mjs';

/**
 * Every Node that the packages claim loads modules by `require` too; and TypeScript's oldest resolution, which knows no `exports`, is for Node
 * before 12.
 */
const isMeant = ({ kind, resolutionKind }) => kind === 'CJSResolvesToESM' || resolutionKind === 'node10';

const complain = (name, message) => {
  process.exitCode = 1;
  console.error(`${name}: ${message}`);
};

const folder = mkdtempSync(join(tmpdir(), 'portvakt-publint-'));
try {
  for (const one of readdirSync(join(root, 'packages'))) {
    const pkgDir = join(root, 'packages', one);
    const manifest = JSON.parse(readFileSync(join(pkgDir, 'package.json'), 'utf8'));
    if (manifest.private) continue;
    const { messages } = await publint({ pkgDir, pack: false, strict: true });
    for (const message of messages) complain(manifest.name, formatMessage(message, manifest, { color: false }));
    // A command alone has nothing to import.
    if (!Object.values(manifest.exports).some((entry) => entry.types)) continue;
    const args = ['pack', '--ignore-scripts', '--json', '--pack-destination', folder];
    const packed = JSON.parse(
      execFileSync('npm', args, { cwd: pkgDir, env, encoding: 'utf8', shell: process.platform === 'win32' }),
    );
    const [{ filename }] = Object.values(packed);
    const { types, problems = [] } = await checkPackage(
      createPackageFromTarballData(readFileSync(join(folder, filename))),
    );
    if (!types) complain(manifest.name, 'it has no types');
    for (const { entrypoint, ...problem } of problems)
      if (!isMeant(problem))
        complain(manifest.name, `${entrypoint ?? problem.fileName}: ${problem.kind} (${problem.resolutionKind ?? ''})`);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
