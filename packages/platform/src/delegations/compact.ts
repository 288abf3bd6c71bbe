/** Parties, roles and packages in the short form in which access management writes them (access-management.md 1), members with null included. */
import type { Catalogue, Party } from '../register/index.ts';
import { kindOf } from './entity.ts';
import type { DelegationsRoutesDeps } from './surface.ts';

export interface CompactParty {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly [member: string]: unknown;
}

const NOTHING = {
  parent: null,
  children: null,
  partyid: null,
  userId: null,
  username: null,
  organizationIdentifier: null,
  personIdentifier: null,
  dateOfBirth: null,
  dateOfDeath: null,
  isDeleted: false,
  deletedAt: null,
};

/** A party, to whom its numbers are no secret. */
const compactParty = (party: Party, parent?: Party): CompactParty => ({
  ...NOTHING,
  id: party.uuid,
  name: party.name,
  type: kindOf(party),
  variant: party.form ?? 'Person',
  parent: parent ? compactParty(parent) : null,
  partyid: party.partyId,
  userId: party.userId ?? null,
  username: party.userName ?? null,
  organizationIdentifier: party.organizationNumber ?? null,
  personIdentifier: party.personNumber ?? null,
  isDeleted: party.isDeleted,
  deletedAt: party.deletedAt === undefined ? null : new Date(party.deletedAt).toISOString(),
});

/** Persons, organisations with their main units, and system users, by UUID; in as many queries for one as for many. */
export async function compactParties(
  { register, systemUsers }: DelegationsRoutesDeps,
  uuids: readonly string[],
): Promise<ReadonlyMap<string, CompactParty>> {
  const wanted = [...new Set(uuids)];
  const parties = await register.parties(wanted);
  const mains = await register.parties([...parties.values()].flatMap((party) => party.parentUuid ?? []));
  const found = new Map<string, CompactParty>();
  for (const party of parties.values())
    found.set(
      party.uuid,
      compactParty(party, party.parentUuid === undefined ? undefined : mains.get(party.parentUuid)),
    );
  const others = wanted.filter((uuid) => !parties.has(uuid));
  if (others.length === 0) return found;
  for (const { id, name, isAgent } of await systemUsers(others))
    found.set(id, { ...NOTHING, id, name, type: 'Systembruker', variant: isAgent ? 'AgentSystem' : 'StandardSystem' });
  return found;
}

export const compactRole = (catalogue: Catalogue, urn: string) => {
  const role = catalogue.role(urn);
  return {
    id: role?.id ?? null,
    code: role?.code ?? null,
    urn,
    // With the blank: so the member is called on the wire.
    'legacyurn ': role?.legacyUrn ?? null,
    children: null,
  };
};

export const compactPackage = (catalogue: Catalogue, urn: string) => {
  const known = catalogue.package(urn);
  return { id: known?.id ?? null, urn, areaId: known?.areaId ?? null };
};
