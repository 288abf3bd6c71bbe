import { randomUUID } from 'node:crypto';
import type { Kysely, Selectable, Transaction } from 'kysely';
import { type Announce, type Database, type Tables, tell } from '../database/index.ts';
import type { Clock } from '../foundation/index.ts';
import type { Submission } from './request-desk-types.ts';

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
  /** The same that is open is not asked again. */
  ask(wish: RequestWish): Promise<RequestRow>;
  /** As `ask`, and what has a key is asked once. @returns undefined when the key came with something else before */
  submit(wish: RequestWish, submission: Submission): Promise<RequestRow | undefined>;
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

  ask(wish: RequestWish): Promise<RequestRow> {
    return this.#database.transaction((trx) => this.#open(trx, wish)).then((row) => row ?? this.ask(wish));
  }

  async submit(wish: RequestWish, submission: Submission): Promise<RequestRow | undefined> {
    const { key, body } = submission;
    if (!(await this.#submitted(key))) {
      const row = await this.#database.transaction(async (trx) => {
        const open = await this.#open(trx, wish);
        const values = open && { key, body, request_id: open.id };
        if (values)
          await trx
            .insertInto('request_submission')
            .values(values)
            .onConflict((conflict) => conflict.doNothing())
            .execute();
        return open;
      });
      if (!row) return this.submit(wish, submission);
    }
    // Of two that come with one key at once the first is right.
    const known = await this.#submitted(key);
    return known && known.body === body ? this.find(known.request_id) : undefined;
  }

  #submitted(key: string) {
    return this.#database.db.selectFrom('request_submission').selectAll().where('key', '=', key).executeTakeFirst();
  }

  /** @returns undefined when the same was open, and has been answered a moment ago: then it is asked anew */
  async #open(trx: Transaction<Tables>, { from, to, by, kind, item, status }: RequestWish) {
    const now = this.#clock.now();
    const key = [status, from, to, by, kind, item].join(' ');
    const common = { from_uuid: from, to_uuid: to, by_uuid: by, kind, item, status };
    const row: RequestRow = {
      ...common,
      id: randomUUID(),
      open_key: key,
      changed_by: by,
      changed: now,
      created: now,
    };
    const { numInsertedOrUpdatedRows: added } = await trx
      .insertInto('access_request')
      .values(row)
      .onConflict((conflict) => conflict.doNothing())
      .executeTakeFirst();
    if (Number(added ?? 0) === 0)
      return trx.selectFrom('access_request').selectAll().where('open_key', '=', key).executeTakeFirst();
    toldOf(trx, row);
    return row;
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
