import type { FastifyInstance } from 'fastify';
import { clientAgentRoutes } from './client-agent-routes.ts';
import { clientChangeRoutes } from './client-change-routes.ts';
import { AGENT, at, CLIENT, EDITIONS, type Edition, kindsWritten, PARTY, SEGMENT } from './client-edition.ts';
import { clientOwnRoutes } from './client-own-routes.ts';
import { GIVEN, LISTS } from './client-schemas.ts';
import type { GrantRow } from './client-store.ts';
import { type ClientSurface, clientSurface, namesAsked, READS } from './client-surface.ts';
import { agentLines, agentList, type ClientFilter, clientLines, heldList, pageOf } from './client-views.ts';
import { packageIn, roleIn } from './client-wish.ts';
import type { DelegationsRoutesDeps } from './surface.ts';

/** `/enduser/clientdelegations…`: clients of accountants, auditors and others, and who serves them (access-management.md 2). */
export function clientRoutes(scope: FastifyInstance, deps: DelegationsRoutesDeps): void {
  const doors = clientSurface(scope, deps);
  for (const edition of EDITIONS) {
    listRoutes(doors, deps, edition);
    for (const kind of kindsWritten(edition)) givenRoutes(doors, deps, edition, kind);
    clientAgentRoutes(doors, deps, edition);
    clientChangeRoutes(doors, deps, edition);
    clientOwnRoutes(doors, deps, edition);
  }
}

function listRoutes({ route }: ClientSurface, deps: DelegationsRoutesDeps, { base, version, suffix }: Edition): void {
  const { clientAgents } = deps.delegations;
  route({
    method: 'GET',
    path: `${base}/clients`,
    operationId: `listServedClients${suffix}`,
    summary: 'Clients of a facilitator, and what of theirs can be passed on',
    access: READS,
    query: {
      party: PARTY,
      roles: namesAsked('Only by these roles: code, URN or id'),
      packages: namesAsked('Only clients with one of these packages, by URN'),
      ...(version === 'v2' ? { resources: namesAsked('Only clients with one of these resources, by id') } : {}),
    },
    answers: { 200: { description: 'The clients', schema: LISTS[version].clients } },
    async handle({ caller: { party }, query }) {
      const filter = filterOf(deps, query);
      if (Object.values(filter).some((chosen) => chosen?.size === 0)) return pageOf([]);
      const held = (await clientAgents.held([party.uuid])).get(party.uuid);
      return pageOf(await heldList(deps, held?.values() ?? [], filter, version));
    },
  });
  route({
    method: 'GET',
    path: `${base}/agents`,
    operationId: `listClientAgents${suffix}`,
    summary: 'Agents of a facilitator',
    access: READS,
    query: { party: PARTY },
    answers: { 200: { description: 'The agents', schema: LISTS[version].agents } },
    async handle({ caller: { party } }) {
      const agents = await clientAgents.list({ facilitator: party.uuid });
      const rows = version === 'v2' ? await clientAgents.grants({ facilitator: party.uuid, kind: 'resource' }) : [];
      return pageOf(await agentList(deps, agents, rows, version));
    },
  });
}

interface Chosen {
  readonly roles: readonly string[];
  readonly packages: readonly string[];
  readonly resources?: readonly string[];
}

/** What nothing is called by finds nothing; beside what is known it changes nothing. */
function filterOf(
  { register: { catalogue } }: DelegationsRoutesDeps,
  { roles, packages, resources = [] }: Chosen,
): ClientFilter {
  const known = (names: readonly string[], find: (name: string) => string | undefined) =>
    names.length === 0 ? undefined : new Set(names.flatMap((name) => find(name) ?? []));
  return {
    roles: known(roles, (name) => roleIn(catalogue, name)),
    packages: known(packages, (name) => packageIn(catalogue, name)),
    resources: known(resources, (name) => name),
  };
}

function givenRoutes(
  { route }: ClientSurface,
  deps: DelegationsRoutesDeps,
  { base, names, suffix }: Edition,
  kind: GrantRow['kind'],
): void {
  const { clientAgents } = deps.delegations;
  const what = kind === 'package' ? 'Packages' : 'Resources';
  route({
    method: 'GET',
    path: `${base}/agents/${SEGMENT[kind]}`,
    operationId: `listAgent${what}${suffix}`,
    summary: `${what} that an agent has of clients`,
    access: READS,
    query: { party: PARTY, [names.agent]: AGENT },
    answers: { 200: { description: 'By client', schema: GIVEN[kind].clients } },
    async handle({ caller: { party }, query }) {
      const rows = await clientAgents.grants({ facilitator: party.uuid, agent: at(query, names.agent), kind });
      return pageOf(await clientLines(deps, rows, [kind]));
    },
  });
  route({
    method: 'GET',
    path: `${base}/clients/${SEGMENT[kind]}`,
    operationId: `listClient${what}${suffix}`,
    summary: `${what} of a client that agents have`,
    access: READS,
    query: { party: PARTY, [names.client]: CLIENT },
    answers: { 200: { description: 'By agent', schema: GIVEN[kind].agents } },
    async handle({ caller: { party }, query }) {
      const rows = await clientAgents.grants({ facilitator: party.uuid, client: at(query, names.client), kind });
      const agents = kind === 'package' ? await clientAgents.list({ facilitator: party.uuid }) : undefined;
      return pageOf(await agentLines(deps, rows, [kind], agents));
    },
  });
}
