import type { Kysely } from 'kysely';

/** The System Register, system users, and requests for them; see systems/. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('registered_system')
    .addColumn('internal_id', 'text', (column) => column.primaryKey())
    .addColumn('system_id', 'text', (column) => column.notNull().unique())
    .addColumn('vendor', 'text', (column) => column.notNull())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('description', 'text', (column) => column.notNull())
    .addColumn('rights', 'text', (column) => column.notNull())
    .addColumn('packages', 'text', (column) => column.notNull())
    .addColumn('client_ids', 'text', (column) => column.notNull())
    .addColumn('redirect_urls', 'text', (column) => column.notNull())
    .addColumn('is_visible', 'integer', (column) => column.notNull())
    .addColumn('is_deleted', 'integer', (column) => column.notNull())
    .addColumn('created', 'bigint', (column) => column.notNull())
    .execute();
  await db.schema.createIndex('registered_system_vendor').on('registered_system').column('vendor').execute();
  // The primary key is what keeps a client id on one system: a row goes away when the id leaves the system.
  await db.schema
    .createTable('system_client')
    .addColumn('client_key', 'text', (column) => column.primaryKey())
    .addColumn('internal_id', 'text', (column) => column.notNull())
    .execute();
  await db.schema.createIndex('system_client_system').on('system_client').column('internal_id').execute();
  await db.schema
    .createTable('system_change')
    .addColumn('internal_id', 'text', (column) => column.notNull())
    .addColumn('position', 'integer', (column) => column.notNull())
    .addColumn('changed_by', 'text', (column) => column.notNull())
    .addColumn('change_type', 'text', (column) => column.notNull())
    .addColumn('changed_data', 'text')
    .addColumn('client_id', 'text')
    .addColumn('created', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('system_change_key', ['internal_id', 'position'])
    .execute();
  await userTables(db);
  await requestTables(db);
}

async function userTables(db: Kysely<unknown>): Promise<void> {
  // `active_triple` is null once deleted: unique for those that live.
  await db.schema
    .createTable('system_user')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('system_internal_id', 'text', (column) => column.notNull())
    .addColumn('system_id', 'text', (column) => column.notNull())
    .addColumn('vendor', 'text', (column) => column.notNull())
    .addColumn('party_organization', 'text', (column) => column.notNull())
    .addColumn('party_id', 'bigint', (column) => column.notNull())
    .addColumn('party_uuid', 'text', (column) => column.notNull())
    .addColumn('external_ref', 'text', (column) => column.notNull())
    .addColumn('active_triple', 'text', (column) => column.unique())
    .addColumn('integration_title', 'text', (column) => column.notNull())
    .addColumn('user_type', 'text', (column) => column.notNull())
    .addColumn('packages', 'text', (column) => column.notNull())
    .addColumn('is_deleted', 'integer', (column) => column.notNull())
    .addColumn('created', 'bigint', (column) => column.notNull())
    .addColumn('changed', 'bigint', (column) => column.notNull())
    .addColumn('sequence', 'bigint', (column) => column.notNull())
    .execute();
  await db.schema.createIndex('system_user_party').on('system_user').columns(['party_id', 'created']).execute();
  await db.schema.createIndex('system_user_system').on('system_user').columns(['system_id', 'created']).execute();
  await db.schema.createIndex('system_user_sequence').unique().on('system_user').column('sequence').execute();
  // One row. Whoever writes a system user holds it until the end of the transaction, so numbers become visible in order.
  await db.schema
    .createTable('system_user_counter')
    .addColumn('id', 'integer', (column) => column.primaryKey())
    .addColumn('value', 'bigint', (column) => column.notNull())
    .execute();
  await (db as Kysely<{ system_user_counter: { id: number; value: number } }>)
    .insertInto('system_user_counter')
    .values({ id: 1, value: 0 })
    .execute();
  await db.schema
    .createTable('agent_client')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('agent_id', 'text', (column) => column.notNull())
    .addColumn('facilitator_uuid', 'text', (column) => column.notNull())
    .addColumn('client_uuid', 'text', (column) => column.notNull())
    .addColumn('assignment_id', 'text', (column) => column.notNull())
    .addColumn('created', 'bigint', (column) => column.notNull())
    .addUniqueConstraint('agent_client_pair', ['agent_id', 'client_uuid'])
    .execute();
}

async function requestTables(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('system_user_request')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('user_type', 'text', (column) => column.notNull())
    .addColumn('system_id', 'text', (column) => column.notNull())
    .addColumn('vendor', 'text', (column) => column.notNull())
    .addColumn('party_organization', 'text', (column) => column.notNull())
    .addColumn('external_ref', 'text', (column) => column.notNull())
    .addColumn('active_triple', 'text', (column) => column.unique())
    .addColumn('integration_title', 'text', (column) => column.notNull())
    .addColumn('rights', 'text', (column) => column.notNull())
    .addColumn('packages', 'text', (column) => column.notNull())
    .addColumn('redirect_url', 'text')
    .addColumn('status', 'text', (column) => column.notNull())
    .addColumn('escalated', 'integer', (column) => column.notNull())
    .addColumn('answered_by', 'text')
    .addColumn('created', 'bigint', (column) => column.notNull())
    .addColumn('changed', 'bigint', (column) => column.notNull())
    .execute();
  await db.schema
    .createIndex('system_user_request_system')
    .on('system_user_request')
    .columns(['system_id', 'user_type', 'created'])
    .execute();
  await db.schema
    .createIndex('system_user_request_party')
    .on('system_user_request')
    .columns(['party_organization', 'created'])
    .execute();
  await db.schema
    .createTable('system_user_change_request')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('system_user_id', 'text', (column) => column.notNull())
    .addColumn('system_id', 'text', (column) => column.notNull())
    .addColumn('vendor', 'text', (column) => column.notNull())
    .addColumn('party_organization', 'text', (column) => column.notNull())
    .addColumn('external_ref', 'text', (column) => column.notNull())
    .addColumn('changes', 'text', (column) => column.notNull())
    .addColumn('redirect_url', 'text')
    .addColumn('status', 'text', (column) => column.notNull())
    .addColumn('is_deleted', 'integer', (column) => column.notNull())
    .addColumn('answered_by', 'text')
    .addColumn('created', 'bigint', (column) => column.notNull())
    .addColumn('changed', 'bigint', (column) => column.notNull())
    .execute();
  await db.schema
    .createIndex('system_user_change_request_system')
    .on('system_user_change_request')
    .columns(['system_id', 'created'])
    .execute();
  await db.schema
    .createIndex('system_user_change_request_user')
    .on('system_user_change_request')
    .columns(['system_user_id', 'created'])
    .execute();
}
