import type { Kysely } from 'kysely';

/** Grants that have been used, so that none is used twice; and the developer's log. See maskinporten/. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('used_grant')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('expires', 'bigint', (column) => column.notNull())
    .execute();
  await db.schema.createIndex('used_grant_expires').on('used_grant').column('expires').execute();
  await db.schema
    .createTable('token_request')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('client_id', 'text', (column) => column.notNull())
    .addColumn('organization', 'text', (column) => column.notNull())
    .addColumn('time', 'bigint', (column) => column.notNull())
    .addColumn('body', 'text', (column) => column.notNull())
    .execute();
  await db.schema.createIndex('token_request_client').on('token_request').columns(['client_id', 'time']).execute();
}
