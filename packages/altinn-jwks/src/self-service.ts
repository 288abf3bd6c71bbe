import { randomUUID, sign } from 'node:crypto';
import { fitsMaskinporten } from './algorithms.ts';
import { JwksError } from './errors.ts';
import { type Jwk, privateKeyOf } from './jwk.ts';
import { laterAdvice, strangeAnswer, unreached } from './reach.ts';

export type MaskinportenEnvironment = 'local' | 'test' | 'prod';

/**
 * An environment of Maskinporten: the self-service API's base and the issuer that gives tokens for it.
 * @param local base URL of the local platform, when it is not the usual one (`PORTVAKT_URL`)
 */
export function maskinportenOf(
  environment: MaskinportenEnvironment,
  local = '',
): { readonly api: string; readonly issuer: string } {
  if (environment === 'test')
    return { api: 'https://api.test.samarbeid.digdir.no', issuer: 'https://test.maskinporten.no/' };
  if (environment === 'prod') return { api: 'https://api.samarbeid.digdir.no', issuer: 'https://maskinporten.no/' };
  const base = (local || 'http://localhost:7070').replace(/\/+$/, '');
  return { api: `${base}/selvbetjening`, issuer: `${base}/maskinporten/` };
}

/** A key that is published, as Samarbeidsportalen tells of it: the public JWK, with what else is known there. */
export interface PublishedKey {
  readonly kid: string;
  readonly [member: string]: unknown;
}

const TIMEOUT_MS = 30_000;
const MAX_REPLY_CHARS = 1_000_000;
const ADMIN_SCOPE = 'idporten:dcr.read idporten:dcr.write';
/** What may leave this machine of a key (RFC 7517, RFC 7518 section 6.3.1); everything else stays. */
const PUBLIC_MEMBERS = ['kty', 'use', 'alg', 'kid', 'n', 'e', 'exp', 'x5c'] as const;

/** A key as it is sent: an allow-list, so that no private member can slip through. */
export function sendable(key: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const sent = PUBLIC_MEMBERS.flatMap((member) => {
    const value = key[member];
    const isEmpty = value === undefined || value === null || (Array.isArray(value) && value.length === 0);
    return isEmpty ? [] : [[member, value] as const];
  });
  return Object.fromEntries(sent);
}

const failed = (message: string, cause?: unknown) =>
  new JwksError('PUSH_FAILED', message, cause === undefined ? {} : { cause });

const isLocal = (hostname: string): boolean => /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname);

/** Checks a base URL: https, or http on this machine. @throws JwksError INVALID_OPTION */
export function checkBase(text: string, what: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (
    url &&
    !url.username &&
    !url.search &&
    !url.hash &&
    (url.protocol === 'https:' || (url.protocol === 'http:' && isLocal(url.hostname)))
  )
    return text.replace(/\/+$/, '');
  throw new JwksError('INVALID_OPTION', `${what} must be an https URL, or an http URL of this machine.`);
}

/** One client's keys at the self-service API (maskinporten.md 6.2). */
export class SelfService {
  readonly #url: string;
  readonly #token: string;

  /** @param base without a trailing slash, e.g. `https://api.test.samarbeid.digdir.no` */
  constructor(base: string, clientId: string, token: string) {
    // In the path, `.` and `..` would name what lies above.
    if (!/^(?!\.{1,2}$)[A-Za-z0-9._-]{1,100}$/.test(clientId))
      throw new JwksError(
        'INVALID_OPTION',
        `The client id ${JSON.stringify(clientId.slice(0, 120))} is no client id: it looks like 7b1f0f52-….`,
      );
    if (!/^[\x21-\x7e]{1,20000}$/.test(token))
      throw failed('The admin token is empty or holds characters that no token has.');
    this.#url = `${base}/api/v1/clients/${clientId}/jwks`;
    this.#token = token;
  }

