/** Used grants of the bare servers: in memory, or in PostgreSQL as cheaply as it goes. */
import { randomBytes } from 'node:crypto';
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

/** One write at a time, of all that has come meanwhile; what is answered is on disk. */
export async function grantsInPostgres(url: string): Promise<UseGrant> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const table = `bare_grant_${randomBytes(4).toString('hex')}`;
  await client.query(`create table ${table} (id text primary key)`);
  const text = `insert into ${table} select unnest($1::text[]) on conflict do nothing returning id`;
  let waiting: Waiting[] = [];
  let isWriting = false;
  const write = async (): Promise<void> => {
    isWriting = true;
    while (waiting.length > 0) {
      const batch = waiting;
      waiting = [];
      try {
        const { rows } = await client.query({
          name: table,
          text,
          values: [batch.map(({ id }) => id)],
          rowMode: 'array',
        });
        const fresh = new Set(rows.flat());
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
      if (!isWriting) void write();
    });
}
