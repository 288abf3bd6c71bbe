/** Clients and their keys: from what is there to what is wanted. Pure. */
import { type ApiKey, CLIENT_READ_ONLY, MASKINPORTEN_CLIENT } from '../self-service/api.ts';
import { allOf, changesOf, without } from './compare.ts';
import type { Actual, ActualClient, Fault, PublicKey, Wanted, WantedClient } from './model.ts';
import type { ClientRef, Step } from './steps.ts';

const section = 'clients';
const MAX_KEYS = 5;

/** Which client a wish is about: none yet, the one, or a fault. */
export type Found = { readonly client?: ActualClient } | { readonly fault: Fault };

/** By its id, else by its name among those that are active. */
export function findClient({ at, id, name }: WantedClient, actual: Actual): Found {
  if (id !== undefined) {
    const client = actual.clients.find((one) => one.id === id);
    return client ? { client } : {};
  }
  const [client, ...others] = actual.clients.filter((one) => one.name === name && one.record.active !== false);
  if (others.length === 0) return client ? { client } : {};
  const ids = [client, ...others].map((one) => one?.id).join(', ');
  return {
    fault: { at, text: `${others.length + 1} clients are called ${name}: add the id of the one that is meant, ${ids}` },
  };
}

/** Clients that come or change, each with its keys, and whom each wish became. */
export function clientSteps(wanted: Wanted, actual: Actual) {
  const steps: Step[] = [];
  const faults: Fault[] = [];
  const kept = new Map<string, WantedClient>();
  for (const wish of wanted.clients) {
    const found = findClient(wish, actual);
    if ('fault' in found) {
      faults.push(found.fault);
      continue;
    }
    const { client } = found;
    const twin = client && kept.get(client.id);
    if (client && twin)
      faults.push({ at: wish.at, text: `${wish.name} is the client ${client.id}, as line ${twin.at.line} is` });
    if (client) kept.set(client.id, wish);
    const fault = client && fixed(wish, client);
    if (fault) faults.push(fault);
    else steps.push(...(client ? changed(wish, client) : made(wish)), ...keySteps(wish, client, actual.now));
  }
  return { steps, faults, notes: endingKeys(kept, actual), kept: new Set(kept.keys()) };
}

const SOON_S = 30 * 24 * 3600;

/** Keys that the file keeps, and that end within a month (maskinporten.md 6.4): nobody changes a key that nobody asked to change. */
const endingKeys = (kept: ReadonlyMap<string, WantedClient>, { clients, now }: Actual): readonly string[] =>
  clients.flatMap(({ id, name, keys }) => {
    const wanted = new Set(kept.get(id)?.keys?.map(({ kid }) => kid));
    return keys.flatMap(({ kid, exp = Number.POSITIVE_INFINITY }) =>
      wanted.has(kid) && exp > now && exp < now + SOON_S
        ? [
            `The key ${kid} of ${name} ends on ${new Date(exp * 1000).toISOString().slice(0, 10)}: rotate it, with "altinn-jwks rotate".`,
          ]
        : [],
    );
  });

/** Clients that nobody wants any more; never the one that asks. */
export function clientRemovals(wanted: Wanted, actual: Actual, kept: ReadonlySet<string>) {
  const gone = wanted.prune.has(section)
    ? actual.clients.filter(({ id, record }) => !kept.has(id) && record.active !== false)
    : [];
  const steps = gone
    .filter(({ id }) => id !== actual.self)
    .map(
      ({ id, name }): Step => ({
        sign: '-',
        section,
        what: `client ${name} (${id})`,
        changes: [],
        work: { do: 'client.deactivate', id },
      }),
    );
  const notes = gone.some(({ id }) => id === actual.self)
    ? [`The client ${actual.self}, which asks, is not in the file and stays: without it nothing could be undone.`]
    : [];
  return { steps, notes };
}

