import type { Transaction } from 'kysely';
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

/** Runs the work of a transaction, and lets what it tells be kept. */
export async function telling<T>(
  trx: Transaction<Tables>,
  announce: Announce,
  keeper: Keeper | undefined,
  work: () => Promise<T>,
): Promise<T> {
  if (!keeper) return work();
  told.set(trx, []);
  const result = await work();
  const happenings = told.get(trx) ?? [];
  if (happenings.length > 0) {
    await keeper(trx, happenings);
    announce({ topic: 'event' });
  }
  return result;
}
