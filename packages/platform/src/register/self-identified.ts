/** Users without a number: each is known by a user name of its own, or by the e-mail address that it logs in with (access-management.md 7). */
import type { Kysely, Transaction } from 'kysely';
import { chunks, type Tables } from '../database/index.ts';
import { toParty } from './store.ts';
import type { Party } from './types.ts';

/** What each has for itself, and by which it is told from an enterprise user. */
export const SELF_REGISTERED = 'urn:altinn:role:selvregistrert';

/** The users called so, by name. */
export async function selfIdentifiedBy(
  db: Kysely<Tables> | Transaction<Tables>,
  names: readonly string[],
): Promise<ReadonlyMap<string, Party>> {
  const found = new Map<string, Party>();
  for (const part of chunks(names)) {
    const rows = await db
      .selectFrom('party')
      .innerJoin('party_role', (join) =>
        join
          .onRef('party_role.of_uuid', '=', 'party.uuid')
          .onRef('party_role.holder_uuid', '=', 'party.uuid')
          .on('party_role.role', '=', SELF_REGISTERED),
      )
      .selectAll('party')
      .where('party.name', 'in', part)
      .where('party.organization_number', 'is', null)
      .where('party.person_number', 'is', null)
      .execute();
    for (const row of rows) found.set(row.name, toParty(row));
  }
  return found;
}
