import { signAssertion } from './assertion.ts';
import { type CachedToken, memoryCache, type TokenCache } from './cache.ts';
import { cacheKeys } from './cache-key.ts';
import { decodeToken } from './decode.ts';
import { altinnPlatform, type Environment, type EnvironmentName, resolveEnvironment } from './environments.ts';
import { ConfigurationError, EnterpriseUserError, ExchangeError, PortvaktError, TokenRequestError } from './errors.ts';
import { hintFor } from './hints.ts';
import { exchangeToken, requestToken, serverTimes } from './http.ts';
import type { KeySource, Signer } from './keys.ts';
import { metadataEndpoint } from './metadata.ts';
import {
  type AltinnOptions,
  merged,
  type NormalRequest,
  normalize,
  type Overrides,
  type TokenRequest,
} from './request.ts';
import { retrying } from './retry.ts';
import { type AccessToken, AccessTokenValue, freshness } from './token.ts';

export interface Hooks {
  onTokenRequest?(event: {
    target: 'maskinporten' | 'altinn';
    attempt: number;
    background: boolean;
    clientId: string;
    scopes: readonly string[];
  }): void;
  onTokenResult?(event: {
    outcome: 'network' | 'cache' | 'error';
    durationMs: number;
    expiresAt?: Date;
    error?: PortvaktError;
  }): void;
  onClockSkew?(event: { offsetMs: number }): void;
  onKeyChange?(event: { id: string; kid?: string }): void;
  onCacheError?(event: unknown): void;
}

export interface MaskinportenOptions extends TokenRequest {
  readonly environment: EnvironmentName | Environment;
  readonly clientId: string;
  readonly key: KeySource;
  readonly altinn?: boolean | AltinnOptions;
  readonly cache?: TokenCache;
  readonly assertion?: { readonly lifetimeSeconds?: number; readonly backdateSeconds?: number };
  readonly renewal?: { readonly softSeconds?: number; readonly hardSeconds?: number };
  readonly retry?: { readonly attempts?: number; readonly baseMs?: number; readonly capMs?: number } | false;
  readonly timeoutMs?: number;
  readonly deadlineMs?: number;
  readonly failureMemoryMs?: number;
  readonly fetch?: typeof globalThis.fetch;
  /** Milliseconds since the epoch. */
  readonly clock?: () => number;
  readonly hooks?: Hooks;
  readonly waitUntil?: (work: Promise<unknown>) => void;
}

export interface CallOptions {
  readonly signal?: AbortSignal;
  /** Passes cache and failure memory by. */
  readonly refresh?: boolean;
}

export interface MaskinportenClient {
  getToken(request?: Overrides<TokenRequest>, options?: CallOptions): Promise<AccessToken>;
  getAltinnToken(request?: Overrides<TokenRequest & AltinnOptions>, options?: CallOptions): Promise<AccessToken>;
  /** From memory only. */
  peek(request?: Overrides<TokenRequest & AltinnOptions>, kind?: AccessToken['kind']): AccessToken | undefined;
  invalidate(what?: AccessToken | TokenRequest): Promise<void>;
  /** A client with other defaults that shares key, cache and running requests. */
  with(defaults: Overrides<TokenRequest & AltinnOptions>): MaskinportenClient;
  /** What `createFetch` uses by default. */
  readonly defaultKind: AccessToken['kind'];
  [Symbol.asyncDispose](): Promise<void>;
}

interface Flight {
  readonly promise: Promise<AccessToken>;
  readonly abort: AbortController;
  waiting: number;
}

interface Failure {
  readonly error: PortvaktError;
  readonly until: number;
  readonly span: number;
}

const MAX_FAILURES = 1000;
const MAX_FAILURE_MS = 30_000;
const RENEWAL_PAUSE_MS = 5000;
const SKEW_MS = 10_000;

/** What every client made by `with` shares. */
class Core {
  readonly environment: Environment;
  readonly options: MaskinportenOptions;
  readonly memory = memoryCache();
  readonly flights = new Map<string, Flight>();
  readonly failures = new Map<string, Failure>();
  readonly pauses = new Map<string, { until: number; span: number }>();
  readonly keys = cacheKeys();
  /** Under which key a token that was handed out is kept. */
  readonly issued = new WeakMap<AccessToken, string>();
  signer: Signer | undefined;
  offsetMs = 0;

  constructor(options: MaskinportenOptions) {
    this.options = Object.freeze({ ...options });
    this.environment = resolveEnvironment(options.environment);
  }

  now(): number {
    return (this.options.clock ?? Date.now)();
  }

