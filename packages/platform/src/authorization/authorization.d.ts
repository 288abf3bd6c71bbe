import type { Database } from '../database/index.ts';
import type { Clock } from '../foundation/index.ts';
import type { Party, Register } from '../register/index.ts';
import type { Resources } from '../resources/index.ts';
import { type DecisionRequest } from './attributes.ts';
import type { Lookups, Memo, Side } from './context-handler.ts';
import { type Outcome } from './decide.ts';
import { type Switches } from './switches.ts';
import type { Authorization, DelegatedRights, InstanceInfo, Obligation } from './types.ts';
export interface AuthorizationDeps {
    readonly database: Database;
    readonly clock: Clock;
    readonly register: Register;
    readonly resources: Resources;
    readonly delegations: DelegatedRights;
    /** Process and app of an instance `{partyId}/{guid}`; the storage room has it. Without it no instance is known. */
    readonly instances?: (id: string) => Promise<InstanceInfo | undefined>;
    /** Roles that one person has in another's estate. Without it there are none. */
    readonly estateRoles?: (from: Party, to: Party) => Promise<readonly string[]>;
    readonly switches?: Partial<Switches>;
}
/** The decision point with the doors that other rooms and the routes use. */
export interface DecisionPoint extends Authorization {
    /** Decides a request as it came over the wire. */
    evaluate(request: DecisionRequest, side: Side, memo?: Memo): Promise<Outcome>;
    readonly lookups: Lookups;
}
/** Opens the PDP. It keeps nothing of its own: what it looks up is remembered, and dropped on change, where it is kept. */
export declare function createAuthorization(deps: AuthorizationDeps): DecisionPoint;
/** The level that an obligation asks for, found by the assignment's category (altinn-pdp.md 8.4). */
export declare function levelOf(obligations: readonly Obligation[], category: string): number | undefined;
