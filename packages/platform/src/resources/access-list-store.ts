import { type Kysely, type Selectable, sql, type Transaction } from 'kysely';
import { type Tables, tell } from '../database/index.ts';

type Db = Kysely<Tables>;
type Trx = Transaction<Tables>;
type ListRow = Selectable<Tables['access_list']>;

export interface ListKey {
  readonly owner: string;
  readonly identifier: string;
}

export const listsOfOwner = (db: Db, owner: string, after: string, limit: number): Promise<ListRow[]> =>
  db
    .selectFrom('access_list')
    .selectAll()
    .where('owner', '=', owner)
    .where('identifier', '>', after)
    .orderBy('identifier')
    .limit(limit)
    .execute();

/** The list until the end of the transaction: two writers cannot both find the same version, nor both find that there is none. */
export async function lockedList(
  trx: Transaction<Tables>,
  { owner, identifier }: ListKey,
  kind: 'sqlite' | 'postgres',
): Promise<ListRow | undefined> {
  // A row that is not there yet cannot be locked; SQLite has one writer at a time.
  if (kind === 'postgres')
    await sql`select pg_advisory_xact_lock(hashtextextended(${`access-list ${owner} ${identifier}`}, 0))`.execute(trx);
  return findList(trx, { owner, identifier });
}

/** How many are on each of an owner's lists; one that nobody is on is not there. */
export async function countsOfOwner(
  db: Db,
  owner: string,
  identifiers: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  if (identifiers.length === 0) return new Map();
  const rows = await db
    .selectFrom('access_list_member')
    .select((column) => ['identifier', column.fn.countAll().as('members')])
    .where('owner', '=', owner)
    .where('identifier', 'in', identifiers)
    .groupBy('identifier')
    .execute();
  return new Map(rows.map(({ identifier, members }) => [identifier, Number(members)]));
}

/** What an owner's lists open. */
export async function connectionsOfOwner(
  db: Db,
  owner: string,
  identifiers: readonly string[],
): Promise<readonly Selectable<Tables['access_list_resource']>[]> {
  if (identifiers.length === 0) return [];
  return db
    .selectFrom('access_list_resource')
    .selectAll()
    .where('owner', '=', owner)
    .where('identifier', 'in', identifiers)
    .orderBy('resource_id')
    .execute();
}

export const findList = (db: Db, { owner, identifier }: ListKey): Promise<ListRow | undefined> =>
  db
    .selectFrom('access_list')
    .selectAll()
    .where('owner', '=', owner)
    .where('identifier', '=', identifier)
    .executeTakeFirst();

/** Organisation numbers of those who came onto a list, and of those who went. */
export interface MemberChange {
  readonly added?: readonly string[];
  readonly removed?: readonly string[];
}

/** An event names so many who came, and so many who went; of more it says how many it leaves out. */
const MOST_NAMED = 100;

function aboutMembers({ added = [], removed = [] }: MemberChange): { readonly data?: Record<string, unknown> } {
  const further = [added, removed].reduce((sum, { length }) => sum + Math.max(0, length - MOST_NAMED), 0);
  const data = {
    ...(added.length === 0 ? {} : { added: added.slice(0, MOST_NAMED) }),
    ...(removed.length === 0 ? {} : { removed: removed.slice(0, MOST_NAMED) }),
    ...(further === 0 ? {} : { further }),
  };
  return Object.keys(data).length === 0 ? {} : { data };
}

export async function writeList(trx: Trx, row: ListRow, members: MemberChange = {}): Promise<void> {
  const { name, description, version, updated } = row;
  await trx
    .insertInto('access_list')
    .values(row)
    .onConflict((conflict) =>
      conflict.columns(['owner', 'identifier']).doUpdateSet({ name, description, version, updated }),
    )
    .execute();
  // Whatever is done to a list gives it a version.
  const kind = version === 1 ? 'access-list.created' : 'access-list.changed';
  tell(trx, { kind, subject: subjectOf(row), ...aboutMembers(members) });
}

