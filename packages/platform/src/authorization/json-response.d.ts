/** XACML JSON answers in Altinn's form (altinn-pdp.md 5): camelCase, nulls written, never an error outside the decision. */
import type { AttributeSet } from './attributes.ts';
import type { Outcome } from './decide.ts';
export interface JsonAssignment {
    readonly attributeId: string;
    readonly value: string;
    readonly category: string | null;
    readonly dataType: string;
    readonly issuer: null;
}
export interface JsonResult {
    readonly decision: string;
    readonly status: {
        readonly statusMessage: null;
        readonly statusDetails: null;
        readonly statusCode: {
            readonly value: string;
            readonly statusCode: null;
        };
    };
    readonly obligations: readonly {
        id: string;
        attributeAssignment: readonly JsonAssignment[];
    }[] | null;
    readonly associateAdvice: null;
    readonly category: readonly object[] | null;
    readonly policyIdentifierList: null;
}
/** One result. An access-list refusal and an Indeterminate echo nothing. */
export declare function jsonResult(outcome: Outcome): JsonResult;
/** The attributes to echo, by category. */
export declare function echoed(outcome: Outcome): readonly {
    categoryId: string;
    set: AttributeSet;
}[];
/** The whole body; the same as `JSON.stringify` of every {@link jsonResult}. */
export declare const jsonResponse: (outcomes: readonly Outcome[]) => string;
