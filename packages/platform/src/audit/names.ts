/** What those are called whom entries of the audit log name by id or number: looked up for a page of entries at once. */
import type { Register } from '../register/index.ts';
import type { SelfService } from '../selfservice/index.ts';
import type { Systems } from '../systems/index.ts';
import type { Actor } from './actor.ts';

export interface NamesDeps {
  readonly register: Pick<Register, 'parties' | 'organizations'>;
  readonly selfservice: Pick<SelfService, 'named'>;
  readonly systems: { readonly users: Pick<Systems['users'], 'namedAny'> };
}

/**
 * Who is told. An organisation is told what organisations are called, the persons who acted on its behalf, and the clients and system users that
 * are its own or that it delivers.
 */
export type Reader = { readonly operator: true } | { readonly organization: string };

/** What an entry names. */
export interface Naming {
  readonly by: Partial<Omit<Actor, 'kind'>>;
  readonly organization?: string;
  readonly changes?: readonly { readonly kind: string; readonly subject: string; readonly data?: unknown }[];
}

const NUMBER = /^\d{9}$/;
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
/** Members of the data of a change that say whom else it concerns. */
const CONCERNED = ['consumer', 'from', 'partyOrganization'] as const;
/** Those that list several. */
const CONCERNED_LISTS = ['added', 'removed'] as const;
/** The subjects of these are parties, system users or clients. */
const ABOUT_SOMEBODY = /^(?:client|key|system-user|delegation|scope-delegation)\./;

/** Every id and number in the entry that somebody may have a name for. */
export function idsIn({ by, organization, changes = [] }: Naming): ReadonlySet<string> {
  const { kind: _, ...actor } = by as Actor;
  const ids = [...Object.values(actor), organization];
  for (const { kind, subject, data } of changes) {
    if (ABOUT_SOMEBODY.test(kind)) ids.push(subject);
    const about = typeof data === 'object' && data !== null ? (data as Readonly<Record<string, unknown>>) : {};
    for (const member of CONCERNED) if (typeof about[member] === 'string') ids.push(about[member]);
    for (const member of CONCERNED_LISTS)
      if (Array.isArray(about[member])) ids.push(...about[member].filter((id) => typeof id === 'string'));
  }
  return new Set(ids.filter((id) => id !== undefined));
}

/** Asks each room once. @returns the name of an id or number, where the reader may see it */
export async function namesFor(
  rows: readonly Naming[],
  reader: Reader,
  { register, selfservice, systems }: NamesDeps,
): Promise<(id: string) => string | undefined> {
  const ids = [...new Set(rows.flatMap((row) => [...idsIn(row)]))];
  const numbers = ids.filter((id) => NUMBER.test(id));
  const others = ids.filter((id) => !NUMBER.test(id));
  const uuids = others.filter((id) => UUID.test(id));
  const [organizations, parties, clients, users] = await Promise.all([
    register.organizations(numbers),
    register.parties(uuids),
    selfservice.named(others),
    systems.users.namedAny(uuids),
  ]);
  const isSeen = seenBy(reader);
  const acting = new Set(rows.flatMap(({ by: { person } }) => person ?? []));
  const names = new Map<string, string>();
  for (const [number, { name }] of organizations) names.set(number, name);
  for (const [uuid, { name, type }] of parties)
    if ('operator' in reader || type === 'organization' || acting.has(uuid)) names.set(uuid, name);
  for (const { clientId, name, organization, supplier, managedBy } of clients)
    if (isSeen([organization, supplier, managedBy])) names.set(clientId, name);
  for (const { id, integrationTitle, partyOrganization, vendor } of users)
    if (isSeen([partyOrganization, vendor])) names.set(id, integrationTitle);
  return (id) => names.get(id) ?? names.get(id.toLowerCase());
}

const seenBy =
  (reader: Reader) =>
  (concerned: readonly (string | undefined)[]): boolean =>
    'operator' in reader || concerned.includes(reader.organization);
