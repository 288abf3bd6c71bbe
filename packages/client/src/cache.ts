/** A token as caches keep it. Times in ms since the epoch. */
export interface CachedToken {
  readonly token: string;
  readonly kind: 'maskinporten' | 'altinn';
  readonly scopes: string[];
  readonly obtainedAt: number;
  readonly expiresAt: number;
}

/** Where tokens are kept between calls. Keys are hashes; values are secrets. */
export interface TokenCache {
  get(key: string, options?: { signal?: AbortSignal }): CachedToken | undefined | Promise<CachedToken | undefined>;
  set(key: string, value: CachedToken, ttlMs: number): void | Promise<void>;
  delete(key: string): void | Promise<void>;
}

const DEFAULT_ENTRIES = 1000;

/** A cache in this process; the least recently used entry goes first. */
export function memoryCache(options: { maxEntries?: number } = {}): TokenCache {
  const limit = options.maxEntries ?? DEFAULT_ENTRIES;
  const entries = new Map<string, CachedToken>();
  return {
    get(key) {
      const value = entries.get(key);
      if (value) {
        entries.delete(key);
        entries.set(key, value);
      }
      return value;
    },
    set(key, value) {
      entries.delete(key);
      entries.set(key, value);
      if (entries.size <= limit) return;
      const oldest = entries.keys().next().value;
      if (oldest !== undefined) entries.delete(oldest);
    },
    delete(key) {
      entries.delete(key);
    },
  };
}
