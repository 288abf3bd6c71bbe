/** Where a decision is asked for, where its facts are looked up, and what is added to its request. */
import type { Party, Register } from '../register/index.ts';
import type { Resources } from '../resources/index.ts';
import type { Switches } from './switches.ts';
import type { DelegatedRights, InstanceInfo } from './types.ts';

/** Which endpoint asks: some subjects are allowed on one only (7.2). */
export type Side = 'external' | 'internal';

/** Where facts are looked up. */
export interface Lookups {
  readonly register: Register;
  readonly resources: Resources;
  readonly delegations: DelegatedRights;
  /** Process and app of an instance by `{partyId}/{guid}`. */
  instance(id: string): Promise<InstanceInfo | undefined>;
  /** Estate roles of one person for another (the Digitalt dødsbo PIP). */
  estateRoles(from: Party, to: Party): Promise<readonly string[]>;
  readonly switches: Switches;
}

/** Who asks, as far as the register knows. */
export interface Subject {
  readonly systemUser?: string;
  /** The person or organisation acting. */
  readonly party?: Party;
  /** True when `party` acts as a user: only users have roles. */
  readonly isUser: boolean;
}

/** Values that the context handler added, and where they came from. */
export interface Added {
  readonly category: 'subject' | 'resource';
  readonly id: string;
  readonly values: readonly string[];
  readonly from: string;
  /** The answer repeats them. */
  readonly echo?: true;
}
