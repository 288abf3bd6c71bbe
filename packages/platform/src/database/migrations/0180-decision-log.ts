import type { Kysely } from 'kysely';

/** Audit events of decisions; see authorization/decision-log.ts. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('decision_log')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('created', 'bigint', (column) => column.notNull())
    .addColumn('event', 'text', (column) => column.notNull())
    .execute();
  await db.schema.createIndex('decision_log_created').on('decision_log').column('created').execute();
}
