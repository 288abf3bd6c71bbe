import { type Kysely, PostgresAdapter, sql } from 'kysely';

/**
 * What lists of instances are found by, and contents as they are; see storage/list-store.ts, whose conditions are those of the indexes of some
 * rows. The last columns are the order of every list, so that a page is read where it begins.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  const index = (name: string, ...columns: readonly string[]) =>
    db.schema
      .createIndex(name)
      .on('instance')
      .columns([...columns, 'last_changed', 'id']);
  // With times and flags at their end: whoever asks for what is older than a day is led past what is newer by the index alone.
  const times = ['created', 'process_ended', 'due_before', 'visible_after'];
  const flags = ['is_archived', 'is_soft_deleted', 'is_hard_deleted'];
  for (const name of ['instance_org', 'instance_party']) await db.schema.dropIndex(name).execute();
  await index('instance_of_org', 'org')
    .columns([...times, ...flags])
    .execute();
  await index('instance_of_app', 'org', 'app')
    .columns([...times, ...flags])
    .execute();
  await index('instance_of_party', 'party_id').columns(flags).execute();
  await index('instance_in_task', 'org', 'current_task').execute();
  await index('instance_complete', 'org').where(sql<boolean>`process_ended is not null`).execute();
  await index('instance_under_way', 'org').where(sql<boolean>`current_task is not null`).execute();
  // What a service owner asks for all the time: is there anything that it has not fetched?
  await index('instance_to_fetch', 'org')
    .where(sql<boolean>`process_ended is not null and replace(confirmed_by, ',' || org || ',', '') = confirmed_by`)
    .execute();
  await index('instance_soft_deleted', 'org').where(sql<boolean>`is_soft_deleted = 1`).execute();
  await index('instance_hard_deleted', 'org').where(sql<boolean>`is_hard_deleted = 1`).execute();
  // Of a day or a month, and not of half of the years: then the order is the better way.
  for (const column of times)
    await db.schema.createIndex(`instance_${column}`).on('instance').columns(['org', column]).execute();
  await db.schema.createIndex('instance_reference').on('instance').expression(sql`substr(id, 25)`).execute();
  // A row of a content fills a page (storage/content.ts). PostgreSQL would take it apart into pieces of 2 kB and try to pack each.
  if (db.getExecutor().adapter instanceof PostgresAdapter) {
    await sql`alter table content_chunk alter column bytes set storage external`.execute(db);
    await sql`alter table content_chunk set (toast_tuple_target = 8160)`.execute(db);
  }
}
