/** The engine as this room uses it. */
import { type Pdp, type PolicyDocument } from '@portvakt/xacml';
import type { CompiledPolicy } from './types.ts';
export type { Pdp, PolicyDocument };
/** A policy that cannot be used, and why. `line` and `column` count from 1 and point into the XML. */
export declare class PolicyError extends Error {
    readonly name = "PolicyError";
    readonly line: number | undefined;
    readonly column: number | undefined;
    constructor(message: string, position?: {
        line: number | undefined;
        column: number | undefined;
    });
}
/** Longest policy, in characters. */
export declare const MAX_POLICY_LENGTH = 1000000;
/**
 * Parses and compiles a policy. `strict` asks that every rule names the resource, as the registry does when one is uploaded.
 * @throws PolicyError
 */
export declare function compilePolicy(resourceId: string, version: number, xml: string, strict: boolean): CompiledPolicy;
