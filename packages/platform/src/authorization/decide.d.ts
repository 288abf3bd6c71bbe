/**
 * One decision, in the order of altinn-pdp.md 8: context handler, engine, delegation run, access lists. Nothing here writes.
 */
import { createRequest, type Result } from '@portvakt/xacml';
import type { DecisionRequest } from './attributes.ts';
import { type Context, type Lookups, type Memo, type Side } from './context-handler.ts';
import type { Decision } from './types.ts';
type EngineObligation = Result['obligations'][number];
/** What decided. */
export type DecidedBy = 'policy' | 'delegation' | 'access list' | 'error';
export interface Outcome {
    readonly decision: Decision;
    /** A status URI. */
    readonly status: string;
    readonly decidedBy: DecidedBy;
    readonly obligations: readonly EngineObligation[];
    /** Absent when the context handler failed. */
    readonly context?: Context;
    /** What went wrong, or why; for people. Never written on the wire outside explanations. */
    readonly message?: string;
}
/** Makes one decision. Never throws: what goes wrong is Indeterminate (altinn-pdp.md 5). */
export declare function decide(request: DecisionRequest, side: Side, lookups: Lookups, memo?: Memo): Promise<Outcome>;
/** The answer to what could not be decided. */
export declare function failure(error: unknown, side: Side): Outcome;
/** The request as the engine takes it. */
export declare function engineRequest(request: DecisionRequest): ReturnType<typeof createRequest>;
export {};
