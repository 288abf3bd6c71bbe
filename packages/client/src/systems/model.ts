import { check } from '../check.ts';

/** A right of a system: one resource. */
export interface Right {
  readonly action?: string;
  readonly resource: readonly { readonly id: string; readonly value: string }[];
}

/** An access package by its URN, `urn:altinn:accesspackage:…`. */
export interface AccessPackage {
  readonly urn: string;
}

/** A text in each language. */
export type Texts = Readonly<Record<'nb' | 'nn' | 'en', string>>;

/** What a vendor registers (system-register-and-users.md 3.1). */
export interface SystemRegistration {
  /** `{vendor's organisation number}_{name}`; cannot be changed. */
  readonly id: string;
  readonly vendor: { readonly ID: string };
  readonly name: Texts;
  readonly description: Texts;
  readonly rights?: readonly Right[];
  readonly accessPackages?: readonly AccessPackage[];
  /** Maskinporten clients; each belongs to one system. */
  readonly clientId?: readonly string[];
  readonly isVisible?: boolean;
  readonly allowedRedirectUrls?: readonly string[];
}

/** A system as the register has it. */
export interface RegisteredSystem extends SystemRegistration {
  readonly isDeleted?: boolean;
}

/** What a customer is asked for (5.1). `externalRef` left out means the customer's organisation number. */
export interface SystemUserRequest {
  readonly systemId: string;
  readonly partyOrgNo: string;
  readonly externalRef?: string;
  readonly integrationTitle?: string;
  readonly rights?: readonly Right[];
  readonly accessPackages?: readonly AccessPackage[];
  readonly redirectUrl?: string;
}

/** The answer to a request that was sent. */
export type Asked<T> = T & {
  /** It stood already: nothing of what was sent was taken, and what is told here is what stands. */
  readonly stood: boolean;
};

/** How far a request has come; `NoChangeNeeded` of change requests only. */
export type RequestStatus = 'New' | 'Accepted' | 'Rejected' | 'Denied' | 'Timedout' | 'NoChangeNeeded';

/** A request as it stands. */
export interface SystemUserRequestAnswer extends SystemUserRequest {
  readonly id: string;
  readonly status: RequestStatus;
  /** Where the customer approves. Opaque: add nothing to it. */
  readonly confirmUrl?: string;
  readonly timedOut?: boolean;
  readonly escalated?: boolean;
  readonly created?: string;
}

/** What shall change for an existing system user (6). */
export interface ChangeRequest {
  readonly requiredRights?: readonly Right[];
  readonly unwantedRights?: readonly Right[];
  readonly requiredAccessPackages?: readonly AccessPackage[];
  readonly unwantedAccessPackages?: readonly AccessPackage[];
  readonly redirectUrl?: string;
}

/** A change request as it stands. */
export interface ChangeRequestAnswer extends ChangeRequest {
  readonly id: string;
  readonly systemUserId: string;
  readonly status: RequestStatus;
  readonly confirmUrl?: string;
  readonly timedOut?: boolean;
}

/** A system user as a vendor sees it. */
export interface SystemUser {
  readonly id: string;
  readonly integrationTitle: string;
  readonly systemId: string;
  readonly reporteeOrgNo: string;
  readonly externalRef: string;
  readonly userType: 'standard' | 'agent';
  readonly created: string;
  readonly isDeleted: boolean;
}

/** A right on one resource of the registry, or on an app given as `org/app`. @throws ConfigurationError */
export const rightTo = (resource: string): Right => {
  check(resource, 'the resource', 'a text');
  return {
    resource: [
      { id: 'urn:altinn:resource', value: resource.includes('/') ? `app_${resource.replace('/', '_')}` : resource },
    ],
  };
};
