import type { Kysely } from 'kysely';

/** What a person is told of their sessions, and which have been ended; see authentication/ and callers/. */
export async function up(db: Kysely<unknown>): Promise<void> {
  // One column a statement: SQLite takes no more. None is needed: nodes of the last version write rows without them.
  await db.schema.alterTable('login_session').addColumn('browser', 'text').execute();
  await db.schema.alterTable('login_session').addColumn('system', 'text').execute();
  await db.schema.alterTable('login_session').addColumn('used', 'bigint').execute();
  await db.schema.createIndex('login_session_person').on('login_session').column('party_uuid').execute();
  await db.schema
    .createTable('ended_session')
    .addColumn('sid', 'text', (column) => column.primaryKey())
    .addColumn('until', 'bigint', (column) => column.notNull())
    .execute();
  await db.schema.createIndex('ended_session_until').on('ended_session').column('until').execute();
}
