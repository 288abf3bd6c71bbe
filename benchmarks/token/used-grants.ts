/** Used grants of the bare servers: in memory, in PostgreSQL, or in an SQLite file, as cheaply as it goes. */
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import pg from 'pg';

/** Notes that a grant is used. @returns whether it was new */
export type UseGrant = (id: string) => Promise<boolean> | boolean;

export function grantsInMemory(): UseGrant {
  const used = new Set<string>();
  return (id) => used.size < used.add(id).size;
}

interface Waiting {
  readonly id: string;
  readonly resolve: (isNew: boolean) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * One write at a time, of all that has come meanwhile; what is answered is on disk.
 * @param write writes ids, and says which were new
 */
function together(write: (ids: readonly string[]) => Promise<Set<string>>): UseGrant {
  let waiting: Waiting[] = [];
  let isWriting = false;
  const run = async (): Promise<void> => {
    isWriting = true;
    while (waiting.length > 0) {
      const batch = waiting;
      waiting = [];
      try {
        const fresh = await write(batch.map(({ id }) => id));
        for (const { id, resolve } of batch) resolve(fresh.delete(id));
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
    }
    isWriting = false;
  };
  return (id) =>
    new Promise((resolve, reject) => {
      waiting.push({ id, resolve, reject });
      if (!isWriting) void run();
    });
}

export async function grantsInPostgres(url: string): Promise<UseGrant> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const table = `bare_grant_${randomBytes(4).toString('hex')}`;
  await client.query(`create table ${table} (id text primary key)`);
  const text = `insert into ${table} select unnest($1::text[]) on conflict do nothing returning id`;
  return together(async (ids) => {
    const { rows } = await client.query({ name: table, text, values: [ids], rowMode: 'array' });
    return new Set(rows.flat());
  });
}

/** What the thread does: a row for each write, and nothing is answered before it is on disk. */
const WRITER = `
const { parentPort, workerData } = require('node:worker_threads');
const { DatabaseSync } = require('node:sqlite');
const file = new DatabaseSync(workerData);
file.exec('pragma journal_mode = wal; pragma synchronous = full; create table grant_batch (seq integer primary key, ids text)');
const insert = file.prepare('insert into grant_batch (ids) values (?)');
parentPort.on('message', (ids) => { insert.run(ids); parentPort.postMessage(0); });
parentPort.postMessage('ready');`;

/** Which ids there are stands in memory; the file is for the next start. A thread of its own waits for the disk. */
export async function grantsInSqlite(path: string): Promise<UseGrant> {
  const worker = new Worker(WRITER, { eval: true, workerData: path });
  await once(worker, 'message');
  const isNew = grantsInMemory();
  return together(async (ids) => {
    const fresh = new Set(ids.filter((id) => isNew(id)));
    if (fresh.size === 0) return fresh;
    worker.postMessage([...fresh].join(' '));
    await once(worker, 'message');
    return fresh;
  });
}
