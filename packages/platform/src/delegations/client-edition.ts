/** What the routes of client delegation share. */
import type { GrantRow } from './client-store.ts';
import { partyIn } from './client-surface.ts';
import type { Version } from './client-views.ts';
import type { EndNames } from './client-wish.ts';

/** What differs between the versions of client delegation: where it is, and what the two ends are called. */
export interface Edition {
  readonly version: Version;
  readonly base:
    | '/accessmanagement/api/v1/enduser/clientdelegations'
    | '/accessmanagement/api/v2/enduser/clientdelegations';
  readonly names: EndNames;
  /** Of operation ids. */
  readonly suffix: '' | 'V2';
}

/** Both versions. */
export const EDITIONS: readonly Edition[] = [
  {
    version: 'v1',
    base: '/accessmanagement/api/v1/enduser/clientdelegations',
    names: { party: 'party', client: 'from', agent: 'to' },
    suffix: '',
  },
  {
    version: 'v2',
    base: '/accessmanagement/api/v2/enduser/clientdelegations',
    names: { party: 'party', client: 'client', agent: 'agent' },
    suffix: 'V2',
  },
];

export const PARTY = partyIn('The facilitator, for whom the person is client administrator');
export const CLIENT = partyIn('The client');
export const AGENT = partyIn('The agent');

/** A member of the query that has been read, and whose name depends on the version. */
export function at(query: Readonly<Record<string, unknown>>, name: string): string {
  const value = query[name];
  if (typeof value === 'string') return value;
  throw new Error(`the route does not read ${name}`);
}

/** v1 gives packages alone. */
export const kindsWritten = ({ version }: Edition): readonly GrantRow['kind'][] =>
  version === 'v2' ? ['package', 'resource'] : ['package'];

/** How paths name what is given. */
export const SEGMENT = { package: 'accesspackages', resource: 'resources' } as const;
