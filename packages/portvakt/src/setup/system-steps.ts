/** Systems: from what is there to what is wanted. Pure. */
import type { RegisteredSystem } from '@portvakt/client/systems';
import { findClient } from './client-steps.ts';
import { allOf, changesOf, rightText, sameRights, sameTexts, without } from './compare.ts';
import type { Actual, ActualSystem, Fault, Wanted, WantedSystem } from './model.ts';
import type { Change, ClientRef, Step } from './steps.ts';

/** Members of a system that are read only. */
export const SYSTEM_READ_ONLY: ReadonlySet<string> = new Set(['isDeleted', 'softDeleted']);

const section = 'systems';
const what = (id: string) => `system ${id}`;

/** A system whose client is wanted elsewhere gives it up first: a client is of one system (system-register-and-users.md 3.1). */
interface Plan {
  readonly wish: WantedSystem;
  readonly found: ActualSystem | undefined;
  readonly clients: readonly ClientRef[] | undefined;
}

/** Systems that come or change. */
export function systemSteps(wanted: Wanted, actual: Actual) {
  const faults: Fault[] = [];
  const plans = wanted.systems.flatMap((wish): readonly Plan[] => {
    const found = actual.systems.find(({ id }) => id === wish.id);
    const fault = refused(wish, found, actual.organization);
    if (fault) faults.push(fault);
    return fault ? [] : [{ wish, found, clients: clientsOf(wish, wanted, actual, faults) }];
  });
  const { released, steps } = releases(plans, actual);
  return { steps: [...steps, ...plans.flatMap((plan) => stepOf(plan, released, actual))], faults };
}

/** Systems that nobody wants any more. */
export function systemRemovals(wanted: Wanted, actual: Actual): readonly Step[] {
  if (!wanted.prune.has(section)) return [];
  const kept = new Set(wanted.systems.map(({ id }) => id));
  return actual.systems
    .filter(({ id, record }) => !kept.has(id) && !record.isDeleted)
    .map(({ id }) => ({ sign: '-', section, what: what(id), changes: [], work: { do: 'system.delete', id } }));
}

function refused({ at, id }: WantedSystem, found: ActualSystem | undefined, organization: string): Fault | undefined {
  if (!id.startsWith(`${organization}_`))
    return {
      at,
      text: `the id ${id} must begin with ${organization}_, the organisation that the credentials speak for`,
    };
  if (found?.record.isDeleted)
    return { at, text: `the system ${id} has been deleted, and its id can never be used again: choose another` };
  return undefined;
}

/** Clients by their names in the file, else by id or name of one that is there. */
function clientsOf(
  wish: WantedSystem,
  wanted: Wanted,
  actual: Actual,
  faults: Fault[],
): readonly ClientRef[] | undefined {
  return wish.clients?.flatMap((word): readonly ClientRef[] => {
    const inFile = wanted.clients.filter(({ name, id }) => name === word || id === word);
    const [only] = inFile;
    if (only && inFile.length === 1) {
      const found = findClient(only, actual);
      // What is wrong with the client is told where it stands.
      if ('fault' in found) return [];
      return [found.client ? { id: found.client.id } : { made: only.name }];
    }
    const there = actual.clients.filter(
      ({ id, name, record }) => id === word || (name === word && record.active !== false),
    );
    const [one] = there;
    if (inFile.length === 0 && one && there.length === 1) return [{ id: one.id }];
    const isKnown = actual.systems.some(({ record }) => idsOf(record).includes(word));
    if (inFile.length + there.length === 0 && isKnown) return [{ id: word }];
    const why =
      inFile.length + there.length === 0
        ? `there is no client ${word}`
        : `several clients are called ${word}: give the id`;
    faults.push({ at: wish.at, text: `${wish.id}: ${why}` });
    return [];
  });
}

const refText = (ref: ClientRef): string => ('id' in ref ? ref.id : ref.made);
const idsOf = (record: RegisteredSystem): readonly string[] => record.clientId ?? [];

