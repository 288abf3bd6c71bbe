import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { datesIn } from './dates.ts';

const SOURCES = join(import.meta.dirname, '..');
/** Where moments and lengths of time are written, and the form of a date that a program reads. */
const DOORS = ['texts/dates.ts', 'texts/spans.ts'];

describe('a moment', () => {
  it('is written by one door alone', () => {
    const files = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' })
      .map((path) => path.replaceAll('\\', '/'))
      .filter((path) => /\.tsx?$/.test(path) && !path.endsWith('.test.ts') && !DOORS.includes(path));
    expect(files.length).toBeGreaterThan(300);
    const own = files.filter((path) =>
      /DateTimeFormat|RelativeTimeFormat|toLocale(?:Date|Time)?String\(|dateStyle|timeStyle|<time\b/.test(
        readFileSync(join(SOURCES, path), 'utf8'),
      ),
    );
    // The component that all pages show one with; and a row of the log, which is drawn too often for another.
    expect(own).toEqual(['components/time.tsx', 'live-log/log-table.tsx']);
  });

  it('has the forms of its language', () => {
    const time = '2027-03-10T11:05:09.123Z';
    expect(datesIn('nb').day(time)).toBe('10. mars 2027');
    expect(datesIn('en').day(time)).toBe('10 Mar 2027');
    expect(datesIn('nn').moment(time)).toMatch(/^10\. mars 2027.* \d\d:05$/);
    expect(datesIn('nb').exact(time)).toMatch(/^10\. mars 2027.* \d\d:05:09,123$/);
    expect(datesIn('en').second(time)).toMatch(/^10 Mar 2027, \d\d:05:09$/);
    expect(datesIn('nb').clock(time, Date.parse(time) + 1000)).toMatch(/^\d\d:05:09$/);
    expect(datesIn('nb').clock(time, Date.parse(time) + 24 * 3600 * 1000)).toMatch(/^10\. mars.* \d\d:05$/);
  });
});
