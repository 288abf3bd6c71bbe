import type { Kysely, Transaction } from 'kysely';
import type { Tables } from '../database/index.ts';

type Db = Kysely<Tables>;

export const loadAuthority = (db: Db): Promise<Tables['test_authority'][]> =>
  db.selectFrom('test_authority').selectAll().execute();

/** Keeps the authority that was there first, so that nodes that start together agree. */
export async function keepFirstAuthority(db: Db, rows: readonly Tables['test_authority'][]): Promise<boolean> {
  const result = await db
    .insertInto('test_authority')
    .values(rows)
    .onConflict((conflict) => conflict.column('name').doNothing())
    .executeTakeFirst();
  return result.numInsertedOrUpdatedRows === BigInt(rows.length);
}

export async function insertCertificate(db: Transaction<Tables>, row: Tables['issued_certificate']): Promise<void> {
  await db.insertInto('issued_certificate').values(row).execute();
}

export const revokedCertificates = (db: Db): Promise<{ serial: string; revoked: number | null }[]> =>
  db.selectFrom('issued_certificate').select(['serial', 'revoked']).where('revoked', 'is not', null).execute();

const MOST_LISTED = 1000;

/** Newest first. */
export const certificatesOf = (db: Db, organization: string): Promise<Tables['issued_certificate'][]> =>
  db
    .selectFrom('issued_certificate')
    .selectAll()
    .where('organization', '=', organization)
    .orderBy('issued', 'desc')
    .orderBy('serial')
    .limit(MOST_LISTED)
    .execute();

/** @returns false when no such certificate was issued */
export async function revokeCertificate(db: Transaction<Tables>, serial: string, now: number): Promise<boolean> {
  const result = await db
    .updateTable('issued_certificate')
    .set((where) => ({ revoked: where.fn.coalesce('revoked', where.val(now)) }))
    .where('serial', '=', serial)
    .executeTakeFirst();
  return result.numUpdatedRows > 0n;
}
