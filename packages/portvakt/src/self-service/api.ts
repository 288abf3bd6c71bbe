/** The self-service API of Maskinporten, as far as a command needs it (maskinporten.md 6.2). */
import { ApiError, call, type Door, isObject } from './http.ts';

/** A client as it is read and written; members that are not known here are kept (maskinporten.md 6.3). */
export interface ApiClient {
  readonly client_id: string;
  readonly client_name?: string;
  readonly integration_type?: string;
  readonly active?: boolean;
  readonly scopes?: readonly string[];
  readonly [member: string]: unknown;
}

/** What a client of Maskinporten's is, and no other is taken (6.3). */
export const MASKINPORTEN_CLIENT = {
  integration_type: 'maskinporten',
  application_type: 'web',
  token_endpoint_auth_method: 'private_key_jwt',
  grant_types: ['urn:ietf:params:oauth:grant-type:jwt-bearer'],
} as const;

/** Members of a client that the server tells, and does not take (6.3). */
export const CLIENT_READ_ONLY: ReadonlySet<string> = new Set([
  'created',
  'last_updated',
  'client_secret',
  'client_secret_expires_at',
  'jwks',
  'jwks_uri',
  'onbehalfof',
]);

/** A published key (6.4). */
export interface ApiKey {
  readonly kid: string;
  /** Seconds since 1970. */
  readonly exp?: number;
  readonly [member: string]: unknown;
}

/** A scope (5.2). */
export interface ApiScope {
  readonly name: string;
  readonly prefix?: string;
  readonly subscope?: string;
  readonly active?: boolean;
  readonly [member: string]: unknown;
}

/** Who may use a scope (5.2). */
export interface ApiAccess {
  readonly scope: string;
  readonly consumer_orgno: string;
  readonly state: string;
}

/** The caller's own clients, keys, scopes and accesses. Methods reject with `ApiError`. */
export interface SelfServiceApi {
  clients(options?: { readonly inactive?: boolean }): Promise<readonly ApiClient[]>;
  /** Undefined when there is none. */
  client(id: string): Promise<ApiClient | undefined>;
  createClient(client: object): Promise<ApiClient>;
  /** Full replacement. */
  replaceClient(id: string, client: object): Promise<void>;
  /** No more tokens; what it was stays readable. */
  deactivateClient(id: string): Promise<void>;
  keys(id: string): Promise<readonly ApiKey[]>;
  /** Replaces the whole set; never by an empty one. */
  replaceKeys(id: string, keys: readonly object[]): Promise<void>;
  /** The only way to take the last one away. */
  removeKeys(id: string): Promise<void>;
  scopes(options?: { readonly inactive?: boolean }): Promise<readonly ApiScope[]>;
  createScope(scope: object): Promise<void>;
  replaceScope(name: string, scope: object): Promise<void>;
  deactivateScope(name: string): Promise<void>;
  /** Of all own scopes. */
  accesses(): Promise<readonly ApiAccess[]>;
  giveAccess(scope: string, consumer: string): Promise<void>;
  takeAccess(scope: string, consumer: string): Promise<void>;
}

const V1 = '/api/v1';

/** In a path `.` and `..` would name what lies above. @throws ApiError */
function segment(id: string): string {
  if (/^(?!\.{1,2}$)[A-Za-z0-9._-]{1,255}$/.test(id)) return id;
  throw new ApiError(`${JSON.stringify(id.slice(0, 120))} is no id that an address can carry.`, 0);
}

function listOf<T>(
  body: unknown,
  isOne: (one: Readonly<Record<string, unknown>>) => boolean,
  what: string,
): readonly T[] {
  if (!Array.isArray(body)) throw new ApiError(`The self-service API answered without a list of ${what}.`, 0);
  return body.filter((one): one is T & object => isObject(one) && isOne(one));
}

function clientIn(body: unknown): ApiClient {
  if (isObject(body) && typeof body['client_id'] === 'string') return { ...body, client_id: body['client_id'] };
  throw new ApiError('The self-service API answered without a client.', 0);
}

/** @param door whose `base` is e.g. `https://api.test.samarbeid.digdir.no` */
export function createSelfServiceApi(door: Door): SelfServiceApi {
  const client = (id: string) => `${V1}/clients/${segment(id)}`;
  const scope = (name: string) => `scope=${encodeURIComponent(name)}`;
  const inactive = (options: { readonly inactive?: boolean } = {}) => (options.inactive ? '?inactive=true' : '');
  return { ...clientCalls(), ...scopeCalls() };

  function clientCalls() {
    return {
      clients: async (options?: { readonly inactive?: boolean }) => {
        const { body } = await call(door, 'GET', `${V1}/clients${inactive(options)}`);
        return listOf<ApiClient>(body, (one) => typeof one['client_id'] === 'string', 'clients');
      },
      client: async (id: string) => {
        const { status, body } = await call(door, 'GET', client(id), { also: [404] });
        return status === 404 ? undefined : clientIn(body);
      },
      createClient: async (body: object) => clientIn((await call(door, 'POST', `${V1}/clients`, { body })).body),
      replaceClient: async (id: string, body: object) => void (await call(door, 'PUT', client(id), { body })),
      deactivateClient: async (id: string) => void (await call(door, 'DELETE', client(id))),
      keys: async (id: string) => {
        const { status, body } = await call(door, 'GET', `${client(id)}/jwks`, { also: [404] });
        if (status === 404) return [];
        return listOf<ApiKey>(isObject(body) ? body['keys'] : body, (one) => typeof one['kid'] === 'string', 'keys');
      },
      replaceKeys: async (id: string, keys: readonly object[]) =>
        void (await call(door, 'POST', `${client(id)}/jwks`, { body: { keys } })),
      removeKeys: async (id: string) => void (await call(door, 'DELETE', `${client(id)}/jwks`)),
    };
  }

  function scopeCalls() {
    return {
      scopes: async (options?: { readonly inactive?: boolean }) => {
        const { body } = await call(door, 'GET', `${V1}/scopes${inactive(options)}`);
        return listOf<ApiScope>(body, (one) => typeof one['name'] === 'string', 'scopes');
      },
      createScope: async (body: object) => void (await call(door, 'POST', `${V1}/scopes`, { body })),
      replaceScope: async (name: string, body: object) =>
        void (await call(door, 'PUT', `${V1}/scopes?${scope(name)}`, { body })),
      deactivateScope: async (name: string) => void (await call(door, 'DELETE', `${V1}/scopes?${scope(name)}`)),
      accesses: async () => {
        const { body } = await call(door, 'GET', `${V1}/scopes/access`);
        const isOne = (one: Readonly<Record<string, unknown>>) =>
          typeof one['scope'] === 'string' && typeof one['consumer_orgno'] === 'string';
        return listOf<ApiAccess>(body, isOne, 'accesses');
      },
      giveAccess: async (name: string, consumer: string) =>
        void (await call(door, 'PUT', `${V1}/scopes/access/${segment(consumer)}?${scope(name)}`)),
      takeAccess: async (name: string, consumer: string) =>
        void (await call(door, 'DELETE', `${V1}/scopes/access/${segment(consumer)}?${scope(name)}`)),
    };
  }
}

/** The self-service API's base in each environment (maskinporten.md 1). */
export function selfServiceBase(environment: 'local' | 'test' | 'prod', local = 'http://localhost:7070'): string {
  if (environment === 'prod') return 'https://api.samarbeid.digdir.no';
  if (environment === 'test') return 'https://api.test.samarbeid.digdir.no';
  return `${local.replace(/\/+$/, '')}/selvbetjening`;
}
