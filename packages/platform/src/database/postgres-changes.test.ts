import { setTimeout as wait } from 'node:timers/promises';
import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type FreshDatabase, freshDatabase } from '../testing/database.ts';
import { type Database, openDatabase } from './index.ts';

const onPostgres = process.env['PORTVAKT_TEST_DATABASE_URL'] !== undefined;

describe.skipIf(!onPostgres)('changes between nodes (on PostgreSQL only)', () => {
  let place: FreshDatabase;
  let nodes: Database[];
  beforeEach(async () => {
    place = await freshDatabase();
    nodes = [];
    for (let n = 0; n < 3; n += 1) nodes.push(await openDatabase({ url: place.url }));
  });
  afterEach(async () => {
    for (const node of nodes) await node.close();
    await place.drop();
  });
  const [first, second] = [() => nodes[0] as Database, () => nodes[1] as Database];
  const listening = sql<{ pid: number }>`select pid from pg_stat_activity
    where datname = current_database() and application_name = 'portvakt node'`;

  it('have been heard by every node when the change is acknowledged, whoever makes it', async () => {
    const heard = nodes.map((): (string | undefined)[] => []);
    for (const [n, node] of nodes.entries()) node.onChange('thing', (key) => heard[n]?.push(key));
    for (let n = 0; n < 100; n += 1) {
      const node = nodes[n % nodes.length] as Database;
      if (n % 2 === 0) await node.announce({ topic: 'thing', key: String(n) });
      else await node.transaction(async (_, announce) => announce({ topic: 'thing', key: String(n) }));
      for (const one of heard) expect(one).toContain(String(n));
    }
    await Promise.all(nodes.map((node, n) => node.announce({ topic: 'thing', key: `at once ${n}` })));
    for (const one of heard) expect(one).toEqual(expect.arrayContaining(['at once 0', 'at once 1', 'at once 2']));
  });

  it('wait for no node that has gone, and not long for one that does not answer', async () => {
    await (nodes.pop() as Database).close();
    const quick = performance.now();
    await first().announce({ topic: 'thing' });
    expect(performance.now() - quick).toBeLessThan(1_000);

    const { default: pg } = await import('pg');
    const silent = new pg.Client({ connectionString: place.url, application_name: 'portvakt node' });
    await silent.connect();
    const slow = performance.now();
    await first().announce({ topic: 'thing' });
    expect(performance.now() - slow).toBeGreaterThan(1_900);
    expect(performance.now() - slow).toBeLessThan(6_000);
    await silent.end();
  });

  it('reach a node again whose connection was cut; meanwhile it keeps nothing', async () => {
    const heard: (string | undefined)[] = [];
    second().onChange('thing', (key) => heard.push(key));
    const before = (await listening.execute(first().db)).rows.map(({ pid }) => pid);
    expect(before).toHaveLength(3);
    await sql`select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and application_name = 'portvakt node'`.execute(first().db);
    await expect.poll(() => heard).toContain(undefined);
    await expect
      .poll(async () => (await listening.execute(first().db)).rows.filter(({ pid }) => !before.includes(pid)).length, {
        timeout: 10_000,
      })
      .toBe(3);
    // One connection each, however often it was tried.
    await wait(600);
    expect((await listening.execute(first().db)).rows).toHaveLength(3);
    await first().announce({ topic: 'thing', key: 'after' });
    expect(heard).toContain('after');
  });
});
