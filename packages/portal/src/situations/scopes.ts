import { digitsOf } from '../organizations/organization-number.ts';

/** For whom a situation can be started. */
export const SCOPES = ['client', 'system', 'customer', 'externalRef'] as const;

/** What is written of each; nothing = for everybody. */
export type Scopes = Readonly<Record<(typeof SCOPES)[number], string>>;
export const NOBODY: Scopes = { client: '', system: '', customer: '', externalRef: '' };

/** Those of the fields that are written in, as the platform takes them. */
export function givenOf(scopes: Scopes): Partial<Scopes> {
  const written = { ...scopes, customer: digitsOf(scopes.customer) };
  const given = SCOPES.filter((scope) => written[scope].trim() !== '');
  return Object.fromEntries(given.map((scope) => [scope, written[scope].trim()]));
}

/** Whether a situation in force is for just those for whom the fields would start it. */
export function isFor(one: Partial<Scopes>, scopes: Scopes): boolean {
  const given = givenOf(scopes);
  return SCOPES.every((scope) => one[scope] === given[scope]);
}

type Names = Readonly<Record<string, readonly [name: string, what: string, todo: string]>>;

/** A situation by the name that people know it by. */
export const nameOf = (name: string, names: Names): string => names[name]?.[0] ?? name;
