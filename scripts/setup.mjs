// What every command of this repository needs before it can run: installed packages and built output. Runs on any Node >= 20.19,
// changes nothing when nothing has changed.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));
const bin = join(root, 'node_modules', '.bin');
/** The repository's own Node 24, from the npm package `node`. */
export const node = join(bin, process.platform === 'win32' ? 'node.cmd' : 'node');
export const env = { ...process.env, PATH: `${bin}${delimiter}${process.env.PATH ?? ''}` };

const marker = (name) => join(root, 'node_modules', `.portvakt-${name}`);
const seen = (name) => (existsSync(marker(name)) ? readFileSync(marker(name), 'utf8') : '');

function run(command, args, what) {
  process.stderr.write(`${what} …\n`);
  const started = Date.now();
  const result = spawnSync(command, args, {
    cwd: root,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
    encoding: 'utf8',
    shell: process.platform === 'win32',
  });
  if (result.status !== 0) {
    process.stderr.write(`${result.stdout}${result.stderr}\n${what}: failed\n`);
    process.exit(1);
  }
  process.stderr.write(`${what}: done in ${((Date.now() - started) / 1000).toFixed(1)} s\n`);
}

/** Installs the packages that package-lock.json names, if they are not the ones installed. */
export function install() {
  const lock = () =>
    createHash('sha256')
      .update(readFileSync(join(root, 'package-lock.json')))
      .digest('hex');
  if (seen('installed') === lock()) return;
  // `npm ci`, never `npm install`: set-up leaves the lock file of a checkout as it is.
  run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], 'Installing packages');
  writeFileSync(marker('installed'), lock());
}

function* files(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.name === 'node_modules' || entry.name === 'dist' || entry.name === 'test') continue;
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* files(path);
    else if (!/\.test\.tsx?$/.test(entry.name)) yield path;
  }
}

/** Sizes and times of every source file: cheap, and changed by any edit. */
function sourceState() {
  const hash = createHash('sha256').update(seen('installed'));
  for (const path of files(join(root, 'packages'))) {
    const { size, mtimeMs } = statSync(path);
    hash.update(`${path.slice(root.length)} ${size} ${Math.round(mtimeMs)}\n`);
  }
  return hash.digest('hex');
}

/** Builds every package, if a source has changed since the last build. */
export function build() {
  const state = sourceState();
  if (seen('built') === state) return;
  run(node, [join(root, 'scripts', 'build.mjs')], 'Building');
  mkdirSync(dirname(marker('built')), { recursive: true });
  writeFileSync(marker('built'), state);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) install();
