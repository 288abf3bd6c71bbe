import type { Kysely } from 'kysely';

/** What a program's request for access is known again by; see delegations/access-requests.ts. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('access_request').addColumn('submission_key', 'text').execute();
  await db.schema.alterTable('access_request').addColumn('submission_body', 'text').execute();
  await db.schema
    .createIndex('access_request_submission')
    .unique()
    .on('access_request')
    .column('submission_key')
    .execute();
}
