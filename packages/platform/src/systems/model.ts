/** What the System Register keeps and what travels over the wire. */
export interface ResourcePair {
  readonly id: string;
  readonly value: string;
}

/** A right: an action (kept, not used) on a resource. */
export interface Right {
  readonly action?: string;
  readonly resource: readonly ResourcePair[];
}

export interface PackageRef {
  readonly urn: string;
}

export interface Names {
  readonly nb: string;
  readonly nn: string;
  readonly en: string;
}

/** A system as its vendor has registered it. */
export interface RegisteredSystem {
  readonly internalId: string;
  readonly id: string;
  /** Organisation number. */
  readonly vendor: string;
  readonly name: Names;
  readonly description: Names;
  readonly rights: readonly Right[];
  readonly accessPackages: readonly PackageRef[];
  readonly clientIds: readonly string[];
  readonly isVisible: boolean;
  readonly isDeleted: boolean;
  readonly allowedRedirectUrls: readonly string[];
}

export type UserType = 'standard' | 'agent';

export interface SystemUser {
  /** UUID; also that of the request it came from. */
  readonly id: string;
  readonly systemInternalId: string;
  readonly systemId: string;
  readonly vendor: string;
  readonly partyOrganization: string;
  readonly partyId: number;
  readonly partyUuid: string;
  readonly externalRef: string;
  readonly integrationTitle: string;
  readonly userType: UserType;
  /** URNs: what an agent uses for its clients. */
  readonly packages: readonly string[];
  readonly isDeleted: boolean;
  /** ms since the epoch */
  readonly created: number;
  readonly changed: number;
  readonly sequence: number;
}

export type RequestStatus = 'New' | 'Accepted' | 'Rejected' | 'Denied';

export interface SystemUserRequest {
  readonly id: string;
  readonly userType: UserType;
  readonly systemId: string;
  readonly vendor: string;
  readonly partyOrganization: string;
  readonly externalRef: string;
  readonly integrationTitle: string;
  readonly rights: readonly Right[];
  readonly accessPackages: readonly PackageRef[];
  readonly redirectUrl?: string;
  readonly status: RequestStatus;
  readonly escalated: boolean;
  readonly isDeleted: boolean;
  /** ms since the epoch */
  readonly created: number;
}

/** What a change request adds and takes. */
export interface Changes {
  readonly requiredRights: readonly Right[];
  readonly unwantedRights: readonly Right[];
  readonly requiredAccessPackages: readonly PackageRef[];
  readonly unwantedAccessPackages: readonly PackageRef[];
}

export interface ChangeRequest {
  readonly id: string;
  readonly systemUserId: string;
  readonly systemId: string;
  readonly vendor: string;
  readonly partyOrganization: string;
  readonly externalRef: string;
  readonly changes: Changes;
  readonly redirectUrl?: string;
  readonly status: 'New' | 'Accepted' | 'Rejected';
  readonly isDeleted: boolean;
  /** ms since the epoch */
  readonly created: number;
}

/** A system user as vendors and Maskinporten see it (system-register-and-users.md 4). */
export interface ExternalSystemUser {
  readonly id: string;
  readonly integrationTitle: string;
  readonly systemId: string;
  readonly productName: string;
  readonly reporteeOrgNo: string;
  readonly created: string;
  readonly isDeleted: boolean;
  readonly supplierName: string;
  readonly supplierOrgno: string;
  readonly externalRef: string;
  readonly userType: UserType;
}

/** What makes a system user unique while it lives. JSON, so that no external reference can look like another triple. */
export const tripleOf = (systemId: string, organization: string, externalRef: string): string =>
  JSON.stringify([systemId, organization, externalRef]);

/** The resource ids that rights name. */
export const resourceIds = (rights: readonly Right[]): readonly string[] => [
  ...new Set(rights.flatMap((right) => right.resource.map((pair) => pair.value))),
];

export const external = (user: SystemUser): ExternalSystemUser => ({
  id: user.id,
  integrationTitle: user.integrationTitle,
  systemId: user.systemId,
  productName: user.systemId,
  reporteeOrgNo: user.partyOrganization,
  created: new Date(user.created).toISOString(),
  isDeleted: user.isDeleted,
  supplierName: '',
  supplierOrgno: user.vendor,
  externalRef: user.externalRef,
  userType: user.userType,
});

/** A system user as the portal sees it. */
export const internal = (user: SystemUser, packages: readonly string[]) => ({
  ...external(user),
  systemInternalId: user.systemInternalId,
  partyId: String(user.partyId),
  partyUuId: user.partyUuid,
  accessPackages: packages.map((urn) => ({ urn })),
});
