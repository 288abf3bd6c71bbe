import type { TokenCache } from './cache.ts';
import type { Environment, EnvironmentName } from './environments.ts';
import type { PortvaktError } from './errors.ts';
import type { KeySource } from './keys.ts';
import type { AltinnOptions, Overrides, TokenRequest } from './request.ts';
import type { AccessToken } from './token.ts';

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
  /** Left out: the platform at `PORTVAKT_URL`. The real environments are reached by their names only. */
  readonly environment?: EnvironmentName | Environment | undefined;
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
