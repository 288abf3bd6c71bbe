/** What the register knows about a party: a person, an organisation, or an enterprise user (a person without person number). */
export interface Party {
  /** Altinn's number of the party. */
  readonly partyId: number;
  readonly uuid: string;
  readonly type: 'person' | 'organization';
  readonly name: string;
  readonly organizationNumber?: string;
  readonly personNumber?: string;
  readonly userId?: number;
  /** Organisation form, e.g. `AS`, `ENK`, `BEDR`. */
  readonly form?: string;
  /** Of a sub-unit: its main unit. */
  readonly parentUuid?: string;
  readonly isDeleted: boolean;
  /** When it was deleted, ms since the epoch, where that is known. */
  readonly deletedAt?: number;
  /** The user name of a person with a number who has one, in small letters. */
  readonly userName?: string;
}

/** The ways to name a party. */
export type PartyRef =
  | { readonly partyId: number }
  | { readonly uuid: string }
  | { readonly organization: string }
  | { readonly person: string }
  | { readonly userId: number }
  /** In any letters. */
  | { readonly userName: string };

/** A role that someone holds for a party. */
export interface HeldRole {
  /** e.g. `urn:altinn:external-role:ccr:daglig-leder` */
  readonly urn: string;
  /** Legacy code in lower case, e.g. `dagl`; the last part of the URN where there is none. */
  readonly code: string;
  /** e.g. `urn:altinn:rolecode:dagl` */
  readonly legacyUrn?: string;
}

export interface ServiceOwner {
  /** e.g. `ttd` */
  readonly code: string;
  readonly organizationNumber: string;
  readonly name: string;
}

/** A party and what somebody holds for it. */
export interface Relation {
  readonly party: Party;
  readonly roles: readonly HeldRole[];
}

/** A role as the register has it: no role that follows from another. */
export interface Assigned {
  readonly holder: string;
  readonly of: string;
  /** URN */
  readonly role: string;
}

/** Which of those whom a person has a role for are told of. */
export interface WhichReportees {
  /** What the person has by key roles too; default true. */
  readonly viaKeyRoles?: boolean;
  /** Also parties that are deleted; default false. */
  readonly deletedToo?: boolean;
}
