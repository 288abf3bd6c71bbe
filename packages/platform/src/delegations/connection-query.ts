/** Who asks about which connection, and whether they may: the first half of every route of `/enduser/connections`. */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { requireToken } from '../callers/index.ts';
import { surface } from '../http/index.ts';
import type { Party } from '../register/index.ts';
import { giversTo, type Pair, receiversOf } from './connections.ts';
import { mayActFor, personOf } from './persons.ts';
import { MAX_PAGE_NUMBER, MAX_PAGE_SIZE, uuidIn, valueIn } from './readers.ts';
import { refuse } from './refusals.ts';
import { ACCESS_MANAGEMENT, type DelegationsRoutesDeps, PORTAL_SCOPE, REFUSALS, SURFACE } from './surface.ts';
import type { DelegationFailure } from './types.ts';

export interface Asked {
  readonly person: Party;
  /** For whom the person asks. */
  readonly party: Party;
  readonly from?: Party;
  readonly to?: Party;
  /** What the party has given to others, or what it has got from others. */
  readonly side: 'toothers' | 'fromothers';
}

const side = (name: Asked['side'], access: 'read' | 'write'): string =>
  `altinn:accessmanagement/enduser:connections:${name}.${access}`;
const manager = { who: 'party', resource: ACCESS_MANAGEMENT } as const;
const TAKING = [PORTAL_SCOPE, side('toothers', 'write'), side('fromothers', 'write')];

/** Who sees what the party has given and got; the scope must be that of the side that is asked about. */
export const SEES = {
  ...manager,
  action: 'read',
  scopes: [...TAKING, side('toothers', 'read'), side('fromothers', 'read')],
} as const;
/** Who gives for the party. */
export const GIVES = { ...manager, action: 'write', scopes: [PORTAL_SCOPE, side('toothers', 'write')] } as const;
/** Who takes back what the party has given, or away what it has got. */
export const TAKES = { ...manager, action: 'write', scopes: TAKING } as const;

/** `/enduser/connections…`. @param fromIsParty where `from` may be left out: it is the party */
export const connectionSurface = (app: FastifyInstance, deps: DelegationsRoutesDeps, fromIsParty = false) =>
  surface(app, {
    name: SURFACE,
    admit: { party: (request, { action }) => askedOf(deps, request, action, fromIsParty) },
    refusals: REFUSALS,
  });

export type ConnectionSurface = ReturnType<typeof connectionSurface>;

const uuidOf = (request: FastifyRequest, name: string): string | undefined =>
  uuidIn(valueIn(request.query, name), name);

/**
 * Reads `party`, `from` and `to`. The party is the person, or somebody for whom the person is access manager.
 * @throws Refusal 401 without a token, 400 for a query that says nothing, 403 for what is not theirs, 404 for a counterpart that is unknown, or a person without connection
 */
async function askedOf(
  deps: DelegationsRoutesDeps,
  request: FastifyRequest,
  access: 'read' | 'write',
  fromIsParty: boolean,
): Promise<Asked> {
  const caller = requireToken(deps.callers, request, ['altinn']);
  const person = await personOf(deps.register, caller);
  if (!person)
    throw refuse('person-missing', 'the token is not about a person: log in, or exchange an ID-porten token');
  const partyId = uuidOf(request, 'party');
  const fromId = uuidOf(request, 'from') ?? (fromIsParty ? partyId : undefined);
  const toId = uuidOf(request, 'to');
  if (partyId === undefined) throw refuse('party-missing', 'give party, the UUID of whom you ask for');
  if (partyId !== fromId && partyId !== toId)
    throw refuse(
      'party-outside',
      'party must be the same as from (what it gives to others) or to (what it has from others)',
    );
  if (fromId === toId) throw refuse('same-party', 'from and to are the same party');
  const asked = partyId === fromId ? 'toothers' : 'fromothers';
  requireSide(caller.scopes, asked, access);
  const party = await deps.register.party({ uuid: partyId });
  const may =
    party !== undefined &&
    (party.uuid === person.uuid || (await deps.mayUse(person, ACCESS_MANAGEMENT, access, party)));
  if (!may) throw refuse('not-access-manager', `the person is not access manager for the party ${partyId}`);
  const counterpart = async (uuid: string | undefined) => {
    if (uuid === undefined || uuid === partyId) return uuid === undefined ? undefined : party;
    const found = await deps.register.party({ uuid });
    if (!found || found.isDeleted || !(await mayBeNamed(deps, party, found)))
      throw refuse(
        'connection-unknown',
        `the party ${partyId} has no connection with a party ${uuid}, and no organisation has that UUID`,
      );
    return found;
  };
  const [from, to] = [await counterpart(fromId), await counterpart(toId)];
  return { person, party, side: asked, ...(from ? { from } : {}), ...(to ? { to } : {}) };
}

