/** Decisions: the PDP, its context handler, and the doors in front of it. */
import type { FastifyInstance } from 'fastify';
import type { PlatformUrls } from '../foundation/index.ts';
import type { Domain } from './authzen/domain.ts';
import { authzenRoutes } from './authzen/routes.ts';
import { delegationRuleRoutes } from './delegation-rule-routes.ts';
import type { RuleStore } from './delegation-rules.ts';
import { internalRoutes } from './internal-routes.ts';
import { metadataRoutes } from './metadata-routes.ts';
import { type DecisionRoutesDeps, decisionRoutes, tokenCheck } from './routes.ts';

export { type AuthorizationDeps, createAuthorization, type DecisionPoint, type Tried } from './authorization.ts';
export type { Domain } from './authzen/domain.ts';
export { DomainFileError, readXacmlDomain, readXacmlDomains } from './authzen/domain-file.ts';
export { type ListedEntity, type XacmlDomain, type XacmlDomainOptions, xacmlDomain } from './authzen/xacml-domain.ts';
export { createDecisionLog, type DecisionEvent, type DecisionLog } from './decision-log.ts';
export { subjectOf } from './pep.ts';
export { ADMIN_SCOPE } from './routes.ts';
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

export interface AuthorizationRoutesDeps extends DecisionRoutesDeps {
  readonly urls: Pick<PlatformUrls, 'base'>;
  /** XACML policies that AuthZEN answers from, besides Altinn's own. */
  readonly domains?: readonly Domain[];
  /** Where the older delegation API keeps its rules; without it that API is not there. */
  readonly ruleStore?: RuleStore;
}

/** Every HTTP surface of this room. */
export function authorizationRoutes(app: FastifyInstance, deps: AuthorizationRoutesDeps): void {
  const mayAuthorize = tokenCheck(deps);
  decisionRoutes(app, deps, mayAuthorize);
  authzenRoutes(app, { ...deps, mayAuthorize });
  internalRoutes(app, { ...deps, mayAuthorize });
  metadataRoutes(app, deps.authorization.lookups);
  if (deps.ruleStore) delegationRuleRoutes(app, { ...deps, store: deps.ruleStore });
  app.addHook('onClose', () => deps.decisionLog.flush());
}
