/** Where what a step has found is mended. */
import { pageSegment } from '../api/path.ts';
import type { CauseId, Finding } from './finding.ts';

export type Place =
  | 'settings'
  | 'keys'
  | 'scopes'
  | 'log'
  | 'systems'
  | 'requests'
  | 'ask'
  | 'users'
  | 'resource'
  | 'why';

const PLACES: Readonly<Partial<Record<CauseId, Place>>> = {
  'client-inactive': 'settings',
  'client-without-keys': 'keys',
  'key-not-registered': 'keys',
  'key-on-other-client': 'keys',
  'kid-differs': 'keys',
  'kid-needed': 'keys',
  'key-expired': 'keys',
  'key-expires-soon': 'keys',
  'key-old': 'keys',
  'signature-invalid': 'keys',
  'scope-not-on-client': 'scopes',
  'scope-inactive': 'scopes',
  'scope-of-other-type': 'scopes',
  'scope-not-granted': 'scopes',
  'grant-refused': 'log',
  'delegation-missing': 'log',
  'system-unknown': 'systems',
  'client-not-on-system': 'systems',
  'redirect-none': 'systems',
  'redirect-differs': 'systems',
  'right-not-on-system': 'systems',
  'approval-missing': 'ask',
  'approval-timed-out': 'ask',
  'approval-pending': 'requests',
  'approval-rejected': 'requests',
  'system-user-unknown': 'users',
  'external-reference-differs': 'users',
  'external-reference-missing': 'users',
  'exchange-refused': 'log',
  'action-not-in-policy': 'resource',
  'decision-deny': 'why',
};

/** @param systemId of the system that names the client */
export function placeOf(
  { cause, to }: Finding,
  client: { readonly clientId: string; readonly systemId: string | undefined; readonly resource: string },
): { readonly place: Place; readonly to: string } | undefined {
  const place = cause && PLACES[cause];
  if (place === undefined) return undefined;
  if (place === 'why') return to === undefined ? undefined : { place, to };
  const tab = { settings: 'details', keys: 'keys', scopes: 'scopes', log: 'log' } as const;
  if (place === 'settings' || place === 'keys' || place === 'scopes' || place === 'log')
    return { place, to: `/clients/${pageSegment(client.clientId)}?tab=${tab[place]}` };
  if (place === 'resource')
    return { place, to: `/resources/policy?${new URLSearchParams({ resource: client.resource })}` };
  if (client.systemId === undefined) return { place: 'systems', to: '/systems' };
  const system = `/systems/${pageSegment(client.systemId)}`;
  if (place === 'ask') return { place, to: `${system}/ask` };
  return { place, to: place === 'systems' ? system : `${system}?tab=${place}` };
}

/** Who can mend what a step has found: somebody in the organisation that owns the client, at the customer, or at the owner of a scope. */
export type Person = 'own' | 'customer' | 'owner';

const OTHERS: Readonly<Partial<Record<CauseId, Person>>> = {
  'scope-not-granted': 'owner',
  'delegation-missing': 'customer',
  'approval-pending': 'customer',
  'approval-rejected': 'customer',
  'approval-timed-out': 'customer',
  'decision-deny': 'customer',
};

/** @returns undefined where no person's right is what it takes */
export const personOf = ({ cause }: Finding): Person | undefined =>
  cause && (OTHERS[cause] ?? (PLACES[cause] === undefined ? undefined : 'own'));
