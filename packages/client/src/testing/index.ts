/** A Maskinporten and an Altinn exchange in memory, for tests of code that uses this library: it really verifies and really signs. */
import {
  createLocalJWKSet,
  exportJWK,
  generateKeyPair,
  type JSONWebKeySet,
  type JWK,
  type JWTPayload,
  jwtVerify,
  SignJWT,
} from 'jose';
import { checkMembers, checkOptional } from '../check.ts';
import { type Environment, localEnvironment } from '../environments.ts';

export { type FakeClock, fakeClock } from './clock.ts';

/** A client that the fake knows. */
export interface FakeClient {
  readonly clientId: string;
  /** Public keys; private members are dropped. */
  readonly keys: readonly object[];
  /** What it may ask for; left out: everything. */
  readonly scopes?: readonly string[];
  /** Nine digits; default 991825827. */
  readonly organisation?: string;
}

/** What the fake knows, and how long its tokens last, seconds. */
export interface FakeOptions {
  readonly clients: readonly FakeClient[];
  readonly base?: string;
  /** The server's clock, ms; it need not agree with the client's. */
  readonly clock?: () => number;
  readonly tokenSeconds?: number;
  readonly altinnSeconds?: number;
}

/** A request that arrived. */
export interface FakeCall {
  readonly target: 'token' | 'exchange' | 'jwks' | 'metadata';
  readonly url: string;
  readonly headers: Headers;
  readonly body: string;
  /** Of the assertion or of the bearer token, unverified until answered. */
  readonly claims: JWTPayload;
}

/** Maskinporten and Altinn’s exchange in this process, behind a `fetch`. */
export interface FakeMaskinporten {
  /** Give this to the client as `fetch`. */
  readonly fetch: typeof globalThis.fetch;
  readonly environment: Environment;
  readonly calls: readonly FakeCall[];
  /** Answers the next request to a target with something else; several are used in order. */
  answerNext(target: FakeCall['target'], answer: (call: FakeCall) => Response | Promise<Response>): void;
}

const ORGANISATION = '991825827';
const MAX_LIFE_S = 120;
const SKEW_S = 10;

const members = (jwk: object): JWK => {
  const { kty, n, e, kid, alg } = jwk as JWK;
  return { kty, n, e, kid, alg } as JWK;
};

const consumer = (number: string) => ({ authority: 'iso6523-actorid-upis', ID: `0192:${number}` });

const json = (status: number, body: unknown, now: number): Response =>
  new Response(JSON.stringify(body), {
    status,
    headers: { 'content-type': 'application/json', date: new Date(now).toUTCString() },
  });

class Refusal extends Error {
  readonly error: string;
  readonly status: number;
  constructor(error: string, description: string, status = 400) {
    super(description);
    this.error = error;
    this.status = status;
  }
}

/**
 * Starts a fake. Nothing listens: requests reach it only through its `fetch`. It verifies each assertion and signs real tokens, with a key of its own.
 * @throws ConfigurationError
 */
export function fakeMaskinporten(options: FakeOptions): FakeMaskinporten {
  checkMembers(options, 'options', { clients: 'a list of objects' }, '');
  const number = 'a number, 0 or more';
  checkOptional(
    options,
    'options',
    { base: 'an http URL', clock: 'a function', tokenSeconds: number, altinnSeconds: number },
    '',
  );
  for (const client of options.clients) {
    checkMembers(client, 'a client', { clientId: 'a text', keys: 'a list of objects' });
    checkOptional(client, 'a client', { scopes: 'a list of texts', organisation: 'a text' });
  }
  const fake = new Fake(options);
  return {
    fetch: (input, init) => fake.answer(new Request(input, init)),
    environment: fake.environment,
    calls: fake.calls,
    answerNext: (target, answer) => void fake.scripted.push({ target, answer }),
  };
}

class Fake {
  readonly environment: Environment;
  readonly calls: FakeCall[] = [];
  readonly scripted: { target: FakeCall['target']; answer: (call: FakeCall) => Response | Promise<Response> }[] = [];
  readonly #options: FakeOptions;
  readonly #used = new Set<string>();
  readonly #pair = generateKeyPair('RS256', { modulusLength: 2048 });

  constructor(options: FakeOptions) {
    this.#options = options;
    this.environment = localEnvironment(options.base);
  }

  #now(): number {
    return (this.#options.clock ?? Date.now)();
  }

  async answer(request: Request): Promise<Response> {
    request.signal.throwIfAborted();
    const call = await this.#seen(request);
    this.calls.push(call);
    const index = this.scripted.findIndex(({ target }) => target === call.target);
    const [script] = index < 0 ? [] : this.scripted.splice(index, 1);
    try {
      const response = script ? await script.answer(call) : await this.#usual(call);
      request.signal.throwIfAborted();
      return response;
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return json(error.status, { error: error.error, error_description: error.message }, this.#now());
    }
  }

  async #seen(request: Request): Promise<FakeCall> {
    const { pathname } = new URL(request.url);
    const body = await request.text();
    const target = pathname.endsWith('/token')
      ? 'token'
      : pathname.endsWith('/exchange/maskinporten')
        ? 'exchange'
        : pathname.includes('/.well-known/') && !pathname.includes('openid')
          ? 'metadata'
          : 'jwks';
    const jwt =
      target === 'token'
        ? new URLSearchParams(body).get('assertion')
        : request.headers.get('authorization')?.replace('Bearer ', '');
    const payload = jwt?.split('.')[1] ?? '';
    const claims =
      payload === '' ? {} : (JSON.parse(atob(payload.replaceAll('-', '+').replaceAll('_', '/'))) as JWTPayload);
    return { target, url: request.url, headers: request.headers, body, claims };
  }

