import type { Kysely } from 'kysely';

/** On-behalf-of entries, clients that Altinn administers, and what a registration was before a change that is not active yet. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('client').addColumn('managed_by', 'text').execute();
  await db.schema.createIndex('client_managed_by').on('client').columns(['managed_by', 'created']).execute();
  await db.schema.createIndex('client_key_kid').on('client_key').column('kid').execute();
  await db.schema
    .createTable('client_onbehalfof')
    .addColumn('client_id', 'text', (column) => column.notNull().references('client.client_id'))
    .addColumn('onbehalfof', 'text', (column) => column.notNull())
    .addColumn('body', 'text', (column) => column.notNull())
    .addColumn('created', 'bigint', (column) => column.notNull())
    .addColumn('last_updated', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('client_onbehalfof_key', ['client_id', 'onbehalfof'])
    .execute();
  await db.schema
    .createTable('registration_before')
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('changed', 'bigint', (column) => column.notNull())
    .addColumn('body', 'text')
    .addPrimaryKeyConstraint('registration_before_key', ['kind', 'name', 'changed'])
    .execute();
}
