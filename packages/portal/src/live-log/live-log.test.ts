import { describe, expect, it } from 'vitest';
import type { LogRow } from '../api/live-log.ts';
import { filtered, filterIn, withFilter } from './filter.ts';
import { added, MAX_ROWS } from './use-live-log.ts';
import { BEYOND, drawn, heightOf, inSight, topOf, topsOf } from './window.ts';

const row = (id: string, more: Partial<LogRow> = {}): LogRow => ({
  id,
  time: '2026-11-28T20:00:00.000Z',
  kind: 'token',
  operation: 'issueToken',
  what: 'altinn:instances.read',
  outcome: 'ok',
  status: 200,
  durationMs: 1,
  trace: 't',
  ...more,
});

describe('the filter of the log', () => {
  it('finds by each of its parts, and all rows without one', () => {
    const rows = [row('1', { clientId: 'a' }), row('2', { outcome: 'refused' }), row('3', { kind: 'exchange' })];
    const find = (query: string) => filtered(rows, filterIn(new URLSearchParams(query))).map(({ id }) => id);
    expect(find('')).toEqual(['1', '2', '3']);
    expect(find('client=a')).toEqual(['1']);
    expect(find('outcome=refused')).toEqual(['2']);
    expect(find('kind=exchange')).toEqual(['3']);
    expect(find('text=INSTANCES.READ&kind=token')).toEqual(['1', '2']);
    expect(find('kind=nonsense')).toEqual(['1', '2', '3']);
  });

  it('changes its own part of the address alone', () => {
    const query = new URLSearchParams('tab=log&kind=token');
    expect(withFilter(query, { kind: '', text: 'a b' }).toString()).toBe('tab=log&text=a+b');
  });
});

describe('rows that come', () => {
  it('stand before the others, the newest first, and the oldest go', () => {
    const rows = Array.from({ length: MAX_ROWS }, (_, index) => row(String(index)));
    const next = added(rows, [row('older'), row('newer')]);
    expect(next.slice(0, 3).map(({ id }) => id)).toEqual(['newer', 'older', '0']);
    expect(next).toHaveLength(MAX_ROWS);
  });
});

describe('the window on the rows', () => {
  const alike = Array.from({ length: 10_000 }, () => 40);
  const asHigh = (height: number) => height;
  const geometry = { tops: topsOf(alike, asHigh), open: undefined, openHeight: 0 };

  it('draws what is in sight and a little more, wherever one is', () => {
    for (const scrolled of [0, 4_000, 399_000]) {
      const rows = drawn(geometry, scrolled, 600);
      expect(rows.length).toBeLessThan(15 + 2 * BEYOND + 2);
      expect(rows).toContain(Math.floor(scrolled / 40));
      expect(rows).toContain(Math.min(9_999, Math.floor((scrolled + 599) / 40)));
    }
    expect(drawn({ ...geometry, tops: topsOf([], asHigh) }, 0, 600)).toEqual([]);
  });

  it('makes room for the row that is unfolded, and keeps it and the one with the focus', () => {
    const open = { ...geometry, open: 5, openHeight: 500 };
    expect([topOf(5, open), topOf(6, open), heightOf(open)]).toEqual([200, 740, 400_500]);
    expect(drawn(open, 1000, 600)).toContain(Math.floor((1000 - 500) / 40));
    expect(drawn(open, 300_000, 600, 2).slice(0, 2)).toEqual([2, 5]);
  });

  it('knows where rows are of which some are higher', () => {
    const mixed = { ...geometry, tops: topsOf([40, 100, 40, 100], asHigh), open: 1, openHeight: 10 };
    expect([0, 1, 2, 3].map((row) => topOf(row, mixed))).toEqual([0, 40, 150, 190]);
    expect(heightOf(mixed)).toBe(290);
    const many = { ...geometry, tops: topsOf(alike, (height) => height * 2) };
    expect(drawn(many, 400_000, 600)).toContain(5_000);
    expect(drawn(many, 400_000, 600).length).toBeLessThan(8 + 2 * BEYOND + 2);
  });

  it('says which rows are in sight whole, or which one is looked at', () => {
    expect(inSight(geometry, 0, 440)).toEqual([0, 10]);
    expect(inSight(geometry, 0, 450)).toEqual([0, 10]);
    expect(inSight(geometry, 30, 435)).toEqual([1, 10]);
    expect(inSight(geometry, 399_560, 440)).toEqual([9_989, 9_999]);
    expect(inSight({ ...geometry, open: 0, openHeight: 900 }, 500, 400)).toEqual([0, 0]);
  });
});
