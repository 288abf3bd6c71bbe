import type { Insertable, Kysely, Selectable, Transaction } from 'kysely';
import type { Tables } from '../database/index.ts';
import type { Names, PackageRef, RegisteredSystem, Right } from './model.ts';
import { changedOne } from './store.ts';

type SystemRow = Selectable<Tables['registered_system']>;
export type ChangeRow = Selectable<Tables['system_change']>;

const toSystem = (row: SystemRow): RegisteredSystem => ({
  internalId: row.internal_id,
  id: row.system_id,
  vendor: row.vendor,
  name: JSON.parse(row.name) as Names,
  description: JSON.parse(row.description) as Names,
  rights: JSON.parse(row.rights) as Right[],
  accessPackages: JSON.parse(row.packages) as PackageRef[],
  clientIds: JSON.parse(row.client_ids) as string[],
  isVisible: row.is_visible === 1,
  isDeleted: row.is_deleted === 1,
  allowedRedirectUrls: JSON.parse(row.redirect_urls) as string[],
});

/** What a vendor may change. */
export type SystemContent = Omit<RegisteredSystem, 'internalId' | 'id' | 'vendor' | 'isDeleted'>;

const content = (system: SystemContent) => ({
  name: JSON.stringify(system.name),
  description: JSON.stringify(system.description),
  rights: JSON.stringify(system.rights),
  packages: JSON.stringify(system.accessPackages),
  client_ids: JSON.stringify(system.clientIds),
  redirect_urls: JSON.stringify(system.allowedRedirectUrls),
  is_visible: system.isVisible ? (1 as const) : (0 as const),
});

/** Only what is given, so that two changes of different parts do not undo each other. */
const columns = (part: Partial<SystemContent>) => ({
  ...(part.name ? { name: JSON.stringify(part.name) } : {}),
  ...(part.description ? { description: JSON.stringify(part.description) } : {}),
  ...(part.rights ? { rights: JSON.stringify(part.rights) } : {}),
  ...(part.accessPackages ? { packages: JSON.stringify(part.accessPackages) } : {}),
  ...(part.clientIds ? { client_ids: JSON.stringify(part.clientIds) } : {}),
  ...(part.allowedRedirectUrls ? { redirect_urls: JSON.stringify(part.allowedRedirectUrls) } : {}),
  ...(part.isVisible === undefined ? {} : { is_visible: part.isVisible ? (1 as const) : (0 as const) }),
});

/** A system, deleted ones included. */
export async function findSystem(db: Kysely<Tables>, id: string): Promise<RegisteredSystem | undefined> {
  const row = await db.selectFrom('registered_system').selectAll().where('system_id', '=', id).executeTakeFirst();
  return row && toSystem(row);
}

/** Systems that are not deleted, by id: one vendor's, or all visible ones. */
export async function listSystems(
  db: Kysely<Tables>,
  which: { vendor: string } | { visible: true },
): Promise<RegisteredSystem[]> {
  const query = db.selectFrom('registered_system').selectAll().where('is_deleted', '=', 0).orderBy('system_id');
  const rows = await ('vendor' in which
    ? query.where('vendor', '=', which.vendor)
    : query.where('is_visible', '=', 1)
  ).execute();
  return rows.map(toSystem);
}

/** @returns false when the id is taken */
export async function insertSystem(
  trx: Transaction<Tables>,
  system: RegisteredSystem,
  created: number,
): Promise<boolean> {
  const result = await trx
    .insertInto('registered_system')
    .values({
      internal_id: system.internalId,
      system_id: system.id,
      vendor: system.vendor,
      ...content(system),
      is_deleted: 0,
      created,
    })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return Number(result.numInsertedOrUpdatedRows ?? 0) === 1;
}

/** @returns false when the system has been deleted meanwhile */
export async function updateSystem(
  trx: Transaction<Tables>,
  internalId: string,
  part: Partial<SystemContent>,
): Promise<boolean> {
  const result = await trx
    .updateTable('registered_system')
    .set(columns(part))
    .where('internal_id', '=', internalId)
    .where('is_deleted', '=', 0)
    .executeTakeFirst();
  return changedOne(result);
}

/** @returns false when it was deleted already */
export async function markSystemDeleted(trx: Transaction<Tables>, internalId: string): Promise<boolean> {
  const result = await trx
    .updateTable('registered_system')
    .set({ is_deleted: 1 })
    .where('internal_id', '=', internalId)
    .where('is_deleted', '=', 0)
    .executeTakeFirst();
  return changedOne(result);
}

/** Which of the client ids belong to other active systems; in lower case. */
export async function takenClients(
  db: Kysely<Tables>,
  clientIds: readonly string[],
  except?: string,
): Promise<ReadonlySet<string>> {
  if (clientIds.length === 0) return new Set();
  const keys = clientIds.map((id) => id.toLowerCase());
  let query = db.selectFrom('system_client').select('client_key').where('client_key', 'in', keys);
  if (except !== undefined) query = query.where('internal_id', '!=', except);
  return new Set((await query.execute()).map((row) => row.client_key));
}

/** Makes these the system's client ids. @returns false when one belongs to another system */
export async function replaceClients(
  trx: Transaction<Tables>,
  internalId: string,
  clientIds: readonly string[],
): Promise<boolean> {
  await trx.deleteFrom('system_client').where('internal_id', '=', internalId).execute();
  if (clientIds.length === 0) return true;
  const result = await trx
    .insertInto('system_client')
    .values(clientIds.map((id) => ({ client_key: id.toLowerCase(), internal_id: internalId })))
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return Number(result.numInsertedOrUpdatedRows ?? 0) === clientIds.length;
}

/** Adds to the change log. The system's row must have been written in this transaction: that puts writers in line. */
export async function logChange(
  trx: Transaction<Tables>,
  row: Omit<Insertable<Tables['system_change']>, 'position'>,
): Promise<void> {
  const last = await trx
    .selectFrom('system_change')
    .select((select) => select.fn.max('position').as('position'))
    .where('internal_id', '=', row.internal_id)
    .executeTakeFirst();
  await trx
    .insertInto('system_change')
    .values({ ...row, position: Number(last?.position ?? 0) + 1 })
    .execute();
}

export const changesOf = (db: Kysely<Tables>, internalId: string): Promise<ChangeRow[]> =>
  db.selectFrom('system_change').selectAll().where('internal_id', '=', internalId).orderBy('position').execute();
