import { describe, expect, it } from 'vitest';
import { isoTime } from './iso-time.ts';

describe('a time of ISO 8601', () => {
  it('is read in UTC', () => {
    expect(isoTime('2026-12-01')).toBe(Date.UTC(2026, 11, 1));
    expect(isoTime('2026-12-01T01:00:00+02:00')).toBe(Date.UTC(2026, 10, 30, 23));
    expect(isoTime('0001-01-01T00:00:00Z')).toBe(Date.parse('0001-01-01T00:00:00Z'));
    expect(isoTime('9999-12-31T23:59:59.999Z')).toBe(253_402_300_799_999);
  });

  it('is none for days that there are not, and outside of what can be written again', () => {
    for (const text of [
      '2026-02-30',
      '1',
      '+275760-09-13',
      '0000-01-01',
      '9999-12-31T23:59:59-14:00',
      '0001-01-01T00:00:00+14:00',
    ])
      expect(isoTime(text), text).toBeNaN();
  });
});
