import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createMaskinportenClient, localEnvironment } from '@portvakt/client';
import { fromEnv } from '@portvakt/client/node';
import { describe, expect, it } from 'vitest';
import { type Hooks, startTestPlatform, usePlatformWith } from './index.ts';
import { usePlatform as usePlatformOfJest } from './jest.ts';
import { platformTest, usePlatform } from './vitest.ts';

const WISH = { organization: '310044423', scopes: ['altinn:instances.read'] };
let prepared = '';
const altinn = usePlatform({
  prepare: async (platform) => {
    prepared = (await platform.client(WISH)).clientId;
  },
});

const clientsOf = async (url: string): Promise<readonly string[]> => {
  const answer = await fetch(`${url}/sandbox/clients?query=${WISH.organization}`);
  return ((await answer.json()) as { clientId: string }[]).map(({ clientId }) => clientId);
};

describe('a platform for the tests of a file', () => {
  let made = '';
  it('has what was prepared, and clients that get tokens', async () => {
    const { clientId, key, env } = await altinn.client(WISH);
    made = clientId;
    const { environment } = altinn;
    const client = createMaskinportenClient({ environment, clientId, key, scopes: WISH.scopes });
    expect((await client.getToken()).value).toMatch(/^ey/);
    const { clientId: named, key: read } = fromEnv(env);
    const other = createMaskinportenClient({ environment, clientId: named, key: read, scopes: WISH.scopes });
    expect((await other.getToken()).value).toMatch(/^ey/);
    expect(await clientsOf(altinn.url)).toEqual(expect.arrayContaining([prepared, made]));
    altinn.platform.clock.advance(3_600_000);
    altinn.platform.faults.add({ kind: 'status', status: 503, path: '/sandbox/clients', count: 9 });
  });

  it('is as it was prepared again in the next test: data, clock and faults', async () => {
    const clients = await clientsOf(altinn.url);
    expect(clients).toContain(prepared);
    expect(clients).not.toContain(made);
    expect(altinn.platform.clock.offset()).toBe(0);
  });

  it('is reset in a moment, so that each test can have it', async () => {
    await altinn.reset();
    const before = process.cpuUsage();
    for (let time = 0; time < 10; time += 1) await altinn.reset();
    const { user, system } = process.cpuUsage(before);
    // 10 ms where it was measured; this is for a machine with other work.
    expect((user + system) / 10_000).toBeLessThan(60);
  });
});

describe('a platform that the files of a worker share', () => {
  let first = '';
  let made = '';
  platformTest('is started by the first test that asks for it', async ({ altinn: shared }) => {
    first = shared.url;
    made = (await shared.client(WISH)).clientId;
    expect(shared.url).not.toBe(altinn.url);
  });
  platformTest('and is the same, as it was at first, in the next', async ({ altinn: shared }) => {
    expect(shared.url).toBe(first);
    expect(await clientsOf(shared.url)).not.toContain(made);
  });
});

/** Hooks that are called by hand. */
function hooksByHand() {
  const registered: Record<keyof Hooks, () => Promise<void>> = {} as never;
  const keep = (name: keyof Hooks) => (run: () => Promise<void>) => {
    registered[name] = run;
  };
  return {
    hooks: { beforeAll: keep('beforeAll'), beforeEach: keep('beforeEach'), afterAll: keep('afterAll') },
    registered,
  };
}

describe('a runner whose hooks are given', () => {
  it('has a platform between them, and is told when it asks too soon', async () => {
    const { hooks, registered } = hooksByHand();
    const platform = usePlatformWith(hooks);
    expect(() => platform.url).toThrow('ask it inside a test or a hook');
    await registered.beforeAll();
    await registered.beforeEach();
    expect((await fetch(`${platform.url}/health`)).status).toBe(200);
    await registered.afterAll();
    expect(() => platform.url).toThrow('ask it inside a test or a hook');
  });

  it('or are globals, as Jest’s are', async () => {
    expect(() => usePlatformOfJest()).toThrow('no globals here');
    const { hooks, registered } = hooksByHand();
    Object.assign(globalThis, hooks);
    try {
      const platform = usePlatformOfJest();
      await registered.beforeAll();
      expect(platform.environment.issuer).toBe(localEnvironment(platform.url).issuer);
      await registered.afterAll();
    } finally {
      for (const name of Object.keys(hooks)) Reflect.deleteProperty(globalThis, name);
    }
  });
});

const FOR_NODE = `import { usePlatform } from '@portvakt/testing/node';
import assert from 'node:assert/strict';
import { it } from 'node:test';
const altinn = usePlatform();
it('has a platform', async () => {
  const { clientId } = await altinn.client({ organization: '310044423', scopes: ['altinn:instances.read'] });
  assert.ok(clientId);
});
`;

describe('node --test', () => {
  it('has a platform a file', async () => {
    // Below the repository, so that its packages are found.
    const cache = join(import.meta.dirname, '..', '..', '..', 'node_modules', '.cache');
    mkdirSync(cache, { recursive: true });
    const folder = mkdtempSync(join(cache, 'node-test-'));
    const file = join(folder, 'platform.test.mjs');
    writeFileSync(file, FOR_NODE);
    const args = ['--conditions=portvakt-source', '--disable-warning=ExperimentalWarning', '--test', file];
    const { NODE_TEST_CONTEXT: _none, ...env } = process.env;
    try {
      const { stdout } = await promisify(execFile)(process.execPath, args, { env });
      expect(stdout).toMatch(/pass 1\n/);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

it('starts with the options of a platform', async () => {
  const own = await startTestPlatform({ environment: 'EGEN' });
  expect(own.platform.port).toBeGreaterThan(0);
  await own.stop();
});
