import { generateKeyPairSync, X509Certificate } from 'node:crypto';
import { request } from 'node:http';
import { createMaskinportenClient, jwk, localEnvironment } from '@portvakt/client';
import { createLocalJWKSet, createRemoteJWKSet, jwtVerify } from 'jose';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Platform, startPlatform } from '../server.ts';
import { freshDatabase } from '../testing/database.ts';
import { redeem, signGrant } from '../testing/grants.ts';
import { type Sandbox, startSandbox } from '../testing/sandbox.ts';
import { Faults, type FaultWish } from './index.ts';

const ORGANIZATION = '310044423';
const SCOPES = ['altinn:instances.read'];

describe('faults', () => {
  let sandbox: Sandbox;
  const metadata = () => fetch(`${sandbox.base}/maskinporten/.well-known/oauth-authorization-server`);
  const fault = (body: object) => sandbox.call<{ id: string }>('POST', '/sandbox/faults', { body });

  beforeAll(async () => {
    sandbox = await startSandbox();
  });
  afterEach(() => sandbox.platform.faults.clear());
  afterAll(() => sandbox.stop());

  it('hit the next n requests, and then no more', async () => {
    expect((await fault({ kind: 'status', status: 429, retryAfter: 7, count: 2 })).status).toBe(201);
    for (let turn = 0; turn < 2; turn += 1) {
      const answer = await metadata();
      expect(answer.status).toBe(429);
      expect(answer.headers.get('retry-after')).toBe('7');
    }
    expect((await metadata()).status).toBe(200);
    expect((await sandbox.call('GET', '/sandbox/faults')).text).toBe('[]');
  });

  it('hit one client only, by its assertions and by its tokens, until they are removed', async () => {
    const [hit, spared] = [
      await sandbox.createClient(ORGANIZATION, SCOPES),
      await sandbox.createClient(ORGANIZATION, SCOPES),
    ];
    const token = await sandbox.maskinportenToken(ORGANIZATION, SCOPES, { clientId: hit });
    const { body } = await fault({ kind: 'status', status: 400, clientId: hit });
    await expect(sandbox.maskinportenToken(ORGANIZATION, SCOPES, { clientId: hit })).rejects.toThrow();
    await expect(sandbox.maskinportenToken(ORGANIZATION, SCOPES, { clientId: hit })).rejects.toThrow();
    expect((await sandbox.call('GET', '/authentication/api/v1/exchange/maskinporten', { token })).status).toBe(400);
    expect(await sandbox.maskinportenToken(ORGANIZATION, SCOPES, { clientId: spared })).toMatch(/^ey/);
    expect((await sandbox.call('DELETE', `/sandbox/faults/${body.id}`)).status).toBe(204);
    expect(await sandbox.maskinportenToken(ORGANIZATION, SCOPES, { clientId: hit })).toMatch(/^ey/);
  });

  it('break the connection', async () => {
    sandbox.platform.faults.add({ kind: 'reset', path: '/maskinporten/jwk' });
    expect((await metadata()).status).toBe(200);
    await expect(fetch(`${sandbox.base}/maskinporten/jwk`)).rejects.toMatchObject({ cause: { code: 'ECONNRESET' } });
    expect((await fetch(`${sandbox.base}/maskinporten/jwk`)).status).toBe(200);
  });

  it('make answers and key sets late', async () => {
    sandbox.platform.faults.add({ kind: 'latency', ms: 60 });
    sandbox.platform.faults.add({ kind: 'slow-jwks', ms: 60 });
    for (const ask of [metadata, () => fetch(`${sandbox.base}/maskinporten/jwk`)]) {
      const before = performance.now();
      expect((await ask()).status).toBe(200);
      expect(performance.now() - before).toBeGreaterThan(55);
    }
  });

  it('publish wrong keys under the right kids, for both issuers', async () => {
    const token = await sandbox.maskinportenToken(ORGANIZATION, SCOPES);
    const altinn = await sandbox.altinnToken(ORGANIZATION, SCOPES);
    const sets = [
      [token, `${sandbox.base}/maskinporten/jwk`],
      [altinn, `${sandbox.base}/authentication/api/v1/openid/.well-known/openid-configuration/jwks`],
    ] as const;
    for (const [jwt, url] of sets) {
      sandbox.platform.faults.add({ kind: 'wrong-key', path: new URL(url).pathname });
      const wrong = createLocalJWKSet((await (await fetch(url)).json()) as never);
      await expect(jwtVerify(jwt, wrong)).rejects.toMatchObject({ code: 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED' });
      await expect(jwtVerify(jwt, createRemoteJWKSet(new URL(url)))).resolves.toBeDefined();
    }
  });

  it.each([
    ['an unknown kind', { kind: 'fire' }],
    ['an unknown member', { kind: 'reset', colour: 'red' }],
    ['no count', { kind: 'reset', count: 0 }],
    ['a count as text', { kind: 'reset', count: '2' }],
    ['a status of success', { kind: 'status', status: 200 }],
    ['no status', { kind: 'status' }],
    ['too long a wait', { kind: 'latency', ms: 3_600_000 }],
    ['no time', { kind: 'slow-jwks' }],
    ['a relative path', { kind: 'reset', path: 'token' }],
    ['a negative retry time', { kind: 'status', status: 429, retryAfter: -1 }],
    ['a list', [{ kind: 'reset' }]],
    ['a key set for a client', { kind: 'wrong-key', clientId: 'x' }],
    ['a slow key set for a client', { kind: 'slow-jwks', ms: 1, clientId: 'x' }],
  ])('are refused with %s', async (_what, body) => {
    expect((await fault(body)).status).toBe(400);
    expect(sandbox.platform.faults.list()).toEqual([]);
  });

  it('spare the sandbox’s own doors, and are bounded', async () => {
    const faults = new Faults();
    for (let number = 0; number < 100; number += 1) faults.add({ kind: 'reset' } satisfies FaultWish);
    expect(() => faults.add({ kind: 'reset' })).toThrow('100 faults');
    expect(faults.take('/sandbox/faults', undefined)).toEqual([]);
    for (let number = 0; number < 100; number += 1) expect(faults.take('/sandboxes', undefined)).toHaveLength(1);
    expect(faults.active).toBe(false);
  });

  it('come one after the other, and delays with each of them', async () => {
    sandbox.platform.faults.add({ kind: 'latency', ms: 1, count: 3 });
    sandbox.platform.faults.add({ kind: 'status', status: 500 });
    sandbox.platform.faults.add({ kind: 'status', status: 429, retryAfter: 1 });
    const statuses = [(await metadata()).status, (await metadata()).status, (await metadata()).status];
    expect(statuses).toEqual([500, 429, 200]);
    expect(sandbox.platform.faults.active).toBe(false);
  });
});

describe('the doors', () => {
  let sandbox: Sandbox;
  beforeAll(async () => {
    sandbox = await startSandbox();
  });
  afterAll(() => sandbox.stop());

  it('let Date tell the sandbox’s time, but in pages that set cookies, so that a client with the machine’s clock finds out', async () => {
    const { clock } = sandbox.platform;
    clock.freeze(Date.UTC(2031, 4, 6, 7, 8, 9));
    const put = (body: object) => sandbox.call<{ now: string }>('PUT', '/sandbox/clock', { body });
    for (const path of ['/maskinporten/jwk', '/nowhere', '/selvbetjening/api/v1/clients'])
      expect([path, (await sandbox.call('GET', path)).headers.get('date')]).toEqual([
        path,
        'Tue, 06 May 2031 07:08:09 GMT',
      ]);
    // Its cookies expire by the machine's clock, and a browser judges them by this header.
    const pages = await sandbox.call('GET', '/idporten/.well-known/openid-configuration');
    expect(pages.headers.get('date')).not.toContain('2031');
    const moved = await put({ advanceMs: 3_600_000 });
    expect(moved.headers.get('date')).toBe('Tue, 06 May 2031 08:08:09 GMT');
    expect((await sandbox.call('POST', '/maskinporten/token')).headers.get('date')).toBe(
      'Tue, 06 May 2031 08:08:09 GMT',
    );

    const offsets: number[] = [];
    const client = createMaskinportenClient({
      environment: localEnvironment(sandbox.base),
      clientId: await sandbox.createClient(ORGANIZATION, SCOPES),
      key: jwk(sandbox.privateJwk),
      scopes: SCOPES,
      clock: () => Date.UTC(2031, 4, 6, 7, 8, 9),
      hooks: { onClockSkew: ({ offsetMs }) => offsets.push(offsetMs) },
    });
    expect((await client.getToken()).value).toMatch(/^ey/);
    expect(offsets).toEqual([3_600_000]);
    const back = await put({ reset: true });
    expect(Math.abs(Date.parse(back.headers.get('date') ?? '') - Date.parse(back.body.now))).toBeLessThan(2000);
  });

  it('move the clock of everything, and back', async () => {
    const put = (body: object) => sandbox.call<{ now: string; offsetMs: number }>('PUT', '/sandbox/clock', { body });
    const clientId = await sandbox.createClient(ORGANIZATION, SCOPES);
    const token = await sandbox.maskinportenToken(ORGANIZATION, SCOPES, { clientId });
    const exchange = async () =>
      (await sandbox.call('GET', '/authentication/api/v1/exchange/maskinporten', { token })).status;
    expect(await exchange()).toBe(200);
    expect((await put({ advanceMs: 3_600_000 })).body.offsetMs).toBe(3_600_000);
    expect(await exchange()).toBe(401);
    expect(sandbox.platform.clock.offset()).toBe(3_600_000);
    expect((await put({ set: '2030-01-01T00:00:00Z' })).body.now).toMatch(/^2030-01-01T00:00:0/);
    expect((await put({ reset: true })).body.offsetMs).toBe(0);
    expect(await exchange()).toBe(200);
  });

  it.each([
    [{}],
    [[]],
    [{ advanceMs: 1e300 }],
    [{ advanceMs: '5' }],
    [{ advanceMs: 5, set: '2030-01-01T00:00:00Z' }],
    [{ set: '+275760-09-13T00:00:00Z' }],
    [{ set: '1969-01-01T00:00:00Z' }],
    [{ set: 'tomorrow' }],
    [{ set: 7 }],
    [{ reset: 'yes' }],
    [{ forward: 1 }],
  ])('leave the clock alone for %j', async (body) => {
    expect((await sandbox.call('PUT', '/sandbox/clock', { body })).status).toBe(400);
    expect(sandbox.platform.clock.offset()).toBe(0);
  });

  it('rotate the signing keys now; whoever fetches keys on an unknown kid sees no failure (maskinporten#5)', async () => {
    const issuer = createRemoteJWKSet(new URL(`${sandbox.base}/maskinporten/jwk`), { cooldownDuration: 0 });
    const token = () => sandbox.maskinportenToken(ORGANIZATION, SCOPES);
    const clientId = await sandbox.createClient(ORGANIZATION, SCOPES);
    const before = await sandbox.maskinportenToken(ORGANIZATION, SCOPES, { clientId });
    const first = (await jwtVerify(before, issuer)).protectedHeader.kid;
    expect((await sandbox.call('POST', '/sandbox/rotate-keys')).status).toBe(204);
    const after = await sandbox.maskinportenToken(ORGANIZATION, SCOPES, { clientId });
    expect((await jwtVerify(after, issuer)).protectedHeader.kid).not.toBe(first);
    expect((await jwtVerify(before, issuer)).protectedHeader.kid).toBe(first);
    expect(await token()).toBeTruthy();
  });

  it('find persons and organisations for a picker, and say what they want to know', async () => {
    const found = async (query: string) => (await sandbox.call('GET', `/sandbox/parties?${query}`)).body;
    expect(await found('type=person&query=rask')).toEqual([
      { name: 'RASK RØYSKATT', personNumber: '01816010027', partyId: 50010001, userId: 20001 },
    ]);
    expect(await found('type=organization&query=310044423')).toMatchObject([
      { name: 'FJORDVIK BAKERI AS', form: 'AS' },
    ]);
    for (const query of ['', 'type=dog', 'type=person&type=person', 'type=person&query=a&query=b'])
      expect((await sandbox.call('GET', `/sandbox/parties?${query}`)).status, query).toBe(400);
  });

  it('are closed to pages of other sites', async () => {
    const knock = async (headers: Record<string, string>) =>
      (await sandbox.call('POST', '/sandbox/rotate-keys', { headers })).status;
    expect(await knock({ origin: 'https://evil.example' })).toBe(403);
    expect(await knock({ 'sec-fetch-site': 'cross-site' })).toBe(403);
    expect(await knock({ 'sec-fetch-site': 'same-site' })).toBe(403);
    expect(await knock({ origin: sandbox.base })).toBe(204);
    expect(await knock({ 'sec-fetch-site': 'same-origin' })).toBe(204);
  });

  it('are closed to a name that somebody else has pointed at this machine (DNS rebinding)', async () => {
    const host = `evil.example:${new URL(sandbox.base).port}`;
    const knock = (headers: Record<string, string>) =>
      new Promise<number | undefined>((resolve, reject) => {
        const url = new URL('/sandbox/rotate-keys', sandbox.base);
        request(url, { method: 'POST', headers }, (answer) => resolve(answer.resume().statusCode))
          .on('error', reject)
          .end();
      });
    const same = { origin: `http://${host}`, 'sec-fetch-site': 'same-origin' };
    for (const headers of [{ host }, { host, ...same }]) expect(await knock(headers)).toBe(403);
    expect(await knock({ host: new URL(sandbox.base).host })).toBe(204);
  });

  it('show the log to administrators of the organisation only', async () => {
    const ask = (token: string | undefined, query = '', headers: Record<string, string> = {}) =>
      sandbox.call('GET', `/sandbox/token-requests${query}`, { ...(token === undefined ? {} : { token }), headers });
    const person = await sandbox.personToken('01816010027');
    const member = await sandbox.personToken('23836410777');
    const organization = { 'x-portvakt-organization': ORGANIZATION };
    expect((await ask(undefined)).status).toBe(401);
    expect((await ask(person)).status).toBe(400);
    expect((await ask(person, '', organization)).status).toBe(200);
    expect((await ask(member, '', organization)).status).toBe(403);
    for (const query of ['?limit=0', '?limit=1001', '?limit=x', '?limit=1&limit=2', '?client_id=a&client_id=b'])
      expect((await ask(person, query, organization)).status).toBe(400);
  });
});

const pair = generateKeyPairSync('rsa', { modulusLength: 2048 });
const publicJwk = { ...pair.publicKey.export({ format: 'jwk' }), kid: 'k', alg: 'RS256', use: 'sig' };
const publicPem = pair.publicKey.export({ type: 'spki', format: 'pem' }) as string;

/** A good grant of a client, with the key or with a certificate. */
const grant = (platform: Platform, clientId: string, header: object = { kid: 'k' }): string =>
  signGrant(
    pair.privateKey,
    { ...header },
    {
      aud: platform.urls.maskinportenIssuer,
      iss: clientId,
      scope: SCOPES.join(' '),
      iat: Math.floor(platform.clock.now() / 1000),
    },
  );
const create = async (
  platform: Platform,
  keys: readonly object[] = [publicJwk],
  clientId?: string,
): Promise<string> => {
  const id = clientId === undefined ? {} : { clientId };
  return (await platform.createClient({ organization: ORGANIZATION, name: 'X', scopes: SCOPES, keys, ...id })).clientId;
};
const reset = async (platform: Platform): Promise<number> =>
  (await platform.http.inject({ method: 'POST', url: '/sandbox/reset' })).statusCode;
const certificateHeader = async (platform: Platform): Promise<{ serial: string; header: object }> => {
  const payload = { organization: ORGANIZATION, publicKey: publicPem };
  const issued = (await platform.http.inject({ method: 'POST', url: '/sandbox/certificates', payload })).json();
  const x5c = [new X509Certificate(issued.certificate).raw.toString('base64')];
  return { serial: issued.serialNumber, header: { x5c } };
};
const revoke = (platform: Platform, serial: string) =>
  platform.http.inject({ method: 'POST', url: `/sandbox/certificates/${serial}/revoke` });

describe('a reset', () => {
  let sandbox: Sandbox;
  beforeAll(async () => {
    sandbox = await startSandbox();
  });
  afterAll(() => sandbox.stop());

  it('puts the world back as it was, and the clock right, and keeps the keys', async () => {
    const { platform } = sandbox;
    const keys = async () => (await sandbox.call('GET', '/maskinporten/jwk')).text;
    const scopes = async () =>
      (await sandbox.call<{ name: string }[]>('GET', '/selvbetjening/api/v1/scopes/all')).body.map(
        (scope) => scope.name,
      );
    const before = [await keys(), await scopes()];
    const clientId = await create(platform);
    expect((await redeem(platform.http, grant(platform, clientId))).status).toBe(200);
    platform.clock.advance(1000);
    platform.faults.add({ kind: 'status', status: 500, path: '/authorization' });
    expect(await reset(platform)).toBe(204);
    expect(platform.clock.offset()).toBe(0);
    expect(platform.faults.active).toBe(false);
    expect([await keys(), await scopes()]).toEqual(before);
    const { body } = await redeem(platform.http, grant(platform, clientId));
    expect(body['error_uri']).toMatch(/MP-100$/);
  });

  it('lets everything work in the new world', async () => {
    expect(await reset(sandbox.platform)).toBe(204);
    const { id } = await sandbox.systemUser({
      vendor: '310019747',
      customer: { organization: ORGANIZATION, partyId: 50020008, director: '01816010027' },
      resources: ['skogdir-felling'],
      scopes: [],
    });
    expect(id).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('lets no used grant and no revoked certificate live again', async () => {
    const { platform } = sandbox;
    const clientId = await create(platform, [publicJwk], 'same-id');
    const used = grant(platform, clientId);
    expect((await redeem(platform.http, used)).status).toBe(200);
    const { serial, header } = await certificateHeader(platform);
    await revoke(platform, serial);
    expect(await reset(platform)).toBe(204);
    await create(platform, [publicJwk], 'same-id');
    expect((await redeem(platform.http, used)).body['error_uri']).toMatch(/MP-012$/);
    const withoutKeys = await create(platform, []);
    const { body } = await redeem(platform.http, grant(platform, withoutKeys, header));
    expect(body['error_uri']).toMatch(/MP-120$/);
  });
});

describe('two nodes on one database', () => {
  it('know each other’s certificates, revocations and resets', async ({ skip }) => {
    const place = await freshDatabase();
    if (place.url === ':memory:') return skip('needs PostgreSQL: runs in the project postgres');
    const options = { port: 0, database: place.url, baseUrl: 'http://localhost:7070' };
    const [one, two] = [await startPlatform(options), await startPlatform(options)];
    const [clientId, withoutKeys] = [await create(one), await create(one, [])];
    expect((await redeem(two.http, grant(one, clientId))).status).toBe(200);
    const { serial, header } = await certificateHeader(one);
    const status = async (id: string, which?: object) => (await redeem(two.http, grant(one, id, which))).status;
    await expect.poll(() => status(withoutKeys, header)).toBe(200);
    await revoke(one, serial);
    await expect.poll(() => status(withoutKeys, header)).toBe(400);
    expect(await reset(one)).toBe(204);
    await expect.poll(() => status(clientId)).toBe(400);
    await Promise.all([one.stop(), two.stop()]);
    await place.drop();
  });
});
