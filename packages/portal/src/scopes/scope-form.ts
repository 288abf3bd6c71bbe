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
}
export type ScopeFaults = Partial<Record<'subscope' | 'description' | 'types' | 'atMaxAge', string>>;

export const CLIENT_TYPES = ['maskinporten', 'krr', 'idporten', 'api_klient', 'ansattporten'] as const;
export const VISIBILITIES = ['PUBLIC', 'PRIVATE'] as const;

/** What is wrong with the form, by field; nothing when it may be sent. */
export function scopeFaults(fields: ScopeFields, t: Texts): ScopeFaults {
  const faults: ScopeFaults = {};
  if (fields.subscope.trim() === '') faults.subscope = t.scopes.subscopeRequired;
  if (fields.description.trim() === '') faults.description = t.scopes.descriptionRequired;
  if (fields.types.length === 0) faults.types = t.scopes.typesRequired;
  if (!/^(?:[1-9]\d{0,8})?$/.test(fields.atMaxAge.trim())) faults.atMaxAge = t.scopes.atMaxAgeInvalid;
  return faults;
}

/** The body of POST and PUT. @param source issuer through which access is delegated */
export const scopeBody = (fields: ScopeFields, source: string): NewScope => ({
  prefix: fields.prefix,
  subscope: fields.subscope.trim(),
  description: fields.description.trim(),
  allowed_integration_types: fields.types,
  visibility: fields.visibility,
  accessible_for_all: fields.openToAll,
  delegation_source: fields.delegation ? source : null,
  at_max_age: fields.atMaxAge.trim() === '' ? null : Number(fields.atMaxAge),
});

const FIELDS: Readonly<Record<string, keyof ScopeFaults>> = {
  subscope: 'subscope',
  description: 'description',
  allowed_integration_types: 'types',
  at_max_age: 'atMaxAge',
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
