import type { Kysely } from 'kysely';

/** Agents of a facilitator, and what each has of its clients; see delegations/. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('client_agent')
    .addColumn('facilitator_uuid', 'text', (column) => column.notNull())
    .addColumn('agent_uuid', 'text', (column) => column.notNull())
    .addColumn('id', 'text', (column) => column.notNull())
    .addColumn('by_uuid', 'text')
    .addColumn('created', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('client_agent_key', ['facilitator_uuid', 'agent_uuid'])
    .execute();
  await db.schema.createIndex('client_agent_agent').on('client_agent').column('agent_uuid').execute();
  // Keyed by receiver and giver, as what is given without a facilitator.
  await db.schema
    .createTable('agent_grant')
    .addColumn('to_uuid', 'text', (column) => column.notNull())
    .addColumn('from_uuid', 'text', (column) => column.notNull())
    .addColumn('via_uuid', 'text', (column) => column.notNull())
    .addColumn('via_role', 'text', (column) => column.notNull())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('item', 'text', (column) => column.notNull())
    .addColumn('by_uuid', 'text')
    .addColumn('created', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('agent_grant_key', ['to_uuid', 'from_uuid', 'via_uuid', 'via_role', 'kind', 'item'])
    .execute();
  await db.schema.createIndex('agent_grant_via').on('agent_grant').columns(['via_uuid', 'from_uuid']).execute();
  await db.schema.createIndex('agent_grant_giver').on('agent_grant').columns(['from_uuid', 'to_uuid']).execute();
}