  /** The keys that are published now. @throws JwksError PUSH_FAILED */
  async keys(): Promise<readonly PublishedKey[]> {
    const { status, body } = await this.#call('GET');
    if (status === 404) return [];
    const keys = (body as { keys?: unknown } | undefined)?.keys;
    if (!Array.isArray(keys)) throw failed(`${this.#url} answered without "keys".`);
    return keys.filter(
      (key): key is PublishedKey => typeof key === 'object' && key !== null && typeof key.kid === 'string',
    );
  }

  /** Replaces them all. @throws JwksError PUSH_FAILED */
  async replace(keys: readonly Record<string, unknown>[]): Promise<void> {
    await this.#call('POST', { keys });
  }

  /** Removes them all: an empty list is refused by POST. @throws JwksError PUSH_FAILED */
  async removeAll(): Promise<void> {
    await this.#call('DELETE');
  }

  async #call(method: string, body?: object): Promise<Pick<Reply, 'status' | 'body'>> {
    const reply = await send(this.#url, {
      method,
      headers: {
        accept: 'application/json',
        authorization: `Bearer ${this.#token}`,
        ...(body ? { 'content-type': 'application/json' } : {}),
      },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    if (reply.ok || (method === 'GET' && reply.status === 404)) return reply;
    throw failed(`${method} ${this.#url} was refused (${reply.status}): ${said(reply)}${advice(reply)}`);
  }
}

const advice = ({ status, retryAfter }: Reply): string => {
  if (status === 401) return ' Get a new admin token.';
  if (status === 403) return ` The admin client needs the scopes ${ADMIN_SCOPE}, and the client must be your own.`;
  if (status === 404) return ' Check --client-id and --environment.';
  return later(status, retryAfter);
};

/** Behind a full stop. */
const later = (status: number, retryAfter: string | null): string => {
  const words = laterAdvice(status, retryAfter);
  return words === '' ? '' : `${words.slice(1)}.`;
};

/** The API's own words, in whichever member they are; never more than a line. */
function said({ body, challenge }: Reply): string {
  const { error_description, error, message, errors } = (body ?? {}) as Record<string, unknown>;
  const first = Array.isArray(errors) ? (errors[0] as { errorMessage?: unknown } | undefined)?.errorMessage : undefined;
  const text = [error_description, message, first, error].find((part) => typeof part === 'string' && part !== '');
  const own = typeof text === 'string' ? text.replace(/\p{Cc}+/gu, ' ').slice(0, 300) : '';
  return `${[own, challenge].filter(Boolean).join(': ') || 'no reason given'}.`;
}

interface Reply {
  /** `WWW-Authenticate`, when it says more than the scheme: often the only place that names the scope that is missing. */
  readonly challenge: string;
  readonly ok: boolean;
  readonly status: number;
  readonly retryAfter: string | null;
  readonly body: unknown;
  /** The server's clock, ms; undefined when it does not tell. */
  readonly date: number | undefined;
}

async function send(url: string, init: RequestInit): Promise<Reply> {
  try {
    const response = await fetch(url, { ...init, redirect: 'error', signal: AbortSignal.timeout(TIMEOUT_MS) });
    const text = await bounded(response);
    if (isStrange(text)) throw failed(strangeAnswer(url, response.status, text));
    const challenge = (response.headers.get('www-authenticate') ?? '')
      .replace(/\bey[\w-]+\.[\w.-]+/g, '…')
      .slice(0, 500);
    return {
      ok: response.ok,
      status: response.status,
      body: parsed(text),
      retryAfter: response.headers.get('retry-after'),
      date: Date.parse(response.headers.get('date') ?? '') || undefined,
      challenge: challenge.includes('=') ? challenge : '',
    };
  } catch (error) {
    if (error instanceof JwksError) throw error;
    throw failed(unreached(url, error), error);
  }
}

