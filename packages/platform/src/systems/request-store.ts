import type { Kysely, Selectable, Transaction } from 'kysely';
import type { Tables } from '../database/index.ts';
import { type PackageRef, type Right, type SystemUserRequest, tripleOf, type UserType } from './model.ts';
import type { Cursor } from './paging.ts';
import { changedOne, isAfter } from './store.ts';

type RequestRow = Selectable<Tables['system_user_request']>;

const toRequest = (row: RequestRow): SystemUserRequest => ({
  id: row.id,
  userType: row.user_type,
  systemId: row.system_id,
  vendor: row.vendor,
  partyOrganization: row.party_organization,
  externalRef: row.external_ref,
  integrationTitle: row.integration_title,
  rights: JSON.parse(row.rights) as Right[],
  accessPackages: JSON.parse(row.packages) as PackageRef[],
  ...(row.redirect_url === null ? {} : { redirectUrl: row.redirect_url }),
  status: row.status,
  escalated: row.escalated === 1,
  isDeleted: row.active_triple === null,
  created: row.created,
});

/** One of each type may live for a triple. */
const keyOf = (type: UserType, systemId: string, organization: string, externalRef: string): string =>
  `${type} ${tripleOf(systemId, organization, externalRef)}`;

/** A request that is not deleted. */
export async function findRequest(db: Kysely<Tables>, id: string): Promise<SystemUserRequest | undefined> {
  const row = await db
    .selectFrom('system_user_request')
    .selectAll()
    .where('id', '=', id)
    .where('active_triple', 'is not', null)
    .executeTakeFirst();
  return row && toRequest(row);
}

export async function findRequestByTriple(
  db: Kysely<Tables>,
  type: UserType,
  systemId: string,
  organization: string,
  externalRef: string,
): Promise<SystemUserRequest | undefined> {
  const row = await db
    .selectFrom('system_user_request')
    .selectAll()
    .where('active_triple', '=', keyOf(type, systemId, organization, externalRef))
    .executeTakeFirst();
  return row && toRequest(row);
}

/** @returns false when a living request has the type and triple */
export async function insertRequest(
  db: Transaction<Tables>,
  request: Omit<SystemUserRequest, 'isDeleted' | 'status' | 'escalated'>,
): Promise<boolean> {
  const { userType, systemId, partyOrganization, externalRef } = request;
  const result = await db
    .insertInto('system_user_request')
    .values({
      id: request.id,
      user_type: userType,
      system_id: systemId,
      vendor: request.vendor,
      party_organization: partyOrganization,
      external_ref: externalRef,
      active_triple: keyOf(userType, systemId, partyOrganization, externalRef),
      integration_title: request.integrationTitle,
      rights: JSON.stringify(request.rights),
      packages: JSON.stringify(request.accessPackages),
      redirect_url: request.redirectUrl ?? null,
      status: 'New',
      escalated: 0,
      answered_by: null,
      created: request.created,
      changed: request.created,
    })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return Number(result.numInsertedOrUpdatedRows ?? 0) === 1;
}

/** Answers a new request. @returns false when somebody was faster, or it is deleted */
export async function answerRequest(
  db: Transaction<Tables>,
  id: string,
  status: 'Accepted' | 'Rejected',
  by: string,
  now: number,
): Promise<boolean> {
  const result = await db
    .updateTable('system_user_request')
    .set({ status, answered_by: by, changed: now })
    .where('id', '=', id)
    .where('status', '=', 'New')
    .where('active_triple', 'is not', null)
    .executeTakeFirst();
  return changedOne(result);
}

export async function markEscalated(db: Transaction<Tables>, id: string, now: number): Promise<void> {
  await db
    .updateTable('system_user_request')
    .set({ escalated: 1, changed: now })
    .where('id', '=', id)
    .where('status', '=', 'New')
    .execute();
}

export async function backdateRequest(db: Kysely<Tables>, id: string, created: number): Promise<void> {
  await db
    .updateTable('system_user_request')
    .set({ created })
    .where('id', '=', id)
    .where('status', '=', 'New')
    .execute();
}

/** Soft delete: the triple is free. @returns false when there was nothing to delete */
export async function markRequestDeleted(
  db: Transaction<Tables>,
  which: { id: string; vendor?: string },
  now: number,
): Promise<boolean> {
  let query = db
    .updateTable('system_user_request')
    .set({ active_triple: null, changed: now })
    .where('id', '=', which.id)
    .where('active_triple', 'is not', null);
  if (which.vendor !== undefined) query = query.where('vendor', '=', which.vendor);
  return changedOne(await query.executeTakeFirst());
}

/** Requests of a system that are not deleted, the oldest first. */
export async function requestsOfSystem(
  db: Kysely<Tables>,
  systemId: string,
  type: UserType,
  after: Cursor | undefined,
  limit: number,
): Promise<readonly SystemUserRequest[]> {
  const rows = await db
    .selectFrom('system_user_request')
    .selectAll()
    .where('system_id', '=', systemId)
    .where('user_type', '=', type)
    .where('active_triple', 'is not', null)
    .where(isAfter(after))
    .orderBy('created')
    .orderBy('id')
    .limit(limit)
    .execute();
  return rows.map(toRequest);
}

/** New requests to an organisation, the oldest first; of agents only those that were escalated. At most 1000. */
export async function pendingRequests(
  db: Kysely<Tables>,
  organization: string,
  type: UserType,
): Promise<readonly SystemUserRequest[]> {
  let query = db
    .selectFrom('system_user_request')
    .selectAll()
    .where('party_organization', '=', organization)
    .where('user_type', '=', type)
    .where('status', '=', 'New')
    .where('active_triple', 'is not', null);
  if (type === 'agent') query = query.where('escalated', '=', 1);
  const rows = await query.orderBy('created').orderBy('id').limit(1000).execute();
  return rows.map(toRequest);
}
