import { randomUUID } from 'node:crypto';
import type { Kysely, Selectable, Transaction } from 'kysely';
import { type Announce, type Database, type Tables, tell } from '../database/index.ts';
import type { Clock } from '../foundation/index.ts';

export type RequestRow = Selectable<Tables['access_request']>;
export type RequestStatus = RequestRow['status'];
export const REQUEST_STATUSES: readonly RequestStatus[] = ['Draft', 'Pending', 'Approved', 'Rejected', 'Withdrawn'];

/** A request as it is asked for. */
export interface RequestWish {
  readonly from: string;
  readonly to: string;
  readonly by: string;
  readonly kind: RequestRow['kind'];
  readonly item: string;
  readonly status: 'Draft' | 'Pending';
  /** Digests of the key that a program gave it, and of what it sent. */
  readonly submission?: { readonly key: string; readonly body: string } | undefined;
}

export interface WhichRequests {
  readonly from?: string;
  readonly to?: string;
  readonly statuses: readonly RequestStatus[];
  readonly kind?: RequestRow['kind'];
}

/** Requests for access (access-management.md 3). A request alone gives nobody anything. */
export interface AccessRequests {
  find(id: string): Promise<RequestRow | undefined>;
  /** In the order in which they came. At most 1000. */
  list(which: WhichRequests): Promise<readonly RequestRow[]>;
  count(which: WhichRequests): Promise<number>;
  /** The same that is open is not asked again, and what has a key is asked once: the row may say that the key came with something else. */
  ask(wish: RequestWish): Promise<RequestRow>;
  /**
   * Moves a request on, and writes what comes with it in the same transaction.
   * @returns undefined when somebody was faster: then nothing is written
   */
  move(
    row: RequestRow,
    status: RequestStatus,
    by: string,
    write?: (trx: Transaction<Tables>, announce: Announce) => Promise<void>,
  ): Promise<RequestRow | undefined>;
}

const MAX_LIST = 1000;

class SqlAccessRequests implements AccessRequests {
  readonly #database: Database;
  readonly #clock: Clock;

  constructor({ database, clock }: { readonly database: Database; readonly clock: Clock }) {
    this.#database = database;
    this.#clock = clock;
  }

  find(id: string): Promise<RequestRow | undefined> {
    return this.#database.db.selectFrom('access_request').selectAll().where('id', '=', id).executeTakeFirst();
  }

  list(which: WhichRequests): Promise<readonly RequestRow[]> {
    return chosen(this.#database.db, which).selectAll().orderBy('created').orderBy('id').limit(MAX_LIST).execute();
  }

  async count(which: WhichRequests): Promise<number> {
    const row = await chosen(this.#database.db, which)
      .select((select) => select.fn.countAll().as('count'))
      .executeTakeFirst();
    return Number(row?.count ?? 0);
  }

  async ask(wish: RequestWish): Promise<RequestRow> {
    const { from, to, by, kind, item, status, submission } = wish;
    const now = this.#clock.now();
    const key = [status, from, to, by, kind, item].join(' ');
    const common = { from_uuid: from, to_uuid: to, by_uuid: by, kind, item, status };
    const known = { submission_key: submission?.key ?? null, submission_body: submission?.body ?? null };
    const times = { changed_by: by, changed: now, created: now };
    const row: RequestRow = { ...common, ...known, ...times, id: randomUUID(), open_key: key };
    await this.#database.transaction(async (trx) => {
      const { numInsertedOrUpdatedRows: added } = await trx
        .insertInto('access_request')
        .values(row)
        .onConflict((conflict) => conflict.doNothing())
        .executeTakeFirst();
      if (Number(added ?? 0) > 0) toldOf(trx, row);
    });
    const query = this.#database.db.selectFrom('access_request').selectAll();
    const before = submission && (await query.where('submission_key', '=', submission.key).executeTakeFirst());
    const open = before ?? (await query.where('open_key', '=', key).executeTakeFirst());
    // Answered a moment ago: then it is asked anew.
    return open ?? (await this.find(row.id)) ?? this.ask(wish);
  }

  async move(
    row: RequestRow,
    status: RequestStatus,
    by: string,
    write: (trx: Transaction<Tables>, announce: Announce) => Promise<void> = async () => undefined,
  ): Promise<RequestRow | undefined> {
    const change = { status, changed_by: by, changed: this.#clock.now(), open_key: null };
    return this.#database.transaction(async (trx, announce) => {
      const { numUpdatedRows: moved } = await trx
        .updateTable('access_request')
        .set(change)
        .where('id', '=', row.id)
        .where('status', '=', row.status)
        .executeTakeFirst();
      if (Number(moved) === 0) return undefined;
      await write(trx, announce);
      toldOf(trx, { ...row, ...change });
      return { ...row, ...change };
    });
  }
}

function chosen(db: Kysely<Tables>, { from, to, statuses, kind }: WhichRequests) {
  let query = db.selectFrom('access_request').where('status', 'in', statuses);
  if (from !== undefined) query = query.where('from_uuid', '=', from);
  if (to !== undefined) query = query.where('to_uuid', '=', to);
  if (kind !== undefined) query = query.where('kind', '=', kind);
  return query;
}

const toldOf = (trx: Transaction<Tables>, { id, from_uuid: from, to_uuid: to, kind, item, status }: RequestRow): void =>
  tell(trx, { kind: 'access-request.changed', subject: id, data: { from, to, [kind]: item, status } });

/** Opens the requests on a database. */
export const createAccessRequests = (deps: { readonly database: Database; readonly clock: Clock }): AccessRequests =>
  new SqlAccessRequests(deps);
