/** The form of a resource: what it holds, what is wrong with it, and the record that it becomes (altinn-pdp.md 12.2). */
import type { FieldFault } from '../api/http.ts';
import type { OwnResource } from '../api/types.ts';
import type { Texts } from './words.ts';

export const LANGUAGES = ['nb', 'nn', 'en'] as const;
export type Words = Readonly<Record<(typeof LANGUAGES)[number], string>>;

export const TYPES = [
  'GenericAccessResource',
  'MaskinportenSchema',
  'AltinnApp',
  'BrokerService',
  'CorrespondenceService',
  'Consent',
  'Systemresource',
  'Altinn2Service',
  'MigratedApp',
] as const satisfies readonly OwnResource['resourceType'][];
/** As the registry's own editor writes them; anything else that stands there is kept. */
export const STATUSES = ['UnderDevelopment', 'Completed', 'Deprecated', 'Withdrawn'] as const;
export const AVAILABLE_FOR = [
  'PrivatePerson',
  'LegalEntityEnterprise',
  'Company',
  'BankruptcyEstate',
  'SelfRegisteredUser',
] as const;

export interface ContactPoint {
  readonly category: string;
  readonly email: string;
  readonly telephone: string;
  readonly contactPage: string;
}
export const NO_CONTACT: ContactPoint = { category: '', email: '', telephone: '', contactPage: '' };

export interface ResourceFields {
  readonly identifier: string;
  readonly resourceType: OwnResource['resourceType'];
  readonly title: Words;
  readonly description: Words;
  readonly rightDescription: Words;
  readonly status: string;
  readonly version: string;
  readonly homepage: string;
  readonly isPartOf: string;
  /** Separated by commas. */
  readonly keywords: Words;
  readonly thematicAreas: string;
  /** Scopes of Maskinporten, separated by blanks. */
  readonly scopes: string;
  readonly contactPoints: readonly ContactPoint[];
  readonly availableForType: readonly string[];
  readonly delegable: boolean;
  readonly visible: boolean;
  readonly accessList: boolean;
  readonly selfIdentifiedUserEnabled: boolean;
  readonly enterpriseUserEnabled: boolean;
}

const NO_WORDS: Words = { nb: '', nn: '', en: '' };
export const EMPTY_RESOURCE: ResourceFields = {
  identifier: '',
  resourceType: 'GenericAccessResource',
  title: NO_WORDS,
  description: NO_WORDS,
  rightDescription: NO_WORDS,
  status: 'UnderDevelopment',
  version: '',
  homepage: '',
  isPartOf: '',
  keywords: NO_WORDS,
  thematicAreas: '',
  scopes: '',
  contactPoints: [],
  availableForType: [],
  delegable: true,
  visible: true,
  accessList: false,
  selfIdentifiedUserEnabled: false,
  enterpriseUserEnabled: false,
};

/** What a link to the form of a new resource tells of it. @param description of the scope, in the owner's words */
export const addressOfNew = (scope: string, description: string): string =>
  `/resources/new?${new URLSearchParams({ type: 'MaskinportenSchema', scopes: scope, description })}`;

