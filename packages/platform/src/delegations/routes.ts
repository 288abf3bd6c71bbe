import type {} from '@fastify/swagger';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { HttpProblem } from '../http/index.ts';
import { appRoutes } from './app-routes.ts';
import { authorizedParties } from './authorized-parties.ts';
import { connectionRoutes } from './connection-routes.ts';
import { consentRoutes } from './consent-routes.ts';
import { ownerRoutes } from './owner-routes.ts';
import { scopeRoutes } from './scope-routes.ts';
import { BASE, type DelegationsRoutesDeps, PARTIES_SCOPE, PORTAL_SCOPE, requirePerson, schema } from './surface.ts';

/** `/accessmanagement/api/v1/…` (altinn-pdp.md 13.3, maskinporten.md 2.6 and 2.7). */
export function delegationsRoutes(app: FastifyInstance, deps: DelegationsRoutesDeps): void {
  app.register(async (scope) => {
    partyRoutes(scope, deps);
    scopeRoutes(scope, deps);
    consentRoutes(scope, deps);
    connectionRoutes(scope, deps);
    ownerRoutes(scope, deps);
    appRoutes(scope, deps);
  });
}

function partyRoutes(scope: FastifyInstance, deps: DelegationsRoutesDeps): void {
  const mine = async (request: FastifyRequest) =>
    authorizedParties(deps, await requirePerson(deps, request, [PORTAL_SCOPE, PARTIES_SCOPE]));
  for (const path of ['/authorizedparties', '/enduser/authorizedparties'])
    scope.get(`${BASE}${path}`, { schema: schema('Everyone the caller may act for') }, mine);
  scope.get<{ Params: { partyId: string } }>(
    `${BASE}/authorizedparty/:partyId`,
    { schema: schema('One party that the caller may act for') },
    async (request) => {
      const parties = await mine(request);
      const { partyId } = request.params;
      const found = parties
        .flatMap((one) => [one, ...one.subunits])
        .find((one) => String(one.partyId) === partyId && !one.onlyHierarchyElementWithNoAccess);
      if (!found) throw new HttpProblem(404, `the caller may not act for the party ${partyId.slice(0, 20)}`);
      return found;
    },
  );
}
