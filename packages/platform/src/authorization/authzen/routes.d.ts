import type { FastifyInstance } from 'fastify';
import type { PlatformUrls } from '../../foundation/index.ts';
import type { DecisionPoint } from '../authorization.ts';
import type { TokenCheck } from '../routes.ts';
import type { Domain } from './domain.ts';
export interface AuthzenDeps {
    readonly authorization: DecisionPoint;
    readonly urls: Pick<PlatformUrls, 'base'>;
    readonly mayAuthorize: TokenCheck;
    /** Domains in front of Altinn's own: the first that serves a resource's type answers. */
    readonly domains?: readonly Domain[];
}
/** `/access/v1/…` and `/.well-known/authzen-configuration`: OpenID AuthZEN Authorization API 1.0. */
export declare function authzenRoutes(app: FastifyInstance, deps: AuthzenDeps): void;
/** The metadata document; no signed form. */
export declare const metadata: (base: string) => {
    policy_decision_point: string;
    access_evaluation_endpoint: string;
    access_evaluations_endpoint: string;
    search_subject_endpoint: string;
    search_resource_endpoint: string;
    search_action_endpoint: string;
};
