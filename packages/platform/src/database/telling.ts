import type { Transaction } from 'kysely';
import { currentAct } from './acting.ts';
import type { Announce } from './database.ts';
import type { Happening, Keeper } from './happenings.ts';
import type { Tables } from './tables.ts';

const told = new WeakMap<object, Happening[]>();

/** To be called inside `Database.transaction`. */
export function tell(trx: object, happening: Happening): void {
  told.get(trx)?.push(happening);
}

/** What this transaction has told so far is forgotten: it was the world being made. */
export function untell(trx: object): void {
  told.set(trx, []);
}

/** Runs the work of a transaction, and lets what it tells be kept, and recorded as part of what is being done. */
export async function telling<T>(
  trx: Transaction<Tables>,
  announce: Announce,
  keeper: Keeper | undefined,
  work: () => Promise<T>,
): Promise<T> {
  const act = currentAct();
  if (!keeper && !act) return work();
  told.set(trx, []);
  const result = await work();
  const happenings = told.get(trx) ?? [];
  if (keeper && happenings.length > 0) {
    await keeper(trx, happenings);
    announce({ topic: 'event' });
  }
  // The last: what it locks is held by every node that writes.
  await act?.record(trx, happenings);
  return result;
}
