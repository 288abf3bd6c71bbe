import { type Kysely, sql } from 'kysely';

/**
 * What lists of instances are found by; see storage/list-store.ts, whose conditions are those of the indexes of some rows. The last columns are
 * the order of every list, so that a page is read where it begins.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  const index = (name: string, ...columns: readonly string[]) =>
    db.schema
      .createIndex(name)
      .on('instance')
      .columns(['org', ...columns, 'last_changed', 'id']);
  await index('instance_of_app', 'app').execute();
  await index('instance_in_task', 'current_task').execute();
  await index('instance_complete').where(sql<boolean>`process_ended is not null`).execute();
  await index('instance_under_way').where(sql<boolean>`current_task is not null`).execute();
  // What a service owner asks for all the time: is there anything that it has not fetched?
  await index('instance_to_fetch')
    .where(sql<boolean>`process_ended is not null and replace(confirmed_by, ',' || org || ',', '') = confirmed_by`)
    .execute();
  await index('instance_soft_deleted').where(sql<boolean>`is_soft_deleted = 1`).execute();
  await index('instance_hard_deleted').where(sql<boolean>`is_hard_deleted = 1`).execute();
  await db.schema.createIndex('instance_reference').on('instance').expression(sql`substr(id, 25)`).execute();
}
