/** Ids that a file gives to parties: each is one party's, in the files and in the register. */
import type { Transaction } from 'kysely';
import { chunks, type Tables } from '../database/index.ts';
import type { Importer, Source } from './import-files.ts';
import type { Party } from './types.ts';

const IDS = [
  { member: 'partyId', column: 'party_id', of: 'another party' },
  { member: 'uuid', column: 'uuid', of: 'another party' },
  { member: 'userId', column: 'user_id', of: 'another person' },
  { member: 'userName', column: 'user_name', of: 'another person' },
] as const;

/** The number of a party, or what a user without one is called. */
const numberOf = (party: Pick<Party, 'organizationNumber' | 'personNumber' | 'name'>): string =>
  party.organizationNumber ?? party.personNumber ?? `user ${party.name}`;

/**
 * Tells the importer of each id that stands for two parties.
 * @param sources where each party stands, by its number
 */
export async function eachIdOnce(
  trx: Transaction<Tables>,
  importer: Importer,
  parties: readonly Party[],
  sources: ReadonlyMap<string, Source>,
): Promise<void> {
  for (const { member, column, of } of IDS) {
    const owners = new Map<number | string, string>();
    const given = parties.filter((party) => party[member] !== undefined);
    const ids = given.map((party) => party[member] as number | string);
    for (const part of chunks(ids)) {
      const rows = await trx
        .selectFrom('party')
        .select([column, 'organization_number', 'person_number', 'name'])
        .where(column, 'in', part as never)
        .execute();
      for (const row of rows as readonly Record<string, unknown>[]) {
        const id = member === 'partyId' || member === 'userId' ? Number(row[column]) : String(row[column]);
        owners.set(id, String(row['organization_number'] ?? row['person_number'] ?? `user ${row['name']}`));
      }
    }
    for (const party of given) {
      const id = party[member] as number | string;
      const owner = owners.get(id);
      const source = sources.get(numberOf(party));
      if (owner !== undefined && owner !== numberOf(party) && source)
        importer.fail(source, `${member} ${id} is that of ${of}`);
      owners.set(id, numberOf(party));
    }
  }
}
