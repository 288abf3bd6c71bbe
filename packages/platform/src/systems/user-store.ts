import type { Kysely, Selectable, Transaction } from 'kysely';
import { type Tables, tell } from '../database/index.ts';
import { type SystemUser, tripleOf, type UserType } from './model.ts';
import type { Cursor } from './paging.ts';
import { changedOne, isAfter } from './store.ts';

type UserRow = Selectable<Tables['system_user']>;

/** Both databases take more parameters in one statement. */
const IDS_AT_ONCE = 200;

const toUser = (row: UserRow): SystemUser => ({
  id: row.id,
  systemInternalId: row.system_internal_id,
  systemId: row.system_id,
  vendor: row.vendor,
  partyOrganization: row.party_organization,
  partyId: row.party_id,
  partyUuid: row.party_uuid,
  externalRef: row.external_ref,
  integrationTitle: row.integration_title,
  userType: row.user_type,
  packages: JSON.parse(row.packages) as string[],
  isDeleted: row.is_deleted === 1,
  created: row.created,
  changed: row.changed,
  sequence: row.sequence,
});

/** A system user, deleted ones included. */
export async function findUser(db: Kysely<Tables>, id: string): Promise<SystemUser | undefined> {
  const row = await db.selectFrom('system_user').selectAll().where('id', '=', id).executeTakeFirst();
  return row && toUser(row);
}

/** System users by id, deleted ones included. */
export async function findUsers(db: Kysely<Tables>, ids: readonly string[]): Promise<SystemUser[]> {
  const found: SystemUser[] = [];
  for (let from = 0; from < ids.length; from += IDS_AT_ONCE) {
    const part = ids.slice(from, from + IDS_AT_ONCE);
    const rows = await db.selectFrom('system_user').selectAll().where('id', 'in', part).execute();
    found.push(...rows.map(toUser));
  }
  return found;
}

/** The living system user of a triple. */
export async function findActiveUser(
  db: Kysely<Tables>,
  systemId: string,
  organization: string,
  externalRef: string,
): Promise<SystemUser | undefined> {
  const row = await db
    .selectFrom('system_user')
    .selectAll()
    .where('active_triple', '=', tripleOf(systemId, organization, externalRef))
    .executeTakeFirst();
  return row && toUser(row);
}

/** The active system to which a client belongs, if it is the vendor's. */
export const systemOfClient = (
  db: Kysely<Tables>,
  clientId: string,
  vendor: string,
): Promise<{ system_id: string } | undefined> =>
  db
    .selectFrom('system_client')
    .innerJoin('registered_system', 'registered_system.internal_id', 'system_client.internal_id')
    .select('registered_system.system_id')
    .where('system_client.client_key', '=', clientId.toLowerCase())
    .where('registered_system.vendor', '=', vendor)
    .where('registered_system.is_deleted', '=', 0)
    .executeTakeFirst();

