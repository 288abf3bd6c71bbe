/** Who asks about which connection, and whether they may: the first half of every route of `/enduser/connections` (access-management.md 6.1). */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { requireToken } from '../callers/index.ts';
import { isUuid } from '../foundation/index.ts';
import { surface } from '../http/index.ts';
import type { Party } from '../register/index.ts';
import { type ConnectionRecord, recordsFromOthers, recordsToOthers } from './connection-records.ts';
import { counterparts } from './connection-store.ts';
import type { Actor } from './passable.ts';
import { actorOf, mayActFor } from './persons.ts';
import { Faults, fault, problem } from './problems.ts';
import { MAX_PAGE_NUMBER, MAX_PAGE_SIZE, valueIn } from './readers.ts';
import { refuse } from './refusals.ts';
import { ACCESS_MANAGEMENT, type DelegationsRoutesDeps, PORTAL_SCOPE, REFUSALS, SURFACE } from './surface.ts';

/** What the party has given to others, or what it has got from others. */
export type Side = 'toothers' | 'fromothers';

/** An access manager, and for whom. */
export interface Asked {
  readonly actor: Actor;
  readonly party: Party;
  readonly side: Side;
  /** As the query names them, in lower case. */
  readonly from: string | undefined;
  readonly to: string | undefined;
}

const sideScope = (name: Side, access: 'read' | 'write'): string =>
  `altinn:accessmanagement/enduser:connections:${name}.${access}`;
const manager = { who: 'party', resource: ACCESS_MANAGEMENT } as const;
const TAKING = [PORTAL_SCOPE, sideScope('toothers', 'write'), sideScope('fromothers', 'write')];
const GIVING = [PORTAL_SCOPE, sideScope('toothers', 'write')];

/** Who sees what the party has given and got; the scope must be that of the side that is asked about. */
export const SEES = {
  ...manager,
  action: 'read',
  scopes: [...TAKING, sideScope('toothers', 'read'), sideScope('fromothers', 'read')],
} as const;
/** Who gives for the party. */
export const GIVES = { ...manager, action: 'write', scopes: GIVING } as const;
/** Who takes back what the party has given, or away what it has got. */
export const TAKES = { ...manager, action: 'write', scopes: TAKING } as const;
/** Who gives rights on single instances of the party. */
export const GIVES_INSTANCES = { ...GIVES, resource: 'altinn_instance_delegation' } as const;

/** `/enduser/connections…`. @param giving the party is the giver, whatever `from` says */
export const connectionSurface = (app: FastifyInstance, deps: DelegationsRoutesDeps, giving = false) =>
  surface(app, {
    name: SURFACE,
    admit: { party: (request, { action, resource }) => askedOf(deps, request, action, resource, giving) },
    refusals: REFUSALS,
  });

export type ConnectionSurface = ReturnType<typeof connectionSurface>;

/** @throws Refusal 400 for what is no UUID */
function uuidOf(request: FastifyRequest, name: string): string | undefined {
  const text = valueIn(request.query, name);
  if (text !== undefined && !isUuid(text)) fault('query-invalid', `$QUERY/${name}`, { [name]: 'it is not a UUID' });
  return text?.toLowerCase();
}

/** @throws Refusal 401 without a token, 403 for a party that is missing, unknown or not theirs, 400 for a query that says nothing */
async function askedOf(
  deps: DelegationsRoutesDeps,
  request: FastifyRequest,
  access: 'read' | 'write',
  resource: string,
  giving: boolean,
): Promise<Asked> {
  const caller = requireToken(deps.callers, request, ['altinn']);
  const actor = await actorOf(deps.register, caller);
  const id = valueIn(request.query, 'party')?.toLowerCase() ?? '';
  const [from, to] = [giving ? id : uuidOf(request, 'from'), uuidOf(request, 'to')];
  const side = id === from ? 'toothers' : 'fromothers';
  requireSide(caller.scopes, side, access);
  const party = isUuid(id) ? await deps.register.party({ uuid: id }) : undefined;
  const may = party && (party.uuid === actor.uuid || (await deps.mayUse(actor, resource, access, party)));
  if (!party || !may)
    throw refuse('not-access-manager', 'give party, the UUID of somebody whose access the caller manages');
  if (id !== from && id !== to) outside(from, to);
  return { actor, party, side, from, to };
}

/** The party is neither of the two. @throws Refusal 400 */
function outside(from: string | undefined, to: string | undefined): void {
  const faults = new Faults();
  const told = "Either 'from' or 'to' must match the 'party' UUID";
  if (from !== undefined || to === undefined) faults.add('query-invalid', 'QUERY/from', { from: told });
  if (to !== undefined || from === undefined) faults.add('query-invalid', 'QUERY/to', { to: told });
  faults.check();
}

function requireSide(scopes: ReadonlySet<string>, side: Side, access: 'read' | 'write'): void {
  const lacking = sideScope(side, access);
  const enough = [PORTAL_SCOPE, sideScope(side, 'write'), lacking];
  if (!enough.some((scope) => scopes.has(scope)))
    throw refuse('scope-missing', `the token lacks the scope ${lacking}`, {
      headers: { 'www-authenticate': `Bearer error="insufficient_scope", scope="${lacking}"` },
    });
}

/** Organisations are known to all. A person is named by UUID only to who is connected with that person: nobody is found by trying. */
export const mayBeNamed = async (deps: DelegationsRoutesDeps, party: Party, other: Party): Promise<boolean> =>
  other.type === 'organization' || (await mayActFor(deps, other, party)) || (await mayActFor(deps, party, other));

