import type { Party, Register, Relation } from '../register/index.ts';
import type { Delegations } from './delegations.ts';

/** A party that somebody may act for (altinn-pdp.md 13.3). */
export interface AuthorizedParty {
  readonly partyUuid: string;
  readonly name: string;
  readonly organizationNumber: string | null;
  readonly personId: string | null;
  readonly dateOfBirth: string | null;
  readonly partyId: number;
  readonly type: 'Person' | 'Organization' | 'SelfIdentified';
  readonly unitType: string | null;
  readonly isDeleted: boolean;
  /** True for a main unit that is only here because of its sub-units. */
  readonly onlyHierarchyElementWithNoAccess: boolean;
  readonly authorizedResources: readonly string[];
  readonly authorizedAccessPackages: readonly string[];
  readonly authorizedRoles: readonly string[];
  readonly authorizedInstances: readonly { readonly resourceId: string; readonly instanceId: string }[];
  readonly subunits: readonly AuthorizedParty[];
}

interface Sources {
  readonly register: Register;
  readonly delegations: Delegations;
}

/** Everyone a person may act for: by role, through a key role, or by delegation. Sub-units lie under their main unit. */
export async function authorizedParties(sources: Sources, person: Party): Promise<readonly AuthorizedParty[]> {
  const { register, delegations } = sources;
  const relations = await register.reportees(person);
  const receivers = [person.uuid, ...(await register.keyOrganizations(person))];
  return withGivers({ register, delegations }, { person, receivers, relations });
}

/** Everyone from whom a system user has something: it has no roles. */
export const partiesOfSystemUser = (sources: Sources, id: string): Promise<readonly AuthorizedParty[]> =>
  withGivers(sources, { person: undefined, receivers: [id], relations: [] });

interface Holder {
  /** Who has roles. */
  readonly person: Party | undefined;
  /** Who is given something that the holder acts with. */
  readonly receivers: readonly string[];
  readonly relations: readonly Relation[];
}

async function withGivers(sources: Sources, holder: Holder): Promise<readonly AuthorizedParty[]> {
  const { register, delegations } = sources;
  const relations = new Map(holder.relations.map((one) => [one.party.uuid, one]));
  const givers = (await delegations.givers(holder.receivers)).filter((uuid) => !relations.has(uuid));
  const mains = [...(await register.parties(givers)).values()].filter((party) => !party.isDeleted);
  for (const party of mains) relations.set(party.uuid, { party, roles: [] });
  const described = new Map<string, AuthorizedParty>();
  const add = async (relation: Relation, isBelow: boolean) => {
    const party = await describe(sources, holder, relation);
    // What a facilitator has no longer, its agent has no longer: then the party is no business of theirs.
    if (relation.roles.length > 0 || isBelow || hasAnything(party)) described.set(relation.party.uuid, party);
  };
  for (const relation of relations.values()) await add(relation, false);
  // Whoever has something of a main unit has its sub-units too (access-management.md 5).
  const given = mains.filter(({ uuid, type }) => type === 'organization' && described.has(uuid));
  for (const party of given.length === 0 ? [] : await register.subUnits(...given)) {
    if (party.isDeleted || described.has(party.uuid)) continue;
    relations.set(party.uuid, { party, roles: [] });
    await add({ party, roles: [] }, true);
  }
  return hierarchy(register, [...relations.values()], described);
}

async function describe(
  { register, delegations }: Sources,
  { person, receivers }: Holder,
  { party, roles }: Relation,
): Promise<AuthorizedParty> {
  const packages = new Set(person ? await register.packages(person, party) : []);
  const resources = new Set<string>();
  const instances = new Map<string, { resourceId: string; instanceId: string }>();
  for (const to of receivers) {
    for (const giver of party.parentUuid === undefined ? [party.uuid] : [party.uuid, party.parentUuid]) {
      for (const urn of await delegations.packages(to, giver)) packages.add(urn);
      for (const { resourceId, instanceId } of await delegations.allRights(to, giver))
        if (instanceId === undefined) resources.add(resourceId);
        // An instance is its owner's alone.
        else if (giver === party.uuid) instances.set(`${resourceId} ${instanceId}`, { resourceId, instanceId });
    }
  }
  return {
    ...identity(party),
    onlyHierarchyElementWithNoAccess: false,
    authorizedResources: [...resources],
    authorizedAccessPackages: [...packages].map((urn) => urn.slice(urn.lastIndexOf(':') + 1)),
    authorizedRoles: [...new Set(roles.map((role) => role.code.toUpperCase()))],
    authorizedInstances: [...instances.values()],
    subunits: [],
  };
}

const hasAnything = (party: AuthorizedParty): boolean =>
  party.authorizedResources.length + party.authorizedAccessPackages.length + party.authorizedInstances.length > 0;

const identity = (party: Party) => ({
  partyUuid: party.uuid,
  name: party.name,
  organizationNumber: party.organizationNumber ?? null,
  personId: party.personNumber ?? null,
  dateOfBirth: null,
  partyId: party.partyId,
  type:
    party.type === 'organization'
      ? ('Organization' as const)
      : party.personNumber === undefined
        ? ('SelfIdentified' as const)
        : ('Person' as const),
  unitType: party.form ?? null,
  isDeleted: party.isDeleted,
});

async function hierarchy(
  register: Register,
  relations: readonly Relation[],
  described: ReadonlyMap<string, AuthorizedParty>,
): Promise<readonly AuthorizedParty[]> {
  const units = new Map<string, AuthorizedParty[]>();
  const tops: string[] = [];
  for (const { party } of relations) {
    const own = described.get(party.uuid);
    if (!own) continue;
    if (party.parentUuid === undefined) tops.push(party.uuid);
    else units.set(party.parentUuid, [...(units.get(party.parentUuid) ?? []), own]);
  }
  const absent = [...units.keys()].filter((uuid) => !described.has(uuid));
  const mains = await register.parties(absent);
  const listed = tops.flatMap((uuid) => {
    const own = described.get(uuid);
    return own ? [{ ...own, subunits: units.get(uuid) ?? [] }] : [];
  });
  const shells = [...mains.values()].map((main) => ({
    ...identity(main),
    onlyHierarchyElementWithNoAccess: true,
    authorizedResources: [],
    authorizedAccessPackages: [],
    authorizedRoles: [],
    authorizedInstances: [],
    subunits: units.get(main.uuid) ?? [],
  }));
  return [...listed, ...shells];
}
