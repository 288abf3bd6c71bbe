import { birthDateIn, attributeIds as ids } from '../foundation/index.ts';
import type { HeldRole, Party, Register, Relation } from '../register/index.ts';
import type { Resources } from '../resources/index.ts';
import {
  type AuthorizedInstance,
  type AuthorizedParty,
  type Opening,
  openingOf,
  type PartiesView,
  shows,
  toldOf,
} from './authorized-parties-view.ts';
import type { Delegations } from './delegations.ts';
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
  const relations = await register.reportees(person, view.viaKeyRoles);
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
  const opening = await openingOf(resources, view.resources);
  const relations = new Map(holder.relations.map((one) => [one.party.uuid, one]));
  const givers = (await delegations.givers(holder.receivers)).filter((uuid) => !relations.has(uuid));
  const mains = [...(await register.parties(givers)).values()].filter((party) => !party.isDeleted);
  for (const party of mains) relations.set(party.uuid, { party, roles: [] });
  const described = new Map<string, AuthorizedParty>();
  const add = async (relation: Relation, isBelow: boolean) => {
    const { described: party, roles } = await describe(sources, holder, relation, opening);
    // What a facilitator has no longer, its agent has no longer: then the party is no business of theirs.
    if (roles > 0 || (isBelow && !view.resources) || hasAnything(party)) described.set(relation.party.uuid, party);
  };
  for (const relation of relations.values()) await add(relation, false);
  // Whoever has something of a main unit has its sub-units too (access-management.md 5).
  const given = mains.filter(({ uuid, type }) => type === 'organization' && described.has(uuid));
  for (const party of given.length === 0 ? [] : await register.subUnits(...given)) {
    if (party.isDeleted || described.has(party.uuid)) continue;
    relations.set(party.uuid, { party, roles: [] });
    await add({ party, roles: [] }, true);
  }
  const asked = [...relations.values()].filter(({ party }) => shows(view, party));
  const told = asked.flatMap(({ party: { uuid } }) => {
    const party = described.get(uuid);
    return party ? [[uuid, toldOf(view, party)] as const] : [];
  });
  return hierarchy(register, asked, new Map(told));
}

async function describe(
  { register, delegations }: Sources,
  { person, receivers }: Holder,
  { party, roles: held }: Relation,
  opening: Opening,
): Promise<{ readonly described: AuthorizedParty; readonly roles: number }> {
  const packages = new Set(person ? await register.packages(person, party) : []);
  const resources = new Set<string>();
  const instances = new Map<string, AuthorizedInstance>();
  for (const to of receivers) {
    for (const giver of party.parentUuid === undefined ? [party.uuid] : [party.uuid, party.parentUuid]) {
      for (const urn of await delegations.packages(to, giver)) packages.add(urn);
      for (const { resourceId, instanceId } of await delegations.allRights(to, giver))
        if (instanceId === undefined) resources.add(resourceId);
        // An instance is its owner's alone.
        else if (giver === party.uuid)
          instances.set(`${resourceId} ${instanceId}`, instanceOf(party, resourceId, instanceId));
    }
  }
  const roles = held.filter((role) => !ALONE_NOTHING.has(role.urn) && opening.role(role));
  const described = {
    ...identity(party),
    onlyHierarchyElementWithNoAccess: false,
    authorizedResources: [...resources].filter(opening.resource),
    authorizedAccessPackages: [...packages].filter(opening.package).map(lastPart),
    authorizedRoles: [...new Set(roles.flatMap(codesOf))],
    authorizedInstances: [...instances.values()].filter((one) => opening.resource(one.resourceId)),
    subunits: [],
  };
  return { described, roles: roles.length };
}

/** Roles that give nothing by themselves: nobody is told of a party because of them. */
const ALONE_NOTHING: ReadonlySet<string> = new Set([RIGHTHOLDER, AGENT_ROLE, SUPPLIER]);

const lastPart = (urn: string): string => urn.slice(urn.lastIndexOf(':') + 1);

/** A role as it is called now, and as Altinn 2 called it. */
const codesOf = ({ urn, code, legacyUrn }: HeldRole): readonly string[] =>
  legacyUrn === undefined || legacyUrn.toLowerCase() === urn.toLowerCase()
    ? [code.toUpperCase()]
    : [lastPart(urn), code.toUpperCase()];

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
  emailId: null,
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
