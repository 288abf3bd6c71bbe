import { type Kysely, sql } from 'kysely';

/**
 * What programs' requests for access are known again by, a row for each key: one that found the request open already is known as well as the
 * one that opened it; see delegations/access-requests.ts. The columns of 0930 knew the first alone, and no released version has them.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('request_submission')
    .addColumn('key', 'text', (column) => column.primaryKey())
    .addColumn('request_id', 'text', (column) => column.notNull())
    .addColumn('body', 'text', (column) => column.notNull())
    .execute();
  await sql`
    insert into request_submission (key, request_id, body)
    select submission_key, id, submission_body from access_request where submission_key is not null`.execute(db);
  await db.schema.dropIndex('access_request_submission').execute();
  await db.schema.alterTable('access_request').dropColumn('submission_key').execute();
  await db.schema.alterTable('access_request').dropColumn('submission_body').execute();
}
