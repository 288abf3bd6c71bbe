import type { Kysely } from 'kysely';

/** What the portal's guide has seen an organisation do; see portal/milestones.ts. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('milestone')
    .addColumn('organization', 'text', (column) => column.notNull())
    .addColumn('step', 'text', (column) => column.notNull())
    .addColumn('seen', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('milestone_key', ['organization', 'step'])
    .execute();
}
