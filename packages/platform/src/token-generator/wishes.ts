/** What a token may be wished for with. Members are named as in the query of the hosted generator (token-generator.md 3). */

/** Service owners whose platform access tokens are made here, besides `platform`: the hosted generator has the key of the test owner alone. */
export const SIGNED_FOR = ['ttd'] as const;

/** What every wish may say. */
interface Lasting {
  /** Life in seconds; default 1800, of a consent 30. 0 = expired at once. */
  readonly ttl?: number | undefined;
}

/** The scopes of the token. */
interface Scoped {
  readonly scopes?: readonly string[] | undefined;
}

/** Ids of a user; what is left out is the register's when that knows who is meant. */
interface Ids {
  readonly userId?: number | undefined;
  readonly partyId?: number | undefined;
  readonly partyUuid?: string | undefined;
}

/** Of a person that has logged in. */
export interface PersonWish extends Lasting, Scoped, Ids {
  readonly as: 'person';
  /** Eleven digits; default those of the user that the ids name, else of any person in the world. */
  readonly pid?: string | undefined;
  readonly userName?: string | undefined;
  /** Default 3. */
  readonly authLvl?: '1' | '2' | '3' | '4' | undefined;
  /** Organisation, or person, for whose integration the token is. */
  readonly consumerOrgNo?: string | undefined;
  readonly clientAmr?: string | undefined;
  readonly delegationSource?: string | undefined;
}

/** Of an organisation, by Maskinporten. */
export interface OrganisationWish extends Lasting {
  readonly as: 'organisation';
  readonly scopes: readonly string[];
  /** Nine digits; default those of any organisation in the world. */
  readonly orgNo?: string | undefined;
  /** Code of a service owner: the token is then a service owner's. */
  readonly org?: string | undefined;
  readonly supplierOrgNo?: string | undefined;
  readonly clientId?: string | undefined;
  readonly delegationSource?: string | undefined;
}

/** Of an enterprise user: an organisation with a user of Altinn. */
export interface EnterpriseUserWish extends Lasting, Scoped {
  readonly as: 'enterprise-user';
  readonly orgNo: string;
  readonly userId: number;
  readonly userName: string;
  readonly partyId: number;
  readonly partyUuid?: string | undefined;
  readonly org?: string | undefined;
  readonly supplierOrgNo?: string | undefined;
  readonly delegationSource?: string | undefined;
}

/** Of a system user. */
export interface SystemUserWish extends Lasting, Scoped {
  readonly as: 'system-user';
  readonly systemUserId: string;
  /** The vendor; default that of the system user, where the platform knows it. */
  readonly orgNo?: string | undefined;
  /** Who owns the system user; default as the platform knows it. */
  readonly systemUserOrg?: string | undefined;
  readonly supplierOrgNo?: string | undefined;
  readonly clientId?: string | undefined;
}

/** Of an app or a component of the platform. */
export interface PlatformWish extends Lasting {
  /** An app or component as the issuer of Altinn's tokens knows it; see `platform-access` for the header `PlatformAccessToken`. */
  readonly as: 'platform';
  readonly app: string;
}

/** For the header `PlatformAccessToken`. */
export interface PlatformAccessWish extends Lasting {
  readonly as: 'platform-access';
  readonly app: string;
  /** Who signs; default `platform`. */
  readonly org?: 'platform' | (typeof SIGNED_FOR)[number] | undefined;
}

/** Of a person that Altinn knows by a user name alone. */
export interface SelfIdentifiedWish extends Lasting, Scoped, Ids {
  readonly as: 'self-identified';
  readonly userName?: string | undefined;
}

/** Of a person that Altinn knows by an e-mail address alone. */
export interface EmailUserWish extends Lasting, Scoped, Ids {
  readonly as: 'email-user';
  readonly email: string;
}

/** Of a consent as Altinn 2 gave it. */
export interface ConsentWish extends Lasting {
  readonly as: 'consent';
  /** `{code}_{edition}` each. */
  readonly serviceCodes: readonly string[];
  /** Values of the services, by `{code}_{edition}_{name}`. */
  readonly metadata?: Readonly<Record<string, string>> | undefined;
  readonly authorizationCode?: string | undefined;
  readonly offeredBy: string;
  readonly coveredBy: string;
  readonly handledBy?: string | undefined;
}

/** Whose token is wished for. */
export type TokenWish =
  | PersonWish
  | OrganisationWish
  | EnterpriseUserWish
  | SystemUserWish
  | PlatformWish
  | PlatformAccessWish
  | SelfIdentifiedWish
  | EmailUserWish
  | ConsentWish;
