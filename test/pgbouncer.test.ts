import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { backUp, startPlatform } from '@portvakt/platform';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTraffic } from './failover/traffic.ts';
import { root } from './packed.ts';
import { type Bouncer, hasPgBouncer, startBouncer } from './pgbouncer.ts';
import { type Cluster, postgresBinaries, startCluster } from './postgres.ts';
import { killed, type Running, start } from './running.ts';

const isHere = postgresBinaries() !== undefined && hasPgBouncer();
if (!isHere)
  console.log(
    'The tests with PgBouncer are skipped: Debian’s packages postgresql and pgbouncer are not both installed.',
  );

describe.skipIf(!isHere)('behind PgBouncer in transaction mode', () => {
  let cluster: Cluster;
  let bouncer: Bouncer;
  let nodes: Running[] = [];
  beforeAll(async () => {
    cluster = await startCluster();
    bouncer = await startBouncer(cluster.url);
  });
  afterAll(async () => {
    for (const node of nodes) await killed(node, 'SIGKILL');
    await bouncer.stop();
    await cluster.remove();
  });

  it('a platform that is not told of the server itself says what to do', async () => {
    await expect(startPlatform({ port: 0, database: bouncer.url })).rejects.toThrow(
      /leads to a pooler such as PgBouncer.*name the server itself in DATABASE_DIRECT_URL/,
    );
  });

  it('and one that is told of another number of servers says so', async () => {
    const several = cluster.url.replace('@', '@127.0.0.1:1,');
    await expect(startPlatform({ port: 0, database: bouncer.url, databaseDirect: several })).rejects.toThrow(
      'DATABASE_URL names 1 and DATABASE_DIRECT_URL 2 servers',
    );
  });

  it('commands that work on the database go to the server itself, and a backup to the one of several that is there', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'portvakt-pooled-'));
    const env = { DATABASE_URL: bouncer.url, DATABASE_DIRECT_URL: cluster.url };
    const portvakt = (...line: readonly string[]) =>
      promisify(execFile)(process.execPath, [join(root, 'packages', 'portvakt', 'bin', 'portvakt.js'), ...line], {
        env: { ...process.env, ...env },
        cwd: folder,
      }).then(({ stdout }) => stdout);
    const told = [await portvakt('operator', 'code'), await portvakt('backup', 'a')];
    const several = cluster.url.replace('@', '@127.0.0.1:1,');
    const report = await backUp(several, join(folder, 'b'));
    rmSync(folder, { recursive: true });
    expect(told).toEqual([
      expect.stringContaining('It works once.'),
      expect.stringContaining(`Wrote a: ${report.rows} rows`),
    ]);
  });

  it('two nodes hear of each other’s changes, and answer 503 while PgBouncer is frozen', async () => {
    const env = { DATABASE_DIRECT_URL: cluster.url };
    const first = await start(bouncer.url, { env });
    nodes = [first, await start(bouncer.url, { env, more: ['--base-url', first.base] })];
    const traffic = await startTraffic(nodes);
    const isWrong = () => traffic.wrong.length > 0;
    const more = async (): Promise<void> => {
      const before = { ...traffic.acknowledged(), compared: traffic.compared() };
      const isOver = () => {
        const { grants, clients, changes } = traffic.acknowledged();
        const gained = [grants - before.grants, clients - before.clients, changes - before.changes];
        return gained.every((one) => one >= 5) && traffic.compared() > before.compared + 10;
      };
      await expect.poll(() => isOver() || isWrong()).toBe(true);
    };
    await more();
    const client = new pg.Client({ connectionString: cluster.url });
    await client.connect();
    // Few server sessions for all connections of the nodes: PgBouncer does hand them round.
    const { rows } = await client.query("select from pg_stat_activity where backend_type = 'client backend'");
    expect(rows.length).toBeLessThan(20);
    await client.end();

    bouncer.freeze();
    const away = traffic.tallies.map(({ unavailable }) => unavailable);
    const isRefused = () => traffic.tallies.every(({ unavailable }, at) => unavailable > (away[at] ?? 0) + 5);
    await expect.poll(() => isRefused() || isWrong()).toBe(true);
    bouncer.thaw();
    await more();
    await cluster.restart();
    await more();
    expect(traffic.wrong).toEqual([]);
    expect(await traffic.stop()).toEqual({ replayed: 0, lost: 0 });
  });
});
