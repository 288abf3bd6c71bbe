import type { Kysely } from 'kysely';

/** Access lists of service owners: lists, their members, and the resources that they open; see resources/. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('access_list')
    .addColumn('owner', 'text', (column) => column.notNull())
    .addColumn('identifier', 'text', (column) => column.notNull())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('description', 'text', (column) => column.notNull())
    .addColumn('version', 'integer', (column) => column.notNull())
    .addColumn('created', 'bigint', (column) => column.notNull())
    .addColumn('updated', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('access_list_key', ['owner', 'identifier'])
    .execute();
  await db.schema
    .createTable('access_list_member')
    .addColumn('owner', 'text', (column) => column.notNull())
    .addColumn('identifier', 'text', (column) => column.notNull())
    .addColumn('organization_number', 'text', (column) => column.notNull())
    .addColumn('since', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('access_list_member_key', ['owner', 'identifier', 'organization_number'])
    .execute();
  await db.schema
    .createIndex('access_list_member_organization')
    .on('access_list_member')
    .column('organization_number')
    .execute();
  await db.schema
    .createTable('access_list_resource')
    .addColumn('owner', 'text', (column) => column.notNull())
    .addColumn('identifier', 'text', (column) => column.notNull())
    .addColumn('resource_id', 'text', (column) => column.notNull())
    .addColumn('action_filters', 'text')
    .addColumn('created', 'bigint', (column) => column.notNull())
    .addColumn('updated', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('access_list_resource_key', ['owner', 'identifier', 'resource_id'])
    .execute();
  await db.schema
    .createIndex('access_list_resource_resource')
    .on('access_list_resource')
    .column('resource_id')
    .execute();
}
