import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { type Database, openDatabase } from './index.ts';

const insert = (database: Database, prefix: string, announced: boolean) =>
  database.transaction(async (trx, announce) => {
    await trx.insertInto('scope_prefix').values({ prefix, owner: '310044423' }).execute();
    if (announced) announce({ topic: 'scope' });
  });

describe('two processes on one SQLite file', () => {
  it('hear of each other’s changes before they answer from memory, and of nothing twice', async () => {
    const url = join(mkdtempSync(join(tmpdir(), 'portvakt-shared-')), 'data.db');
    const [one, two] = [await openDatabase({ url }), await openDatabase({ url })];
    let dropped = 0;
    two.onChange('scope', () => {
      dropped += 1;
    });
    await two.inStep();
    const looks = async () => {
      await nextTurn();
      const waiting = two.inStep();
      await waiting;
      return [waiting !== undefined, dropped];
    };
    expect(await looks()).toEqual([false, 0]);
    await insert(one, 'a', true);
    expect(await looks()).toEqual([true, 1]);
    expect(await looks()).toEqual([false, 1]);
    // What was not announced, or was not committed, drops nothing.
    await insert(one, 'b', false);
    await expect(insert(one, 'a', true)).rejects.toThrow();
    expect(await looks()).toEqual([false, 1]);
    await one.announce({ topic: 'scope' });
    expect(await looks()).toEqual([true, 2]);
    // One's own is heard at once, and hides no other's.
    await insert(one, 'c', true);
    await insert(two, 'd', true);
    expect(dropped).toBe(3);
    expect(await looks()).toEqual([true, 4]);
    expect(await looks()).toEqual([false, 4]);
    await Promise.all([one.close(), two.close()]);
  });
});
