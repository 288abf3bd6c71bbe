import { generateKeyPairSync } from 'node:crypto';
import { createMaskinportenClient, jwk, localEnvironment, type TokenRequest } from '@portvakt/client';
import { type Route, routesOf } from '../http/index.ts';
import { type Platform, type PlatformOptions, startPlatform } from '../server.ts';
import { freshDatabase } from './database.ts';
import { HttpBrowser, logIn } from './http-browser.ts';

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const privateJwk = { ...privateKey.export({ format: 'jwk' }), kid: 'test', alg: 'RS256', use: 'sig' };
const publicJwk = { ...publicKey.export({ format: 'jwk' }), kid: 'test', alg: 'RS256', use: 'sig' };

/** Tells a hang from a machine with other work to do. */
const LONG_MS = 300_000;

/** What came back from a call. */
export interface Answer<T = Record<string, unknown>> {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The body as JSON; undefined when it is none. */
  readonly body: T;
}

export type { Route };

/** A platform that runs for a test, and the tokens and calls that tests need. */
export interface Sandbox {
  readonly platform: Platform;
  readonly base: string;
  /** Every operation, hidden ones too; HEAD, which is GET's shadow, is left out. */
  readonly routes: readonly Route[];
  /** The private key of every client that this makes; kid `test`. */
  readonly privateJwk: Readonly<Record<string, unknown>>;
  /** An Altinn token of a client of the organisation with exactly these scopes. */
  altinnToken(
    organization: string,
    scopes: readonly string[],
    more?: Omit<TokenRequest, 'scopes'> & { testOrg?: boolean; clientId?: string },
  ): Promise<string>;
  maskinportenToken(
    organization: string,
    scopes: readonly string[],
    more?: Omit<TokenRequest, 'scopes'> & { clientId?: string },
  ): Promise<string>;
  createClient(organization: string, scopes: readonly string[]): Promise<string>;
  /** The Altinn session token of a person who has logged in. */
  personToken(person: string): Promise<string>;
  /** Lets a person of the customer approve a system user for a vendor's system. @returns the vendor's client */
  systemUser(wish: {
    vendor: string;
    customer: { organization: string; partyId: number; director: string };
    resources: readonly string[];
    scopes: readonly string[];
  }): Promise<{ clientId: string; id: string }>;
  call<T = Record<string, unknown>>(
    method: string,
    path: string,
    options?: { token?: string; body?: unknown; raw?: BodyInit; headers?: Record<string, string> },
  ): Promise<Answer<T>>;
  stop(): Promise<void>;
}

/** A whole platform on a free port, and the ways in which tests come in: real clients, real logins, real approvals. */
export async function startSandbox(options: PlatformOptions = {}): Promise<Sandbox> {
  const place = await freshDatabase();
  const platform = await startPlatform({ port: 0, database: place.url, ...options });
  const { base } = platform.urls;
  const environment = localEnvironment(base);
  const clients = new Map<string, string>();
  const createClient = async (organization: string, scopes: readonly string[]) =>
    (await platform.createClient({ organization, name: 'Test', scopes, keys: [publicJwk] })).clientId;
  const clientFor = async (organization: string, scopes: readonly string[]) => {
    const key = `${organization} ${[...scopes].sort().join(' ')}`;
    const known = clients.get(key) ?? (await createClient(organization, scopes));
    clients.set(key, known);
    return known;
  };
  const make = async (organization: string, scopes: readonly string[], clientId?: string) =>
    createMaskinportenClient({
      environment,
      clientId: clientId ?? (await clientFor(organization, scopes)),
      key: jwk(privateJwk),
      scopes,
      altinn: true,
      timeoutMs: LONG_MS,
      clock: () => platform.clock.now(),
    });
  const call = calling(base);
  const personToken = (person: string) => sessionToken(base, person);
  return {
    platform,
    base,
    routes: routesOf(platform.http).filter(({ method }) => method !== 'HEAD'),
    privateJwk,
    createClient,
    call,
    async altinnToken(organization, scopes, { testOrg, clientId, ...request } = {}) {
      const client = await make(organization, scopes, clientId);
      return (await client.getAltinnToken({ ...request, ...(testOrg ? { testOrg } : {}) })).value;
    },
    async maskinportenToken(organization, scopes, { clientId, ...request } = {}) {
      return (await (await make(organization, scopes, clientId)).getToken(request)).value;
    },
    personToken,
    async systemUser({ vendor, customer, resources, scopes }) {
      const own = ['altinn:authentication/systemregister.write', 'altinn:authentication/systemuser.request.write'];
      const clientId = await createClient(vendor, [...own, ...scopes]);
      const token = (await (await make(vendor, own, clientId)).getToken()).value;
      const person = await personToken(customer.director);
      return { clientId, id: await approvedSystemUser(call, { vendor, customer, resources, clientId, token, person }) };
    },
    async stop() {
      await platform.stop();
      await place.drop();
    },
  };
}

const calling =
  (base: string): Sandbox['call'] =>
  async (method, path, { token, body, raw, headers = {} } = {}) => {
    const response = await fetch(new URL(path, base), {
      method,
      headers: {
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(raw === undefined ? {} : { body: raw }),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, body: json(text) as never };
  };

async function sessionToken(base: string, person: string): Promise<string> {
  const { browser } = await logIn(base, person, { browser: new HttpBrowser() });
  const token = browser.cookie('AltinnStudioRuntime');
  if (!token) throw new Error(`${person} got no session`);
  return token;
}

/** @returns the id of the system user that the person has approved */
async function approvedSystemUser(
  call: Sandbox['call'],
  wish: {
    readonly vendor: string;
    readonly customer: { readonly organization: string; readonly partyId: number };
    readonly resources: readonly string[];
    readonly clientId: string;
    /** The vendor's. */
    readonly token: string;
    /** The token of a person of the customer. */
    readonly person: string;
  },
): Promise<string> {
  const { vendor, customer, clientId, token, person } = wish;
  const rights = wish.resources.map((value) => ({ resource: [{ id: 'urn:altinn:resource', value }] }));
  const systemId = `${vendor}_${clientId.slice(0, 8)}`;
  const texts = { nb: 'Test', nn: 'Test', en: 'Test' };
  const system = {
    id: systemId,
    vendor: { ID: `0192:${vendor}` },
    name: texts,
    description: texts,
    rights,
    clientId: [clientId],
    isVisible: false,
  };
  must(await call('POST', '/authentication/api/v1/systemregister/vendor', { token, body: system }));
  const { body: request } = must(
    await call<{ id: string }>('POST', '/authentication/api/v1/systemuser/request/vendor', {
      token,
      body: { systemId, partyOrgNo: customer.organization, rights },
    }),
  );
  must(
    await call('POST', `/authentication/api/v1/systemuser/request/${customer.partyId}/${request.id}/approve`, {
      token: person,
    }),
  );
  return request.id;
}

function must<T>(answer: Answer<T>): Answer<T> {
  if (answer.status >= 300) throw new Error(`${answer.status}: ${answer.text}`);
  return answer;
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
