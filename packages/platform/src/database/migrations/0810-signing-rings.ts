import type { Kysely } from 'kysely';

/** Counts the rotations of each ring, so that of several nodes that rotate at once one does; see signing-keys/. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('signing_ring')
    .addColumn('ring', 'text', (column) => column.primaryKey())
    .addColumn('version', 'integer', (column) => column.notNull())
    .execute();
}
