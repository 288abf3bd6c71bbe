import type { TokenCache } from './cache.ts';
import type { Environment, EnvironmentName } from './environments.ts';
import type { PortvaktError } from './errors.ts';
import type { KeySource } from './keys.ts';
import type { AltinnOptions, Overrides, TokenRequest } from './request.ts';
import type { AccessToken } from './token.ts';

/** Told of what happens, for logs and metrics. No event holds a token, an assertion or a key. A hook must not throw. */
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

/** A client: who it is, where it asks, and how it waits. */
export interface MaskinportenOptions extends TokenRequest {
  /** Left out: the platform at `PORTVAKT_URL`. The real environments are reached by their names only. */
  readonly environment?: EnvironmentName | Environment | undefined;
  readonly clientId: string;
  readonly key: KeySource;
  /** What Altinn tokens are asked for with; `true` or an object makes them what `createFetch` puts on. */
  readonly altinn?: boolean | AltinnOptions;
  /** Shares tokens with other processes; default: this client's memory alone. */
  readonly cache?: TokenCache;
  /** Default 115 and 10. */
  readonly assertion?: { readonly lifetimeSeconds?: number; readonly backdateSeconds?: number };
  /**
   * Seconds left of a token: from `softSeconds` on it is renewed in the background, from `hardSeconds` on a caller waits for the new one.
   * Default a quarter of its life, at most 120, and a twelfth, at most 10; never more than half of its life.
   */
  readonly renewal?: { readonly softSeconds?: number; readonly hardSeconds?: number };
  /** Default 3 attempts, waits of random length up to 250 ms, doubled each time up to 5 s. */
  readonly retry?: { readonly attempts?: number; readonly baseMs?: number; readonly capMs?: number } | false;
  /** Of one attempt; default 15,000. */
  readonly timeoutMs?: number;
  /** Of all attempts of one token; default 30,000. */
  readonly deadlineMs?: number;
  /** For so long a definite refusal is answered from memory, twice as long each time; default 1,000. */
  readonly failureMemoryMs?: number;
  readonly fetch?: typeof globalThis.fetch;
  /** Milliseconds since the epoch. */
  readonly clock?: () => number;
  readonly hooks?: Hooks;
  /**
   * The trace that a request for a token is a part of, as `traceparent` of W3C, asked for before each; undefined = none. Who waits for a token that
   * another has asked for already is not in it.
   */
  readonly traceparent?: () => string | undefined;
  /** Keeps a worker on the edge alive until background work is done, e.g. `ctx.waitUntil`. */
  readonly waitUntil?: (work: Promise<unknown>) => void;
}

/** Of one call. */
export interface CallOptions {
  readonly signal?: AbortSignal;
  /** Passes cache and failure memory by. */
  readonly refresh?: boolean;
}

/** Gives tokens, from memory while they last. Methods reject with a `PortvaktError`. */
export interface MaskinportenClient {
  /** A token of Maskinporten. */
  getToken(request?: Overrides<TokenRequest>, options?: CallOptions): Promise<AccessToken>;
  /** An Altinn token, exchanged for one of Maskinporten. */
  getAltinnToken(request?: Overrides<TokenRequest & AltinnOptions>, options?: CallOptions): Promise<AccessToken>;
  /** From memory only. */
  peek(request?: Overrides<TokenRequest & AltinnOptions>, kind?: AccessToken['kind']): AccessToken | undefined;
  /** Forgets a token, those of a request, or all. */
  invalidate(what?: AccessToken | TokenRequest): Promise<void>;
  /** A client with other defaults that shares key, cache and running requests. */
  with(defaults: Overrides<TokenRequest & AltinnOptions>): MaskinportenClient;
  /** What `createFetch` uses by default. */
  readonly defaultKind: AccessToken['kind'];
  [Symbol.asyncDispose](): Promise<void>;
}
