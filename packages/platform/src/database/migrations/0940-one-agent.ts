import { type Kysely, sql } from 'kysely';

/**
 * What agent system users have of clients lies where that of every other agent does; see delegations/client-agents.ts. Each package comes by the
 * role that the facilitator has for the client, and the facilitator's own by the role of the agent. The table `agent_client` stays, for nodes of 0.1.0
 * know it: what they wrote is moved, so that none of them takes or gives what the others do not see.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    insert into client_agent (facilitator_uuid, agent_uuid, id, by_uuid, created)
    select facilitator_uuid, agent_id, min(assignment_id), null, min(created)
    from agent_client where true group by facilitator_uuid, agent_id
    on conflict do nothing`.execute(db);
  await sql`
    insert into agent_grant (to_uuid, from_uuid, via_uuid, via_role, kind, item, by_uuid, created)
    select given.to_uuid, given.from_uuid, given.via_uuid, party_role.role, 'package', given.package, given.by_uuid, given.created
    from delegated_package as given
    inner join party_role on party_role.of_uuid = given.from_uuid and party_role.holder_uuid = given.via_uuid
    where party_role.role in (
      'urn:altinn:external-role:ccr:regnskapsforer',
      'urn:altinn:external-role:ccr:revisor',
      'urn:altinn:external-role:ccr:forretningsforer'
    )
    on conflict do nothing`.execute(db);
  await sql`
    insert into agent_grant (to_uuid, from_uuid, via_uuid, via_role, kind, item, by_uuid, created)
    select to_uuid, from_uuid, via_uuid, 'urn:altinn:role:agent', 'package', package, by_uuid, created
    from delegated_package where via_uuid = from_uuid
    on conflict do nothing`.execute(db);
  await sql`delete from delegated_package where via_uuid <> ''`.execute(db);
  await sql`delete from agent_client`.execute(db);
}
