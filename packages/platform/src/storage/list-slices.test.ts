import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../database/index.ts';
import { freshDatabase, openDatabase } from '../testing/database.ts';
import type { InstanceFilter, TimeFilter } from './list-filter.ts';
import { slicesOf } from './list-slices.ts';
import { listInstances } from './list-store.ts';

const DAY = 86_400_000;
const YEARS = 1000 * DAY;
const APP = { org: 'ttd', app: 'demo' } as const;
const BARE: InstanceFilter = { ...APP, times: [], order: 'desc' };

const time = fc.integer({ min: -40 * DAY, max: YEARS });
const sometimes = fc.option(time, { nil: null });
const record = fc.record({
  app: fc.constantFrom('demo', 'demo', 'demo', 'other'),
  created: time,
  last_changed: time,
  due_before: sometimes,
  visible_after: sometimes,
  process_ended: sometimes,
  is_archived: fc.constantFrom(0, 1),
});
type Row = typeof record extends fc.Arbitrary<infer T> ? T & { readonly id: string } : never;

const COLUMNS = ['created', 'process_ended', 'due_before', 'visible_after', 'last_changed'] as const;
const HOLDS: Readonly<Record<TimeFilter['operator'], (a: number, b: number) => boolean>> = {
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
  '=': (a, b) => a === b,
};

describe('an app’s list that a time narrows', () => {
  let database: Database;
  let drop: () => Promise<void>;
  const rows: Row[] = fc.sample(record, { numRuns: 600, seed: 1 }).map((row) => ({
    ...row,
    // Nothing was changed before it was made.
    last_changed: Math.max(row.last_changed, row.created),
    id: randomUUID(),
  }));
  beforeAll(async () => {
    const place = await freshDatabase();
    drop = place.drop;
    database = await openDatabase({ url: place.url });
    const values = rows.map((row) => ({
      ...row,
      org: 'ttd',
      party_id: 1,
      current_task: null,
      is_soft_deleted: 0,
      is_hard_deleted: 0,
      confirmed_by: '',
      revision: 1,
      body: '{}',
    }));
    for (let first = 0; first < values.length; first += 50)
      await database.db
        .insertInto('instance')
        .values(values.slice(first, first + 50))
        .execute();
  });
  afterAll(async () => {
    await database.close();
    await drop();
  });

  const expected = ({ times, order, isArchived }: InstanceFilter): readonly string[] =>
    rows
      .filter((row) => row.app === APP.app && (isArchived === undefined || row.is_archived === Number(isArchived)))
      .filter((row) =>
        times.every(({ column, operator, value }) => {
          const has = row[column];
          return has !== null && HOLDS[operator](has, value);
        }),
      )
      .sort((a, b) => (a.last_changed - b.last_changed || (a.id < b.id ? -1 : 1)) * (order === 'asc' ? 1 : -1))
      .map(({ id }) => id);

  it('has every row once and in order, page after page (altinn-instances#95)', async () => {
    const filter = fc.record({
      times: fc.array(
        fc.record({
          column: fc.constantFrom(...COLUMNS),
          operator: fc.constantFrom(...(Object.keys(HOLDS) as TimeFilter['operator'][])),
          value: fc.oneof(time, fc.constantFrom(...rows.map(({ created }) => created))),
        }),
        { maxLength: 2 },
      ),
      order: fc.constantFrom('asc' as const, 'desc' as const),
      isArchived: fc.option(fc.boolean(), { nil: undefined }),
    });
    await fc.assert(
      fc.asyncProperty(filter, fc.integer({ min: 20, max: 200 }), async ({ isArchived, ...wish }, size) => {
        const asked = { ...APP, ...wish, ...(isArchived === undefined ? {} : { isArchived }) };
        const found: string[] = [];
        for (let page = await next(undefined); page.length > 0; page = await next(page.at(-1))) {
          found.push(...page.map(({ guid }) => guid));
          expect(page.length).toBeLessThanOrEqual(size);
        }
        expect(found).toEqual(expected(asked));
        function next(last: { readonly lastChanged: number; readonly guid: string } | undefined) {
          return listInstances(database, asked, size, last && { lastChanged: last.lastChanged, id: last.guid });
        }
      }),
      { numRuns: 60 },
    );
  });

  it('is read by slices where its order comes from the other end', () => {
    const of = (operator: TimeFilter['operator'], more: Partial<InstanceFilter> = {}) =>
      slicesOf({ ...BARE, times: [{ column: 'created', operator, value: 5 }], ...more });
    expect(of('<')).toEqual({ ...APP, column: 'created', isOlder: true, value: 5 });
    const due = [{ column: 'due_before', operator: '>=', value: 5 }] as const;
    expect(slicesOf({ ...BARE, times: due, order: 'asc' })).toEqual({
      ...APP,
      column: 'due_before',
      isOlder: false,
      value: 5,
    });
    for (const other of [
      of('>'),
      of('='),
      of('<', { order: 'asc' }),
      of('>=', { order: 'asc' }),
      of('<', { partyId: 1 }),
      of('<', { isSoftDeleted: true }),
    ])
      expect(other).toBeUndefined();
    expect(slicesOf(BARE)).toBeUndefined();
    expect(slicesOf({ ...BARE, times: [{ column: 'last_changed', operator: '<', value: 5 }] })).toBeUndefined();
  });
});
