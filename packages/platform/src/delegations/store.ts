import type { Insertable, Kysely, Selectable, Transaction } from 'kysely';
import { chunks, type Tables } from '../database/index.ts';
import { SUPPLIER } from './role-names.ts';

export type RightRow = Selectable<Tables['delegated_right']>;

/** A single right, given by somebody or by an app. */
export type GivenRight = Pick<RightRow, 'to_uuid' | 'resource_id' | 'action' | 'instance_id'> & {
  /** Given by an app: JSON of what of the resource it is limited to. */
  readonly part?: string;
};
export type PackageRow = Selectable<Tables['delegated_package']>;
export type ScopeDelegationRow = Selectable<Tables['scope_delegation']>;
export type ConsentRow = Selectable<Tables['consent']>;
export type ConsentEventRow = Selectable<Tables['consent_event']>;

/** Whatever somebody has of somebody else. */
const GIVEN = ['delegated_right', 'delegated_package', 'agent_grant'] as const;

/** Everyone who has given something to any of the receivers, at most `limit`. */
export async function givers(db: Kysely<Tables>, to: readonly string[], limit: number): Promise<string[]> {
  const found = new Set<string>();
  for (const part of chunks(to))
    for (const table of [...GIVEN, 'app_instance_right'] as const) {
      const rows = await db
        .selectFrom(table)
        .select('from_uuid')
        .distinct()
        .where('to_uuid', 'in', part)
        .orderBy('from_uuid')
        .limit(limit)
        .execute();
      for (const row of rows) found.add(row.from_uuid);
    }
  return [...found].slice(0, limit);
}

/** Everyone who has been given something by `from`, at most `limit`, in the order of their UUIDs. */
export async function receivers(db: Kysely<Tables>, from: string, limit: number): Promise<string[]> {
  const found = new Set<string>();
  for (const table of GIVEN) {
    const rows = await db
      .selectFrom(table)
      .select('to_uuid')
      .distinct()
      .where('from_uuid', '=', from)
      .orderBy('to_uuid')
      .limit(limit)
      .execute();
    for (const row of rows) found.add(row.to_uuid);
  }
  return [...found].sort().slice(0, limit);
}

export async function insertRights(
  trx: Transaction<Tables>,
  rows: readonly Insertable<Tables['delegated_right']>[],
): Promise<number> {
  let added = 0;
  for (const part of chunks(rows)) {
    const result = await trx
      .insertInto('delegated_right')
      .values(part)
      .onConflict((conflict) => conflict.doNothing())
      .executeTakeFirst();
    added += Number(result.numInsertedOrUpdatedRows ?? 0);
  }
  return added;
}

export async function insertPackages(
  trx: Transaction<Tables>,
  rows: readonly Insertable<Tables['delegated_package']>[],
): Promise<void> {
  for (const part of chunks(rows))
    await trx
      .insertInto('delegated_package')
      .values(part)
      .onConflict((conflict) => conflict.doNothing())
      .execute();
}

export interface Which {
  readonly to: string;
  readonly from?: string;
  readonly resources?: readonly string[];
  readonly packages?: readonly string[];
  /** Rights on this instance only; empty: those on every instance. */
  readonly instanceId?: string;
  /** Of the rights, those with these actions. */
  readonly actions?: readonly string[];
  /** Of the rights, those with other actions. */
  readonly exceptActions?: readonly string[];
}

/** Takes single rights away. @returns how many */
export async function deleteRights(trx: Transaction<Tables>, which: Which): Promise<number> {
  let query = trx.deleteFrom('delegated_right').where('to_uuid', '=', which.to);
  if (which.from !== undefined) query = query.where('from_uuid', '=', which.from);
  if (which.resources !== undefined) query = query.where('resource_id', 'in', which.resources);
  if (which.instanceId !== undefined) query = query.where('instance_id', '=', which.instanceId);
  if (which.actions !== undefined) query = query.where('action', 'in', which.actions);
  if (which.exceptActions !== undefined && which.exceptActions.length > 0)
    query = query.where('action', 'not in', which.exceptActions);
  return Number((await query.executeTakeFirst()).numDeletedRows);
}

