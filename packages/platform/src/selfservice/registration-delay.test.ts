import { generateKeyPairSync } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Platform, startPlatform } from '../server.ts';
import { type FreshDatabase, freshDatabase } from '../testing/database.ts';
import { redeem, signGrant } from '../testing/grants.ts';

const ORGANIZATION = '310044423';
const OWNER = '310013579';
const API = '/selvbetjening/api/v1';
const SCOPE = 'altinn:instances.read';
const pair = generateKeyPairSync('rsa', { modulusLength: 2048 });
const publicJwk = (kid: string) => ({ ...pair.publicKey.export({ format: 'jwk' }), kid, alg: 'RS256', use: 'sig' });

interface Line {
  readonly clientId: string;
  readonly outcome: string;
  readonly code?: string;
  readonly remedy?: string;
}

/** A platform with a clock that stands still, and the ways to change and to ask. */
async function start(place: FreshDatabase, more: object = {}, other?: Platform) {
  const options = { port: 0, database: place.url, baseUrl: 'http://localhost:7070', ...more };
  const platform = await startPlatform(options);
  platform.clock.freeze(other?.clock.now());
  const ask = (clientId: string, scope = SCOPE, kid = 'k') => {
    const iat = Math.floor(platform.clock.now() / 1000);
    const claims = { aud: platform.urls.maskinportenIssuer, iss: clientId, scope, iat };
    return redeem(platform.http, signGrant(pair.privateKey, { kid }, claims));
  };
  const code = async (clientId: string, scope?: string, kid?: string): Promise<string> => {
    const { status, body } = await ask(clientId, scope, kid);
    if (status === 200) return 'token';
    return /MP-\d{3}/.exec(body['error_uri'] ?? '')?.[0] ?? body['error_description'] ?? '';
  };
  const create = async (scopes: readonly string[], organization = ORGANIZATION, kid = 'k') =>
    (await platform.createClient({ organization, name: 'X', scopes, keys: [publicJwk(kid)] })).clientId;
  const call = async (method: string, path: string, token: string, body?: unknown) => {
    const response = await platform.http.inject({
      method: method as 'GET',
      url: path,
      headers: { authorization: `Bearer ${token}` },
      ...(body === undefined ? {} : { payload: body as object }),
    });
    if (response.statusCode >= 300) throw new Error(`${method} ${path}: ${response.statusCode} ${response.body}`);
    return response.body === '' ? undefined : response.json();
  };
  const token = async (organization: string, scopes: readonly string[]): Promise<string> => {
    const keys = [publicJwk('k')];
    const client = { organization, name: 'Administrator', scopes, keys, accessTokenLifetime: 3600 };
    const { clientId } = await platform.createClient(client);
    platform.clock.advance(120_000);
    return (await ask(clientId, scopes.join(' '))).body['access_token'] ?? '';
  };
  return { platform, ask, code, create, call, token, advance: (s: number) => platform.clock.advance(s * 1000) };
}

