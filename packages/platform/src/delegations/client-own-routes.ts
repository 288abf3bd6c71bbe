import { refuseActive } from './client-agent-routes.ts';
import { BATCH, take } from './client-change-routes.ts';
import { at, CLIENT, type Edition, kindsWritten, SEGMENT } from './client-edition.ts';
import { CHANGES, LISTS } from './client-schemas.ts';
import { CASCADE, type ClientSurface, partiesAsked, partyIn, READS_OWN, WRITES_OWN } from './client-surface.ts';
import { kindsOf, ownClients, pageOf, providerList } from './client-views.ts';
import type { DelegationsRoutesDeps } from './surface.ts';

const PROVIDER = partyIn('The facilitator that one is an agent of');

/** In v1 the packages alone may be named that are to go. */
const SOME = {
  ...BATCH.package,
  required: false,
  read: (body: unknown) => (body === undefined || body === null ? undefined : BATCH.package.read(body)),
};

/** `my/…`: what an agent sees of itself, and gives up. */
export function clientOwnRoutes(doors: ClientSurface, deps: DelegationsRoutesDeps, edition: Edition): void {
  listRoutes(doors, deps, edition);
  leaveRoutes(doors, deps, edition);
  takeRoutes(doors, deps, edition);
}

function listRoutes({ route }: ClientSurface, deps: DelegationsRoutesDeps, { base, version, suffix }: Edition): void {
  const { clientAgents } = deps.delegations;
  route({
    method: 'GET',
    path: `${base}/my/clients`,
    operationId: `listOwnClients${suffix}`,
    summary: 'Clients that the caller serves, by facilitator',
    access: READS_OWN,
    query: { provider: partiesAsked('Only those of these facilitators') },
    answers: { 200: { description: 'The facilitators with their clients', schema: LISTS[version].own } },
    async handle({ caller: agent, query: { provider } }) {
      const all = await clientAgents.list({ agent });
      const agents = provider.length === 0 ? all : all.filter((row) => provider.includes(row.facilitator_uuid));
      const rows = agents.length === 0 ? [] : await clientAgents.grants({ agent });
      const told = rows.filter((row) => kindsOf(version).includes(row.kind));
      return pageOf(await ownClients(deps, agents, told, version));
    },
  });
  route({
    method: 'GET',
    path: `${base}/my/clientproviders`,
    operationId: `listOwnProviders${suffix}`,
    summary: 'Facilitators that the caller is an agent of',
    access: READS_OWN,
    answers: { 200: { description: 'The facilitators', schema: LISTS[version].providers } },
    handle: async ({ caller: agent }) => pageOf(await providerList(deps, await clientAgents.list({ agent }), version)),
  });
}

function leaveRoutes(
  { route }: ClientSurface,
  deps: DelegationsRoutesDeps,
  { base, names, suffix, version }: Edition,
): void {
  const { clientAgents } = deps.delegations;
  route({
    method: 'DELETE',
    path: `${base}/my/clientproviders`,
    operationId: `leaveProvider${suffix}`,
    summary: 'Be an agent of a facilitator no longer',
    access: WRITES_OWN,
    query: { provider: PROVIDER },
    answers: { 204: { description: 'The caller is none' } },
    async handle({ caller: agent, query: { provider } }, reply) {
      await clientAgents.remove(provider, agent, false);
      return reply.code(204).send();
    },
  });
  route({
    method: 'DELETE',
    path: `${base}/my/clients`,
    operationId: `leaveClient${suffix}`,
    summary: 'Serve a client no longer',
    access: WRITES_OWN,
    query: { provider: PROVIDER, [names.client]: CLIENT, cascade: CASCADE },
    ...(version === 'v1' ? { body: SOME } : {}),
    answers: {
      204: { description: 'The caller does not' },
      ...(version === 'v1' ? { 200: { description: 'What came of each package', schema: CHANGES.package } } : {}),
    },
    async handle({ caller: agent, query, body: asked }, reply) {
      const triple = { facilitator: at(query, 'provider'), client: at(query, names.client), agent };
      if (asked && !query.cascade) return take(deps, { triple, kind: 'package', asked, names });
      const had = await clientAgents.removeClient(triple, !query.cascade);
      if (!query.cascade) refuseActive(had);
      return reply.code(204).send();
    },
  });
}

function takeRoutes({ route }: ClientSurface, deps: DelegationsRoutesDeps, edition: Edition): void {
  const { base, names, suffix, version } = edition;
  for (const kind of kindsWritten(edition)) {
    const path = `${base}/my/clients/${SEGMENT[kind]}` as const;
    route({
      method: version === 'v1' ? 'DELETE' : 'POST',
      path: version === 'v1' ? path : `${path}/delete`,
      operationId: `giveUp${kind === 'package' ? 'Packages' : 'Resources'}${suffix}`,
      summary: `Give up what the caller has of a client`,
      access: WRITES_OWN,
      query: { provider: PROVIDER, [names.client]: CLIENT },
      body: BATCH[kind],
      answers: { 200: { description: 'What came of each', schema: CHANGES[kind] } },
      handle({ caller: agent, query, body }) {
        const triple = { facilitator: at(query, 'provider'), client: at(query, names.client), agent };
        // In v2 it is the provider that makes the caller an agent; v1 knows its own names alone.
        const told = version === 'v1' ? names : { party: 'provider', client: names.client, agent: 'provider' };
        return take(deps, { triple, kind, asked: body, names: told });
      },
    });
  }
}
