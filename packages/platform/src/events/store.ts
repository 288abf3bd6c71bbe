import { randomUUID } from 'node:crypto';
import type { Kysely, Transaction } from 'kysely';
import type { Happening, Tables } from '../database/index.ts';

export interface StoredEvent {
  readonly position: number;
  /** ms */
  readonly time: number;
  readonly kind: string;
  readonly subject: string;
  readonly data: Readonly<Record<string, unknown>>;
}

export interface FeedState {
  readonly feed: string;
  /** Of the last event; 0 = there was none. */
  readonly last: number;
}

/** Below what either database takes in one statement. */
const MAX_ROWS = 1000;

/** Makes the counter where there is none. Nodes that start together end with one. */
export async function openCounter(db: Kysely<Tables>): Promise<void> {
  await db
    .insertInto('event_counter')
    .values({ id: 1, feed: randomUUID(), position: 0 })
    .onConflict((conflict) => conflict.column('id').doNothing())
    .execute();
}

export async function feedState(db: Kysely<Tables>): Promise<FeedState> {
  const { feed, position } = await db
    .selectFrom('event_counter')
    .select(['feed', 'position'])
    .executeTakeFirstOrThrow();
  return { feed, last: position };
}

/** Adds at the end, and takes away what is more than `kept` behind it. */
export async function appendEvents(
  trx: Transaction<Tables>,
  happenings: readonly Happening[],
  { now, kept }: { readonly now: number; readonly kept: number },
): Promise<void> {
  await trx
    .updateTable('event_counter')
    .set((set) => ({ position: set('position', '+', happenings.length) }))
    .execute();
  const { last } = await feedState(trx);
  const first = last - happenings.length + 1;
  const rows = happenings.map(({ kind, subject, data = {} }, index) => ({
    position: first + index,
    time: now,
    kind,
    subject,
    data: JSON.stringify(data),
  }));
  for (let at = 0; at < rows.length; at += MAX_ROWS)
    await trx
      .insertInto('event')
      .values(rows.slice(at, at + MAX_ROWS))
      .execute();
  // Now and then is often enough.
  if (Math.floor(last / MAX_ROWS) > Math.floor((first - 1) / MAX_ROWS))
    await trx
      .deleteFrom('event')
      .where('position', '<=', last - kept)
      .execute();
}

/** Those after the position, in order. */
export async function eventsAfter(
  db: Kysely<Tables>,
  position: number,
  limit: number,
): Promise<readonly StoredEvent[]> {
  const rows = await db
    .selectFrom('event')
    .selectAll()
    .where('position', '>', position)
    .orderBy('position')
    .limit(limit)
    .execute();
  return rows.map((row) => ({ ...row, data: JSON.parse(row.data) as Record<string, unknown> }));
}

/** Position of the oldest that is kept; undefined when there is none. */
export async function oldestEvent(db: Kysely<Tables>): Promise<number | undefined> {
  const row = await db.selectFrom('event').select('position').orderBy('position').limit(1).executeTakeFirst();
  return row?.position;
}
