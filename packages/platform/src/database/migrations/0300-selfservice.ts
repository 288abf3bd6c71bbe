import type { Kysely } from 'kysely';

/** Scopes, who may use them, integrations (clients) and their keys; see selfservice/. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('scope_prefix')
    .addColumn('prefix', 'text', (column) => column.primaryKey())
    .addColumn('owner', 'text', (column) => column.notNull())
    .execute();
  await db.schema
    .createTable('scope')
    .addColumn('name', 'text', (column) => column.primaryKey())
    .addColumn('prefix', 'text', (column) => column.notNull())
    .addColumn('owner', 'text', (column) => column.notNull())
    .addColumn('active', 'integer', (column) => column.notNull())
    .addColumn('visibility', 'text', (column) => column.notNull())
    .addColumn('body', 'text', (column) => column.notNull())
    .addColumn('created', 'bigint', (column) => column.notNull())
    .addColumn('last_updated', 'bigint', (column) => column.notNull())
    .execute();
  await db.schema.createIndex('scope_owner').on('scope').column('owner').execute();
  await db.schema
    .createTable('scope_access')
    .addColumn('scope', 'text', (column) => column.notNull().references('scope.name'))
    .addColumn('consumer', 'text', (column) => column.notNull())
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('created', 'bigint', (column) => column.notNull())
    .addColumn('last_updated', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('scope_access_key', ['scope', 'consumer'])
    .execute();
  await db.schema.createIndex('scope_access_consumer').on('scope_access').column('consumer').execute();
  await db.schema
    .createTable('client')
    .addColumn('client_id', 'text', (column) => column.primaryKey())
    .addColumn('organization', 'text', (column) => column.notNull())
    .addColumn('supplier', 'text')
    .addColumn('active', 'integer', (column) => column.notNull())
    .addColumn('integration_type', 'text', (column) => column.notNull())
    .addColumn('body', 'text', (column) => column.notNull())
    .addColumn('created', 'bigint', (column) => column.notNull())
    .addColumn('last_updated', 'bigint', (column) => column.notNull())
    .execute();
  await db.schema.createIndex('client_organization').on('client').columns(['organization', 'created']).execute();
  await db.schema.createIndex('client_supplier').on('client').columns(['supplier', 'created']).execute();
  await db.schema
    .createTable('client_key')
    .addColumn('client_id', 'text', (column) => column.notNull().references('client.client_id'))
    .addColumn('kid', 'text', (column) => column.notNull())
    .addColumn('position', 'integer', (column) => column.notNull())
    .addColumn('jwk', 'text', (column) => column.notNull())
    .addColumn('created', 'bigint', (column) => column.notNull())
    .addColumn('expires', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('client_key_key', ['client_id', 'kid'])
    .execute();
}
