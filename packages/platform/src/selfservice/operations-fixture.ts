import { generateKeyPairSync } from 'node:crypto';
import { operationsOf } from '../http/index.ts';
import { requirePromised } from '../testing/promised.ts';
import { type Answer, type Sandbox, startSandbox } from '../testing/sandbox.ts';

export const OWN = '310044423';
export const OTHER = '310075272';
export const ALTINN = '310007404';
export const SKOGDIR = '310013579';
export const API = '/selvbetjening';

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
export const jwk = (kid: string) => ({ ...rsa.publicKey.export({ format: 'jwk' }), use: 'sig', alg: 'RS256', kid });
export const client = (over: object = {}) => ({
  integration_type: 'maskinporten',
  client_name: 'Fjordvik',
  description: 'Test',
  scopes: ['altinn:instances.read'],
  ...over,
});
export const scope = (subscope: string) => ({ prefix: 'skogdir', subscope, description: 'Test' });
export const entry = (id: string) => ({ onbehalfof: id, name: 'Kunde', orgno: OTHER });

/** One documented operation. `{…}` of the path are filled from `ids`. */
export interface Operation {
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
export const WRITE = ['idporten:dcr.write'];
const OBO = ['idporten:dcr/onbehalfof.write', 'idporten:dcr/onbehalfof:write'];
export const SCOPES = ['idporten:scopes.read', 'idporten:scopes.write'];
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
export const OPERATIONS: readonly Operation[] = [
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

/** `ApiErrorResponse` (maskinporten.md 6.5). */
export interface Refusal {
  readonly status: number;
  readonly timestamp: string;
  readonly correlation_id: string;
  readonly error: string;
  readonly error_description: string;
  readonly errors: readonly { readonly errorMessage: string; readonly fieldIdentifier: string }[];
}

/** The organisation that owns what the operation is about. */
export const ownerOf = ({ path }: Operation): string =>
  path.startsWith('/api/v1/scopes') || path.startsWith('/api/v1/prefix')
    ? SKOGDIR
    : path.includes('/altinn/')
      ? ALTINN
      : OWN;

/** A sandbox with one of everything that the operations are about. */
export interface Bench {
  readonly box: Sandbox;
  /** What the placeholders of paths stand for. */
  readonly ids: Readonly<Record<string, string>>;
  token(organization: string, scope: string): Promise<string>;
  filled(text: string): string;
  ask(operation: Operation, bearer?: string, over?: Over): Promise<Answer<Refusal>>;
}

interface Over {
  /** Another query than the operation's. */
  readonly query?: string;
  readonly path?: string;
  /** Another body, as it is. */
  readonly raw?: string;
  readonly type?: string;
}

export async function startBench(): Promise<Bench> {
  const box = await startSandbox();
  // No token expires on a slow machine.
  box.platform.clock.freeze();
  const tokens = new Map<string, string>();
  const token = async (organization: string, scopeName: string): Promise<string> => {
    const id = `${organization} ${scopeName}`;
    const known = tokens.get(id) ?? (await box.maskinportenToken(organization, [scopeName]));
    tokens.set(id, known);
    return known;
  };
  const send = async <T>(path: string, organization: string, needed: string, body: unknown, method = 'POST') =>
    (await box.call<T>(method, `${API}${path}`, { token: await token(organization, needed), body })).body;
  const make = async (over: object) =>
    (await send<{ client_id: string }>('/api/v1/clients', OWN, 'idporten:dcr.write', client(over))).client_id;
  const login = {
    integration_type: 'idporten',
    token_endpoint_auth_method: 'client_secret_basic',
    grant_types: ['authorization_code'],
    scopes: [],
  };
  // So that another organisation stands at Altinn's door too.
  const altinnScope = encodeURIComponent('idporten:dcr.altinn');
  await send(`/api/v1/scopes/access/${OTHER}?scope=${altinnScope}`, ALTINN, 'idporten:scopes.write', {}, 'PUT');
  const wizard = { description: 'Veiviser', scopes: [] };
  const wizards = '/api/v1/datasharing/consumer/client';
  const apps = '/api/v1/altinn/admin/clients';
  const ids: Record<string, string> = {
    kid: 'a',
    oboId: 'kunde',
    consumer_orgno: OTHER,
    orgnr: OWN,
    scope: 'skogdir:felling.read',
    id: await make({}),
    krr: await make({ integration_type: 'krr', scopes: [] }),
    login: await make(login),
    wizard: (await send<{ clientId: string }>(wizards, OWN, 'idporten:dcr.datasharing', wizard)).clientId,
    altinn: (await send<{ client_id: string }>(apps, ALTINN, 'idporten:dcr.altinn', altinn)).client_id,
  };
  const filled = (text: string): string =>
    text.replace(/\{(\w+)\}/g, (_all, name: string) => encodeURIComponent(ids[name] ?? `no ${name}`));
  return {
    box,
    ids,
    token,
    filled,
    async ask({ method, path, query = '', body, text }, bearer, over = {}) {
      const raw = over.raw ?? text;
      const type = over.type ?? (text === undefined ? 'application/json' : 'text/plain');
      const url = `${API}${filled(over.path ?? path)}${filled(over.query ?? query)}`;
      const answer = await box.call<Refusal>(method, url, {
        ...(bearer === undefined ? {} : { token: bearer }),
        ...(raw === undefined ? (body === undefined ? {} : { body }) : { raw, headers: { 'content-type': type } }),
      });
      requirePromised(operationsOf(box.platform.http), method, url, answer);
      return answer;
    },
  };
}
