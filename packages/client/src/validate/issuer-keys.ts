import { createLocalJWKSet, errors, type JSONWebKeySet, type JWK, type JWTHeaderParameters } from 'jose';
import type { HttpOptions } from '../answer.ts';
import { PortvaktError } from '../errors.ts';
import { send } from '../http.ts';

const REFETCH_MS = 30_000;
const MAX_AGE_MS = 24 * 3600 * 1000;

type Lookup = ReturnType<typeof createLocalJWKSet>;

/** Altinn publishes `n` in standard base64 with padding; strict libraries want base64url. */
const normalized = (key: JWK): JWK => ({
  ...key,
  ...(typeof key.n === 'string' ? { n: key.n.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '') } : {}),
});

/** An issuer's public keys: fetched once, again at most every 30 s when a `kid` is unknown, and daily. */
export class IssuerKeys {
  readonly #url: string;
  readonly #http: HttpOptions;
  readonly #clock: () => number;
  #lookup: Lookup | undefined;
  #fetched = Number.NEGATIVE_INFINITY;
  #tried = Number.NEGATIVE_INFINITY;
  #running: Promise<void> | undefined;

  constructor(url: string, http: HttpOptions, clock: () => number) {
    this.#url = url;
    this.#http = http;
    this.#clock = clock;
  }

  /** @throws jose's JWKSNoMatchingKey; PortvaktError NETWORK or MASKINPORTEN_UNAVAILABLE when there are no keys at all */
  async find(header: JWTHeaderParameters): Promise<CryptoKey> {
    if (!this.#lookup || this.#clock() - this.#fetched > MAX_AGE_MS) await this.#load();
    try {
      return await this.#in(header);
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey) || this.#clock() - this.#tried < REFETCH_MS) throw error;
      await this.#load();
      return this.#in(header);
    }
  }

  #in(header: JWTHeaderParameters): Promise<CryptoKey> {
    if (!this.#lookup) throw new errors.JWKSNoMatchingKey();
    return this.#lookup(header);
  }

  /** Callers share one fetch; a failed one keeps the old keys. */
  #load(): Promise<void> {
    this.#running ??= this.#fetch().finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  async #fetch(): Promise<void> {
    this.#tried = this.#clock();
    try {
      const { status, text } = await send(this.#url, { headers: { accept: 'application/json' } }, this.#http);
      const set = status === 200 ? (JSON.parse(text) as JSONWebKeySet) : undefined;
      if (!set || !Array.isArray(set.keys)) throw new TypeError(`answered ${status} without keys`);
      this.#lookup = createLocalJWKSet({ keys: set.keys.filter(({ kty }) => kty === 'RSA').map(normalized) });
      this.#fetched = this.#tried;
    } catch (cause) {
      if (this.#lookup) return;
      if (cause instanceof PortvaktError) throw cause;
      throw new PortvaktError('MASKINPORTEN_UNAVAILABLE', `no keys could be read from ${this.#url}`, {
        retryable: true,
        cause,
      });
    }
  }
}
