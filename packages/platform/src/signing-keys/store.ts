import type { Insertable, Kysely, Selectable, Transaction } from 'kysely';
import type { Tables } from '../database/index.ts';

type Row = Selectable<Tables['signing_key']>;

/** The keys of a ring, oldest first. */
export const loadKeys = (db: Kysely<Tables>, ring: string): Promise<Row[]> =>
  db.selectFrom('signing_key').selectAll().where('ring', '=', ring).orderBy('activates').orderBy('created').execute();

export async function insertKey(db: Transaction<Tables>, row: Insertable<Tables['signing_key']>): Promise<void> {
  await db.insertInto('signing_key').values(row).execute();
}

/** Retires, at the instant `retired`, every key of the ring that would otherwise be in use after it. */
export async function retireOthers(
  db: Transaction<Tables>,
  ring: string,
  retired: number,
  removes: number,
): Promise<void> {
  await db
    .updateTable('signing_key')
    .set({ retired, removes })
    .where('ring', '=', ring)
    .where((where) => where.or([where('retired', 'is', null), where('retired', '>', retired)]))
    .execute();
}

/** The key is in use from this instant on. */
export async function activate(db: Transaction<Tables>, kid: string, activates: number): Promise<void> {
  await db.updateTable('signing_key').set({ activates, retired: null, removes: null }).where('kid', '=', kid).execute();
}

/** How many times the ring has been changed. */
export async function ringVersion(db: Kysely<Tables>, ring: string): Promise<number> {
  await db
    .insertInto('signing_ring')
    .values({ ring, version: 0 })
    .onConflict((conflict) => conflict.column('ring').doNothing())
    .execute();
  return (await db.selectFrom('signing_ring').select('version').where('ring', '=', ring).executeTakeFirstOrThrow())
    .version;
}

/** Takes the turn to rotate. @returns false when another node has rotated since `version` was read */
export async function claimRotation(db: Transaction<Tables>, ring: string, version: number): Promise<boolean> {
  const result = await db
    .updateTable('signing_ring')
    .set({ version: version + 1 })
    .where('ring', '=', ring)
    .where('version', '=', version)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

/** Forgets keys whose last token has expired. */
export async function deleteRemoved(db: Transaction<Tables>, ring: string, now: number): Promise<void> {
  await db.deleteFrom('signing_key').where('ring', '=', ring).where('removes', '<=', now).execute();
}
