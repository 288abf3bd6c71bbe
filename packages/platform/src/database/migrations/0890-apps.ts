import type { Kysely } from 'kysely';

/** Apps that were brought in from their own folders, and the texts of apps; see apps/ and storage/. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('brought_app')
    .addColumn('org', 'text', (column) => column.notNull())
    .addColumn('app', 'text', (column) => column.notNull())
    .addColumn('files', 'text', (column) => column.notNull())
    .addColumn('findings', 'text', (column) => column.notNull())
    .addColumn('changed', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('brought_app_key', ['org', 'app'])
    .execute();
  await db.schema
    .createTable('app_text')
    .addColumn('org', 'text', (column) => column.notNull())
    .addColumn('app', 'text', (column) => column.notNull())
    .addColumn('language', 'text', (column) => column.notNull())
    .addColumn('body', 'text', (column) => column.notNull())
    .addColumn('changed', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('app_text_key', ['org', 'app', 'language'])
    .execute();
}