function fixed({ at, name, fields }: WantedClient, { record }: ActualClient): Fault | undefined {
  const { integration_type: type = MASKINPORTEN_CLIENT.integration_type } = fields;
  const is = record.integration_type;
  if (is === undefined || type === is) return undefined;
  return {
    at,
    text: `${name} is of the type ${is}, which cannot become ${String(type)}: give the new one another name`,
  };
}

function made({ name, id, fields }: WantedClient): readonly Step[] {
  const isMaskinporten =
    (fields['integration_type'] ?? MASKINPORTEN_CLIENT.integration_type) === MASKINPORTEN_CLIENT.integration_type;
  const body = {
    ...(isMaskinporten ? MASKINPORTEN_CLIENT : {}),
    description: name,
    scopes: [],
    ...fields,
    client_name: name,
    ...(id === undefined ? {} : { client_id: id }),
  };
  const work = { do: 'client.create', name, body, ...(id === undefined ? {} : { id }) } as const;
  return [{ sign: '+', section, what: `client ${name}`, changes: allOf(fields), work }];
}

function changed({ name, fields }: WantedClient, { id, record }: ActualClient): readonly Step[] {
  const changes = changesOf({ ...fields, client_name: name, active: true }, { active: true, ...record });
  if (changes.length === 0) return [];
  const before = without(record, CLIENT_READ_ONLY);
  const body = { ...before, ...fields, client_name: name, active: true };
  return [{ sign: '~', section, what: `client ${name}`, changes, work: { do: 'client.update', id, body, before } }];
}

const works = (key: ApiKey, now: number): boolean => key.exp === undefined || key.exp > now;

/**
 * A new key is published before an old one goes, so that at every moment one works. Where old and new together are more than five, the
 * newest of the old stays until the last step, which changes all at once.
 */
function keySteps({ name, keys }: WantedClient, client: ActualClient | undefined, now: number): readonly Step[] {
  if (keys === undefined) return [];
  const there = client?.keys ?? [];
  const isThere = (key: PublicKey) =>
    there.some((one) => one.kid === key.kid && one['n'] === key.n && one['alg'] === key['alg'] && works(one, now));
  const wantedKids = new Set(keys.map(({ kid }) => kid));
  const present = keys.filter(isThere);
  const missing = keys.filter((key) => !isThere(key));
  const gone = there.filter(({ kid }) => !wantedKids.has(kid));
  const old = gone.filter((key) => works(key, now)).sort((a, b) => (b.exp ?? 0) - (a.exp ?? 0));
  const room = Math.max(MAX_KEYS - keys.length, old.length > 0 ? 1 : 0);
  const staying = old.slice(0, room);
  const first = missing.slice(0, MAX_KEYS - staying.length - present.length);
  const later = missing.slice(first.length);
  const ref: ClientRef = client ? { id: client.id } : { made: name };
  const kids = (list: readonly { readonly kid: string }[]) => list.map(({ kid }) => kid);
  const before = client ? { before: kids(there) } : {};
  const steps: Step[] = [];
  if (first.length > 0) {
    const kept = [...kids(present), ...kids(staying)];
    steps.push(keyStep(name, ref, kept, first, kids(gone.filter((key) => !staying.includes(key))), before));
  }
  // One that has expired harms nobody: it goes when the set is written for another reason.
  const left = first.length > 0 || old.length === 0 ? staying : gone;
  if (left.length > 0)
    steps.push(keyStep(name, ref, kids([...present, ...first]), later, kids(left), first.length > 0 ? {} : before));
  return steps;
}

function keyStep(
  name: string,
  client: ClientRef,
  kept: readonly string[],
  added: readonly PublicKey[],
  removed: readonly string[],
  before: { readonly before?: readonly string[] },
): Step {
  const changes = [
    ...added.map(({ kid }) => ({ member: kid, to: 'published' })),
    ...removed.map((kid) => ({ member: kid, from: 'published' })),
  ];
  const sign = removed.length === 0 ? '+' : added.length === 0 ? '-' : '~';
  const work = { do: 'keys.set', client, kept, added, removed, ...before } as const;
  return { sign, section, what: `keys of ${name}`, changes, work };
}
