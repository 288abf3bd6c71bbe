import { execFile, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { createMaskinportenClient, jwk, localEnvironment } from '@portvakt/client';
import { type Sandbox, startSandbox } from '@portvakt/platform/testing/sandbox';
import { createClient } from '@redis/client';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { redisCache } from './redis-cache.ts';

const SECRET = Buffer.alloc(32, 7).toString('base64');
const ORGANIZATION = '310044423';
const SCOPES = ['altinn:instances.read'];
const server = ['valkey-server', 'redis-server'].map((name) => `/usr/bin/${name}`).find((file) => existsSync(file));
if (!server)
  console.log('The example with a cache in Redis is skipped: Debian’s redis-server or valkey-server is not installed.');

let box: Sandbox;
let clientId: string;
beforeAll(async () => {
  box = await startSandbox();
  clientId = await box.createClient(ORGANIZATION, SCOPES);
});
afterAll(() => box.stop());

/** A port on which nothing listens any more. */
async function freePort(): Promise<number> {
  const one = createServer();
  await new Promise<void>((resolve) => one.listen(0, '127.0.0.1', resolve));
  const { port } = one.address() as AddressInfo;
  await new Promise((resolve) => one.close(resolve));
  return port;
}

const connection = (url: string) => createClient({ url });

/** Runs the example in a process of its own. @returns what it printed */
async function runExample(url: string, more: Record<string, string> = {}): Promise<string> {
  const env = {
    MASKINPORTEN_ENVIRONMENT: 'local',
    PORTVAKT_URL: box.base,
    MASKINPORTEN_CLIENT_JWK: JSON.stringify(box.privateJwk),
    MASKINPORTEN_CLIENT_ID: clientId,
    TOKEN_CACHE_URL: url,
    TOKEN_CACHE_SECRET: SECRET,
    ...more,
  };
  const file = fileURLToPath(new URL('redis-cache.ts', import.meta.url));
  const args = ['--conditions=portvakt-source', '--no-warnings', file];
  return (await promisify(execFile)(process.execPath, args, { env })).stdout;
}

const FROM_NETWORK = /^a token from the network, until \S+Z\n$/;
const FROM_CACHE = /^a token from the cache, until \S+Z\n$/;

describe.skipIf(!server)('the example with a cache in Redis', () => {
  let folder: string;
  let url: string;
  let stop: () => Promise<void>;
  let redis: ReturnType<typeof connection>;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'portvakt-redis-'));
    const port = await freePort();
    url = `redis://127.0.0.1:${port}`;
    const args = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', folder];
    const child = spawn(server ?? '', args, { stdio: ['ignore', 'pipe', 'inherit'] });
    const ended = new Promise((resolve) => child.once('exit', resolve));
    stop = async () => {
      child.kill('SIGKILL');
      await ended;
    };
    for await (const line of createInterface({ input: child.stdout })) if (/ready to accept/i.test(line)) break;
    redis = connection(url);
    redis.on('error', () => {});
    await redis.connect();
  });
  afterEach(async () => {
    redis.destroy();
    await stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const clientWith = (hooks: { onCacheError?: (error: unknown) => void } = {}, secret = SECRET) =>
    createMaskinportenClient({
      environment: localEnvironment(box.base),
      clientId,
      key: jwk({ ...box.privateJwk }),
      scopes: SCOPES,
      cache: redisCache(redis, secret),
      hooks,
    });

  it('shares one token between two processes', async () => {
    expect(await runExample(url)).toMatch(FROM_NETWORK);
    expect(await runExample(url)).toMatch(FROM_CACHE);
    expect(await runExample(url, { SCOPES: 'altinn:instances.read altinn:instances.read' })).toMatch(FROM_CACHE);
  });

  it('shows neither a token nor what it is for, and lets it go when it ends (client-library#32)', async () => {
    const { value, expiresAt } = await clientWith().getToken();
    const [key = '', ...others] = await redis.keys('*');
    expect(others).toEqual([]);
    expect(key).toMatch(/^maskinporten:pv1:[0-9a-f]{64}$/);
    const kept = Buffer.from((await redis.get(key)) ?? '', 'base64').toString('latin1');
    for (const part of [...value.split('.'), 'maskinporten', clientId]) expect(kept).not.toContain(part);
    const left = await redis.pTTL(key);
    expect(left).toBeGreaterThan(0);
    expect(left).toBeLessThanOrEqual(expiresAt.getTime() - Date.now() + 1000);
    expect((await clientWith().getToken()).value).toBe(value);
  });

  it('takes no value that another has written, moved or sealed (client-library#33)', async () => {
    const { value } = await clientWith().getToken();
    const [key = ''] = await redis.keys('*');
    const sealed = (await redis.get(key)) ?? '';
    await clientWith().getToken({ resource: 'urn:other' });
    const [other = ''] = (await redis.keys('*')).filter((one) => one !== key);
    for (const written of [
      '',
      'no base64 of anything',
      JSON.stringify({ token: 'x' }),
      (await redis.get(other)) ?? '',
    ]) {
      await redis.set(key, written);
      const told: unknown[] = [];
      expect((await clientWith({ onCacheError: (error) => told.push(error) }).getToken()).source).toBe('network');
      // A machine that does other work makes Redis late, too: a read that was late has seen no value, and a write tells it besides.
      const isLate = (error: unknown) => String(error).includes('did not answer within');
      expect(told.slice(0, 1).concat(told.slice(1).filter((error) => !isLate(error)))).toHaveLength(1);
    }
    await redis.set(key, sealed);
    expect((await clientWith({}, Buffer.alloc(32, 8).toString('base64')).getToken()).value).not.toBe(value);
  });

  it('gets a token all the same when Redis ends under way (client-library#33)', async () => {
    const told: unknown[] = [];
    const client = clientWith({ onCacheError: (error) => told.push(error) });
    await client.getToken();
    await stop();
    expect((await client.getToken({}, { refresh: true })).source).toBe('network');
    expect(told.length).toBeGreaterThan(0);
  });
});

describe('the example without its Redis', () => {
  const open: Server[] = [];
  afterEach(() => {
    for (const one of open.splice(0)) one.close();
  });

  it('gets a token all the same when none is there (client-library#33)', async () => {
    const printed = await runExample(`redis://127.0.0.1:${await freePort()}`);
    expect(printed).toMatch(/^(without the cache: .+\n)+a token from the network, until \S+Z\n$/);
  });

  it('gets a token all the same when it never answers (client-library#33)', async () => {
    const silent = createServer(() => {});
    open.push(silent);
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const printed = await runExample(`redis://127.0.0.1:${(silent.address() as AddressInfo).port}`);
    expect(printed).toMatch(/^(without the cache: .+\n)+a token from the network, until \S+Z\n$/);
  });

  it('says what a secret must be', () => {
    for (const secret of ['', 'short', Buffer.alloc(31).toString('base64')])
      expect(() => redisCache({} as never, secret)).toThrow('32 bytes as base64');
  });
});
