import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Registry } from 'prom-client';
import { describe, expect, it } from 'vitest';
import { testDatabase } from '../testing/database.ts';
import { measureDatabase, openDatabase } from './index.ts';

const key = (kid: string) => ({
  kid,
  ring: 'test',
  private_key: 'none',
  certificate: null,
  created: 1,
  activates: 1,
  retired: null,
  removes: null,
});

describe('the database', () => {
  it('keeps nothing and announces nothing of a transaction that fails', async () => {
    const database = await testDatabase();
    const heard: (string | undefined)[] = [];
    database.onChange('scope', (changed) => heard.push(changed));
    const failing = database.transaction(async (trx, announce) => {
      await trx.insertInto('signing_key').values(key('a')).execute();
      announce({ topic: 'scope', key: 'a' });
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect(await database.db.selectFrom('signing_key').select('kid').where('ring', '=', 'test').execute()).toEqual([]);
    expect(heard).toEqual([]);
    await database.close();
  });

  it('has told local listeners when a transaction resolves, and stops telling those who left', async () => {
    const database = await testDatabase();
    const heard: (string | undefined)[] = [];
    const leave = database.onChange('scope', (changed) => heard.push(changed));
    await database.transaction(async (trx, announce) => {
      await trx.insertInto('signing_key').values(key('a')).execute();
      announce({ topic: 'scope', key: 'a' });
    });
    expect(heard).toContain('a');
    leave();
    await database.announce({ topic: 'scope', key: 'b' });
    expect(heard).not.toContain('b');
    await database.close();
  });

  it('gives numbers for bigint columns', async () => {
    const database = await testDatabase();
    await database.db
      .insertInto('signing_key')
      .values({ ...key('a'), created: 1_790_000_000_000 })
      .execute();
    const row = await database.db.selectFrom('signing_key').select('created').executeTakeFirstOrThrow();
    expect(row.created).toBe(1_790_000_000_000);
    await database.close();
  });

  it('tells how its pool is used, where it has one', async () => {
    const database = await testDatabase();
    const registry = new Registry();
    measureDatabase(database, registry);
    const values = async (name: string) => (await registry.getSingleMetric(name)?.get())?.values;
    const connections = 'portvakt_database_connections';
    if (database.kind === 'sqlite') expect(await values(connections)).toBeUndefined();
    else {
      const states = await database.db.transaction().execute(() => values(connections));
      expect(states).toContainEqual({ labels: { state: 'busy' }, value: 1 });
      expect(await values(connections)).toContainEqual({ labels: { state: 'busy' }, value: 0 });
      expect(await values('portvakt_database_waiting')).toEqual([{ labels: {}, value: 0 }]);
    }
    await database.close();
  });

  it('opens an existing file as it was left, its schema already up to date', async () => {
    const url = join(mkdtempSync(join(tmpdir(), 'portvakt-database-')), 'nested', 'portvakt.db');
    const first = await openDatabase({ url });
    await first.db.insertInto('signing_key').values(key('kept')).execute();
    await first.close();
    const second = await openDatabase({ url });
    expect(await second.db.selectFrom('signing_key').select('kid').execute()).toEqual([{ kid: 'kept' }]);
    await second.close();
  });
});
