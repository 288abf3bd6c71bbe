import { randomBytes } from 'node:crypto';
import { type Kysely, sql } from 'kysely';
import type { Tables } from './tables.ts';

/** What a page or a few need is not enough to go on with. */
const ROOM_BYTES = 1024 * 1024;

/** A small commit. */
const COMMIT = sql`select pg_logical_emit_message(true, 'portvakt', '')::text`;

/**
 * Writes where there was nothing, on the disk that the tables are on, and takes it back; then commits. What a table has free still takes a small row
 * when the disk is full, and the log of a commit may lie on another. Needs no right but that to a temporary table, which all have unless it was
 * taken away.
 * @throws what the server says when there is no room
 */
export async function writeOnTrial(db: Kysely<Tables>): Promise<void> {
  const trx = await db.startTransaction().execute();
  try {
    await sql`set local temp_tablespaces = ''`.execute(trx);
    await sql`create temporary table portvakt_room (bytes bytea)`.execute(trx);
    // Random, since what repeats is kept small.
    await sql`insert into portvakt_room values (${randomBytes(ROOM_BYTES)})`.execute(trx);
  } finally {
    await trx.rollback().execute();
  }
  await COMMIT.execute(db);
}
