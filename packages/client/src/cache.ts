import { checkOptional } from './check.ts';
import { Lru } from './lru.ts';

/** A token as caches keep it. Times in ms since the epoch. */
export interface CachedToken {
  readonly token: string;
  readonly kind: 'maskinporten' | 'altinn';
  readonly scopes: string[];
  /** Milliseconds since 1970, as `expiresAt`. */
  readonly obtainedAt: number;
  readonly expiresAt: number;
}

/** Where tokens are kept between calls. Keys are hashes; values are secrets. */
export interface TokenCache {
  get(key: string, options?: { signal?: AbortSignal }): CachedToken | undefined | Promise<CachedToken | undefined>;
  set(key: string, value: CachedToken, ttlMs: number): void | Promise<void>;
  delete(key: string): void | Promise<void>;
}

export const DEFAULT_ENTRIES = 1000;

/** A cache in this process; the least recently used entry goes first, of 1,000 where `maxEntries` says nothing else. @throws ConfigurationError */
export function memoryCache(options: { maxEntries?: number } = {}): TokenCache {
  checkOptional(options, 'options', { maxEntries: 'a number, 0 or more' });
  const entries = new Lru<CachedToken>(options.maxEntries ?? DEFAULT_ENTRIES);
  return {
    get: (key) => entries.get(key),
    set: (key, value) => entries.set(key, value),
    delete: (key) => entries.delete(key),
  };
}
