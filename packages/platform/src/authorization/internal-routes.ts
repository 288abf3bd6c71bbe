import type { FastifyInstance } from 'fastify';
import type { InternalDeps } from './internal.ts';
import { pipRoutes } from './pip-routes.ts';
import { accessListRoute, policyRoutes } from './policy-routes.ts';
import { userRoutes } from './user-routes.ts';

/** What the platform's own services ask (altinn-pdp.md 2 and 13.2). */
export function internalRoutes(app: FastifyInstance, deps: InternalDeps): void {
  app.register(async (scope) => {
    pipRoutes(scope, deps);
    userRoutes(scope, deps);
    policyRoutes(scope, deps);
    accessListRoute(scope, deps);
  });
}
