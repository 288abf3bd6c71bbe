/** Decisions: the PDP, its context handler, and the doors in front of it. */
import type { FastifyInstance } from 'fastify';
import { type AuthorizationRoutesDeps, decisionRoutes } from './routes.ts';

export { type AuthorizationDeps, createAuthorization, type DecisionPoint } from './authorization.ts';
export { createDecisionLog, type DecisionEvent, type DecisionLog } from './decision-log.ts';
export { subjectOf } from './pep.ts';
export type { AuthorizationRoutesDeps } from './routes.ts';
export { DEFAULT_SWITCHES, type Switches } from './switches.ts';
export type {
  Ask,
  AttributeInput,
  Authorization,
  Decision,
  DelegatedRights,
  InstanceInfo,
  Obligation,
  Question,
  Verdict,
} from './types.ts';

/** Every HTTP surface of this room. */
export function authorizationRoutes(app: FastifyInstance, deps: AuthorizationRoutesDeps): void {
  decisionRoutes(app, deps);
  app.addHook('onClose', () => deps.decisionLog.flush());
}
