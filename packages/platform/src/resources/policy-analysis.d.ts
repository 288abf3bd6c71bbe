/** What a policy says, read from its parsed form: pure, no I/O. */
import { type Policy, type PolicyDocument } from '@portvakt/xacml';
/** An attribute that a policy matches on. */
export interface PolicyAttribute {
    readonly type: string;
    readonly value: string;
    /** `{type}:{value}` */
    readonly urn: string;
}
/** A rule with its alternatives side by side. */
export interface FlatRule {
    readonly id: string;
    readonly effect: 'Permit' | 'Deny';
    readonly description: string | undefined;
    /** Each alternative is a conjunction. Empty: the rule names no subject, and so fits anyone. */
    readonly subjects: readonly (readonly PolicyAttribute[])[];
    readonly resources: readonly (readonly PolicyAttribute[])[];
    /** Empty: every action. */
    readonly actions: readonly string[];
    readonly hasCondition: boolean;
}
/** An action on a resource, and who has it. */
export interface PolicyRight {
    readonly action: PolicyAttribute;
    readonly resource: readonly PolicyAttribute[];
    readonly rightKey: string;
    readonly subjects: readonly {
        readonly subjectAttributes: readonly PolicyAttribute[];
    }[];
    readonly subjectTypes: readonly string[];
}
/** The rules of a policy, in its order. */
export declare function flatRules(document: PolicyDocument): readonly FlatRule[];
/** The subject attributes that targets and conditions read, wherever they stand in the policy. */
export declare const subjectAttributeIds: (document: PolicyDocument) => ReadonlySet<string>;
/** True when every rule names the resource: its registry id, or org and app (altinn-pdp.md 12.2). */
export declare function ruleWithoutResource(document: PolicyDocument, resourceId: string): FlatRule | undefined;
/** `action;resource values;hash`: names a right in delegations (altinn-pdp.md 12.1). */
export declare function rightKey(action: string, resource: readonly PolicyAttribute[]): string;
/** Every action on every resource alternative that a Permit rule gives, with those who have it. */
export declare function policyRights(document: PolicyDocument): readonly PolicyRight[];
/** Every subject that the policy names, once. */
export declare function policySubjects(document: PolicyDocument): readonly PolicyAttribute[];
/**
 * The literals (lower case) that each subject attribute is compared with in the targets; null for an attribute of which any value may
 * matter. Other values of the attribute cannot change a decision, and need not be given to the engine.
 */
export declare function relevantSubjectValues(policy: Policy): ReadonlyMap<string, ReadonlySet<string> | null>;
