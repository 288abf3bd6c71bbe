/** A set-up file, read into what it asks for; or everything that is wrong with it, at once. */
import { resolve } from 'node:path';
import { type Right, rightTo } from '@portvakt/client/systems';
import { type KeyPlaces, keysOf, textOf } from './keys.ts';
import {
  type Fault,
  FILE_SECTIONS,
  type Fields,
  type Place,
  type PublicKey,
  SECTIONS,
  type Section,
  type Wanted,
  type WantedClient,
  type WantedOrganization,
  type WantedRequest,
  type WantedResource,
  type WantedScope,
  type WantedSystem,
} from './model.ts';
import { readYaml } from './reading.ts';
import { type KeyReference, type RightInFile, SETUP_FILE, type SetupFile } from './schema.ts';

/** A set-up file cannot be used: each fault on a line, as compilers write them. */
export const setupFaults = (file: string, faults: readonly Fault[]): Error =>
  new Error(
    [...faults]
      .sort((a, b) => a.at.line - b.at.line || a.at.column - b.at.column)
      .map(({ at, text }) => `${file}:${at.line}:${at.column}: ${text}`)
      .join('\n'),
  );

type Path = readonly (string | number)[];

/** What is read on the way. */
interface Reader {
  readonly places: KeyPlaces;
  readonly place: (path: Path) => Place;
  readonly faults: Fault[];
}

/**
 * @param text YAML or JSON
 * @param file as it is named in faults
 * @throws Error with every fault
 */
export async function readWanted(text: string, file: string, places: KeyPlaces): Promise<Wanted> {
  const { wanted, faults } = await readSetup(text, file, places);
  if (faults.length > 0) throw setupFaults(file, faults);
  return wanted;
}

/**
 * The same, with faults beside: a file that is well formed, and names keys or policies that are not there, may name more that is not.
 * @throws Error with every fault of one that is not well formed, or that holds a private key
 */
export async function readSetup(
  text: string,
  file: string,
  places: KeyPlaces,
): Promise<{ readonly wanted: Wanted; readonly faults: readonly Fault[] }> {
  const { value, faults, place } = readYaml(text, SETUP_FILE);
  if (faults.length > 0) throw setupFaults(file, faults);
  const setup = value as SetupFile;
  const reader: Reader = { places, place, faults: [] };
  const wanted: Wanted = {
    ...(setup.organization === undefined ? {} : { organization: String(setup.organization) }),
    sections: new Set(FILE_SECTIONS.filter((section) => setup[section] !== undefined)),
    prune: pruned(setup),
    ...(setup.organizations === undefined
      ? {}
      : {
          organizations: setup.organizations.map((one, index) =>
            organizationOf(one, place(['organizations', index, 'number'])),
          ),
        }),
    scopes: (setup.scopes ?? []).map((one, index) => scopeOf(one, place(['scopes', index, 'name']))),
    clients: await inOrder(setup.clients ?? [], (one, index) => clientOf(reader, one, index)),
    resources: await inOrder(setup.resources ?? [], (one, index) => resourceOf(reader, one, index)),
    systems: (setup.systems ?? []).map((one, index) => systemOf(one, place(['systems', index, 'id']))),
    systemUserRequests: (setup.systemUserRequests ?? []).map((one, index) =>
      requestOf(one, place(['systemUserRequests', index, 'customer'])),
    ),
  };
  findTwins(wanted, reader.faults);
  return { wanted, faults: reader.faults };
}

/** What is pruned has to be named in the file: a section that is left out is nobody's wish to lose it. */
function pruned({ prune = false, ...setup }: SetupFile): ReadonlySet<Section> {
  const named = typeof prune === 'boolean' ? (prune ? SECTIONS : []) : prune;
  return new Set(named.filter((section) => setup[section] !== undefined));
}

async function inOrder<T, R>(items: readonly T[], read: (item: T, index: number) => Promise<R>): Promise<readonly R[]> {
  const read_: R[] = [];
  for (const [index, item] of items.entries()) read_.push(await read(item, index));
  return read_;
}

type In<S extends Section> = NonNullable<SetupFile[S]>[number];

function organizationOf({ number, administrators, ...fields }: In<'organizations'>, at: Place): WantedOrganization {
  const persons = administrators?.map(({ personNumber, name }) => ({ personNumber: String(personNumber), name }));
  return { at, number: String(number), fields: { ...fields, ...(persons ? { administrators: persons } : {}) } };
}

function scopeOf({ name, access, ...fields }: In<'scopes'>, at: Place): WantedScope {
  return { at, name, fields, ...(access === undefined ? {} : { access: access.map(String) }) };
}

