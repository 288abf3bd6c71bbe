import type { Kysely } from 'kysely';

/** The resource registry: resources and their earlier versions, policies, what policies name, apps and access lists; see resources/. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('resource')
    .addColumn('identifier', 'text', (column) => column.primaryKey())
    .addColumn('version_id', 'integer', (column) => column.notNull())
    .addColumn('record', 'text', (column) => column.notNull())
    .addColumn('changed', 'bigint', (column) => column.notNull())
    .execute();
  await db.schema
    .createTable('resource_history')
    .addColumn('identifier', 'text', (column) => column.notNull())
    .addColumn('version_id', 'integer', (column) => column.notNull())
    .addColumn('record', 'text')
    .addColumn('changed', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('resource_history_key', ['identifier', 'version_id'])
    .execute();
  await db.schema
    .createTable('resource_policy')
    .addColumn('resource_id', 'text', (column) => column.primaryKey())
    .addColumn('version', 'integer', (column) => column.notNull())
    .addColumn('xml', 'text', (column) => column.notNull())
    .addColumn('changed', 'bigint', (column) => column.notNull())
    .execute();
  // Which subjects a policy names; a row stays with `deleted` = 1 when the policy drops the subject, so that followers learn it.
  await db.schema
    .createTable('resource_subject')
    .addColumn('resource_id', 'text', (column) => column.notNull())
    .addColumn('subject_urn', 'text', (column) => column.notNull())
    .addColumn('changed', 'bigint', (column) => column.notNull())
    .addColumn('deleted', 'integer', (column) => column.notNull())
    .addPrimaryKeyConstraint('resource_subject_key', ['resource_id', 'subject_urn'])
    .execute();
  await db.schema.createIndex('resource_subject_urn').on('resource_subject').column('subject_urn').execute();
  await db.schema
    .createIndex('resource_subject_changed')
    .on('resource_subject')
    .columns(['changed', 'resource_id', 'subject_urn'])
    .execute();
  await db.schema
    .createTable('application')
    .addColumn('org', 'text', (column) => column.notNull())
    .addColumn('app', 'text', (column) => column.notNull())
    .addColumn('metadata', 'text', (column) => column.notNull())
    .addColumn('process', 'text', (column) => column.notNull())
    .addColumn('changed', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('application_key', ['org', 'app'])
    .execute();
}
