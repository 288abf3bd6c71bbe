import type { Kysely } from 'kysely';

/** What the embedded test ID-porten keeps: sessions, grants, codes and tokens, and its own secrets; see idporten/. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('idporten_entry')
    .addColumn('model', 'text', (column) => column.notNull())
    .addColumn('id', 'text', (column) => column.notNull())
    .addColumn('payload', 'text', (column) => column.notNull())
    .addColumn('grant_id', 'text')
    .addColumn('uid', 'text')
    .addColumn('consumed', 'bigint')
    .addColumn('expires', 'bigint')
    .addPrimaryKeyConstraint('idporten_entry_key', ['model', 'id'])
    .execute();
  await db.schema.createIndex('idporten_entry_grant').on('idporten_entry').column('grant_id').execute();
  await db.schema.createIndex('idporten_entry_uid').on('idporten_entry').columns(['model', 'uid']).execute();
  await db.schema.createIndex('idporten_entry_expires').on('idporten_entry').column('expires').execute();
  await db.schema
    .createTable('idporten_secret')
    .addColumn('name', 'text', (column) => column.primaryKey())
    .addColumn('value', 'text', (column) => column.notNull())
    .execute();
}
