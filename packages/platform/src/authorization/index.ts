/** Decisions: the PDP, its context handler, and the doors in front of it. */
import type { FastifyInstance } from 'fastify';
import type { Callers } from '../callers/index.ts';
import { sharedKey } from '../database/index.ts';
import type { AccessRequestDesk } from '../delegations/index.ts';
import type { PlatformUrls } from '../foundation/index.ts';
import { Denials } from './authzen/denials.ts';
import type { Domain } from './authzen/domain.ts';
import { authzenRoutes } from './authzen/routes.ts';
import { internalRoutes } from './internal-routes.ts';
import { type DecisionRoutesDeps, decisionRoutes } from './routes.ts';
import { tokenCheck } from './token-check.ts';

export { type AuthorizationDeps, createAuthorization, type DecisionPoint, type Tried } from './authorization.ts';
export type { Answer, Candidate, Domain, Named } from './authzen/domain.ts';
export { DomainFileError, readXacmlDomain, readXacmlDomains } from './authzen/domain-file.ts';
export type { Action, Entity, Evaluation, Json } from './authzen/model.ts';
export { type ListedEntity, type XacmlDomain, type XacmlDomainOptions, xacmlDomain } from './authzen/xacml-domain.ts';
export { createDecisionLog, type DecisionEvent, type DecisionLog } from './decision-log.ts';
export type { MadeDecision, NotedAttributes } from './decision-notes.ts';
export { measureDecisions } from './metrics.ts';
export type { ToldOfDecision } from './routes.ts';
export type { Switches } from './switches.ts';
export { ADMIN_SCOPE } from './token-check.ts';
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

export interface AuthorizationRoutesDeps extends DecisionRoutesDeps {
  readonly callers: Callers;
  readonly urls: Pick<PlatformUrls, 'altinn'>;
  /** XACML policies that AuthZEN answers from, besides Altinn's own. */
  readonly domains?: readonly Domain[];
  /** Takes requests for access of those whom AuthZEN denies something. */
  readonly desk?: AccessRequestDesk;
}

/** Every HTTP surface of this room. */
export function authorizationRoutes(app: FastifyInstance, deps: AuthorizationRoutesDeps): void {
  const mayAuthorize = tokenCheck(deps);
  decisionRoutes(app, { ...deps, mayAuthorize });
  const { desk, database, clock } = deps;
  const denials = new Denials({ key: sharedKey(database, 'denials'), clock });
  authzenRoutes(app, { ...deps, mayAuthorize, ...(desk === undefined ? {} : { requests: { desk, denials } }) });
  internalRoutes(app, { ...deps, mayAuthorize });
  app.addHook('onClose', () => deps.decisionLog.flush());
}
