import type { Kysely } from 'kysely';

/** What all nodes have counted in a minute; see rate-limits/. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('request_count')
    .addColumn('subject', 'text', (column) => column.notNull())
    .addColumn('ends', 'bigint', (column) => column.notNull())
    .addColumn('count', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('request_count_pk', ['subject', 'ends'])
    .execute();
  await db.schema.createIndex('request_count_ends').on('request_count').column('ends').execute();
}
