// `npm run release`: makes all that a release is made of in `release/`: a tarball, an SBOM and a checksum for each package. It publishes nothing.
// `npm run release -- --version` does what comes before: gives the packages the versions that the change files in `.changeset` ask for, and
// the changelogs their heading; the result is looked at and committed.
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { sbomOf } from './sbom.mjs';
import { env, install, node, root } from './setup.mjs';

const git = (...args) => execFileSync('git', args, { cwd: root, encoding: 'utf8' }).trim();
const fail = (message) => {
  process.stderr.write(`${message}\n`);
  process.exit(1);
};
function run(command, ...args) {
  const { status } = spawnSync(command, args, {
    cwd: root,
    env,
    stdio: ['ignore', 'inherit', 'inherit'],
    shell: process.platform === 'win32',
  });
  if (status !== 0) fail(`${command} ${args.join(' ')} ended with ${status}`);
}

const folders = readdirSync(join(root, 'packages')).map((name) => `packages/${name}`);
const manifestOf = (folder) => JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));
const published = () => folders.filter((folder) => !manifestOf(folder).private);

/** Where a version is written besides package.json: read at every start, it would be a file more. */
const WRITTEN = [
  'packages/altinn-jwks/src/cli/program.ts',
  'packages/platform/src/assembly/version.ts',
  'packages/portvakt/src/cli.ts',
];

function writeVersions() {
  const changes = readdirSync(join(root, '.changeset')).filter((name) => name.endsWith('.md') && name !== 'README.md');
  if (changes.length === 0) fail('There is nothing to release: .changeset has no change. "npx changeset" writes one.');
  run('changeset', 'version');
  const { version } = manifestOf('packages/portvakt');
  for (const file of WRITTEN) {
    const text = readFileSync(join(root, file), 'utf8');
    writeFileSync(join(root, file), text.replace(/(const VERSION = ')[^']+/, `$1${version}`));
  }
  const date = git('log', '-1', '--format=%cs');
  for (const file of ['.', ...published()].map((folder) => join(root, folder, 'CHANGELOG.md'))) {
    const text = readFileSync(file, 'utf8');
    writeFileSync(file, text.replace(/^## Unreleased$/m, `## Unreleased\n\nNothing yet.\n\n## ${version} (${date})`));
  }
  run('npm', 'install', '--package-lock-only', '--ignore-scripts', '--no-audit', '--no-fund');
  console.log(`All packages are ${version}. Look at the changes, run "npm test", commit, and then "npm run release".`);
}

/** Packs what is built. @returns the names of the files that were made */
function pack(into) {
  rmSync(into, { recursive: true, force: true });
  mkdirSync(into, { recursive: true });
  const timestamp = new Date(Number(git('log', '-1', '--format=%ct')) * 1000).toISOString();
  run('npm', 'pack', '--silent', '--pack-destination', into, ...published().flatMap((folder) => ['-w', folder]));
  for (const folder of published()) {
    const { name, version } = manifestOf(folder);
    const file = `${name.replace('@', '').replace('/', '-')}-${version}.cdx.json`;
    writeFileSync(join(into, file), `${JSON.stringify(sbomOf(root, folder, { timestamp }), undefined, 2)}\n`);
  }
  const sums = readdirSync(into)
    .sort()
    .map(
      (name) =>
        `${createHash('sha256')
          .update(readFileSync(join(into, name)))
          .digest('hex')}  ${name}\n`,
    );
  writeFileSync(join(into, 'SHA256SUMS'), sums.join(''));
  return sums;
}

const { values: given } = parseArgs({
  options: {
    version: { type: 'boolean' },
    // To try it out: with changes that are not committed, of what is built already, elsewhere.
    dirty: { type: 'boolean' },
    built: { type: 'boolean' },
    into: { type: 'string', default: join(root, 'release') },
  },
});

install();
if (given.version) writeVersions();
else {
  if (!given.dirty && git('status', '--porcelain') !== '')
    fail('There are changes that are not committed: commit them, or try it out with --dirty.');
  if (!given.built) run(node, join(root, 'scripts', 'build.mjs'));
  const into = resolve(given.into);
  process.stdout.write(pack(into).join(''));
  console.log(
    `Made in ${into} of ${git('rev-parse', 'HEAD')}. Nothing has been published: .github/workflows/publish.yml does it for a tag.`,
  );
}
