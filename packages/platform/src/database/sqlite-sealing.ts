import { type Kysely, sql } from 'kysely';
import type { Tables } from './tables.ts';

/** Stands as the file's `application_id` while nothing that was replaced can be read in it: https://sqlite.org/pragma.html#pragma_application_id */
const WRITTEN_OVER = 0x50560001;

/**
 * SQLite leaves what was replaced or deleted in the space that it frees, and in its journal: where something lay in clear, both are written over.
 * The file keeps whether that has been done, so that a start goes on with what an earlier one was killed at, or had no room for.
 * @param seal tells how many values it has sealed in the transaction that it is given
 */
export async function writingOver(db: Kysely<Tables>, seal: (trx: Kysely<Tables>) => Promise<number>): Promise<void> {
  await sql`pragma secure_delete = on`.execute(db);
  await db.transaction().execute(async (trx) => {
    if ((await seal(trx)) > 0) await sql`pragma application_id = 0`.execute(trx);
  });
  if (await mayShowSecrets(db)) {
    // What had been deleted before lies in free pages still.
    await sql`vacuum`.execute(db);
    const { rows } = await sql<{ readonly busy: number }>`pragma wal_checkpoint(truncate)`.execute(db);
    // While another process reads, the journal stays: the next start has it to do.
    if (rows.every(({ busy }) => busy === 0)) await sql`pragma application_id = 0x50560001`.execute(db);
  }
  await sql`pragma secure_delete = off`.execute(db);
}

/** Whether the file may have kept, in its free space or its journal, what lay in clear before there was a master key. */
export async function mayShowSecrets(db: Kysely<Tables>): Promise<boolean> {
  const { rows } = await sql<{ readonly application_id: number }>`pragma application_id`.execute(db);
  return rows[0]?.application_id !== WRITTEN_OVER;
}
