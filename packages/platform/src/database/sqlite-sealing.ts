import { type Kysely, sql } from 'kysely';
import type { Tables } from './tables.ts';

/**
 * SQLite leaves what was replaced in the space that it frees, and in its journal: where something lay in clear, both are written over.
 * @param seal tells how many values it has sealed
 */
export async function writingOver(db: Kysely<Tables>, seal: () => Promise<number>): Promise<void> {
  await sql`pragma secure_delete = on`.execute(db);
  if ((await seal()) > 0) {
    // What had been deleted before lies in free pages still.
    await sql`vacuum`.execute(db);
    await sql`pragma wal_checkpoint(truncate)`.execute(db);
  }
  await sql`pragma secure_delete = off`.execute(db);
}
