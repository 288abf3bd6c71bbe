import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { logIn } from '../testing/http-browser.ts';
import { type Sandbox, startSandbox } from '../testing/sandbox.ts';

const OWN = '310044423';
const OTHER = '310075272';
const SCOPE_OWNER = '310013579';
const SUPPLIER = '310019747';
const BASE = '/selvbetjening/api/v1';
const DCR = ['idporten:dcr.read', 'idporten:dcr.write'];
const SCOPES = ['idporten:scopes.read', 'idporten:scopes.write'];

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const jwk = (kid: string, over: object = {}) => ({
  ...rsa.publicKey.export({ format: 'jwk' }),
  use: 'sig',
  alg: 'RS256',
  kid,
  ...over,
});

interface Client {
  client_id: string;
  client_orgno: string;
  supplier_orgno?: string;
  active: boolean;
  scopes: string[];
}
interface ApiErrorResponse {
  status: number;
  timestamp: string;
  correlation_id: string;
  error: string;
  error_description: string;
  errors: { errorMessage: string; fieldIdentifier: string }[];
}

let box: Sandbox;
let own: string;
let other: string;
let scopeOwner: string;
beforeAll(async () => {
  box = await startSandbox();
  own = await box.maskinportenToken(OWN, DCR);
  other = await box.maskinportenToken(OTHER, DCR);
  scopeOwner = await box.maskinportenToken(SCOPE_OWNER, SCOPES);
});
afterAll(() => box.stop());

const body = (over: object = {}) => ({
  integration_type: 'maskinporten',
  application_type: 'web',
  client_name: 'Fjordvik',
  description: 'Test',
  token_endpoint_auth_method: 'private_key_jwt',
  grant_types: ['urn:ietf:params:oauth:grant-type:jwt-bearer'],
  scopes: ['altinn:instances.read'],
  ...over,
});
const post = <T = Client & ApiErrorResponse>(path: string, content: unknown, token = own) =>
  box.call<T>('POST', `${BASE}${path}`, { token, body: content });
const create = async (over: object = {}, token = own) => (await post('/clients', body(over), token)).body;
const get = <T = Client & ApiErrorResponse>(path: string, token = own) =>
  box.call<T>('GET', `${BASE}${path}`, { token });

