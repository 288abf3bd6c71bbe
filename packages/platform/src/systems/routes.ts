import type { FastifyInstance } from 'fastify';
import { agentRoutes } from './agent-routes.ts';
import { askedRoutes } from './asked-routes.ts';
import { changeRequestRoutes } from './change-routes.ts';
import { clientApiRoutes } from './client-api-routes.ts';
import { answerErrors } from './errors.ts';
import { registerPortalRoutes, registerVendorRoutes } from './register-routes.ts';
import { requestRoutes } from './request-routes.ts';
import type { SystemsRoutesDeps } from './surface.ts';
import { internalUserRoutes, portalUserRoutes, vendorUserRoutes } from './user-routes.ts';

/** The System Register, system users and their requests (system-register-and-users.md). */
export function systemsRoutes(app: FastifyInstance, deps: SystemsRoutesDeps): void {
  app.register(async (scope) => {
    answerErrors(scope);
    registerVendorRoutes(scope, deps);
    registerPortalRoutes(scope, deps);
    requestRoutes(scope, deps);
    changeRequestRoutes(scope, deps);
    vendorUserRoutes(scope, deps);
    portalUserRoutes(scope, deps);
    agentRoutes(scope, deps);
    clientApiRoutes(scope, deps);
    internalUserRoutes(scope, deps);
    askedRoutes(scope, deps);
  });
}
