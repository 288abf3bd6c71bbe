/** What the set-up of an organisation is: as a file wants it, and as the APIs have it. */
import type { RegisteredSystem, RequestStatus, Right, SystemRegistration, UserKind } from '@portvakt/client/systems';
import type { ApiClient, ApiKey, ApiScope } from '../self-service/api.ts';

/** The parts of an organisation's own set-up, each read and written through APIs of its own. */
export const SECTIONS = ['scopes', 'clients', 'resources', 'systems', 'systemUserRequests'] as const;
export type OwnSection = (typeof SECTIONS)[number];
/** Every part of a set-up file: organisations are the operator's of a platform of one's own, and come first. */
export const FILE_SECTIONS = ['organizations', ...SECTIONS] as const;
export type Section = (typeof FILE_SECTIONS)[number];

/** Members as an API names them. */
export type Fields = Readonly<Record<string, unknown>>;

/** Where in a file something stands. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

export interface Placed {
  readonly at: Place;
}

/** The public half of a key, ready to be sent. */
export interface PublicKey {
  readonly kid: string;
  readonly n: string;
  readonly [member: string]: unknown;
}

/** A client that shall be there. What `fields` leaves out stays as it is. */
export interface WantedClient extends Placed {
  readonly name: string;
  readonly id?: string;
  readonly fields: Fields;
  /** The whole set; undefined: whatever is there. */
  readonly keys?: readonly PublicKey[];
}

/** An organisation that shall be in the register. What `fields` leaves out stays as it is. */
export interface WantedOrganization extends Placed {
  readonly number: string;
  readonly fields: Fields;
}

export interface WantedScope extends Placed {
  readonly name: string;
  readonly fields: Fields;
  /** All organisations that have access; undefined: whoever has. */
  readonly access?: readonly string[];
}

export interface WantedResource extends Placed {
  readonly id: string;
  readonly fields: Fields;
  /** XACML XML; undefined: whatever is there. */
  readonly policy?: string;
}

export interface WantedSystem extends Placed {
  readonly id: string;
  readonly fields: Pick<SystemRegistration, 'name' | 'description' | 'isVisible' | 'allowedRedirectUrls'>;
  readonly rights?: readonly Right[];
  readonly accessPackages?: readonly string[];
  /** Names of clients, or ids. */
  readonly clients?: readonly string[];
}

export interface WantedRequest extends Placed {
  readonly system: string;
  readonly customer: string;
  readonly externalRef: string;
  readonly kind: UserKind;
  readonly fields: Fields;
  readonly rights?: readonly Right[];
  readonly accessPackages?: readonly string[];
}

/** What a file asks for. */
export interface Wanted {
  readonly organization?: string;
  /** Sections that the file has. */
  readonly sections: ReadonlySet<Section>;
  /** Sections of which nothing else may be left. */
  readonly prune: ReadonlySet<Section>;
  /** Undefined where the file has no such section. */
  readonly organizations?: readonly WantedOrganization[];
  readonly scopes: readonly WantedScope[];
  readonly clients: readonly WantedClient[];
  readonly resources: readonly WantedResource[];
  readonly systems: readonly WantedSystem[];
  readonly systemUserRequests: readonly WantedRequest[];
}

export interface ActualClient {
  readonly id: string;
  readonly name: string;
  readonly record: ApiClient;
  readonly keys: readonly ApiKey[];
}

export interface ActualOrganization {
  readonly number: string;
  readonly record: Fields;
}

export interface ActualScope {
  readonly name: string;
  readonly record: ApiScope;
  readonly access: readonly string[];
}

export interface ActualResource {
  readonly id: string;
  readonly record: Fields;
  readonly policy?: string;
}

export interface ActualSystem {
  readonly id: string;
  readonly record: RegisteredSystem;
}

export interface ActualRequest {
  readonly id: string;
  readonly system: string;
  readonly customer: string;
  readonly externalRef: string;
  readonly kind: UserKind;
  readonly status: RequestStatus;
  readonly timedOut: boolean;
  readonly fields: Fields;
  readonly rights: readonly Right[];
  readonly accessPackages: readonly string[];
}

/** What there is of the organisation that the credentials speak for, deactivated and deleted things included. */
export interface Actual {
  readonly organization: string;
  /** The client that asks: never taken away. */
  readonly self: string;
  /** Seconds since 1970 at which it was read. */
  readonly now: number;
  /** Those that a file names. */
  readonly organizations?: readonly ActualOrganization[];
  readonly scopes: readonly ActualScope[];
  readonly clients: readonly ActualClient[];
  readonly resources: readonly ActualResource[];
  readonly systems: readonly ActualSystem[];
  readonly systemUserRequests: readonly ActualRequest[];
  /** Resources that a file gives rights to, and that are nobody's. */
  readonly missing?: ReadonlySet<string>;
}

/** Something wrong with a file, or with what it asks for. */
export interface Fault extends Placed {
  readonly text: string;
}