describe('clients', () => {
  it('refuses without token, and without the scope (maskinporten#79)', async () => {
    expect((await box.call('GET', `${BASE}/clients`)).status).toBe(401);
    const reader = await box.maskinportenToken(OWN, ['idporten:dcr.read']);
    expect((await post('/clients', body(), reader)).status).toBe(403);
    expect((await get('/clients', await box.maskinportenToken(OWN, ['altinn:instances.read']))).status).toBe(403);
    expect((await get('/scopes', own)).status).toBe(403);
    const exchanged = await box.altinnToken(OWN, DCR);
    expect((await get('/clients', exchanged)).status).toBe(403);
  });

  it('makes a client with an id of its own (maskinporten#80)', async () => {
    const answer = await post('/clients', body());
    expect(answer.status).toBe(201);
    expect(answer.body.client_id).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    expect((await create()).client_id).not.toBe(answer.body.client_id);
    expect(answer.body).toMatchObject({
      client_orgno: OWN,
      active: true,
      access_token_lifetime: 120,
      scopes: ['altinn:instances.read'],
    });
    expect((await get(`/clients/${answer.body.client_id}`)).body).toEqual(answer.body);
  });

  it.each([
    [{ token_endpoint_auth_method: 'client_secret_basic' }, 'token_endpoint_auth_method'],
    [{ token_endpoint_auth_method: 'client_secret_post' }, 'token_endpoint_auth_method'],
    [{ token_endpoint_auth_method: 'none' }, 'token_endpoint_auth_method'],
    [{ application_type: 'native' }, 'application_type'],
    [{ application_type: 'browser' }, 'application_type'],
    [{ grant_types: ['authorization_code'] }, 'grant_types'],
    [{ grant_types: [...body().grant_types, 'refresh_token'] }, 'grant_types'],
    [{ integration_type: 'other' }, 'integration_type'],
    [{ client_name: '' }, 'client_name'],
    [{ client_name: 7 }, 'client_name'],
    [{ description: 'x'.repeat(256) }, 'description'],
    [{ scopes: 'altinn:instances.read' }, 'scopes'],
    [{ scopes: ['no:such'] }, 'scopes'],
    [{ access_token_lifetime: 0 }, 'access_token_lifetime'],
    [{ access_token_lifetime: '120' }, 'access_token_lifetime'],
    [{ client_orgno: '123' }, 'client_orgno'],
    [{ client_id: '../x' }, 'client_id'],
    [{ active: 'yes' }, 'active'],
  ])('refuses %j and names the field (maskinporten#81, maskinporten#105)', async (over, field) => {
    const answer = await post('/clients', body(over));
    expect(answer.status).toBe(400);
    expect(answer.body).toMatchObject({
      status: 400,
      error: 'invalid_request',
      correlation_id: expect.stringMatching(/^[0-9a-f]{32}$/),
      timestamp: expect.any(String),
    });
    expect(answer.body.errors.map(({ fieldIdentifier }) => fieldIdentifier)).toEqual([field]);
  });

  it.each([['[]'], ['"x"'], ['null'], ['{'], ['{"a":1'], ['']])('answers the body %s with 400', async (raw) => {
    const answer = await box.call<ApiErrorResponse>('POST', `${BASE}/clients`, {
      token: own,
      raw,
      headers: { 'content-type': 'application/json' },
    });
    expect(answer.status).toBe(400);
    expect(answer.body.correlation_id).toBeTruthy();
  });

  it('answers a body over 1 MiB with 413', async () => {
    expect((await post('/clients', body({ description: 'x'.repeat(1_100_000) }))).status).toBe(413);
  });

  it('refuses to change the integration type, id or owner (maskinporten#82)', async () => {
    const made = await create();
    const { client_id } = made;
    const put = (over: object) =>
      box.call<ApiErrorResponse>('PUT', `${BASE}/clients/${client_id}`, { token: own, body: body(over) });
    // Without the scope, which another type could not have anyway.
    const refused = [
      ['integration_type', { integration_type: 'krr', scopes: [] }],
      ['client_id', { client_id: randomUUID() }],
      ['client_orgno', { client_orgno: OTHER }],
    ] as const;
    for (const [field, over] of refused) {
      const answer = await put(over);
      expect(answer.status).toBe(400);
      expect(answer.body.errors.map(({ fieldIdentifier }) => fieldIdentifier)).toEqual([field]);
    }
    expect((await get(`/clients/${client_id}`)).body).toEqual(made);
    expect((await put({ client_id, client_orgno: OWN })).status).toBe(200);
  });

  it('keeps other organisations out (maskinporten#83)', async () => {
    const { client_id } = await create();
    await post(`/clients/${client_id}/jwks`, { keys: [jwk('a')] });
    const state = async () => [
      (await get(`/clients/${client_id}`)).body,
      (await get<{ keys: unknown[] }>(`/clients/${client_id}/jwks`)).body,
    ];
    const before = await state();
    expect(before).toMatchObject([{ active: true }, { keys: [{ kid: 'a' }] }]);
    const paths: [string, string, unknown][] = [
      ['GET', `/clients/${client_id}`, undefined],
      ['PUT', `/clients/${client_id}`, body()],
      ['DELETE', `/clients/${client_id}`, undefined],
      ['GET', `/clients/${client_id}/jwks`, undefined],
      ['POST', `/clients/${client_id}/jwks`, { keys: [jwk('a')] }],
      ['DELETE', `/clients/${client_id}/jwks`, undefined],
      ['GET', `/clients/${client_id}/jwks/a`, undefined],
      ['PUT', `/clients/${client_id}/jwks/a`, jwk('a')],
      ['DELETE', `/clients/${client_id}/jwks/a`, undefined],
    ];
    for (const [method, path, content] of paths) {
      const answer = await box.call(method, `${BASE}${path}`, {
        token: other,
        ...(content === undefined ? {} : { body: content }),
      });
      expect([method, path, answer.status]).toEqual([method, path, 403]);
    }
    expect((await get<Client[]>('/clients', other)).body.map((client) => client.client_id)).not.toContain(client_id);
    expect(await state()).toEqual(before);
  });

  it('takes another client_orgno only with dcr.supplier (maskinporten#84)', async () => {
    expect((await post('/clients', body({ client_orgno: OTHER }))).status).toBe(403);
    const supplier = await box.maskinportenToken(SUPPLIER, [...DCR, 'idporten:dcr.supplier']);
    expect(await create({ client_orgno: OTHER }, supplier)).toMatchObject({
      client_orgno: OTHER,
      supplier_orgno: SUPPLIER,
    });
  });

  it('deactivates, hides, shows on demand, and refuses the same id again (maskinporten#85, maskinporten#86)', async () => {
    const { client_id } = await create({ client_id: `own-${randomUUID()}` });
    const ids = async (query: string) =>
      (await get<Client[]>(`/clients${query}`)).body.map((client) => client.client_id);
    expect(await ids('')).toContain(client_id);
    expect((await box.call('DELETE', `${BASE}/clients/${client_id}`, { token: own })).status).toBe(200);
    expect(await ids('')).not.toContain(client_id);
    expect(await ids('?inactive=true')).toContain(client_id);
    expect((await post('/clients', body({ client_id }))).status).toBe(409);
    expect((await post(`/clients/${client_id}/jwks`, { keys: [jwk('a')] })).status).toBe(409);
  });

  it('gives a new client tokens at once, and none after it is deactivated (maskinporten#99)', async () => {
    const { client_id: clientId } = await create();
    const { kty, n, e } = box.privateJwk;
    const keys = [{ kty, n, e, use: 'sig', alg: 'RS256', kid: 'test' }];
    expect((await post(`/clients/${clientId}/jwks`, { keys })).status).toBe(201);
    expect(await box.maskinportenToken(OWN, ['altinn:instances.read'], { clientId })).toBeTruthy();
    await box.call('DELETE', `${BASE}/clients/${clientId}`, { token: own });
    await expect(box.maskinportenToken(OWN, ['altinn:instances.read'], { clientId })).rejects.toMatchObject({
      mpCode: 'MP-100',
    });
  });

  it('serves a person for an organisation it administers, and for no other', async () => {
    const { browser } = await logIn(box.base, '01816010027');
    const ask = async (organization: string | undefined, method = 'GET', headers: Record<string, string> = {}) =>
      (
        await browser.step(new URL(`${BASE}/clients`, box.base), {
          method,
          headers: { ...(organization ? { 'x-portvakt-organization': organization } : {}), ...headers },
          ...(method === 'POST' ? { body: JSON.stringify(body()) } : {}),
        })
      ).status;
    expect(await ask(OWN)).toBe(200);
    expect(await ask(undefined)).toBe(400);
    expect(await ask(OTHER)).toBe(403);
    expect(await ask('310099999')).toBe(403);
    const json = { 'content-type': 'application/json' };
    expect(await ask(OWN, 'POST', { ...json, origin: box.base })).toBe(201);
    expect(await ask(OWN, 'POST', { ...json, origin: 'https://evil.example' })).toBe(403);
    expect(await ask(OWN, 'POST', { ...json, 'sec-fetch-site': 'cross-site' })).toBe(403);
    const member = await logIn(box.base, '23836410777');
    const answer = await member.browser.step(new URL(`${BASE}/clients`, box.base), {
      headers: { 'x-portvakt-organization': OWN },
    });
    expect(answer.status).toBe(403);
  });
});

