import { generateKeyPairSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { logIn } from '../testing/http-browser.ts';
import { type Sandbox, startSandbox } from '../testing/sandbox.ts';

const OWN = '310044423';
const OTHER = '310075272';
const ALTINN = '310007404';
const SKOGDIR = '310013579';
const API = '/selvbetjening';

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const jwk = (kid: string) => ({ ...rsa.publicKey.export({ format: 'jwk' }), use: 'sig', alg: 'RS256', kid });
const client = (over: object = {}) => ({
  integration_type: 'maskinporten',
  client_name: 'Fjordvik',
  description: 'Test',
  scopes: ['altinn:instances.read'],
  ...over,
});
const scope = (subscope: string) => ({ prefix: 'skogdir', subscope, description: 'Test' });
const entry = (id: string) => ({ onbehalfof: id, name: 'Kunde', orgno: OTHER });

/** One documented operation. `{…}` of the path are filled from `ids`. */
interface Operation {
  readonly method: string;
  readonly path: string;
  /** Scopes that do; each alone. `open` = no token, `user` = a person, `any` = any token. */
  readonly needs: readonly string[] | 'open' | 'user' | 'any';
  /** Neighbouring scopes that do not. */
  readonly lacks?: readonly string[];
  readonly success: number;
  /** What an organisation gets that does not own the thing: 403, or its own (empty) answer. */
  readonly foreign?: number;
  /** The answer to the owner of a deactivated client: POST gives 409 (maskinporten.md 6.5). */
  readonly deactivated?: number;
  readonly body?: unknown;
  readonly text?: string;
  readonly query?: string;
}

const READ = ['idporten:dcr.read', 'idporten:dcr.modify', 'idporten:dcr.write'];
const MODIFY = ['idporten:dcr.modify', 'idporten:dcr.write'];
const WRITE = ['idporten:dcr.write'];
const OBO = ['idporten:dcr/onbehalfof.write', 'idporten:dcr/onbehalfof:write'];
const SCOPES = ['idporten:scopes.read', 'idporten:scopes.write'];
const op = (method: string, path: string, rest: Omit<Operation, 'method' | 'path'>): Operation => ({
  method,
  path,
  ...rest,
});
const notRead = ['idporten:scopes.read', 'idporten:dcr/onbehalfof.write', 'idporten:dcr.supplier'];
const notWrite = ['idporten:dcr.read', 'idporten:dcr.modify', 'idporten:scopes.write'];
const key = JSON.stringify(jwk('v2'));
const altinn = client({ client_orgno: OWN });

/** Every operation of maskinporten.md 6.2, in an order in which the owner can do them one after the other. */
const OPERATIONS: readonly Operation[] = [
  op('GET', '/api/v1/clients', { needs: READ, lacks: notRead, success: 200, foreign: 200 }),
  op('POST', '/api/v1/clients', { needs: WRITE, lacks: notWrite, success: 201, foreign: 201, body: client() }),
  op('GET', '/api/v1/clients/{id}', { needs: READ, lacks: notRead, success: 200, foreign: 403 }),
  op('PUT', '/api/v1/clients/{id}', {
    needs: MODIFY,
    lacks: ['idporten:dcr.read'],
    success: 200,
    foreign: 403,
    body: client(),
  }),
  op('POST', '/api/v1/clients/{id}/jwks', {
    needs: MODIFY,
    lacks: ['idporten:dcr.read'],
    success: 201,
    foreign: 403,
    deactivated: 409,
    body: { keys: [jwk('a')] },
  }),
  op('GET', '/api/v1/clients/{id}/jwks', { needs: READ, lacks: notRead, success: 200, foreign: 403 }),
  op('PUT', '/api/v1/clients/{id}/jwks/{kid}', {
    needs: WRITE,
    lacks: notWrite,
    success: 200,
    foreign: 403,
    deactivated: 409,
    body: jwk('a'),
  }),
  op('GET', '/api/v1/clients/{id}/jwks/{kid}', { needs: READ, lacks: notRead, success: 200, foreign: 403 }),
  op('POST', '/api/v2/clients/{id}/key', {
    needs: MODIFY,
    lacks: ['idporten:dcr.read'],
    success: 201,
    foreign: 403,
    deactivated: 409,
    text: key,
  }),
  op('DELETE', '/api/v1/clients/{id}/jwks/{kid}', { needs: WRITE, lacks: notWrite, success: 204, foreign: 403 }),
  op('DELETE', '/api/v1/clients/{id}/jwks', { needs: WRITE, lacks: notWrite, success: 204, foreign: 403 }),
  op('POST', '/api/v1/clients/{krr}/onbehalfof', {
    needs: [...OBO, ...MODIFY],
    lacks: ['idporten:dcr.read', 'idporten:scopes.write'],
    success: 201,
    foreign: 403,
    deactivated: 409,
    body: entry('kunde'),
  }),
  op('GET', '/api/v1/clients/{krr}/onbehalfof', {
    needs: [...OBO, ...READ],
    lacks: ['idporten:scopes.read'],
    success: 200,
    foreign: 403,
  }),
  op('GET', '/api/v1/clients/{krr}/onbehalfof/{oboId}', {
    needs: [...OBO, ...READ],
    lacks: ['idporten:scopes.read'],
    success: 200,
    foreign: 403,
  }),
  op('PUT', '/api/v1/clients/{krr}/onbehalfof/{oboId}', {
    needs: [...OBO, ...MODIFY],
    lacks: ['idporten:dcr.read'],
    success: 200,
    foreign: 403,
    body: entry('kunde'),
  }),
  op('DELETE', '/api/v1/clients/{krr}/onbehalfof/{oboId}', {
    needs: [...OBO, ...MODIFY],
    lacks: ['idporten:dcr.read'],
    success: 204,
    foreign: 403,
  }),
  op('POST', '/api/v1/clients/{login}/secret', {
    needs: WRITE,
    lacks: notWrite,
    success: 201,
    foreign: 403,
    deactivated: 409,
  }),
  op('DELETE', '/api/v1/clients/{id}', { needs: WRITE, lacks: notWrite, success: 200, foreign: 403 }),
  op('GET', '/api/v1/scopes', { needs: SCOPES, lacks: READ, success: 200, foreign: 200 }),
  op('POST', '/api/v1/scopes', {
    needs: ['idporten:scopes.write'],
    lacks: ['idporten:scopes.read', ...WRITE],
    success: 201,
    foreign: 403,
    body: scope('ny/en.read'),
  }),
  op('GET', '/api/v1/scopes/scope', {
    needs: SCOPES,
    lacks: READ,
    success: 200,
    foreign: 403,
    query: '?scope={scope}',
  }),
  op('PUT', '/api/v1/scopes', {
    needs: ['idporten:scopes.write'],
    lacks: ['idporten:scopes.read'],
    success: 200,
    foreign: 403,
    query: '?scope={scope}',
    body: scope('felling.read'),
  }),
  op('PUT', '/api/v1/scopes/access/{consumer_orgno}', {
    needs: ['idporten:scopes.write'],
    lacks: ['idporten:scopes.read'],
    success: 200,
    foreign: 403,
    query: '?scope={scope}',
  }),
  op('GET', '/api/v1/scopes/access', {
    needs: SCOPES,
    lacks: READ,
    success: 200,
    foreign: 403,
    query: '?scope={scope}',
  }),
  op('DELETE', '/api/v1/scopes/access/{consumer_orgno}', {
    needs: ['idporten:scopes.write'],
    lacks: ['idporten:scopes.read'],
    success: 200,
    foreign: 403,
    query: '?scope={scope}',
  }),
  op('DELETE', '/api/v1/scopes', {
    needs: ['idporten:scopes.write'],
    lacks: ['idporten:scopes.read'],
    success: 200,
    foreign: 403,
    query: '?scope={scope}',
  }),
  op('GET', '/api/v1/scopes/access/all', {
    needs: [...READ, ...SCOPES],
    lacks: ['idporten:dcr.supplier', 'altinn:instances.read'],
    success: 200,
    foreign: 200,
  }),
  op('GET', '/api/v1/scopes/all', { needs: 'open', success: 200 }),
  op('GET', '/api/v1/prefix', { needs: SCOPES, lacks: READ, success: 200, foreign: 200 }),
  op('GET', '/api/v1/prefix/all', { needs: 'open', success: 200 }),
  op('GET', '/api/v1/delegationsources', { needs: 'any', success: 200 }),
  op('GET', '/api/v1/organizations/{orgnr}', { needs: 'open', success: 200 }),
  op('GET', '/api/v1/integrations', { needs: 'user', success: 200 }),
  op('GET', '/api/v1/apis', { needs: 'user', success: 200 }),
  op('GET', '/api/v1/auth/user', { needs: 'user', success: 200 }),
  op('POST', '/api/v1/auth/switch-synth-org', { needs: 'user', success: 200, body: { orgno: OWN } }),
  op('GET', '/api/v1/datasharing/consumer/scope/access', {
    needs: ['idporten:dcr.datasharing'],
    lacks: [...READ, ...SCOPES],
    success: 200,
    foreign: 200,
  }),
  op('POST', '/api/v1/datasharing/consumer/client', {
    needs: ['idporten:dcr.datasharing'],
    lacks: WRITE,
    success: 201,
    foreign: 201,
    body: { description: 'Veiviser', scopes: ['altinn:instances.read'], keys: [jwk('wizard')] },
  }),
  op('GET', '/api/v1/datasharing/consumer/client', {
    needs: ['idporten:dcr.datasharing'],
    lacks: READ,
    success: 200,
    foreign: 200,
  }),
  op('DELETE', '/api/v1/datasharing/consumer/client', {
    needs: ['idporten:dcr.datasharing'],
    lacks: WRITE,
    success: 200,
    foreign: 403,
    query: '?client_id={wizard}',
  }),
  op('GET', '/api/v1/altinn/admin/clients', {
    needs: ['idporten:dcr.altinn'],
    lacks: READ,
    success: 200,
    foreign: 200,
  }),
  op('POST', '/api/v1/altinn/admin/clients', {
    needs: ['idporten:dcr.altinn'],
    lacks: WRITE,
    success: 201,
    foreign: 201,
    body: altinn,
  }),
  op('GET', '/api/v1/altinn/admin/clients/{altinn}', {
    needs: ['idporten:dcr.altinn'],
    lacks: READ,
    success: 200,
    foreign: 403,
  }),
  op('PUT', '/api/v1/altinn/admin/clients/{altinn}', {
    needs: ['idporten:dcr.altinn'],
    lacks: WRITE,
    success: 200,
    foreign: 403,
    body: altinn,
  }),
  op('POST', '/api/v1/altinn/admin/clients/{altinn}/jwks', {
    needs: ['idporten:dcr.altinn'],
    lacks: WRITE,
    success: 201,
    foreign: 403,
    deactivated: 409,
    body: { keys: [jwk('altinn')] },
  }),
  op('DELETE', '/api/v1/altinn/admin/clients/{altinn}', {
    needs: ['idporten:dcr.altinn'],
    lacks: WRITE,
    success: 204,
    foreign: 403,
  }),
];

let box: Sandbox;
const ids: Record<string, string> = {
  kid: 'a',
  oboId: 'kunde',
  consumer_orgno: OTHER,
  orgnr: OWN,
  scope: 'skogdir:felling.read',
};
const tokens = new Map<string, string>();

/** Organisations that own what the operation is about. */
const ownerOf = ({ path }: Operation): string =>
  path.startsWith('/api/v1/scopes') || path.startsWith('/api/v1/prefix')
    ? SKOGDIR
    : path.includes('/altinn/')
      ? ALTINN
      : OWN;

const token = async (organization: string, scopeName: string): Promise<string> => {
  const id = `${organization} ${scopeName}`;
  const known = tokens.get(id) ?? (await box.maskinportenToken(organization, [scopeName]));
  tokens.set(id, known);
  return known;
};

const filled = (text: string): string =>
  text.replace(/\{(\w+)\}/g, (_all, name: string) => encodeURIComponent(ids[name] ?? `no ${name}`));

interface Refusal {
  readonly status: number;
  readonly timestamp: string;
  readonly correlation_id: string;
  readonly error: string;
  readonly error_description: string;
  readonly errors: readonly unknown[];
}

const ask = ({ method, path, query = '', body, text }: Operation, bearer?: string, over: Record<string, string> = {}) =>
  box.call<Refusal>(method, `${API}${filled(path)}${filled(query)}`, {
    ...(bearer === undefined ? {} : { token: bearer }),
    ...(body === undefined ? {} : { body }),
    ...(text === undefined ? {} : { raw: text }),
    headers: { ...(text === undefined ? {} : { 'content-type': 'text/plain' }), ...over },
  });

const refusal = (status: number) => ({
  status,
  timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
  correlation_id: expect.stringMatching(/^[0-9a-f]{32}$/),
  error: expect.any(String),
  error_description: expect.any(String),
  errors: expect.any(Array),
});

beforeAll(async () => {
  box = await startSandbox();
  const writer = await token(OWN, 'idporten:dcr.write');
  const make = async (over: object) =>
    (await box.call<{ client_id: string }>('POST', `${API}/api/v1/clients`, { token: writer, body: client(over) })).body
      .client_id;
  ids['id'] = await make({});
  ids['krr'] = await make({ integration_type: 'krr', scopes: [] });
  ids['login'] = await make({
    integration_type: 'idporten',
    token_endpoint_auth_method: 'client_secret_basic',
    grant_types: ['authorization_code'],
    scopes: [],
  });
  const wizard = await box.call<{ clientId: string }>('POST', `${API}/api/v1/datasharing/consumer/client`, {
    token: await token(OWN, 'idporten:dcr.datasharing'),
    body: { description: 'Veiviser', scopes: [] },
  });
  ids['wizard'] = wizard.body.clientId;
  // So that another organisation stands at Altinn's door too.
  await box.call('PUT', `${API}/api/v1/scopes/access/${OTHER}?scope=${encodeURIComponent('idporten:dcr.altinn')}`, {
    token: await token(ALTINN, 'idporten:scopes.write'),
  });
  const forApp = await box.call<{ client_id: string }>('POST', `${API}/api/v1/altinn/admin/clients`, {
    token: await token(ALTINN, 'idporten:dcr.altinn'),
    body: altinn,
  });
  ids['altinn'] = forApp.body.client_id;
});
afterAll(() => box.stop());

const named = OPERATIONS.map((operation) => ({ name: `${operation.method} ${operation.path}`, operation }));

describe('the operations of the self-service API', () => {
  it('are all those of the contract', () => {
    const contract = readFileSync(new URL('../../../../docs/contracts/maskinporten.md', import.meta.url), 'utf8');

    expect(documented(contract).length).toBeGreaterThan(40);
    const known = new Set(OPERATIONS.map(({ method, path }) => `${method} ${generic(path)}`));
    expect(documented(contract).filter((operation) => !known.has(operation))).toEqual([]);
  });

  it.each(named)(
    '$name: refused without token, with a broken one, and with an exchanged one',
    async ({ operation }) => {
      const { needs } = operation;
      if (needs === 'open') {
        expect((await ask(operation)).status).toBe(operation.success);
        return;
      }
      for (const bearer of [undefined, 'a.b.c', foreignToken()]) {
        const answer = await ask(operation, bearer);
        expect(answer.status).toBe(401);
        expect(answer.body).toEqual(refusal(401));
        expect(answer.headers.get('www-authenticate')).toMatch(/^Bearer/);
      }
      const exchanged = await ask(operation, await exchangedToken());
      expect(exchanged.status).toBe(403);
      expect(exchanged.body).toEqual(refusal(403));
    },
  );

  it.each(named)('$name: refused with the wrong scope (maskinporten#79)', async ({ operation }) => {
    const { needs, lacks = [] } = operation;
    if (needs === 'open' || needs === 'any') return;
    for (const wrong of [...lacks, 'altinn:instances.read']) {
      if (wrong === 'idporten:dcr.supplier') continue;
      const answer = await ask(operation, await token(ownerOf(operation), wrong));
      expect([wrong, answer.status]).toEqual([wrong, 403]);
      expect(answer.body).toEqual(refusal(403));
    }
  });

  it.each(named)('$name: another organisation gets nothing of it (maskinporten#83)', async ({ operation }) => {
    const { needs, foreign } = operation;
    if (typeof needs === 'string' || foreign === undefined) return;
    const answer = await ask(operation, await token(OTHER, needs[0] ?? ''));
    expect(answer.status).toBe(foreign);
    for (const secret of [ids['id'], ids['krr'], ids['login'], ids['wizard'], ids['altinn']])
      if (foreign < 300) expect(answer.text).not.toContain(secret);
    if (foreign === 403) expect(answer.body).toEqual(refusal(403));
  });

  it.each(named)('$name: done for the owner, by each scope that gives the right', async ({ operation }) => {
    const { needs, success } = operation;
    if (needs === 'open') return;
    if (needs === 'user') {
      const person = await personStatus(operation);
      expect(person).toBe(success);
      return;
    }
    const scopes = needs === 'any' ? ['altinn:instances.read'] : needs;
    const statuses: number[] = [];
    for (const one of scopes) {
      const again = await ask(operation, await token(ownerOf(operation), one));
      statuses.push(again.status);
    }
    // Whatever cannot be done twice is done once: a second access, scope or removal is refused for what it is.
    expect(statuses[0]).toBe(success);
    for (const status of statuses.slice(1)) expect([success, 404, 409]).toContain(status);
  });

  it.each(named.filter(({ operation }) => operation.deactivated !== undefined))(
    '$name: 409 on what has been deactivated (maskinporten#86)',
    async ({ operation }) => {
      const [needed = ''] = operation.needs;
      const bearer = await token(ownerOf(operation), needed);
      const name = /\{(id|krr|login|altinn)\}/.exec(operation.path)?.[1] ?? '';
      const path = `${API}/api/v1${operation.path.includes('/altinn/') ? '/altinn/admin' : ''}/clients/${ids[name]}`;
      const remover = operation.path.includes('/altinn/') ? bearer : await token(OWN, 'idporten:dcr.write');
      expect((await box.call('DELETE', path, { token: remover })).status).toBeLessThan(300);
      const answer = await ask(operation, bearer);
      expect(answer.body).toEqual(refusal(409));
    },
  );

  it('and what is no operation is a 404 in the same form (maskinporten#105)', async () => {
    for (const [method, path] of [
      ['GET', '/api/v1/nothing'],
      ['POST', '/api/v1/scopes/all'],
      ['DELETE', '/api/v3/clients/x'],
    ] as const) {
      const answer = await box.call<Refusal>(method, `${API}${path}`);
      expect([path, answer.status]).toEqual([path, 404]);
      expect(answer.body).toEqual(refusal(404));
    }
  });
});

/** Placeholders of one kind are one, whatever they are called. */
const generic = (path: string): string => path.replace(/\{\w+\}/g, '{}');

/** `METHOD /path` of each operation in the table of section 6.2. */
function documented(contract: string): readonly string[] {
  const from = contract.indexOf('### 6.2 Operations');
  const table = contract.slice(from, contract.indexOf('Further, for Digdir staff', from));
  const found = new Set<string>();
  for (const line of table.split('\n').filter((one) => /^\| (GET|POST|PUT|DELETE|`)/.test(one))) {
    const [, first = '', , reply = ''] = line.split(/(?<!\\)\|/);
    let methods: readonly string[] = [];
    let last = '';
    for (const part of `${first};${reply.includes('; GET `/') ? reply.slice(reply.indexOf('; GET `/')) : ''}`.split(
      ';',
    )) {
      methods = part.match(/\b(GET|POST|PUT|DELETE)\b/g) ?? methods;
      const joined = part.replaceAll('**', '').replaceAll('``', '');
      for (const [, quoted = ''] of joined.matchAll(/`(…?\/[^`]*)`/g)) {
        const path = quoted.startsWith('…') ? `${last}${quoted.slice(1)}` : quoted;
        last = path.replace(/[[?].*$/, '').replace(/…$/, '');
        const base = last.startsWith('/api/v2') ? last : `/api/v1${last}`;
        if (last.startsWith('/altinn/')) continue;
        for (const method of methods) found.add(`${method} ${generic(base)}`);
      }
    }
  }
  // The row of Altinn's own paths lists its operations in words.
  for (const [method, path] of [
    ['GET', ''],
    ['POST', ''],
    ['PUT', '/{}'],
    ['DELETE', '/{}'],
    ['GET', '/{}'],
    ['POST', '/{}/jwks'],
  ])
    found.add(`${method} /api/v1/altinn/admin/clients${path}`);
  return [...found];
}

/** Signed, well-formed, and by nobody that is trusted here. */
function foreignToken(): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const claims = { iss: `${box.base}/maskinporten/`, scope: 'idporten:dcr.write', exp: 9_999_999_999 };
  return `${part({ alg: 'RS256', kid: 'x' })}.${part(claims)}.${Buffer.alloc(256, 1).toString('base64url')}`;
}

let exchanged: string | undefined;
async function exchangedToken(): Promise<string> {
  exchanged ??= await box.altinnToken(OWN, [...WRITE, ...SCOPES, 'idporten:dcr.datasharing']);
  return exchanged;
}

async function personStatus({ method, path, body }: Operation): Promise<number> {
  const { browser } = await logIn(box.base, '01816010027');
  const page = await browser.step(new URL(`${API}${filled(path)}`, box.base), {
    method,
    headers: { 'x-portvakt-organization': OWN, origin: box.base, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return page.status;
}
