/**
 * Share tokens between processes through Redis or Valkey, so that ten of them ask Maskinporten once.
 *
 *   export TOKEN_CACHE_URL=redis://localhost:6379 TOKEN_CACHE_SECRET=$(openssl rand -base64 32)
 *   MASKINPORTEN_CLIENT_ID=… ALTINN_JWK_NAME=testklient node redis-cache.ts
 */
import { type CachedToken, createMaskinportenClient, type TokenCache } from '@portvakt/client';
import { createClient } from '@redis/client';
import { required, type Settings, settingsFrom } from './settings.ts';

/** What is needed of a client of Redis; that of the package `redis` has it. */
interface Redis {
  get(key: string): Promise<string | null>;
  set(key: string, value: string, options: { expiration: { type: 'PX'; value: number } }): Promise<unknown>;
  del(key: string): Promise<unknown>;
}

const PREFIX = 'maskinporten:';
const IV_BYTES = 12;
/** Longer than a Redis that is well ever takes: one that hangs must not hold up tokens. */
const WAIT_MS = 500;

/**
 * A cache of tokens in Redis. The client gives it hashes as keys; the tokens are sealed, so that neither a backup nor MONITOR shows one,
 * and a value that somebody else has written, or moved to another key, counts as none. What fails is thrown: the client then gets a token
 * without the cache, and tells its hook `onCacheError`.
 * @param secret 32 bytes as base64, the same in all processes
 */
export function redisCache(redis: Redis, secret: string): TokenCache {
  const bytes = Buffer.from(secret, 'base64');
  if (bytes.length !== 32) throw new Error('The secret of the token cache must be 32 bytes as base64.');
  const sealing = crypto.subtle.importKey('raw', bytes, 'AES-GCM', false, ['encrypt', 'decrypt']);
  const by = (key: string, iv: Uint8Array<ArrayBuffer>) => ({ name: 'AES-GCM', iv, additionalData: Buffer.from(key) });
  return {
    async get(key) {
      const kept = await soon(redis.get(PREFIX + key));
      if (kept === null) return undefined;
      const sealed = Buffer.from(kept, 'base64');
      const iv = sealed.subarray(0, IV_BYTES);
      const text = await crypto.subtle.decrypt(by(key, iv), await sealing, sealed.subarray(IV_BYTES));
      return JSON.parse(new TextDecoder().decode(text)) as CachedToken;
    },
    async set(key, value, ttlMs) {
      if (ttlMs < 1) return;
      const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES));
      const sealed = await crypto.subtle.encrypt(by(key, iv), await sealing, Buffer.from(JSON.stringify(value)));
      const text = Buffer.concat([iv, Buffer.from(sealed)]).toString('base64');
      await soon(redis.set(PREFIX + key, text, { expiration: { type: 'PX', value: Math.floor(ttlMs) } }));
    },
    async delete(key) {
      await soon(redis.del(PREFIX + key));
    },
  };
}

function soon<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`Redis did not answer within ${WAIT_MS} ms`)), WAIT_MS);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}

/** Gets a token and says where it came from: from Maskinporten in the first process, from Redis in the next. */
export async function main({ environment, clientId, key, env, print }: Settings): Promise<void> {
  const redis = createClient({
    url: required(env, 'TOKEN_CACHE_URL', 'the address of Redis, e.g. redis://localhost:6379'),
    // While Redis is away commands fail at once, where they would wait for it by default.
    disableOfflineQueue: true,
  });
  // Without this an error on the connection ends the process.
  redis.on('error', () => {});
  const connecting = redis.connect().catch(() => {});
  try {
    await soon(connecting).catch(() => {});
    const client = createMaskinportenClient({
      environment,
      clientId,
      key,
      scopes: env['SCOPES'] ?? 'altinn:instances.read',
      cache: redisCache(redis, required(env, 'TOKEN_CACHE_SECRET', '32 bytes as base64: openssl rand -base64 32')),
      hooks: { onCacheError: (error) => print(`without the cache: ${error instanceof Error ? error.message : error}`) },
    });
    const token = await client.getToken();
    print(`a token from the ${token.source}, until ${token.expiresAt.toISOString()}`);
  } finally {
    redis.destroy();
  }
}

if (import.meta.main) await main(await settingsFrom());
