/** What the platform answers, as far as the portal reads it. Names are the wire's. */

export interface Profile {
  readonly userId: number;
  readonly userName?: string;
  readonly partyId: number;
  readonly party: { readonly partyUuid: string; readonly name: string };
}

export interface AuthorizedParty {
  readonly partyId: number;
  readonly partyUuid: string;
  readonly name: string;
  readonly organizationNumber?: string | null;
  readonly type: string;
  readonly unitType?: string | null;
  readonly isDeleted?: boolean;
  readonly onlyHierarchyElementWithNoAccess?: boolean;
  readonly subunits?: readonly AuthorizedParty[];
}

/** maskinporten.md 6.3 */
export interface Client {
  readonly client_id: string;
  readonly client_name: string;
  readonly description: string;
  readonly client_orgno: string;
  readonly active: boolean;
  readonly integration_type: string;
  readonly scopes: readonly string[];
  readonly access_token_lifetime: number;
  readonly created: string;
  readonly last_updated: string;
  readonly [field: string]: unknown;
}

/** maskinporten.md 6.4; `exp` in seconds. */
export interface ClientKey {
  readonly kid: string;
  readonly kty: string;
  readonly alg: string;
  readonly n: string;
  readonly e: string;
  readonly exp?: number;
  readonly created?: string;
  readonly x5c?: readonly string[];
}

export interface Scope {
  readonly name: string;
  readonly prefix: string;
  readonly subscope: string;
  readonly description: string;
  readonly active: boolean;
  readonly visibility: 'PUBLIC' | 'PRIVATE' | 'INTERNAL';
  readonly accessible_for_all: boolean;
  readonly allowed_integration_types: readonly string[];
  readonly delegation_source?: string;
  readonly at_max_age?: number;
  readonly [field: string]: unknown;
}

/** An item of GET /scopes/access/all. */
export interface UsableScope {
  readonly scope: string;
  readonly state: string;
  readonly description?: string;
  readonly accessible_for_all?: boolean;
  readonly delegation_source?: string;
}

export interface ScopeAccess {
  readonly scope: string;
  readonly state: string;
  readonly consumer_orgno: string;
  readonly created: string;
}

export interface TokenRequest {
  readonly time: string | number;
  readonly clientId: string;
  readonly outcome: 'issued' | 'refused';
  readonly kid?: string;
  readonly scopes?: readonly string[];
  readonly check?: string;
  readonly code?: string;
  readonly description?: string;
  readonly parameters?: Readonly<Record<string, string | number>>;
}

export interface Right {
  readonly action?: string;
  readonly resource: readonly { readonly id: string; readonly value: string }[];
}
export interface PackageUrn {
  readonly urn: string;
}

/** system-register-and-users.md 5.1 and 6, with what the portal's own reads add. */
export interface SystemUserRequest {
  readonly id: string;
  readonly systemId: string;
  readonly partyOrgNo: string;
  readonly externalRef?: string;
  readonly integrationTitle?: string;
  readonly rights?: readonly Right[];
  readonly accessPackages?: readonly PackageUrn[];
  readonly requiredRights?: readonly Right[];
  readonly unwantedRights?: readonly Right[];
  readonly requiredAccessPackages?: readonly PackageUrn[];
  readonly unwantedAccessPackages?: readonly PackageUrn[];
  readonly status: string;
  readonly redirectUrl?: string | null;
  readonly escalated?: boolean;
  readonly timedOut?: boolean;
  readonly partyId: number | string;
  readonly partyUuid?: string;
  readonly userMayEscalateButNotApprove?: boolean;
  readonly systemUserType?: string;
}

/** A word in each language, as the registers give it. */
export type Translated = Readonly<Partial<Record<'nb' | 'nn' | 'en', string>>>;

/** The vendor and the system behind a request for approval. */
export interface Asker {
  readonly vendor: { readonly number: string; readonly name: string };
  readonly system: { readonly id: string; readonly name: Translated };
}

export interface RegisteredSystem {
  readonly systemId: string;
  readonly systemVendorOrgNumber: string;
  readonly systemVendorOrgName?: string;
  readonly name: Translated;
  readonly description: Translated;
}

export interface Resource {
  readonly identifier: string;
  readonly title?: Translated;
  readonly description?: Translated;
  readonly rightDescription?: Translated;
  readonly resourceType?: string;
  readonly hasCompetentAuthority?: {
    readonly name?: Translated;
    readonly orgcode?: string;
    readonly organization?: string;
  };
}

export interface AccessPackage {
  readonly urn: string;
  readonly name: string;
  readonly description: string;
  readonly resources?: readonly { readonly name?: string; readonly title?: string }[];
}

export interface SystemUser {
  readonly id: string;
  readonly integrationTitle: string;
  readonly systemId: string;
  readonly productName?: string;
  readonly reporteeOrgNo: string;
  readonly created: string;
  readonly supplierName?: string;
  readonly supplierOrgno?: string;
  readonly externalRef?: string;
  readonly userType?: string;
  readonly partyUuId?: string;
  readonly accessPackages?: readonly PackageUrn[];
}

export interface SystemUserDelegations {
  readonly systemUserId: string;
  readonly rights: readonly Right[];
  readonly accessPackages: readonly PackageUrn[];
}

export interface AgentClient {
  readonly partyUuid: string;
  readonly displayName: string;
  readonly organizationIdentifier?: string;
}

/** A client that an agent system user has (system-register-and-users.md 7.3). */
export interface AgentDelegation {
  readonly delegationId: string;
  readonly customerId: string;
  readonly customerName: string;
  readonly customerOrganizationNumber?: string;
}
