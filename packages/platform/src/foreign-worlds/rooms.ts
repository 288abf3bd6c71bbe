/** What a world is put in with, and how its sections say what came of it. */
import type { Database } from '../database/index.ts';
import type { Delegations } from '../delegations/index.ts';
import { Refusal } from '../foundation/index.ts';
import type { Party, Register } from '../register/index.ts';
import type { Resources } from '../resources/index.ts';
import type { Scopes, SelfService } from '../selfservice/index.ts';
import type { Systems } from '../systems/index.ts';
import { refuse } from './refusals.ts';
import type { Item, Section } from './schema.ts';

/** Rooms that stand on the transaction of the import: what they do is kept when all of it is. */
export interface WorldRooms {
  readonly database: Database;
  readonly register: Register;
  readonly resources: Resources;
  readonly selfservice: SelfService;
  readonly scopes: Scopes;
  readonly delegations: Delegations;
  readonly systems: Systems;
}

/** What came of one thing of a file. */
export type Outcome = 'added' | 'changed' | 'same';
/** Puts one thing in, by the rules of the rooms. @throws Refusal */
export type Put<S extends Section> = (rooms: WorldRooms, item: Item<S>) => Promise<Outcome>;

/** A thing of a file cannot be put in. @throws Refusal `item-wrong`, whose text begins with the member */
export function wrong(member: string, what: string): never {
  throw refuse('item-wrong', `${member}: ${what}`);
}

/** What is wrong, in words; undefined for what is no fault of the file. */
export function faultIn(error: unknown): readonly string[] | undefined {
  if (!(error instanceof Refusal) || error.status >= 500) return undefined;
  if (error.fields.length > 0) return error.fields.map(({ field, message }) => `${field}: ${message}`);
  const more = Object.values(error.members).flatMap(textsIn).slice(0, 5);
  return [[error.message, ...more].join('; ')];
}

/** The texts of what a refusal says more closely, in whatever form. */
const textsIn = (value: unknown): readonly string[] => {
  if (typeof value === 'string') return [value.slice(0, 300)];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
};

/** A party of the files or the register, by number or user name. @throws Refusal when there is none, or it is deleted */
export async function partyCalled({ register }: WorldRooms, member: string, name: string): Promise<Party> {
  const isPerson = /^\d{11}$/.test(name);
  const party = isPerson
    ? await register.party({ person: name })
    : /^\d{9}$/.test(name)
      ? await register.party({ organization: name })
      : await register.selfIdentified(name);
  // A person number is not written into messages.
  const shown = isPerson ? 'the person' : name.slice(0, 60);
  if (!party) return wrong(member, `${shown} is not in the file and not in the register`);
  if (party.isDeleted) return wrong(member, `${shown} is deleted`);
  return party;
}

export const organizationCalled = async (rooms: WorldRooms, member: string, number: string): Promise<Party> =>
  partyCalled(rooms, member, number);

const MOST_GIVERS = 20;

/**
 * Tries who may give for a party until one can.
 * @param by the person that the file names
 * @throws what the last one met
 */
export async function givenBy<T>(
  rooms: WorldRooms,
  party: Party,
  by: string | undefined,
  give: (person: Party) => Promise<T>,
): Promise<T> {
  if (by !== undefined) return give(await partyCalled(rooms, 'by', by));
  const all = party.type === 'person' ? [party] : await rooms.register.holders(party);
  const persons = all.filter((one) => one.type === 'person' && one.personNumber !== undefined).slice(0, MOST_GIVERS);
  let met: unknown = refuse('item-wrong', `by: nobody holds a role for ${party.name}: name the person who gives`);
  for (const person of persons.length === 0 && party.type === 'person' ? [party] : persons)
    try {
      return await give(person);
    } catch (error) {
      if (faultIn(error) === undefined) throw error;
      met = error;
    }
  throw met;
}