/** The form of a new resource as such a link begins it; what is not a part of one is left out. */
export function startOf(query: URLSearchParams): ResourceFields {
  const [type, scopes, description] = ['type', 'scopes', 'description'].map((name) => query.get(name)?.trim() ?? '');
  const resourceType = TYPES.find((one) => one === type);
  if (resourceType === undefined && !scopes) return EMPTY_RESOURCE;
  const suggested = (scopes ?? '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9_-]+/g, '-')
    .slice(0, MAX_ID);
  return {
    ...EMPTY_RESOURCE,
    resourceType: resourceType ?? EMPTY_RESOURCE.resourceType,
    identifier: IDENTIFIER.test(suggested) && !/^(?:app|se)_/.test(suggested) ? suggested : '',
    scopes: (scopes ?? '').slice(0, MAX_SCOPES),
    description: { ...EMPTY_RESOURCE.description, nb: (description ?? '').slice(0, MAX_TEXT) },
  };
}

type Json = Readonly<Record<string, unknown>>;
const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const objectsOf = (value: unknown): readonly Json[] => listOf(value).filter(isObject);
const wordsIn = (value: unknown): Words => {
  const of = isObject(value) ? value : {};
  return { nb: textOf(of['nb']), nn: textOf(of['nn']), en: textOf(of['en']) };
};
const split = (text: string, by: RegExp): string[] =>
  text
    .split(by)
    .map((part) => part.trim())
    .filter((part) => part !== '');

/** A stored record, in the form. What the form has no field for stays in the record. */
export function fieldsOf(record: Json): ResourceFields {
  const keywords = objectsOf(record['keywords']);
  const inLanguage = (language: string) =>
    keywords
      .filter((one) => one['language'] === language)
      .map((one) => textOf(one['word']))
      .join(', ');
  const scopes = objectsOf(record['resourceReferences']).filter((one) => one['referenceType'] === 'MaskinportenScope');
  return {
    identifier: textOf(record['identifier']),
    resourceType: TYPES.find((one) => one === record['resourceType']) ?? 'GenericAccessResource',
    title: wordsIn(record['title']),
    description: wordsIn(record['description']),
    rightDescription: wordsIn(record['rightDescription']),
    status: textOf(record['status']),
    version: textOf(record['version']),
    homepage: textOf(record['homepage']),
    isPartOf: textOf(record['isPartOf']),
    keywords: { nb: inLanguage('nb'), nn: inLanguage('nn'), en: inLanguage('en') },
    thematicAreas: listOf(record['thematicAreas']).map(textOf).join(', '),
    scopes: scopes.map((one) => textOf(one['reference'])).join(' '),
    contactPoints: objectsOf(record['contactPoints']).map((one) => ({
      category: textOf(one['category']),
      email: textOf(one['email']),
      telephone: textOf(one['telephone']),
      contactPage: textOf(one['contactPage']),
    })),
    availableForType: listOf(record['availableForType']).map(textOf),
    delegable: record['delegable'] !== false,
    visible: record['visible'] !== false,
    accessList: record['accessListMode'] === 'Enabled',
    selfIdentifiedUserEnabled: record['selfIdentifiedUserEnabled'] === true,
    enterpriseUserEnabled: record['enterpriseUserEnabled'] === true,
  };
}

const isEmpty = (words: Words): boolean => LANGUAGES.every((language) => words[language].trim() === '');
const trimmed = ({ nb, nn, en }: Words): Words => ({ nb: nb.trim(), nn: nn.trim(), en: en.trim() });

/** The registry's own, and texts that are left out when they are empty. */
const NOT_SENT = new Set(['versionId', 'hasCompetentAuthority', 'status', 'version', 'homepage', 'isPartOf']);

/** The record as it is sent. @param before what is stored: its members that the form has no field for are kept */
export function recordOf(fields: ResourceFields, before: Json = {}): OwnResource {
  const kept = Object.entries(before).filter(([member]) => !NOT_SENT.has(member));
  const { accessList, scopes, keywords, thematicAreas, contactPoints, rightDescription, ...rest } = fields;
  const { status, version, homepage, isPartOf, ...same } = rest;
  const texts = Object.entries({ status, version, homepage, isPartOf }).map(([member, text]) => [member, text.trim()]);
  const ours: readonly string[] = LANGUAGES;
  const otherWords = objectsOf(before['keywords']).filter((one) => !ours.includes(textOf(one['language'])));
  const others = objectsOf(before['resourceReferences']).filter((one) => one['referenceType'] !== 'MaskinportenScope');
  return {
    ...Object.fromEntries(kept),
    ...same,
    ...Object.fromEntries(texts.filter(([, text]) => text !== '')),
    identifier: fields.identifier.trim(),
    title: trimmed(fields.title),
    description: trimmed(fields.description),
    ...(isEmpty(rightDescription) ? { rightDescription: null } : { rightDescription: trimmed(rightDescription) }),
    keywords: [
      ...LANGUAGES.flatMap((language) => split(keywords[language], /,/).map((word) => ({ word, language }))),
      ...otherWords.map((one) => ({ ...one, word: textOf(one['word']), language: textOf(one['language']) })),
    ],
    thematicAreas: split(thematicAreas, /,/),
    contactPoints: contactPoints.filter((one) => Object.values(one).some((text) => text.trim() !== '')),
    accessListMode: accessList ? 'Enabled' : 'Disabled',
    resourceReferences: [
      ...others.map((one) => ({ ...one, reference: textOf(one['reference']) })),
      ...split(scopes, /\s+/).map((reference) => ({
        referenceSource: 'ExternalPlatform',
        referenceType: 'MaskinportenScope',
        reference,
      })),
    ],
  };
}

export interface Fault {
  readonly field: string;
  readonly message: string;
}

const MAX_ID = 200;
const MAX_SCOPES = 2000;
const IDENTIFIER = /^[a-z0-9_-]{4,200}$/;
const TAKEN = ['resourcelist', 'search', 'orgs', 'export', 'bysubjects', 'updated', 'changes'];
const MAX_TEXT = 4000;

/** What is wrong with the name of a new resource; it never changes afterwards. @param orgcode of the owner */
export function identifierFault(
  { identifier, resourceType }: ResourceFields,
  orgcode: string,
  t: Texts,
): readonly Fault[] {
  const id = identifier.trim();
  const isApp = resourceType === 'AltinnApp' || resourceType === 'MigratedApp';
  const fault = (message: string): readonly Fault[] => [{ field: 'identifier', message }];
  if (!IDENTIFIER.test(id)) return fault(t.owned.identifierInvalid);
  if (TAKEN.includes(id)) return fault(t.owned.identifierTaken);
  if (id.startsWith('app_') && !(isApp && id.startsWith(`app_${orgcode}_`)))
    return fault(t.owned.identifierApp(orgcode));
  return id.startsWith('se_') ? fault(t.owned.identifierService) : [];
}

/** What else the registry would refuse (altinn-pdp.md 12.2). */
export function resourceFaults(fields: ResourceFields, t: Texts): readonly Fault[] {
  const faults: Fault[] = [];
  const texts = ['title', 'description', ...(fields.delegable ? (['rightDescription'] as const) : [])] as const;
  for (const member of texts)
    for (const language of LANGUAGES) {
      const text = fields[member][language];
      if (text.trim() === '') faults.push({ field: `${member}.${language}`, message: t.owned.textMissing(language) });
      else if (text.length > MAX_TEXT)
        faults.push({ field: `${member}.${language}`, message: t.owned.textLong(String(MAX_TEXT)) });
    }
  if (fields.resourceType === 'MaskinportenSchema' && fields.scopes.trim() === '')
    faults.push({ field: 'scopes', message: t.owned.scopesMissing });
  return faults;
}

/** What the registry has refused, at the fields that the form has for it. */
export const refusedFields = (faults: readonly FieldFault[], t: Texts): readonly Fault[] =>
  faults.map(({ field }) => ({
    field: field.startsWith('resourceReferences') ? 'scopes' : field,
    message: t.owned.refused(field),
  }));
