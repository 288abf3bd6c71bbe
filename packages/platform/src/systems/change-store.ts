import type { Kysely, Selectable, Transaction } from 'kysely';
import type { Tables } from '../database/index.ts';
import type { ChangeRequest, Changes } from './model.ts';
import type { Cursor } from './paging.ts';
import { changedOne, isAfter } from './store.ts';

type ChangeRequestRow = Selectable<Tables['system_user_change_request']>;

const toChangeRequest = (row: ChangeRequestRow): ChangeRequest => ({
  id: row.id,
  systemUserId: row.system_user_id,
  systemId: row.system_id,
  vendor: row.vendor,
  partyOrganization: row.party_organization,
  externalRef: row.external_ref,
  changes: JSON.parse(row.changes) as Changes,
  ...(row.redirect_url === null ? {} : { redirectUrl: row.redirect_url }),
  status: row.status,
  isDeleted: row.is_deleted === 1,
  created: row.created,
});

/** A change request, deleted ones included: an id is used once. */
export async function findChangeRequest(db: Kysely<Tables>, id: string): Promise<ChangeRequest | undefined> {
  const row = await db.selectFrom('system_user_change_request').selectAll().where('id', '=', id).executeTakeFirst();
  return row && toChangeRequest(row);
}

/** The newest change request for a triple. */
export async function findChangeRequestByTriple(
  db: Kysely<Tables>,
  systemId: string,
  organization: string,
  externalRef: string,
): Promise<ChangeRequest | undefined> {
  const row = await db
    .selectFrom('system_user_change_request')
    .selectAll()
    .where('system_id', '=', systemId)
    .where('party_organization', '=', organization)
    .where('external_ref', '=', externalRef)
    .where('is_deleted', '=', 0)
    .orderBy('created', 'desc')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row && toChangeRequest(row);
}

/** @returns false when the id is used */
export async function insertChangeRequest(
  db: Transaction<Tables>,
  request: Omit<ChangeRequest, 'status' | 'isDeleted'>,
): Promise<boolean> {
  const result = await db
    .insertInto('system_user_change_request')
    .values({
      id: request.id,
      system_user_id: request.systemUserId,
      system_id: request.systemId,
      vendor: request.vendor,
      party_organization: request.partyOrganization,
      external_ref: request.externalRef,
      changes: JSON.stringify(request.changes),
      redirect_url: request.redirectUrl ?? null,
      status: 'New',
      is_deleted: 0,
      answered_by: null,
      created: request.created,
      changed: request.created,
    })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return Number(result.numInsertedOrUpdatedRows ?? 0) === 1;
}

/** @returns false when somebody was faster, or it is deleted */
export async function answerChangeRequest(
  db: Transaction<Tables>,
  id: string,
  status: 'Accepted' | 'Rejected',
  by: string,
  now: number,
): Promise<boolean> {
  const result = await db
    .updateTable('system_user_change_request')
    .set({ status, answered_by: by, changed: now })
    .where('id', '=', id)
    .where('status', '=', 'New')
    .where('is_deleted', '=', 0)
    .executeTakeFirst();
  return changedOne(result);
}

/** @returns false when the vendor has no such change request */
export async function markChangeRequestDeleted(
  db: Transaction<Tables>,
  id: string,
  vendor: string,
  now: number,
): Promise<boolean> {
  const result = await db
    .updateTable('system_user_change_request')
    .set({ is_deleted: 1, changed: now })
    .where('id', '=', id)
    .where('vendor', '=', vendor)
    .where('is_deleted', '=', 0)
    .executeTakeFirst();
  return changedOne(result);
}

/** Change requests of a system, the oldest first. */
export async function changeRequestsOfSystem(
  db: Kysely<Tables>,
  systemId: string,
  after: Cursor | undefined,
  limit: number,
): Promise<readonly ChangeRequest[]> {
  const rows = await db
    .selectFrom('system_user_change_request')
    .selectAll()
    .where('system_id', '=', systemId)
    .where('is_deleted', '=', 0)
    .where(isAfter(after))
    .orderBy('created')
    .orderBy('id')
    .limit(limit)
    .execute();
  return rows.map(toChangeRequest);
}

/** A change request, and what the system user that it is about is called. */
export interface PendingChange {
  readonly request: ChangeRequest;
  readonly integrationTitle: string;
}

/** New change requests for the system users that a party has, the oldest first. At most 1000. */
export async function pendingChangeRequests(db: Kysely<Tables>, partyId: number): Promise<readonly PendingChange[]> {
  const rows = await db
    .selectFrom('system_user')
    .innerJoin('system_user_change_request as request', 'request.system_user_id', 'system_user.id')
    .selectAll('request')
    .select('system_user.integration_title')
    .where('system_user.party_id', '=', partyId)
    .where('system_user.is_deleted', '=', 0)
    .where('request.status', '=', 'New')
    .where('request.is_deleted', '=', 0)
    .orderBy('request.created')
    .orderBy('request.id')
    .limit(1000)
    .execute();
  return rows.map((row) => ({ request: toChangeRequest(row), integrationTitle: row.integration_title }));
}
