import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import { appRoutes } from './app-routes.ts';
import { authorizedParties } from './authorized-parties.ts';
import { clientRoutes } from './client-routes.ts';
import { connectionRoutes } from './connection-routes.ts';
import { consentAskedRoute } from './consent-asked-route.ts';
import { consentRoutes } from './consent-routes.ts';
import { ownerRequestRoutes } from './owner-request-routes.ts';
import { ownerRoutes } from './owner-routes.ts';
import { refuse } from './refusals.ts';
import { requestRoutes } from './request-routes.ts';
import { AuthorizedParty } from './schemas.ts';
import { scopeHolderRoutes } from './scope-holder-routes.ts';
import { scopeRoutes } from './scope-routes.ts';
import { supplierRoutes } from './supplier-routes.ts';
import {
  BASE,
  type DelegationsRoutesDeps,
  type DelegationsSurface,
  delegationsSurface,
  PARTIES_SCOPE,
  PORTAL_SCOPE,
} from './surface.ts';

/** `/accessmanagement/api/v1/…` (altinn-pdp.md 13.3, maskinporten.md 2.6 and 2.7). */
export function delegationsRoutes(app: FastifyInstance, deps: DelegationsRoutesDeps): void {
  app.register(async (scope) => {
    const doors = delegationsSurface(scope, deps);
    partyRoutes(doors, deps);
    scopeRoutes(doors, deps);
    supplierRoutes(scope, deps);
    scopeHolderRoutes(scope, deps);
    consentRoutes(doors, deps);
    consentAskedRoute(scope, deps);
    connectionRoutes(scope, deps);
    clientRoutes(scope, deps);
    ownerRoutes(doors, deps);
    ownerRequestRoutes(doors, deps);
    requestRoutes(scope, deps);
    appRoutes(doors, deps);
  });
}

const ONESELF = { who: 'person', scopes: [PORTAL_SCOPE, PARTIES_SCOPE] } as const;

function partyRoutes({ route }: DelegationsSurface, deps: DelegationsRoutesDeps): void {
  for (const [path, operationId, hidden] of [
    ['/authorizedparties', 'listAuthorizedParties', false],
    ['/enduser/authorizedparties', 'listAuthorizedPartiesByAlias', true],
  ] as const)
    route({
      method: 'GET',
      path: `${BASE}${path}`,
      operationId,
      summary: 'Everyone the caller may act for',
      access: ONESELF,
      answers: {
        200: { description: 'The parties, sub-units below their main units', schema: Type.Array(AuthorizedParty) },
      },
      hidden,
      handle: ({ caller: person }) => authorizedParties(deps, person),
    });
  route({
    method: 'GET',
    path: `${BASE}/authorizedparty/:partyId`,
    operationId: 'readAuthorizedParty',
    summary: 'One party that the caller may act for',
    access: ONESELF,
    params: { partyId: Type.Integer() },
    answers: { 200: { description: 'The party', schema: AuthorizedParty } },
    refusals: [404],
    async handle({ params: { partyId }, caller: person }) {
      const found = (await authorizedParties(deps, person))
        .flatMap((one) => [one, ...one.subunits])
        .find((one) => String(one.partyId) === partyId && !one.onlyHierarchyElementWithNoAccess);
      if (!found) throw refuse('party-of-others', `the caller may not act for the party ${partyId.slice(0, 20)}`);
      return found;
    },
  });
}
