import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Answer, type Sandbox, startSandbox } from '../testing/sandbox.ts';

const OWN = '310044423';
const OTHER = '310075272';
const SUPPLIER = '310019747';
const SKOGDIR = '310013579';
const DIRECTOR = '01816010027';
const API = '/selvbetjening/api/v1';
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const jwk = (kid: string) => ({ ...rsa.publicKey.export({ format: 'jwk' }), use: 'sig', alg: 'RS256', kid });

type Json = Record<string, unknown>;
let box: Sandbox;
let own: string;
let supplier: string;
let owner: string;
beforeAll(async () => {
  box = await startSandbox();
  own = await box.maskinportenToken(OWN, ['idporten:dcr.read', 'idporten:dcr.write']);
  supplier = await box.maskinportenToken(SUPPLIER, [
    'idporten:dcr.read',
    'idporten:dcr.write',
    'idporten:dcr.supplier',
  ]);
  owner = await box.maskinportenToken(SKOGDIR, ['idporten:scopes.read', 'idporten:scopes.write']);
});
afterAll(() => box.stop());

const call = <T = Json>(method: string, path: string, token: string, body?: unknown): Promise<Answer<T>> =>
  box.call<T>(method, `${API}${path}`, { token, ...(body === undefined ? {} : { body }) });
const client = (over: object = {}) => ({ integration_type: 'maskinporten', client_name: 'X', scopes: [], ...over });
const create = async (over: object = {}, token = own): Promise<string> =>
  String((await call('POST', '/clients', token, client(over))).body['client_id']);
const scope = (over: object = {}) => ({
  prefix: 'skogdir',
  subscope: `skog/${randomUUID()}.read`,
  description: 'Skog',
  ...over,
});
const named = (name: string) => `?scope=${encodeURIComponent(name)}`;
const claimsOf = (token: string): Json => JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
const publicTestKey = () => {
  const { kty, n, e } = box.privateJwk;
  return { kty, n, e, kid: 'test', alg: 'RS256', use: 'sig' };
};

describe('on-behalf-of', () => {
  const entry = (over: object = {}) => ({ onbehalfof: 'kunde-1', name: 'Kunde', orgno: OTHER, ...over });

  it('is kept, changed and removed under its short and its full id, with the name of the organisation', async () => {
    const id = await create({ integration_type: 'krr' });
    const path = `/clients/${id}/onbehalfof`;
    const made = await call('POST', path, own, entry({ description: 'For kunden', uri: 'https://kunde.example' }));
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({
      onbehalfof: 'kunde-1',
      name: 'Kunde',
      orgno: OTHER,
      organization_name: expect.stringMatching(/\w/),
      description: 'For kunden',
      uri: 'https://kunde.example',
      created: expect.any(String),
      last_updated: expect.any(String),
    });
    expect((await call('POST', path, own, entry())).status).toBe(409);
    for (const one of ['kunde-1', `${id}::kunde-1`])
      expect((await call('GET', `${path}/${encodeURIComponent(one)}`, own)).body).toEqual(made.body);
    expect((await call('GET', `/clients/${id}`, own)).body['onbehalfof']).toEqual([made.body]);
    expect((await call('PUT', `${path}/kunde-1`, own, entry({ onbehalfof: 'kunde-2' }))).status).toBe(400);
    expect((await call('PUT', `${path}/kunde-1`, own, entry({ name: 'Ny' }))).body).toMatchObject({ name: 'Ny' });
    expect((await call('DELETE', `${path}/kunde-1`, own)).status).toBe(204);
    expect((await call('DELETE', `${path}/kunde-1`, own)).status).toBe(404);
    expect((await call('GET', path, own)).text).toBe('[]');
  });

  it('is refused for Maskinporten clients, with what to do instead', async () => {
    const id = await create();
    const answer = await call('POST', `/clients/${id}/onbehalfof`, own, entry());
    expect(answer.status).toBe(400);
    expect(answer.body['error_description']).toContain('consumer_org');
  });
});

