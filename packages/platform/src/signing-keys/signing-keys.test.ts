import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '../database/index.ts';
import { type MovableClock, movableClock, parseJws } from '../foundation/index.ts';
import { testDatabase } from '../testing/database.ts';
import { createSigningKeys, type SigningKeys } from './index.ts';

const HOUR_MS = 3600 * 1000;

describe('a ring of signing keys', () => {
  let database: Database;
  let clock: MovableClock;
  let keys: SigningKeys;
  const kidNow = async (): Promise<unknown> => parseJws(await keys.ring('altinn').sign({ a: 1 })).header['kid'];
  const published = (): readonly string[] =>
    keys
      .ring('altinn')
      .jwks()
      .keys.map((key) => key.kid);

  beforeEach(async () => {
    database = await testDatabase();
    clock = movableClock();
    clock.freeze();
    keys = await createSigningKeys({ database, clock });
  });
  afterEach(() => database.close());

  it('publishes a new key 48 hours before it signs, and signs with the older one meanwhile (altinn-authentication#52)', async () => {
    const old = await kidNow();
    await keys.ring('altinn').rotate();
    expect(published()).toHaveLength(2);
    expect(await kidNow()).toBe(old);
    clock.advance(48 * HOUR_MS - 1);
    expect(await kidNow()).toBe(old);
    clock.advance(1);
    const next = await kidNow();
    expect(next).not.toBe(old);
    expect(published()).toEqual([old, next]);
    clock.advance(48 * HOUR_MS);
    expect(published()).toEqual([next]);
  });

  it('signs with a new key at once when there is no older valid one, or when told to (altinn-authentication#52)', async () => {
    const first = await kidNow();
    await keys.ring('altinn').rotate({ immediately: true });
    const second = await kidNow();
    expect(second).not.toBe(first);
    expect(published()).toEqual([first, second]);
  });

  it('does not go back to a key that a leak has retired, though it had been meant to sign later', async () => {
    await keys.ring('altinn').rotate();
    await keys.ring('altinn').rotate({ immediately: true });
    const replacement = await kidNow();
    clock.advance(72 * HOUR_MS);
    expect(await kidNow()).toBe(replacement);
  });

  it('verifies tokens of a retired key until it leaves the key set (maskinporten#5)', async () => {
    const ring = keys.ring('maskinporten');
    const kid = String(parseJws(await ring.sign({ a: 1 })).header['kid']);
    await ring.rotate({ immediately: true });
    expect(ring.verificationKey(kid)).toBeDefined();
    clock.advance(48 * HOUR_MS);
    expect(ring.verificationKey(kid)).toBeUndefined();
  });
});
