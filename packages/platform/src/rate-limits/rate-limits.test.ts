import { afterEach, describe, expect, it } from 'vitest';
import type { Database } from '../database/index.ts';
import { openDatabase } from '../database/index.ts';
import { type MovableClock, movableClock } from '../foundation/index.ts';
import { freshDatabase } from '../testing/database.ts';
import { PRODUCTION_LIMITS, RateLimits, readRateLimits } from './index.ts';

const MINUTE_MS = 60_000;
const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function opened(): Promise<{ database: Database; clock: MovableClock }> {
  const place = await freshDatabase();
  const database = await openDatabase({ url: place.url });
  closing.push(async () => {
    await database.close();
    await place.drop();
  });
  const clock = movableClock();
  clock.freeze(Date.UTC(2026, 10, 29, 12, 0, 15));
  return { database, clock };
}

const limitsOf = (ground: Awaited<ReturnType<typeof opened>>, more = {}) =>
  new RateLimits({ ...ground, settings: { ...PRODUCTION_LIMITS, client: 10, ...more } });

/** How many of so many are taken. */
function taken(limits: RateLimits, times: number, subject = 'a'): number {
  let count = 0;
  for (let time = 0; time < times; time += 1)
    try {
      limits.take('client', subject);
      count += 1;
    } catch {}
  return count;
}

describe('a limit', () => {
  it('takes so many in a minute, and says when to come again', async () => {
    const ground = await opened();
    const limits = limitsOf(ground);
    expect(taken(limits, 15)).toBe(10);
    expect(taken(limits, 1, 'another')).toBe(1);
    expect(() => limits.take('client', 'a')).toThrow(
      expect.objectContaining({
        code: 'too-many-requests',
        status: 429,
        headers: { 'retry-after': '45' },
        message: 'the client has asked too often: try again in 45 s',
      }),
    );
    ground.clock.advance(45_000);
    expect(taken(limits, 15)).toBe(10);
    // A clock that is put back does not make anybody wait for it.
    ground.clock.advance(-10 * MINUTE_MS);
    expect(taken(limits, 15)).toBe(10);
    await limits.stop();
  });

  it('of 0 counts nothing', async () => {
    const limits = limitsOf(await opened(), { client: 0 });
    expect(taken(limits, 1000)).toBe(1000);
    expect(limits.state.map(({ kind }) => kind)).not.toContain('client');
  });

  it('is looked at without being counted', async () => {
    const limits = limitsOf(await opened(), { failures: 2 });
    for (let time = 0; time < 9; time += 1) limits.check('failures', 'a');
    limits.note('failures', 'a');
    limits.check('failures', 'a');
    for (let time = 0; time < 9; time += 1) limits.note('failures', 'a');
    expect(() => limits.check('failures', 'a')).toThrow('too many requests from this address have been refused');
    await limits.stop();
  });

  it('takes no more memory, however many addresses a flood has, and does not forget who asks all the time', async () => {
    const limits = limitsOf(await opened(), { client: 60_000 });
    for (let one = 0; one < 60_000; one += 1) {
      limits.take('client', `address ${one}`);
      limits.take('client', 'busy');
    }
    expect(() => limits.take('client', 'busy')).toThrow(/too often/);
    expect(limits.state.find(({ kind }) => kind === 'client')?.subjects).toBeLessThanOrEqual(50_000);
    await limits.stop();
  });
});

describe('nodes', () => {
  it('count together, a moment later', async () => {
    const ground = await opened();
    const [one, other] = [limitsOf(ground), limitsOf(ground)];
    expect(taken(one, 6)).toBe(6);
    await one.tell();
    expect(taken(other, 2)).toBe(2);
    await other.tell();
    expect(taken(other, 9)).toBe(2);
    await other.tell();
    await one.stop();
    await other.stop();
    const rows = await ground.database.db.selectFrom('request_count').selectAll().execute();
    expect(rows).toHaveLength(1);
    expect(Number(rows[0]?.count)).toBe(10);
    expect(JSON.stringify(rows)).not.toContain('"a"');
  });

  it('are not told of what is far below its limit, and forget minutes that are over', async () => {
    const ground = await opened();
    const limits = limitsOf(ground, { client: 100 });
    taken(limits, 12);
    await limits.tell();
    const rows = () => ground.database.db.selectFrom('request_count').select('ends').execute();
    expect(await rows()).toEqual([]);
    for (let minute = 0; minute < 5; minute += 1) {
      taken(limits, 13);
      taken(limits, 13, 'another');
      await limits.tell();
      expect(await rows()).toHaveLength(2);
      ground.clock.advance(MINUTE_MS);
    }
    await limits.stop();
  });

  it('count each for itself while the database is away, and tell it afterwards', async () => {
    const ground = await opened();
    let isAway = true;
    const { db } = ground.database;
    const database = {
      get db() {
        if (isAway) throw new Error('away');
        return db;
      },
    };
    const limits = limitsOf({ ...ground, database: database as Database });
    expect(taken(limits, 6)).toBe(6);
    await limits.tell();
    expect(limits.untold).toBe(1);
    expect(taken(limits, 9)).toBe(4);
    isAway = false;
    await limits.tell();
    await limits.stop();
    const other = limitsOf(ground);
    expect(taken(other, 2)).toBe(2);
    await other.tell();
    expect(taken(other, 1)).toBe(0);
    await other.stop();
  });
});

describe('the settings', () => {
  it('are read from a line', () => {
    expect(readRateLimits('off')).toBe('off');
    expect(readRateLimits('')).toEqual(PRODUCTION_LIMITS);
    expect(readRateLimits('client=600, address=0')).toEqual({ ...PRODUCTION_LIMITS, client: 600, address: 0 });
  });

  it.each(['client', 'client=', 'client=-1', 'client=1e3', 'clients=5', 'client=9999999999', '__proto__=1', 'on'])(
    'say what is wrong with %j',
    (text) => {
      expect(() => readRateLimits(text)).toThrow(/is no limit: give "off", or numbers a minute such as client=600/);
    },
  );
});
