import type { Database } from '../database/index.ts';
import type { Clock } from '../foundation/index.ts';
import type { DecisionRequest } from './attributes.ts';
import type { Outcome } from './decide.ts';
/** Members as Altinn's event log writes them; `ipAdress` is spelled so. */
export interface DecisionEvent {
    readonly sessionId: string | null;
    readonly created: string;
    readonly subjectUserId: number | null;
    readonly subjectOrgCode: string | null;
    readonly subjectOrgNumber: number | null;
    readonly subjectParty: number | null;
    readonly resourcePartyId: number | null;
    readonly resource: string | null;
    readonly instanceId: string | null;
    readonly operation: string | null;
    readonly ipAdress: string | null;
    readonly contextRequestJson: object;
    readonly decision: string;
    readonly subjectPartyUuid: string | null;
}
export interface DecisionLog {
    /** Takes an event; it is written soon. */
    write(event: DecisionEvent): void;
    /** Resolves when everything taken so far is written. */
    flush(): Promise<void>;
    /** The newest events, at most `limit` of them. */
    recent(limit: number): Promise<readonly DecisionEvent[]>;
    /** Events dropped because too many waited. */
    readonly dropped: number;
}
export declare const createDecisionLog: (deps: {
    database: Database;
    clock: Clock;
}) => DecisionLog;
/** The event of one decision. */
export declare function eventOf(outcome: Outcome, asked: DecisionRequest, ip: string | null, now: number): DecisionEvent;
