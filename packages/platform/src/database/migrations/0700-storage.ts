import type { Kysely } from 'kysely';
import { bytesType } from './bytes.ts';

/** Instances, their data elements, contents and events; see storage/. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('instance')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('org', 'text', (column) => column.notNull())
    .addColumn('app', 'text', (column) => column.notNull())
    .addColumn('party_id', 'bigint', (column) => column.notNull())
    .addColumn('created', 'bigint', (column) => column.notNull())
    .addColumn('last_changed', 'bigint', (column) => column.notNull())
    .addColumn('due_before', 'bigint')
    .addColumn('visible_after', 'bigint')
    .addColumn('process_ended', 'bigint')
    .addColumn('current_task', 'text')
    .addColumn('is_archived', 'integer', (column) => column.notNull())
    .addColumn('is_soft_deleted', 'integer', (column) => column.notNull())
    .addColumn('is_hard_deleted', 'integer', (column) => column.notNull())
    .addColumn('confirmed_by', 'text', (column) => column.notNull())
    .addColumn('revision', 'integer', (column) => column.notNull())
    .addColumn('body', 'text', (column) => column.notNull())
    .execute();
  await db.schema
    .createIndex('instance_app')
    .on('instance')
    .columns(['org', 'app', 'party_id', 'last_changed', 'id'])
    .execute();
  await db.schema.createIndex('instance_org').on('instance').columns(['org', 'last_changed', 'id']).execute();
  await db.schema.createIndex('instance_party').on('instance').columns(['party_id', 'last_changed', 'id']).execute();
  await db.schema
    .createTable('data_element')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('instance_id', 'text', (column) => column.notNull().references('instance.id'))
    .addColumn('content_id', 'text', (column) => column.notNull())
    .addColumn('created', 'bigint', (column) => column.notNull())
    .addColumn('is_hard_deleted', 'integer', (column) => column.notNull())
    .addColumn('body', 'text', (column) => column.notNull())
    .execute();
  await db.schema.createIndex('data_element_instance').on('data_element').columns(['instance_id', 'created']).execute();
  await db.schema.createIndex('data_element_content').on('data_element').column('content_id').execute();
  await db.schema
    .createTable('content_chunk')
    .addColumn('content_id', 'text', (column) => column.notNull())
    .addColumn('seq', 'integer', (column) => column.notNull())
    .addColumn('written', 'bigint', (column) => column.notNull())
    .addColumn('bytes', bytesType(db), (column) => column.notNull())
    .addPrimaryKeyConstraint('content_chunk_key', ['content_id', 'seq'])
    .execute();
  await db.schema
    .createTable('instance_event')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('instance_id', 'text', (column) => column.notNull().references('instance.id'))
    .addColumn('seq', 'integer', (column) => column.notNull())
    .addColumn('created', 'bigint', (column) => column.notNull())
    .addColumn('event_type', 'text', (column) => column.notNull())
    .addColumn('body', 'text', (column) => column.notNull())
    .execute();
  await db.schema.createIndex('instance_event_instance').on('instance_event').columns(['instance_id', 'seq']).execute();
  await db.schema
    .createTable('storage_secret')
    .addColumn('name', 'text', (column) => column.primaryKey())
    .addColumn('value', 'text', (column) => column.notNull())
    .execute();
}
