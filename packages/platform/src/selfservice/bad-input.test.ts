import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  ALTINN,
  API,
  type Bench,
  client,
  entry,
  jwk,
  OPERATIONS,
  type Operation,
  OWN,
  ownerOf,
  type Refusal,
  SKOGDIR,
  scope,
  startBench,
} from './operations-fixture.ts';

let bench: Bench;
let before: string;
beforeAll(async () => {
  bench = await startBench();
  const { ids } = bench;
  const send = async (path: string, needed: string, body: unknown) =>
    expect(
      (await bench.box.call('POST', `${API}/api/v1${path}`, { token: await bench.token(OWN, needed), body })).status,
    ).toBe(201);
  await send(`/clients/${ids['id']}/jwks`, 'idporten:dcr.write', { keys: [jwk('a')] });
  await send(`/clients/${ids['krr']}/onbehalfof`, 'idporten:dcr.write', entry('kunde'));
  // Every token is got beforehand: its client stands in the lists too.
  for (const operation of OPERATIONS) await owner(operation);
  await everything();
  before = await everything();
});
afterAll(() => bench.box.stop());

/** Whatever bad input could have left behind: all clients with keys and entries, all scopes and accesses. */
async function everything(): Promise<string> {
  const read = async (path: string, organization: string, needed: string) =>
    (await bench.box.call('GET', `${API}/api/v1${path}`, { token: await bench.token(organization, needed) })).text;
  const { ids } = bench;
  const parts = await Promise.all([
    read('/clients?inactive=true', OWN, 'idporten:dcr.read'),
    read(`/clients/${ids['id']}`, OWN, 'idporten:dcr.read'),
    read(`/clients/${ids['krr']}`, OWN, 'idporten:dcr.read'),
    read('/datasharing/consumer/client', OWN, 'idporten:dcr.datasharing'),
    read('/altinn/admin/clients?inactive=true', ALTINN, 'idporten:dcr.altinn'),
    read(`/altinn/admin/clients/${ids['altinn']}/jwks`, ALTINN, 'idporten:dcr.altinn'),
    read('/scopes?inactive=true', SKOGDIR, 'idporten:scopes.read'),
    read('/scopes/access?inactive=true', SKOGDIR, 'idporten:scopes.read'),
  ]);
  return parts.map((part) => part.replace(/"correlation_id":"[^"]*"|"timestamp":"[^"]*"/g, '')).join('\n');
}

const owner = async (operation: Operation): Promise<string | undefined> => {
  const { needs } = operation;
  if (needs === 'open' || needs === 'user') return undefined;
  return bench.token(ownerOf(operation), needs === 'any' ? 'altinn:instances.read' : (needs[0] ?? ''));
};

const expectRefusal = (
  answer: { status: number; body: Refusal; text: string },
  what: string,
  allowed: readonly number[],
) => {
  expect(allowed, `${what}: ${answer.text.slice(0, 300)}`).toContain(answer.status);
  expect(answer.body).toMatchObject({
    status: answer.status,
    correlation_id: expect.stringMatching(/^[0-9a-f]{32}$/),
    error: expect.any(String),
    errors: expect.any(Array),
  });
};

const named = OPERATIONS.filter(({ needs }) => needs !== 'user').map((operation) => ({
  name: `${operation.method} ${operation.path}`,
  operation,
}));
const withBody = named.filter(({ operation }) => operation.body !== undefined || operation.text !== undefined);

const NO_JSON = ['', '{', '[1', '{"a":1', 'nonsense', '\u0000', '{"client_name":"\\u0000"}', '{"__proto__":{"a":1}}'];
const NO_OBJECT = ['null', '[]', '"text"', '7', 'true', '[{}]'];
/** Each field with something of another type. */
const WRONG_VALUES = [null, true, -1, 1.5, 'x'.repeat(3000), [], [[]], [null], {}, { a: 1 }, '\ud800'];

