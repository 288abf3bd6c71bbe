/** Random set-ups, what it means to have reached one, and APIs that die on the way. */
import { join } from 'node:path';
import fc from 'fast-check';
import { type Apis, readActual } from './actual.ts';
import { applySteps } from './apply.ts';
import { rightKey } from './compare.ts';
import { difference } from './difference.ts';
import type { Actual, Wanted } from './model.ts';
import { readWanted } from './wanted.ts';

const OWNER = '310013579';
const CONSUMERS = ['310044423', '310056766', '310019747'];
const CUSTOMERS = ['310044423', '310056766'];
const texts = fc.constantFrom('Ett', 'To', 'Tre').map((text) => ({ nb: text, nn: text, en: text }));
const authority = { organization: OWNER, orgcode: 'skogdir' };

/** Names of files that a random set-up refers to. */
export const KEY_FILES = Array.from({ length: 8 }, (_, index) => `key-${index}.json`);
const RESOURCES = ['skogdir-eik', 'skogdir-osp', 'skogdir-alm'];
export const POLICY_FILES = RESOURCES.flatMap((id) => [`${id}-0.xml`, `${id}-1.xml`]);

const each = <T, R>(items: readonly T[], make: (item: T, index: number) => fc.Arbitrary<R>): fc.Arbitrary<R[]> =>
  fc.tuple(...items.map(make)) as unknown as fc.Arbitrary<R[]>;

const scopes = fc.subarray(['a', 'b', 'c', 'd']).chain((names) =>
  each(names, (name) =>
    fc.record(
      {
        name: fc.constant(`skogdir:tilfeldig-${name}.read`),
        description: fc.constantFrom('Ett', 'To'),
        at_max_age: fc.constantFrom(60, 120),
        visibility: fc.constantFrom('PUBLIC', 'PRIVATE'),
        access: fc.subarray(CONSUMERS),
      },
      { requiredKeys: ['name', 'description'] },
    ),
  ),
);

const clients = (scopeNames: readonly string[]) =>
  fc.subarray(['Bok', 'Gran', 'Lind', 'Rogn', 'Selje']).chain((names) =>
    each(names, (name) =>
      fc.record(
        {
          name: fc.constant(name),
          description: fc.constantFrom('Ett', 'To'),
          scopes: fc.subarray([...scopeNames]),
          access_token_lifetime: fc.constantFrom(120, 600),
          keys: fc.subarray(KEY_FILES, { minLength: 1, maxLength: 5 }).map((files) => files.map((file) => ({ file }))),
        },
        { requiredKeys: ['name'] },
      ),
    ),
  );

const resources = fc.subarray(RESOURCES).chain((ids) =>
  each(ids, (identifier) =>
    fc.record(
      {
        identifier: fc.constant(identifier),
        resourceType: fc.constant('GenericAccessResource'),
        title: texts,
        description: texts,
        rightDescription: fc.constant({ nb: 'Rett', nn: 'Rett', en: 'Right' }),
        hasCompetentAuthority: fc.constant(authority),
        policy: fc.constantFrom(...POLICY_FILES.filter((file) => file.startsWith(identifier))),
      },
      {
        requiredKeys: [
          'identifier',
          'resourceType',
          'title',
          'description',
          'rightDescription',
          'hasCompetentAuthority',
        ],
      },
    ),
  ),
);

const systems = (tag: string, clientNames: readonly string[], resourceIds: readonly string[]) =>
  fc.tuple(fc.subarray(['x', 'y', 'z']), fc.array(fc.nat(2), { minLength: 5, maxLength: 5 })).chain(([names, owners]) =>
    each(names, (name, index) =>
      fc.record({
        id: fc.constant(`${OWNER}_${tag}${name}`),
        name: texts,
        description: texts,
        rights: fc.subarray([...resourceIds]),
        // Each client is of one system at most.
        clients: fc.constant(clientNames.filter((_, client) => owners[client] === index)),
        isVisible: fc.constant(false),
      }),
    ),
  );

