import { type Expression, type Kysely, type Selectable, sql, type Transaction } from 'kysely';
import { chunks, type Tables } from '../database/index.ts';
import type { Assigned, Party } from './types.ts';

type PartyRow = Selectable<Tables['party']>;

/** A role as it lies in the table. */
export interface RoleRow {
  readonly of_uuid: string;
  readonly holder_uuid: string;
  readonly role: string;
}

const MOST_DIRECT = 1000;

export const toParty = (row: PartyRow): Party => ({
  partyId: row.party_id,
  uuid: row.uuid,
  type: row.type,
  name: row.name,
  ...(row.organization_number === null ? {} : { organizationNumber: row.organization_number }),
  ...(row.person_number === null ? {} : { personNumber: row.person_number }),
  ...(row.user_id === null ? {} : { userId: row.user_id }),
  ...(row.form === null ? {} : { form: row.form }),
  ...(row.parent_uuid === null ? {} : { parentUuid: row.parent_uuid }),
  isDeleted: row.is_deleted === 1,
  ...(row.deleted_at === null ? {} : { deletedAt: Number(row.deleted_at) }),
  ...(row.user_name === null ? {} : { userName: row.user_name }),
});

const toRow = (party: Party): PartyRow => ({
  party_id: party.partyId,
  uuid: party.uuid,
  type: party.type,
  name: party.name,
  organization_number: party.organizationNumber ?? null,
  person_number: party.personNumber ?? null,
  user_id: party.userId ?? null,
  form: party.form ?? null,
  parent_uuid: party.parentUuid ?? null,
  is_deleted: party.isDeleted ? 1 : 0,
  deleted_at: party.isDeleted ? (party.deletedAt ?? null) : null,
  user_name: party.userName ?? null,
});

/** Parties by what the column says of them; those that do not exist are left out. */
export async function partiesBy(
  db: Kysely<Tables>,
  column: 'uuid' | 'organization_number',
  values: readonly string[],
): Promise<ReadonlyMap<string, Party>> {
  const found = new Map<string, Party>();
  for (const part of chunks([...new Set(values)])) {
    const rows = await db.selectFrom('party').selectAll().where(column, 'in', part).execute();
    for (const row of rows) found.set(row[column] ?? '', toParty(row));
  }
  return found;
}

export const findParties = async (db: Kysely<Tables>, uuids: readonly string[]): Promise<Party[]> => [
  ...(await partiesBy(db, 'uuid', uuids)).values(),
];

/** What is searched for among the parties. */
export interface PartySearch {
  readonly type: Party['type'];
  /** Part of a name or number; empty = all. */
  readonly text: string;
  /** Only those with this number. */
  readonly having?: 'person_number' | 'user_id';
  readonly limit: number;
}

const MAX_SEARCH_TEXT = 100;
/** What PostgreSQL takes as text, and no longer than any name that is worth writing. */
const searchText = (query: string): string => query.replaceAll('\0', '').trim().slice(0, MAX_SEARCH_TEXT);

const NUMBERS = { person: 'person_number', organization: 'organization_number' } as const;

/** Parties that are not deleted whose name or number holds the text, by name. */
export async function searchParties(db: Kysely<Tables>, search: PartySearch): Promise<Party[]> {
  const { type, having, limit } = search;
  const text = searchText(search.text);
  const part = `%${text.replace(/[\\%_]/g, '\\$&')}%`;
  const pattern = part.toUpperCase();
  let query = db.selectFrom('party').selectAll().where('type', '=', type).where('is_deleted', '=', 0);
  if (having !== undefined) query = query.where(having, 'is not', null);
  if (text !== '')
    query = query.where((where) =>
      where.or([
        sql<boolean>`upper(name) like ${pattern} escape '\\'`,
        // SQLite knows upper case of a to z only.
        sql<boolean>`name like ${part} escape '\\'`,
        sql<boolean>`${sql.ref(NUMBERS[type])} like ${pattern} escape '\\'`,
        // The user number is met whole: part of one says nothing.
        ...(/^\d{1,15}$/.test(text) ? [where('user_id', '=', Number(text))] : []),
      ]),
    );
  return (await query.orderBy('name').orderBy('party_id').limit(limit).execute()).map(toParty);
}

