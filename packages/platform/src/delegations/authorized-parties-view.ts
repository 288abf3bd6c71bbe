/** What is told of authorised parties, and of which (access-management.md 7). */
import { type TSchema, Type } from 'typebox';
import { isUuid } from '../foundation/index.ts';
import type { Reader } from '../http/index.ts';
import type { HeldRole, Party } from '../register/index.ts';
import type { Resources } from '../resources/index.ts';
import { fault } from './problems.ts';

/** A party that somebody may act for (altinn-pdp.md 13.3). */
export interface AuthorizedParty {
  readonly partyUuid: string;
  readonly name: string;
  readonly organizationNumber: string | null;
  /** UUID of the main unit. */
  readonly parentId: string | null;
  readonly personId: string | null;
  readonly dateOfBirth: string | null;
  readonly partyId: number;
  /** Of a user who is known by it alone. */
  readonly emailId: string | null;
  readonly type: 'Person' | 'Organization' | 'SelfIdentified';
  readonly unitType: string | null;
  readonly isDeleted: boolean;
  /** True for a main unit that is only here because of its sub-units. */
  readonly onlyHierarchyElementWithNoAccess: boolean;
  readonly authorizedResources: readonly string[];
  readonly authorizedAccessPackages: readonly string[];
  readonly authorizedRoles: readonly string[];
  readonly authorizedInstances: readonly AuthorizedInstance[];
  readonly subunits: readonly AuthorizedParty[];
}

export interface AuthorizedInstance {
  readonly resourceId: string;
  readonly instanceId: string;
  /** Its URN, with the party of an app's instance. */
  readonly instanceRef: string;
}

/** Which parties are told of. */
export interface PartiesView {
  /** Also those of whom the person is told through an organisation that the person has a key role in. */
  readonly viaKeyRoles: boolean;
  /** UUIDs in lower case; empty: every party. */
  readonly parties: readonly string[];
  /** Only what opens one of these; left out: everything. */
  readonly resources?: readonly string[];
  /** Only what opens a resource of the service owner with this code; left out: of all. */
  readonly owner?: string;
  readonly tells: Readonly<Record<'roles' | 'packages' | 'resources' | 'instances', boolean>>;
}

const MOST = 100;

type Include = 'true' | 'false' | 'auto';
const BOTH: readonly Include[] = ['true', 'false'];

/** In any letters. */
const include = (description: string, values: readonly Include[], otherwise: Include): Reader<boolean> => ({
  schema: Type.Union(values.map((one) => Type.Literal(one)) as TSchema[], { description, default: otherwise }),
  read(value, name) {
    const text = typeof value === 'string' && value !== '' ? value.toLowerCase() : otherwise;
    if (!values.some((one) => one === text))
      fault('query-invalid', `$QUERY/${name}`, { [name]: `It is none of ${values.join(', ')}.` });
    return text !== 'false';
  },
});

const list = (description: string, item: TSchema, check: (one: string) => boolean): Reader<readonly string[]> => ({
  schema: Type.Array(item, { description, maxItems: MOST }),
  several: true,
  read(value, name) {
    const all = [value].flat().filter((one) => typeof one === 'string' && one !== '') as string[];
    if (all.length > MOST || !all.every(check))
      fault('query-invalid', `$QUERY/${name}`, { [name]: `Give at most ${MOST}, each of the right form.` });
    return all;
  },
});

const told = (what: string, otherwise: boolean) => include(`Tell ${what}`, BOTH, otherwise ? 'true' : 'false');

/** @param full roles, resources and instances are told unless the query says otherwise */
export const partiesQuery = (full: boolean) => ({
  includeRoles: told('roles', full),
  includeAccessPackages: told('access packages', false),
  includeResources: told('resources', full),
  includeInstances: told('instances', full),
  includePartiesViaKeyRoles: include('Parties of organisations with a key role too', [...BOTH, 'auto'], 'auto'),
  partyFilter: list('Only these parties', Type.String({ format: 'uuid' }), isUuid),
  anyOfResourceIds: list('Only what opens one of these resources', Type.String(), (one) => one.length <= 200),
});

/** What {@link partiesQuery} has read. */
interface PartiesQuery {
  readonly includeRoles: boolean;
  readonly includeAccessPackages: boolean;
  readonly includeResources: boolean;
  readonly includeInstances: boolean;
  readonly includePartiesViaKeyRoles: boolean;
  readonly partyFilter?: readonly string[];
  readonly anyOfResourceIds: readonly string[];
}

export const viewOf = (query: PartiesQuery): PartiesView => ({
  viaKeyRoles: query.includePartiesViaKeyRoles,
  parties: (query.partyFilter ?? []).map((one) => one.toLowerCase()),
  ...(query.anyOfResourceIds.length > 0 ? { resources: query.anyOfResourceIds } : {}),
  tells: {
    roles: query.includeRoles,
    packages: query.includeAccessPackages,
    resources: query.includeResources,
    instances: query.includeInstances,
  },
});

/** What opens one of some resources. */
export interface Opening {
  role(role: HeldRole): boolean;
  /** @param urn of an access package */
  package(urn: string): boolean;
  resource(id: string): boolean;
}

const EVERYTHING: Opening = { role: () => true, package: () => true, resource: () => true };

/** Is it asked what opens some resources alone? */
export const isNarrowed = ({ resources, owner }: PartiesView): boolean =>
  resources !== undefined || owner !== undefined;

/** By which roles, packages and rights somebody gets at the resources; unknown ones open nothing. */
export async function openingOf(
  resources: Resources,
  { resources: named, owner }: Pick<PartiesView, 'resources' | 'owner'>,
): Promise<Opening> {
  let ids = named;
  if (owner !== undefined) {
    const own = (await resources.list()).filter((one) => one.hasCompetentAuthority.orgcode.toLowerCase() === owner);
    const wanted = named && new Set(named.map((id) => id.toLowerCase()));
    ids = own.map((one) => one.identifier).filter((id) => wanted?.has(id.toLowerCase()) ?? true);
  }
  if (!ids) return EVERYTHING;
  const subjects = new Set((await resources.subjectsOf(ids)).map((one) => one.toLowerCase()));
  const asked = new Set(ids.map((id) => id.toLowerCase()));
  return {
    role: ({ urn, legacyUrn }) => [urn, legacyUrn].some((one) => one !== undefined && subjects.has(one.toLowerCase())),
    package: (urn) => subjects.has(urn.toLowerCase()),
    resource: (id) => asked.has(id.toLowerCase()),
  };
}

/** Is the party one of those that are asked for? */
export const shows = (view: PartiesView, party: Party): boolean =>
  view.parties.length === 0 || view.parties.includes(party.uuid);

/** The party with what the view tells of it. */
export const toldOf = ({ tells }: PartiesView, party: AuthorizedParty): AuthorizedParty => ({
  ...party,
  authorizedRoles: tells.roles ? party.authorizedRoles : [],
  authorizedAccessPackages: tells.packages ? party.authorizedAccessPackages : [],
  authorizedResources: tells.resources ? party.authorizedResources : [],
  authorizedInstances: tells.instances ? party.authorizedInstances : [],
});
