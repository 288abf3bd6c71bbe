import { createPublicKey, type KeyObject } from 'node:crypto';
import type { Clock } from '../foundation/index.ts';

/** The public keys of an OIDC provider whose tokens are exchanged here. */
export interface UpstreamKeys {
  /** The `iss` of its tokens, compared exactly. */
  readonly issuer: string;
  /**
   * The signing key with this `kid`.
   * @throws when the key set cannot be fetched or read
   */
  key(kid: string): Promise<KeyObject | undefined>;
}

export type Fetch = (input: string, init?: RequestInit) => Promise<Response>;

const FETCH_TIMEOUT_MS = 5_000;
const MAX_BYTES = 256 * 1024;
const MAX_KEYS = 50;
/** A key set is fetched anew when it is this old … */
const MAX_AGE_MS = 60 * 60 * 1000;
/** … or when a token names an unknown key, but not more often than this: strangers' tokens must not make us call out without end. */
const COOL_DOWN_MS = 10_000;

async function fetchJson(fetch: Fetch, url: string): Promise<Record<string, unknown>> {
  const response = await fetch(url, {
    headers: { accept: 'application/json' },
    redirect: 'error',
    signal: AbortSignal.timeout(FETCH_TIMEOUT_MS),
  });
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.length;
    if (size > MAX_BYTES) throw new Error(`${url} answered more than ${MAX_BYTES} bytes`);
    chunks.push(chunk);
  }
  const value: unknown = JSON.parse(Buffer.concat(chunks).toString('utf8'));
  if (typeof value !== 'object' || value === null) throw new Error(`${url} did not answer a JSON object`);
  return value as Record<string, unknown>;
}

/** The RSA signing keys of a JWKS by `kid`; keys of other kinds are passed over. */
function signingKeysIn(jwks: Record<string, unknown>): ReadonlyMap<string, KeyObject> {
  const list = Array.isArray(jwks['keys']) ? jwks['keys'].slice(0, MAX_KEYS) : [];
  const keys = new Map<string, KeyObject>();
  for (const jwk of list as Record<string, unknown>[]) {
    const { kty, kid, use, n, e } = jwk;
    if (kty !== 'RSA' || typeof kid !== 'string' || (use !== undefined && use !== 'sig')) continue;
    try {
      // Only the public members: what else the set holds does not become part of a key.
      keys.set(kid, createPublicKey({ key: { kty, n: n as string, e: e as string }, format: 'jwk' }));
    } catch {
      // One unreadable key must not make the others unusable.
    }
  }
  return keys;
}

/** Keys fetched from the provider's metadata (`{issuer}/.well-known/openid-configuration`), kept an hour. */
export function remoteKeys(options: { issuer: string; clock: Clock; fetch?: Fetch }): UpstreamKeys {
  const { issuer, clock } = options;
  const fetch = options.fetch ?? globalThis.fetch;
  let known: { readonly keys: ReadonlyMap<string, KeyObject>; readonly fetched: number } | undefined;
  let loading: Promise<ReadonlyMap<string, KeyObject>> | undefined;
  let failed: { readonly error: Error; readonly at: number } | undefined;

  const load = async (): Promise<ReadonlyMap<string, KeyObject>> => {
    const metadata = await fetchJson(fetch, `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`);
    if (metadata['issuer'] !== issuer) throw new Error(`the metadata of ${issuer} names another issuer`);
    const uri = metadata['jwks_uri'];
    if (typeof uri !== 'string' || !/^https?:\/\//.test(uri))
      throw new Error(`the metadata of ${issuer} has no jwks_uri`);
    const keys = signingKeysIn(await fetchJson(fetch, uri));
    known = { keys, fetched: clock.now() };
    failed = undefined;
    return keys;
  };
  const loadOnce = (): Promise<ReadonlyMap<string, KeyObject>> => {
    if (failed && clock.now() - failed.at < COOL_DOWN_MS && clock.now() >= failed.at) throw failed.error;
    loading ??= load()
      .catch((error: Error) => {
        failed = { error, at: clock.now() };
        throw error;
      })
      .finally(() => {
        loading = undefined;
      });
    return loading;
  };
  return {
    issuer,
    async key(kid) {
      const age = known === undefined ? Number.POSITIVE_INFINITY : Math.abs(clock.now() - known.fetched);
      if (known === undefined || age > MAX_AGE_MS) return (await loadOnce()).get(kid);
      return known.keys.get(kid) ?? (age > COOL_DOWN_MS ? (await loadOnce()).get(kid) : undefined);
    },
  };
}
