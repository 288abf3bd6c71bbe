/** What is there, as a set-up file that asks for just that. Pure. */
import type { Right } from '@portvakt/client/systems';
import type { TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import { stringify } from 'yaml';
import { MASKINPORTEN_CLIENT } from '../self-service/api.ts';
import { sendable } from '../self-service/public-key.ts';
import { rightKey } from './compare.ts';
import type {
  Actual,
  ActualClient,
  ActualRequest,
  ActualResource,
  ActualScope,
  ActualSystem,
  Fields,
  OwnSection,
  Section,
} from './model.ts';
import { RESOURCE_READ_ONLY } from './resource-steps.ts';
import { SETUP_FILE } from './schema.ts';

/** A file to be written beside the set-up. */
export interface Written {
  readonly path: string;
  readonly text: string;
}

/** A set-up file with what it refers to, and what did not go in. */
export interface WrittenSetup {
  readonly text: string;
  readonly files: readonly Written[];
  readonly notes: readonly string[];
}

/** @param base the set-up file's name without its ending: keys and policies go in folders of that name */
export function writtenSetup(
  actual: Actual,
  sections: ReadonlySet<Section>,
  base: string,
  schema: string,
): WrittenSetup {
  const files: Written[] = [];
  const notes: string[] = [];
  const names = nameCounts(actual);
  const parts: Record<OwnSection, () => readonly Fields[]> = {
    scopes: () => active(actual.scopes).map(scopeEntry),
    clients: () => active(actual.clients).map((client) => clientEntry(client, names, actual.now, base, files)),
    resources: () => actual.resources.map((resource) => resourceEntry(resource, base, files)),
    systems: () =>
      actual.systems.filter(({ record }) => !record.isDeleted).map((system) => systemEntry(system, actual, names)),
    systemUserRequests: () => actual.systemUserRequests.filter(isStanding).map(requestEntry),
  };
  const setup: Record<string, unknown> = { organization: actual.organization };
  for (const [section, entries] of Object.entries(parts) as [Section, () => readonly Fields[]][])
    if (sections.has(section)) setup[section] = fitting(section, entries(), notes);
  const head = `# yaml-language-server: $schema=${schema}\n`;
  return { text: `${head}${stringify(setup, { lineWidth: 0 })}`, files, notes };
}

const active = <T extends { readonly record: { readonly active?: boolean } }>(items: readonly T[]): readonly T[] =>
  items.filter(({ record }) => record.active !== false);

const isStanding = ({ status, timedOut }: ActualRequest): boolean =>
  status === 'Accepted' || (status === 'New' && !timedOut);

/** How many active clients have a name: one with a twin needs its id. */
function nameCounts({ clients }: Actual): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { name } of active(clients)) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}

/** Only what a file can have: of the rest it is told. */
function fitting(section: Section, entries: readonly Fields[], notes: string[]): readonly Fields[] {
  const check = Compile(itemSchema(section));
  return entries.filter((entry) => {
    const [issue] = check.Errors(entry);
    if (issue === undefined) return true;
    const name = String(entry['name'] ?? entry['id'] ?? entry['identifier'] ?? entry['customer']);
    notes.push(`${section}: ${name} is left out, since ${issue.instancePath || 'it'} ${issue.message}.`);
    return false;
  });
}

const itemSchema = (section: Section): TSchema => SETUP_FILE.properties[section].items;

/** Members that a file has for such a thing, and that say something. */
function members(section: Section, record: Fields, usual: Fields = {}): Fields {
  const known = (itemSchema(section) as TSchema & { readonly properties: Readonly<Record<string, TSchema>> })
    .properties;
  return Object.fromEntries(
    Object.keys(known).flatMap((name) => {
      const value = record[name];
      const isEmpty =
        value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0);
      return isEmpty || JSON.stringify(value) === JSON.stringify(usual[name]) ? [] : [[name, value] as const];
    }),
  );
}

const USUAL_SCOPE = {
  token_type: 'SELF_CONTAINED',
  requires_user_consent: false,
  requires_user_authentication: false,
  requires_pseudonymous_tokens: false,
};

const scopeEntry = ({ name, record, access }: ActualScope): Fields => ({
  name,
  ...members('scopes', { ...record, access: undefined }, { ...USUAL_SCOPE, name }),
  access: [...access].sort(),
});

function clientEntry(
  { id, name, record, keys }: ActualClient,
  names: ReadonlyMap<string, number>,
  now: number,
  base: string,
  files: Written[],
): Fields {
  const isUsual = record.integration_type === MASKINPORTEN_CLIENT.integration_type;
  const working = keys.filter(({ exp }) => exp === undefined || exp > now);
  const path = `${base}.keys/${id}.jwks.json`;
  if (working.length > 0)
    files.push({
      path,
      text: `${JSON.stringify({ keys: working.map((key) => sendable({ ...key, exp: undefined })) }, null, 2)}\n`,
    });
  return {
    name,
    ...((names.get(name) ?? 0) > 1 ? { id } : {}),
    ...members(
      'clients',
      { ...record, name: undefined, id: undefined, keys: undefined },
      isUsual ? MASKINPORTEN_CLIENT : {},
    ),
    scopes: record.scopes ?? [],
    ...(working.length > 0 ? { keys: [{ file: `./${path}` }] } : {}),
  };
}

function resourceEntry({ id, record, policy }: ActualResource, base: string, files: Written[]): Fields {
  const path = `${base}.policies/${id}.xml`;
  if (policy !== undefined) files.push({ path, text: policy });
  const said = Object.entries(record).filter(
    ([name, value]) => !RESOURCE_READ_ONLY.has(name) && value !== null && !(Array.isArray(value) && value.length === 0),
  );
  return { identifier: id, ...Object.fromEntries(said), ...(policy === undefined ? {} : { policy: `./${path}` }) };
}

/** A right on one resource is written as that resource. */
const rightEntry = (right: Right): unknown => {
  const [only, ...others] = right.resource;
  const isPlain = only?.id === 'urn:altinn:resource' && others.length === 0 && right.action === undefined;
  return isPlain ? only.value : right;
};
const rightEntries = (rights: readonly Right[]): readonly unknown[] =>
  [...new Map(rights.map((right) => [rightKey(right), right])).values()].map(rightEntry);

function systemEntry({ id, record }: ActualSystem, { clients }: Actual, names: ReadonlyMap<string, number>): Fields {
  const {
    rights = [],
    accessPackages = [],
    clientId = [],
    allowedRedirectUrls = [],
    name,
    description,
    isVisible,
  } = record;
  const word = (client: string) => {
    const found = active(clients).find((one) => one.id === client);
    return found && names.get(found.name) === 1 ? found.name : client;
  };
  return {
    id,
    name,
    description,
    rights: rightEntries(rights),
    accessPackages: accessPackages.map(({ urn }) => urn),
    clients: clientId.map(word),
    ...(isVisible === undefined ? {} : { isVisible }),
    allowedRedirectUrls,
  };
}

function requestEntry({ system, customer, externalRef, kind, fields, rights, accessPackages }: ActualRequest): Fields {
  const { integrationTitle, redirectUrl } = fields;
  return {
    system,
    customer,
    ...(kind === 'agent' ? { kind } : {}),
    ...(externalRef === customer ? {} : { externalRef }),
    ...(integrationTitle === undefined ? {} : { integrationTitle }),
    ...(rights.length === 0 ? {} : { rights: rightEntries(rights) }),
    ...(accessPackages.length === 0 ? {} : { accessPackages }),
    ...(redirectUrl === undefined ? {} : { redirectUrl }),
  };
}