export async function removeList(trx: Trx, { owner, identifier }: ListKey): Promise<void> {
  for (const table of ['access_list_member', 'access_list_resource', 'access_list'] as const)
    await trx.deleteFrom(table).where('owner', '=', owner).where('identifier', '=', identifier).execute();
  tell(trx, { kind: 'access-list.deleted', subject: subjectOf({ owner, identifier }) });
}

const subjectOf = ({ owner, identifier }: ListKey): string => `${owner}/${identifier}`;

export const membersOf = (
  db: Db,
  { owner, identifier }: ListKey,
  after: string,
  limit: number,
  beginning = '',
): Promise<{ organization_number: string; since: number }[]> =>
  db
    .selectFrom('access_list_member')
    .select(['organization_number', 'since'])
    .where('owner', '=', owner)
    .where('identifier', '=', identifier)
    .where('organization_number', '>', after)
    .where('organization_number', 'like', `${beginning}%`)
    .orderBy('organization_number')
    .limit(limit)
    .execute();

/** Adds members; one that is there keeps its date. @returns those who were not there */
export async function addMembers(
  trx: Trx,
  { owner, identifier }: ListKey,
  numbers: readonly string[],
  since: number,
): Promise<readonly string[]> {
  const added: string[] = [];
  for (let at = 0; at < numbers.length; at += 500) {
    const rows = await trx
      .insertInto('access_list_member')
      .values(
        numbers.slice(at, at + 500).map((organization_number) => ({ owner, identifier, organization_number, since })),
      )
      .onConflict((conflict) => conflict.columns(['owner', 'identifier', 'organization_number']).doNothing())
      .returning('organization_number')
      .execute();
    for (const { organization_number } of rows) added.push(organization_number);
  }
  return added;
}

/** @returns those who were there */
export async function removeMembers(
  trx: Trx,
  { owner, identifier }: ListKey,
  numbers: readonly string[],
): Promise<readonly string[]> {
  const removed: string[] = [];
  for (let at = 0; at < numbers.length; at += 500) {
    const rows = await trx
      .deleteFrom('access_list_member')
      .where('owner', '=', owner)
      .where('identifier', '=', identifier)
      .where('organization_number', 'in', numbers.slice(at, at + 500))
      .returning('organization_number')
      .execute();
    for (const { organization_number } of rows) removed.push(organization_number);
  }
  return removed;
}

/** Takes every member that is not among the numbers. @returns those who were there */
export async function keepMembers(trx: Trx, key: ListKey, numbers: readonly string[]): Promise<readonly string[]> {
  const kept = new Set(numbers);
  const rows = await trx
    .selectFrom('access_list_member')
    .select('organization_number')
    .where('owner', '=', key.owner)
    .where('identifier', '=', key.identifier)
    .execute();
  const gone = rows.map((row) => row.organization_number).filter((number) => !kept.has(number));
  return removeMembers(trx, key, gone);
}

export const connectionsOf = (
  db: Db,
  { owner, identifier }: ListKey,
): Promise<Selectable<Tables['access_list_resource']>[]> =>
  db
    .selectFrom('access_list_resource')
    .selectAll()
    .where('owner', '=', owner)
    .where('identifier', '=', identifier)
    .orderBy('resource_id')
    .execute();

export async function writeConnection(
  trx: Trx,
  { owner, identifier }: ListKey,
  resource_id: string,
  filters: readonly string[] | undefined,
  now: number,
): Promise<void> {
  const action_filters = filters === undefined ? null : JSON.stringify(filters);
  await trx
    .insertInto('access_list_resource')
    .values({ owner, identifier, resource_id, action_filters, created: now, updated: now })
    .onConflict((conflict) =>
      conflict.columns(['owner', 'identifier', 'resource_id']).doUpdateSet({ action_filters, updated: now }),
    )
    .execute();
}

/** @returns false when there was none */
export async function removeConnection(trx: Trx, { owner, identifier }: ListKey, resourceId: string): Promise<boolean> {
  const { numDeletedRows } = await trx
    .deleteFrom('access_list_resource')
    .where('owner', '=', owner)
    .where('identifier', '=', identifier)
    .where('resource_id', '=', resourceId)
    .executeTakeFirstOrThrow();
  return numDeletedRows > 0n;
}