async function bounded(response: Response): Promise<string> {
  let text = '';
  const decoder = new TextDecoder();
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk as Uint8Array, { stream: true });
    if (text.length > MAX_REPLY_CHARS)
      throw failed(`${response.url} answered with more than ${MAX_REPLY_CHARS} characters.`);
  }
  return text;
}

/** A web page, or JSON that is cut off: no answer of the API, whatever its status. */
const isStrange = (text: string): boolean => /^\s*[<{[]/.test(text) && parsed(text) === undefined;

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Who asks Maskinporten for an admin token. */
export interface Asker {
  readonly clientId: string;
  /** Without a kid but with certificates (`x5c`) it is a business certificate's. */
  readonly key: Jwk;
  /** This machine's clock. */
  readonly now: () => Date;
  /** Is told when this machine's clock is wrong, and the server's was gone by. */
  readonly warn: (text: string) => void;
}

/** What differs by more is no slowness: grants are refused for it. */
const SKEW_MS = 10_000;

/**
 * Gets an admin token by JWT grant (maskinporten.md 2). Refused because of this machine's clock, it asks once more by the server's.
 * @throws JwksError PUSH_FAILED
 */
export async function adminToken(issuer: string, asker: Asker): Promise<string> {
  const { key, now, warn } = asker;
  if (!fitsMaskinporten(String(key.alg)))
    throw failed(`The admin key ${key.kid} is made for ${key.alg}: Maskinporten takes only RS256, RS384 and RS512.`);
  const audience = issuer.endsWith('/') ? issuer : `${issuer}/`;
  const first = await granted(audience, asker, now());
  const offset = first.date === undefined || !isAboutGrant(first) ? 0 : first.date - now().getTime();
  if (Math.abs(offset) <= SKEW_MS) return tokenIn(first, audience);
  const reply = await granted(audience, asker, new Date(now().getTime() + offset));
  const { host, hostname } = new URL(audience);
  const seconds = Math.round(Math.abs(offset) / 1000);
  const unless = isLocal(hostname) ? ', unless it is the sandbox’s that was moved' : '';
  const clocks = `this machine's clock is ${seconds} s ${offset > 0 ? 'behind' : 'ahead of'} that of ${host}: set it${unless}`;
  const token = tokenIn(reply, audience, ` Besides, ${clocks}.`);
  warn(`Warning: ${clocks}. The grant was made by the server's.`);
  return token;
}

const isAboutGrant = ({ body }: Reply): boolean => (body as { error?: unknown } | undefined)?.error === 'invalid_grant';

/** @throws JwksError PUSH_FAILED with what was said, and what is known besides */
function tokenIn(reply: Reply, audience: string, besides = ''): string {
  const token = (reply.body as { access_token?: unknown } | undefined)?.access_token;
  if (reply.ok && typeof token === 'string') return token;
  if (reply.ok || reply.status === 404)
    throw failed(
      `${audience}token answered ${reply.status} without a token: check --environment and --issuer (or PORTVAKT_URL), what answers there is no Maskinporten.`,
    );
  throw failed(
    `${audience}token gave no admin token (${reply.status}): ${said(reply)}${later(reply.status, reply.retryAfter)}${besides}`,
  );
}

/** The token endpoint's answer to a grant that is made at a time. */
function granted(audience: string, { clientId, key }: Asker, time: Date): Promise<Reply> {
  const seconds = Math.floor(time.getTime() / 1000);
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const claims = {
    aud: audience,
    iss: clientId,
    scope: ADMIN_SCOPE,
    iat: seconds,
    exp: seconds + 100,
    jti: randomUUID(),
  };
  const who = key.kid ? { kid: key.kid } : { x5c: key.x5c };
  const signed = `${part({ alg: key.alg, ...who })}.${part(claims)}`;
  const signature = sign(`sha${String(key.alg).slice(2)}`, Buffer.from(signed), privateKeyOf(key)).toString(
    'base64url',
  );
  return send(`${audience}token`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({
      grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
      assertion: `${signed}.${signature}`,
    }).toString(),
  });
}