const requests = (wanted: readonly { readonly id: string; readonly rights: readonly string[] }[]) =>
  each(
    wanted
      .filter(({ rights }) => rights.length > 0)
      .flatMap((system) => CUSTOMERS.map((customer) => ({ system, customer }))),
    ({ system, customer }) =>
      fc.option(
        fc.record({
          system: fc.constant(system.id),
          customer: fc.constant(customer),
          rights: fc.subarray([...system.rights], { minLength: 1 }),
        }),
      ),
  ).map((all) => all.filter((one) => one !== null));

/** @param tag sets the ids of systems apart, of which none can be used twice. */
export const setups = (tag: string): fc.Arbitrary<object> =>
  fc.tuple(scopes, resources, fc.boolean()).chain(([scopeList, resourceList, prune]) =>
    clients(scopeList.map(({ name }) => name)).chain((clientList) =>
      systems(
        tag,
        clientList.map(({ name }) => name),
        resourceList.map(({ identifier }) => identifier),
      ).chain((systemList) =>
        requests(systemList).map((systemUserRequests) => ({
          prune,
          scopes: scopeList,
          clients: clientList,
          resources: resourceList,
          systems: systemList,
          systemUserRequests,
        })),
      ),
    ),
  );

/** Two set-ups one after the other, and where the way to the second breaks off. */
export const pairs = (tag: string) =>
  fc.record({ first: setups(tag), second: setups(tag), dies: fc.nat(12), isDone: fc.boolean() });

export const wantedOf = (setup: object, folder: string): Promise<Wanted> =>
  readWanted(JSON.stringify(setup), join(folder, 'portvakt.yaml'), { folder, environment: 'TEST' });

/** Reads, plans and applies. @returns how many steps it took */
export async function reach(wanted: Wanted, apis: Apis): Promise<number> {
  const { steps, faults } = difference(wanted, await readActual(apis, wanted, wanted.sections));
  if (faults.length > 0) throw new Error(faults.map(({ text }) => text).join('\n'));
  await applySteps(steps, apis, { settle_ms: 0, sleep: async () => {} });
  return steps.length;
}

/** Why such a program ended. */
const DIED = new Error('the program has died');
export const hasDied = (error: unknown): boolean => error instanceof Error && error.cause === DIED;

const CHANGING = /^(create|replace|deactivate|give|take|put|delete|register$|update$|request$)/;

/** The same APIs until the given change, at which the program ends: before it is done, or right after. */
export function mortal(apis: Apis, dies: number, isDone: boolean): Apis {
  let left = dies;
  const watch = <T extends object>(api: T): T =>
    new Proxy(api, {
      get(target, name, receiver) {
        const method: unknown = Reflect.get(target, name, receiver);
        if (typeof method !== 'function' || typeof name !== 'string' || !CHANGING.test(name)) return method;
        return async (...args: unknown[]) => {
          if (left === 0 && !isDone) throw DIED;
          const answer: unknown = await Reflect.apply(method, target, args);
          if (left === 0) throw DIED;
          left -= 1;
          return answer;
        };
      },
    });
  const { selfService, systems, registry } = apis;
  return { ...apis, selfService: watch(selfService), systems: watch(systems), registry: watch(registry) };
}

interface Told {
  /** Told unless it is so. */
  need(isSo: boolean, text: string): void;
  /** The same texts, in any order. */
  exactly(there: readonly string[], wanted: readonly string[], text: string): void;
  /** Members that a record has as they are wanted. */
  like(record: object | undefined, fields: object, text: string): void;
}

function told(faults: string[]): Told {
  const need = (isSo: boolean, text: string) => {
    if (!isSo) faults.push(text);
  };
  const sorted = (value: unknown) => JSON.stringify(Array.isArray(value) ? [...value].sort() : value);
  return {
    need,
    exactly: (there, wanted, text) => need(sorted([...new Set(there)]) === sorted([...new Set(wanted)]), text),
    like(record = {}, fields, text) {
      const members = record as Readonly<Record<string, unknown>>;
      for (const [name, value] of Object.entries(fields))
        if (name !== 'hasCompetentAuthority') need(sorted(members[name]) === sorted(value), `${text}: ${name}`);
    },
  };
}

