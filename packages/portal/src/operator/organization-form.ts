import type { OperatedOrganization, OrganizationWish } from '../api/operator.ts';
import { digitsOf, isOrganizationNumber } from '../organizations/organization-number.ts';
import { legible } from '../texts/names.ts';
import type { Texts } from './words.ts';

/** What is written of an organisation; lists have a line each. */
export interface OrganizationFields {
  readonly number: string;
  readonly name: string;
  readonly form: string;
  readonly owner: string;
  readonly prefixes: string;
  readonly administrators: string;
}
export type OrganizationFaults = Partial<Record<keyof OrganizationFields, string>>;

export const EMPTY: OrganizationFields = {
  number: '',
  name: '',
  form: '',
  owner: '',
  prefixes: '',
  administrators: '',
};

/** An organisation as it is, to be changed. */
export const fieldsOf = (of: OperatedOrganization): OrganizationFields => ({
  number: of.number,
  name: of.name,
  form: of.form,
  owner: of.serviceOwner ?? '',
  prefixes: of.prefixes.join('\n'),
  administrators: of.administrators.map(({ personNumber, name }) => `${personNumber} ${name}`).join('\n'),
});

const linesOf = (text: string): readonly string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');

const ADMINISTRATOR = /^(\d{6}\s?\d{5})[\s,;]+(\S.{0,199})$/;

function administratorIn(line: string): { personNumber: string; name: string } | undefined {
  const [, number = '', name = ''] = ADMINISTRATOR.exec(line) ?? [];
  return number === '' || legible(name) !== name ? undefined : { personNumber: digitsOf(number), name: name.trim() };
}

/** What is wrong, by field; nothing when it may be sent. */
export function organizationFaults(fields: OrganizationFields, t: Texts): OrganizationFaults {
  const words = t.operator.form.faults;
  const faults: OrganizationFaults = {};
  const { name, form, owner } = fields;
  if (!isOrganizationNumber(digitsOf(fields.number))) faults.number = words.number;
  if (name.trim() === '' || name.trim().length > 200 || legible(name) !== name) faults.name = words.name;
  if (!/^[A-ZÆØÅ]{1,10}$/.test(form.trim())) faults.form = words.form;
  if (owner.trim() !== '' && !/^[a-z][a-z0-9-]{1,19}$/.test(owner.trim())) faults.owner = words.owner;
  if (!linesOf(fields.prefixes).every((line) => /^[a-z0-9][a-z0-9-]{0,49}$/.test(line)))
    faults.prefixes = words.prefixes;
  if (!linesOf(fields.administrators).every((line) => administratorIn(line) !== undefined))
    faults.administrators = words.administrators;
  return faults;
}

/** What is sent of fields that have no faults. */
export const wishOf = ({ name, form, owner, prefixes, administrators }: OrganizationFields): OrganizationWish => ({
  name: name.trim(),
  form: form.trim(),
  serviceOwner: owner.trim() === '' ? null : owner.trim(),
  prefixes: [...new Set(linesOf(prefixes))],
  administrators: linesOf(administrators).flatMap((line) => administratorIn(line) ?? []),
});
