import type { FastifyInstance } from 'fastify';
import { sendRefusal } from '../http/index.ts';
import { agentRoutes } from './agent-routes.ts';
import { askedRoutes } from './asked-routes.ts';
import { changeRequestRoutes } from './change-routes.ts';
import { clientApiRoutes } from './client-api-routes.ts';
import { deskRoutes } from './desk-routes.ts';
import { internalRoutes } from './internal-routes.ts';
import { ownerRoutes } from './owner-routes.ts';
import { answerErrors } from './refusals.ts';
import { registerRoutes } from './register-routes.ts';
import { requestRoutes } from './request-routes.ts';
import {
  askedSurface,
  clientSurface,
  deskSurface,
  registerSurface,
  type SystemsRoutesDeps,
  userSurface,
} from './surface.ts';
import { userRoutes } from './user-routes.ts';

/** The System Register, system users and their requests (system-register-and-users.md). */
export function systemsRoutes(app: FastifyInstance, deps: SystemsRoutesDeps): void {
  app.register(async (scope) => {
    answerErrors(scope);
    registerRoutes(registerSurface(scope, deps), deps);
    const users = userSurface(scope, deps);
    requestRoutes(users, deps);
    changeRequestRoutes(users, deps);
    userRoutes(users, deps);
    ownerRoutes(users, deps);
    agentRoutes(users, deps);
    internalRoutes(users, deps);
    clientApiRoutes(clientSurface(scope, deps), deps);
    askedRoutes(askedSurface(scope, deps), deps);
  });
  app.register(async (scope) => {
    // A person is told why: the portal has words for each code.
    answerErrors(scope, sendRefusal);
    deskRoutes(deskSurface(scope, deps), deps);
  });
}
