import type { Caller } from '../callers/index.ts';
import { BoundedCache, type Clock, uuidOfText } from '../foundation/index.ts';
import type { Party, Register } from '../register/index.ts';
import type { Delegations } from './delegations.ts';
import type { Actor } from './passable.ts';
import { problem } from './problems.ts';
import { refuse } from './refusals.ts';
import { SUPPLIER } from './role-names.ts';

/** The person (or enterprise user) that a token is about, as the register knows it. */
export async function personOf(register: Register, caller: Caller): Promise<Party | undefined> {
  if (caller.userId === undefined) return undefined;
  const person = await register.party({ userId: caller.userId });
  return person && !person.isDeleted ? person : undefined;
}

/** The person, or else the system user, that a token is about. @throws Refusal 403 */
export async function actorOf(register: Register, caller: Caller): Promise<Actor> {
  const person = await personOf(register, caller);
  if (person) return person;
  const system = caller.systemUser?.id.toLowerCase();
  if (system === undefined) throw refuse('person-missing', 'the token is about no person and no system user');
  return { uuid: system, systemUser: true };
}

/** UUID of an organisation that asks; also of one that the register has not got. */
export const organizationUuid = async (register: Register, organization: string): Promise<string> =>
  (await register.party({ organization }))?.uuid ?? uuidOfText(`organization:${organization}`);

/** May a person act for a party: by role, through a key role, or by delegation to it or its main unit? */
export async function mayActFor(
  { register, delegations }: { readonly register: Register; readonly delegations: Delegations },
  person: Party,
  party: Party,
): Promise<boolean> {
  if (person.uuid === party.uuid) return true;
  if (party.isDeleted) return false;
  // Whoever only uses the scopes of another does not act for it.
  if ((await register.roles(person, party)).some((role) => role.urn !== SUPPLIER)) return true;
  const receivers = [person.uuid, ...(await register.keyOrganizations(person))];
  const givers = await delegations.givers(receivers);
  return givers.some((uuid) => uuid === party.uuid || uuid === party.parentUuid);
}

/** Where persons are found, and who counts those that are not. */
interface Lookups {
  readonly register: Register;
  readonly lookups?: Pick<FailedLookups, 'requireFew' | 'failed'>;
}

/** A person as somebody who has no other way names them: by number or user name, and by last name. */
export interface NamedPerson {
  readonly personIdentifier: string;
  readonly lastName: string;
}

/**
 * A person by number or user name, and last name: neither is enough, so that numbers cannot be tried out (access-management.md 6.4).
 * @param by UUID of who asks
 * @throws Refusal 429 AM-00026 after too many wrong ones, where they are counted
 */
export async function personNamed(
  { register, lookups }: Lookups,
  by: string,
  { personIdentifier, lastName }: NamedPerson,
): Promise<Party | undefined> {
  lookups?.requireFew(by);
  const isNumber = /^\d{11}$/.test(personIdentifier);
  const person = await register.party(isNumber ? { person: personIdentifier } : { userName: personIdentifier });
  const isNamed =
    person?.personNumber !== undefined && isSimilar(person.name.trim().split(/\s+/).at(-1) ?? '', lastName);
  if (isNamed && !person.isDeleted) return person;
  lookups?.failed(by);
  return undefined;
}

/** As many letters of a last name are looked at. */
const COMPARED = 4;

/** The beginnings are the same, whatever is small or capital and however it is accented. */
const isSimilar = (one: string, other: string): boolean => one.trim() !== '' && plain(one) === plain(other);

const plain = (name: string): string => {
  const begin = name.trim().normalize('NFC').slice(0, COMPARED).trim().toLowerCase();
  // The letter å is one of its own.
  return [...begin]
    .map((letter) => (letter === 'å' ? letter : letter.normalize('NFD').replace(/\p{Mn}/gu, '')))
    .join('');
};

const MOST_FAILED = 2;
const COUNTED_MS = 3_600_000;
const MOST_COUNTED = 10_000;

/** Who has named persons that there are not: after two within an hour, whoever asks once more is told nothing until an hour after the last. */
export class FailedLookups {
  readonly #clock: Clock;
  readonly #failed = new BoundedCache<{ readonly count: number; readonly until: number }>(MOST_COUNTED);

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** @throws Refusal 429 AM-00026 */
  requireFew(by: string): void {
    if (this.#countOf(by) >= MOST_FAILED) throw problem('lookups-failed');
  }

  failed(by: string): void {
    const count = this.#countOf(by) + 1;
    this.#failed.set(by, { count, until: this.#clock.now() + COUNTED_MS }, [], this.#failed.generation);
  }

  #countOf(by: string): number {
    const known = this.#failed.get(by);
    return known !== undefined && known.until > this.#clock.now() ? known.count : 0;
  }
}
