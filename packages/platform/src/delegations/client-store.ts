/** SQL of agents and what they have of their facilitators' clients. */
import type { Insertable, Kysely, Selectable, Transaction } from 'kysely';
import { chunks, type Tables } from '../database/index.ts';
import { uuidOfText } from '../foundation/index.ts';

export type AgentRow = Selectable<Tables['client_agent']>;
export type GrantRow = Omit<Selectable<Tables['agent_grant']>, 'delegation_id'>;

/** What a facilitator has given its agent of its own, and of no client: no role lies between (system-register-and-users.md 7.3). */
export const isOwn = ({ via_uuid: via, from_uuid: from }: GrantRow): boolean => via === from;

/** The id of what an agent has of a client by one role of its facilitator: whatever that is, it is one delegation. */
export const delegationId = (grant: Pick<GrantRow, 'via_uuid' | 'from_uuid' | 'via_role' | 'to_uuid'>): string =>
  uuidOfText(`delegation:${grant.via_uuid}:${grant.from_uuid}:${grant.via_role}:${grant.to_uuid}`);

/** The agents of a facilitator, or the facilitators of an agent, in the order in which they became that. */
export function agentRows(
  db: Kysely<Tables>,
  which: { readonly facilitator?: string; readonly agent?: string; readonly id?: string },
): Promise<AgentRow[]> {
  let query = db.selectFrom('client_agent').selectAll();
  if (which.id !== undefined) query = query.where('id', '=', which.id);
  if (which.facilitator !== undefined) query = query.where('facilitator_uuid', '=', which.facilitator);
  if (which.agent !== undefined) query = query.where('agent_uuid', '=', which.agent);
  return query.orderBy('created').orderBy('id').execute();
}

/** @returns false when it was one already */
export async function insertAgent(trx: Transaction<Tables>, row: Insertable<Tables['client_agent']>): Promise<boolean> {
  const result = await trx
    .insertInto('client_agent')
    .values(row)
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return Number(result.numInsertedOrUpdatedRows ?? 0) > 0;
}

/**
 * Holds the agent's row until the transaction ends, so that giving, taking and removing come one after another on every node.
 * @returns false when there is no such agent
 */
export async function lockAgent(trx: Transaction<Tables>, facilitator: string, agent: string): Promise<boolean> {
  const result = await trx
    .updateTable('client_agent')
    .set((write) => ({ id: write.ref('id') }))
    .where('facilitator_uuid', '=', facilitator)
    .where('agent_uuid', '=', agent)
    .executeTakeFirst();
  return Number(result.numUpdatedRows) > 0;
}

/** Also of every facilitator, where none is named. */
export async function deleteAgents(trx: Transaction<Tables>, agent: string, facilitator?: string): Promise<number> {
  let query = trx.deleteFrom('client_agent').where('agent_uuid', '=', agent);
  if (facilitator !== undefined) query = query.where('facilitator_uuid', '=', facilitator);
  return Number((await query.executeTakeFirst()).numDeletedRows);
}

export interface WhichGrants {
  readonly agent?: string;
  readonly facilitator?: string;
  readonly client?: string;
  readonly role?: string;
  readonly kind?: GrantRow['kind'];
  readonly items?: readonly string[];
}

export function grantRows(db: Kysely<Tables>, which: WhichGrants): Promise<GrantRow[]> {
  let query = db.selectFrom('agent_grant').selectAll();
  if (which.agent !== undefined) query = query.where('to_uuid', '=', which.agent);
  if (which.facilitator !== undefined) query = query.where('via_uuid', '=', which.facilitator);
  if (which.client !== undefined) query = query.where('from_uuid', '=', which.client);
  if (which.role !== undefined) query = query.where('via_role', '=', which.role);
  if (which.kind !== undefined) query = query.where('kind', '=', which.kind);
  return query.orderBy('created').orderBy('from_uuid').orderBy('to_uuid').orderBy('item').execute();
}

/** Everything that several agents have of these clients. */
export async function grantsOf(
  db: Kysely<Tables>,
  agents: readonly string[],
  clients: readonly string[],
): Promise<readonly GrantRow[]> {
  const found: GrantRow[] = [];
  for (const part of chunks(agents))
    for (const of of chunks(clients))
      found.push(
        ...(await db
          .selectFrom('agent_grant')
          .selectAll()
          .where('to_uuid', 'in', part)
          .where('from_uuid', 'in', of)
          .execute()),
      );
  return found;
}

/** One row of a delegation that a facilitator has given, by the delegation's id. */
export async function grantOfDelegation(
  db: Kysely<Tables>,
  facilitator: string,
  id: string,
): Promise<GrantRow | undefined> {
  const own = db.selectFrom('agent_grant').selectAll().where('via_uuid', '=', facilitator);
  const found = await own.where('delegation_id', '=', id).limit(1).executeTakeFirst();
  if (found) return found;
  const unnamed = await own.where('delegation_id', 'is', null).execute();
  return unnamed.find((row) => delegationId(row) === id);
}

export async function insertGrants(trx: Transaction<Tables>, rows: readonly GrantRow[]): Promise<void> {
  for (const part of chunks(rows.map((row) => ({ ...row, delegation_id: delegationId(row) }))))
    await trx
      .insertInto('agent_grant')
      .values(part)
      .onConflict((conflict) => conflict.doNothing())
      .execute();
}

/** @returns the agents that had any of it */
export async function deleteGrants(trx: Transaction<Tables>, which: WhichGrants): Promise<readonly string[]> {
  const agents = new Set<string>();
  for (const items of which.items === undefined ? [undefined] : chunks(which.items)) {
    let query = trx.deleteFrom('agent_grant');
    if (which.agent !== undefined) query = query.where('to_uuid', '=', which.agent);
    if (which.facilitator !== undefined) query = query.where('via_uuid', '=', which.facilitator);
    if (which.client !== undefined) query = query.where('from_uuid', '=', which.client);
    if (which.role !== undefined) query = query.where('via_role', '=', which.role);
    if (which.kind !== undefined) query = query.where('kind', '=', which.kind);
    if (items !== undefined) query = query.where('item', 'in', items);
    for (const row of await query.returning('to_uuid').execute()) agents.add(row.to_uuid);
  }
  return [...agents];
}

/** What these have been given whole, without a facilitator: packages, and resources of which they have any right. */
export async function givenTo(
  db: Kysely<Tables>,
  receivers: readonly string[],
  from?: string,
): Promise<
  readonly { readonly to: string; readonly from: string; readonly kind: GrantRow['kind']; readonly item: string }[]
> {
  const found = [];
  for (const part of chunks(receivers)) {
    let packages = db
      .selectFrom('delegated_package')
      .select(['to_uuid', 'from_uuid', 'package'])
      .where('to_uuid', 'in', part)
      .where('via_uuid', '=', '');
    let rights = db
      .selectFrom('delegated_right')
      .select(['to_uuid', 'from_uuid', 'resource_id'])
      .distinct()
      .where('to_uuid', 'in', part)
      .where('instance_id', '=', '');
    if (from !== undefined) {
      packages = packages.where('from_uuid', '=', from);
      rights = rights.where('from_uuid', '=', from);
    }
    for (const row of await packages.orderBy('package').execute())
      found.push({ to: row.to_uuid, from: row.from_uuid, kind: 'package' as const, item: row.package });
    for (const row of await rights.orderBy('resource_id').execute())
      found.push({ to: row.to_uuid, from: row.from_uuid, kind: 'resource' as const, item: row.resource_id });
  }
  return found;
}