  async loadSigner(signal?: AbortSignal): Promise<Signer> {
    const signer = await this.options.key.signer(signal ? { signal } : {});
    if (this.signer && this.signer.id !== signer.id) {
      const kid = signer.header.kid;
      this.options.hooks?.onKeyChange?.({ id: signer.id, ...(kid === undefined ? {} : { kid }) });
    }
    this.signer = signer;
    return signer;
  }
}

/** Settings that a call works with. */
interface Target {
  readonly request: NormalRequest;
  readonly altinn: AltinnOptions | undefined;
}

/**
 * Makes a client. It does nothing until asked for a token; options are copied.
 * @throws ConfigurationError
 */
export function createMaskinportenClient(options: MaskinportenOptions): MaskinportenClient {
  if (typeof options.clientId !== 'string' || options.clientId === '')
    throw new ConfigurationError('clientId is missing');
  if (typeof options.key?.signer !== 'function')
    throw new ConfigurationError('key is missing', { hint: 'Give a key source, e.g. jwk(…)' });
  const altinn = typeof options.altinn === 'object' ? options.altinn : {};
  const core = new Core(options);
  const { scopes, resource, consumerOrg, pid, systemUser, consent, authorizationDetails } = options;
  const request = defined({ scopes, resource, consumerOrg, pid, systemUser, consent, authorizationDetails });
  if (scopes !== undefined) normalize(request);
  return new Client(core, { ...request, ...altinn }, options.altinn ? 'altinn' : 'maskinporten');
}

const defined = (object: { [K in keyof TokenRequest]: TokenRequest[K] | undefined }): TokenRequest =>
  Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as TokenRequest;

class Client implements MaskinportenClient {
  readonly defaultKind: AccessToken['kind'];
  readonly #core: Core;
  readonly #defaults: TokenRequest & AltinnOptions;

  constructor(core: Core, defaults: TokenRequest & AltinnOptions, kind: AccessToken['kind']) {
    this.#core = core;
    this.#defaults = Object.freeze({ ...defaults });
    this.defaultKind = kind;
  }