export async function hasDeletedUser(
  db: Kysely<Tables>,
  systemId: string,
  organization: string,
  externalRef: string,
): Promise<boolean> {
  const row = await db
    .selectFrom('system_user')
    .select('id')
    .where('system_id', '=', systemId)
    .where('party_organization', '=', organization)
    .where('external_ref', '=', externalRef)
    .where('is_deleted', '=', 1)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

export async function usersOfParty(
  db: Kysely<Tables>,
  partyId: number,
  userType: UserType,
): Promise<readonly SystemUser[]> {
  const rows = await db
    .selectFrom('system_user')
    .selectAll()
    .where('party_id', '=', partyId)
    .where('user_type', '=', userType)
    .where('is_deleted', '=', 0)
    .orderBy('created')
    .orderBy('id')
    .execute();
  return rows.map(toUser);
}

/** Living system users of a system, the oldest first. */
export async function usersOfSystem(
  db: Kysely<Tables>,
  systemId: string,
  after: Cursor | undefined,
  limit: number,
): Promise<readonly SystemUser[]> {
  const rows = await db
    .selectFrom('system_user')
    .selectAll()
    .where('system_id', '=', systemId)
    .where('is_deleted', '=', 0)
    .where(isAfter(after))
    .orderBy('created')
    .orderBy('id')
    .limit(limit)
    .execute();
  return rows.map(toUser);
}

/** Changes after a place in the stream. */
export async function usersAfter(db: Kysely<Tables>, sequence: number, limit: number): Promise<readonly SystemUser[]> {
  const rows = await db
    .selectFrom('system_user')
    .selectAll()
    .where('sequence', '>', sequence)
    .orderBy('sequence')
    .limit(limit)
    .execute();
  return rows.map(toUser);
}

export async function lastSequence(db: Kysely<Tables>): Promise<number> {
  const row = await db.selectFrom('system_user_counter').select('value').where('id', '=', 1).executeTakeFirst();
  return row?.value ?? 0;
}

/** The next place in the stream; holds the counter until the transaction ends, so that places become visible in order. */
async function nextSequence(trx: Transaction<Tables>): Promise<number> {
  await trx
    .updateTable('system_user_counter')
    .set((set) => ({ value: set('value', '+', 1) }))
    .where('id', '=', 1)
    .execute();
  return lastSequence(trx);
}

/** @returns false when a living system user has the triple */
export async function insertUser(
  trx: Transaction<Tables>,
  user: Omit<SystemUser, 'sequence' | 'changed' | 'isDeleted'>,
): Promise<boolean> {
  const sequence = await nextSequence(trx);
  const result = await trx
    .insertInto('system_user')
    .values({
      id: user.id,
      system_internal_id: user.systemInternalId,
      system_id: user.systemId,
      vendor: user.vendor,
      party_organization: user.partyOrganization,
      party_id: user.partyId,
      party_uuid: user.partyUuid,
      external_ref: user.externalRef,
      active_triple: tripleOf(user.systemId, user.partyOrganization, user.externalRef),
      integration_title: user.integrationTitle,
      user_type: user.userType,
      packages: JSON.stringify(user.packages),
      is_deleted: 0,
      created: user.created,
      changed: user.created,
      sequence,
    })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  const added = Number(result.numInsertedOrUpdatedRows ?? 0) === 1;
  const { userType, systemId, vendor, partyOrganization, externalRef } = user;
  const data = { userType, systemId, vendor, partyOrganization, externalRef };
  if (added) tell(trx, { kind: 'system-user.created', subject: user.id, data });
  return added;
}

/** @returns false when it was deleted already */
export async function markUserDeleted(trx: Transaction<Tables>, id: string, now: number): Promise<boolean> {
  const sequence = await nextSequence(trx);
  const result = await trx
    .updateTable('system_user')
    .set({ is_deleted: 1, active_triple: null, changed: now, sequence })
    .where('id', '=', id)
    .where('is_deleted', '=', 0)
    .executeTakeFirst();
  const deleted = changedOne(result);
  if (deleted) tell(trx, { kind: 'system-user.deleted', subject: id });
  return deleted;
}

/**
 * Notes that a living system user has changed, and keeps others from changing it until the transaction ends.
 * @returns false when it has been deleted
 */
export async function touchUser(trx: Transaction<Tables>, id: string, now: number): Promise<boolean> {
  const sequence = await nextSequence(trx);
  const result = await trx
    .updateTable('system_user')
    .set({ changed: now, sequence })
    .where('id', '=', id)
    .where('is_deleted', '=', 0)
    .executeTakeFirst();
  const touched = changedOne(result);
  if (touched) tell(trx, { kind: 'system-user.changed', subject: id });
  return touched;
}

/** Gives a living system user another name. @returns false when it has been deleted */
export async function renameUser(trx: Transaction<Tables>, id: string, title: string, now: number): Promise<boolean> {
  if (!(await touchUser(trx, id, now))) return false;
  await trx.updateTable('system_user').set({ integration_title: title }).where('id', '=', id).execute();
  return true;
}
