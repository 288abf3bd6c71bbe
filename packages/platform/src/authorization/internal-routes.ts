import type { FastifyInstance } from 'fastify';
import { accessListRoute } from './access-list-route.ts';
import type { InternalDeps } from './internal.ts';
import { pipRoutes } from './pip-routes.ts';
import { policyRoutes, studioRoute } from './policy-routes.ts';
import { authorizationSurface } from './surface.ts';
import { userRoutes } from './user-routes.ts';

/** What the platform's own services ask (altinn-pdp.md 2 and 13.2). */
export function internalRoutes(app: FastifyInstance, deps: InternalDeps): void {
  pipRoutes(authorizationSurface(app, deps, 'policy information'), deps);
  const authorization = authorizationSurface(app, deps);
  userRoutes(authorization, deps);
  policyRoutes(authorization, deps);
  accessListRoute(authorization, deps);
  app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', { parseAs: 'string' }, (_, body, done) => done(null, body));
    studioRoute(authorizationSurface(scope, deps), deps);
  });
}