/** Parties that are not deleted and have a number, in an order of chance. */
export async function drawParties(db: Kysely<Tables>, type: Party['type'], limit: number): Promise<Party[]> {
  const rows = await db
    .selectFrom('party')
    .selectAll()
    .where('type', '=', type)
    .where('is_deleted', '=', 0)
    .where(NUMBERS[type], 'is not', null)
    .orderBy(sql`random()`)
    .limit(limit)
    .execute();
  return rows.map(toParty);
}

/** UUIDs of those who hold a role (or one of the roles given) for any of the parties. */
export async function holdersOf(
  db: Kysely<Tables>,
  of: readonly string[],
  roles: readonly string[] | undefined,
  limit: number,
): Promise<readonly string[]> {
  const found = new Set<string>();
  for (const part of chunks(of)) {
    let query = db.selectFrom('party_role').select('holder_uuid').distinct().where('of_uuid', 'in', part);
    if (roles) query = query.where('role', 'in', roles);
    for (const row of await query.orderBy('holder_uuid').limit(limit).execute()) found.add(row.holder_uuid);
    if (found.size >= limit) break;
  }
  return [...found].slice(0, limit);
}

/** Everything that the holders have, at most `limit` rows. */
export async function rolesHeldBy(
  db: Kysely<Tables>,
  holders: readonly string[],
  limit: number,
  of?: string,
): Promise<RoleRow[]> {
  const found: RoleRow[] = [];
  for (const part of chunks(holders)) {
    if (found.length >= limit) break;
    let query = db.selectFrom('party_role').select(['of_uuid', 'holder_uuid', 'role']).where('holder_uuid', 'in', part);
    if (of !== undefined) query = query.where('of_uuid', '=', of);
    const rows = await query
      .orderBy('of_uuid')
      .limit(limit - found.length)
      .execute();
    found.push(...rows);
  }
  return found;
}

const MAX_ASSIGNED = 20_000;

/** What is registered of these holders, as it stands; with `of`, for this party only. */
export async function assignedTo(db: Kysely<Tables>, holders: readonly string[], of?: string): Promise<Assigned[]> {
  const rows = await rolesHeldBy(db, holders, MAX_ASSIGNED, of);
  return rows.map((row) => ({ holder: row.holder_uuid, of: row.of_uuid, role: row.role }));
}

const OWNER = 'urn:altinn:external-role:ccr:innehaver';
const SOLE_PROPRIETORSHIP = 'ENK';

/** Owners of sole proprietorships. */
const owners = (db: Kysely<Tables>, since: Expression<number> | number) =>
  db
    .selectFrom('party_role as owned')
    .innerJoin('party as enk', 'enk.uuid', 'owned.of_uuid')
    .where('owned.role', '=', OWNER)
    .where('enk.form', '=', SOLE_PROPRIETORSHIP)
    .where((where) => where.or([where('enk.is_deleted', '=', 0), where('enk.deleted_at', '>', since)]));

/** The sole proprietorships of a person, to be joined as `owned.of_uuid`. @param since see `keptSince` */
export const ownedBy = (db: Kysely<Tables>, person: Expression<string> | string, since: Expression<number> | number) =>
  owners(db, since).where('owned.holder_uuid', '=', person);

/** Who owns which of the organisations, where they are sole proprietorships. @param since see `keptSince` */
export async function ownersOf(
  db: Kysely<Tables>,
  organizations: readonly string[],
  since: number,
): Promise<readonly { readonly of_uuid: string; readonly holder_uuid: string }[]> {
  const found: { readonly of_uuid: string; readonly holder_uuid: string }[] = [];
  for (const part of chunks(organizations))
    found.push(
      ...(await owners(db, since)
        .select(['owned.of_uuid', 'owned.holder_uuid'])
        .where('owned.of_uuid', 'in', part)
        .orderBy('owned.of_uuid')
        .orderBy('owned.holder_uuid')
        .execute()),
    );
  return found;
}

