/** What a vendor asks a customer for: the form, what is wrong with it, and what is sent (system-register-and-users.md 5). Pure. */
import type { FieldFault } from '../api/http.ts';
import type { OwnSystem } from '../api/vendor.ts';
import { digitsOf, isOrganizationNumber } from '../organizations/organization-number.ts';
import { resourceIds } from '../system-users/words.ts';
import { wordsOfFault } from '../texts/refusal-words.ts';
import type { SystemFaults } from './system-form.ts';
import type { Texts } from './words.ts';

export type Kind = 'standard' | 'agent';

export interface AskFields {
  readonly kind: Kind;
  readonly customer: string;
  readonly reference: string;
  readonly name: string;
  readonly redirect: string;
  readonly resources: readonly string[];
  readonly packages: readonly string[];
}

/** Everything that the system has, for the customer itself. */
export const askFor = (system: OwnSystem): AskFields => ({
  kind: 'standard',
  customer: '',
  reference: '',
  name: '',
  redirect: '',
  resources: resourceIds(system.rights),
  packages: system.accessPackages.map(({ urn }) => urn),
});

/** What is wrong, by the id of the field. */
export function askFaults(fields: AskFields, t: Texts): SystemFaults {
  const words = t.systems.ask;
  const isAgent = fields.kind === 'agent';
  const none = fields.packages.length === 0 && (isAgent || fields.resources.length === 0);
  return {
    ...(isOrganizationNumber(digitsOf(fields.customer)) ? {} : { customer: t.scopes.numberInvalid }),
    ...(none ? { packages: isAgent ? words.nothingAgent : words.nothing } : {}),
  };
}

const given = <N extends string>(name: N, value: string): Partial<Record<N, string>> =>
  (value.trim() === '' ? {} : { [name]: value.trim() }) as Partial<Record<N, string>>;

/** The body of POST. */
export const askBody = (system: OwnSystem, fields: AskFields) => ({
  systemId: system.id,
  partyOrgNo: digitsOf(fields.customer),
  ...given('externalRef', fields.reference),
  ...given('integrationTitle', fields.name),
  ...given('redirectUrl', fields.redirect),
  accessPackages: fields.packages.map((urn) => ({ urn })),
  ...(fields.kind === 'standard'
    ? { rights: system.rights.filter((right) => resourceIds([right]).every((id) => fields.resources.includes(id))) }
    : {}),
});

const FIELDS: Readonly<Record<string, string>> = {
  partyOrgNo: 'customer',
  externalRef: 'reference',
  integrationTitle: 'name',
  redirectUrl: 'redirect',
};

/** Puts the service's complaints at the fields of the page. */
export function serverAskFaults(faults: readonly FieldFault[], t: Texts): SystemFaults {
  return Object.fromEntries(
    faults.flatMap((fault) => {
      const at = FIELDS[fault.field];
      return at === undefined ? [] : [[at, wordsOfFault(fault, t)]];
    }),
  );
}
