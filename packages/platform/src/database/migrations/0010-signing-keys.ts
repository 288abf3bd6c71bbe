import type { Kysely } from 'kysely';

/** Key pairs that this platform signs with; see signing-keys/. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('signing_key')
    .addColumn('kid', 'text', (column) => column.primaryKey())
    .addColumn('ring', 'text', (column) => column.notNull())
    .addColumn('private_key', 'text', (column) => column.notNull())
    .addColumn('certificate', 'text')
    .addColumn('created', 'bigint', (column) => column.notNull())
    .addColumn('activates', 'bigint', (column) => column.notNull())
    .addColumn('retired', 'bigint')
    .addColumn('removes', 'bigint')
    .execute();
  await db.schema.createIndex('signing_key_ring').on('signing_key').columns(['ring', 'activates']).execute();
}
