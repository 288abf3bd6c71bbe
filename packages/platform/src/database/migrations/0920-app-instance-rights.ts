import type { Kysely } from 'kysely';

/** What apps have given on single instances; see delegations/. */
export async function up(db: Kysely<unknown>): Promise<void> {
  // Keyed by receiver and giver, as what persons give.
  await db.schema
    .createTable('app_instance_right')
    .addColumn('to_uuid', 'text', (column) => column.notNull())
    .addColumn('from_uuid', 'text', (column) => column.notNull())
    .addColumn('resource_id', 'text', (column) => column.notNull())
    .addColumn('instance_id', 'text', (column) => column.notNull())
    .addColumn('action', 'text', (column) => column.notNull())
    .addColumn('part', 'text', (column) => column.notNull())
    .addColumn('by_app', 'text', (column) => column.notNull())
    .addColumn('position', 'integer', (column) => column.notNull())
    .addColumn('created', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('app_instance_right_key', [
      'to_uuid',
      'from_uuid',
      'resource_id',
      'instance_id',
      'action',
      'part',
    ])
    .execute();
  await db.schema
    .createIndex('app_instance_right_instance')
    .on('app_instance_right')
    .columns(['resource_id', 'instance_id'])
    .execute();
  await db.schema
    .createIndex('app_instance_right_giver')
    .on('app_instance_right')
    .columns(['from_uuid', 'to_uuid'])
    .execute();
}