  with(defaults: Overrides<TokenRequest & AltinnOptions>): MaskinportenClient {
    return new Client(this.#core, merged(this.#defaults, defaults), this.defaultKind);
  }

  // Async, so that a bad request rejects and never throws at the caller.
  async getToken(request?: Overrides<TokenRequest>, options: CallOptions = {}): Promise<AccessToken> {
    return this.#get(this.#target(request, 'maskinporten'), options);
  }

  async getAltinnToken(
    request?: Overrides<TokenRequest & AltinnOptions>,
    options: CallOptions = {},
  ): Promise<AccessToken> {
    return this.#get(this.#target(request, 'altinn'), options);
  }

  peek(
    request?: Overrides<TokenRequest & AltinnOptions>,
    kind: AccessToken['kind'] = this.defaultKind,
  ): AccessToken | undefined {
    const core = this.#core;
    if (!core.signer) return undefined;
    const key = this.#key(this.#target(request, kind), core.signer);
    const found = core.memory.get(key) as CachedToken | undefined;
    return found && freshness(found, core.now(), core.options.renewal) !== 'expired'
      ? this.#given(key, found, 'cache')
      : undefined;
  }

  async invalidate(what?: AccessToken | TokenRequest): Promise<void> {
    const core = this.#core;
    core.failures.clear();
    if (what !== undefined && 'value' in what) return this.#drop(what);
    const signer = await core.loadSigner();
    for (const kind of ['maskinporten', 'altinn'] as const) {
      const key = this.#key(this.#target(what, kind), signer);
      core.memory.delete(key);
      await this.#custom(async (cache) => cache.delete(await core.keys.hash(key)));
    }
  }

  /** Drops exactly this token: one that has taken its place stays. */
  async #drop(token: AccessToken): Promise<void> {
    const core = this.#core;
    const key = core.issued.get(token);
    if (key === undefined) return;
    if ((core.memory.get(key) as CachedToken | undefined)?.token === token.value) core.memory.delete(key);
    await this.#custom(async (cache) => {
      const hash = await core.keys.hash(key);
      if ((await cache.get(hash))?.token === token.value) await cache.delete(hash);
    });
  }

  #given(key: string, cached: CachedToken, source: AccessToken['source']): AccessToken {
    const token = new AccessTokenValue(cached, source);
    this.#core.issued.set(token, key);
    return token;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const flight of this.#core.flights.values())
      flight.abort.abort(new PortvaktError('NETWORK', 'the client was disposed'));
    await this.#core.options.key.close?.();
  }

  toJSON(): object {
    return { clientId: this.#core.options.clientId, environment: this.#core.environment.name };
  }

  #target(request: Overrides<TokenRequest & AltinnOptions> | undefined, kind: AccessToken['kind']): Target {
    const all = request === undefined ? this.#defaults : merged(this.#defaults, request);
    return { request: normalize(all), altinn: kind === 'altinn' ? all : undefined };
  }

  #platform(altinn: AltinnOptions): string {
    if (altinn.environment !== undefined) return altinnPlatform(altinn.environment);
    const platform = this.#core.environment.altinnPlatform;
    if (platform === undefined)
      throw new ConfigurationError('the environment names no altinnPlatform', { hint: 'Set altinn.environment' });
    return platform;
  }

  #key(target: Target, signer: Signer): string {
    const { environment, options, keys } = this.#core;
    const platform = target.altinn && this.#platform(target.altinn);
    return keys.canonical({
      environment,
      clientId: options.clientId,
      signer: signer.id,
      request: target.request,
      platform,
      altinn: target.altinn,
    });
  }

  async #get(target: Target, options: CallOptions): Promise<AccessToken> {
    options.signal?.throwIfAborted();
    const core = this.#core;
    const signer = core.signer ?? (await core.loadSigner(options.signal));
    const key = this.#key(target, signer);
    if (!options.refresh) {
      const found = await this.#cached(key, target);
      const state = found ? freshness(found, core.now(), core.options.renewal) : 'expired';
      if (found && state !== 'expired' && state !== 'hard') {
        if (state === 'soft') this.#renewInBackground(key, target);
        core.options.hooks?.onTokenResult?.({ outcome: 'cache', durationMs: 0, expiresAt: new Date(found.expiresAt) });
        return this.#given(key, found, 'cache');
      }
      const failure = core.failures.get(key);
      if (failure && failure.until > core.now()) throw failure.error;
      if (found && state === 'hard') return this.#orStill(key, this.#join(key, target, options, false), found);
    }
    return this.#join(key, target, options, options.refresh === true);
  }

  /** While renewal fails for a passing reason, a token that is still valid is better than an error. */
  async #orStill(key: string, renewed: Promise<AccessToken>, old: CachedToken): Promise<AccessToken> {
    try {
      return await renewed;
    } catch (error) {
      if (error instanceof PortvaktError && error.retryable && old.expiresAt - 1000 > this.#core.now())
        return this.#given(key, old, 'cache');
      throw error;
    }
  }

  async #cached(key: string, target: Target): Promise<CachedToken | undefined> {
    const core = this.#core;
    const memory = core.memory.get(key) as CachedToken | undefined;
    if (memory && memory.expiresAt > core.now()) return memory;
    if (!core.options.cache || target.altinn?.enterpriseUser) return undefined;
    const found = await this.#custom(async (cache) => cache.get(await core.keys.hash(key)));
    if (!found || found.expiresAt <= core.now()) return undefined;
    core.memory.set(key, found, found.expiresAt - core.now());
    return found;
  }

  /** A custom cache that fails counts as a miss and is reported. */
  async #custom<T>(use: (cache: TokenCache) => T | Promise<T>): Promise<T | undefined> {
    const { cache, hooks } = this.#core.options;
    if (!cache) return undefined;
    try {
      return await use(cache);
    } catch (error) {
      hooks?.onCacheError?.(error);
      return undefined;
    }
  }

  /** One request a key; a caller that aborts leaves the others alone, the last one to leave ends it. */
  #join(key: string, target: Target, { signal }: CallOptions, fresh: boolean): Promise<AccessToken> {
    const { flights } = this.#core;
    // It may have been aborted while key or cache were read; an abort in the past sends no event.
    if (signal?.aborted) return Promise.reject(signal.reason);
    const flight = flights.get(key) ?? this.#launch(key, target, false, fresh);
    flight.waiting += 1;
    if (!signal) return flight.promise;
    return new Promise((resolve, reject) => {
      const leave = () => {
        flight.waiting -= 1;
        if (flight.waiting === 0) {
          // Whoever comes now must not join a request that is about to end.
          if (flights.get(key) === flight) flights.delete(key);
          flight.abort.abort(signal.reason);
        }
        reject(signal.reason);
      };
      signal.addEventListener('abort', leave, { once: true });
      flight.promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', leave));
    });
  }

  #launch(key: string, target: Target, background: boolean, fresh: boolean): Flight {
    const core = this.#core;
    const abort = new AbortController();
    const started = performance.now();
    // An aborted request ends late: by then another may have taken its place.
    const done = () => {
      if (core.flights.get(key)?.promise === promise) core.flights.delete(key);
    };
    const promise: Promise<AccessToken> = this.#obtain(key, target, abort.signal, background, fresh).then(
      (token) => {
        done();
        core.failures.delete(key);
        core.options.hooks?.onTokenResult?.({
          outcome: 'network',
          durationMs: performance.now() - started,
          expiresAt: token.expiresAt,
        });
        return token;
      },
      (error: unknown) => {
        done();
        if (error instanceof PortvaktError) {
          this.#remember(key, error);
          core.options.hooks?.onTokenResult?.({ outcome: 'error', durationMs: performance.now() - started, error });
        }
        throw error;
      },
    );
    // Somebody may always have left; a failure nobody waits for is no unhandled rejection.
    promise.catch(() => {});
    const flight: Flight = { promise, abort, waiting: 0 };
    core.flights.set(key, flight);
    return flight;
  }

  #renewInBackground(key: string, target: Target): void {
    const core = this.#core;
    const pause = core.pauses.get(key);
    if (core.flights.has(key) || (pause && pause.until > core.now())) return;
    const flight = this.#launch(key, target, true, true);
    flight.waiting += 1;
    const work = flight.promise.then(
      () => void core.pauses.delete(key),
      () => {
        const span = Math.min((pause?.span ?? RENEWAL_PAUSE_MS / 2) * 2, MAX_FAILURE_MS);
        core.pauses.set(key, { until: core.now() + span, span });
      },
    );
    core.options.waitUntil?.(work);
  }

  /** A definite refusal is answered from memory for a moment, a locked user until `Retry-After`; passing failures are not remembered. */
  #remember(key: string, error: PortvaktError): void {
    const { failures, options } = this.#core;
    const enterprise = error instanceof EnterpriseUserError;
    if (!enterprise && (error.retryable || !(error instanceof TokenRequestError || error instanceof ExchangeError)))
      return;
    const before = failures.get(key);
    const usual = Math.min(before ? before.span * 2 : (options.failureMemoryMs ?? 1000), MAX_FAILURE_MS);
    const span =
      error.code === 'ENTERPRISE_USER_GONE' ? MAX_FAILURE_MS : enterprise ? (error.retryAfterMs ?? usual) : usual;
    if (failures.size >= MAX_FAILURES) failures.clear();
    failures.set(key, { error, until: this.#core.now() + span, span });
  }

  async #obtain(
    key: string,
    target: Target,
    signal: AbortSignal,
    background: boolean,
    fresh: boolean,
  ): Promise<AccessToken> {
    const core = this.#core;
    const cached = target.altinn
      ? await this.#altinnToken(target, target.altinn, signal, background, fresh)
      : await this.#maskinportenToken(target.request, signal, background);
    const ttl = cached.expiresAt - core.now();
    core.memory.set(key, cached, ttl);
    if (!target.altinn?.enterpriseUser)
      await this.#custom(async (cache) => cache.set(await core.keys.hash(key), cached, ttl));
    return this.#given(key, cached, 'network');
  }

  async #altinnToken(
    target: Target,
    altinn: AltinnOptions,
    signal: AbortSignal,
    background: boolean,
    fresh: boolean,
  ): Promise<CachedToken> {
    const core = this.#core;
    const { options } = core;
    const platform = this.#platform(altinn);
    const inner: Target = { request: target.request, altinn: undefined };
    const refresh = fresh ? { signal, refresh: true } : { signal };
    let upstream = await this.#get(inner, background ? { signal } : refresh);
    const user = altinn.enterpriseUser;
    const exchange = async (token: string, attempt: number): Promise<CachedToken> => {
      options.hooks?.onTokenRequest?.({
        target: 'altinn',
        attempt,
        background,
        clientId: options.clientId,
        scopes: target.request.scopes,
      });
      const password = user && (typeof user.password === 'function' ? await user.password() : user.password);
      const value = await exchangeToken(platform, token, {
        signal,
        ...httpOptions(options),
        ...(altinn.testOrg ? { testOrg: true } : {}),
        ...(user && password !== undefined ? { enterpriseUser: { name: user.name, password } } : {}),
      });
      return this.#stamped(value, 'altinn', target.request.scopes, undefined);
    };
    return retrying(options, core, signal, async (attempt) => {
      try {
        return await exchange(upstream.value, attempt);
      } catch (error) {
        if (!(error instanceof ExchangeError) || error.status !== 401 || upstream.source !== 'cache') throw error;
        upstream = await this.#get(inner, { signal, refresh: true });
        return exchange(upstream.value, attempt);
      }
    });
  }

  #stamped(
    token: string,
    kind: CachedToken['kind'],
    scopes: readonly string[],
    lifetime: number | undefined,
  ): CachedToken {
    const core = this.#core;
    const now = core.now();
    const life = lifetime !== undefined && lifetime > 0 ? lifetime * 1000 : lifeOf(token, now + core.offsetMs);
    return { token, kind, scopes: [...scopes], obtainedAt: now, expiresAt: now + life };
  }

  async #maskinportenToken(request: NormalRequest, signal: AbortSignal, background: boolean): Promise<CachedToken> {
    const core = this.#core;
    const { options, environment } = core;
    const endpoint =
      environment.tokenEndpoint ?? (await metadataEndpoint(environment.issuer, httpOptions(options), signal));
    let repeats = { clock: false, key: false };
    return retrying(options, core, signal, async (attempt) => {
      for (;;) {
        const signer = await core.loadSigner(signal);
        options.hooks?.onTokenRequest?.({
          target: 'maskinporten',
          attempt,
          background,
          clientId: options.clientId,
          scopes: request.scopes,
        });
        const sent = core.now();
        const assertion = await signAssertion(
          signer,
          request,
          { audience: environment.issuer, clientId: options.clientId, now: sent + core.offsetMs, ...options.assertion },
          { signal },
        );
        try {
          const answer = await requestToken(endpoint, assertion, { signal, ...httpOptions(options) });
          const token = this.#stamped(answer.access_token, 'maskinporten', request.scopes, answer.expires_in);
          return { ...token, obtainedAt: sent, expiresAt: token.expiresAt - (core.now() - sent) };
        } catch (error) {
          if (!(error instanceof TokenRequestError)) throw error;
          const offset = serverTimes.has(error) ? (serverTimes.get(error) ?? 0) - core.now() : undefined;
          if (!repeats.clock && this.#correctsClock(error, offset)) repeats = { ...repeats, clock: true };
          else if (!repeats.key && (await this.#correctsKey(error))) repeats = { ...repeats, key: true };
          else throw this.#explained(error, attempt, signer, offset);
        }
      }
    });
  }

  /** A wrong clock: remember how wrong, and try once more. */
  #correctsClock(error: TokenRequestError, offset: number | undefined): boolean {
    const core = this.#core;
    if (error.error !== 'invalid_grant' || offset === undefined || Math.abs(offset - core.offsetMs) <= SKEW_MS)
      return false;
    core.offsetMs = offset;
    core.options.hooks?.onClockSkew?.({ offsetMs: offset });
    return true;
  }

  async #correctsKey(error: TokenRequestError): Promise<boolean> {
    const { key } = this.#core.options;
    const aboutKey =
      error.mpCode === 'MP-121' || error.mpCode === 'MP-124' || /unknown key identifier/i.test(error.description ?? '');
    return aboutKey && key.refresh !== undefined && (await key.refresh('rejected'));
  }

  #explained(
    error: TokenRequestError,
    attempts: number,
    signer: Signer,
    offsetMs: number | undefined,
  ): TokenRequestError {
    const { options, environment } = this.#core;
    const hint = hintFor(error.mpCode, error.error, error.description, {
      clientId: options.clientId,
      environment: environment.name,
      issuer: environment.issuer,
      kid: signer.header.kid,
      offsetMs,
    });
    const { status, retryable, description, errorUri, retryAfterMs } = error;
    return new TokenRequestError(
      error.code,
      `${error.message} [client ${options.clientId}, environment ${environment.name}]`,
      {
        status,
        retryable,
        error: error.error,
        description,
        errorUri,
        retryAfterMs,
        attempts,
        ...(hint === undefined ? {} : { hint }),
      },
    );
  }
}

const httpOptions = ({ fetch, timeoutMs }: MaskinportenOptions) => ({
  ...(fetch === undefined ? {} : { fetch }),
  ...(timeoutMs === undefined ? {} : { timeoutMs }),
});

const FALLBACK_LIFE_MS = 60_000;

/** Life by the token's own `exp`, ms. */
function lifeOf(token: string, now: number): number {
  try {
    const life = (decodeToken(token).expiresAt?.getTime() ?? 0) - now;
    return life > 0 ? life : FALLBACK_LIFE_MS;
  } catch {
    return FALLBACK_LIFE_MS;
  }
}
