import type { Kysely, Transaction } from 'kysely';
import type { Kind, Tables } from '../database/index.ts';
import { type Checkpoint, hashOf, type Link, textOf } from './chain.ts';

/** What is known of an entry before it has its place. */
export interface NewEntry {
  readonly organization: string | undefined;
  /** Its members, which begin with the time. */
  readonly members: object;
}

export interface AuditState {
  readonly head: Checkpoint;
  /** The last entry that is no longer kept. */
  readonly gone: Checkpoint;
}

export interface StoredEntry extends Link {
  readonly organization: string | null;
}

type Db = Kysely<Tables>;
/** Below what either database takes in one statement. */
const MAX_ROWS = 500;

export async function auditState(db: Db): Promise<AuditState> {
  const row = await db.selectFrom('audit_head').selectAll().executeTakeFirstOrThrow();
  return {
    head: { position: row.position, hash: row.hash },
    gone: { position: row.gone_position, hash: row.gone_hash },
  };
}

/** Adds entries at the end: from here to the end of the transaction nobody else can. @returns where the chain ends now */
export async function appendEntries(
  trx: Transaction<Tables>,
  entries: readonly NewEntry[],
  { now, kind }: { readonly now: number; readonly kind: Kind },
): Promise<Checkpoint> {
  // The first statement locks the row, on whichever node.
  const { position: last, hash } = await trx
    .updateTable('audit_head')
    .set((set) => ({ position: set('position', '+', entries.length) }))
    .returning(['position', 'hash'])
    .executeTakeFirstOrThrow();
  let previous = hash;
  const first = last - entries.length + 1;
  const rows = entries.map(({ organization = null, members }, index) => {
    const entry = textOf(first + index, members, previous);
    previous = hashOf(entry);
    return { position: first + index, time: now, organization, entry, hash: previous };
  });
  const head = { hash: previous };
  // One message instead of two, as long as everybody waits; SQLite knows no such statement, and is no network away.
  if (kind === 'postgres' && rows.length <= MAX_ROWS)
    await trx
      .with('added', (db) => db.insertInto('audit_entry').values(rows))
      .updateTable('audit_head')
      .set(head)
      .execute();
  else {
    for (let at = 0; at < rows.length; at += MAX_ROWS)
      await trx
        .insertInto('audit_entry')
        .values(rows.slice(at, at + MAX_ROWS))
        .execute();
    await trx.updateTable('audit_head').set(head).execute();
  }
  return { position: last, hash: previous };
}

/** Those after the position, in order. */
export async function entriesAfter(db: Db, position: number, limit: number): Promise<readonly StoredEntry[]> {
  const rows = await db
    .selectFrom('audit_entry')
    .selectAll()
    .where('position', '>', position)
    .orderBy('position')
    .limit(limit)
    .execute();
  return rows.map(stored);
}

/** The newest, newest first. @param before only older ones */
export async function newestEntries(
  db: Db,
  { before, organization, limit }: { before: number; organization: string | undefined; limit: number },
): Promise<readonly StoredEntry[]> {
  let query = db.selectFrom('audit_entry').selectAll().where('position', '<', before);
  if (organization !== undefined) query = query.where('organization', '=', organization);
  return (await query.orderBy('position', 'desc').limit(limit).execute()).map(stored);
}

/** An organisation's newest, newest first. @param before only older ones */
export async function entriesOf(
  db: Db,
  organization: string,
  { before, limit }: { readonly before: number | undefined; readonly limit: number },
): Promise<readonly StoredEntry[]> {
  let query = db.selectFrom('audit_entry').selectAll().where('organization', '=', organization);
  if (before !== undefined) query = query.where('position', '<', before);
  return (await query.orderBy('position', 'desc').limit(limit).execute()).map(stored);
}

/** Most entries that are taken away at once. */
const MAX_DROPPED = 5_000;

/** Takes away the oldest, up to a position or a time, and remembers what the next one follows. */
export async function dropEntries(
  trx: Transaction<Tables>,
  { upTo, before }: { readonly upTo: number; readonly before: number },
): Promise<void> {
  const oldest = await trx
    .selectFrom('audit_entry')
    .select(['position', 'hash', 'time'])
    .orderBy('position')
    .limit(MAX_DROPPED)
    .execute();
  const kept = oldest.findIndex(({ position, time }) => position > upTo && time >= before);
  const last = oldest.at(kept < 0 ? -1 : kept - 1);
  if (!last || kept === 0) return;
  await trx.deleteFrom('audit_entry').where('position', '<=', last.position).execute();
  await trx.updateTable('audit_head').set({ gone_position: last.position, gone_hash: last.hash }).execute();
}

const stored = ({ position, hash, entry, organization }: Tables['audit_entry']): StoredEntry => ({
  position,
  hash,
  text: entry,
  organization,
});
