import { type Kysely, sql } from 'kysely';
import { uuidOfText } from '../../foundation/index.ts';

interface Ends {
  readonly via_uuid: string;
  readonly from_uuid: string;
  readonly via_role: string;
  readonly to_uuid: string;
}

/** What an agent has of a client by one role is looked up by its id; see delegations/client-store.ts. A node of the version before leaves it empty. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('agent_grant').addColumn('delegation_id', 'text').execute();
  const { rows } = await sql<Ends>`select distinct via_uuid, from_uuid, via_role, to_uuid from agent_grant`.execute(db);
  for (const { via_uuid: via, from_uuid: from, via_role: role, to_uuid: to } of rows)
    await sql`
      update agent_grant set delegation_id = ${uuidOfText(`delegation:${via}:${from}:${role}:${to}`)}
      where via_uuid = ${via} and from_uuid = ${from} and via_role = ${role} and to_uuid = ${to}`.execute(db);
  await db.schema
    .createIndex('agent_grant_delegation')
    .on('agent_grant')
    .columns(['via_uuid', 'delegation_id'])
    .execute();
}
