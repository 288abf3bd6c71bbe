import { expect, it } from 'vitest';
import { clientsThatFit, filterNamed } from './client-filter.ts';

const now = Date.UTC(2026, 10, 8);
const day = (days: number) => new Date(now + days * 24 * 3600 * 1000).toISOString();
const client = (name: string, more: object = {}) => ({
  ...{ clientId: `id-${name}`, name, active: true, service: 'maskinporten', lastChanged: day(0), scopes: 0 },
  keys: [{ kid: 'k', expires: day(300) }],
  ...more,
});
const clients = [
  client('Brukt', { lastToken: day(-1) }),
  client('Ubrukt'),
  client('Uten', { keys: [] }),
  client('Snart', { keys: [{ kid: 'k', expires: day(3) }] }),
  client('Ute', { keys: [{ kid: 'k', expires: day(-3) }] }),
  client('Av', { active: false }),
];
const names = (filter: Parameters<typeof clientsThatFit>[1], words = '') =>
  clientsThatFit(clients, filter, words, now).map(({ name }) => name);

it('leaves the clients of each filter, and those whose name or id has the words', () => {
  expect(names('all')).toHaveLength(6);
  expect(names('used')).toEqual(['Brukt']);
  expect(names('unused')).toEqual(['Ubrukt']);
  expect(names('needs')).toEqual(['Uten', 'Snart', 'Ute']);
  expect(names('inactive')).toEqual(['Av']);
  expect(names('all', ' UTE ')).toEqual(['Uten', 'Ute']);
  expect(names('all', 'id-av')).toEqual(['Av']);
});

it('takes no name of a filter that there is not', () => {
  expect([filterNamed('needs'), filterNamed('<script>'), filterNamed(null)]).toEqual(['needs', 'all', 'all']);
});
