import { execFile } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));
const run = promisify(execFile);

export interface Manifest {
  readonly name: string;
  readonly private?: boolean;
  readonly exports?: Readonly<Record<string, unknown>>;
  readonly peerDependenciesMeta?: Readonly<Record<string, unknown>>;
}

/** What is published: every package of this repository that is not private. */
export function published(): readonly { readonly folder: string; readonly manifest: Manifest }[] {
  return readdirSync(join(root, 'packages'))
    .map((name) => {
      const folder = join(root, 'packages', name);
      return { folder, manifest: JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest };
    })
    .filter(({ manifest }) => manifest.private !== true);
}

const npm = (args: readonly string[], cwd: string) =>
  run('npm', [...args], { cwd, maxBuffer: 50_000_000, shell: process.platform === 'win32' });

/** Packs what is published. @returns each package's tarball, by the package's name */
export async function pack(destination: string): Promise<ReadonlyMap<string, string>> {
  mkdirSync(destination, { recursive: true });
  const workspaces = published().flatMap(({ folder }) => ['-w', folder]);
  const { stdout } = await npm(['pack', '--json', '--pack-destination', destination, ...workspaces], root);
  const told = JSON.parse(stdout) as readonly { readonly name: string; readonly filename: string }[];
  return new Map(told.map(({ name, filename }) => [name, join(destination, filename)]));
}

/** How npm lays packages out: all beside each other, or each with nothing in reach but what it declares. */
export type Layout = 'hoisted' | 'linked';

const NETWORK = /\b(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|ENOTCACHED|ERR_SOCKET_TIMEOUT)\b/;

/** Installs tarballs into an empty folder. @returns why it could not be tried, when the registry cannot be reached */
export async function install(
  tarballs: ReadonlyMap<string, string>,
  folder: string,
  layout: Layout,
): Promise<string | undefined> {
  mkdirSync(folder, { recursive: true });
  const dependencies = Object.fromEntries([...tarballs].map(([name, file]) => [name, `file:${file}`]));
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, type: 'module', dependencies }));
  const quiet = ['--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error'];
  try {
    await npm(['install', `--install-strategy=${layout}`, ...quiet], folder);
    return undefined;
  } catch (error) {
    const { stderr = '' } = error as { stderr?: string };
    const [code] = NETWORK.exec(stderr) ?? [];
    if (code === undefined) throw new Error(`npm install (${layout}) failed: ${stderr}`);
    return `the npm registry cannot be reached (${code})`;
  }
}

/** Imports every entry of every published package in a folder that has them. @returns what went wrong, one line each */
export async function importAll(folder: string): Promise<readonly string[]> {
  const entries = published().flatMap(({ manifest: { name, exports = {} } }) =>
    Object.keys(exports)
      .filter((path) => !path.endsWith('.json'))
      .map((path) => `${name}${path.slice(1)}`),
  );
  // What a user of that entry alone installs.
  const optional = published().flatMap(({ manifest: { peerDependenciesMeta = {} } }) =>
    Object.keys(peerDependenciesMeta),
  );
  const script = `const wrong = [];
for (const entry of ${JSON.stringify(entries)}) await import(entry).catch((error) => wrong.push(entry + ': ' + error.message));
console.log(JSON.stringify(wrong));`;
  const { NODE_OPTIONS: _sources, ...env } = process.env;
  const { stdout } = await run(process.execPath, ['--input-type=module', '-e', script], { cwd: folder, env });
  const wrong = JSON.parse(stdout) as readonly string[];
  return wrong.filter((line) => !optional.some((name) => line.includes(`Cannot find package '${name}' imported`)));
}
