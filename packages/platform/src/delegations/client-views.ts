/** Agents, clients and what is between them, as access management writes them (access-management.md 2). */
import { resourceUuid } from '../resources/index.ts';
import type { HeldClient } from './client-access.ts';
import type { AgentRow, GrantRow } from './client-store.ts';
import { type CompactParty, compactPackage, compactParties, compactRole } from './compact.ts';
import { AGENT_ROLE } from './role-names.ts';
import type { DelegationsRoutesDeps } from './surface.ts';

/** v1 has no single resources. */
export type Version = 'v1' | 'v2';
type Kinds = readonly GrantRow['kind'][];

const timeOf = ({ created }: AgentRow): string => new Date(created).toISOString();

export const pageOf = <T>(data: readonly T[]) => ({ links: { next: null }, data });

const compactResource = (id: string) => ({ id: resourceUuid(id), refId: id });

/** `{role, packages, resources}`, with the members of these kinds. */
function accessJson(
  { register: { catalogue } }: DelegationsRoutesDeps,
  role: string,
  kinds: Kinds,
  has: { readonly packages: readonly string[]; readonly resources: readonly string[] },
) {
  return {
    role: compactRole(catalogue, role),
    ...(kinds.includes('package') ? { packages: has.packages.map((urn) => compactPackage(catalogue, urn)) } : {}),
    ...(kinds.includes('resource') ? { resources: has.resources.map(compactResource) } : {}),
  };
}

const itemsOf = (rows: readonly GrantRow[], kind: GrantRow['kind']): readonly string[] => [
  ...new Set(rows.filter((row) => row.kind === kind).map((row) => row.item)),
];

const accessOf = (deps: DelegationsRoutesDeps, rows: readonly GrantRow[], kinds: Kinds) =>
  [...Map.groupBy(rows, (row) => row.via_role)].map(([role, own]) =>
    accessJson(deps, role, kinds, { packages: itemsOf(own, 'package'), resources: itemsOf(own, 'resource') }),
  );

const known = <T>(party: CompactParty | undefined, line: (party: CompactParty) => T): readonly T[] =>
  party === undefined ? [] : [line(party)];

/** Grants by client. */
export async function clientLines(deps: DelegationsRoutesDeps, rows: readonly GrantRow[], kinds: Kinds) {
  const clients = Map.groupBy(rows, (row) => row.from_uuid);
  const parties = await compactParties(deps, [...clients.keys()]);
  return [...clients].flatMap(([uuid, own]) =>
    known(parties.get(uuid), (client) => ({ client, access: accessOf(deps, own, kinds) })),
  );
}

/** Grants by agent; with `agents`, since when each has been one. */
export async function agentLines(
  deps: DelegationsRoutesDeps,
  rows: readonly GrantRow[],
  kinds: Kinds,
  agents?: readonly AgentRow[],
) {
  const byAgent = Map.groupBy(rows, (row) => row.to_uuid);
  const parties = await compactParties(deps, [...byAgent.keys()]);
  const added = new Map(agents?.map((row) => [row.agent_uuid, timeOf(row)]));
  return [...byAgent].flatMap(([uuid, own]) =>
    known(parties.get(uuid), (agent) => ({
      agent,
      ...(agents === undefined ? {} : { agentAddedAt: added.get(uuid) ?? null }),
      access: accessOf(deps, own, kinds),
    })),
  );
}

/** Every agent with the role that makes it one; in v2 with the resources that it has of clients. */
export async function agentList(
  deps: DelegationsRoutesDeps,
  agents: readonly AgentRow[],
  rows: readonly GrantRow[],
  version: Version,
) {
  const kinds = kindsOf(version);
  const parties = await compactParties(
    deps,
    agents.map((row) => row.agent_uuid),
  );
  const byAgent = Map.groupBy(rows, (row) => row.to_uuid);
  return agents.flatMap((row) =>
    known(parties.get(row.agent_uuid), (agent) => ({
      agent,
      agentAddedAt: timeOf(row),
      access: [
        accessJson(deps, AGENT_ROLE, kinds, { packages: [], resources: [] }),
        ...accessOf(deps, byAgent.get(row.agent_uuid) ?? [], kinds),
      ],
    })),
  );
}

