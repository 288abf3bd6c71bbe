import { type Context, type Lookups } from './context-handler.ts';
import type { Outcome } from './decide.ts';
/** What the policy would accept for the action. */
export declare function acceptedSubjects(context: Context): readonly string[];
/** What the subject has for the resource party. */
export declare function heldBySubject(context: Context, lookups: Lookups): Promise<readonly string[]>;
/** One sentence: what decided, or what is missing for Permit. */
export declare function reasonOf(outcome: Outcome, lookups: Lookups): Promise<string>;
