import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import { requireScope, requireToken } from '../callers/index.ts';
import { scopesOf, surface } from '../http/index.ts';
import type { Party } from '../register/index.ts';
import { appRoutes } from './app-routes.ts';
import { authorizedParties, partiesOfSystemUser } from './authorized-parties.ts';
import { type PartiesView, partiesQuery, viewOf } from './authorized-parties-view.ts';
import { clientRoutes } from './client-routes.ts';
import { connectionRoutes } from './connection-routes.ts';
import { consentAskedRoute } from './consent-asked-route.ts';
import { consentRoutes } from './consent-routes.ts';
import { consumerRoutes } from './consumer-routes.ts';
import { ownerPackageRoutes } from './owner-package-routes.ts';
import { ownerRequestRoutes } from './owner-request-routes.ts';
import { ownerRoutes } from './owner-routes.ts';
import type { Actor } from './passable.ts';
import { actorOf } from './persons.ts';
import { refuse } from './refusals.ts';
import { requestRoutes } from './request-routes.ts';
import { AuthorizedParties, AuthorizedParty } from './schemas.ts';
import { scopeRoutes } from './scope-routes.ts';
import { supplierRoutes } from './supplier-routes.ts';
import {
  ACCESS_MANAGEMENT,
  BASE,
  type DelegationsRoutesDeps,
  delegationsSurface,
  PARTIES_SCOPE,
  PORTAL_SCOPE,
  REFUSALS,
  requirePerson,
  SURFACE,
} from './surface.ts';
import { systemClientRoutes } from './system-client-routes.ts';

/** `/accessmanagement/api/v1/…` (altinn-pdp.md 13.3, maskinporten.md 2.6 and 2.7). */
export function delegationsRoutes(app: FastifyInstance, deps: DelegationsRoutesDeps): void {
  app.register(async (scope) => {
    const doors = delegationsSurface(scope, deps);
    partyRoutes(scope, deps);
    scopeRoutes(doors, deps);
    supplierRoutes(scope, deps);
    consumerRoutes(scope, deps);
    consentRoutes(doors, deps);
    consentAskedRoute(scope, deps);
    connectionRoutes(scope, deps);
    clientRoutes(scope, deps);
    systemClientRoutes(scope, deps);
    ownerRoutes(doors, deps);
    ownerRequestRoutes(doors, deps);
    ownerPackageRoutes(doors, deps);
    requestRoutes(scope, deps);
    appRoutes(doors, deps);
  });
}

/** Altinn's own front ends and platforms ask with whatever token a person has. */
const ONESELF = { who: 'person', scopes: [] } as const;
const ONESELF_BY_SCOPE = { who: 'person', scopes: [PORTAL_SCOPE, PARTIES_SCOPE] } as const;
const MANAGER = { who: 'party', resource: ACCESS_MANAGEMENT, action: 'read' } as const;

/** What is told of a party's, or a person's, reach. */
const PARTIES = {
  200: { description: 'The parties, sub-units below their main units', schema: Type.Array(AuthorizedParty) },
};

/** A party by its id in the path, for whoever manages its access. @throws Refusal 401, 403 */
const managedSurface = (app: FastifyInstance, deps: DelegationsRoutesDeps) =>
  surface(app, {
    name: SURFACE,
    admit: {
      async party(request, { resource, action }): Promise<Party> {
        const person = await requirePerson(deps, request, []);
        const id: unknown = Reflect.get(Object(request.params), 'partyId');
        const partyId = typeof id === 'string' && /^[1-9]\d{0,14}$/.test(id) ? Number(id) : undefined;
        const party = partyId === undefined ? undefined : await deps.register.party({ partyId });
        const may = party && (party.uuid === person.uuid || (await deps.mayUse(person, resource, action, party)));
        if (!may) throw refuse('not-access-manager', 'the person manages the access of no such party');
        return party;
      },
    },
    refusals: REFUSALS,
  });

/** Persons, and system users, who ask for themselves. */
const ownSurface = (app: FastifyInstance, deps: DelegationsRoutesDeps) =>
  surface(app, {
    name: SURFACE,
    admit: {
      async person(request, access): Promise<Actor> {
        const scopes = scopesOf(access);
        const caller =
          scopes.length === 0
            ? requireToken(deps.callers, request, ['altinn'])
            : requireScope(deps.callers, request, scopes, ['altinn']);
        return actorOf(deps.register, caller);
      },
    },
    refusals: REFUSALS,
  });

/** Whom a person, or a system user, may act for. */
const partiesOf = (deps: DelegationsRoutesDeps, actor: Actor, view: PartiesView) =>
  'systemUser' in actor ? partiesOfSystemUser(deps, actor.uuid, view) : authorizedParties(deps, actor, view);

function partyRoutes(scope: FastifyInstance, deps: DelegationsRoutesDeps): void {
  const managed = managedSurface(scope, deps);
  const { route } = ownSurface(scope, deps);
  route({
    method: 'GET',
    path: `${BASE}/authorizedparties`,
    operationId: 'listAuthorizedParties',
    summary: 'Everyone the caller may act for',
    access: ONESELF,
    query: partiesQuery(true),
    answers: PARTIES,
    handle: ({ caller, query }) => partiesOf(deps, caller, viewOf(query)),
  });
  route({
    method: 'GET',
    path: `${BASE}/enduser/authorizedparties`,
    operationId: 'listAuthorizedPartiesByScope',
    summary: 'Everyone the caller may act for, with what is asked for alone',
    access: ONESELF_BY_SCOPE,
    query: partiesQuery(false),
    answers: { 200: { description: 'The parties, all in one page', schema: AuthorizedParties } },
    handle: async ({ caller, query }) => ({
      links: { next: null },
      data: await partiesOf(deps, caller, viewOf(query)),
    }),
  });
  managed.route({
    method: 'GET',
    path: `${BASE}/:partyId/authorizedparties`,
    operationId: 'listAuthorizedPartiesOfManaged',
    summary: 'Everyone whom a party may act for, as its access manager sees it',
    access: MANAGER,
    params: { partyId: Type.Integer() },
    query: partiesQuery(true),
    answers: PARTIES,
    handle: ({ caller: party, query }) => authorizedParties(deps, party, viewOf(query)),
  });
  route({
    method: 'GET',
    path: `${BASE}/authorizedparty/:partyId`,
    operationId: 'readAuthorizedParty',
    summary: 'One party that the caller may act for',
    access: ONESELF,
    params: { partyId: Type.Integer() },
    query: partiesQuery(true),
    answers: { 200: { description: 'The party', schema: AuthorizedParty } },
    refusals: [404],
    async handle({ params: { partyId }, caller, query }) {
      const found = (await partiesOf(deps, caller, viewOf(query)))
        .flatMap((one) => [one, ...one.subunits])
        .find((one) => String(one.partyId) === partyId && !one.onlyHierarchyElementWithNoAccess);
      if (!found) throw refuse('party-of-others', `the caller may not act for the party ${partyId.slice(0, 20)}`);
      return found;
    },
  });
}
