import type { Caller } from '../callers/index.ts';
import { decodeCursor, encodeCursor } from './continuation.ts';
import { asksForHidden, type ListQuery, parseListRequest } from './list.ts';
import type { InstanceFilter } from './list-filter.ts';
import { forbidden, refuse } from './refusals.ts';
import type { Storage } from './storage.ts';

/** What is asked for, and where: `next` is this address with a token. */
export interface ListWish {
  readonly query: ListQuery;
  /** The header `X-Ai-InstanceOwnerIdentifier`. */
  readonly identifier: string | undefined;
  readonly url: string;
}

/** One page of the instances that the caller may see (altinn-instances.md 4.1 and 4.2). */
export async function instancePage(storage: Storage, caller: Caller, { query, identifier, url }: ListWish) {
  if (caller.kind === 'serviceOwner' && !caller.scopes.has('altinn:serviceowner/instances.read'))
    throw forbidden('a service owner lists with the scope altinn:serviceowner/instances.read');
  const wish = parseListRequest(caller, query, identifier);
  const self = storage.address(url);
  const empty = { count: 0, self, next: null, instances: [] };
  if (asksForHidden(caller, query)) return empty;
  const party = wish.owner && (await storage.party(wish.owner));
  if (wish.owner && !party) return empty;
  const filter: InstanceFilter = party ? { ...wish.filter, partyId: party.partyId } : wish.filter;
  const key = await storage.cursorKey();
  const bound = JSON.stringify([filter, wish.size]);
  const after = wish.continuationToken === undefined ? undefined : decodeCursor(wish.continuationToken, bound, key);
  if (wish.continuationToken !== undefined && !after)
    throw refuse(
      'token-altered',
      'The continuationToken was altered or belongs to other filters: follow next as it is.',
    );
  const rows = await storage.list(filter, wish.size, after);
  const visible = caller.kind === 'serviceOwner' ? rows : await storage.readable(caller, rows);
  const elements = wish.includeDataElements ? await storage.elementsOf(visible.map((row) => row.guid)) : new Map();
  const last = rows.length === wish.size ? rows.at(-1) : undefined;
  return {
    count: visible.length,
    self,
    next: last ? nextUrl(self, encodeCursor({ lastChanged: last.lastChanged, id: last.guid }, bound, key)) : null,
    instances: visible.map((row) => storage.shown(row.instance, elements.get(row.guid) ?? [], caller)),
  };
}

const nextUrl = (self: string, token: string): string => {
  const url = new URL(self);
  url.searchParams.set('continuationToken', token);
  return url.href;
};
