import { type Kysely, PostgresAdapter, sql } from 'kysely';

/**
 * The instances of an app by slices of 30 days of each time, in the order of every list within a slice; see storage/list-slices.ts, which SQLite
 * has no way to ask for.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  if (!(db.getExecutor().adapter instanceof PostgresAdapter)) return;
  // The time itself and the flags at the end: what does not belong to the list is passed over by the index alone.
  for (const column of ['created', 'process_ended', 'due_before', 'visible_after'])
    await sql`
      create index ${sql.ref(`instance_slice_${column}`)} on instance
        (org, app, (${sql.ref(column)} / 2592000000), last_changed, id, ${sql.ref(column)}, is_archived, is_soft_deleted, is_hard_deleted)
        where ${sql.ref(column)} is not null`.execute(db);
}
