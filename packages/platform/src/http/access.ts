/**
 * Who may call an operation, as data: it stands beside the handler, admits callers, and goes into the OpenAPI documents. A closed union, so an
 * operation that says nothing, or something else, does not compile. How a caller is found and refused is the surface's: see `Surface`.
 */
export type Access =
  | AnyoneAccess
  | TokenAccess
  | PersonAccess
  | PartyAccess
  | VendorAccess
  | AdministratorAccess
  | OperatorAccess
  | PermitAccess
  | PlatformAccess
  | UpstreamAccess
  | LocalAccess
  | SandboxAccess;

/** Open to all; what proves the caller, if anything does, is in the body (a grant, a code, a password). */
export interface AnyoneAccess {
  readonly who: 'anyone';
}

export type Issuer = 'maskinporten' | 'altinn';

/** Whoever holds a valid token of one of the issuers, with at least one of the scopes. */
export interface TokenAccess {
  readonly who: 'token';
  /** Left out = both. */
  readonly issuers?: readonly Issuer[];
  /** At least one; left out = any token will do. */
  readonly scopes?: readonly string[];
}

/** A person, by session or exchanged token. */
export interface PersonAccess {
  readonly who: 'person';
  readonly scopes?: readonly string[];
}

/** A person whom the PDP permits the action with the resource for the party that the request names. */
export interface PartyAccess {
  readonly who: 'party';
  readonly resource: string;
  readonly action: 'read' | 'write';
  readonly scopes?: readonly string[];
}

/** The organisation behind a token, for what is its own: its systems, its requests. */
export interface VendorAccess {
  readonly who: 'vendor';
  readonly scopes: readonly string[];
}

/** Who handles an organisation's integrations: its machine with a scope, or a person with a key role. */
export interface AdministratorAccess {
  readonly who: 'administrator';
  /** The room's own name for the right, e.g. `dcr.write`. */
  readonly right: string;
  /** What a machine's token needs one of; empty = any of Maskinporten's will do. */
  readonly scopes: readonly string[];
}

/** Who operates the platform: a person who has been made an operator, or the operator's organisation with the scope. */
export interface OperatorAccess {
  readonly who: 'operator';
  /** What a machine's token needs one of. */
  readonly scopes: readonly string[];
}

/** Whoever the PDP permits one of the actions on what the request names. */
export interface PermitAccess {
  readonly who: 'permit';
  /** A name in braces stands for actions that depend on what is named, such as those of its current task. */
  readonly actions: readonly string[];
  readonly scopes: readonly string[];
  /** What is named and is not there is refused as forbidden, so that nothing is told of it; left out = it is 404. */
  readonly hidesUnknown?: boolean;
}

/** The platform's own components, by platform access token or the internal scope. */
export interface PlatformAccess {
  readonly who: 'platform';
  readonly scopes: readonly string[];
}

/** Whoever holds a token that is exchanged here: one of another issuer than this platform's own. */
export interface UpstreamAccess {
  readonly who: 'upstream';
  /** As the path names them. */
  readonly providers: readonly string[];
}

/** Whoever asks on this machine itself, without a token; from elsewhere a token with at least one of the scopes. */
export interface LocalAccess {
  readonly who: 'local';
  readonly scopes: readonly string[];
}

/** Whoever is on this machine; not there at all in production. */
export interface SandboxAccess {
  readonly who: 'sandbox';
}

/** The scopes that open an operation: at least one of them; empty = none is asked for. */
export const scopesOf = (access: Access): readonly string[] => ('scopes' in access ? (access.scopes ?? []) : []);

/** True when a request without any token may be served. */
export const isOpen = ({ who }: Access): boolean => who === 'anyone' || who === 'local' || who === 'sandbox';
