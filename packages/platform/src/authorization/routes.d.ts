import type { FastifyInstance, FastifyRequest } from 'fastify';
import { type Caller, type Callers } from '../callers/index.ts';
import type { Database } from '../database/index.ts';
import { type Clock } from '../foundation/index.ts';
import type { DecisionPoint } from './authorization.ts';
import { type DecisionLog } from './decision-log.ts';
export declare const AUTHORIZE_SCOPES: readonly ['altinn:authorization/authorize', 'altinn:authorization/authorize.admin'];
export interface DecisionRoutesDeps {
    readonly authorization: DecisionPoint;
    readonly callers: Callers;
    readonly clock: Clock;
    readonly database: Database;
    readonly decisionLog: DecisionLog;
    /**
     * Sandbox: the internal endpoint is open, as inside Altinn's own network, and anyone who may ask may have an explanation.
     * Otherwise both need a token, explanations one with the admin scope. Default false.
     */
    readonly sandbox?: boolean;
}
export type TokenCheck = (request: FastifyRequest) => Caller;
/** `/authorization/api/v1/authorize` and `…/decision` (altinn-pdp.md 2–5). */
export declare function decisionRoutes(app: FastifyInstance, deps: DecisionRoutesDeps, mayAuthorize: TokenCheck): void;
/** Checks token and scope; a token seen before is only checked for its lifetime, which has no tolerance here (altinn-pdp.md 3). */
export declare function tokenCheck(deps: Pick<DecisionRoutesDeps, 'callers' | 'clock' | 'database'>): TokenCheck;