describe('a registration delay', () => {
  let place: FreshDatabase;
  let node: Awaited<ReturnType<typeof start>>;
  let writer: string;
  let owner: string;
  beforeAll(async () => {
    place = await freshDatabase();
    node = await start(place, { registrationDelay: [60, 60] });
    writer = await node.token(ORGANIZATION, ['idporten:dcr.write']);
    owner = await node.token(OWNER, ['idporten:scopes.write']);
    node.platform.clock.freeze();
  });
  afterAll(async () => {
    await node.platform.stop();
    await place.drop();
  });
  const log = async (clientId: string): Promise<Line> =>
    (await node.call('GET', `/sandbox/token-requests?client_id=${clientId}&limit=1`, writer))[0];

  it('keeps a new client unknown to the token endpoint until it is over, and not a millisecond longer', async () => {
    const clientId = await node.create([SCOPE]);
    const read = await node.call('GET', `${API}/clients/${clientId}`, writer);
    expect(read.client_id).toBe(clientId);
    expect(await node.code(clientId)).toBe('MP-100');
    node.platform.clock.advance(59_999);
    expect(await node.code(clientId)).toBe('MP-100');
    node.platform.clock.advance(1);
    expect(await node.code(clientId)).toBe('token');
  });

  it('is told in the developer’s log, with the time; the error is the real one', async () => {
    const clientId = await node.create([SCOPE]);
    const { status, body } = await node.ask(clientId);
    expect([status, body['error']]).toEqual([400, 'invalid_grant']);
    expect(body['error_description']).toMatch(/^Invalid assertion\. Client authentication failed\. Client not found/);
    const line = await log(clientId);
    expect(line).toMatchObject({ clientId, outcome: 'refused', code: 'MP-100' });
    const from = new Date(node.platform.clock.now() + 60_000).toISOString();
    expect(line.remedy).toContain(`is not active yet: it will be at ${from}`);
    expect(line.remedy).toContain('a new assertion');
    node.advance(60);
    await node.code(clientId, 'altinn:broker.read');
    expect((await log(clientId)).remedy).not.toContain('not active yet');
  });

  it('holds for a new key, a removed one and an added scope; the old ones work on meanwhile', async () => {
    const clientId = await node.create([SCOPE]);
    node.advance(60);
    await node.call('POST', `${API}/clients/${clientId}/jwks`, writer, { keys: [publicJwk('new')] });
    expect(await node.code(clientId, SCOPE, 'new')).toContain('Unknown key identifier');
    expect((await log(clientId)).remedy).toContain('not active yet');
    expect(await node.code(clientId, SCOPE, 'k')).toBe('token');
    node.advance(60);
    expect(await node.code(clientId, SCOPE, 'new')).toBe('token');
    expect(await node.code(clientId, SCOPE, 'k')).toContain('Unknown key identifier');
    const body = { integration_type: 'maskinporten', client_name: 'X', scopes: [SCOPE, 'altinn:instances.write'] };
    await node.call('PUT', `${API}/clients/${clientId}`, writer, body);
    expect(await node.code(clientId, 'altinn:instances.write', 'new')).toBe('MP-200');
    expect((await log(clientId)).remedy).toContain('not active yet');
    node.advance(60);
    expect(await node.code(clientId, 'altinn:instances.write', 'new')).toBe('token');
  });

  it('lets changes become active one after the other, in their order', async () => {
    const clientId = await node.create([SCOPE]);
    node.advance(30);
    await node.call('DELETE', `${API}/clients/${clientId}`, writer);
    expect(await node.code(clientId)).toBe('MP-100');
    node.advance(30);
    expect(await node.code(clientId)).toBe('token');
    node.advance(29);
    expect(await node.code(clientId)).toBe('token');
    node.advance(1);
    expect(await node.code(clientId)).toBe('MP-100');
  });

  it('holds for a scope, an access and its removal', async () => {
    const scope = await node.call('POST', `${API}/scopes`, owner, {
      prefix: 'skogdir',
      subscope: 'delayed.read',
      description: 'X',
    });
    const clientId = await node.create([scope.name]);
    const own = await node.create([scope.name], OWNER);
    node.advance(59);
    expect(await node.code(own, scope.name)).toBe('MP-100');
    await node.call('PUT', `${API}/scopes/access/${ORGANIZATION}?scope=${scope.name}`, owner);
    node.advance(1);
    expect(await node.code(own, scope.name)).toBe('token');
    expect(await node.code(clientId, scope.name)).toBe('MP-250');
    expect((await log(clientId)).remedy).toContain(`The access (${scope.name} ${ORGANIZATION}) has been changed`);
    node.advance(59);
    expect(await node.code(clientId, scope.name)).toBe('token');
    await node.call('DELETE', `${API}/scopes?scope=${scope.name}`, owner);
    expect(await node.code(clientId, scope.name)).toBe('token');
    node.advance(60);
    expect(await node.code(clientId, scope.name)).toBe('MP-200');
  });

  it('is the same for every node that has the database, and after a restart', async ({ skip }) => {
    if (place.url === ':memory:') return skip('needs PostgreSQL: runs in the project postgres');
    const second = await start(place, { registrationDelay: [60, 60] }, node.platform);
    const clientId = await node.create([SCOPE]);
    expect(await second.code(clientId)).toBe('MP-100');
    second.advance(60);
    expect(await second.code(clientId)).toBe('token');
    await second.platform.stop();
  });
});

