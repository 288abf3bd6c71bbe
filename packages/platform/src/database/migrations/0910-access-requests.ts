import type { Kysely } from 'kysely';

/** Who has asked for access to what, and what came of it; see delegations/. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('access_request')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('from_uuid', 'text', (column) => column.notNull())
    .addColumn('to_uuid', 'text', (column) => column.notNull())
    .addColumn('by_uuid', 'text', (column) => column.notNull())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('item', 'text', (column) => column.notNull())
    .addColumn('status', 'text', (column) => column.notNull())
    // The same question is asked once while it is open.
    .addColumn('open_key', 'text', (column) => column.unique())
    .addColumn('changed_by', 'text', (column) => column.notNull())
    .addColumn('changed', 'bigint', (column) => column.notNull())
    .addColumn('created', 'bigint', (column) => column.notNull())
    .execute();
  await db.schema.createIndex('access_request_from').on('access_request').columns(['from_uuid', 'created']).execute();
  await db.schema.createIndex('access_request_to').on('access_request').columns(['to_uuid', 'created']).execute();
}
