import type { Kysely, Selectable } from 'kysely';
import type { Tables } from '../database/index.ts';

export type OidcGrantRow = Selectable<Tables['oidc_grant']>;

export async function insertGrant(db: Kysely<Tables>, row: OidcGrantRow, now: number): Promise<void> {
  await db.deleteFrom('oidc_grant').where('expires', '<=', now).execute();
  await db.insertInto('oidc_grant').values(row).execute();
}

/** Marks a grant as used. @returns the grant when this call was the first, `'again'` when it had been used, undefined when unknown */
export async function useGrant(
  db: Kysely<Tables>,
  kind: OidcGrantRow['kind'],
  tokenHash: string,
): Promise<OidcGrantRow | { readonly again: string } | undefined> {
  const first = await db
    .updateTable('oidc_grant')
    .set({ used: 1 })
    .where('token_hash', '=', tokenHash)
    .where('kind', '=', kind)
    .where('used', '=', 0)
    .returningAll()
    .executeTakeFirst();
  if (first) return first;
  const known = await db
    .selectFrom('oidc_grant')
    .select('family')
    .where('token_hash', '=', tokenHash)
    .where('kind', '=', kind)
    .executeTakeFirst();
  return known && { again: known.family };
}

/** Makes everything of a family worthless. The rows stay until they expire, so that what is being made meanwhile is seen as well. */
export async function revokeFamily(db: Kysely<Tables>, family: string): Promise<void> {
  await db.updateTable('oidc_grant').set({ used: 2 }).where('family', '=', family).execute();
}

export const isRevoked = async (db: Kysely<Tables>, family: string): Promise<boolean> =>
  (await db
    .selectFrom('oidc_grant')
    .select('family')
    .where('family', '=', family)
    .where('used', '=', 2)
    .executeTakeFirst()) !== undefined;