describe('client secrets', () => {
  const login = {
    integration_type: 'idporten',
    token_endpoint_auth_method: 'client_secret_post',
    grant_types: ['authorization_code'],
  };

  it('are told once, made anew on demand, dropped with the authentication method, and never for Maskinporten', async () => {
    const made = await call('POST', '/clients', own, client(login));
    const id = String(made.body['client_id']);
    expect(made.body['client_secret']).toMatch(/^[\w-]{43}$/);
    const read = await call('GET', `/clients/${id}`, own);
    expect(read.text).not.toMatch(/secret"|hash/);
    expect(read.body).toMatchObject(login);
    const again = await call('POST', `/clients/${id}/secret`, own);
    expect([again.status, again.body['client_secret'] === made.body['client_secret']]).toEqual([201, false]);
    const changed = { ...client(login), token_endpoint_auth_method: 'private_key_jwt' };
    expect((await call('PUT', `/clients/${id}`, own, changed)).status).toBe(200);
    expect((await call('POST', `/clients/${id}/secret`, own)).status).toBe(400);
    const refused = await call('POST', `/clients/${await create()}/secret`, own);
    expect([refused.status, refused.body['error_description']]).toEqual([400, expect.stringContaining('keys only')]);
  });
});

describe('clients of customers', () => {
  it('give tokens with the customer as consumer and the supplier beside, by the supplier’s access (maskinporten#84)', async () => {
    const name = String((await call('POST', '/scopes', owner, scope())).body['name']);
    const id = await create({ client_orgno: OTHER, scopes: [name] }, supplier);
    await call('POST', `/clients/${id}/jwks`, supplier, { keys: [publicTestKey()] });
    const ask = () => box.maskinportenToken(SUPPLIER, [name], { clientId: id });
    await call('PUT', `/scopes/access/${OTHER}${named(name)}`, owner);
    await expect(ask()).rejects.toMatchObject({ mpCode: 'MP-250' });
    await call('PUT', `/scopes/access/${SUPPLIER}${named(name)}`, owner);
    const claims = claimsOf(await ask());
    expect(claims).toMatchObject({ consumer: { ID: `0192:${OTHER}` }, supplier: { ID: `0192:${SUPPLIER}` } });
    expect(claims).not.toHaveProperty('delegation_source');
  });

  it('are the supplier’s only with dcr.supplier, and the customer’s always; nobody names another supplier (maskinporten#83)', async () => {
    const id = await create({ client_orgno: OWN }, supplier);
    const without = await box.maskinportenToken(SUPPLIER, ['idporten:dcr.read', 'idporten:dcr.write']);
    for (const [method, path, body] of [
      ['GET', '', undefined],
      ['PUT', '', client()],
      ['DELETE', '', undefined],
      ['POST', '/jwks', { keys: [jwk('a')] }],
    ] as const)
      expect((await call(method, `/clients/${id}${path}`, without, body)).status).toBe(403);
    const ids = async (token: string) =>
      (await call<{ client_id: string }[]>('GET', '/clients', token)).body.map((one) => one.client_id);
    expect(await ids(without)).not.toContain(id);
    expect(await ids(supplier)).toContain(id);
    expect(await ids(own)).toContain(id);
    expect((await call('GET', `/clients/${id}`, own)).body).toMatchObject({
      client_orgno: OWN,
      supplier_orgno: SUPPLIER,
    });
    for (const over of [{ supplier_orgno: OTHER }, { client_orgno: OTHER, supplier_orgno: OWN }])
      expect((await call('POST', '/clients', supplier, client(over))).status).toBe(400);
    expect((await call('PUT', `/clients/${id}`, supplier, client({ supplier_orgno: OTHER }))).status).toBe(400);
  });
});

describe('Altinn’s own paths', () => {
  it('make clients of any organisation, name the owner, forbid a supplier, and keep to what they have made', async () => {
    const altinn = await box.maskinportenToken('310007404', ['idporten:dcr.altinn']);
    const path = '/altinn/admin/clients';
    expect((await call('POST', path, altinn, client())).body['error_description']).toContain('client_orgno');
    const bad = client({ client_orgno: OTHER, supplier_orgno: SUPPLIER });
    expect((await call('POST', path, altinn, bad)).body['error_description']).toContain('supplier_orgno');
    const made = await call('POST', path, altinn, client({ client_orgno: OTHER, scopes: ['altinn:instances.read'] }));
    expect([made.status, made.body]).toMatchObject([201, { client_orgno: OTHER }]);
    expect(made.body).not.toHaveProperty('supplier_orgno');
    const id = String(made.body['client_id']);
    await call('POST', `${path}/${id}/jwks`, altinn, { keys: [publicTestKey()] });
    const claims = claimsOf(await box.maskinportenToken(OTHER, ['altinn:instances.read'], { clientId: id }));
    expect(claims).toMatchObject({ consumer: { ID: `0192:${OTHER}` }, client_id: id });
    expect(claims).not.toHaveProperty('supplier');
    expect((await call('GET', `${path}/${await create()}`, altinn)).status).toBe(403);
    expect((await call('DELETE', `${path}/${id}`, altinn)).status).toBe(204);
    expect((await call<Json[]>('GET', path, altinn)).body.map((one) => one['client_id'])).not.toContain(id);
  });
});

describe('the onboarding wizard', () => {
  it('makes a client with its keys in one go, all or nothing, in camel case', async () => {
    const token = await box.maskinportenToken(OWN, ['idporten:dcr.datasharing']);
    const path = '/datasharing/consumer/client';
    const wish = { description: 'Veiviser', scopes: ['altinn:instances.read'], keys: [publicTestKey()] };
    const before = (await call<Json[]>('GET', path, token)).body.length;
    for (const keys of [[jwk('a'), { kty: 'RSA' }], 'x', [jwk('a'), jwk('a')]])
      expect((await call('POST', path, token, { ...wish, keys })).status).toBe(400);
    expect((await call<Json[]>('GET', path, token)).body).toHaveLength(before);
    const made = await call('POST', path, token, wish);
    expect(Object.keys(made.body).sort()).toEqual(['clientId', 'consumerOrgNr', 'description', 'keys', 'scopes']);
    const id = String(made.body['clientId']);
    expect(await box.maskinportenToken(OWN, ['altinn:instances.read'], { clientId: id })).toBeTruthy();
    expect((await call('DELETE', `${path}?client_id=${id}`, token)).status).toBe(200);
    await expect(box.maskinportenToken(OWN, ['altinn:instances.read'], { clientId: id })).rejects.toMatchObject({
      mpCode: 'MP-100',
    });
    const offered = (await call<Json[]>('GET', '/datasharing/consumer/scope/access', token)).body;
    expect(offered.find((one) => one['scope'] === 'skogdir:felling.read')).toMatchObject({
      state: 'APPROVED',
      consumer_orgno: OWN,
    });
  });
});

describe('the attributes of a scope', () => {
  it('are kept and given back, in all languages', async () => {
    const wish = scope({
      'description#nn': 'Skog på nynorsk',
      'description#en': 'Forest',
      'description#se': 'Vuovdi',
      long_description: 'Lang\ntekst',
      'long_description#en': 'Long',
      visibility: 'PRIVATE',
      accessible_for_all: false,
      allowed_integration_types: ['maskinporten', 'krr'],
      token_type: 'OPAQUE',
      at_max_age: 60,
      authorization_max_lifetime: 10,
      requires_user_consent: true,
      enforced_aud_for_access_token: 'https://api.example',
      supports_european_businesses: true,
      protected: true,
    });
    const made = await call('POST', '/scopes', owner, wish);
    expect(made.body).toMatchObject(wish);
    expect(made.body['descriptions']).toEqual({ nb: 'Skog', nn: 'Skog på nynorsk', en: 'Forest', se: 'Vuovdi' });
    expect((await call('GET', `/scopes/scope${named(String(made.body['name']))}`, owner)).body).toEqual(made.body);
  });

  it('decide at once: lifetime, open to all, in use or not (maskinporten#47, maskinporten#49, maskinporten#76)', async () => {
    const wish = scope({ at_max_age: 60 });
    const name = String((await call('POST', '/scopes', owner, wish)).body['name']);
    const clientId = await box.createClient(OTHER, [name]);
    const ask = async () => claimsOf(await box.maskinportenToken(OTHER, [name], { clientId }));
    await expect(ask()).rejects.toMatchObject({ mpCode: 'MP-250' });
    const put = (over: object) => call('PUT', `/scopes${named(name)}`, owner, { ...wish, ...over });
    await put({ accessible_for_all: true });
    const short = await ask();
    expect(Number(short['exp']) - Number(short['iat'])).toBe(60);
    await put({ accessible_for_all: true, at_max_age: 0 });
    const long = await ask();
    expect(Number(long['exp']) - Number(long['iat'])).toBe(120);
    await put({ accessible_for_all: true, active: false });
    await expect(ask()).rejects.toMatchObject({ mpCode: 'MP-200' });
    await put({ accessible_for_all: true, active: true });
    expect(await ask()).toMatchObject({ scope: name });
  });

  it('PRIVATE: seen by the owner and by whom it is granted to, and by nobody else (maskinporten#104)', async () => {
    const name = String(
      (await call('POST', '/scopes', owner, scope({ visibility: 'PRIVATE', accessible_for_all: true }))).body['name'],
    );
    await call('PUT', `/scopes/access/${OWN}${named(name)}`, owner);
    const sees = async (token: string) =>
      (await call<Json[]>('GET', '/scopes/access/all', token)).body.some((one) => one['name'] === name);
    expect(await sees(own)).toBe(true);
    expect(await sees(owner)).toBe(true);
    expect(await sees(supplier)).toBe(false);
    expect((await box.call('GET', `${API}/scopes/all`)).text).not.toContain(name);
  });

  it('delegation is through a known authority only, and can be looked for', async () => {
    expect((await call('POST', '/scopes', owner, scope({ delegation_source: 'https://evil.example/' }))).status).toBe(
      400,
    );
    const wish = scope({ delegation_source: `${box.base}/` });
    const name = String((await call('POST', '/scopes', owner, wish)).body['name']);
    const names = async (query: string) =>
      (await box.call<Json[]>('GET', `${API}/scopes/all?${query}`)).body.map((one) => one['name']);
    expect(await names('delegated_sources=true')).toContain(name);
    expect(await names('delegated_sources=true')).not.toContain('altinn:instances.read');
    expect(await names('delegated_sources=false')).not.toContain(name);
    expect(await names('accessible_for_all=true')).not.toContain(name);
    expect(new Set((await names('prefix=skogdir')).map((one) => String(one).split(':')[0]))).toEqual(
      new Set(['skogdir']),
    );
    expect(await names('integration_type=krr')).toEqual([]);
  });

  it('access is given once and taken once; taking it stays possible when the scope is out of use (maskinporten#103)', async () => {
    const name = String((await call('POST', '/scopes', owner, scope())).body['name']);
    const access = (method: string) => call(method, `/scopes/access/${OWN}${named(name)}`, owner);
    expect((await access('DELETE')).status).toBe(404);
    expect((await access('PUT')).status).toBe(200);
    expect((await access('PUT')).status).toBe(409);
    await call('DELETE', `/scopes${named(name)}`, owner);
    expect((await access('DELETE')).body).toMatchObject({ state: 'DENIED' });
    expect((await access('DELETE')).status).toBe(404);
    expect((await access('PUT')).status).toBe(409);
    const listed = async (query: string) =>
      (await call<Json[]>('GET', `/scopes/access${named(name)}${query}`, owner)).body;
    expect(await listed('')).toEqual([]);
    expect(await listed('&inactive=true')).toHaveLength(1);
  });

  it('the Altinn scopes of the contract are in the sandbox', async () => {
    const contract = readFileSync(new URL('../../../../docs/contracts/maskinporten.md', import.meta.url), 'utf8');
    const section = contract.slice(contract.indexOf('### 5.3'), contract.indexOf('## 6. Self-service'));
    const rows = section
      .split('\n')
      .filter((line) => line.startsWith('| `altinn:') && !line.includes('user tokens only'));
    const known = new Set((await box.call<Json[]>('GET', `${API}/scopes/all`)).body.map((one) => String(one['name'])));
    const missing: string[] = [];
    let count = 0;
    for (const row of rows) {
      // "`altinn:x.read`, `….write`, `…/y.read`": each is short for the one before it.
      let last = '';
      for (const [, text = ''] of (row.split('|')[1] ?? '').matchAll(/`([^`]+)`/g)) {
        const rest = text.replace(/^…/, '');
        const stem = last.replace(/\.[^./]+$/, '');
        const readings = text.startsWith('altinn:')
          ? [text, ...[...known].filter((name) => text.endsWith('…') && name.startsWith(text.slice(0, -1)))]
          : rest.startsWith('/')
            ? [`${last.split('/')[0]}${rest}`]
            : [`${last}${rest}`, `${stem}${rest}`];
        const found = readings.find((name) => known.has(name));
        if (found === undefined) missing.push(`${last} ${text}`);
        last = found ?? last;
        count += 1;
      }
    }
    expect(missing).toEqual([]);
    expect(count).toBeGreaterThan(38);
    for (const name of [
      'instances.read',
      'instances.write',
      'authentication/systemregister',
      'authorization/authorize',
      'authentication/systemregister.write',
    ])
      expect(known).toContain(`altinn:${name}`);
  });
});

describe('delegation', () => {
  it('of a scope in Altinn gives the supplier tokens for the consumer, until the scope can no longer be delegated (maskinporten#52, maskinporten#53)', async () => {
    const name = 'skogdir:skogdata.read';
    const clientId = await box.createClient(SUPPLIER, [name]);
    const ask = () => box.maskinportenToken(SUPPLIER, [name], { clientId, consumerOrg: OWN } as never);
    await expect(ask()).rejects.toMatchObject({ mpCode: 'MP-251' });
    const person = await box.personToken(DIRECTOR);
    const suppliers = '/accessmanagement/api/v1/enduser/maskinportensuppliers';
    const between = `?party=${OWN}&supplier=${SUPPLIER}`;
    for (const path of [suppliers + between, `${suppliers}/resources${between}&resource=skogdir-skogdata`])
      expect((await box.call('POST', path, { token: person })).status, path).toBe(200);
    expect(claimsOf(await ask())).toMatchObject({
      consumer: { ID: `0192:${OWN}` },
      supplier: { ID: `0192:${SUPPLIER}` },
      delegation_source: `${box.base}/`,
    });
    const body = { prefix: 'skogdir', subscope: 'skogdata.read', description: 'X' };
    await call('PUT', `/scopes${named(name)}`, owner, body);
    await expect(ask()).rejects.toMatchObject({ mpCode: 'MP-251' });
  });
});

describe('several at once', () => {
  it('never bring a client above five keys, nor one organisation in twice', async () => {
    const id = await create();
    const put = (kid: string) =>
      box.call('POST', `/selvbetjening/api/v2/clients/${id}/key`, {
        token: own,
        raw: JSON.stringify(jwk(kid)),
        headers: { 'content-type': 'text/plain' },
      });
    const statuses = (await Promise.all(Array.from({ length: 12 }, (_, n) => put(`k${n}`)))).map((one) => one.status);
    expect(statuses.filter((status) => status === 201)).toHaveLength(5);
    expect((await call<{ keys: unknown[] }>('GET', `/clients/${id}/jwks`, own)).body.keys).toHaveLength(5);
    const wish = { client_id: randomUUID() };
    const made = await Promise.all(Array.from({ length: 6 }, () => call('POST', '/clients', own, client(wish))));
    expect(made.map((one) => one.status).sort()).toEqual([201, 409, 409, 409, 409, 409]);
  });
});

describe('options of the platform', () => {
  it('kids unique among all clients; a missing access answered as 400', async () => {
    const strict = await startSandbox({ kidUniqueness: 'global', missingAccess: 'invalid_scope' });
    const token = strict.platform;
    const make = () =>
      token.createClient({ organization: OWN, name: 'X', scopes: ['altinn:broker.read'], keys: [jwk('same')] });
    const { clientId } = await make();
    await expect(make()).rejects.toMatchObject({ status: 409 });
    expect(clientId).toBeTruthy();
    const key = { ...publicTestKey(), kid: 'test' };
    const denied = await token.createClient({
      organization: OWN,
      name: 'X',
      scopes: ['altinn:broker.read'],
      keys: [key],
    });
    await expect(
      strict.maskinportenToken(OWN, ['altinn:broker.read'], { clientId: denied.clientId }),
    ).rejects.toMatchObject({ status: 400, mpCode: 'MP-250' });
    await strict.stop();
  });
});
