import { expect, it } from 'vitest';
import { ageIn, spanIn } from './spans.ts';

const NOW = Date.UTC(2026, 10, 28, 12);
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

it.each([
  [0, 'nå'],
  [-30_000, 'nå'],
  [-2 * MINUTE, 'for 2 minutter siden'],
  [-3 * 60 * MINUTE, 'for 3 timer siden'],
  [12 * DAY + MINUTE, 'om 12 døgn'],
])('%s ms away is %s', (apart, words) => {
  expect(ageIn('nb-NO')(NOW + apart, NOW)).toBe(words);
});

it('tells a length without its sign', () => {
  expect(spanIn('nb-NO')(-3 * DAY)).toBe('3 døgn');
  expect(spanIn('en-GB')(61 * MINUTE)).toBe('1 hour');
});
