import { againWhenTaken, type Database } from '../database/index.ts';
import { knownByNumber, partyFor } from './new-party.ts';
import type { Register } from './register.ts';
import type { Party } from './types.ts';

const NAMELESS = 'UTEN NAVN';

/**
 * The person with this number, made a user of the register if it has none: holding no role, the person may do nothing until somebody gives one.
 * @param name for a person who is new; '' when nobody has told it
 */
export const welcomePerson = (
  { database, register }: { readonly database: Database; readonly register: Pick<Register, 'saveParties'> },
  personNumber: string,
  name: string,
): Promise<Party> =>
  // Two who come at one moment get the same numbers.
  againWhenTaken(() =>
    database.transaction(async (trx, announce) => {
      // Whoever was first has told the name, or found it.
      const known = (await knownByNumber(trx, [personNumber])).get(personNumber);
      if (known) return known;
      const person = await partyFor(trx, { personNumber, name: name === '' ? NAMELESS : name });
      await register.saveParties(trx, announce, [person]);
      return person;
    }),
  );
