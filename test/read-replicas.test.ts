import { openDatabase } from '@portvakt/platform/testing/database';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Pair, startPair } from './failover/pair.ts';
import { startTraffic, type Traffic } from './failover/traffic.ts';
import { postgresBinaries } from './postgres.ts';
import { killed, type Running, start } from './running.ts';

describe.skipIf(postgresBinaries() === undefined)('two nodes that read decisions from a replica', () => {
  let pair: Pair;
  let nodes: Running[] = [];
  let traffic: Traffic;
  beforeAll(async () => {
    pair = await startPair({ isSynchronous: false });
    const env = { DATABASE_READ_URL: pair.followerUrl };
    const first = await start(pair.leaderUrl, { program: 'sources', env });
    const second = await start(pair.leaderUrl, { program: 'sources', env, more: ['--base-url', first.base] });
    nodes = [first, second];
    traffic = await startTraffic(nodes);
  });
  afterAll(async () => {
    for (const node of nodes) await killed(node, 'SIGKILL');
    await pair.remove();
  });

  const onFollower = async (statement: string): Promise<void> => {
    const client = new pg.Client({ connectionString: pair.followerUrl });
    await client.connect();
    await client.query(statement).finally(() => client.end());
  };
  /** A number of each node's metrics. */
  const measured = (name: string) =>
    Promise.all(
      nodes.map(async ({ at }) => {
        const text = await (await fetch(`${at}/metrics`)).text();
        const line = text.split('\n').find((one) => one.startsWith(name));
        return line === undefined ? undefined : Number(line.split(' ').at(-1));
      }),
    );
  const follower = () => pair.followerUrl.replace(/^.*@|\/postgres$/g, '');
  const fromReplica = () => measured(`portvakt_database_reads_total{server="${follower()}"}`);
  const isRead = () => measured(`portvakt_database_replica_read{server="${follower()}"}`);
  const behind = () => measured(`portvakt_database_replica_behind_bytes{server="${follower()}"}`);
  /** Resolves when so many more changes are acknowledged, and as many decisions compared with them. */
  async function more(count: number): Promise<void> {
    const [compared, { changes }] = [traffic.compared(), traffic.acknowledged()];
    const isOver = () => traffic.compared() >= compared + count && traffic.acknowledged().changes >= changes + count;
    await expect.poll(() => isOver() || traffic.wrong.length > 0).toBe(true);
    expect(traffic.wrong).toEqual([]);
  }
  const used = async () => {
    const before = await fromReplica();
    await expect
      .poll(
        async () =>
          (await fromReplica()).every((reads = 0, at) => reads > (before[at] ?? 0)) || traffic.wrong.length > 0,
      )
      .toBe(true);
  };

  it('do so, and see each change that was acknowledged, whichever node made it', async () => {
    await used();
    await more(5);
  });

  it('ask the leader while the replica is behind, and the replica again when it is not', async () => {
    await onFollower('select pg_wal_replay_pause()');
    await more(4);
    await expect.poll(isRead).toEqual([0, 0]);
    const before = await fromReplica();
    await more(5);
    expect(await fromReplica()).toEqual(before);
    for (const bytes of await behind()) expect(bytes).toBeGreaterThan(0);
    await onFollower('select pg_wal_replay_resume()');
    await used();
  });

  it('ask the leader while the replica is frozen or gone, and nobody is refused', async () => {
    pair.freezeFollower();
    await expect.poll(behind).toEqual([undefined, undefined]);
    await more(4);
    pair.thawFollower();
    await used();
    await pair.killFollower();
    await more(4);
    expect(await isRead()).toEqual([0, 0]);
    await pair.startFollower();
    await used();
    await more(4);
    expect(traffic.tallies.map(({ unavailable }) => unavailable)).toEqual([0, 0]);
  });

  it('read nothing from another database of the same servers', async () => {
    const other = pair.followerUrl.replace(/\/postgres$/, '/template1');
    const opened = [pair.followerUrl, other].map((readUrl) => openDatabase({ url: pair.leaderUrl, readUrl }));
    const databases = await Promise.all(opened);
    const replicas = () => databases.map(({ servers }) => servers?.()[1]?.replica);
    for (let change = 0; change < 4; change += 1) {
      for (const database of databases) await database.announce({ topic: 'event' });
      await expect
        .poll(() => {
          const [right, wrong] = replicas();
          return right?.isRead === true && wrong?.behind === 0;
        })
        .toBe(true);
      expect(replicas()[1]?.isRead).toBe(false);
    }
    for (const database of databases) await database.close();
  });

  it('have lost nothing, and taken no grant twice', async () => {
    expect(await traffic.stop()).toEqual({ replayed: 0, lost: 0 });
    expect(traffic.wrong).toEqual([]);
  });
});
