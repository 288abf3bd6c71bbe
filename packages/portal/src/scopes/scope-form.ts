import type { FieldFault } from '../api/http.ts';
import type { NewScope, Scope } from '../api/types.ts';
import type { Texts } from '../texts/index.tsx';
import { wordsOfFault } from '../texts/refusal-words.ts';

/** What a person fills in about a scope (maskinporten.md 5.2). */
export interface ScopeFields {
  readonly prefix: string;
  readonly subscope: string;
  readonly description: string;
  readonly types: Scope['allowed_integration_types'];
  readonly visibility: Scope['visibility'];
  readonly openToAll: boolean;
  readonly delegation: boolean;
  readonly atMaxAge: string;
  readonly longDescription: string;
  readonly tokenType: Scope['token_type'];
  readonly involvement: readonly Involvement[];
  readonly audience: string;
  readonly maxLifetime: string;
}
export type ScopeFaults = Partial<
  Record<'subscope' | 'description' | 'types' | 'atMaxAge' | 'longDescription' | 'audience' | 'maxLifetime', string>
>;

/** A part of the form. */
export interface ScopeFieldsProps {
  readonly fields: ScopeFields;
  readonly faults: ScopeFaults;
  readonly onChange: (part: Partial<ScopeFields>) => void;
}

/** What a scope asks of the person who logs in, by the names of the API. */
export const INVOLVEMENTS = [
  'requires_user_consent',
  'requires_user_authentication',
  'requires_pseudonymous_tokens',
] as const;
export type Involvement = (typeof INVOLVEMENTS)[number];
export const TOKEN_TYPES = ['SELF_CONTAINED', 'OPAQUE'] as const;

/** What a new scope begins with. */
export const newScope = (prefix: string): ScopeFields => ({
  prefix,
  subscope: '',
  description: '',
  types: ['maskinporten'],
  visibility: 'PUBLIC',
  openToAll: false,
  delegation: false,
  atMaxAge: '',
  longDescription: '',
  tokenType: 'SELF_CONTAINED',
  involvement: [],
  audience: '',
  maxLifetime: '',
});

const written = (seconds: number | undefined): string => (seconds === undefined ? '' : String(seconds));

/** A scope as it stands, to be changed. */
export const fieldsOf = (scope: Scope): ScopeFields => ({
  prefix: scope.prefix,
  subscope: scope.subscope,
  description: scope.description,
  types: scope.allowed_integration_types,
  visibility: scope.visibility,
  openToAll: scope.accessible_for_all,
  delegation: scope.delegation_source !== undefined,
  atMaxAge: written(scope.at_max_age),
  longDescription: scope.long_description ?? '',
  tokenType: scope.token_type,
  involvement: INVOLVEMENTS.filter((one) => scope[one]),
  audience: scope.enforced_aud_for_access_token ?? '',
  maxLifetime: written(scope.authorization_max_lifetime),
});

export const CLIENT_TYPES = ['maskinporten', 'krr', 'idporten', 'api_klient', 'ansattporten'] as const;
export const VISIBILITIES = ['PUBLIC', 'PRIVATE'] as const;

const SECONDS = /^(?:[1-9]\d{0,8})?$/;

/** What is wrong with the form, by field; nothing when it may be sent. */
export function scopeFaults(fields: ScopeFields, t: Texts): ScopeFaults {
  const faults: ScopeFaults = {};
  if (fields.subscope.trim() === '') faults.subscope = t.scopes.subscopeRequired;
  if (fields.description.trim() === '') faults.description = t.scopes.descriptionRequired;
  if (fields.types.length === 0) faults.types = t.scopes.typesRequired;
  if (!SECONDS.test(fields.atMaxAge.trim())) faults.atMaxAge = t.scopes.atMaxAgeInvalid;
  if (!SECONDS.test(fields.maxLifetime.trim())) faults.maxLifetime = t.scopes.atMaxAgeInvalid;
  return faults;
}

const secondsOf = (text: string): number | null => (text.trim() === '' ? null : Number(text));

/** The body of POST and PUT. @param source issuer through which access is delegated */
export const scopeBody = (fields: ScopeFields, source: string): NewScope => ({
  prefix: fields.prefix,
  subscope: fields.subscope.trim(),
  description: fields.description.trim(),
  allowed_integration_types: fields.types,
  visibility: fields.visibility,
  accessible_for_all: fields.openToAll,
  delegation_source: fields.delegation ? source : null,
  at_max_age: secondsOf(fields.atMaxAge),
  ...(fields.longDescription.trim() === '' ? {} : { long_description: fields.longDescription.trim() }),
  token_type: fields.tokenType,
  requires_user_consent: fields.involvement.includes('requires_user_consent'),
  requires_user_authentication: fields.involvement.includes('requires_user_authentication'),
  requires_pseudonymous_tokens: fields.involvement.includes('requires_pseudonymous_tokens'),
  enforced_aud_for_access_token: fields.audience.trim() === '' ? null : fields.audience.trim(),
  authorization_max_lifetime: secondsOf(fields.maxLifetime),
});

const FIELDS: Readonly<Record<string, keyof ScopeFaults>> = {
  subscope: 'subscope',
  description: 'description',
  allowed_integration_types: 'types',
  at_max_age: 'atMaxAge',
  long_description: 'longDescription',
  enforced_aud_for_access_token: 'audience',
  authorization_max_lifetime: 'maxLifetime',
};

/** Puts the API's complaints at the fields of the page. */
export function serverScopeFaults(fields: readonly FieldFault[], t: Texts): ScopeFaults {
  const faults: ScopeFaults = {};
  for (const fault of fields) {
    const at = FIELDS[fault.field];
    if (at && faults[at] === undefined) faults[at] = wordsOfFault(fault, t);
  }
  return faults;
}
