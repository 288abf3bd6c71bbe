/** The form of a system: what is filled in, what is wrong with it, and what is sent (system-register-and-users.md 3). Pure. */
import type { FieldFault } from '../api/http.ts';
import type { Right } from '../api/types.ts';
import type { NewSystem, OwnSystem } from '../api/vendor.ts';
import { resourceIds } from '../system-users/words.ts';
import { LANGUAGES, type Language } from '../texts/index.tsx';
import { wordsOfFault } from '../texts/refusal-words.ts';
import type { Texts } from './words.ts';

type InAll = Readonly<Record<Language, string>>;

export interface SystemFields {
  /** After the underscore. */
  readonly suffix: string;
  readonly name: InAll;
  readonly description: InAll;
  readonly isVisible: boolean;
  readonly resources: readonly string[];
  /** URNs. */
  readonly packages: readonly string[];
  readonly clients: readonly string[];
  /** One a line. */
  readonly redirects: string;
}

export type SystemFaults = Readonly<Record<string, string>>;

const NOTHING: InAll = { nb: '', nn: '', en: '' };
export const EMPTY_SYSTEM: SystemFields = {
  suffix: '',
  name: NOTHING,
  description: NOTHING,
  isVisible: false,
  resources: [],
  packages: [],
  clients: [],
  redirects: '',
};

/** A system as it stands, to be changed. */
export const fieldsOf = (system: OwnSystem): SystemFields => ({
  suffix: system.id.slice(system.id.indexOf('_') + 1),
  name: system.name,
  description: system.description,
  isVisible: system.isVisible,
  resources: resourceIds(system.rights),
  packages: system.accessPackages.map(({ urn }) => urn),
  clients: system.clientId,
  redirects: system.allowedRedirectUrls.join('\n'),
});

const linesOf = (text: string): readonly string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');

const isHttps = (line: string): boolean => URL.canParse(line) && new URL(line).protocol === 'https:';

/** What means something else in an address, white space, and what cannot be seen. */
const UNFIT = /[/\\?#%\s\p{Cc}]/u;

/** What is wrong, by the id of the field; the register is asked about the rest. @param forClients URNs of packages that only agents use */
export function systemFaults(fields: SystemFields, forClients: ReadonlySet<string>, t: Texts): SystemFaults {
  const words = t.systems.form;
  const suffix = fields.suffix.trim();
  const bad = linesOf(fields.redirects).find((line) => !isHttps(line));
  const missing = (['name', 'description'] as const).flatMap((what) =>
    LANGUAGES.filter((language) => fields[what][language].trim() === '').map((language) => [
      `${what}-${language}`,
      words.faults.text(words[what].toLowerCase(), words.languages[language].toLowerCase()),
    ]),
  );
  return {
    ...(suffix === '' ? { suffix: words.faults.id } : UNFIT.test(suffix) ? { suffix: words.faults.idForm } : {}),
    ...Object.fromEntries(missing),
    ...(fields.isVisible && fields.packages.some((urn) => forClients.has(urn))
      ? { packages: words.faults.forClients }
      : {}),
    ...(bad === undefined ? {} : { redirects: words.faults.redirects(bad) }),
  };
}

export const rightOf = (resource: string): Right => ({ resource: [{ id: 'urn:altinn:resource', value: resource }] });

/** The body of POST and PUT. @param kept rights as they are registered: their actions are given back as they were */
export const systemBody = (vendor: string, fields: SystemFields, kept: readonly Right[] = []): NewSystem => ({
  id: `${vendor}_${fields.suffix.trim()}`,
  vendor: { ID: `0192:${vendor}` },
  name: fields.name,
  description: fields.description,
  isVisible: fields.isVisible,
  rights: [
    ...kept.filter((right) => resourceIds([right]).every((id) => fields.resources.includes(id))),
    ...fields.resources.filter((id) => !resourceIds(kept).includes(id)).map(rightOf),
  ],
  accessPackages: fields.packages.map((urn) => ({ urn })),
  clientId: fields.clients,
  allowedRedirectUrls: linesOf(fields.redirects),
});

/** The fields that the register's rules are about. */
const FIELDS: Readonly<Record<string, string>> = {
  'AUTH.VLD-00001': 'suffix',
  'AUTH.VLD-00002': 'suffix',
  'AUTH.VLD-00003': 'resources',
  'AUTH.VLD-00004': 'clients',
  'AUTH.VLD-00005': 'redirects',
  'AUTH.VLD-00006': 'resources',
  'AUTH.VLD-00007': 'packages',
  'AUTH.VLD-00008': 'packages',
  'AUTH.VLD-00009': 'resources',
  'AUTH.VLD-00011': 'clients',
  'AUTH.VLD-00013': 'suffix',
  'AUTH.VLD-00017': 'resources',
  'AUTH.VLD-00018': 'packages',
};
const MEMBERS: Readonly<Record<string, string>> = {
  id: 'suffix',
  rights: 'resources',
  accessPackages: 'packages',
  clientId: 'clients',
  allowedRedirectUrls: 'redirects',
};

/** Puts the register's complaints at the fields of the page. */
export function serverSystemFaults(faults: readonly FieldFault[], t: Texts): SystemFaults {
  const found: Record<string, string> = {};
  for (const fault of faults) {
    const [member = ''] = fault.field.split(/[.[]/);
    const at = FIELDS[fault.code] ?? MEMBERS[member] ?? fault.field.replace('.', '-');
    if (at !== '') found[at] ??= wordsOfFault(fault, t);
  }
  return found;
}
