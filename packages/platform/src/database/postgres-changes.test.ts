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
    for (const [n, node] of nodes.entries()) node.onChange('scope', (key) => heard[n]?.push(key));
    for (let n = 0; n < 100; n += 1) {
      const node = nodes[n % nodes.length] as Database;
      if (n % 2 === 0) await node.announce({ topic: 'scope', key: String(n) });
      else await node.transaction(async (_, announce) => announce({ topic: 'scope', key: String(n) }));
      for (const one of heard) expect(one).toContain(String(n));
    }
    await Promise.all(nodes.map((node, n) => node.announce({ topic: 'scope', key: `at once ${n}` })));
    for (const one of heard) expect(one).toEqual(expect.arrayContaining(['at once 0', 'at once 1', 'at once 2']));
  });

  it('wait for no node that has gone, and cut off one that does not answer, so that it has to drop what it holds', async () => {
    await (nodes.pop() as Database).close();
    const { default: pg } = await import('pg');
    const silent = new pg.Client({ connectionString: place.url, application_name: 'portvakt node' });
    const ended = new Promise<void>((resolve) => {
      silent.on('error', () => resolve());
    });
    await silent.connect();
    await first().announce({ topic: 'scope' });
    await ended;
    // The node that has answered keeps its connection.
    expect(second().inStep()).toBeUndefined();
    // The server takes a moment to end the one that was cut off.
    await expect.poll(async () => (await listening.execute(first().db)).rows).toHaveLength(2);
  });

  it('count as heard when what is read anew has been read, by every node', async () => {
    const order: string[] = [];
    let read = () => {};
    second().onChange('signing-key', () => {
      order.push('begun');
      return new Promise<void>((resolve) => {
        read = () => {
          order.push('read');
          resolve();
        };
      });
    });
    const acknowledged = first()
      .announce({ topic: 'signing-key' })
      .then(() => order.push('acknowledged'));
    await expect.poll(() => order).toContain('begun');
    // An acknowledgement that did not wait would come in fewer.
    for (let turn = 0; turn < 20; turn += 1) await listening.execute(first().db);
    read();
    await acknowledged;
    expect(order.indexOf('read')).toBeLessThan(order.indexOf('acknowledged'));
  });

  it('are all read anew by a node that failed to take one in', async () => {
    let failing = true;
    const heard: (string | undefined)[] = [];
    second().onChange('signing-key', async (key) => {
      heard.push(key);
      if (failing && key !== undefined) throw new Error('the database is away');
    });
    await first().announce({ topic: 'signing-key', key: 'altinn' });
    failing = false;
    await expect.poll(() => second().inStep()).toBeUndefined();
    await expect.poll(() => heard).toContain(undefined);
    await first().announce({ topic: 'signing-key', key: 'after' });
    expect(heard).toContain('after');
  });

  it('reach a node again whose connection was cut; meanwhile it keeps nothing, and says so', async () => {
    const heard: (string | undefined)[] = [];
    second().onChange('scope', (key) => heard.push(key));
    expect(second().inStep()).toBeUndefined();
    const before = (await listening.execute(first().db)).rows.map(({ pid }) => pid);
    expect(before).toHaveLength(3);
    await sql`select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and application_name = 'portvakt node'`.execute(first().db);
    await expect.poll(() => heard).toContain(undefined);
    for (const node of nodes) await expect.poll(async () => node.inStep()).toBeUndefined();
    await expect
      .poll(async () => (await listening.execute(first().db)).rows.filter(({ pid }) => !before.includes(pid)).length)
      .toBe(3);
    await first().announce({ topic: 'scope', key: 'after' });
    expect(heard).toContain('after');
    // One connection each, however often it was tried.
    expect((await listening.execute(first().db)).rows).toHaveLength(3);
  });
});
