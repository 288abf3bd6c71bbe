import type { ClientState } from '../api/portal.ts';
import { type Standing, standingOf } from './client-state.ts';

/** What the list can be narrowed to, by the names that stand in the address. */
export const FILTERS = ['all', 'used', 'unused', 'needs', 'inactive'] as const;
export type Filter = (typeof FILTERS)[number];

/** The filter of that name; everything for a name that there is not. */
export const filterNamed = (name: string | null): Filter => FILTERS.find((one) => one === name) ?? 'all';

const STANDINGS: Readonly<Record<Exclude<Filter, 'all'>, readonly Standing['is'][]>> = {
  used: ['used'],
  unused: ['unused'],
  needs: ['keyless', 'expired', 'soon'],
  inactive: ['inactive'],
};

/** The clients that the filter and the words leave. @param now ms */
export function clientsThatFit(
  clients: readonly ClientState[],
  filter: Filter,
  words: string,
  now: number,
): readonly ClientState[] {
  const wanted = words.trim().toLowerCase();
  return clients.filter(
    (client) =>
      `${client.name}\n${client.clientId}`.toLowerCase().includes(wanted) &&
      (filter === 'all' || STANDINGS[filter].includes(standingOf(client, now).is)),
  );
}
