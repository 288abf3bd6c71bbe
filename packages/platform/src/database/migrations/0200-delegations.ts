import type { Kysely } from 'kysely';

/** Who gave whom what: single rights, access packages, scopes to suppliers, and consents; see delegations/. */
export async function up(db: Kysely<unknown>): Promise<void> {
  // Keyed by receiver and giver: "what has X got from Y" is one short range of the primary key.
  await db.schema
    .createTable('delegated_right')
    .addColumn('to_uuid', 'text', (column) => column.notNull())
    .addColumn('from_uuid', 'text', (column) => column.notNull())
    .addColumn('resource_id', 'text', (column) => column.notNull())
    .addColumn('action', 'text', (column) => column.notNull())
    .addColumn('instance_id', 'text', (column) => column.notNull())
    .addColumn('by_uuid', 'text')
    .addColumn('created', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('delegated_right_key', ['to_uuid', 'from_uuid', 'resource_id', 'action', 'instance_id'])
    .execute();
  await db.schema
    .createTable('delegated_package')
    .addColumn('to_uuid', 'text', (column) => column.notNull())
    .addColumn('from_uuid', 'text', (column) => column.notNull())
    .addColumn('package', 'text', (column) => column.notNull())
    .addColumn('via_uuid', 'text', (column) => column.notNull())
    .addColumn('by_uuid', 'text')
    .addColumn('created', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('delegated_package_key', ['to_uuid', 'from_uuid', 'package', 'via_uuid'])
    .execute();
  await db.schema
    .createTable('scope_delegation')
    .addColumn('consumer_uuid', 'text', (column) => column.notNull())
    .addColumn('supplier_uuid', 'text', (column) => column.notNull())
    .addColumn('resource_id', 'text', (column) => column.notNull())
    .addColumn('by_uuid', 'text')
    .addColumn('created', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('scope_delegation_key', ['consumer_uuid', 'supplier_uuid', 'resource_id'])
    .execute();
  await db.schema
    .createIndex('scope_delegation_supplier')
    .on('scope_delegation')
    .columns(['supplier_uuid', 'consumer_uuid'])
    .execute();
  await db.schema
    .createTable('consent')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('from_urn', 'text', (column) => column.notNull())
    .addColumn('from_uuid', 'text', (column) => column.notNull())
    .addColumn('to_organization', 'text', (column) => column.notNull())
    .addColumn('content', 'text', (column) => column.notNull())
    .addColumn('status', 'text', (column) => column.notNull())
    .addColumn('valid_to', 'bigint', (column) => column.notNull())
    .addColumn('created', 'bigint', (column) => column.notNull())
    .execute();
  await db.schema.createIndex('consent_from').on('consent').columns(['from_uuid', 'created']).execute();
  await db.schema
    .createTable('consent_event')
    .addColumn('consent_id', 'text', (column) => column.notNull())
    .addColumn('position', 'integer', (column) => column.notNull())
    .addColumn('event', 'text', (column) => column.notNull())
    .addColumn('by_uuid', 'text', (column) => column.notNull())
    .addColumn('created', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('consent_event_key', ['consent_id', 'position'])
    .execute();
}
