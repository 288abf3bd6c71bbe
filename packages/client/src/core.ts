import { DEFAULT_TIMEOUT_MS } from './answer.ts';
import { type CachedToken, DEFAULT_ENTRIES, type TokenCache } from './cache.ts';
import { cacheKeys } from './cache-key.ts';
import { checkMembers } from './check.ts';
import { altinnPlatform, type Environment, resolveEnvironment } from './environments.ts';
import { ConfigurationError } from './errors.ts';
import type { Signer } from './keys.ts';
import { Lru } from './lru.ts';
import type { MaskinportenOptions } from './options.ts';
import type { AltinnOptions, NormalRequest } from './request.ts';
import { type AccessToken, AccessTokenValue, type Freshness, freshness } from './token.ts';

/** What a call is about, brought into one form. */
export interface Target {
  readonly request: NormalRequest;
  /** Undefined for a Maskinporten token. */
  readonly altinn: AltinnOptions | undefined;
}

/** A token in memory, and the form in which it is handed out from there. */
export interface Entry {
  readonly cached: CachedToken;
  readonly token: AccessToken;
  /** The same, for callers who wait: nearly every call is answered with it. */
  readonly promise: Promise<AccessToken>;
  /** When it expires by the monotonic clock, ms: a wall clock that is set back makes no token live longer. */
  readonly deadline: number;
}

/** What every client made by `with` shares: options, signer, caches. */
export class Core {
  readonly environment: Environment;
  readonly options: MaskinportenOptions;
  readonly #memory = new Lru<Entry>(DEFAULT_ENTRIES);
  readonly #keys = cacheKeys();
  /** Under which key a token that was handed out is kept. */
  readonly #issued = new WeakMap<AccessToken, string>();
  signer: Signer | undefined;
  /** How far the server's clock is ahead, ms. */
  offsetMs = 0;

  constructor(options: MaskinportenOptions) {
    this.options = Object.freeze({ ...options });
    this.environment = resolveEnvironment(options.environment);
  }

  now(): number {
    const now = (this.options.clock ?? Date.now)();
    if (now >= 0 && now < 8.64e15) return now;
    throw new ConfigurationError('clock gives no time', { hint: 'It must give milliseconds since 1970' });
  }

  async loadSigner(signal?: AbortSignal): Promise<Signer> {
    const signer = await this.options.key.signer(signal ? { signal } : {});
    checkMembers(signer, 'what the key source gives', { id: 'a text', header: 'an object', sign: 'a function' });
    if (this.signer && this.signer.id !== signer.id) {
      const kid = signer.header.kid;
      this.options.hooks?.onKeyChange?.({ id: signer.id, ...(kid === undefined ? {} : { kid }) });
    }
    this.signer = signer;
    return signer;
  }

  platform(altinn: AltinnOptions): string {
    const platform = this.environment.altinnPlatform;
    // A client of a local platform stays with that one, wherever it is.
    const isHere = altinn.environment === 'local' && this.environment.name === 'local' && platform !== undefined;
    if (altinn.environment !== undefined && !isHere) return altinnPlatform(altinn.environment);
    if (platform === undefined)
      throw new ConfigurationError('the environment names no altinnPlatform', { hint: 'Set altinn.environment' });
    return platform;
  }

  /** The key that a target's token is kept under (client-library.md 7.3). */
  key({ request, altinn }: Target, signer: Signer): string {
    const { environment, options } = this;
    const platform = altinn && this.platform(altinn);
    return this.#keys.canonical({
      environment,
      clientId: options.clientId,
      signer: signer.id,
      request,
      platform,
      altinn,
    });
  }

  /** The form in which a token is handed out. */
  given(key: string, cached: CachedToken, source: AccessToken['source']): AccessToken {
    const token = new AccessTokenValue(cached, source);
    this.#issued.set(token, key);
    return token;
  }

  /** In memory, expired or not. */
  remembered(key: string): Entry | undefined {
    return this.#memory.get(key);
  }

  /** Where in its life a token in memory is; the stricter clock rules. */
  freshness(entry: Entry): Freshness {
    return performance.now() >= entry.deadline ? 'expired' : freshness(entry.cached, this.now(), this.options.renewal);
  }

  /** From memory, else from the custom cache; never one that has expired. */
  async find(key: string, target: Target, signal?: AbortSignal): Promise<Entry | undefined> {
    const memory = this.remembered(key);
    if (memory && this.freshness(memory) !== 'expired') return memory;
    if (!this.options.cache || target.altinn?.enterpriseUser) return undefined;
    const found = await this.#custom(
      async (cache, end) => cache.get(await this.#keys.hash(key), { signal: end }),
      signal,
    );
    return found && found.expiresAt > this.now() ? this.#remember(key, found) : undefined;
  }

  #remember(key: string, cached: CachedToken): Entry {
    const deadline = performance.now() + cached.expiresAt - this.now();
    const token = this.given(key, cached, 'cache');
    const entry = { cached, token, promise: Promise.resolve(token), deadline };
    this.#memory.set(key, entry);
    return entry;
  }

  /** Enterprise users' tokens stay in memory. */
  async keep(key: string, target: Target, cached: CachedToken): Promise<void> {
    const ttl = cached.expiresAt - this.now();
    this.#remember(key, cached);
    if (!target.altinn?.enterpriseUser)
      await this.#custom(async (cache) => cache.set(await this.#keys.hash(key), cached, ttl));
  }

  async forget(key: string): Promise<void> {
    this.#memory.delete(key);
    await this.#custom(async (cache) => cache.delete(await this.#keys.hash(key)));
  }

  /** Drops exactly this token: one that has taken its place stays. */
  async drop(token: AccessToken): Promise<void> {
    const key = this.#issued.get(token);
    if (key === undefined) return;
    if (this.remembered(key)?.cached.token === token.value) this.#memory.delete(key);
    await this.#custom(async (cache) => {
      const hash = await this.#keys.hash(key);
      if ((await cache.get(hash))?.token === token.value) await cache.delete(hash);
    });
  }

  /** A custom cache that fails counts as a miss and is reported; so does one that has not answered when a server would be left. */
  async #custom<T>(
    use: (cache: TokenCache, end: AbortSignal) => T | Promise<T>,
    signal?: AbortSignal,
  ): Promise<T | undefined> {
    const { cache, hooks, timeoutMs } = this.options;
    if (!cache) return undefined;
    const timeout = AbortSignal.timeout(timeoutMs ?? DEFAULT_TIMEOUT_MS);
    const end = signal ? AbortSignal.any([signal, timeout]) : timeout;
    try {
      return await Promise.race([
        use(cache, end),
        new Promise<never>((_, reject) => end.addEventListener('abort', () => reject(end.reason), { once: true })),
      ]);
    } catch (error) {
      if (!signal?.aborted) hooks?.onCacheError?.(error);
      return undefined;
    }
  }
}
