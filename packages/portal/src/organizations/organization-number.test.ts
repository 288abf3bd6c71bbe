import { expect, it } from 'vitest';
import { digitsOf, grouped, isOrganizationNumber } from './organization-number.ts';

it.each([
  ['310019747', true],
  ['310044423', true],
  ['999999999', true],
  ['310019748', false],
  ['31001974', false],
  ['3100197470', false],
  ['31001974x', false],
  ['', false],
])('%s is an organisation number: %s', (digits, expected) => {
  expect(isOrganizationNumber(digits)).toBe(expected);
});

it('is written in groups, and read with or without them', () => {
  expect(digitsOf(' 310 019\u00a0747 ')).toBe('310019747');
  expect(grouped('310019747')).toBe('310\u00a0019\u00a0747');
});
