/** The rules for a resource of the registry (altinn-pdp.md 12.2): pure, every problem at once. */
import type { ResourceRecord } from './types.ts';

export type Problems = Record<string, string[]>;

const IDENTIFIER = /^[a-z0-9_-]{4,}$/;
const MAX_IDENTIFIER = 200;
/** Paths below /resource that are no resource: one with such a name could not be read. */
const TAKEN: ReadonlySet<string> = new Set([
  'resourcelist',
  'search',
  'orgs',
  'export',
  'bysubjects',
  'updated',
  'changes',
]);
const LANGUAGES = ['nb', 'nn', 'en'] as const;
const MAX_TEXT = 4000;

export const RESOURCE_TYPES = [
  'Systemresource',
  'MaskinportenSchema',
  'Altinn2Service',
  'AltinnApp',
  'GenericAccessResource',
  'BrokerService',
  'CorrespondenceService',
  'Consent',
  'MigratedApp',
] as const;
export const REFERENCE_SOURCES = ['Default', 'Altinn1', 'Altinn2', 'Altinn3', 'ExternalPlatform'];
export const REFERENCE_TYPES = [
  'Default',
  'Uri',
  'DelegationSchemeId',
  'MaskinportenScope',
  'ServiceCode',
  'ServiceEditionCode',
  'ApplicationId',
  'ServiceEditionVersion',
];
export const AVAILABLE_FOR = [
  'PrivatePerson',
  'LegalEntityEnterprise',
  'Company',
  'BankruptcyEstate',
  'SelfRegisteredUser',
];

type Json = Readonly<Record<string, unknown>>;
const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Collects problems by member. */
class Report {
  readonly problems: Problems = {};
  add(member: string, text: string): void {
    const list = this.problems[member];
    if (list) list.push(text);
    else this.problems[member] = [text];
  }
}

function checkTexts(report: Report, member: string, value: unknown, required: boolean): void {
  if (value === undefined || value === null) {
    if (required) report.add(member, `is required: an object with ${LANGUAGES.join(', ')}`);
    return;
  }
  if (!isObject(value)) {
    report.add(member, `must be an object with ${LANGUAGES.join(', ')}`);
    return;
  }
  for (const language of LANGUAGES) {
    const text = value[language];
    if (typeof text !== 'string' || text.trim() === '') report.add(`${member}.${language}`, 'is required, as text');
    else if (text.length > MAX_TEXT) report.add(`${member}.${language}`, `is longer than ${MAX_TEXT} characters`);
  }
}

function checkReferences(report: Report, body: Json): readonly Json[] {
  const references = body['resourceReferences'];
  if (references === undefined || references === null) return [];
  if (!Array.isArray(references)) {
    report.add('resourceReferences', 'must be a list');
    return [];
  }
  const objects = references.filter(isObject);
  if (objects.length !== references.length) report.add('resourceReferences', 'must hold objects');
  for (const [index, one] of objects.entries()) {
    const at = `resourceReferences[${index}]`;
    if (!REFERENCE_SOURCES.includes(String(one['referenceSource'] ?? 'Default')))
      report.add(`${at}.referenceSource`, `must be one of ${REFERENCE_SOURCES.join(', ')}`);
    if (!REFERENCE_TYPES.includes(String(one['referenceType'] ?? 'Default')))
      report.add(`${at}.referenceType`, `must be one of ${REFERENCE_TYPES.join(', ')}`);
    if (typeof one['reference'] !== 'string') report.add(`${at}.reference`, 'is required, as text');
  }
  return objects;
}

function checkIdentifier(report: Report, identifier: unknown, type: unknown, references: readonly Json[]): void {
  if (typeof identifier !== 'string' || !IDENTIFIER.test(identifier) || identifier.length > MAX_IDENTIFIER) {
    const given = String(identifier).slice(0, 80);
    report.add('identifier', `"${given}" must be 4 to ${MAX_IDENTIFIER} characters of a–z, 0–9, _ and -`);
    return;
  }
  if (TAKEN.has(identifier)) report.add('identifier', `"${identifier}" is a list of the registry: choose another name`);
  if (identifier.startsWith('app_') && type !== 'AltinnApp' && type !== 'MigratedApp')
    report.add('identifier', 'app_ is kept for the types AltinnApp and MigratedApp');
  const has = (kind: string) => references.some((one) => one['referenceType'] === kind);
  if (identifier.startsWith('se_') && !(has('ServiceCode') && has('ServiceEditionCode')))
    report.add('identifier', 'se_ needs the references ServiceCode and ServiceEditionCode');
}

