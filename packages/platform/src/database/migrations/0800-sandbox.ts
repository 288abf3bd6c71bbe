import type { Kysely } from 'kysely';

/** The sandbox's certificate authority and what it has issued; see sandbox/. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('test_authority')
    .addColumn('name', 'text', (column) => column.primaryKey())
    .addColumn('private_key', 'text', (column) => column.notNull())
    .addColumn('certificate', 'text', (column) => column.notNull())
    .execute();
  await db.schema
    .createTable('issued_certificate')
    .addColumn('serial', 'text', (column) => column.primaryKey())
    .addColumn('organization', 'text', (column) => column.notNull())
    .addColumn('certificate', 'text', (column) => column.notNull())
    .addColumn('issued', 'bigint', (column) => column.notNull())
    .addColumn('revoked', 'bigint')
    .execute();
  await db.schema
    .createIndex('issued_certificate_organization')
    .on('issued_certificate')
    .columns(['organization', 'issued'])
    .execute();
}
