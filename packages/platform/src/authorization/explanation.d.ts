import type { Lookups } from './context-handler.ts';
import { type Outcome } from './decide.ts';
export interface Explanation {
    readonly reason: string;
    readonly decidedBy: Outcome['decidedBy'];
    readonly policy?: {
        readonly resourceId: string;
        readonly policyId: string;
        readonly version: number;
    };
    /** The rule that decided, with its line in the policy. */
    readonly rule?: {
        readonly id: string;
        readonly line: number | undefined;
        readonly effect: string;
    };
    readonly added: readonly {
        category: string;
        attributeId: string;
        values: readonly string[];
        from: string;
    }[];
    /** Any one of these subjects would be permitted. */
    readonly accepts?: readonly string[];
    /** What the subject has for the resource party. */
    readonly has?: readonly string[];
    /** Every rule and match that was tested, indented. */
    readonly trace?: string;
}
export declare function explain(outcome: Outcome, lookups: Lookups): Promise<Explanation>;