/** As .NET reads them, names of types are the same in any letters; so is the code of a service owner, which Altinn compares that way. */
function inOurLetters(sent: Json): Json {
  const named = (value: unknown, names: readonly string[]) =>
    names.find((name) => typeof value === 'string' && name.toLowerCase() === value.toLowerCase()) ?? value;
  const renamed = (of: Json, member: string, names: readonly string[]): Json =>
    of[member] === undefined ? of : { ...of, [member]: named(of[member], names) };
  const body = renamed(sent, 'resourceType', RESOURCE_TYPES);
  const { hasCompetentAuthority: owner, resourceReferences: references } = body;
  return {
    ...body,
    ...(isObject(owner) && typeof owner['orgcode'] === 'string'
      ? { hasCompetentAuthority: { ...owner, orgcode: owner['orgcode'].toLowerCase() } }
      : {}),
    ...(Array.isArray(references)
      ? {
          resourceReferences: references.map((one: unknown) =>
            isObject(one)
              ? renamed(renamed(one, 'referenceSource', REFERENCE_SOURCES), 'referenceType', REFERENCE_TYPES)
              : one,
          ),
        }
      : {}),
  };
}

function checkAuthority(report: Report, value: unknown): void {
  if (!isObject(value)) {
    report.add('hasCompetentAuthority', 'is required: organization, orgcode, name');
    return;
  }
  if (typeof value['organization'] !== 'string' || !/^\d{9}$/.test(value['organization']))
    report.add('hasCompetentAuthority.organization', 'must be an organisation number, nine digits');
  if (typeof value['orgcode'] !== 'string' || !/^[a-z][a-z0-9-]{1,19}$/.test(value['orgcode']))
    report.add('hasCompetentAuthority.orgcode', 'must be the service owner’s code, e.g. ttd');
  const name = value['name'] ?? {};
  if (!isObject(name) || Object.values(name).some((text) => text !== null && typeof text !== 'string'))
    report.add('hasCompetentAuthority.name', 'must be an object of texts by language, e.g. {"nb": "Skogdirektoratet"}');
}

function checkRest(report: Report, body: Json): void {
  for (const member of [
    'delegable',
    'visible',
    'selfIdentifiedUserEnabled',
    'enterpriseUserEnabled',
    'isOneTimeConsent',
  ])
    if (body[member] !== undefined && typeof body[member] !== 'boolean') report.add(member, 'must be true or false');
  if (!['Disabled', 'Enabled'].some((mode) => mode === (body['accessListMode'] ?? 'Disabled')))
    report.add('accessListMode', 'must be Disabled or Enabled');
  const available = body['availableForType'] ?? [];
  if (!Array.isArray(available) || available.some((one) => !AVAILABLE_FOR.includes(String(one))))
    report.add('availableForType', `must be a list of ${AVAILABLE_FOR.join(', ')}`);
  for (const member of ['version', 'status', 'homepage', 'isPartOf'])
    if (body[member] !== undefined && body[member] !== null && typeof body[member] !== 'string')
      report.add(member, 'must be text');
}

/**
 * Checks a resource as it came in.
 * @returns the record with defaults filled in, or the problems by member
 */
export function validateResource(
  sent: unknown,
): { record: Omit<ResourceRecord, 'versionId'> } | { problems: Problems } {
  const report = new Report();
  if (!isObject(sent)) return { problems: { '': ['the body must be a JSON object: a resource'] } };
  const body = inOurLetters(sent);
  const type = body['resourceType'];
  const references = checkReferences(report, body);
  checkIdentifier(report, body['identifier'], type, references);
  if (!RESOURCE_TYPES.some((one) => one === type))
    report.add('resourceType', `must be one of ${RESOURCE_TYPES.join(', ')}`);
  if (type === 'MaskinportenSchema' && !references.some((one) => one['referenceType'] === 'MaskinportenScope'))
    report.add('resourceReferences', 'a MaskinportenSchema needs a reference of the type MaskinportenScope');
  checkTexts(report, 'title', body['title'], true);
  checkTexts(report, 'description', body['description'], true);
  checkTexts(report, 'rightDescription', body['rightDescription'], body['delegable'] !== false);
  checkAuthority(report, body['hasCompetentAuthority']);
  checkRest(report, body);
  if (Object.keys(report.problems).length > 0) return { problems: report.problems };
  const { versionId: _, accessListMode, ...given } = body;
  const record = { delegable: true, visible: true, ...given, accessListMode: accessListMode ?? 'Disabled' };
  return { record: record as unknown as Omit<ResourceRecord, 'versionId'> };
}
