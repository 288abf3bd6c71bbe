import type { Kysely } from 'kysely';

/** "What has X given to others" is asked as often as "what has Y got"; see delegations/. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const table of ['delegated_right', 'delegated_package'])
    await db.schema.createIndex(`${table}_giver`).on(table).columns(['from_uuid', 'to_uuid']).execute();
}
