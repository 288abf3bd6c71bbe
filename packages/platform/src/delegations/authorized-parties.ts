import { birthDateIn, attributeIds as ids, lastPartOf } from '../foundation/index.ts';
import type { HeldRole, Party, Register, Relation } from '../register/index.ts';
import type { Resources } from '../resources/index.ts';
import {
  type AuthorizedInstance,
  type AuthorizedParty,
  isNarrowed,
  type Opening,
  openingOf,
  type PartiesView,
  shows,
  toldOf,
} from './authorized-parties-view.ts';
import type { Delegations } from './delegations.ts';
import type { Received } from './received.ts';
import { AGENT_ROLE, RIGHTHOLDER, SUPPLIER } from './role-names.ts';

interface Sources {
  readonly register: Register;
  readonly delegations: Delegations;
  readonly resources: Resources;
}

/** Everyone a person may act for: by role, through a key role, or by delegation. Sub-units lie under their main unit. */
export async function authorizedParties(
  sources: Sources,
  person: Party,
  view: PartiesView,
): Promise<readonly AuthorizedParty[]> {
  const { register } = sources;
  const relations = await register.reportees(person, { viaKeyRoles: view.viaKeyRoles, deletedToo: true });
  const through = view.viaKeyRoles ? await register.keyOrganizations(person) : [];
  return withGivers(sources, { person, receivers: [person.uuid, ...through], relations }, view);
}

/** Everyone from whom a system user has something: it has no roles. */
export const partiesOfSystemUser = (
  sources: Sources,
  id: string,
  view: PartiesView,
): Promise<readonly AuthorizedParty[]> =>
  withGivers(sources, { person: undefined, receivers: [id], relations: [] }, view);

interface Holder {
  /** Who has roles. */
  readonly person: Party | undefined;
  /** Who is given something that the holder acts with. */
  readonly receivers: readonly string[];
  readonly relations: readonly Relation[];
}

async function withGivers(sources: Sources, holder: Holder, view: PartiesView): Promise<readonly AuthorizedParty[]> {
  const { register, delegations, resources } = sources;
  const [opening, received] = await Promise.all([
    openingOf(resources, view),
    delegations.received(
      holder.receivers.map((one) => one.toLowerCase()),
      { known: holder.relations.map((one) => one.party.uuid), most: MAX_GIVERS },
    ),
  ]);
  const relations = new Map(holder.relations.map((one) => [one.party.uuid, one]));
  const givers = [...received.keys()].filter((uuid) => !relations.has(uuid)).slice(0, MAX_GIVERS);
  const mains = [...(await register.parties(givers)).values()];
  for (const party of mains) relations.set(party.uuid, { party, roles: [] });
  // Whoever has something of a main unit has its sub-units too (access-management.md 5).
  const organizations = mains.filter(({ type }) => type === 'organization');
  const units = organizations.length === 0 ? [] : await register.subUnits(...organizations);
  const below = units.filter((party) => !relations.has(party.uuid));
  const all = [...[...relations.values()].map(({ party }) => party), ...below];
  const byRole = holder.person
    ? await register.packagesForAll(holder.person, all)
    : new Map<string, readonly string[]>();
  const described = new Map<string, AuthorizedParty>();
  const add = (relation: Relation, isBelow: boolean): void => {
    const had = { packages: byRole.get(relation.party.uuid) ?? [], received };
    const { described: party, roles } = describe(had, relation, opening);
    // What a facilitator has no longer, its agent has no longer: then the party is no business of theirs.
    if (roles > 0 || (isBelow && !isNarrowed(view)) || hasAnything(party)) described.set(relation.party.uuid, party);
  };
  for (const relation of relations.values()) add(relation, false);
  for (const party of below)
    if (party.parentUuid !== undefined && described.has(party.parentUuid)) {
      relations.set(party.uuid, { party, roles: [] });
      add({ party, roles: [] }, true);
    }
  const asked = [...relations.values()].filter(({ party }) => shows(view, party));
  const told = asked.flatMap(({ party: { uuid } }) => {
    const party = described.get(uuid);
    return party ? [[uuid, toldOf(view, party)] as const] : [];
  });
  return hierarchy(register, asked, new Map(told));
}

