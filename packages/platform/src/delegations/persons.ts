import type { Caller } from '../callers/index.ts';
import { uuidOfText } from '../foundation/index.ts';
import type { Party, Register } from '../register/index.ts';
import type { Delegations } from './delegations.ts';
import type { Actor } from './passable.ts';
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

/** A person by number and last name: neither is enough, so that numbers cannot be tried out. */
export async function personNamed(
  register: Register,
  { personIdentifier, lastName }: { readonly personIdentifier: string; readonly lastName: string },
): Promise<Party | undefined> {
  if (!/^\d{11}$/.test(personIdentifier)) return undefined;
  const person = await register.party({ person: personIdentifier });
  const isNamed = person?.name.split(' ').at(-1)?.toLowerCase() === lastName.trim().toLowerCase();
  return isNamed && !person?.isDeleted ? person : undefined;
}
