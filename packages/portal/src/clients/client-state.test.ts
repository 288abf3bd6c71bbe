import { expect, it } from 'vitest';
import type { ClientState } from '../api/portal.ts';
import { gravityOf, standingOf } from './client-state.ts';

const NOW = Date.UTC(2026, 10, 28);
const DAY = 24 * 3600 * 1000;
const key = (days: number) => ({ kid: String(days), expires: new Date(NOW + days * DAY).toISOString() });
const client = (more: Partial<ClientState>): ClientState => ({
  clientId: '1',
  name: 'Lønn',
  active: true,
  service: 'maskinporten',
  lastChanged: new Date(NOW).toISOString(),
  scopes: 1,
  keys: [key(300)],
  ...more,
});

it.each([
  ['is out of use when it is deactivated, whatever its keys', { active: false, keys: [] }, 'inactive'],
  ['lacks a key', { keys: [] }, 'keyless'],
  ['has only expired keys', { keys: [key(-1), key(-30)] }, 'expired'],
  ['has a key that expires soon', { keys: [key(12), key(-1)] }, 'soon'],
  ['is in use', { lastToken: new Date(NOW).toISOString() }, 'used'],
  ['is unused when it has had no token', {}, 'unused'],
  ['goes on when another key has taken over', { keys: [key(2), key(300)] }, 'unused'],
] as const)('a client %s', (_, more, is) => {
  expect(standingOf(client(more), NOW).is).toBe(is);
});

it('that needs somebody comes before one that does not', () => {
  expect(gravityOf({ is: 'expired' })).toBeLessThan(gravityOf({ is: 'used' }));
});
