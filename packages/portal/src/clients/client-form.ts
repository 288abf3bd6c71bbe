import type { FieldFault } from '../api/http.ts';
import type { ClientForm } from '../api/selfservice.ts';
import type { Client } from '../api/types.ts';
import type { Texts } from '../texts/index.tsx';
import { wordsOfFault } from '../texts/refusal-words.ts';

/** The text fields of the client form as they stand in the page. */
export interface ClientFields {
  readonly name: string;
  readonly description: string;
  readonly lifetime: string;
}
export type ClientFaults = Partial<Record<keyof ClientFields | 'scopes', string>>;

export const MAX_DESCRIPTION = 255;
const MAX_NAME = 255;
const MAX_LIFETIME_S = 86_400;

/** What is wrong with the form, by field; nothing when it may be sent (maskinporten.md 6.3, 7). */
export function clientFaults({ name, description, lifetime }: ClientFields, t: Texts): ClientFaults {
  const faults: ClientFaults = {};
  if (name.trim() === '') faults.name = t.client.nameRequired;
  else if (name.trim().length > MAX_NAME) faults.name = t.client.nameLong;
  if (description.trim() === '') faults.description = t.client.descriptionRequired;
  else if (description.trim().length > MAX_DESCRIPTION)
    faults.description = t.client.descriptionLong(description.trim().length);
  const seconds = /^\d{1,6}$/.test(lifetime.trim()) ? Number(lifetime) : 0;
  if (seconds < 1 || seconds > MAX_LIFETIME_S) faults.lifetime = t.client.lifetimeInvalid;
  return faults;
}

const FIELDS: Readonly<Record<string, keyof ClientFaults>> = {
  client_name: 'name',
  description: 'description',
  access_token_lifetime: 'lifetime',
  scopes: 'scopes',
};

/** Puts the API's complaints at the fields of the page. */
export function serverFaults(fields: readonly FieldFault[], t: Texts): ClientFaults {
  const faults: ClientFaults = {};
  for (const fault of fields) {
    const at = FIELDS[fault.field];
    if (at && faults[at] === undefined) faults[at] = wordsOfFault(fault, t);
  }
  return faults;
}

/** What a person has filled in about the client that stands. */
export const formOf = (client: Client): ClientForm => ({
  name: client.client_name,
  description: client.description,
  lifetime: client.access_token_lifetime,
  scopes: client.scopes,
});

/** The same as it stands in the fields of the page. */
export const fieldsOf = (client: Client): ClientFields => ({
  name: client.client_name,
  description: client.description,
  lifetime: String(client.access_token_lifetime),
});

/** True when nothing would change by saving: what stands round a text is not saved. */
export const areSame = (one: ClientFields, other: ClientFields): boolean =>
  one.name.trim() === other.name.trim() &&
  one.description.trim() === other.description.trim() &&
  one.lifetime.trim() === other.lifetime.trim();
