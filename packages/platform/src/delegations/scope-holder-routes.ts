import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import { scopesOf as scopesThatOpen, surface } from '../http/index.ts';
import type { Party } from '../register/index.ts';
import { entityJson } from './entity.ts';
import { organizationIn, valueIn } from './readers.ts';
import { refuse } from './refusals.ts';
import { GivenScopeResources, ScopeCheck } from './schemas.ts';
import { SCOPE_ACTION } from './scope-delegations.ts';
import { CONSUMER, RESOURCE, SUPPLIER, schemaIn } from './supplier-routes.ts';
import {
  ACCESS_MANAGEMENT,
  BASE,
  type DelegationsRoutesDeps,
  PORTAL_SCOPE,
  REFUSALS,
  requirePerson,
  SURFACE,
} from './surface.ts';
import type { ScopeDelegation } from './types.ts';

const MANAGER = { who: 'party', resource: ACCESS_MANAGEMENT, scopes: [PORTAL_SCOPE] } as const;
const SEES = { ...MANAGER, action: 'read' } as const;
const GIVES_UP = { ...MANAGER, action: 'write' } as const;

/** A person, and the organisation that the person manages access for. */
interface Asked {
  readonly person: Party;
  readonly party: Party;
}

const holderSurface = (app: FastifyInstance, deps: DelegationsRoutesDeps) =>
  surface(app, {
    name: SURFACE,
    admit: {
      async party(request, access): Promise<Asked> {
        const person = await requirePerson(deps, request, scopesThatOpen(access));
        const party = await organizationIn(deps, valueIn(request.query, 'party'), 'party');
        if (!(await deps.mayUse(person, ACCESS_MANAGEMENT, access.action, party)))
          throw refuse('not-access-manager', `the person is not access manager for ${party.name}`);
        return { person, party };
      },
    },
    refusals: REFUSALS,
  });

type HolderSurface = ReturnType<typeof holderSurface>;

/**
 * What an organisation has given its suppliers, and what it has from its consumers: `…/maskinportensuppliers/resources` and
 * `…/maskinportenconsumers/resources` (maskinporten.md 2.7).
 */
export function scopeHolderRoutes(scope: FastifyInstance, deps: DelegationsRoutesDeps): void {
  const holders = holderSurface(scope, deps);
  givenRoutes(holders, deps);
  receivedRoutes(holders, deps);
}

function givenRoutes({ route }: HolderSurface, deps: DelegationsRoutesDeps): void {
  const path = `${BASE}/enduser/maskinportensuppliers/resources` as const;
  route({
    method: 'GET',
    path,
    operationId: 'listGivenScopes',
    summary: 'Resources whose scopes an organisation has given to suppliers',
    access: SEES,
    query: { party: CONSUMER, supplier: { ...SUPPLIER, required: false }, resource: { ...RESOURCE, required: false } },
    answers: { 200: { description: 'Each resource, with who has got it', schema: GivenScopeResources } },
    async handle({ caller: { party }, query }) {
      const supplier =
        query.supplier === undefined ? {} : { supplier: await organizationIn(deps, query.supplier, 'supplier') };
      return byResource(await deps.delegations.scopes.list({ consumer: party, ...supplier }), query.resource);
    },
  });
  route({
    method: 'GET',
    path: `${path}/delegationcheck`,
    operationId: 'checkScopeDelegation',
    summary: 'Whether the person may give the scopes of a resource to a supplier',
    access: SEES,
    query: { party: CONSUMER, resource: RESOURCE },
    answers: { 200: { description: 'The right to give it, and why not', schema: ScopeCheck } },
    async handle({ caller: { person, party }, query }) {
      const { identifier } = await schemaIn(deps, query.resource);
      const result = await deps.delegations.scopes.mayDelegate(person, party, identifier);
      const description = `no rule of ${identifier} permits the person ${SCOPE_ACTION} for ${party.name}`;
      const right = {
        right: { key: SCOPE_ACTION, action: SCOPE_ACTION },
        result,
        reasons: result ? [] : [{ description }],
      };
      return { data: { resource: { id: identifier }, rights: [right] }, links: {} };
    },
  });
}

function receivedRoutes({ route }: HolderSurface, deps: DelegationsRoutesDeps): void {
  const path = `${BASE}/enduser/maskinportenconsumers/resources` as const;
  const receiver = { ...CONSUMER, schema: Type.String({ description: 'The supplier: UUID or organisation number' }) };
  const giver = { ...SUPPLIER, schema: Type.String({ description: 'The consumer: UUID or organisation number' }) };
  route({
    method: 'GET',
    path,
    operationId: 'listReceivedScopes',
    summary: 'Resources whose scopes consumers have given to an organisation',
    access: SEES,
    query: { party: receiver, consumer: { ...giver, required: false }, resource: { ...RESOURCE, required: false } },
    answers: { 200: { description: 'Each resource, with who has given it', schema: GivenScopeResources } },
    async handle({ caller: { party }, query }) {
      const consumer =
        query.consumer === undefined ? {} : { consumer: await organizationIn(deps, query.consumer, 'consumer') };
      return byResource(await deps.delegations.scopes.list({ supplier: party, ...consumer }), query.resource);
    },
  });
  route({
    method: 'DELETE',
    path,
    operationId: 'giveUpScopes',
    summary: 'Give up the scopes of a resource that a consumer has given',
    access: GIVES_UP,
    query: { party: receiver, consumer: giver, resource: RESOURCE },
    answers: { 204: { description: 'They are given up' } },
    refusals: [404],
    async handle({ caller: { party: supplier }, query }, reply) {
      const consumer = await organizationIn(deps, query.consumer, 'consumer');
      const { identifier } = await schemaIn(deps, query.resource);
      const which = { consumer, supplier, resourceId: identifier };
      if (!(await deps.database.transaction((trx) => deps.delegations.scopes.revoke(trx, which))))
        throw refuse('supplier-unknown', `${supplier.name} has not got the scopes of ${identifier}`);
      return reply.code(204).send();
    },
  });
}

/** @param resource this one alone */
function byResource(all: readonly ScopeDelegation[], resource: string | undefined) {
  const found = new Map<string, ScopeDelegation[]>();
  for (const one of all)
    if (resource === undefined || one.resourceId === resource)
      found.set(one.resourceId, [...(found.get(one.resourceId) ?? []), one]);
  return [...found].map(([id, given]) => ({
    resource: { id },
    scopes: [...(given[0]?.scopes ?? [])],
    permissions: given.map(({ consumer, supplier, created }) => ({
      from: entityJson(consumer),
      to: entityJson(supplier),
      created: new Date(created).toISOString(),
    })),
  }));
}
