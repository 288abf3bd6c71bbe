import type { Kysely } from 'kysely';

/** When a party was deleted, where the register tells it, and the user name by which a person may be named; see register/types.ts. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('party').addColumn('deleted_at', 'bigint').execute();
  await db.schema.alterTable('party').addColumn('user_name', 'text').execute();
  await db.schema.createIndex('party_own_user_name').unique().on('party').column('user_name').execute();
}