/** Whether any right is left there. */
export async function hasRights(
  db: Kysely<Tables>,
  where: {
    readonly to: string;
    readonly from: string;
    readonly resources: readonly string[];
    readonly instanceId: string;
  },
): Promise<boolean> {
  const row = await db
    .selectFrom('delegated_right')
    .select('action')
    .where('to_uuid', '=', where.to)
    .where('from_uuid', '=', where.from)
    .where('resource_id', 'in', where.resources)
    .where('instance_id', '=', where.instanceId)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/** Takes packages away. @returns how many */
export async function deletePackages(trx: Transaction<Tables>, which: Which): Promise<number> {
  let query = trx.deleteFrom('delegated_package').where('to_uuid', '=', which.to);
  if (which.from !== undefined) query = query.where('from_uuid', '=', which.from);
  if (which.packages !== undefined) query = query.where('package', 'in', which.packages);
  return Number((await query.executeTakeFirst()).numDeletedRows);
}

/** Who has given a package; null = nobody that is known, undefined = it is not given. */
export async function packageGiver(
  trx: Transaction<Tables>,
  which: { readonly to: string; readonly from: string; readonly package: string },
): Promise<string | null | undefined> {
  const row = await trx
    .selectFrom('delegated_package')
    .select('by_uuid')
    .where('to_uuid', '=', which.to)
    .where('from_uuid', '=', which.from)
    .where('package', '=', which.package)
    .executeTakeFirst();
  return row?.by_uuid;
}

export async function insertScopeDelegation(
  trx: Transaction<Tables>,
  row: Insertable<Tables['scope_delegation']>,
): Promise<boolean> {
  const result = await trx
    .insertInto('scope_delegation')
    .values(row)
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return Number(result.numInsertedOrUpdatedRows ?? 0) > 0;
}

export async function deleteScopeDelegation(
  trx: Transaction<Tables>,
  which: { consumer: string; supplier: string; resourceId: string },
): Promise<boolean> {
  const result = await trx
    .deleteFrom('scope_delegation')
    .where('consumer_uuid', '=', which.consumer)
    .where('supplier_uuid', '=', which.supplier)
    .where('resource_id', '=', which.resourceId)
    .executeTakeFirst();
  return Number(result.numDeletedRows) > 0;
}

/** Takes everything that a consumer has given a supplier. @returns the ids of the resources */
export async function deleteScopeDelegations(
  trx: Transaction<Tables>,
  which: { consumer: string; supplier: string },
): Promise<readonly string[]> {
  const taken = await trx
    .deleteFrom('scope_delegation')
    .where('consumer_uuid', '=', which.consumer)
    .where('supplier_uuid', '=', which.supplier)
    .returning('resource_id')
    .execute();
  return taken.map((row) => row.resource_id);
}

export function scopeDelegationRows(
  db: Kysely<Tables>,
  which: { consumer?: string; supplier?: string; resources?: readonly string[] },
  limit: number,
): Promise<ScopeDelegationRow[]> {
  let query = db.selectFrom('scope_delegation').selectAll();
  if (which.consumer !== undefined) query = query.where('consumer_uuid', '=', which.consumer);
  if (which.supplier !== undefined) query = query.where('supplier_uuid', '=', which.supplier);
  if (which.resources !== undefined) query = query.where('resource_id', 'in', which.resources);
  return query
    .orderBy('created')
    .orderBy('consumer_uuid')
    .orderBy('supplier_uuid')
    .orderBy('resource_id')
    .limit(limit)
    .execute();
}

/**
 * Holds a supplier's rows until the transaction ends, so that giving, taking and removing come one after another on every node.
 * @returns false when it is none
 */
export async function lockSupply(
  trx: Transaction<Tables>,
  { consumer, supplier }: { readonly consumer: string; readonly supplier: string },
): Promise<boolean> {
  const registered = await trx
    .updateTable('party_role')
    .set((write) => ({ role: write.ref('role') }))
    .where('of_uuid', '=', consumer)
    .where('holder_uuid', '=', supplier)
    .where('role', '=', SUPPLIER)
    .executeTakeFirst();
  const given = await trx
    .updateTable('scope_delegation')
    .set((write) => ({ created: write.ref('created') }))
    .where('consumer_uuid', '=', consumer)
    .where('supplier_uuid', '=', supplier)
    .executeTakeFirst();
  return Number(registered.numUpdatedRows) + Number(given.numUpdatedRows) > 0;
}

/** Who is registered as the supplier of whom, or has been given scopes. */
export function supplyRows(
  db: Kysely<Tables>,
  which: { consumer?: string; supplier?: string },
  limit: number,
): Promise<{ consumer_uuid: string; supplier_uuid: string }[]> {
  let registered = db
    .selectFrom('party_role')
    .select(['of_uuid as consumer_uuid', 'holder_uuid as supplier_uuid'])
    .where('role', '=', SUPPLIER);
  let given = db.selectFrom('scope_delegation').select(['consumer_uuid', 'supplier_uuid']);
  if (which.consumer !== undefined) {
    registered = registered.where('of_uuid', '=', which.consumer);
    given = given.where('consumer_uuid', '=', which.consumer);
  }
  if (which.supplier !== undefined) {
    registered = registered.where('holder_uuid', '=', which.supplier);
    given = given.where('supplier_uuid', '=', which.supplier);
  }
  return db
    .selectFrom(registered.union(given).as('supply'))
    .selectAll()
    .orderBy('consumer_uuid')
    .orderBy('supplier_uuid')
    .limit(limit)
    .execute();
}

export async function insertConsent(trx: Transaction<Tables>, row: Insertable<Tables['consent']>): Promise<boolean> {
  const result = await trx
    .insertInto('consent')
    .values(row)
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return Number(result.numInsertedOrUpdatedRows ?? 0) > 0;
}

export const findConsent = (db: Kysely<Tables>, id: string): Promise<ConsentRow | undefined> =>
  db.selectFrom('consent').selectAll().where('id', '=', id).executeTakeFirst();

/** The newest first. */
export const consentsFrom = (db: Kysely<Tables>, from: string, limit: number): Promise<ConsentRow[]> =>
  db
    .selectFrom('consent')
    .selectAll()
    .where('from_uuid', '=', from)
    .orderBy('created', 'desc')
    .orderBy('id')
    .limit(limit)
    .execute();

/** Of several consents at once, each one's in order. */
export const eventsOfConsents = (db: Kysely<Tables>, ids: readonly string[]): Promise<ConsentEventRow[]> =>
  ids.length === 0
    ? Promise.resolve([])
    : db.selectFrom('consent_event').selectAll().where('consent_id', 'in', ids).orderBy('position').execute();

export const consentEvents = (db: Kysely<Tables>, id: string): Promise<ConsentEventRow[]> =>
  db.selectFrom('consent_event').selectAll().where('consent_id', '=', id).orderBy('position').execute();

/** Moves a consent on, if it still stands where the caller saw it. @returns false when somebody was faster */
export async function moveConsent(
  trx: Transaction<Tables>,
  id: string,
  from: ConsentRow['status'],
  to: ConsentRow['status'],
): Promise<boolean> {
  const result = await trx
    .updateTable('consent')
    .set({ status: to })
    .where('id', '=', id)
    .where('status', '=', from)
    .executeTakeFirst();
  return Number(result.numUpdatedRows) === 1;
}

/** Adds an event. The consent's row must be locked by the caller's earlier write. */
export async function insertConsentEvent(
  trx: Transaction<Tables>,
  row: Omit<Insertable<Tables['consent_event']>, 'position'>,
): Promise<void> {
  const last = await trx
    .selectFrom('consent_event')
    .select((select) => select.fn.max('position').as('position'))
    .where('consent_id', '=', row.consent_id)
    .executeTakeFirst();
  await trx
    .insertInto('consent_event')
    .values({ ...row, position: Number(last?.position ?? 0) + 1 })
    .execute();
}

/** Which of the resources the registry has not got. */
export async function missingResources(trx: Kysely<Tables>, ids: readonly string[]): Promise<readonly string[]> {
  const wanted = [...new Set(ids)];
  const found = new Set<string>();
  for (const part of chunks(wanted)) {
    const rows = await trx.selectFrom('resource').select('identifier').where('identifier', 'in', part).execute();
    for (const row of rows) found.add(row.identifier);
  }
  return wanted.filter((id) => !found.has(id));
}