export async function subUnitsOf(db: Kysely<Tables>, parents: readonly string[]): Promise<Party[]> {
  const found: Party[] = [];
  for (const part of chunks(parents)) {
    const rows = await db.selectFrom('party').selectAll().where('parent_uuid', 'in', part).execute();
    found.push(...rows.map(toParty));
  }
  return found;
}

export const allServiceOwners = (db: Kysely<Tables>): Promise<Selectable<Tables['service_owner']>[]> =>
  db.selectFrom('service_owner').selectAll().orderBy('code').execute();

/** Adds parties; one that is there (same UUID) is brought up to date. */
export async function upsertParties(trx: Transaction<Tables>, parties: readonly Party[]): Promise<void> {
  for (const part of chunks(parties))
    await trx
      .insertInto('party')
      .values(part.map(toRow))
      .onConflict((conflict) =>
        conflict.column('uuid').doUpdateSet((set) => ({
          name: set.ref('excluded.name'),
          organization_number: set.ref('excluded.organization_number'),
          person_number: set.ref('excluded.person_number'),
          user_id: set.ref('excluded.user_id'),
          form: set.ref('excluded.form'),
          parent_uuid: set.ref('excluded.parent_uuid'),
          is_deleted: set.ref('excluded.is_deleted'),
          deleted_at: set.ref('excluded.deleted_at'),
          user_name: set.ref('excluded.user_name'),
        })),
      )
      .execute();
}

/** @returns how many were not there */
export async function insertRoles(trx: Transaction<Tables>, rows: readonly RoleRow[]): Promise<number> {
  let added = 0;
  for (const part of chunks(rows)) {
    const result = await trx
      .insertInto('party_role')
      .values([...part])
      .onConflict((conflict) => conflict.columns(['of_uuid', 'holder_uuid', 'role']).doNothing())
      .executeTakeFirst();
    added += Number(result.numInsertedOrUpdatedRows ?? 0);
  }
  return added;
}

export async function deleteRoles(
  trx: Transaction<Tables>,
  which: { of: string; holder: string; role?: string },
): Promise<number> {
  let query = trx.deleteFrom('party_role').where('of_uuid', '=', which.of).where('holder_uuid', '=', which.holder);
  if (which.role !== undefined) query = query.where('role', '=', which.role);
  return Number((await query.executeTakeFirst()).numDeletedRows);
}

export async function upsertServiceOwners(
  trx: Transaction<Tables>,
  owners: readonly { code: string; organizationNumber: string; name: string }[],
): Promise<void> {
  for (const owner of owners)
    await trx
      .insertInto('service_owner')
      .values({ code: owner.code, organization_number: owner.organizationNumber, name: owner.name })
      .onConflict((conflict) =>
        conflict.column('code').doUpdateSet({ organization_number: owner.organizationNumber, name: owner.name }),
      )
      .execute();
}

/** Makes the code the only one of the organisation; without a code it is no service owner any more. */
export async function putServiceOwner(
  trx: Transaction<Tables>,
  owner: { readonly organizationNumber: string; readonly name: string; readonly code: string | undefined },
): Promise<void> {
  const { code, organizationNumber, name } = owner;
  let others = trx.deleteFrom('service_owner').where('organization_number', '=', organizationNumber);
  if (code !== undefined) others = others.where('code', '!=', code);
  await others.execute();
  if (code !== undefined) await upsertServiceOwners(trx, [{ code, organizationNumber, name }]);
}

/** Those who hold just this role for just this party. */
export async function directHolders(db: Kysely<Tables>, of: string, role: string): Promise<readonly Party[]> {
  const rows = await db
    .selectFrom('party_role')
    .innerJoin('party', 'party.uuid', 'party_role.holder_uuid')
    .selectAll('party')
    .where('party_role.of_uuid', '=', of)
    .where('party_role.role', '=', role)
    .orderBy('party.person_number')
    .limit(MOST_DIRECT)
    .execute();
  return rows.map(toParty);
}
