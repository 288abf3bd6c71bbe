/** What one decision follows from, besides the request itself. */
import type { Party } from '../register/index.ts';
import type { CompiledPolicy, ListMembership, ResourceRecord } from '../resources/index.ts';
import type { Asked } from './asked.ts';
import type { Added, Subject } from './context.ts';
import type { DelegatedRights, InstanceInfo } from './types.ts';

export type Rights = Awaited<ReturnType<DelegatedRights['rights']>>;

/** All that has been looked up for a decision. What the decision cannot need is left empty. */
export interface Facts {
  readonly asked: Asked;
  readonly instance: InstanceInfo | undefined;
  readonly resourceParty: Party | undefined;
  readonly subject: Subject;
  /** Where the policy lies: registry id, or `app_{org}_{app}`; undefined when the request names no resource. */
  readonly resourceId: string | undefined;
  readonly isApp: boolean;
  readonly policy: CompiledPolicy | undefined;
  /** The resource in the registry; not for apps. */
  readonly record: ResourceRecord | undefined;
  /** Roles, and packages by role and by delegation, that the subject has for the resource party: those that the policy can use. */
  readonly attributes: readonly Added[];
  /** Roles of the subject in the resource party's estate. */
  readonly estateRoles: readonly string[];
  /** Access lists that the subject is on, for a resource that is asked about without a party. */
  readonly subjectLists: readonly ListMembership[];
  /** Access lists connected to the resource that the resource party is on. */
  readonly partyLists: readonly ListMembership[];
  /** Single rights that the resource party or its main unit has given to the subject or to an organisation it acts for. */
  readonly rights: Rights;
  /** What could not be looked up, and why. */
  readonly failed: ReadonlyMap<FactName, unknown> | undefined;
}

/** What can fail to be looked up. */
export type FactName = Exclude<keyof Facts, 'asked' | 'subject' | 'resourceId' | 'isApp' | 'failed'> | 'subjectParty';

/** @throws what went wrong when it was looked up */
export function checkKnown({ failed }: Facts, fact: FactName): void {
  if (failed?.has(fact)) throw failed.get(fact);
}
