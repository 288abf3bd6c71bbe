import { type Kysely, sql } from 'kysely';

/** Who has changed what, each entry chained to the one before it; see audit/. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('audit_entry')
    .addColumn('position', 'bigint', (column) => column.primaryKey())
    .addColumn('time', 'bigint', (column) => column.notNull())
    .addColumn('organization', 'text')
    .addColumn('entry', 'text', (column) => column.notNull())
    .addColumn('hash', 'text', (column) => column.notNull())
    .execute();
  await db.schema
    .createIndex('audit_entry_organization')
    .on('audit_entry')
    .columns(['organization', 'position'])
    .execute();
  // One row. Whoever adds an entry holds it until the end of the transaction, so that no two follow the same one.
  await db.schema
    .createTable('audit_head')
    .addColumn('id', 'integer', (column) => column.primaryKey())
    .addColumn('position', 'bigint', (column) => column.notNull())
    .addColumn('hash', 'text', (column) => column.notNull())
    .addColumn('gone_position', 'bigint', (column) => column.notNull())
    .addColumn('gone_hash', 'text', (column) => column.notNull())
    .execute();
  const nothing = '0'.repeat(64);
  await sql`insert into audit_head (id, position, hash, gone_position, gone_hash) values (1, 0, ${nothing}, 0, ${nothing})`.execute(
    db,
  );
}
