import type { Caller } from '../callers/index.ts';
import { uuidOfText } from '../foundation/index.ts';
import type { Party, Register } from '../register/index.ts';
import type { Delegations } from './delegations.ts';

/** The person (or enterprise user) that a token is about, as the register knows it. */
export async function personOf(register: Register, caller: Caller): Promise<Party | undefined> {
  if (caller.userId === undefined) return undefined;
  const person = await register.party({ userId: caller.userId });
  return person && !person.isDeleted ? person : undefined;
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
  if ((await register.roles(person, party)).length > 0) return true;
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
