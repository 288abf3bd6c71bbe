import type { FastifyInstance } from 'fastify';
import { CASCADE } from './client-surface.ts';
import { ScopeResources, Suppliers } from './scope-schemas.ts';
import {
  asked,
  CONSUMER,
  endSupply,
  manages,
  organizationAsked,
  PARTY,
  RESOURCE,
  requireTwo,
  type ScopeSurface,
  schemaAsked,
  scopeSurface,
} from './scope-surface.ts';
import { givenLines, supplyLines } from './scope-views.ts';
import { BASE, type DelegationsRoutesDeps } from './surface.ts';

const PATH = `${BASE}/enduser/maskinportenconsumers` as const;
const RESOURCES = `${PATH}/resources` as const;
const READS = manages('consumers', 'read');
const WRITES = manages('consumers', 'write');

/** `/enduser/maskinportenconsumers…`: those for whom an organisation is supplier, and the scopes that it has from them (access-management.md 8). */
export function consumerRoutes(scope: FastifyInstance, deps: DelegationsRoutesDeps): void {
  const consumers = scopeSurface(scope, deps);
  consumerRoute(consumers, deps);
  receivedRoutes(consumers, deps);
}

const otherOf = (deps: DelegationsRoutesDeps, ref: string | undefined) => organizationAsked(deps, ref, 'consumer');

function consumerRoute({ route }: ScopeSurface, deps: DelegationsRoutesDeps): void {
  route({
    method: 'GET',
    path: PATH,
    operationId: 'listScopeConsumers',
    summary: 'Organisations whose supplier an organisation is',
    access: READS,
    query: { party: PARTY, consumer: asked(CONSUMER) },
    answers: { 200: { description: 'All of them, or the one that was asked for', schema: Suppliers } },
    async handle({ caller: { party: supplier }, query }) {
      const consumer = query.consumer === undefined ? {} : { consumer: await otherOf(deps, query.consumer) };
      const pairs = await deps.delegations.scopes.supplies({ supplier, ...consumer });
      return supplyLines(
        deps,
        pairs.map((pair) => pair.consumer),
      );
    },
  });
  route({
    method: 'DELETE',
    path: PATH,
    operationId: 'leaveScopeConsumer',
    summary: 'Be no longer the supplier of an organisation',
    access: WRITES,
    query: { party: PARTY, consumer: CONSUMER, cascade: CASCADE },
    answers: { 204: { description: 'It is none' } },
    async handle({ caller: { party: supplier }, query }, reply) {
      const consumer = await otherOf(deps, query.consumer);
      await endSupply(deps, { consumer, supplier, cascade: query.cascade });
      return reply.code(204).send();
    },
  });
}

function receivedRoutes({ route }: ScopeSurface, deps: DelegationsRoutesDeps): void {
  const { database, delegations } = deps;
  route({
    method: 'GET',
    path: RESOURCES,
    operationId: 'listReceivedScopes',
    summary: 'Resources whose scopes consumers have given to an organisation',
    access: READS,
    query: { party: PARTY, consumer: asked(CONSUMER), resource: asked(RESOURCE) },
    answers: { 200: { description: 'Each resource, with who has given it', schema: ScopeResources } },
    async handle({ caller: { party: supplier }, query }) {
      const consumer = query.consumer === undefined ? {} : { consumer: await otherOf(deps, query.consumer) };
      if (query.resource !== undefined) await schemaAsked(deps, query.resource);
      return givenLines(deps, await delegations.scopes.list({ supplier, ...consumer }), query.resource);
    },
  });
  route({
    method: 'DELETE',
    path: RESOURCES,
    operationId: 'giveUpScopes',
    summary: 'Give up the scopes of a resource that a consumer has given',
    access: WRITES,
    query: { party: PARTY, consumer: CONSUMER, resource: RESOURCE },
    answers: { 204: { description: 'They are given up' } },
    async handle({ caller: { party: supplier }, query }, reply) {
      const consumer = await otherOf(deps, query.consumer);
      requireTwo(consumer, supplier);
      const { identifier: resourceId } = await schemaAsked(deps, query.resource);
      await database.transaction((trx) => delegations.scopes.revoke(trx, { consumer, supplier, resourceId }));
      return reply.code(204).send();
    },
  });
}
