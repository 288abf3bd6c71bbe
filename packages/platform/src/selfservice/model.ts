import type { KeyObject, X509Certificate } from 'node:crypto';

/** The client types that a scope or a client can have (maskinporten.md 5.2). */
export const INTEGRATION_TYPES = [
  'ansattporten',
  'api_klient',
  'eformidling',
  'idporten',
  'idporten_saml2',
  'krr',
  'maskinporten',
] as const;
export type IntegrationType = (typeof INTEGRATION_TYPES)[number];

export const JWT_BEARER = 'urn:ietf:params:oauth:grant-type:jwt-bearer';

export const APPLICATION_TYPES = ['web', 'browser', 'native'] as const;
export type ApplicationType = (typeof APPLICATION_TYPES)[number];
export const AUTH_METHODS = ['client_secret_post', 'client_secret_basic', 'private_key_jwt', 'none'] as const;
export type AuthMethod = (typeof AUTH_METHODS)[number];
export const GRANT_TYPES = ['authorization_code', 'implicit', 'refresh_token', JWT_BEARER] as const;
export type GrantType = (typeof GRANT_TYPES)[number];

/** Languages that a scope's texts may also be written in, beside bokmål (maskinporten.md 5.2). */
export const LANGUAGES = ['nn', 'en', 'se'] as const;
export type Language = (typeof LANGUAGES)[number];

/** A scope with everything that the token endpoint and the API say of it. Times in ms. */
export interface ScopeRecord {
  readonly name: string;
  readonly prefix: string;
  readonly subscope: string;
  readonly owner: string;
  readonly active: boolean;
  readonly description: string;
  readonly longDescription?: string;
  readonly descriptions?: Readonly<Partial<Record<Language, string>>>;
  readonly longDescriptions?: Readonly<Partial<Record<Language, string>>>;
  readonly visibility: 'PUBLIC' | 'PRIVATE' | 'INTERNAL';
  readonly accessibleForAll: boolean;
  readonly integrationTypes: readonly IntegrationType[];
  /** Issuer of the authority through which access can be delegated. */
  readonly delegationSource?: string;
  /** Seconds; 0 or absent = no rule. */
  readonly atMaxAge?: number;
  readonly authorizationMaxLifetime?: number;
  readonly requiresUserConsent: boolean;
  readonly requiresUserAuthentication: boolean;
  readonly requiresPseudonymousTokens: boolean;
  readonly enforcedAud?: string;
  /** Kept and given back; Maskinporten's tokens are self-contained whatever it says. */
  readonly tokenType?: 'SELF_CONTAINED' | 'OPAQUE';
  readonly supportsEuropeanBusinesses?: boolean;
  readonly protected?: boolean;
  readonly created: number;
  readonly lastUpdated: number;
}

export type AccessState = 'REQUESTED' | 'APPROVED' | 'DENIED';

export interface ScopeAccess {
  readonly scope: string;
  readonly owner: string;
  readonly consumer: string;
  readonly state: AccessState;
  readonly created: number;
  readonly lastUpdated: number;
}

/** An integration as it is kept. Times in ms, lifetimes in seconds. */
export interface ClientRecord {
  readonly clientId: string;
  readonly organization: string;
  readonly supplier?: string;
  /** The organisation that made it through Altinn's own paths. */
  readonly managedBy?: string;
  readonly active: boolean;
  readonly integrationType: IntegrationType;
  readonly applicationType: ApplicationType;
  readonly authMethod: AuthMethod;
  readonly grantTypes: readonly GrantType[];
  /** Of a client that authenticates by a secret: its SHA-256 in base64url, and when it expires. */
  readonly secret?: { readonly hash: string; readonly expires: number };
  readonly name: string;
  readonly description: string;
  readonly scopes: readonly string[];
  readonly accessTokenLifetime: number;
  /** Fields that Maskinporten keeps and ignores, as they were sent. */
  readonly others: Readonly<Record<string, unknown>>;
  readonly created: number;
  readonly lastUpdated: number;
}

/** An organisation on whose behalf a client may act (maskinporten.md 6.3). Times in ms. */
export interface OnBehalfOf {
  /** Chosen by the supplier; the full id is `<client_id>::<id>`. */
  readonly id: string;
  readonly name: string;
  readonly organization: string;
  readonly description?: string;
  readonly uri?: string;
  readonly logoUri?: string;
  readonly created: number;
  readonly lastUpdated: number;
}

/** A registered public key. Times in ms. */
export interface ClientKey {
  readonly kid: string;
  readonly jwk: PublicJwk;
  readonly created: number;
  readonly expires: number;
}

/** The members that are kept of an uploaded key (maskinporten.md 6.4). */
export interface PublicJwk {
  readonly kty: 'RSA';
  readonly use: 'sig';
  readonly alg: 'RS256' | 'RS384' | 'RS512';
  readonly kid: string;
  readonly n: string;
  readonly e: string;
  readonly x5c?: readonly string[];
}

/** What the token endpoint needs of a client, ready to use. */
export interface GrantClient {
  readonly clientId: string;
  readonly organization: string;
  readonly supplierOrganization?: string;
  readonly active: boolean;
  readonly integrationType: IntegrationType;
  readonly scopes: ReadonlySet<string>;
  /** Seconds. */
  readonly accessTokenLifetime: number;
  /** By kid. */
  readonly keys: ReadonlyMap<string, GrantKey>;
}

/** A registered key, ready to verify with. */
export interface GrantKey {
  readonly key: KeyObject;
  /** ms */
  readonly expires: number;
  /** Of a key that was registered as a business certificate: that one first. */
  readonly chain?: readonly X509Certificate[];
}
