import { type Domain } from './domain.ts';
import type { Json } from './model.ts';
export interface ListedEntity {
    readonly type: string;
    readonly id: string;
    readonly properties?: Json;
}
export interface XacmlDomainOptions {
    /** A Policy or PolicySet as XML. */
    readonly policy: string;
    /** The types of resource that the policy is about. */
    readonly resourceTypes: readonly string[];
    readonly subjects?: readonly ListedEntity[];
    readonly resources?: readonly ListedEntity[];
    /** Action names that an action search tries; by default those that the policy's targets name. */
    readonly actions?: readonly string[];
    /** Attribute ids, for `subject.id`, `subject.type`, `subject.role` …, where the default is not wanted. */
    readonly attributes?: Readonly<Record<string, string>>;
}
/** @throws XacmlError when the policy is not valid */
export declare function xacmlDomain(options: XacmlDomainOptions): Domain;
/** A domain as a file: the options with `policy` as the name of a file beside it. @throws when a file cannot be read or is not valid */
export declare function readXacmlDomain(file: string): Promise<Domain>;
