/** SQL of connections: what lies between one party and others, in as many statements for many others as for one. */
import type { Kysely, Selectable, SelectQueryBuilder } from 'kysely';
import { chunks, type Tables } from '../database/index.ts';
import { RIGHTHOLDER, SUPPLIER } from './role-names.ts';

type Db = Kysely<Tables>;
export type RoleRow = Selectable<Tables['party_role']>;
export type RightOf = Pick<
  Selectable<Tables['delegated_right']>,
  'to_uuid' | 'from_uuid' | 'resource_id' | 'instance_id' | 'action'
>;
export type PackageOf = Pick<Selectable<Tables['delegated_package']>, 'to_uuid' | 'from_uuid' | 'package'>;
export type GrantOf = Pick<
  Selectable<Tables['agent_grant']>,
  'to_uuid' | 'from_uuid' | 'via_uuid' | 'via_role' | 'kind' | 'item'
>;

/** Everything that is registered between givers and receivers. */
export interface Between {
  readonly roles: readonly RoleRow[];
  readonly packages: readonly PackageOf[];
  readonly rights: readonly RightOf[];
  readonly agents: readonly { readonly of: string; readonly agent: string }[];
  readonly grants: readonly GrantOf[];
}

/** One of the ends is always named; the other one may be. */
export interface Ends {
  readonly from?: readonly string[];
  readonly to?: readonly string[];
}

const GIVER = { role: 'of_uuid', given: 'from_uuid', agent: 'facilitator_uuid' } as const;
const RECEIVER = { role: 'holder_uuid', given: 'to_uuid', agent: 'agent_uuid' } as const;

/** Runs a statement for each part of a long list; the first end that is named is short. Of nobody, and with nobody, there is nothing. */
async function inParts<T>(
  { from, to }: Ends,
  rows: (ends: { readonly from?: readonly string[]; readonly to?: readonly string[] }) => Promise<readonly T[]>,
): Promise<readonly T[]> {
  // PostgreSQL takes no empty list.
  if (from?.length === 0 || to?.length === 0) return [];
  if (from !== undefined && to !== undefined) {
    const [long, short] = from.length > to.length ? (['from', 'to'] as const) : (['to', 'from'] as const);
    const given = { from, to };
    const found: T[] = [];
    for (const part of chunks(given[long]))
      found.push(...(await rows({ [long]: part, [short]: given[short] } as { from: string[]; to: string[] })));
    return found;
  }
  const found: T[] = [];
  for (const part of chunks(from ?? to ?? []))
    found.push(...(await rows(from === undefined ? { to: part } : { from: part })));
  return found;
}

const rolesBetween = (db: Db, ends: Ends): Promise<readonly RoleRow[]> =>
  inParts(ends, ({ from, to }) => {
    let query = db.selectFrom('party_role').select(['of_uuid', 'holder_uuid', 'role']);
    if (from) query = query.where(GIVER.role, 'in', from);
    if (to) query = query.where(RECEIVER.role, 'in', to);
    return query.execute();
  });

const packagesBetween = (db: Db, ends: Ends): Promise<readonly PackageOf[]> =>
  inParts(ends, ({ from, to }) => {
    let query = db
      .selectFrom('delegated_package')
      .select(['to_uuid', 'from_uuid', 'package'])
      .where('via_uuid', '=', '');
    if (from) query = query.where(GIVER.given, 'in', from);
    if (to) query = query.where(RECEIVER.given, 'in', to);
    return query.orderBy('package').execute();
  });

const rightsBetween = (db: Db, ends: Ends): Promise<readonly RightOf[]> =>
  inParts(ends, ({ from, to }) => {
    let query = db
      .selectFrom('delegated_right')
      .select(['to_uuid', 'from_uuid', 'resource_id', 'instance_id', 'action']);
    if (from) query = query.where(GIVER.given, 'in', from);
    if (to) query = query.where(RECEIVER.given, 'in', to);
    return query.orderBy('resource_id').orderBy('instance_id').orderBy('action').execute();
  });

const agentsBetween = (db: Db, ends: Ends): Promise<Between['agents']> =>
  inParts(ends, ({ from, to }) => {
    let query = db.selectFrom('client_agent').select(['facilitator_uuid as of', 'agent_uuid as agent']);
    if (from) query = query.where(GIVER.agent, 'in', from);
    if (to) query = query.where(RECEIVER.agent, 'in', to);
    return query.execute();
  });

const grantsBetween = (db: Db, ends: Ends): Promise<readonly GrantOf[]> =>
  inParts(ends, ({ from, to }) => {
    let query = db
      .selectFrom('agent_grant')
      .select(['to_uuid', 'from_uuid', 'via_uuid', 'via_role', 'kind', 'item'])
      // What an agent has of its facilitator's own is no client's.
      .whereRef('via_uuid', '!=', 'from_uuid')
      .orderBy('item');
    if (from) query = query.where(GIVER.given, 'in', from);
    if (to) query = query.where(RECEIVER.given, 'in', to);
    return query.execute();
  });

