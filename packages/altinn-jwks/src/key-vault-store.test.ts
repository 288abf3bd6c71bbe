import { chmodSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { inspect } from 'node:util';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { createKeys } from './create.ts';
import { examine } from './doctor.ts';
import type { Jwk } from './jwk.ts';
import { KeySet } from './key-set.ts';
import { openStore } from './open-store.ts';
import type { KeyStore, OpenStoreOptions } from './store.ts';
import { type SecretVersion, startVault, type TestVault } from './testing/key-vault-server.ts';
import { afterDotnetCreate, keyNumber } from './testing/keys.ts';

const NOW = new Date('2026-11-23T10:00:00Z');
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;

let vault: TestVault;
beforeAll(async () => {
  vault = await startVault();
});
afterAll(() => vault.stop());
beforeEach(() => {
  vault.secrets.clear();
  vault.deleted.clear();
  vault.requests.length = 0;
  vault.intervene = () => undefined;
});

const open = (options: OpenStoreOptions = {}): Promise<KeyStore> =>
  openStore(vault.url, {
    now: () => NOW,
    ...options,
    vault: { credential: vault.credential, client: vault.client, pause: async () => {}, ...options.vault },
  });
/** Adds a key that is at hand, which saves making one. */
const add = (store: KeyStore, name: string, kid: string, number: number) =>
  store.update(name, 'TEST', (set) => (set.has(kid) ? set : set.add(keyNumber(number, kid))));

const newest = (name: string): SecretVersion | undefined => vault.secrets.get(name)?.at(-1);
const contentOf = (name: string): unknown =>
  JSON.parse(Buffer.from(newest(name)?.value ?? '', 'base64').toString('utf8'));
const kidsOf = async (store: KeyStore, name: string) =>
  (await store.read(name, 'TEST'))?.keys.map(({ kid }) => kid).sort();

describe('Key Vault', () => {
  it('keeps a set as padded base64 of its JSON in the secret <name>-TEST--jwks (altinn-jwks#72)', async () => {
    const store = await open();
    await createKeys({ store, name: 'app', now: NOW });
    expect([...vault.secrets.keys()]).toEqual(['app-TEST--jwks', 'app-PROD--jwks']);
    for (const environment of ['TEST', 'PROD'] as const) {
      const { value = '' } = newest(`app-${environment}--jwks`) ?? {};
      expect(value).toMatch(BASE64);
      expect(value.length % 4).toBe(0);
      const json = Buffer.from(value, 'base64').toString('utf8');
      const set = await store.read('app', environment);
      expect(json).toBe(`{"keys":${JSON.stringify(set?.keys)}}`);
      expect(set?.current).toMatchObject({ kid: `app-${environment}.2026-11-23`, d: expect.any(String) });
    }
    // Only "?" and "~" at some places of a kid make the two characters in which the alphabets differ.
    let texts = '';
    for (const end of ['', '0', '00']) {
      vault.secrets.set('other-TEST--jwks', []);
      const set = new KeySet('other-TEST', [keyNumber(0, `other-TEST.~~~???${end}`)]);
      await store.update('other', 'TEST', () => set);
      const { value = '' } = newest('other-TEST--jwks') ?? {};
      expect(value).toBe(Buffer.from(set.toJson()).toString('base64'));
      texts += value;
    }
    expect(texts).toMatch(/[+/]/);
  });

  it('under --compat 1 keeps the three secrets of release 1, all base64, and lists and reads them (altinn-jwks#73)', async () => {
    const store = await open({ compat: 1 });
    await add(store, 'app', 'app-TEST.a', 0);
    await add(store, 'app', 'app-TEST.b', 1);
    expect([...vault.secrets.keys()]).toEqual(['app-TEST--priv', 'app-TEST--pub', 'app-TEST--key']);
    // Each length, so that padding is needed somewhere.
    const ends = new Set<string>();
    for (const end of ['', '0', '00'])
      for (const secret of ['priv', 'pub', 'key']) {
        if (secret === 'priv') await add(store, `n${end}`, `n${end}-TEST.a`, 0);
        const { value = '' } = newest(`n${end}-TEST--${secret}`) ?? {};
        expect(value).toMatch(BASE64);
        expect(value).toBe(Buffer.from(value, 'base64').toString('base64'));
        ends.add(/=*$/.exec(value)?.[0] ?? '');
      }
    expect([...ends].sort()).toEqual(['', '=', '==']);
    for (const end of ['', '0', '00'])
      for (const secret of ['priv', 'pub', 'key']) vault.secrets.delete(`n${end}-TEST--${secret}`);
    expect(contentOf('app-TEST--priv')).toMatchObject({ keys: [{ kid: 'app-TEST.a', d: expect.any(String) }, {}] });
    const { keys } = contentOf('app-TEST--pub') as { keys: Jwk[] };
    expect(keys.map((key) => Object.keys(key).join())).toEqual(Array(2).fill('alg,e,key_ops,kid,kty,n,oth,use,x5c'));
    expect(contentOf('app-TEST--key')).toEqual(keyNumber(1, 'app-TEST.b'));
    expect(await store.list()).toEqual([{ name: 'app', environments: ['TEST'] }]);
    // What release 1 has written is read by default too, and goes over to the newer layout with the next change.
    const newer = await open();
    expect(await newer.list()).toEqual([{ name: 'app', environments: ['TEST'] }]);
    await add(newer, 'app', 'app-TEST.c', 2);
    expect((contentOf('app-TEST--jwks') as { keys: Jwk[] }).keys.map(({ kid }) => kid)).toEqual(
      ['a', 'b', 'c'].map((end) => `app-TEST.${end}`),
    );
  });

  it.each([1, 2] as const)(
    'under --compat %i sets no content type, tags or expiry, and each change is a version (altinn-jwks#74)',
    async (compat) => {
      const store = await open({ compat });
      await add(store, 'app', 'app-TEST.a', 0);
      await add(store, 'app', 'app-TEST.b', 1);
      for (const versions of vault.secrets.values()) {
        expect(versions).toHaveLength(2);
        for (const version of versions) {
          expect(Object.keys(version).sort()).toEqual(['attributes', 'value', 'version']);
          expect(Object.keys(version.attributes).sort()).toEqual(['created', 'enabled', 'updated']);
        }
      }
      const puts = vault.requests.filter(({ method, body }) => method === 'PUT' && body !== '');
      for (const { body } of puts)
        expect(JSON.parse(body)).toEqual({ value: expect.stringMatching(BASE64), attributes: {} });
    },
  );

  it('by default tells the vault what is in it and until when Maskinporten takes it', async () => {
    const store = await open();
    await createKeys({ store, name: 'app', environments: ['PROD'], now: NOW, appSecret: true });
    await add(store, 'other', 'other-TEST.x', 0);
    const made = newest('app-PROD--jwks');
    const midnight = new Date(2026, 10, 23);
    expect(made).toMatchObject({
      contentType: 'application/jwk-set+json',
      tags: { kid: 'app-PROD.2026-11-23', env: 'PROD', created: midnight.toISOString() },
      attributes: { exp: Math.floor(midnight.getTime() / 1000) + 365 * 24 * 3600 },
    });
    // A kid that tells no date: made now.
    expect(newest('other-TEST--jwks')).toMatchObject({
      tags: { created: NOW.toISOString() },
      attributes: { exp: Math.floor(NOW.getTime() / 1000) + 365 * 24 * 3600 },
    });
    const tags = JSON.stringify([...vault.secrets.values()].flat().map((version) => version.tags));
    for (const member of ['d', 'p', 'q'] as const) expect(tags).not.toContain(String(keyNumber(0, 'x')[member]));
  });

  it('keeps the current key in a secret of its own where an application wants its EncodedJwk (altinn-jwks#77)', async () => {
    const store = await open();
    const [first] = await createKeys({ store, name: 'app', environments: ['TEST'], now: NOW, appSecret: true });
    expect(newest('app-TEST--key')?.contentType).toBe('application/jwk+json');
    expect(newest('app-TEST--key')?.value).toMatch(BASE64);
    expect(contentOf('app-TEST--key')).toEqual(first?.key);
    // It follows every later change without being asked for again.
    await add(store, 'app', 'app-TEST.b', 1);
    expect(contentOf('app-TEST--key')).toMatchObject({ kid: 'app-TEST.b' });
    await store.update('app', 'TEST', (set) => set.rotate(keyNumber(2, 'app-TEST.c'), { now: NOW }));
    expect(contentOf('app-TEST--key')).toMatchObject({ kid: 'app-TEST.b' });
    await store.update('app', 'TEST', (set) => set.promote());
    expect(contentOf('app-TEST--key')).toMatchObject({ kid: 'app-TEST.c' });
  });

  it('still knows which key waits after the .NET tool has written a version (altinn-jwks#83)', async () => {
    const store = await open();
    await add(store, 'app', 'app-TEST.a', 0);
    await store.update('app', 'TEST', (set) => set.rotate(keyNumber(1, 'app-TEST.b'), { now: NOW }));
    const versions = vault.secrets.get('app-TEST--jwks') ?? [];
    const text = Buffer.from(versions.at(-1)?.value ?? '', 'base64').toString('utf8');
    const written = (versions.at(-1)?.attributes.created ?? 0) + 1;
    versions.push({
      version: 'dotnet',
      value: Buffer.from(afterDotnetCreate(text, keyNumber(2, 'app-TEST.BKBQ'))).toString('base64'),
      attributes: { enabled: true, created: written, updated: written },
    });
    const read = await store.read('app', 'TEST');
    expect([read?.current.kid, read?.waiting?.kid]).toEqual(['app-TEST.BKBQ', 'app-TEST.b']);
    await store.update('app', 'TEST', (set) => set.promote());
    expect(contentOf('app-TEST--jwks')).toMatchObject({
      keys: [{ kid: 'app-TEST.a' }, { kid: 'app-TEST.BKBQ' }, { kid: 'app-TEST.b' }],
    });
  });

  it('that does not have a secret is an empty set to change and nothing to read (altinn-jwks#75)', async () => {
    const store = await open();
    expect(await store.read('app', 'TEST')).toBeUndefined();
    expect(await store.list()).toEqual([]);
    const seen = await store.update('app', 'TEST', (set) => {
      expect(set.keys).toEqual([]);
      return set.add(keyNumber(0, 'app-TEST.a'));
    });
    expect(seen.keys).toHaveLength(1);
    const asked = vault.requests.filter(({ authorization }) => authorization);
    expect(asked.map(({ method, path }) => `${method} ${path}`)).toContain('GET /secrets/app-TEST--jwks/');
  });

  it('lists over several pages, disabled secrets too, and only ours', async () => {
    const store = await open();
    for (const name of ['a', 'b', 'c', 'd', 'e']) await add(store, name, `${name}-TEST.1`, 0);
    vault.secrets.set('somebody-elses', [{ ...(newest('a-TEST--jwks') as SecretVersion) }]);
    const disabled = newest('b-TEST--jwks');
    if (disabled) disabled.attributes.enabled = false;
    expect((await store.list()).map(({ name }) => name)).toEqual(['a', 'b', 'c', 'd', 'e']);
    expect(vault.requests.filter(({ path, authorization }) => path === '/secrets' && authorization)).toHaveLength(3);
    await expect(store.read('b', 'TEST')).rejects.toMatchObject({
      code: 'STORE_FAILED',
      message: expect.stringMatching(/^Cannot read the secret b-TEST--jwks in https:.*: the secret is disabled: .*$/),
    });
    const { findings } = await examine(store, NOW);
    expect(findings.map(({ where, text }) => `${where} ${text}`)).toContainEqual(
      expect.stringMatching(/^b-TEST--jwks the secret is disabled/),
    );
  });

  it('is asked without a token first, and the token is for the resource that it names', async () => {
    vault.scopes.length = 0;
    const store = await open();
    await store.list();
    const [first, second] = vault.requests;
    expect([first?.authorization, second?.authorization]).toEqual([undefined, `Bearer ${[...vault.tokens][0]}`]);
    expect(vault.scopes).toEqual(['https://vault.azure.net/.default']);
  });
});

describe('signing in to Key Vault', () => {
  afterEach(() => {
    vi.unstubAllEnvs();
  });

  /** A program that stands in for the Azure CLI: it notes its arguments and prints what it is told. */
  function azureCli(prints: string): string {
    const folder = mkdtempSync(join(tmpdir(), 'altinn-jwks-az-'));
    writeFileSync(join(folder, 'answer'), prints);
    writeFileSync(join(folder, 'az'), `#!/bin/sh\necho "$@" >> '${folder}/asked'\ncat '${folder}/answer'\n`);
    chmodSync(join(folder, 'az'), 0o700);
    vi.stubEnv('PATH', `${folder}${delimiter}${process.env['PATH']}`);
    return join(folder, 'asked');
  }

  it('uses the account of the Azure CLI (altinn-jwks#76)', async () => {
    const token = 'token-of-the-azure-cli';
    vault.tokens.add(token);
    const expires = Math.floor(Date.now() / 1000) + 3600;
    const asked = azureCli(
      JSON.stringify({ accessToken: token, expires_on: expires, expiresOn: '2030-01-01 00:00:00' }),
    );
    const store = await openStore(vault.url, { vault: { client: vault.client } });
    await add(store, 'app', 'app-TEST.a', 0);
    expect(vault.requests.at(-1)?.authorization).toBe(`Bearer ${token}`);
    expect(readFileSync(asked, 'utf8')).toMatch(/^account get-access-token .*--resource https:\/\/vault\.azure\.net /);
  });

  it('that fails says in one line to run az login', async () => {
    azureCli('no JSON');
    const store = await openStore(vault.url, { vault: { client: vault.client, signIn: 'cli' } });
    await expect(store.list()).rejects.toMatchObject({
      code: 'STORE_FAILED',
      message: expect.stringMatching(/^Cannot list the secrets in https:[^\n]* run "az login"[^\n]*$/),
    });
    expect(vault.requests).toHaveLength(1);
  });
});

describe('a vault that refuses', () => {
  const refusing = (status: number, code: string, method = 'GET') => {
    vault.intervene = (request) => (request.method === method ? { status, code } : undefined);
  };

  it.each([
    [403, 'Forbidden', 'Key Vault Secrets Officer'],
    [429, 'Throttled', 'asked too often'],
    [500, 'InternalServerError', 'the vault failed (500)'],
    [503, 'ServiceUnavailable', 'the vault failed (503)'],
    [418, 'Teapot', '418'],
  ])('with %i %s is told in one line that says what to do', async (status, code, said) => {
    const store = await open();
    refusing(status, code);
    for (const work of [() => store.list(), () => store.read('app', 'TEST'), () => add(store, 'app', 'app-TEST.a', 0)])
      await expect(work()).rejects.toMatchObject({
        code: 'STORE_FAILED',
        message: expect.stringMatching(/^Cannot [^\n]+ in https:\/\/portvakt-test\.vault\.azure\.net\/: [^\n]+\.$/),
      });
    await expect(store.list()).rejects.toThrow(said);
    expect(vault.secrets.size).toBe(0);
  });

  it('a write leaves no trace of the key in the error, however deep one looks', async () => {
    const store = await open();
    refusing(403, 'Forbidden', 'PUT');
    const error: unknown = await add(store, 'app', 'app-TEST.a', 0).catch((thrown: unknown) => thrown);
    const told = inspect(error, { depth: 20, showHidden: true, maxStringLength: Number.POSITIVE_INFINITY });
    expect(told).toContain('403');
    const sent = vault.requests.find(({ method, body }) => method === 'PUT' && body !== '')?.body ?? '';
    const { value } = JSON.parse(sent) as { value: string };
    expect(told).not.toContain(value.slice(0, 40));
    expect(told).not.toContain(String(keyNumber(0, 'x').d));
  });

  it('because a deleted secret has the name says how to get it back', async () => {
    const store = await open();
    await add(store, 'app', 'app-TEST.a', 0);
    vault.deleted.add('app-TEST--jwks');
    expect(await store.read('app', 'TEST')).toBeUndefined();
    await expect(add(store, 'app', 'app-TEST.b', 1)).rejects.toThrow('az keyvault secret recover');
  });

  it('now and then is asked again, after the time that it names', async () => {
    const store = await open();
    const answers = [{ status: 503 }, { status: 429, code: 'Throttled', headers: { 'retry-after': '1' } }];
    vault.intervene = () => answers.shift();
    const start = performance.now();
    await add(store, 'app', 'app-TEST.a', 0);
    expect(performance.now() - start).toBeGreaterThan(950);
    expect(answers).toEqual([]);
    expect(vault.secrets.get('app-TEST--jwks')).toHaveLength(1);
  });

  it('to list versions still keeps keys, only nobody watches for others', async () => {
    const store = await open();
    vault.intervene = ({ path }) => (path.endsWith('/versions') ? { status: 403, code: 'Forbidden' } : undefined);
    await add(store, 'app', 'app-TEST.a', 0);
    await add(store, 'app', 'app-TEST.b', 1);
    expect(await kidsOf(store, 'app')).toEqual(['app-TEST.a', 'app-TEST.b']);
  });

  it.each([['PROD--jwks'], ['TEST--key']])('the write of %s keeps both environments as they were', async (which) => {
    const store = await open();
    const options = { store, name: 'app', now: NOW, appSecret: true };
    await createKeys(options);
    const before = await Promise.all((['TEST', 'PROD'] as const).map((one) => store.read('app', one)));
    vault.intervene = ({ method, path }) =>
      method === 'PUT' && path.includes(which) ? { status: 403, code: 'Forbidden' } : undefined;
    await expect(createKeys(options)).rejects.toMatchObject({ code: 'STORE_FAILED' });
    vault.intervene = () => undefined;
    const after = await Promise.all((['TEST', 'PROD'] as const).map((one) => store.read('app', one)));
    expect(after.map((set) => set?.toJson())).toEqual(before.map((set) => set?.toJson()));
    expect(contentOf('app-TEST--key')).toMatchObject({ kid: 'app-TEST.2026-11-23' });
  });

  it('a set that is too long for a secret', async () => {
    const store = await open();
    await add(store, 'app', 'app-TEST.a', 0);
    const big = { ...keyNumber(1, 'app-TEST.b'), note: 'x'.repeat(18_000) };
    await expect(store.update('app', 'TEST', (set) => set.add(big))).rejects.toMatchObject({
      code: 'TOO_MANY_KEYS',
      message: expect.stringContaining('prune'),
    });
    expect(vault.secrets.get('app-TEST--jwks')).toHaveLength(1);
  });

  it.each(['a.b', 'a_b', '../x'])('the name %s, which is told before anything is asked', async (name) => {
    const store = await open();
    await expect(store.read(name, 'TEST')).rejects.toMatchObject({ code: 'INVALID_NAME' });
    await expect(createKeys({ store, name })).rejects.toMatchObject({ code: 'INVALID_NAME' });
    expect(vault.requests).toEqual([]);
  });

  it.each(['', 'bm8=', Buffer.from('{"keys":[{"kty":"RSA"}]}').toString('base64')])(
    'to be understood, with the value %j, is told without the value',
    async (value) => {
      const store = await open();
      await add(store, 'app', 'app-TEST.a', 0);
      vault.secrets.set('app-TEST--jwks', [{ ...(newest('app-TEST--jwks') as SecretVersion), value }]);
      await expect(store.read('app', 'TEST')).rejects.toMatchObject({
        code: 'STORE_CORRUPT',
        message: expect.stringMatching(/^the secret app-TEST--jwks cannot be read as a key set: [^\n]+$/),
      });
    },
  );
});

describe('a vault that cannot be reached', () => {
  it('is told in one line', async () => {
    const store = await openStore('https://portvakt-nowhere.vault.azure.net/', {
      vault: {
        credential: vault.credential,
        // The proxy is a port on which nobody listens.
        client: { retryOptions: { maxRetries: 0 }, proxyOptions: { host: 'http://127.0.0.1', port: 9 } },
      },
    });
    await expect(store.list()).rejects.toMatchObject({
      code: 'STORE_FAILED',
      message: expect.stringMatching(/^Cannot list [^\n]+: the vault cannot be reached \(ECONNREFUSED\): [^\n]+$/),
    });
  });

  it('because nobody vouches for its certificate is told so, and gets no token', async () => {
    const store = await open({ vault: { client: vault.wary } });
    await expect(store.list()).rejects.toMatchObject({
      code: 'STORE_FAILED',
      message: expect.stringMatching(/: the vault cannot be reached \([A-Z_]*(CERT|VERIFY)[A-Z_]*\): [^\n]+$/),
    });
    expect(vault.requests).toEqual([]);
  });

  it.each([
    'https://example.com/',
    'https://evilvault.azure.net.example/',
    'https://xvault.azure.net/',
    'https://a.b.vault.azure.net/',
    'https://user@v.vault.azure.net/',
    'https://v.vault.azure.net/secrets/x',
    'https://v.vault.azure.net.evil/',
    'https://v.vault.azure.net:8443/',
    'http://v.vault.azure.net/',
    'ftp://v.vault.azure.net/',
  ])('because %s is no vault is told by its scheme (altinn-jwks#71)', async (location) => {
    await expect(openStore(location)).rejects.toMatchObject({
      code: 'UNSUPPORTED_STORE',
      message: `Unsupported URI scheme: ${location.split(':')[0]}`,
    });
  });
});

describe('several writers of a vault', () => {
  const setJson = (set: KeySet | undefined) => JSON.parse(set?.toJson() ?? '{}') as { keys: Jwk[] };

  it('that write between another one’s reading and writing lose nothing', async () => {
    const [a, b] = [await open(), await open()];
    await add(a, 'app', 'app-TEST.0', 0);
    let isFirst = true;
    vault.intervene = async ({ method, body }) => {
      if (method !== 'PUT' || body === '' || !isFirst) return undefined;
      isFirst = false;
      // It begins, ends and is told that all is well, all after the other has read.
      await b.update('app', 'TEST', (set) => set.add(keyNumber(2, 'app-TEST.b')));
      return undefined;
    };
    const seen: number[] = [];
    const result = await a.update('app', 'TEST', (set) => {
      seen.push(set.keys.length);
      return set.add(keyNumber(1, 'app-TEST.a'));
    });
    expect(seen).toEqual([1, 2]);
    expect(result.keys.map(({ kid }) => kid)).toEqual(['app-TEST.0', 'app-TEST.b', 'app-TEST.a']);
    expect(setJson(await b.read('app', 'TEST')).keys.map(({ kid }) => kid)).toEqual(result.keys.map(({ kid }) => kid));
  });

  it('keep what one of them revoked revoked', async () => {
    const [a, b] = [await open(), await open()];
    for (const [number, end] of ['0', '1', '2'].entries()) await add(a, 'app', `app-TEST.${end}`, number);
    let isFirst = true;
    vault.intervene = async ({ method, body }) => {
      if (method !== 'PUT' || body === '' || !isFirst) return undefined;
      isFirst = false;
      await b.update('app', 'TEST', (set) => set.revoke('app-TEST.0'));
      return undefined;
    };
    await add(a, 'app', 'app-TEST.3', 3);
    expect(await kidsOf(b, 'app')).toEqual(['1', '2', '3'].map((end) => `app-TEST.${end}`));
  });

  it('that chose the same kid: the later one takes another, unless it was asked for by name', async () => {
    const [a, b] = [await open(), await open()];
    const meddle = (suffix?: string) => {
      let isFirst = true;
      vault.intervene = async ({ method, body }) => {
        if (method !== 'PUT' || body === '' || !isFirst) return undefined;
        isFirst = false;
        const options = { store: b, name: 'app', environments: ['TEST'] as const, now: NOW };
        await createKeys({ ...options, ...(suffix === undefined ? {} : { suffix }) });
        return undefined;
      };
    };
    meddle();
    const told: string[] = [];
    const created = await createKeys({
      store: a,
      name: 'app',
      environments: ['TEST'],
      now: NOW,
      onKid: (kid) => told.push(kid),
    });
    expect(created.map(({ kid, key }) => [kid, key.kid])).toEqual([['app-TEST.2026-11-23.2', 'app-TEST.2026-11-23.2']]);
    expect(told).toEqual(['app-TEST.2026-11-23', 'app-TEST.2026-11-23.2']);
    expect(await kidsOf(a, 'app')).toEqual(['app-TEST.2026-11-23', 'app-TEST.2026-11-23.2']);
    meddle('v1');
    await expect(createKeys({ store: a, name: 'app', suffix: 'v1', now: NOW })).rejects.toMatchObject({
      code: 'KEY_EXISTS',
    });
    // The other one's key is there, this one's is not, in neither environment.
    const left = await a.read('app', 'TEST');
    expect(left?.keys.map(({ kid }) => kid)).toEqual(['app-TEST.2026-11-23', 'app-TEST.2026-11-23.2', 'app-TEST.v1']);
    expect(left?.toJson()).toBe((await b.read('app', 'TEST'))?.toJson());
    expect((await a.read('app', 'PROD'))?.keys).toEqual([]);
  });

  it('at the same time, in whatever order the vault serves them, lose nothing', async () => {
    for (let round = 0; round < 6; round += 1) {
      const name = `app${round}`;
      const stores = await Promise.all([0, 1, 2, 3].map(() => open({ vault: { pause: () => soon() } })));
      vault.intervene = () => soon();
      await Promise.all(stores.map((store, index) => add(store, name, `${name}-TEST.${index}`, index)));
      vault.intervene = () => undefined;
      expect(await kidsOf(await open(), name)).toEqual([0, 1, 2, 3].map((index) => `${name}-TEST.${index}`));
    }
  });

  it('that never stop are told of in the end', async () => {
    const [a, b] = [await open(), await open()];
    let number = 0;
    let isBusy = false;
    vault.intervene = async ({ method, body }) => {
      if (method !== 'PUT' || body === '' || isBusy) return undefined;
      isBusy = true;
      number += 1;
      await b.update('app', 'TEST', (set) => new KeySet(set.id, [keyNumber(2, `app-TEST.b${number}`)]));
      isBusy = false;
      return undefined;
    };
    await expect(add(a, 'app', 'app-TEST.a', 1)).rejects.toMatchObject({ code: 'STORE_LOCKED' });
    expect(number).toBeGreaterThan(5);
  });

  it('see each other’s keys even when one of them stops half-way', async () => {
    const [a, b] = [await open(), await open()];
    await add(a, 'app', 'app-TEST.0', 0);
    let isFirst = true;
    vault.intervene = async ({ method, path }) => {
      // After its own write and before it looks around, another writes what it read long ago, and dies.
      if (
        method !== 'GET' ||
        !path.endsWith('/versions') ||
        vault.secrets.get('app-TEST--jwks')?.length !== 2 ||
        !isFirst
      )
        return undefined;
      isFirst = false;
      const [old] = vault.secrets.get('app-TEST--jwks') ?? [];
      vault.secrets.get('app-TEST--jwks')?.push({ ...(old as SecretVersion), version: 'f'.repeat(32) });
      return undefined;
    };
    await add(a, 'app', 'app-TEST.a', 1);
    expect(isFirst).toBe(false);
    expect(await kidsOf(b, 'app')).toEqual(['app-TEST.0', 'app-TEST.a']);
  });
});

let seed = 1;
/** Between nothing and a few turns of the event loop, always in the same sequence. */
async function soon(): Promise<undefined> {
  seed = (seed * 48_271) % 0x7fffffff;
  for (let turns = seed % 6; turns > 0; turns -= 1) await new Promise((resolve) => setImmediate(resolve));
  return undefined;
}
