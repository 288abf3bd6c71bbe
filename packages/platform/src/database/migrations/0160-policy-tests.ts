import type { Kysely } from 'kysely';

/** The tests of a resource's policy, saved beside it; see policy-authoring/. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('policy_test')
    .addColumn('resource_id', 'text', (column) => column.primaryKey())
    .addColumn('tests', 'text', (column) => column.notNull())
    .addColumn('changed', 'bigint', (column) => column.notNull())
    .execute();
}