/** @param ends what is asked for: at least one of the two */
export async function between(db: Db, ends: Ends): Promise<Between> {
  const [roles, packages, rights, agents, grants] = await Promise.all([
    rolesBetween(db, ends),
    packagesBetween(db, ends),
    rightsBetween(db, ends),
    agentsBetween(db, ends),
    grantsBetween(db, ends),
  ]);
  return { roles, packages, rights, agents, grants };
}

/** What agents have of these facilitators, for these clients. */
export async function grantsThrough(
  db: Db,
  facilitators: readonly string[],
  clients: readonly string[],
): Promise<readonly GrantOf[]> {
  const found: GrantOf[] = [];
  if (clients.length === 0) return found;
  for (const part of chunks(facilitators))
    found.push(
      ...(await db
        .selectFrom('agent_grant')
        .select(['to_uuid', 'from_uuid', 'via_uuid', 'via_role', 'kind', 'item'])
        .where('via_uuid', 'in', part)
        .where('from_uuid', 'in', clients)
        .whereRef('via_uuid', '!=', 'from_uuid')
        .orderBy('item')
        .execute()),
    );
  return found;
}

/** Who holds one of `roles` in which of the organisations. */
export async function holdersIn(
  db: Db,
  organizations: readonly string[],
  roles: readonly string[],
): Promise<readonly RoleRow[]> {
  const found: RoleRow[] = [];
  for (const part of chunks(organizations))
    found.push(
      ...(await db
        .selectFrom('party_role')
        .select(['of_uuid', 'holder_uuid', 'role'])
        .where('of_uuid', 'in', part)
        .where('role', 'in', roles)
        .execute()),
    );
  return found;
}

/** In which organisations the holder has one of `roles`. */
export const heldIn = (db: Db, holder: string, roles: readonly string[]): Promise<RoleRow[]> =>
  db
    .selectFrom('party_role')
    .select(['of_uuid', 'holder_uuid', 'role'])
    .where('holder_uuid', '=', holder)
    .where('role', 'in', roles)
    .execute();

/** Sub-units of any of the main units: who is whose. */
export async function unitsOf(
  db: Db,
  mains: readonly string[],
): Promise<readonly { readonly uuid: string; readonly parent: string }[]> {
  const found: { readonly uuid: string; readonly parent: string }[] = [];
  for (const part of chunks(mains))
    for (const row of await db
      .selectFrom('party')
      .select(['uuid', 'parent_uuid'])
      .where('parent_uuid', 'in', part)
      .where('is_deleted', '=', 0)
      .execute())
      if (row.parent_uuid !== null) found.push({ uuid: row.uuid, parent: row.parent_uuid });
  return found;
}

export interface PageOf {
  readonly skip: number;
  readonly size: number;
}

/** The other ends of everything that has `near` at one end, in the order of their UUIDs: one statement. */
export async function counterparts(
  db: Db,
  direction: 'toothers' | 'fromothers',
  near: readonly string[],
  page: PageOf,
): Promise<readonly string[]> {
  const [own, other] = direction === 'toothers' ? [GIVER, RECEIVER] : [RECEIVER, GIVER];
  // The first so many of all are among the first so many of each: no table is read further, and each by its index.
  const most = page.skip + page.size;
  const first = <T extends { readonly uuid: string }>(of: SelectQueryBuilder<Tables, keyof Tables, T>) =>
    db.selectFrom(of.distinct().orderBy('uuid').limit(most).as('some')).select('some.uuid');
  const given = (table: 'delegated_package' | 'delegated_right') =>
    db.selectFrom(table).select(`${other.given} as uuid`).where(own.given, 'in', near);
  const registered = first(
    db
      .selectFrom('party_role')
      .select(`${other.role} as uuid`)
      .where(own.role, 'in', near)
      .where('role', '!=', SUPPLIER),
  )
    .union(first(given('delegated_package').where('via_uuid', '=', '')))
    .union(first(given('delegated_right')))
    .union(first(db.selectFrom('client_agent').select(`${other.agent} as uuid`).where(own.agent, 'in', near)));
  // An agent is told with its facilitator; the client is told to the agent.
  const all =
    direction === 'toothers'
      ? registered
      : registered.union(
          first(
            db
              .selectFrom('agent_grant')
              .select('from_uuid as uuid')
              .where('to_uuid', 'in', near)
              .whereRef('via_uuid', '!=', 'from_uuid'),
          ),
        );
  const rows = await db
    .selectFrom(all.as('others'))
    .select('others.uuid')
    .orderBy('others.uuid')
    .offset(page.skip)
    .limit(page.size)
    .execute();
  return rows.map((row) => row.uuid);
}

/** Something that the receiver, as a rightholder, has passed on to its agents; undefined = nothing. */
export async function firstPassedOn(db: Db, from: string, receiver: string): Promise<string | undefined> {
  const row = await db
    .selectFrom('agent_grant')
    .select('item')
    .where('via_uuid', '=', receiver)
    .where('from_uuid', '=', from)
    .where('via_role', '=', RIGHTHOLDER)
    .limit(1)
    .executeTakeFirst();
  return row?.item;
}
