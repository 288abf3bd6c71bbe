import { execFile } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
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

/** Who installs, and how each lays packages out: all beside each other, each with nothing in reach but what it declares, or in archives. */
export type Layout = 'npm' | 'npm-linked' | 'pnpm' | 'yarn';

const YARN_PACKAGE = '@yarnpkg/cli-dist@4.18.1';
/** Yarn itself, fetched once: each time that npx is asked for it, npm takes longer than Yarn. */
let yarn: Promise<readonly string[]> | undefined;
async function fetchYarn(): Promise<readonly string[]> {
  const find = ['--yes', `--package=${YARN_PACKAGE}`, '--call', 'command -v yarn'];
  const { stdout } = await run('npx', find, { env: withoutSettings() });
  return [process.execPath, realpathSync(stdout.trim())];
}
const yarnOnce = (): Promise<readonly string[]> => {
  yarn ??= fetchYarn();
  return yarn;
};
const QUIET = ['--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error'];

const INSTALL: Readonly<Record<Layout, readonly string[]>> = {
  npm: ['npm', 'install', ...QUIET],
  'npm-linked': ['npm', 'install', '--install-strategy=linked', ...QUIET],
  pnpm: ['npx', '--yes', 'pnpm@12.21.0', 'install', '--prefer-offline', '--ignore-scripts'],
  yarn: ['install'],
};

const NETWORK =
  /\b(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|ENOTCACHED|ERR_SOCKET_TIMEOUT|E?502)\b/;

/** The environment without what the tests are run with, and without settings of npm. */
export const withoutSettings = (): NodeJS.ProcessEnv =>
  Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(npm_|NODE_OPTIONS$|VITEST|NODE_ENV$)/i.test(name)),
  );

/** The environment of who installs from this registry, and has no settings of their own. */
export function installing(registry: string): NodeJS.ProcessEnv {
  return {
    ...withoutSettings(),
    CI: '1',
    npm_config_registry: registry,
    // What is not ours comes from where it is, and so out of the cache.
    npm_config_replace_registry_host: 'never',
    npm_config_update_notifier: 'false',
    YARN_NPM_REGISTRY_SERVER: registry,
    YARN_UNSAFE_HTTP_WHITELIST: '127.0.0.1',
    YARN_ENABLE_IMMUTABLE_INSTALLS: 'false',
    YARN_ENABLE_TELEMETRY: '0',
    YARN_ENABLE_SCRIPTS: 'false',
  };
}

/** Installs packages into an empty folder. @returns why it could not be tried, when npm's registry cannot be reached */
export async function install(
  names: readonly string[],
  folder: string,
  layout: Layout,
  registry: string,
): Promise<string | undefined> {
  mkdirSync(folder, { recursive: true });
  const dependencies = Object.fromEntries(names.map((name) => [name, '*']));
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, type: 'module', dependencies }));
  writeFileSync(join(folder, '.npmrc'), `registry=${registry}\n`);
  // Below a folder of another's, Yarn takes itself to be a part of that.
  writeFileSync(join(folder, 'yarn.lock'), '');
  try {
    const [command = '', ...args] = [...(layout === 'yarn' ? await yarnOnce() : []), ...INSTALL[layout]];
    await run(command, args, { cwd: folder, env: installing(registry), maxBuffer: 50_000_000 });
    return undefined;
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
    const [code] = NETWORK.exec(stderr + stdout) ?? [];
    if (code === undefined) throw new Error(`${layout} could not install: ${stdout}${stderr}`);
    return `the npm registry cannot be reached (${code})`;
  }
}

/** Node, as it finds what is installed in a folder by this manager. */
export const nodeOf = async (layout: Layout): Promise<readonly string[]> =>
  layout === 'yarn' ? [...(await yarnOnce()), 'node'] : [process.execPath];

/** A program of those that are installed in a folder, as its users start it there. */
export const startable = async (layout: Layout, folder: string, program: string): Promise<readonly string[]> =>
  layout === 'yarn'
    ? [...(await yarnOnce()), program]
    : [process.execPath, join(folder, 'node_modules', program, 'bin', `${program}.js`)];

/** Imports every entry of published packages in a folder that has them. @returns what went wrong, one line each */
export async function importAll(
  folder: string,
  node: readonly string[] = [process.execPath],
  among = published(),
): Promise<readonly string[]> {
  const entries = among.flatMap(({ manifest: { name, exports = {} } }) =>
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
  writeFileSync(join(folder, 'import-all.mjs'), script);
  const { NODE_OPTIONS: _sources, ...env } = process.env;
  const [command = '', ...before] = node;
  const { stdout } = await run(command, [...before, 'import-all.mjs'], { cwd: folder, env });
  const wrong = JSON.parse(stdout) as readonly string[];
  // npm, pnpm and Node name it in quotes; Yarn says what it is.
  const isOptional = (line: string) =>
    optional.some((name) => line.includes(`'${name}'`) || line.includes(` ${name} (a peer dependency)`));
  return wrong.filter((line) => !isOptional(line));
}
