/** Parties that come one at a time, and the numbers that they get. */
import { randomUUID } from 'node:crypto';
import type { Transaction } from 'kysely';
import { chunks, type Tables } from '../database/index.ts';
import { toParty } from './store.ts';
import type { Party } from './types.ts';

const FIRST_PARTY = 51_000_000;
const FIRST_USER = 1_000_000;

/** A service owner's code: a part of addresses, such as /access-lists/{code} and /{code}/{app}. */
export const OWNER_CODE = /^[a-z][a-z0-9-]{1,19}$/;

/** Gives out party and user numbers above those in use. */
export async function numbering(trx: Transaction<Tables>) {
  const row = await trx
    .selectFrom('party')
    .select((column) => [column.fn.max('party_id').as('party'), column.fn.max('user_id').as('user')])
    .executeTakeFirst();
  let party = Math.max(Number(row?.party ?? 0), FIRST_PARTY);
  let user = Math.max(Number(row?.user ?? 0), FIRST_USER);
  return { party: () => (party += 1), user: () => (user += 1) };
}

/** The parties that there are of these organisation and person numbers, by number. */
export async function knownByNumber(trx: Transaction<Tables>, numbers: readonly string[]): Promise<Map<string, Party>> {
  const known = new Map<string, Party>();
  for (const part of chunks(numbers)) {
    const rows = await trx
      .selectFrom('party')
      .selectAll()
      .where((where) => where.or([where('organization_number', 'in', part), where('person_number', 'in', part)]))
      .execute();
    for (const row of rows) known.set(row.organization_number ?? row.person_number ?? '', toParty(row));
  }
  return known;
}

/** What is known of a party that the register may not have yet. */
export type PartyWish =
  | { readonly organizationNumber: string; readonly name: string; readonly form: string }
  | { readonly personNumber: string; readonly name: string };

/** The party as it is to be saved: what identifies it stays when it is there already, and is given out when it is not. */
export async function partyFor(trx: Transaction<Tables>, wish: PartyWish): Promise<Party> {
  const number = 'organizationNumber' in wish ? wish.organizationNumber : wish.personNumber;
  const known = (await knownByNumber(trx, [number])).get(number);
  if (known) return { ...known, ...wish, isDeleted: false };
  const next = await numbering(trx);
  const head = { partyId: next.party(), uuid: randomUUID(), isDeleted: false };
  return 'organizationNumber' in wish
    ? { ...head, type: 'organization', ...wish }
    : { ...head, type: 'person', userId: next.user(), ...wish };
}