async function clientOf(reader: Reader, one: In<'clients'>, index: number): Promise<WantedClient> {
  const { name, id, keys, ...fields } = one;
  const at = reader.place(['clients', index, 'name']);
  return {
    at,
    name,
    fields,
    ...(id === undefined ? {} : { id }),
    ...(keys === undefined ? {} : { keys: await allKeys(reader, keys, ['clients', index, 'keys']) }),
  };
}

const MAX_KEYS = 5;

async function allKeys(reader: Reader, references: readonly KeyReference[], path: Path): Promise<readonly PublicKey[]> {
  const found = new Map<string, PublicKey>();
  const wrong = (at: Path, text: string) => reader.faults.push({ at: reader.place(at), text });
  for (const [index, reference] of references.entries()) {
    const at = [...path, index, 'store' in reference ? 'set' : 'file'];
    try {
      for (const key of await keysOf(reference, reader.places)) {
        const other = found.get(key.kid);
        if (other && other.n !== key.n) wrong(at, `the kid ${key.kid} stands for another key above`);
        found.set(key.kid, key);
      }
    } catch (error) {
      wrong(at, error instanceof Error ? error.message : String(error));
    }
  }
  if (found.size > MAX_KEYS) wrong(path, `Maskinporten takes ${MAX_KEYS} keys a client, and these are ${found.size}`);
  return [...found.values()];
}

async function resourceOf(reader: Reader, one: In<'resources'>, index: number): Promise<WantedResource> {
  const { identifier: id, policy, hasCompetentAuthority: owner, ...fields } = one;
  const at = reader.place(['resources', index, 'identifier']);
  const authority = { ...owner, organization: String(owner.organization) };
  const wanted = { at, id, fields: { ...fields, hasCompetentAuthority: authority } };
  if (policy === undefined) return wanted;
  try {
    return { ...wanted, policy: await textOf(resolve(reader.places.folder, policy), policy) };
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    reader.faults.push({ at: reader.place(['resources', index, 'policy']), text });
    return wanted;
  }
}

const rightOf = (right: RightInFile): Right =>
  typeof right === 'string'
    ? rightTo(right)
    : { ...(right.action === undefined ? {} : { action: right.action }), resource: right.resource };

function asked({ rights, accessPackages }: { rights?: readonly RightInFile[]; accessPackages?: readonly string[] }) {
  return {
    ...(rights === undefined ? {} : { rights: rights.map(rightOf) }),
    ...(accessPackages === undefined ? {} : { accessPackages }),
  };
}

function systemOf({ id, rights, accessPackages, clients, ...fields }: In<'systems'>, at: Place): WantedSystem {
  return { at, id, fields, ...asked(given({ rights, accessPackages })), ...(clients === undefined ? {} : { clients }) };
}

function requestOf(one: In<'systemUserRequests'>, at: Place): WantedRequest {
  const { system, customer, kind = 'standard', externalRef, rights, accessPackages, ...fields } = one;
  return {
    at,
    system,
    customer: String(customer),
    kind,
    externalRef: externalRef ?? String(customer),
    fields,
    ...asked(given({ rights, accessPackages })),
  };
}

type Given<T> = { [K in keyof T]?: Exclude<T[K], undefined> };
const given = <T extends Fields>(members: T): Given<T> =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as Given<T>;

/** The same thing twice: which of the two would count? */
function findTwins(wanted: Wanted, faults: Fault[]): void {
  const look = (what: string, items: readonly { readonly at: Place; readonly id: string }[]) => {
    const seen = new Map<string, Place>();
    for (const { at, id } of items) {
      const first = seen.get(id);
      if (first) faults.push({ at, text: `${what} ${id} stands on line ${first.line} already` });
      else seen.set(id, at);
    }
  };
  const { organizations = [], scopes, clients, resources, systems, systemUserRequests } = wanted;
  look(
    'the organization',
    organizations.map(({ at, number }) => ({ at, id: number })),
  );
  look(
    'the scope',
    scopes.map(({ at, name }) => ({ at, id: name })),
  );
  look(
    'the client_id',
    clients.flatMap(({ at, id }) => (id === undefined ? [] : [{ at, id }])),
  );
  // With an id for each, two clients may have one name.
  look(
    'the client',
    clients.flatMap(({ at, id, name }) => (id === undefined ? [{ at, id: name }] : [])),
  );
  look('the resource', resources);
  look('the system', systems);
  look(
    'the request',
    systemUserRequests.map((one) => ({ at: one.at, id: requestKey(one) })),
  );
}

/** What tells requests apart (system-register-and-users.md 5.1). */
export const requestKey = (one: Pick<WantedRequest, 'system' | 'customer' | 'externalRef' | 'kind'>): string =>
  `${one.system} → ${one.customer}${one.externalRef === one.customer ? '' : ` (${one.externalRef})`}${one.kind === 'agent' ? ', agent' : ''}`;