describe('a range of delays', () => {
  it('gives each client a delay of its own, the same each time, over the whole range', async () => {
    const { RegistrationDelay } = await import('./registration-delay.ts');
    const delay = new RegistrationDelay(undefined as never, undefined as never, [0, 120]);
    const delays = Array.from({ length: 2000 }, (_, number) => delay.of('client', `client-${number}`));
    expect(delays).toEqual(delays.map((_, number) => delay.of('client', `client-${number}`)));
    expect(new Set(delays).size).toBe(121);
    expect(Math.min(...delays)).toBe(0);
    expect(Math.max(...delays)).toBe(120_000);
    expect(delay.of('client', 'a')).not.toBe(delay.of('scope', 'a'));
  });

  it.each([[[-1, 5]], [[5, 1]], [[0, 5000]], [[0.5, 1]], [[Number.NaN, 1]]])(
    'is refused when it is %j',
    async (range) => {
      await expect(startPlatform({ port: 0, registrationDelay: range as [number, number] })).rejects.toThrow(
        'whole seconds from 0 to 3600',
      );
    },
  );

  it('is not for production', async () => {
    await expect(startPlatform({ port: 0, mode: 'production', registrationDelay: [0, 120] })).rejects.toThrow(
      'in production every change is active at once',
    );
  });
});

describe('without a delay', () => {
  it('a change acts at once on the node, and at once on every other (maskinporten#99, maskinporten#50)', async ({
    skip,
  }) => {
    const place = await freshDatabase();
    if (place.url === ':memory:') return skip('two nodes need PostgreSQL: runs in the project postgres');
    const [one, two] = [await start(place), await start(place)];
    for (const node of [one, two]) node.platform.clock.reset();
    const writer = await one.token(ORGANIZATION, ['idporten:dcr.write']);
    const owner = await one.token(OWNER, ['idporten:scopes.write']);
    const clientId = 'made-on-one';
    // Both nodes have it in memory that there is no such client, before there is one.
    for (const node of [one, two]) expect(await node.code(clientId)).toBe('MP-100');
    const body = { integration_type: 'maskinporten', client_name: 'X', client_id: clientId, scopes: [SCOPE] };
    await one.call('POST', `${API}/clients`, writer, body);
    await one.call('POST', `${API}/clients/${clientId}/jwks`, writer, { keys: [publicJwk('k')] });
    expect(await one.code(clientId)).toBe('token');
    expect(await two.code(clientId)).toMatch('token');
    await one.call('POST', `${API}/clients/${clientId}/jwks`, writer, { keys: [publicJwk('l')] });
    expect(await one.code(clientId)).toContain('Unknown key identifier');
    expect(await two.code(clientId)).toMatch(/Unknown key identifier/);
    expect(await two.code(clientId, SCOPE, 'l')).toMatch('token');
    const name = 'skogdir:felling.write';
    await one.call('PUT', `${API}/clients/${clientId}`, writer, { ...body, scopes: [SCOPE, name] });
    expect(await two.code(clientId, name, 'l')).toMatch('MP-250');
    await one.call('PUT', `${API}/scopes/access/${ORGANIZATION}?scope=${name}`, owner);
    expect(await one.code(clientId, name, 'l')).toBe('token');
    expect(await two.code(clientId, name, 'l')).toMatch('token');
    await one.call('DELETE', `${API}/scopes/access/${ORGANIZATION}?scope=${name}`, owner);
    expect(await two.code(clientId, name, 'l')).toMatch('MP-250');
    await one.call('PUT', `${API}/scopes/access/${ORGANIZATION}?scope=${name}`, owner);
    expect(await two.code(clientId, name, 'l')).toMatch('token');
    await one.call('DELETE', `${API}/scopes?scope=${name}`, owner);
    expect(await two.code(clientId, name, 'l')).toMatch('MP-200');
    await one.call('DELETE', `${API}/clients/${clientId}`, writer);
    expect(await two.code(clientId, SCOPE, 'l')).toMatch('MP-100');
    await Promise.all([one.platform.stop(), two.platform.stop()]);
    await place.drop();
  });
});