/** What is left to take when nobody has it: a person, an organisation or a system user. */
export interface Ends {
  readonly from: Party;
  /** UUID */
  readonly to: string;
  /** Left out: a system user. */
  readonly receiver?: Party;
}

/**
 * Both ends of a connection that is to be changed. Who is deleted neither gives nor gets, and what it has can be taken.
 * @throws Refusal 400 AM.VLD-00006 for who does not exist
 */
export async function endsOf(
  deps: DelegationsRoutesDeps,
  asked: Pick<Asked, 'party' | 'from' | 'to'>,
  what: 'give' | 'take',
): Promise<Ends> {
  const faults = new Faults();
  const missing = (name: 'from' | 'to') => faults.add('required', `$QUERY/${name}`);
  if (asked.from === undefined) missing('from');
  if (asked.to === undefined) missing('to');
  faults.check();
  const find = async (uuid = '') => (uuid === asked.party.uuid ? asked.party : deps.register.party({ uuid }));
  const [from, receiver] = [await find(asked.from), await find(asked.to)];
  const isSystem = receiver === undefined && (await deps.systemUsers([asked.to ?? ''])).length > 0;
  const isGone = (party: Party) => what === 'give' && party.isDeleted;
  if (!from || isGone(from)) faults.add('entity-unknown', 'QUERY/from');
  if (receiver ? isGone(receiver) : !isSystem) faults.add('entity-unknown', 'QUERY/to');
  faults.check();
  if (!from) throw refuse('not-access-manager');
  return { from, to: asked.to ?? '', ...(receiver ? { receiver } : {}) };
}

/** Is there anything between the two? System users need nothing. @throws Refusal 400 AM-00022 */
export async function requireConnection(deps: DelegationsRoutesDeps, { from, to, receiver }: Ends): Promise<void> {
  if (!receiver) return;
  const records = await recordsToOthers(sourcesOf(deps), from, [to], true);
  if (records.length === 0) throw problem('connection-missing');
}

export const sourcesOf = ({ database, register }: DelegationsRoutesDeps) => ({ db: database.db, register });

/** The page that is asked for, by header or query; `size` undefined: all. */
interface Page {
  readonly size: number | undefined;
  readonly number: number;
}

/** As it was sent, in the query or, as in Altinn, in headers. */
export interface PageWish {
  readonly query: { readonly pageSize: string | undefined; readonly pageNumber: string | undefined };
  readonly headers: { readonly 'x-page-size': string | undefined; readonly 'x-page-number': string | undefined };
  readonly request: Pick<FastifyRequest, 'url'>;
}

/** @throws Refusal 400 */
function pageIn({ query, headers }: PageWish): Page {
  const whole = (value: string | undefined, name: string, least: number, most: number): number | undefined => {
    if (value === undefined) return undefined;
    const number = /^\d{1,6}$/.test(value) ? Number(value) : -1;
    if (number < least || number > most)
      throw refuse('page-invalid', `${name} must be a whole number from ${least} to ${most}`);
    return number;
  };
  return {
    size: whole(query.pageSize ?? headers['x-page-size'], 'X-Page-Size', 1, MAX_PAGE_SIZE),
    number: whole(query.pageNumber ?? headers['x-page-number'], 'X-Page-Number', 0, MAX_PAGE_NUMBER) ?? 0,
  };
}

/** What was found, and where the next page is. */
export interface Found {
  readonly records: readonly ConnectionRecord[];
  /** Of one other party, whichever way it has something. */
  readonly isOne: boolean;
  readonly links: { readonly next: string | null };
}

const ALL = 1_000_000;

/**
 * Everything between the party and others, or one other; with a page size, a page of others in the order of their UUIDs. Whom nobody knows
 * has nothing.
 */
export async function recordsOf(deps: DelegationsRoutesDeps, asked: Asked, wish: PageWish): Promise<Found> {
  const { size, number } = pageIn(wish);
  const { party, side } = asked;
  const other = side === 'toothers' ? asked.to : asked.from;
  const sources = sourcesOf(deps);
  const links = { next: null };
  if (other !== undefined) {
    const giver = side === 'fromothers' ? await deps.register.party({ uuid: other }) : undefined;
    const records =
      side === 'toothers'
        ? await recordsToOthers(sources, party, [other], true)
        : giver
          ? await recordsFromOthers(sources, party, [giver], true)
          : [];
    return { records, isOne: true, links };
  }
  const near =
    side === 'fromothers'
      ? [party.uuid, ...(await deps.register.keyOrganizations(party))]
      : party.parentUuid === undefined
        ? [party.uuid]
        : [party.uuid, party.parentUuid];
  const page = { skip: size === undefined ? 0 : number * size, size: size === undefined ? ALL : size + 1 };
  const found = await counterparts(sources.db, side, near, page);
  const others = found.slice(0, size);
  const records =
    side === 'toothers'
      ? await recordsToOthers(sources, party, others)
      : await recordsFromOthers(sources, party, [...(await deps.register.parties(others)).values()]);
  const hasMore = size !== undefined && found.length > others.length;
  return { records, isOne: false, links: hasMore ? { next: nextOf(wish, size, number + 1) } : links };
}

function nextOf({ request }: PageWish, size: number, number: number): string {
  const [path = '', text = ''] = request.url.split('?');
  const query = new URLSearchParams(text);
  query.set('pageSize', String(size));
  query.set('pageNumber', String(number));
  return `${path}?${query}`;
}
