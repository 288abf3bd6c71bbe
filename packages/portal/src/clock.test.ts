import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, it, vi } from 'vitest';
import { now, tellTime } from './clock.ts';

afterEach(() => vi.useRealTimers());

const at = (text: string) => Date.parse(text);
const said = (date: string, more: Record<string, string> = {}) =>
  new Headers({ date: new Date(at(date)).toUTCString(), ...more });

it('tells the platform’s time and goes on from there, whatever the browser’s clock says', () => {
  vi.useFakeTimers({ now: at('2026-11-28T12:00:00.600Z') });
  tellTime(said('2027-11-03T12:00:00Z'));
  expect(now()).toBe(at('2027-11-03T12:00:00Z'));
  vi.advanceTimersByTime(5_000);
  expect(now()).toBe(at('2027-11-03T12:00:05Z'));
  tellTime(said('2026-01-01T00:00:00Z'));
  expect(now()).toBe(at('2026-01-01T00:00:00Z'));
});

it('is not misled by answers without a time, or that a cache has kept', () => {
  vi.useFakeTimers({ now: at('2026-11-28T12:00:00Z') });
  tellTime(said('2026-11-28T12:00:00Z'));
  tellTime(new Headers());
  tellTime(new Headers({ date: 'soon' }));
  tellTime(said('2027-01-01T00:00:00Z', { age: '30' }));
  tellTime(said('2027-01-01T00:00:00Z', { 'cache-control': 'public, max-age=3600' }));
  expect(now()).toBe(at('2026-11-28T12:00:00Z'));
});

it('is the only one that asks the browser for the time', () => {
  const asks = /\bDate\.now\b|\bnew Date\(\s*\)|\bDate\(\s*\)|\bperformance\.(now|timeOrigin)\b|\bTemporal\.Now\b/;
  const files = readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' }).filter(
    (name) => /\.tsx?$/.test(name) && !/\.test\.tsx?$/.test(name) && name !== 'clock.ts',
  );
  expect(files.length).toBeGreaterThan(50);
  expect(files.filter((name) => asks.test(readFileSync(join(import.meta.dirname, name), 'utf8')))).toEqual([]);
});
