import { spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, truncateSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase } from '@portvakt/platform/testing/database';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Cluster, postgresBinaries, startCluster } from './postgres.ts';

/** A file system of its own for the tables; the log of commits lies beside it, and has room. */
const disk = mkdtempSync(join(tmpdir(), 'portvakt-tables-'));
const isMounted =
  postgresBinaries() !== undefined && spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=160m', 'none', disk]).status === 0;
const filler = join(disk, 'filler');
const FULL = 'the disk that the database is on is full: free some space, and it goes on by itself';

function fill(): void {
  const file = openSync(filler, 'w');
  const zeros = Buffer.alloc(4096);
  try {
    for (;;) writeSync(file, zeros);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
  } finally {
    closeSync(file);
  }
}

describe.skipIf(!isMounted)('a PostgreSQL server whose tables are on a full disk', () => {
  let cluster: Cluster;
  beforeAll(async () => {
    cluster = await startCluster({ data: disk });
  });
  afterAll(async () => {
    await cluster?.remove();
    spawnSync('umount', [disk]);
    rmSync(disk, { recursive: true });
  });

  it('is told to be full once, though small commits come through, until there is room for tables', async () => {
    const database = await openDatabase({ url: cluster.url });
    const told: (string | undefined)[] = [];
    database.trouble?.onChange((what) => told.push(what));
    const write = (seq: number) =>
      database.db
        .insertInto('content_chunk')
        .values({ content_id: 'x', seq, written: 0, bytes: Buffer.alloc(400_000, String(seq)) })
        .execute();
    const pieces = async (count: number) => {
      for (let seq = 0; seq < count; seq += 1) await write(told.length * 1_000 + seq);
    };
    await pieces(3);
    fill();
    await expect(pieces(400)).rejects.toThrow();
    expect(told).toEqual([FULL]);
    // Tries are transactions that are taken back: several of them have found that there is no room.
    const undone = async () => {
      const { rows } = await sql<{ n: string }>`select xact_rollback::text as n from pg_stat_database
        where datname = current_database()`.execute(database.db);
      return Number(rows[0]?.n);
    };
    const before = await undone();
    await expect.poll(undone).toBeGreaterThan(before + 3);
    expect(told).toEqual([FULL]);
    truncateSync(filler);
    await expect.poll(() => told).toEqual([FULL, undefined]);
    await pieces(3);
    expect(told).toEqual([FULL, undefined]);
    await database.close();
  });
});