/** Organisations are known to all. A person is named by UUID only to who is connected with that person: nobody is found by trying. */
const mayBeNamed = async (deps: DelegationsRoutesDeps, party: Party, other: Party): Promise<boolean> =>
  other.type === 'organization' || (await mayActFor(deps, other, party)) || (await mayActFor(deps, party, other));

function requireSide(scopes: ReadonlySet<string>, asked: Asked['side'], access: 'read' | 'write'): void {
  const lacking = side(asked, access);
  const enough = [PORTAL_SCOPE, side(asked, 'write'), lacking];
  if (!enough.some((scope) => scopes.has(scope)))
    throw refuse('scope-missing', `the token lacks the scope ${lacking}`, {
      headers: { 'www-authenticate': `Bearer error="insufficient_scope", scope="${lacking}"` },
    });
}

/** Both ends of the connection. @throws Refusal 400 */
export function pairOf({ from, to }: Asked): { readonly from: Party; readonly to: Party } {
  if (!from || !to) throw refuse('ends-missing', 'give both from and to');
  return { from, to };
}

/** As `pairOf`, where only the giver can do it. @throws Refusal 400, 403 */
export function giftOf(asked: Asked): { readonly from: Party; readonly to: Party } {
  const pair = pairOf(asked);
  if (asked.side !== 'toothers') throw refuse('not-giver', 'only from can give: let party be the same as from');
  return pair;
}

/** The page that is asked for, as it was sent. */
interface Page {
  readonly pageSize: string | undefined;
  readonly pageNumber: string | undefined;
}

/** `pageSize` and `pageNumber` (from 1). @throws Refusal 400 */
function pageIn({ pageSize, pageNumber }: Page): {
  readonly skip: number;
  readonly size: number;
  readonly number: number;
} {
  const whole = (value: string | undefined, name: string, otherwise: number, most: number): number => {
    if (value === undefined) return otherwise;
    const number = /^\d{1,6}$/.test(value) ? Number(value) : 0;
    if (number < 1 || number > most) throw refuse('page-invalid', `${name} must be a whole number from 1 to ${most}`);
    return number;
  };
  const size = whole(pageSize, 'pageSize', MAX_PAGE_SIZE, MAX_PAGE_SIZE);
  const number = whole(pageNumber, 'pageNumber', 1, MAX_PAGE_NUMBER);
  return { skip: (number - 1) * size, size, number };
}

/** The connections asked about, one page of them, and the link to the next. */
export async function pairsOf(
  deps: DelegationsRoutesDeps,
  asked: Asked,
  page: Page,
  { url }: FastifyRequest,
): Promise<{ readonly pairs: readonly Pair[]; readonly links: { readonly next?: string } }> {
  if (asked.from && asked.to) return { pairs: [pairOf(asked)], links: {} };
  const { skip, size, number } = pageIn(page);
  const { party } = asked;
  const givesOut = asked.side === 'toothers';
  const others = givesOut ? await receiversOf(deps, party) : await giversTo(deps, party);
  const pairs = others
    .slice(skip, skip + size)
    .map((other) => (givesOut ? { from: party, to: other } : { from: other, to: party }));
  if (skip + size >= others.length) return { pairs, links: {} };
  const [path = '', query = ''] = url.split('?');
  const next = new URLSearchParams(query);
  next.set('pageNumber', String(number + 1));
  return { pairs, links: { next: `${path}?${next}` } };
}

/** Why something may not be given, as HTTP: what does not exist is 404, the rest is forbidden. */
export const refusal = ({ code, detail }: DelegationFailure) =>
  refuse(code === 14 || code === 52 ? 'right-unknown' : 'right-not-delegable', detail);
