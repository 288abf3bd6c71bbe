import type { Caller } from '../callers/index.ts';

/** An attribute of a question. */
export interface AttributeInput {
  readonly id: string;
  readonly value: string;
  /** Default: XML Schema string. */
  readonly dataType?: string;
  /** Echo it in the verdict. */
  readonly includeInResult?: boolean;
}

/** May `subject` do `action` with `resource`? */
export interface Question {
  readonly subject: readonly AttributeInput[];
  readonly action: string;
  readonly resource: readonly AttributeInput[];
}

export type Decision = 'Permit' | 'Deny' | 'NotApplicable' | 'Indeterminate';

export interface Obligation {
  readonly id: string;
  readonly assignments: readonly {
    readonly attributeId: string;
    readonly value: string;
    readonly dataType: string;
    readonly category?: string;
  }[];
}

export interface Verdict {
  readonly decision: Decision;
  readonly obligations: readonly Obligation[];
  /** From the obligation of category `urn:altinn:minimum-authenticationlevel`: least level of a person or user. */
  readonly requiredLevel?: number;
  /** From `urn:altinn:minimum-authenticationlevel-org`: least level of a service owner. */
  readonly requiredLevelOrg?: number;
  /** Why, in plain words. Holds no person number. */
  readonly reason: string;
}

/** The answer to an enforcement point (altinn-pdp.md 15). */
export interface Ask {
  readonly permitted: boolean;
  readonly requiredLevel?: number;
  readonly reason: string;
}

export interface Authorization {
  decide(question: Question): Promise<Verdict>;
  /** In the order asked. What the questions share is looked up once. */
  decideAll(questions: readonly Question[]): Promise<readonly Verdict[]>;
  /** The rules of an enforcement point: subject attributes from the caller, exactly one Permit, level obligation met. */
  ask(caller: Caller, action: string, resource: readonly AttributeInput[]): Promise<Ask>;
  /** The same of many resources, in their order, as one request: what they share is looked up once. */
  askAll(caller: Caller, action: string, resources: readonly (readonly AttributeInput[])[]): Promise<readonly Ask[]>;
}

/** What the decision needs to know of delegations; the delegations room has it (see delegations/). */
export interface DelegatedRights {
  /** URNs of the access packages that `from` has given to `to` (UUIDs). */
  packages(to: string, from: string): Promise<readonly string[]>;
  /** Single rights that `from` has given to any of `to` (UUIDs) on a resource. */
  rights(question: { readonly to: readonly string[]; readonly from: string; readonly resourceId: string }): Promise<
    readonly {
      readonly to: string;
      readonly action: string;
      readonly instanceId?: string;
      /** Attributes of the resource, all of which must be there. */
      readonly part?: readonly { readonly type: string; readonly value: string }[];
    }[]
  >;
}

/** An app instance, as the decision needs it (altinn-pdp.md 7.1). */
export interface InstanceInfo {
  readonly org: string;
  readonly app: string;
  readonly partyId: number;
  readonly task?: string;
  readonly endEvent?: string;
}