function releases(plans: readonly Plan[], actual: Actual) {
  const taker = new Map<string, string>();
  for (const { wish, clients = [] } of plans)
    for (const ref of clients) if ('id' in ref) taker.set(ref.id.toLowerCase(), wish.id);
  const released = new Map<string, readonly string[]>();
  const steps = actual.systems.flatMap(({ id, record }): readonly Step[] => {
    if (record.isDeleted) return [];
    const given = idsOf(record).filter((client) => (taker.get(client.toLowerCase()) ?? id) !== id);
    if (given.length === 0) return [];
    const left = idsOf(record).filter((client) => !given.includes(client));
    released.set(id, left);
    const body = contentOf(record);
    const before = without({ ...record }, SYSTEM_READ_ONLY);
    return [
      {
        sign: '~',
        section,
        what: what(id),
        changes: [{ member: 'clients', from: idsOf(record), to: left }],
        work: { do: 'system.update', id, body, clients: left.map((client) => ({ id: client })), before },
      },
    ];
  });
  return { released, steps };
}

function stepOf(
  { wish, found, clients }: Plan,
  released: ReadonlyMap<string, readonly string[]>,
  actual: Actual,
): readonly Step[] {
  const { id, fields, rights, accessPackages } = wish;
  const lists = {
    ...(rights === undefined ? {} : { rights }),
    ...(accessPackages === undefined ? {} : { accessPackages: accessPackages.map((urn) => ({ urn })) }),
  };
  const wishes = withUrls(fields);
  if (!found) {
    const body = { id, vendor: { ID: `0192:${actual.organization}` }, ...wishes, ...lists };
    const changes = [...allOf(fields), ...listsIn(wish), ...listed('clients', clients?.map(refText))];
    return [
      { sign: '+', section, what: what(id), changes, work: { do: 'system.create', id, body, clients: clients ?? [] } },
    ];
  }
  const { record } = found;
  const stillThere = released.get(id) ?? idsOf(record);
  const changes: Change[] = [
    ...changesOf(wishes, { ...withUrls(record) }),
    ...(rights === undefined || sameRights(rights, record.rights ?? [])
      ? []
      : [{ member: 'rights', from: (record.rights ?? []).map(rightText), to: rights.map(rightText) }]),
    ...(accessPackages === undefined || sameTexts(accessPackages, urnsOf(record))
      ? []
      : [{ member: 'accessPackages', from: urnsOf(record), to: accessPackages }]),
    ...(clients === undefined || sameTexts(clients.map(refText), stillThere)
      ? []
      : [{ member: 'clients', from: stillThere, to: clients.map(refText) }]),
  ];
  if (changes.length === 0) return [];
  const before = without({ ...record }, SYSTEM_READ_ONLY);
  const work = {
    do: 'system.update',
    id,
    body: { ...contentOf(record), ...wishes, ...lists },
    clients: clients ?? stillThere.map((client) => ({ id: client })),
    ...(released.has(id) ? {} : { before }),
  } as const;
  return [{ sign: '~', section, what: what(id), changes, work }];
}

/** What is sent beside id and clients. */
const contentOf = ({ isDeleted: _, id: __, clientId: ___, ...content }: RegisteredSystem) => content;

const urnsOf = (record: RegisteredSystem): readonly string[] => (record.accessPackages ?? []).map(({ urn }) => urn);
const listed = (member: string, to: readonly string[] | undefined): readonly Change[] =>
  to === undefined ? [] : [{ member, to }];
const listsIn = ({ rights, accessPackages }: WantedSystem): readonly Change[] => [
  ...listed('rights', rights?.map(rightText)),
  ...listed('accessPackages', accessPackages),
];

/** The register writes addresses as the URL Standard does: `https://altinn.no` becomes `https://altinn.no/`. */
function withUrls<T extends { readonly allowedRedirectUrls?: readonly string[] }>(fields: T): T {
  const { allowedRedirectUrls: urls } = fields;
  if (urls === undefined) return fields;
  return { ...fields, allowedRedirectUrls: urls.map((url) => (URL.canParse(url) ? new URL(url).href : url)) };
}
