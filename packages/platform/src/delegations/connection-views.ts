/** Connections as access management writes them (access-management.md 6.2 and 6.3). */
import { NIL_UUID } from '../foundation/index.ts';
import type { Register } from '../register/index.ts';
import { resourceUuid } from '../resources/index.ts';
import { type CompactParty, compactPackage, compactParties, compactRole } from './compact.ts';
import type { Found } from './connection-query.ts';
import { type ConnectionRecord, REASON } from './connection-records.ts';
import type { RightOf } from './connection-store.ts';
import type { DelegationsRoutesDeps } from './surface.ts';

const REASONS = [
  [REASON.direct, 'direct', 'Access granted directly with assignment'],
  [REASON.clientDelegation, 'client-delegation', 'Access granted via client delegation'],
  [REASON.keyRole, 'keyrole', 'Access granted through a key role'],
  [REASON.roleMap, 'rolemap', 'Access granted through role mapping'],
  [REASON.parent, 'parent', 'Access granted through parent party'],
] as const;

/** What one or several ways have in common. */
export const reasonJson = (flag: number) => ({
  flag,
  items: REASONS.filter(([bit]) => (flag & bit) === bit).map(([, name, description]) => ({ name, description })),
});

type Parties = ReadonlyMap<string, CompactParty>;

/** Everybody whom the records name, also who is deleted; system users that are not there any more are left out. */
export async function partiesIn(
  deps: DelegationsRoutesDeps,
  records: readonly ConnectionRecord[],
): Promise<{ readonly parties: Parties; readonly known: readonly ConnectionRecord[] }> {
  const uuids = new Set(records.flatMap((one) => [one.from, one.to, ...(one.via === undefined ? [] : [one.via])]));
  const parties = await compactParties(deps, [...uuids]);
  const known = records.filter(
    (one) => parties.has(one.from) && parties.has(one.to) && (one.via === undefined || parties.has(one.via)),
  );
  return { parties, known };
}

/** URNs of the packages that a record brings: those of its role in a party of its form, and those that were given. */
export async function packagesBy(
  deps: DelegationsRoutesDeps,
  records: readonly ConnectionRecord[],
): Promise<(record: ConnectionRecord) => readonly string[]> {
  const { catalogue } = deps.register;
  const givers = await deps.register.parties(records.map((one) => one.of));
  const byRole = new Map<string, readonly string[]>();
  return (record) => {
    if (record.reason === REASON.clientDelegation) return record.packages;
    const form = givers.get(record.of)?.form;
    const key = `${record.role} ${form ?? ''}`;
    const known =
      byRole.get(key) ??
      catalogue
        .packagesOf(record.role, form)
        .filter((row) => row.hasAccess)
        .map((row) => row.package);
    byRole.set(key, known);
    return [...known, ...record.packages];
  };
}

/** How somebody has something. */
export const permissionJson = ({ catalogue }: Register, parties: Parties, record: ConnectionRecord) => ({
  from: parties.get(record.from) ?? null,
  to: parties.get(record.to) ?? null,
  via: record.via === undefined ? null : (parties.get(record.via) ?? null),
  role: record.reason === REASON.clientDelegation ? null : compactRole(catalogue, record.role),
  viaRole: record.viaRole === undefined ? null : compactRole(catalogue, record.viaRole),
  reason: reasonJson(record.reason),
});

/** A resource in a list: what it is called, and no more. */
export const resourceLine = (id: string, name: string | undefined) => ({
  id: resourceUuid(id),
  providerId: NIL_UUID,
  typeId: NIL_UUID,
  name: name ?? id,
  description: null,
  refId: id,
  provider: null,
  type: null,
});
/** Resources that were given whole, and those of an agent. */
export const resourcesOf = (record: ConnectionRecord): readonly string[] => [
  ...new Set([
    ...record.rights.filter((right) => right.instance_id === '').map((right) => right.resource_id),
    ...record.resources,
  ]),
];

/** Instances are the giver's own: no sub-unit has those of its main unit. */
export const instancesOf = (record: ConnectionRecord): readonly RightOf[] =>
  record.isMainUnit ? [] : record.rights.filter((right) => right.instance_id !== '');

/** What a list of connections is to tell beside roles. */
export interface Included {
  readonly packages: boolean;
  readonly resources: boolean;
  readonly instances: boolean;
}

const unique = <T>(all: readonly T[], key: (one: T) => string): readonly T[] => [
  ...new Map(all.map((one) => [key(one), one] as const)).values(),
];

/**
 * The others by themselves, each with what it has; who has something only by another (key-role holders, agents, sub-units) lies below that
 * other in `connections`, unless one alone is asked about.
 */
export async function connectionLines(
  deps: DelegationsRoutesDeps,
  { records, isOne }: Found,
  side: 'toothers' | 'fromothers',
  included: Included,
) {
  const { parties, known } = await partiesIn(deps, records);
  const packages = included.packages ? await packagesBy(deps, known) : undefined;
  const titles = included.resources ? await titlesOf(deps, known.flatMap(resourcesOf)) : new Map<string, string>();
  const { catalogue } = deps.register;
  const end = side === 'toothers' ? 'to' : 'from';
  const isBelow = (one: ConnectionRecord) =>
    side === 'toothers'
      ? one.reason === REASON.keyRole || one.reason === REASON.clientDelegation
      : one.reason === REASON.parent;
  const below = Map.groupBy(known.filter(isBelow), (one) => one.via);
  const line = (uuid: string, own: readonly ConnectionRecord[], connections: readonly object[]): object => ({
    party: parties.get(uuid),
    roles: unique(
      own.filter((one) => one.reason !== REASON.clientDelegation),
      (one) => one.role,
    ).map((one) => compactRole(catalogue, one.role)),
    packages: packages ? [...new Set(own.flatMap(packages))].map((urn) => compactPackage(catalogue, urn)) : [],
    resources: included.resources
      ? [...new Set(own.flatMap(resourcesOf))].map((id) => resourceLine(id, titles.get(id)))
      : [],
    instances: included.instances
      ? unique(own.flatMap(instancesOf), (one) => `${one.resource_id} ${one.instance_id}`).map((one) => ({
          resourceRefId: one.resource_id,
          instanceId: one.instance_id,
        }))
      : [],
    connections,
  });
  const top = Map.groupBy(
    known.filter((one) => isOne || !isBelow(one)),
    (one) => one[end],
  );
  return [...top].map(([uuid, own]) => {
    const under = Map.groupBy(below.get(uuid) ?? [], (one) => one[end]);
    return line(
      uuid,
      own,
      [...under].map(([other, theirs]) => line(other, theirs, [])),
    );
  });
}

/** Names of resources by their ids. */
export async function titlesOf(
  { resources }: DelegationsRoutesDeps,
  ids: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const wanted = [...new Set(ids)];
  const found = await Promise.all(wanted.map((id) => resources.resource(id)));
  return new Map(found.flatMap((record) => (record ? [[record.identifier, record.title.nb] as const] : [])));
}

/** Without numbers of persons, roles and rights. */
export const simpleParty = (party: Readonly<Record<string, unknown>>) => ({
  id: party['id'],
  name: party['name'],
  type: party['type'],
  variant: party['variant'],
  organizationIdentifier: party['organizationIdentifier'] ?? null,
  isDeleted: party['isDeleted'] ?? false,
  deletedAt: party['deletedAt'] ?? null,
});
