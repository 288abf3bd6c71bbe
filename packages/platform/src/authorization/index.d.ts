/** Decisions: the PDP, its context handler, and the doors in front of it. */
import type { FastifyInstance } from 'fastify';
import type { PlatformUrls } from '../foundation/index.ts';
import type { Domain } from './authzen/domain.ts';
import { type DecisionRoutesDeps } from './routes.ts';
export { type AuthorizationDeps, createAuthorization, type DecisionPoint } from './authorization.ts';
export type { Domain } from './authzen/domain.ts';
export { type ListedEntity, readXacmlDomain, type XacmlDomainOptions, xacmlDomain } from './authzen/xacml-domain.ts';
export { createDecisionLog, type DecisionEvent, type DecisionLog } from './decision-log.ts';
export { subjectOf } from './pep.ts';
export { DEFAULT_SWITCHES, type Switches } from './switches.ts';
export type { Ask, AttributeInput, Authorization, Decision, DelegatedRights, InstanceInfo, Obligation, Question, Verdict, } from './types.ts';
export interface AuthorizationRoutesDeps extends DecisionRoutesDeps {
    readonly urls: Pick<PlatformUrls, 'base'>;
    /** XACML policies that AuthZEN answers from, besides Altinn's own. */
    readonly domains?: readonly Domain[];
}
/** Every HTTP surface of this room. */
export declare function authorizationRoutes(app: FastifyInstance, deps: AuthorizationRoutesDeps): void;
