import type { Kysely } from 'kysely';

/** Enterprise users, portal sessions, logins under way and profiles; see authentication/. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('enterprise_user')
    .addColumn('user_id', 'bigint', (column) => column.primaryKey())
    .addColumn('user_name', 'text', (column) => column.notNull().unique())
    .addColumn('party_id', 'bigint', (column) => column.notNull())
    .addColumn('party_uuid', 'text', (column) => column.notNull())
    .addColumn('organization_number', 'text', (column) => column.notNull())
    .addColumn('password_hash', 'text', (column) => column.notNull())
    .addColumn('wrong_attempts', 'integer', (column) => column.notNull())
    .addColumn('locked_until', 'bigint')
    .execute();
  await db.schema
    .createTable('login_session')
    .addColumn('sid', 'text', (column) => column.primaryKey())
    .addColumn('handle_hash', 'text', (column) => column.notNull().unique())
    .addColumn('party_uuid', 'text', (column) => column.notNull())
    .addColumn('issuer', 'text', (column) => column.notNull())
    .addColumn('upstream_sid', 'text')
    .addColumn('id_token', 'text')
    .addColumn('acr', 'text', (column) => column.notNull())
    .addColumn('amr', 'text', (column) => column.notNull())
    .addColumn('authenticated', 'bigint', (column) => column.notNull())
    .addColumn('expires', 'bigint', (column) => column.notNull())
    .addColumn('ends', 'bigint', (column) => column.notNull())
    .execute();
  await db.schema.createIndex('login_session_expires').on('login_session').column('expires').execute();
  await db.schema
    .createIndex('login_session_upstream')
    .on('login_session')
    .columns(['issuer', 'upstream_sid'])
    .execute();
  await db.schema
    .createTable('login_attempt')
    .addColumn('state_hash', 'text', (column) => column.primaryKey())
    .addColumn('browser_hash', 'text', (column) => column.notNull())
    .addColumn('nonce', 'text', (column) => column.notNull())
    .addColumn('code_verifier', 'text', (column) => column.notNull())
    .addColumn('goto', 'text', (column) => column.notNull())
    .addColumn('acr', 'text')
    .addColumn('expires', 'bigint', (column) => column.notNull())
    .execute();
  await db.schema.createIndex('login_attempt_expires').on('login_attempt').column('expires').execute();
  await db.schema
    .createTable('user_profile')
    .addColumn('user_id', 'bigint', (column) => column.primaryKey())
    .addColumn('user_name', 'text', (column) => column.notNull())
    .addColumn('language', 'text', (column) => column.notNull())
    .execute();
}
