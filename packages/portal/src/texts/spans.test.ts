import { expect, it } from 'vitest';
import { ageIn, durationIn, spanIn } from './spans.ts';

const NOW = Date.UTC(2026, 10, 28, 12);
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

it.each([
  [0, 'akkurat nå'],
  [-30_000, 'akkurat nå'],
  [-2 * MINUTE, 'for 2 minutter siden'],
  [-3 * 60 * MINUTE, 'for 3 timer siden'],
  [12 * DAY + MINUTE, 'om 12 døgn'],
])('%s ms away is %s', (apart, words) => {
  expect(ageIn('nb-NO')(NOW + apart, NOW)).toBe(words);
});

it.each([
  [0, 'nett no'],
  [-12 * MINUTE, 'for 12 minutt sidan'],
  [-60 * MINUTE, 'for 1 time sidan'],
  [-3 * 60 * MINUTE, 'for 3 timar sidan'],
  [-DAY, 'i går'],
  [DAY, 'i morgon'],
  [12 * DAY + MINUTE, 'om 12 døgn'],
])('%s ms away is %s in nynorsk, of which browsers have no data', (apart, words) => {
  expect(ageIn('nn-NO')(NOW + apart, NOW)).toBe(words);
  expect(spanIn('nn-NO')(3 * 60 * MINUTE)).toBe('3 timar');
  expect(durationIn('nn-NO')(121_000)).toBe('2 minutt og 1 sekund');
});

it('tells a length without its sign', () => {
  expect(spanIn('nb-NO')(-3 * DAY)).toBe('3 døgn');
  expect(spanIn('en-GB')(61 * MINUTE)).toBe('1 hour');
});

it.each([
  [0, '0 sekunder', '0 seconds'],
  [1_000, '1 sekund', '1 second'],
  [-1_080_000, '18 minutter', '18 minutes'],
  [121_000, '2 minutter og 1 sekund', '2 minutes and 1 second'],
  [DAY + 61_000, '1 døgn', '1 day'],
  [DAY + 61 * MINUTE, '1 døgn og 1 time', '1 day and 1 hour'],
])('writes %s ms for people, and no more than they need', (ms, norwegian, english) => {
  expect(durationIn('nb-NO')(ms)).toBe(norwegian);
  expect(durationIn('en-GB')(ms)).toBe(english);
});
