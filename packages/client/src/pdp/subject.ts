import { checkMembers, checkOptional } from '../check.ts';
import { ConfigurationError } from '../errors.ts';

/** A subject attribute of a decision request. */
export interface Attribute {
  readonly category?: string;
  readonly id: string;
  readonly value: string;
}

/** Who a token is for. */
export interface Principal {
  readonly kind: 'organisation' | 'serviceOwner' | 'systemUser' | 'enterpriseUser' | 'person';
  readonly issuer: 'maskinporten' | 'altinn';
  readonly clientId?: string;
  readonly scopes: ReadonlySet<string>;
  readonly level?: number;
  readonly consumer?: string;
  readonly supplier?: string;
  readonly delegationSource?: string;
  readonly serviceOwner?: string;
  readonly userId?: number;
  readonly partyId?: number;
  readonly partyUuid?: string;
  readonly pid?: string;
  /** The `urn:altinn:consent` element (maskinporten.md 3.3). */
  readonly consent?: Readonly<Record<string, unknown>>;
  readonly systemUser?: { readonly id: string; readonly systemId: string; readonly owner: string };
  readonly claims: Readonly<Record<string, unknown>>;
}

/** Subject attributes in the order of client-library.md 6.7; a system user goes alone. @throws ConfigurationError for what is no principal */
export function subjectOf(principal: Principal): readonly Attribute[] {
  checkMembers(principal, 'principal', {});
  const number = 'a number, 0 or more';
  const texts = { partyUuid: 'a text', consumer: 'a text', serviceOwner: 'a text' } as const;
  const numbers = { userId: number, partyId: number, level: number } as const;
  checkOptional(principal, 'principal', { ...texts, ...numbers, systemUser: 'an object' });
  if (principal.systemUser) checkMembers(principal.systemUser, 'principal.systemUser', { id: 'a text' });
  else if (!(principal.scopes instanceof Set))
    throw new ConfigurationError('principal is none', { hint: 'Give what createTokenValidator gave' });
  if (principal.systemUser) return [{ id: 'urn:altinn:systemuser:uuid', value: principal.systemUser.id }];
  return [
    ...identity(principal),
    ...(principal.serviceOwner === undefined ? [] : [{ id: 'urn:altinn:org', value: principal.serviceOwner }]),
    ...(principal.level === undefined ? [] : [{ id: 'urn:altinn:authlevel', value: String(principal.level) }]),
    ...[...principal.scopes].map((scope) => ({ id: 'urn:scope', value: scope })),
  ];
}

function identity({ kind, partyUuid, userId, partyId, consumer }: Principal): readonly Attribute[] {
  if (kind === 'person' && partyUuid !== undefined) return [{ id: 'urn:altinn:party:uuid', value: partyUuid }];
  if (userId !== undefined) return [{ id: 'urn:altinn:userid', value: String(userId) }];
  if (partyId !== undefined) return [{ id: 'urn:altinn:partyid', value: String(partyId) }];
  if (consumer === undefined) return [];
  return [
    { id: 'urn:altinn:organization:identifier-no', value: consumer },
    { id: 'urn:altinn:organizationnumber', value: consumer },
  ];
}
