import type { Kysely, Transaction } from 'kysely';
import type { Tables } from '../database/index.ts';

type Db = Kysely<Tables>;

/** What a registration is: a client with its keys, a scope, or an organisation's access to a scope (`<scope> <consumer>`). */
export type RegistrationKind = 'client' | 'scope' | 'access';

export interface Before {
  readonly kind: RegistrationKind;
  readonly name: string;
  /** When the change was made, ms. */
  readonly changed: number;
  /** JSON of what was there; null when nothing was. */
  readonly body: string | null;
}

/** Of two changes at one instant the first row stays: it tells what was there before both. */
export async function insertBefore(db: Transaction<Tables>, row: Before): Promise<void> {
  await db
    .insertInto('registration_before')
    .values(row)
    .onConflict((conflict) => conflict.columns(['kind', 'name', 'changed']).doNothing())
    .execute();
}

/** What was there before the first change after `since` (ms). */
export async function findBefore(
  db: Db,
  kind: RegistrationKind,
  name: string,
  since: number,
): Promise<Before | undefined> {
  const row = await db
    .selectFrom('registration_before')
    .selectAll()
    .where('kind', '=', kind)
    .where('name', '=', name)
    .where('changed', '>', since)
    .orderBy('changed')
    .limit(1)
    .executeTakeFirst();
  return row && { ...row, kind };
}

/** When the registration was last changed, as far as it is remembered. */
export async function lastChange(db: Db, kind: RegistrationKind, name: string): Promise<number | undefined> {
  const row = await db
    .selectFrom('registration_before')
    .select('changed')
    .where('kind', '=', kind)
    .where('name', '=', name)
    .orderBy('changed', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row?.changed;
}

/** Forgets changes that are active on every node. */
export async function deleteBefore(db: Transaction<Tables>, changedBefore: number): Promise<void> {
  await db.deleteFrom('registration_before').where('changed', '<', changedBefore).execute();
}