type Active = { readonly record: { readonly active?: boolean } };
const live = <T extends Active>(items: readonly T[]): readonly T[] =>
  items.filter(({ record }) => record.active !== false);
const requestOf = (one: { readonly system: string; readonly customer: string }) => `${one.system} ${one.customer}`;
const namesOf = (items: readonly { readonly name: string }[]) => items.map(({ name }) => name);
const idsOf = (items: readonly { readonly id: string }[]) => items.map(({ id }) => id);

/** Whether everything that is wanted is there, and of pruned sections nothing else: told without the difference. */
export function missing(wanted: Wanted, actual: Actual): readonly string[] {
  const faults: string[] = [];
  const say = told(faults);
  missingInSelfService(wanted, actual, say);
  missingInAltinn(wanted, actual, say);
  if (wanted.prune.size > 0) leftOver(wanted, actual, say);
  return faults;
}

function missingInSelfService(wanted: Wanted, actual: Actual, { need, exactly, like }: Told): void {
  for (const { name, fields, access } of wanted.scopes) {
    const there = live(actual.scopes).find((one) => one.name === name);
    need(there !== undefined, `scope ${name}`);
    like(there?.record, fields, name);
    if (access) exactly(there?.access ?? [], access, `access to ${name}`);
  }
  for (const { name, fields, keys } of wanted.clients) {
    const [there, ...twins] = live(actual.clients).filter((one) => one.name === name);
    need(there !== undefined && twins.length === 0, `client ${name}, with ${twins.length} twins`);
    like(there?.record, fields, name);
    const kids = (list: readonly { readonly kid: string }[] = []) => list.map(({ kid }) => kid);
    if (keys) exactly(kids(there?.keys), kids(keys), `keys of ${name}`);
  }
}

function missingInAltinn(wanted: Wanted, actual: Actual, { need, exactly, like }: Told): void {
  for (const { id, fields, policy } of wanted.resources) {
    const there = actual.resources.find((one) => one.id === id);
    like(there?.record, fields, id);
    if (policy) need(there?.policy?.trim() === policy.trim(), `policy of ${id}`);
  }
  const idOf = (name: string) => live(actual.clients).find((one) => one.name === name)?.id ?? '';
  for (const { id, fields, rights = [], clients = [] } of wanted.systems) {
    const record = actual.systems.find((one) => one.id === id)?.record;
    need(record?.isDeleted === false, `system ${id}`);
    like(record, fields, id);
    exactly((record?.rights ?? []).map(rightKey), rights.map(rightKey), `rights of ${id}`);
    exactly(record?.clientId ?? [], clients.map(idOf), `clients of ${id}`);
  }
  for (const wish of wanted.systemUserRequests) {
    const there = actual.systemUserRequests.find((one) => requestOf(one) === requestOf(wish));
    need(there !== undefined, `request ${requestOf(wish)}`);
    exactly((there?.rights ?? []).map(rightKey), (wish.rights ?? []).map(rightKey), `rights of ${requestOf(wish)}`);
  }
}

function leftOver(wanted: Wanted, actual: Actual, { exactly }: Told): void {
  exactly(namesOf(live(actual.scopes)), namesOf(wanted.scopes), 'scopes are left');
  const others = live(actual.clients).filter(({ id }) => id !== actual.self);
  exactly(namesOf(others), namesOf(wanted.clients), 'clients are left');
  exactly(idsOf(actual.resources), idsOf(wanted.resources), 'resources are left');
  const standing = actual.systems.filter(({ record }) => !record.isDeleted);
  exactly(idsOf(standing), idsOf(wanted.systems), 'systems are left');
  exactly(actual.systemUserRequests.map(requestOf), wanted.systemUserRequests.map(requestOf), 'requests are left');
}