/** Most givers that are told of beside those for whom somebody has a role. */
const MAX_GIVERS = 1000;

interface Had {
  /** URNs, by role. */
  readonly packages: readonly string[];
  readonly received: ReadonlyMap<string, Received>;
}

function describe(
  { packages: byRole, received }: Had,
  { party, roles: held }: Relation,
  opening: Opening,
): { readonly described: AuthorizedParty; readonly roles: number } {
  const packages = new Set(byRole);
  const resources = new Set<string>();
  const instances = new Map<string, AuthorizedInstance>();
  for (const giver of party.parentUuid === undefined ? [party.uuid] : [party.uuid, party.parentUuid]) {
    const given = received.get(giver);
    for (const urn of given?.packages ?? []) packages.add(urn);
    for (const { resourceId, instanceId } of given?.rights ?? [])
      if (instanceId === undefined) resources.add(resourceId);
      // An instance is its owner's alone.
      else if (giver === party.uuid)
        instances.set(`${resourceId} ${instanceId}`, instanceOf(party, resourceId, instanceId));
  }
  const roles = held.filter((role) => !ALONE_NOTHING.has(role.urn) && opening.role(role));
  const described = {
    ...identity(party),
    onlyHierarchyElementWithNoAccess: false,
    authorizedResources: [...resources].filter(opening.resource),
    authorizedAccessPackages: [...packages].filter(opening.package).map(lastPartOf),
    authorizedRoles: [...new Set(roles.flatMap(codesOf))],
    authorizedInstances: [...instances.values()].filter((one) => opening.resource(one.resourceId)),
    subunits: [],
  };
  return { described, roles: roles.length };
}

/** Roles that give nothing by themselves: nobody is told of a party because of them. */
const ALONE_NOTHING: ReadonlySet<string> = new Set([RIGHTHOLDER, AGENT_ROLE, SUPPLIER]);

/** A role as it is called now, and as Altinn 2 called it. */
const codesOf = ({ urn, code, legacyUrn }: HeldRole): readonly string[] =>
  legacyUrn === undefined || legacyUrn.toLowerCase() === urn.toLowerCase()
    ? [code.toUpperCase()]
    : [lastPartOf(urn), code.toUpperCase()];

const INSTANCE = `${ids.INSTANCE_ID}:`;

/** Of an app's instance `instanceId` is its GUID alone, whoever has written it. */
function instanceOf(party: Party, resourceId: string, id: string): AuthorizedInstance {
  if (!resourceId.startsWith('app_')) return { resourceId, instanceId: id, instanceRef: id };
  const place = id.toLowerCase().startsWith(INSTANCE) ? id.slice(INSTANCE.length) : id;
  const instanceId = lastSegment(place);
  return {
    resourceId,
    instanceId,
    instanceRef: `${INSTANCE}${place.includes('/') ? place : `${party.partyId}/${place}`}`,
  };
}

const lastSegment = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

const hasAnything = (party: AuthorizedParty): boolean =>
  party.authorizedResources.length + party.authorizedAccessPackages.length + party.authorizedInstances.length > 0;

const identity = (party: Party) => ({
  partyUuid: party.uuid,
  name: party.name,
  organizationNumber: party.organizationNumber ?? null,
  parentId: party.parentUuid ?? null,
  personId: party.personNumber ?? null,
  dateOfBirth: party.personNumber === undefined ? null : (birthDateIn(party.personNumber) ?? null),
  partyId: party.partyId,
  emailId: party.personNumber === undefined && party.type === 'person' && party.name.includes('@') ? party.name : null,
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
