import type { Kysely } from 'kysely';

/** Parties, who holds which role for whom, and service owners; see register/. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('party')
    .addColumn('party_id', 'bigint', (column) => column.primaryKey())
    .addColumn('uuid', 'text', (column) => column.notNull().unique())
    .addColumn('type', 'text', (column) => column.notNull())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('organization_number', 'text', (column) => column.unique())
    .addColumn('person_number', 'text', (column) => column.unique())
    .addColumn('user_id', 'bigint', (column) => column.unique())
    .addColumn('form', 'text')
    .addColumn('parent_uuid', 'text')
    .addColumn('is_deleted', 'integer', (column) => column.notNull())
    .execute();
  await db.schema.createIndex('party_parent').on('party').column('parent_uuid').execute();
  // Keyed by whom the role is for: "what does X hold for Y" is one short range of the primary key.
  await db.schema
    .createTable('party_role')
    .addColumn('of_uuid', 'text', (column) => column.notNull())
    .addColumn('holder_uuid', 'text', (column) => column.notNull())
    .addColumn('role', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('party_role_key', ['of_uuid', 'holder_uuid', 'role'])
    .execute();
  await db.schema.createIndex('party_role_holder').on('party_role').columns(['holder_uuid', 'role']).execute();
  await db.schema
    .createTable('service_owner')
    .addColumn('code', 'text', (column) => column.primaryKey())
    .addColumn('organization_number', 'text', (column) => column.notNull().unique())
    .addColumn('name', 'text', (column) => column.notNull())
    .execute();
}