describe('keys', () => {
  it('replaces the whole set (maskinporten#87, maskinporten#96)', async () => {
    const [one, two] = [await create(), await create()];
    for (const { client_id } of [one, two])
      expect((await post(`/clients/${client_id}/jwks`, { keys: [jwk('a'), jwk('b')] })).status).toBe(201);
    await post(`/clients/${one.client_id}/jwks`, { keys: [jwk('c')] });
    const kids = async (id: string) =>
      (await get<{ keys: { kid: string }[] }>(`/clients/${id}/jwks`)).body.keys.map(({ kid }) => kid);
    expect(await kids(one.client_id)).toEqual(['c']);
    expect(await kids(two.client_id)).toEqual(['a', 'b']);
  });

  it('refuses a sixth key, in a set and added to five (maskinporten#88)', async () => {
    const { client_id } = await create();
    const keys = ['a', 'b', 'c', 'd', 'e'].map((kid) => jwk(kid));
    const kids = async () =>
      (await get<{ keys: { kid: string }[] }>(`/clients/${client_id}/jwks`)).body.keys.map(({ kid }) => kid);
    expect((await post(`/clients/${client_id}/jwks`, { keys: [...keys, jwk('f')] })).status).toBe(400);
    expect(await kids()).toEqual([]);
    expect((await post(`/clients/${client_id}/jwks`, { keys })).status).toBe(201);
    const sixth = await box.call('POST', `/selvbetjening/api/v2/clients/${client_id}/key`, {
      token: own,
      raw: JSON.stringify(jwk('f')),
      headers: { 'content-type': 'text/plain' },
    });
    expect(sixth.status).toBe(400);
    expect(await kids()).toEqual(['a', 'b', 'c', 'd', 'e']);
  });

  it('refuses an empty set; DELETE clears it, and without keys GET gives an empty list (maskinporten#89, maskinporten#90)', async () => {
    const { client_id } = await create();
    const none = { status: 200, body: { keys: [] } };
    expect(await get(`/clients/${client_id}/jwks`)).toMatchObject(none);
    await post(`/clients/${client_id}/jwks`, { keys: [jwk('a')] });
    expect((await post(`/clients/${client_id}/jwks`, { keys: [] })).status).toBe(400);
    expect(await get(`/clients/${client_id}/jwks`)).toMatchObject({ status: 200, body: { keys: [{ kid: 'a' }] } });
    expect((await box.call('DELETE', `${BASE}/clients/${client_id}/jwks`, { token: own })).status).toBe(204);
    expect(await get(`/clients/${client_id}/jwks`)).toMatchObject({ status: 200, text: '{"keys":[]}' });
  });

  const weak = generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey.export({ format: 'jwk' });
  const nearly = generateKeyPairSync('rsa', { modulusLength: 2047 }).publicKey.export({ format: 'jwk' });
  const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ format: 'jwk' });
  it.each([
    ['no use (maskinporten#91)', { use: undefined }],
    ['use enc', { use: 'enc' }],
    ['an EC key (maskinporten#93)', { ...ec, n: undefined, e: undefined, alg: 'ES256' }],
    ['an EC key that says it is for RS256 (maskinporten#93)', { ...ec, n: undefined, e: undefined }],
    ['1024 bits (maskinporten#93)', weak],
    ['2047 bits (maskinporten#93)', nearly],
    ['a kid with a space (maskinporten#95)', { kid: 'a b' }],
    ['a kid with a slash (maskinporten#95)', { kid: 'a/b' }],
    ['a kid that climbs', { kid: '../../x' }],
    ['a kid that is the directory (maskinporten#117)', { kid: '.' }],
    ['a kid that is the directory above (maskinporten#117)', { kid: '..' }],
    ['no kid', { kid: undefined }],
    ['a kid of 256 characters', { kid: 'a'.repeat(256) }],
    ['PS256', { alg: 'PS256' }],
    ['no alg', { alg: undefined }],
    ['n that is no base64url', { n: '***' }],
    ['e = 1', { e: 'AQ' }],
    ['e = 3', { e: 'Aw' }],
    ['exp in the past', { exp: 1 }],
    ['exp as text', { exp: 'tomorrow' }],
    ['x5c of another key', { x5c: ['AAAA'] }],
    ['x5c as text', { x5c: 'AAAA' }],
  ])('refuses %s', async (_what, over) => {
    const { client_id } = await create();
    expect((await post(`/clients/${client_id}/jwks`, { keys: [jwk('a', over)] })).status).toBe(400);
    expect((await get(`/clients/${client_id}/jwks`)).body).toEqual({ keys: [] });
  });

  it('refuses private members and repeats none of them (maskinporten#92)', async () => {
    const { client_id } = await create();
    const secret = rsa.privateKey.export({ format: 'jwk' });
    const answer = await post(`/clients/${client_id}/jwks`, {
      keys: [{ ...secret, use: 'sig', alg: 'RS256', kid: 'a' }],
    });
    expect(answer.status).toBe(400);
    expect(answer.body.error_description).toContain('private');
    for (const member of [secret.d, secret.p, secret.q, secret.dp, secret.dq, secret.qi])
      expect(answer.text).not.toContain(member);
    const pem = rsa.privateKey.export({ type: 'pkcs8', format: 'pem' }) as string;
    const upload = await box.call('POST', `/selvbetjening/api/v2/clients/${client_id}/key`, {
      token: own,
      raw: pem,
      headers: { 'content-type': 'text/plain' },
    });
    expect(upload.status).toBe(400);
    expect((await get(`/clients/${client_id}/jwks`)).body).toEqual({ keys: [] });
  });

  it('takes what altinn-jwks exports, and lets a key live a year at most (maskinporten#94)', async () => {
    const { client_id } = await create();
    const inAYear = () => Math.floor(box.platform.clock.now() / 1000) + 365 * 86_400;
    const earliest = inAYear();
    const far = earliest + 2 * 365 * 86_400;
    const near = far - 1000 * 86_400;
    const answer = await post<{ keys: { kid: string; exp: number }[] }>(`/clients/${client_id}/jwks`, {
      keys: [jwk('plain', { key_ops: [], oth: [], x5c: [] }), jwk('far', { exp: far }), jwk('near', { exp: near })],
    });
    expect(answer.status).toBe(201);
    const latest = inAYear();
    const [plain, late, early] = answer.body.keys;
    for (const key of [plain, late]) {
      expect(key?.exp).toBeGreaterThanOrEqual(earliest);
      expect(key?.exp).toBeLessThanOrEqual(latest);
    }
    expect(early?.exp).toBe(near);
  });

  it('adds a key from JWK, PEM key and PEM certificate, the PEMs with a kid of the server’s (maskinporten#97, maskinporten#98)', async () => {
    const { client_id } = await create();
    const add = (raw: string) =>
      box.call<{ kid: string; x5c?: string[] }>('POST', `/selvbetjening/api/v2/clients/${client_id}/key`, {
        token: own,
        raw,
        headers: { 'content-type': 'text/plain' },
      });
    expect((await add(JSON.stringify(jwk('mine')))).body.kid).toBe('mine');
    const pem = await add(rsa.publicKey.export({ type: 'spki', format: 'pem' }) as string);
    expect([pem.status, pem.body.kid]).toEqual([201, expect.stringMatching(/^[0-9a-f-]{36}$/)]);
    const publicKey = rsa.publicKey.export({ type: 'spki', format: 'pem' });
    const { certificate } = (
      await box.call<{ certificate: string }>('POST', '/sandbox/certificates', {
        body: { organization: OWN, publicKey },
      })
    ).body;
    const certified = await add(certificate);
    expect([certified.status, certified.body.kid]).toEqual([201, expect.stringMatching(/^[0-9a-f-]{36}$/)]);
    expect(certified.body.x5c).toHaveLength(1);
    expect(certified.body.kid).not.toBe(pem.body.kid);
    const kept = async () =>
      (await get<{ keys: { kid: string }[] }>(`/clients/${client_id}/jwks`)).body.keys.map(({ kid }) => kid);
    const three = ['mine', pem.body.kid, certified.body.kid].toSorted();
    expect((await kept()).toSorted()).toEqual(three);
    for (const bad of [
      '',
      'hello',
      '{}',
      '{"kty":"RSA","kty":"EC"}',
      '-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----',
      certificate.replaceAll('BEGIN CERTIFICATE', 'BEGIN TRUSTED CERTIFICATE'),
    ])
      expect((await add(bad)).status).toBe(400);
    expect((await kept()).toSorted()).toEqual(three);
  });

  it('reads, renews and removes one key', async () => {
    const { client_id } = await create();
    await post(`/clients/${client_id}/jwks`, { keys: [jwk('a'), jwk('b')] });
    const path = `${BASE}/clients/${client_id}/jwks/a`;
    expect((await box.call<{ kid: string }>('GET', path, { token: own })).body.kid).toBe('a');
    expect((await box.call('PUT', path, { token: own, body: jwk('a') })).status).toBe(200);
    expect((await box.call('PUT', path, { token: own, body: jwk('b') })).status).toBe(400);
    expect((await box.call('DELETE', path, { token: own })).status).toBe(204);
    for (const method of ['GET', 'DELETE']) expect((await box.call(method, path, { token: own })).status).toBe(404);
  });
});

