/**
 * Writes a XACML policy in Altinn's form from a table of who may do what (altinn-pdp.md 10): one Permit rule a row, three AnyOf
 * (subjects, resource, actions), level obligations on the policy.
 */
export interface PolicyTable {
    /** Registry id, or `app_{org}_{app}`. */
    readonly resourceId: string;
    readonly rules: readonly PolicyTableRule[];
    /** Least authentication level of persons and users, 0–4. */
    readonly level?: number;
    /** Least authentication level of service owners, 0–4. */
    readonly levelOrg?: number;
}
export interface PolicyTableRule {
    readonly description?: string;
    /** Alternatives, each `{attribute id}:{value}`, e.g. `urn:altinn:rolecode:DAGL`. */
    readonly subjects: readonly string[];
    readonly actions: readonly string[];
    /** Narrows the resource, e.g. `urn:altinn:task:Task_1`; each is an alternative. */
    readonly within?: readonly string[];
}
interface Attribute {
    readonly id: string;
    readonly value: string;
}
/** The attributes that name a resource: org and app for an app, else the registry id. */
export declare function resourceAttributes(resourceId: string): readonly Attribute[];
/**
 * @returns the policy as XACML 3.0 XML
 * @throws RangeError when a rule has no subject or no action, or a subject is not `{attribute id}:{value}`
 */
export declare function writePolicy(table: PolicyTable): string;
export {};
