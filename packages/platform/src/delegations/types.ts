import type { Party } from '../register/index.ts';
import type { ResourceRecord } from '../resources/index.ts';

/** An action that somebody may do with a resource for somebody else. */
export interface DelegatedRight {
  /** UUID of the receiver. */
  readonly to: string;
  readonly action: string;
  /** Left out: every instance. */
  readonly instanceId?: string;
  /** Given by an app, and only on what of the resource has all of these. */
  readonly part?: readonly RightPart[];
}

/** An attribute of a resource, such as a task. */
export interface RightPart {
  readonly type: string;
  readonly value: string;
}

/** What somebody wants to pass on: registry ids and package URNs. */
export interface Wanted {
  readonly resources: readonly string[];
  readonly packages: readonly string[];
  /** Level (0–4) with which the person has logged in. Left out: the level is not checked. */
  readonly authenticationLevel?: number;
}

/** Why something may not be passed on: the number of an AUTH code of system-register-and-users.md 8.1. */
export interface DelegationFailure {
  readonly code: 14 | 16 | 18 | 20 | 50 | 51 | 52 | 53 | 68 | 69 | 70 | 71;
  /** The registry id or package URN that is at fault. */
  readonly subject: string;
  /** What was wrong and what to do. */
  readonly detail: string;
}

/** A right of a resource, ready to be written. */
export interface RightToGrant {
  readonly resourceId: string;
  readonly action: string;
}

/** Everything a grant writes; made by `plan`, which has checked it. */
export interface DelegationPlan {
  readonly rights: readonly RightToGrant[];
  readonly packages: readonly string[];
}

export interface Grant extends DelegationPlan {
  readonly to: string;
  readonly from: Party;
  /** UUID of the person who gives. */
  readonly by: string;
}

/** The actions that a receiver has on a resource, or on one instance of it, set as a whole. */
export interface RightsSetting {
  readonly to: string;
  readonly from: Party;
  /** UUID of the person who gives. */
  readonly by: string;
  readonly resourceId: string;
  /** Left out: every instance. */
  readonly instanceId?: string;
  readonly actions: readonly string[];
}

/** A supplier that may use the scopes of a MaskinportenSchema resource for a consumer. */
export interface ScopeDelegation {
  readonly consumer: Party;
  readonly supplier: Party;
  readonly resourceId: string;
  readonly resource: ResourceRecord;
  readonly scopes: readonly string[];
  /** ms since the epoch */
  readonly created: number;
}

export type ConsentStatus = 'created' | 'accepted' | 'rejected' | 'revoked';

export interface ConsentRight {
  readonly action: readonly string[];
  readonly resource: readonly { readonly type: string; readonly value: string }[];
  readonly metadata?: Readonly<Record<string, string>>;
}

export interface ConsentEvent {
  readonly event: ConsentStatus | 'used';
  /** UUID of the party. */
  readonly by: string;
  /** ms since the epoch */
  readonly created: number;
}

/** A person or organisation lets an organisation fetch data about it (maskinporten.md 2.6). */
export interface Consent {
  readonly id: string;
  /** `urn:altinn:person:identifier-no:…` or `urn:altinn:organization:identifier-no:…` */
  readonly from: string;
  readonly fromUuid: string;
  /** Organisation number of who may use it. */
  readonly to: string;
  readonly status: ConsentStatus;
  /** ms since the epoch */
  readonly validTo: number;
  /** ms since the epoch */
  readonly created: number;
  /** When it was accepted, ms since the epoch. */
  readonly consented?: number;
  readonly rights: readonly ConsentRight[];
  readonly requestMessage?: Readonly<Record<string, string>>;
  readonly redirectUrl?: string;
  readonly events: readonly ConsentEvent[];
}
