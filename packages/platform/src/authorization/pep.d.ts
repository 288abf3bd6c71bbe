/** The rules of an enforcement point (altinn-pdp.md 15): who asks, and what a verdict allows. */
import type { Caller } from '../callers/index.ts';
import type { Ask, AttributeInput, Verdict } from './types.ts';
/**
 * The subject attributes that a token stands for: user id, else party id, else system user (alone), else organisation
 * number; with session and scopes, except for system users. A service owner asks as its code and organisation.
 * @returns nothing when the token names no subject
 */
export declare function subjectOf(caller: Caller): readonly AttributeInput[];
/** Permit is access only when the token's level is high enough; a service owner's may meet the level for organisations instead. */
export declare function enforce(verdict: Verdict, caller: Caller): Ask;