describe('scopes', () => {
  const scope = (over: object = {}) => ({
    prefix: 'skogdir',
    subscope: `test/${randomUUID()}.read`,
    description: 'Test',
    ...over,
  });

  it('makes a scope under an own prefix only, and refuses it twice (maskinporten#100, maskinporten#86)', async () => {
    const content = scope();
    const made = await post<{ name: string; owner_orgno: string }>('/scopes', content, scopeOwner);
    expect([made.status, made.body]).toMatchObject([
      201,
      { name: `skogdir:${content.subscope}`, owner_orgno: SCOPE_OWNER },
    ]);
    expect((await post('/scopes', content, scopeOwner)).status).toBe(409);
    const query = `?scope=${encodeURIComponent(made.body.name)}`;
    expect((await box.call('DELETE', `${BASE}/scopes${query}`, { token: scopeOwner })).status).toBe(200);
    expect((await post('/scopes', content, scopeOwner)).status).toBe(409);
    expect((await get(`/scopes/scope${query}`, scopeOwner)).body).toMatchObject({ active: false });
    const foreign = scope({ prefix: 'altinn' });
    expect((await post('/scopes', foreign, scopeOwner)).status).toBe(403);
    expect((await box.call('GET', `${BASE}/scopes/all`)).text).not.toContain(foreign.subscope);
    for (const bad of [
      { subscope: 'a b' },
      { description: '' },
      { visibility: 'SECRET' },
      { at_max_age: -1 },
      { allowed_integration_types: ['x'] },
      { prefix: undefined },
    ])
      expect((await post('/scopes', scope(bad), scopeOwner)).status).toBe(400);
  });

  it('never changes the subscope; a scope with slashes works in every operation (maskinporten#101, maskinporten#102, maskinporten#103, maskinporten#119)', async () => {
    const content = scope();
    const { name } = (await post<{ name: string }>('/scopes', content, scopeOwner)).body;
    const query = `?scope=${encodeURIComponent(name)}`;
    const put = (path: string, more?: unknown) =>
      box.call<Record<string, unknown>>('PUT', `${BASE}${path}${query}`, {
        token: scopeOwner,
        ...(more === undefined ? {} : { body: more }),
      });
    const moved = await put('/scopes', { ...content, subscope: 'other' });
    expect(moved).toMatchObject({ status: 400, body: { errors: [{ fieldIdentifier: 'subscope' }] } });
    expect((await get(`/scopes/scope${query}`, scopeOwner)).body).toMatchObject({ subscope: content.subscope });
    expect((await get(`/scopes/scope?scope=skogdir:other`, scopeOwner)).status).toBe(404);
    expect((await put('/scopes', { ...content, description: 'Ny' })).body['description']).toBe('Ny');
    // A slash may stand in a query as it is, too (RFC 3986 section 3.4).
    for (const either of [query, `?scope=${name}`])
      expect((await get<{ name: string }>(`/scopes/scope${either}`, scopeOwner)).body.name).toBe(name);
    expect((await put(`/scopes/access/${OWN}`)).body).toMatchObject({
      scope: name,
      state: 'APPROVED',
      consumer_orgno: OWN,
      owner_orgno: SCOPE_OWNER,
    });
    expect((await get<unknown[]>(`/scopes/access${query}`, scopeOwner)).body).toHaveLength(1);
    const foreign = await box.maskinportenToken(OTHER, SCOPES);
    expect((await box.call('PUT', `${BASE}/scopes/access/${OTHER}${query}`, { token: foreign })).status).toBe(403);
    expect((await put('/scopes/access/123')).status).toBe(400);
    // The check digit is right, and nobody has the number (maskinporten#119).
    expect((await box.call('GET', `${BASE}/organizations/999999999`, {})).status).toBe(404);
    const unknown = await put('/scopes/access/999999999');
    expect(unknown).toMatchObject({ status: 400, body: { error: 'invalid_request' } });
    expect(unknown.body['error_description']).toContain('999999999');
    const given = await get<{ consumer_orgno: string }[]>(`/scopes/access${query}`, scopeOwner);
    expect(given.body.map((one) => one.consumer_orgno)).toEqual([OWN]);
    expect(
      (await box.call<Record<string, unknown>>('DELETE', `${BASE}/scopes${query}`, { token: scopeOwner })).body[
        'active'
      ],
    ).toBe(false);
  });

  it('lists public scopes to anyone, and neither private nor internal ones (maskinporten#104)', async () => {
    const made = async (visibility: string) => {
      const answer = await post<{ name: string }>('/scopes', scope({ visibility }), scopeOwner);
      expect(answer).toMatchObject({ status: 201, body: { visibility } });
      return answer.body.name;
    };
    const [secret, internal, open] = [await made('PRIVATE'), await made('INTERNAL'), await made('PUBLIC')];
    const names = (await box.call<{ name: string }[]>('GET', `${BASE}/scopes/all`)).body.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['altinn:instances.read', open]));
    expect(names).not.toContain(secret);
    expect(names).not.toContain(internal);
  });

  it('gives and takes access at once; issued tokens stay (maskinporten#46, maskinporten#49, maskinporten#50)', async () => {
    const { name } = (await post<{ name: string }>('/scopes', scope(), scopeOwner)).body;
    const query = `?scope=${encodeURIComponent(name)}`;
    const ask = (organization: string) => box.maskinportenToken(organization, [name]);
    expect(await ask(SCOPE_OWNER)).toBeTruthy();
    await expect(ask(OWN)).rejects.toMatchObject({ mpCode: 'MP-250' });
    const clientId = await box.createClient(OWN, [name]);
    const again = () => box.maskinportenToken(OWN, [name], { clientId });
    await box.call('PUT', `${BASE}/scopes/access/${OWN}${query}`, { token: scopeOwner });
    const issued = await again();
    await box.call('DELETE', `${BASE}/scopes/access/${OWN}${query}`, { token: scopeOwner });
    await expect(again()).rejects.toMatchObject({ mpCode: 'MP-250' });
    expect((await box.call('GET', '/authentication/api/v1/exchange/maskinporten', { token: issued })).status).toBe(200);
    await box.call('PUT', `${BASE}/scopes/access/${OWN}${query}`, { token: scopeOwner });
    await box.call('DELETE', `${BASE}/scopes${query}`, { token: scopeOwner });
    await expect(again()).rejects.toMatchObject({ mpCode: 'MP-200' });
    const left = (await get<{ consumer_orgno: string; state: string }[]>(`/scopes/access${query}`, scopeOwner)).body;
    expect(left).toMatchObject([{ consumer_orgno: OWN, state: 'APPROVED' }]);
    const configured = (await get<Client>(`/clients/${clientId}`)).body;
    expect(configured.scopes).toEqual([name]);
  });

  it('gives no Maskinporten token for a scope of other client types (maskinporten#43)', async () => {
    const content = scope({ allowed_integration_types: ['maskinporten', 'idporten'] });
    const { name } = (await post<{ name: string }>('/scopes', content, scopeOwner)).body;
    const clientId = await box.createClient(SCOPE_OWNER, [name]);
    await box.call('PUT', `${BASE}/scopes?scope=${encodeURIComponent(name)}`, {
      token: scopeOwner,
      body: { ...content, allowed_integration_types: ['idporten'] },
    });
    await expect(box.maskinportenToken(SCOPE_OWNER, [name], { clientId })).rejects.toMatchObject({ mpCode: 'MP-201' });
  });

  it('tells what the caller may use, prefixes, sources, names', async () => {
    const usable = (await get<{ name: string }[]>('/scopes/access/all?integration_type=maskinporten', own)).body.map(
      ({ name }) => name,
    );
    expect(usable).toEqual(
      expect.arrayContaining([
        'altinn:instances.read',
        'altinn:instances.write',
        'altinn:authentication/systemregister',
        'altinn:authorization/authorize',
        'altinn:authentication/systemregister.write',
        'skogdir:felling.read',
      ]),
    );
    expect(usable).not.toContain('altinn:broker.write');
    expect((await get<{ prefix: string }[]>('/prefix', scopeOwner)).body).toEqual([
      { prefix: 'skogdir', orgno: SCOPE_OWNER, owner_orgno: SCOPE_OWNER },
    ]);
    expect((await get<{ name: string }[]>('/delegationsources', own)).body[0]).toMatchObject({
      name: 'altinn',
      issuer: `${box.base}/`,
    });
    expect((await box.call('GET', `${BASE}/organizations/${OWN}`)).body).toEqual({
      orgnr: OWN,
      orgno: OWN,
      name: 'FJORDVIK BAKERI AS',
    });
    expect((await box.call('GET', `${BASE}/organizations/310099999`)).status).toBe(404);
  });
});
