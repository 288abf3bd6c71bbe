/** Who may call an operation, and which log-ins make one of them. */
import type { Access } from '@portvakt/platform/testing/operations';

export type Issuer = 'altinn' | 'maskinporten';

/** What a token must be to open an operation. */
export interface Fitting {
  /** A person's session will do. */
  readonly person: boolean;
  /** An organisation's token will do: of this issuer, with one of these scopes. */
  readonly organization?: {
    readonly issuer: Issuer;
    readonly scopes: readonly string[];
    /** It is there as the vendor of a system, not as the one whose data it is about. */
    readonly isVendor: boolean;
  };
}

/** The scopes of a person's session. */
const OF_A_SESSION: ReadonlySet<string> = new Set([
  'openid',
  'digdir:dialogporten.noconsent',
  'altinn:portal/enduser',
  'altinn:instances.read',
]);
/** Open to every organisation: for where any scope will do. */
const ANY_SCOPE = 'altinn:instances.read';

export const scopesOf = (access: Access): readonly string[] => ('scopes' in access ? (access.scopes ?? []) : []);

/** Undefined where no token is asked for. */
export function fittingFor(access: Access): Fitting | undefined {
  const all = scopesOf(access);
  const machine = all.filter((scope) => scope !== 'altinn:portal/enduser');
  const inSession = all.length === 0 || all.some((scope) => OF_A_SESSION.has(scope));
  const isVendor = access.who === 'vendor' || all.some((scope) => scope.startsWith('altinn:authentication/system'));
  const organization = (issuer: Issuer) => ({ issuer, scopes: all.length === 0 ? [ANY_SCOPE] : machine, isVendor });
  switch (access.who) {
    case 'anyone':
    case 'local':
    case 'sandbox':
      return undefined;
    case 'person':
    case 'party':
      return { person: true };
    case 'administrator':
    case 'operator':
      return { person: true, organization: organization('maskinporten') };
    case 'upstream':
      return { person: false, organization: organization('maskinporten') };
    case 'vendor':
    case 'platform':
      return { person: false, organization: organization('altinn') };
    case 'permit':
      return { person: inSession, organization: organization('altinn') };
    case 'token': {
      const issuer = access.issuers && !access.issuers.includes('altinn') ? 'maskinporten' : 'altinn';
      const mayBePerson = inSession && issuer === 'altinn';
      return machine.length === 0 && all.length > 0
        ? { person: mayBePerson }
        : { person: mayBePerson, organization: organization(issuer) };
    }
  }
}

/** Whose token is put on requests. */
export interface Identity {
  readonly kind: 'person' | 'organization' | 'client' | 'pasted';
  readonly name: string;
  readonly token: string;
  /** ISO 8601; unknown of a pasted token. */
  readonly expires?: string;
  readonly issuer?: Issuer;
  readonly scopes: readonly string[];
}

/** Whether the identity is one that the operation is for; nothing is known of a pasted token. */
export function fits(identity: Identity, { person, organization }: Fitting): boolean {
  if (identity.kind === 'pasted') return true;
  if (identity.kind === 'person') return person;
  if (!organization || organization.issuer !== identity.issuer) return false;
  return organization.scopes.some((scope) => identity.scopes.includes(scope));
}