describe('bad input', () => {
  it.each(withBody)('$name: no JSON, or no object, is 400', async ({ operation }) => {
    const bearer = await owner(operation);
    for (const raw of [...NO_JSON, ...NO_OBJECT, '{}'])
      expectRefusal(await bench.ask(operation, bearer, { raw }), raw, [400]);
    expectRefusal(await bench.ask(operation, bearer, { raw: 'x'.repeat(1_100_000) }), 'oversize', [413]);
    for (const type of ['application/xml', 'multipart/form-data; boundary=x', 'nonsense'])
      expectRefusal(await bench.ask(operation, bearer, { raw: '<a/>', type }), type, [415]);
  });

  it.each([
    ['POST /api/v1/clients', client(), ['client_name', 'integration_type']],
    ['PUT /api/v1/clients/{id}', client(), ['client_name', 'integration_type']],
    ['POST /api/v1/altinn/admin/clients', client({ client_orgno: OWN }), ['client_name', 'client_orgno']],
    ['POST /api/v1/scopes', scope('x'), ['prefix', 'subscope', 'description']],
    ['PUT /api/v1/scopes', scope('felling.read'), ['prefix', 'subscope', 'description']],
    ['POST /api/v1/clients/{krr}/onbehalfof', entry('ny'), ['onbehalfof', 'name', 'orgno']],
    ['PUT /api/v1/clients/{krr}/onbehalfof/{oboId}', entry('kunde'), ['onbehalfof', 'name', 'orgno']],
  ] as const)('%s: a missing field is named', async (name, good, fields) => {
    const operation = OPERATIONS.find((one) => `${one.method} ${one.path}` === name) as Operation;
    for (const field of fields) {
      const answer = await bench.ask(operation, await owner(operation), {
        raw: JSON.stringify({ ...good, [field]: undefined }),
      });
      expectRefusal(answer, field, [400]);
      expect(answer.body.errors.map((error) => error.fieldIdentifier)).toEqual([field]);
    }
  });

  it.each([
    ['POST /api/v1/clients', client(), clientFields()],
    ['POST /api/v1/altinn/admin/clients', client({ client_orgno: OWN }), clientFields()],
    ['POST /api/v1/scopes', scope('x'), scopeFields()],
    ['POST /api/v1/clients/{krr}/onbehalfof', entry('ny'), ['onbehalfof', 'name', 'orgno', 'uri', 'logo_uri']],
    ['POST /api/v1/datasharing/consumer/client', { description: 'x', scopes: [] }, ['description', 'scopes', 'keys']],
  ] as const)(
    '%s: a field of another type is refused, or counts as left out, and is never a 5xx',
    async (name, good, fields) => {
      const operation = OPERATIONS.find((one) => `${one.method} ${one.path}` === name) as Operation;
      // A second fault makes sure that nothing is created where a value is let through.
      const spoilt = { ...good, ...(name.endsWith('scopes') ? { prefix: 'altinn' } : {}) };
      for (const field of fields)
        for (const value of WRONG_VALUES) {
          const body = {
            ...spoilt,
            [field]: value,
            ...(name.includes('client') && !name.includes('krr') ? { scopes: ['no:such'] } : {}),
          };
          const raw = JSON.stringify(
            field === 'scopes' ? { ...body, scopes: value === null ? ['no:such'] : value } : body,
          );
          if (field === 'scopes' && Array.isArray(value) && value.length === 0) continue;
          const answer = await bench.ask(operation, await owner(operation), { raw });
          if (name.includes('krr') && (value === null || field === 'name') && answer.status === 201) {
            await bench.box.call('DELETE', `${API}/api/v1/clients/${bench.ids['krr']}/onbehalfof/ny`, {
              token: await bench.token(OWN, 'idporten:dcr.write'),
            });
            continue;
          }
          expectRefusal(answer, `${field} ${JSON.stringify(value)?.slice(0, 40)}`, [400, 403]);
        }
    },
  );

  it.each(
    named.filter(({ operation }) => /\{(id|krr|login|altinn|kid|oboId|orgnr|consumer_orgno)\}/.test(operation.path)),
  )('$name: unknown and wild ids are 400 or 404', async ({ operation }) => {
    const bearer = await owner(operation);
    for (const wild of [
      'no-such',
      '..%2f..%2fetc',
      "1'%20or%20'1'='1",
      '%F0%9F%92%A9',
      '__proto__',
      'a'.repeat(400),
      '%00',
    ])
      for (const [placeholder] of operation.path.matchAll(/\{\w+\}/g)) {
        // The path must not be filled in again, nor the body fit the wild id.
        const answer = await bench.ask(operation, bearer, { path: operation.path.replace(placeholder, wild) });
        expectRefusal(answer, `${placeholder} ${wild}`, [400, 404]);
      }
  });

  it.each(named.filter(({ operation }) => operation.query !== undefined || operation.path === '/api/v1/scopes/all'))(
    '$name: a query that is missing, doubled or unknown is 400 or 404',
    async ({ operation }) => {
      const bearer = await owner(operation);
      const [name = 'prefix'] = /\w+/.exec(operation.query ?? '') ?? [];
      expectRefusal(await bench.ask(operation, bearer, { query: `?${name}=a&${name}=b` }), 'doubled', [400]);
      if (operation.query === undefined) return;
      expectRefusal(await bench.ask(operation, bearer, { query: `?${name}=no:such` }), 'unknown', [404]);
      expectRefusal(await bench.ask(operation, bearer, { query: `?${name}=%F0%9F%92%A9%27` }), 'wild', [404]);
      if (operation.path !== '/api/v1/scopes/access' || operation.method !== 'GET')
        expectRefusal(await bench.ask(operation, bearer, { query: '' }), 'missing', [400]);
    },
  );

  it('in the encoding of an address is 400', async () => {
    expect((await bench.box.call('GET', `${API}/api/v1/clients/%ED%A0%80`)).status).toBe(400);
  });

  it('in a flag is 400', async () => {
    const token = await bench.token(OWN, 'idporten:dcr.read');
    for (const query of ['?inactive=yes', '?inactive=true&inactive=false', '?inactive=1']) {
      const answer = await bench.box.call<Refusal>('GET', `${API}/api/v1/clients${query}`, { token });
      expectRefusal(answer, query, [400]);
    }
  });

  it('has left nothing behind', async () => {
    expect(await everything()).toBe(before);
  });
});

function clientFields(): readonly string[] {
  return [
    'client_id',
    'client_name',
    'description',
    'client_orgno',
    'supplier_orgno',
    'active',
    'integration_type',
    'application_type',
    'token_endpoint_auth_method',
    'grant_types',
    'scopes',
    'access_token_lifetime',
    'authorization_lifetime',
    'refresh_token_usage',
    'redirect_uris',
    'frontchannel_logout_uri',
    'code_challenge_method',
    'sso_disabled',
    'jwks_uri',
  ];
}

function scopeFields(): readonly string[] {
  return [
    'prefix',
    'subscope',
    'description',
    'description#nn',
    'long_description',
    'visibility',
    'active',
    'accessible_for_all',
    'allowed_integration_types',
    'token_type',
    'delegation_source',
    'at_max_age',
    'authorization_max_lifetime',
    'enforced_aud_for_access_token',
    'protected',
  ];
}
