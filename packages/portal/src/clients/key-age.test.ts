import { describe, expect, it } from 'vitest';
import { keyAge } from './key-age.ts';

const at = (text: string) => Date.parse(text);

describe('the age of a key', () => {
  it.each([
    ['2026-02-14T12:00:00.000Z', 'expired'],
    ['2026-02-14T12:00:00.001Z', 'soon'],
    ['2026-03-14T11:59:59.999Z', 'soon'],
    ['2026-03-14T12:00:00.000Z', 'valid'],
    ['2027-02-14T12:00:00.000Z', 'valid'],
  ])('is told from its expiry %s as %s (maskinporten#114)', (expires, age) => {
    expect(keyAge(at(expires), at('2026-02-14T12:00:00Z'))).toBe(age);
  });

  it('counts a month from the 31st to the last day of a shorter month', () => {
    const now = at('2026-01-31T08:00:00Z');
    expect(keyAge(at('2026-02-28T07:59:59Z'), now)).toBe('soon');
    expect(keyAge(at('2026-02-28T08:00:00Z'), now)).toBe('valid');
  });
});
