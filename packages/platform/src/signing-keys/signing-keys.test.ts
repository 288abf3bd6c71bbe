import type { KyselyPlugin } from 'kysely';
import { Registry } from 'prom-client';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '../database/index.ts';
import { type MovableClock, movableClock, parseJws } from '../foundation/index.ts';
import { testDatabase } from '../testing/database.ts';
import { createSigningKeys, measureSigningKeys, type SigningKeys } from './index.ts';

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

  it('tells what it has signed, and how old the key is that it signs with', async () => {
    const registry = new Registry();
    measureSigningKeys(keys, registry);
    const age = async () => (await registry.getSingleMetric('portvakt_signing_key_age_seconds')?.get())?.values;
    await kidNow();
    clock.advance(HOUR_MS);
    expect(await age()).toContainEqual({ labels: { issuer: 'altinn' }, value: 3_600 });
    await keys.ring('altinn').rotate({ immediately: true });
    expect(await age()).toContainEqual({ labels: { issuer: 'altinn' }, value: 0 });
    expect(await age()).toContainEqual({ labels: { issuer: 'maskinporten' }, value: 3_600 });
    const signed = await registry.getSingleMetric('portvakt_tokens_signed_total')?.get();
    expect(signed?.values).toEqual([
      { labels: { issuer: 'maskinporten' }, value: 0 },
      { labels: { issuer: 'altinn' }, value: 1 },
    ]);
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

describe('rotation on schedule', () => {
  const DAY_MS = 24 * HOUR_MS;

  it('lets verifiers that keep the key set for a day verify every token, through a year (maskinporten#4, maskinporten#5)', async () => {
    const database = await testDatabase();
    const clock = movableClock();
    clock.freeze(Date.parse('2026-01-01T00:00:00Z'));
    const ring = (await createSigningKeys({ database, clock, keyLifeMs: 30 * DAY_MS })).ring('maskinporten');
    const kids = new Set<string>();
    let cached = new Set(ring.jwks().keys.map((key) => key.kid));
    const living: { kid: string; expires: number }[] = [];
    for (let hour = 0; hour < 365 * 24; hour += 6) {
      if (hour % 24 === 0) cached = new Set(ring.jwks().keys.map((key) => key.kid));
      const kid = String(parseJws(await ring.sign({ a: hour })).header['kid']);
      kids.add(kid);
      expect(ring.jwks().keys.map((key) => key.kid)).toContain(kid);
      living.push({ kid, expires: clock.now() + DAY_MS });
      while ((living[0]?.expires ?? Number.POSITIVE_INFINITY) < clock.now()) living.shift();
      for (const token of living) expect(cached).toContain(token.kid);
      expect(ring.jwks().keys.length).toBeLessThanOrEqual(3);
      // The next key is being made while the clock stands: in six hours it would be done.
      await ring.settled();
      clock.advance(6 * HOUR_MS);
    }
    expect(kids.size).toBeGreaterThanOrEqual(12);
    expect(kids.size).toBeLessThanOrEqual(13);
    await database.close();
  });

  it('signs on when the database is away, and tries again', async () => {
    const database = await testDatabase();
    const clock = movableClock();
    clock.freeze();
    const ring = (await createSigningKeys({ database, clock, keyLifeMs: 30 * DAY_MS })).ring('maskinporten');
    const kid = String(parseJws(await ring.sign({ a: 1 })).header['kid']);
    clock.advance(29 * DAY_MS);
    await database.close();
    expect(parseJws(await ring.sign({ a: 1 })).header['kid']).toBe(kid);
    await ring.settled();
    clock.advance(2 * 60_000);
    expect(parseJws(await ring.sign({ a: 1 })).header['kid']).toBe(kid);
    await ring.settled();
  });
});

describe('several nodes on one database', () => {
  it('end with one first key a ring, and one next key when they rotate at once', async () => {
    const database = await testDatabase();
    const clock = movableClock();
    clock.freeze();
    const open = () => createSigningKeys({ database, clock });
    const nodes = await Promise.all([open(), open(), open(), open()]);
    const sets = () =>
      nodes.map((node) =>
        node
          .ring('altinn')
          .jwks()
          .keys.map((key) => key.kid),
      );
    for (const set of sets()) expect(set).toEqual(sets()[0]);
    expect(sets()[0]).toHaveLength(1);
    await Promise.all(nodes.map((node) => node.ring('altinn').rotate()));
    for (const set of sets()) expect(set).toEqual(sets()[0]);
    expect(sets()[0]).toHaveLength(2);
    clock.advance(90 * 24 * HOUR_MS);
    await Promise.all(nodes.map((node) => node.ring('altinn').sign({ a: 1 })));
    await Promise.all(nodes.map((node) => node.ring('altinn').settled()));
    for (const set of sets()) expect(set).toEqual(sets()[0]);
    const rows = await database.db.selectFrom('signing_key').select('kid').where('ring', '=', 'altinn').execute();
    // The first key is gone: its last token has expired.
    expect(rows).toHaveLength(2);
    await database.close();
  });

  it('make no second first key when one has opened while another was looking', async () => {
    const database = await testDatabase();
    const clock = movableClock();
    const first = Promise.withResolvers<void>();
    // The later node's first look at the keys is answered when the other has made its own.
    const slow: KyselyPlugin = {
      transformQuery: ({ node }) => node,
      transformResult: ({ result }) => first.promise.then(() => result),
    };
    const later = createSigningKeys({ database: { ...database, db: database.db.withPlugin(slow) }, clock });
    await createSigningKeys({ database, clock });
    first.resolve();
    await later;
    const rows = await database.db.selectFrom('signing_key').select('ring').execute();
    expect(rows).toHaveLength(2);
    await database.close();
  });

  it('make no other next key while one waits', async () => {
    const database = await testDatabase();
    const ring = (await createSigningKeys({ database, clock: movableClock() })).ring('altinn');
    await ring.rotate();
    await ring.rotate();
    expect(ring.jwks().keys).toHaveLength(2);
    await database.close();
  });

  it('change keys on the schedule that is configured, one of them each time, and no token is without its key', async () => {
    const database = await testDatabase();
    const clock = movableClock();
    clock.freeze();
    const deps = { database, clock, keyLifeMs: 7 * 24 * HOUR_MS };
    const nodes = await Promise.all([createSigningKeys(deps), createSigningKeys(deps), createSigningKeys(deps)]);
    const signers = new Set<unknown>();
    for (let day = 0; day < 60; day += 1) {
      const tokens = await Promise.all(nodes.map((node) => node.ring('maskinporten').sign({ a: 1 })));
      await Promise.all(nodes.map((node) => node.ring('maskinporten').settled()));
      const kids = tokens.map((token) => parseJws(token).header['kid']);
      expect(new Set(kids).size).toBe(1);
      for (const kid of kids) {
        signers.add(kid);
        for (const node of nodes) expect(node.ring('maskinporten').verificationKey(String(kid))).toBeDefined();
      }
      clock.advance(24 * HOUR_MS);
    }
    // Every seventh day another.
    expect(signers.size).toBe(9);
    const left = await database.db.selectFrom('signing_key').select('kid').where('ring', '=', 'maskinporten').execute();
    expect(left.length).toBeLessThanOrEqual(3);
    await database.close();
  });

  it('sign with no key that another does not know yet, also when a key is replaced at once', async () => {
    const database = await testDatabase();
    const heard = Promise.withResolvers<void>();
    const late: typeof database = {
      ...database,
      onChange: (topic, listener) => database.onChange(topic, (key) => heard.promise.then(() => listener(key))),
    };
    const nodes = [database, late].map((one) => createSigningKeys({ database: one, clock: movableClock() }));
    const [first, second] = (await Promise.all(nodes)).map((node) => node.ring('maskinporten'));
    if (!first || !second) throw new Error('there are two');
    const kidOf = async () => String(parseJws(await first.sign({ a: 1 })).header['kid']);
    const before = await kidOf();
    const rotating = first.rotate({ immediately: true });
    await expect.poll(() => first.jwks().keys.length).toBe(2);
    expect(second.jwks().keys).toHaveLength(1);
    expect(second.verificationKey(await kidOf())).toBeDefined();
    heard.resolve();
    await rotating;
    expect(await kidOf()).not.toBe(before);
    expect(second.verificationKey(await kidOf())).toBeDefined();
    await database.close();
  });

  it('each replace a key that has leaked, whoever is first', async () => {
    const database = await testDatabase();
    const clock = movableClock();
    clock.freeze();
    const nodes = await Promise.all([createSigningKeys({ database, clock }), createSigningKeys({ database, clock })]);
    const kidOf = async (node: SigningKeys) => parseJws(await node.ring('maskinporten').sign({ a: 1 })).header['kid'];
    const [first] = nodes;
    const leaked = await kidOf(first);
    await Promise.all(nodes.map((node) => node.ring('maskinporten').rotate({ immediately: true })));
    for (const node of nodes) expect(await kidOf(node)).not.toBe(leaked);
    const rows = await database.db.selectFrom('signing_key').selectAll().where('ring', '=', 'maskinporten').execute();
    expect(rows.filter((row) => row.retired === null)).toHaveLength(1);
    expect(rows).toHaveLength(3);
    await database.close();
  });
});