  #usual(call: FakeCall): Promise<Response> {
    if (call.target === 'token') return this.#token(call);
    if (call.target === 'exchange') return this.#exchange(call);
    return call.target === 'metadata' ? this.#metadata() : this.#jwks();
  }

  async #metadata(): Promise<Response> {
    const { issuer, tokenEndpoint, jwksUri } = this.environment;
    return json(200, { issuer, token_endpoint: tokenEndpoint, jwks_uri: jwksUri }, this.#now());
  }

  async #jwks(): Promise<Response> {
    const key = await exportJWK((await this.#pair).publicKey);
    return json(200, { keys: [{ ...key, kid: 'fake', alg: 'RS256', use: 'sig' }] }, this.#now());
  }

  async #verified(assertion: string, clientId: unknown): Promise<{ claims: JWTPayload; client: FakeClient }> {
    const client = this.#options.clients.find((candidate) => candidate.clientId === clientId);
    if (!client) throw new Refusal('invalid_client', 'MP-100 Client not found');
    const keys = createLocalJWKSet({ keys: client.keys.map(members) } as JSONWebKeySet);
    try {
      const { payload } = await jwtVerify(assertion, keys, {
        algorithms: ['RS256', 'RS384', 'RS512'],
        audience: this.environment.issuer,
        currentDate: new Date(this.#now()),
        clockTolerance: SKEW_S,
      });
      return { claims: payload, client };
    } catch (error) {
      const code = (error as { code?: string }).code;
      const text =
        code === 'ERR_JWKS_NO_MATCHING_KEY' ? 'MP-121 Unknown key identifier' : `MP-130 Assertion refused: ${code}`;
      throw new Refusal('invalid_grant', text);
    }
  }

  async #token(call: FakeCall): Promise<Response> {
    const now = Math.floor(this.#now() / 1000);
    const form = new URLSearchParams(call.body);
    const { claims, client } = await this.#verified(form.get('assertion') ?? '', call.claims.iss);
    const { iat = 0, exp = 0, jti = '' } = claims;
    if (iat > now + SKEW_S || exp - iat > MAX_LIFE_S)
      throw new Refusal('invalid_grant', 'MP-130 Invalid issue time or lifetime');
    if (jti === '' || this.#used.has(jti)) throw new Refusal('invalid_grant', 'MP-012 Assertion already used');
    this.#used.add(jti);
    const scopes = String(claims['scope'] ?? '').split(' ');
    const missing = scopes.find((scope) => client.scopes && !client.scopes.includes(scope));
    if (missing !== undefined) throw new Refusal('invalid_scope', `MP-200 Scope ${missing} is not on the client`);
    const seconds = this.#options.tokenSeconds ?? MAX_LIFE_S;
    const number = client.organisation ?? ORGANISATION;
    const onBehalf = claims['consumer_org'];
    const token = await this.#signed(this.environment.issuer, seconds, {
      scope: scopes.join(' '),
      client_id: client.clientId,
      consumer: consumer(typeof onBehalf === 'string' ? onBehalf : number),
      ...(onBehalf === undefined ? {} : { supplier: consumer(number) }),
      ...(claims['resource'] === undefined ? {} : { aud: claims['resource'] as string | string[] }),
      ...(claims['pid'] === undefined ? {} : { pid: claims['pid'] }),
      ...this.#systemUser(claims['authorization_details']),
    });
    const answer = { access_token: token, token_type: 'Bearer', expires_in: seconds, scope: scopes.join(' ') };
    return json(200, answer, this.#now());
  }

  #systemUser(details: unknown): object {
    if (!Array.isArray(details)) return {};
    const known = details.map((element: Record<string, unknown>) =>
      element['type'] === 'urn:altinn:systemuser'
        ? { ...element, systemuser_id: ['a5a5b0cd-3c6b-4d9b-8a3e-7f0c4f1d2e3a'], system_id: `${ORGANISATION}_fake` }
        : element,
    );
    return { authorization_details: known };
  }

  async #exchange(call: FakeCall): Promise<Response> {
    const { publicKey } = await this.#pair;
    const bearer = call.headers.get('authorization')?.replace('Bearer ', '') ?? '';
    const now = new Date(this.#now());
    const verified = await jwtVerify(bearer, publicKey, {
      issuer: this.environment.issuer,
      currentDate: now,
      algorithms: ['RS256'],
    }).catch(() => undefined);
    if (!verified) return new Response(null, { status: 401, headers: { date: now.toUTCString() } });
    const { scope, client_id, consumer: who, authorization_details: details } = verified.payload;
    const token = await this.#signed(
      `${this.environment.altinnPlatform}/authentication/api/v1/openid/`,
      this.#options.altinnSeconds ?? 1800,
      {
        scope,
        client_id,
        consumer: who,
        ...(Array.isArray(details) ? { authorization_details: details[0] } : {}),
        'urn:altinn:authenticatemethod': 'maskinporten',
        'urn:altinn:authlevel': 3,
      },
    );
    return new Response(token, { status: 200, headers: { 'content-type': 'text/plain', date: now.toUTCString() } });
  }

  async #signed(issuer: string, seconds: number, claims: JWTPayload): Promise<string> {
    const now = Math.floor(this.#now() / 1000);
    return new SignJWT({ ...claims, jti: crypto.randomUUID() })
      .setProtectedHeader({ alg: 'RS256', kid: 'fake', typ: 'JWT' })
      .setIssuer(issuer)
      .setIssuedAt(now)
      .setExpirationTime(now + seconds)
      .sign((await this.#pair).privateKey);
  }
}
