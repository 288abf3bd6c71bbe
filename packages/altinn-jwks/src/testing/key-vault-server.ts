/**
 * The secrets of an Azure Key Vault on this machine, for tests: the REST protocol of the service over HTTPS, under the service's own
 * host name and with a certificate for it. Not exported.
 */
import { createHash, randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Agent, createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { certified } from './authority.ts';

export interface SecretVersion {
  readonly version: string;
  readonly value: string;
  readonly contentType?: string;
  readonly tags?: Record<string, string>;
  readonly attributes: { enabled: boolean; created: number; updated: number; exp?: number; nbf?: number };
}

export interface VaultRequest {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly authorization: string | undefined;
  readonly body: string;
}

export interface Refusal {
  readonly status: number;
  readonly code?: string;
  readonly headers?: Record<string, string>;
}

export interface TestVault {
  /** As it is given to `openStore`. */
  readonly url: string;
  /** Options for the SDK: everything as in production, only the connection ends on this machine. */
  readonly client: object;
  /** The same without trust in the vault's certificate. */
  readonly wary: object;
  readonly credential: { getToken(scopes: string | string[]): Promise<{ token: string; expiresOnTimestamp: number }> };
  /** What the credential was asked for. */
  readonly scopes: string[];
  /** Tokens that the vault takes. */
  readonly tokens: Set<string>;
  readonly requests: VaultRequest[];
  /** Newest last. */
  readonly secrets: Map<string, SecretVersion[]>;
  readonly deleted: Set<string>;
  /** Asked before each authorised request; what it gives is the answer. It may wait. */
  intervene: (request: VaultRequest) => Refusal | undefined | Promise<Refusal | undefined>;
  stop(): Promise<void>;
}

const HOST = 'portvakt-test.vault.azure.net';
const PAGE = 2;
const MAX_VALUE = 25_600;

class Refused extends Error {
  readonly refusal: Refusal;
  constructor(status: number, code: string) {
    super(code);
    this.refusal = { status, code };
  }
}

export async function startVault(): Promise<TestVault> {
  const { ca, key, cert } = await certified(HOST);
  const server = createServer({ key, cert }, (request, response) => {
    answer(vault, request, response).catch((error: unknown) => {
      if (error instanceof Refused) refuse(response, error.refusal);
      else response.destroy(error as Error);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const agents = [new Agent({ ca, keepAlive: true }), new Agent()] as const;
  const vault: TestVault = {
    url: `https://${HOST}/`,
    client: clientOver(agents[0], port),
    wary: clientOver(agents[1], port),
    credential: {
      getToken: async (scopes) => {
        vault.scopes.push(...[scopes].flat());
        return { token: [...vault.tokens][0] ?? '', expiresOnTimestamp: Date.now() + 3_600_000 };
      },
    },
    scopes: [],
    tokens: new Set([randomBytes(16).toString('hex')]),
    requests: [],
    secrets: new Map(),
    deleted: new Set(),
    intervene: () => undefined,
    stop: async () => {
      for (const agent of agents) agent.destroy();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return vault;
}

/** The name, its certificate and the service's URL stay: only the address is this machine's. */
function clientOver(agent: Agent, port: number): object {
  const connect = agent.createConnection.bind(agent);
  agent.createConnection = (options, done) =>
    connect({ ...options, host: '127.0.0.1', port, servername: HOST } as typeof options, done);
  const sendRequest = (request: { agent?: object }, next: (request: object) => unknown) => {
    request.agent = agent;
    return next(request);
  };
  return {
    retryOptions: { maxRetries: 3, retryDelayInMs: 1, maxRetryDelayInMs: 5 },
    additionalPolicies: [{ position: 'perRetry', policy: { name: 'here', sendRequest } }],
  };
}

async function answer(vault: TestVault, incoming: IncomingMessage, response: ServerResponse): Promise<void> {
  let body = '';
  for await (const chunk of incoming) body += chunk;
  const { pathname: path, searchParams } = new URL(incoming.url ?? '', vault.url);
  const { authorization } = incoming.headers;
  const request: VaultRequest = { method: incoming.method ?? '', path, authorization, body };
  vault.requests.push(request);
  if (incoming.headers.host !== HOST) throw new Refused(400, 'BadHost');
  if (!vault.tokens.has(authorization?.replace(/^Bearer /, '') ?? ''))
    return refuse(response, {
      status: 401,
      code: 'Unauthorized',
      headers: {
        'www-authenticate':
          'Bearer authorization="https://login.microsoftonline.com/11111111-2222-3333-4444-555555555555", resource="https://vault.azure.net"',
      },
    });
  if (!/^\d{4}-\d{2}-\d{2}(-preview.*)?$|^7\.\d/.test(searchParams.get('api-version') ?? ''))
    throw new Refused(400, 'BadParameter');
  const refusal = await vault.intervene(request);
  if (refusal) return refuse(response, refusal);
  send(response, 200, handled(vault, request, searchParams));
}

function handled(vault: TestVault, { method, path, body }: VaultRequest, query: URLSearchParams): object {
  const [, kind, name = '', version = ''] = path.split('/');
  if (kind !== 'secrets') throw new Refused(404, 'NotFound');
  if (method === 'GET' && name === '') return listed(vault, query, path, newestOf(vault));
  if (!/^[0-9a-zA-Z-]{1,127}$/.test(name)) throw new Refused(400, 'BadParameter');
  if (method === 'PUT') return added(vault, name, body);
  if (vault.deleted.has(name)) throw new Refused(404, 'SecretNotFound');
  const versions = vault.secrets.get(name);
  if (method === 'GET' && version === 'versions')
    return listed(
      vault,
      query,
      path,
      // In the order of their names, which tells nothing.
      (versions ?? []).map((one) => [name, one] as const).sort((a, b) => (a[1].version < b[1].version ? -1 : 1)),
    );
  const found = version ? versions?.find((one) => one.version === version) : versions?.at(-1);
  if (!versions || !found) throw new Refused(404, 'SecretNotFound');
  if (method === 'DELETE') vault.deleted.add(name);
  if (!found.attributes.enabled) throw new Refused(403, 'SecretDisabled');
  return bundle(vault, name, found);
}

function added(vault: TestVault, name: string, body: string): object {
  if (vault.deleted.has(name)) throw new Refused(409, 'ObjectIsDeletedButRecoverable');
  const { value, contentType, tags, attributes } = JSON.parse(body) as Partial<SecretVersion>;
  if (typeof value !== 'string' || value.length > MAX_VALUE) throw new Refused(400, 'BadParameter');
  const now = Math.floor(Date.now() / 1000);
  const made: SecretVersion = {
    version: createHash('md5').update(randomBytes(16)).digest('hex'),
    value,
    ...(contentType === undefined ? {} : { contentType }),
    ...(tags === undefined ? {} : { tags }),
    attributes: { ...attributes, enabled: true, created: now, updated: now },
  };
  vault.secrets.set(name, [...(vault.secrets.get(name) ?? []), made]);
  return bundle(vault, name, made);
}

const newestOf = (vault: TestVault) =>
  [...vault.secrets]
    .filter(([name]) => !vault.deleted.has(name))
    .flatMap(([name, versions]) => versions.slice(-1).map((one) => [name, one] as const));

/** A page of a list: without values, and with a link to the next one. */
function listed(
  vault: TestVault,
  query: URLSearchParams,
  path: string,
  all: readonly (readonly [string, SecretVersion])[],
): object {
  const start = Number(query.get('$skiptoken') ?? 0);
  const page = all.slice(start, start + PAGE);
  const isVersions = path.endsWith('/versions');
  const next = new URL(path, vault.url);
  next.search = `api-version=${query.get('api-version')}&$skiptoken=${start + PAGE}`;
  return {
    value: page.map(([name, { value: _value, version, ...rest }]) => ({
      ...rest,
      id: `${vault.url}secrets/${name}${isVersions ? `/${version}` : ''}`,
    })),
    nextLink: start + PAGE < all.length ? next.href : null,
  };
}

const bundle = (vault: TestVault, name: string, { version, ...rest }: SecretVersion): object => ({
  ...rest,
  id: `${vault.url}secrets/${name}/${version}`,
});

function send(response: ServerResponse, status: number, body: object, headers: Record<string, string> = {}): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...headers });
  response.end(JSON.stringify(body));
}

function refuse(response: ServerResponse, { status, code = 'Failure', headers = {} }: Refusal): void {
  // A disabled secret is told inside another error, as by the service.
  const outer = code === 'SecretDisabled' ? { code: 'Forbidden', innererror: { code } } : { code };
  send(response, status, { error: { ...outer, message: `Refused: ${code}` } }, headers);
}
