import { type Database, isTaken } from '../database/index.ts';
import { partyFor } from './new-party.ts';
import type { Register } from './register.ts';
import type { Party } from './types.ts';

const NAMELESS = 'UTEN NAVN';
const TRIES = 3;

/**
 * The person with this number, made a user of the register if it has none: holding no role, the person may do nothing until somebody gives one.
 * @param name for a person who is new; '' when nobody has told it
 */
export async function welcomePerson(
  { database, register }: { readonly database: Database; readonly register: Pick<Register, 'saveParties'> },
  personNumber: string,
  name: string,
): Promise<Party> {
  for (let tries = 1; ; tries += 1)
    try {
      return await database.transaction(async (trx, announce) => {
        const person = await partyFor(trx, { personNumber, name: name === '' ? NAMELESS : name });
        await register.saveParties(trx, announce, [person]);
        return person;
      });
    } catch (error) {
      // Two who come at one moment get the same numbers: the second tries again.
      if (!isTaken(error) || tries === TRIES) throw error;
    }
}
