/** What the context handler works with and what it hands to the engine. */
import type { Party, Register } from '../register/index.ts';
import type { CompiledPolicy, Resources } from '../resources/index.ts';
import type { DecisionRequest } from './attributes.ts';
import type { Switches } from './switches.ts';
import type { DelegatedRights, InstanceInfo } from './types.ts';

/** Which endpoint asks: some subjects are allowed on one only (7.2). */
export type Side = 'external' | 'internal';

/** Where the context handler looks. */
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

/** A value that the context handler added, and where it came from. */
export interface Added {
  readonly category: 'subject' | 'resource';
  readonly id: string;
  readonly values: readonly string[];
  readonly from: string;
}

/** A request ready for the engine. */
export interface Context {
  readonly request: DecisionRequest;
  readonly policy: CompiledPolicy;
  /** Registry id, or `app_{org}_{app}`. */
  readonly resourceId: string;
  readonly isApp: boolean;
  readonly resourceParty: Party | undefined;
  readonly subject: Subject;
  /** What an instance delegation may name: the GUID and the full URN, or the free instance id. */
  readonly instanceIds: readonly string[];
  readonly added: readonly Added[];
}