/** The facilitators of an agent: in v1 each as an agent is written. */
export async function providerList(deps: DelegationsRoutesDeps, agents: readonly AgentRow[], version: Version) {
  const parties = await compactParties(
    deps,
    agents.map((row) => row.facilitator_uuid),
  );
  return agents.flatMap((row) =>
    known<object>(parties.get(row.facilitator_uuid), (party) =>
      version === 'v2'
        ? { provider: party, providerAddedAt: timeOf(row) }
        : {
            agent: party,
            agentAddedAt: timeOf(row),
            access: [accessJson(deps, AGENT_ROLE, ['package'], { packages: [], resources: [] })],
          },
    ),
  );
}

/** An agent's clients under each of its facilitators, those without clients too. */
export async function ownClients(
  deps: DelegationsRoutesDeps,
  agents: readonly AgentRow[],
  rows: readonly GrantRow[],
  version: Version,
) {
  const kinds = kindsOf(version);
  const facilitators = agents.map((row) => row.facilitator_uuid);
  const parties = await compactParties(deps, [...facilitators, ...rows.map((row) => row.from_uuid)]);
  const byFacilitator = Map.groupBy(rows, (row) => row.via_uuid);
  return facilitators.flatMap((uuid) =>
    known(parties.get(uuid), (provider) => ({
      provider,
      clients: [...Map.groupBy(byFacilitator.get(uuid) ?? [], (row) => row.from_uuid)].flatMap(([client, own]) =>
        known(parties.get(client), (party) => ({ client: party, access: accessOf(deps, own, kinds) })),
      ),
    })),
  );
}

export const kindsOf = (version: Version): Kinds => (version === 'v2' ? ['package', 'resource'] : ['package']);

/** By what the clients are chosen; undefined = by nothing. */
export interface ClientFilter {
  readonly roles: ReadonlySet<string> | undefined;
  readonly packages: ReadonlySet<string> | undefined;
  readonly resources: ReadonlySet<string> | undefined;
}

/**
 * What a facilitator may pass on, by client and role. The role chooses among what is held; packages and resources choose the clients that have
 * one of them, and cut each its own list.
 */
export async function heldList(
  deps: DelegationsRoutesDeps,
  clients: Iterable<HeldClient>,
  filter: ClientFilter,
  version: Version,
) {
  const chosen = [...clients].flatMap(({ client, byRole }) => {
    const roles = [...byRole.values()].filter((one) => filter.roles === undefined || filter.roles.has(one.role));
    const access = roles.map(({ role, packages, resources }) => ({
      role,
      isClientRole: deps.register.catalogue.givesPackages(role),
      packages: [...packages].filter((urn) => filter.packages?.has(urn) ?? true),
      resources: [...resources].filter((id) => version === 'v2' && (filter.resources?.has(id) ?? true)),
    }));
    const hasAll =
      (filter.packages === undefined || access.some((one) => one.packages.length > 0)) &&
      (filter.resources === undefined || access.some((one) => one.resources.length > 0));
    const told = access.filter(
      (one) => one.packages.length + one.resources.length > 0 || (one.isClientRole && filter.packages === undefined),
    );
    return hasAll && told.length > 0 ? [{ uuid: client.uuid, told }] : [];
  });
  const parties = await compactParties(
    deps,
    chosen.map((one) => one.uuid),
  );
  const isDelegable = (urn: string) => deps.register.catalogue.package(urn)?.isDelegable === true;
  return chosen.flatMap(({ uuid, told }) =>
    known(parties.get(uuid), (client) => ({
      client,
      access: told.map(({ role, packages, resources }) =>
        accessJson(deps, role, kindsOf(version), { packages: packages.filter(isDelegable), resources }),
      ),
    })),
  );
}
