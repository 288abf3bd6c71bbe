/**
 * Pages of an app's list that a time narrows from the far end: newest first, and of them what is older than a year. The order's own index would
 * be read past everything that is newer, half a million entries of a million. By the indexes of migration 0980 the list is one of many,
 * each of a slice of 30 days of that time and in order: the first rows of each are read, and the first of these are the page.
 */
import { type RawBuilder, type SqlBool, sql } from 'kysely';
import type { InstanceFilter, TimeFilter } from './list-filter.ts';

/** The columns that have slices. */
const SLICED = ['created', 'process_ended', 'due_before', 'visible_after'] as const;
type Sliced = (typeof SLICED)[number];

/** ms; part of the indexes. */
const SLICE = sql`2592000000`;

/** A limit of one of those columns, which slices begin at. */
export interface Slices {
  readonly app: string;
  readonly org: string;
  readonly column: Sliced;
  /** Whether what is older belongs to the list. */
  readonly isOlder: boolean;
  readonly value: number;
}

const isSliced = (column: TimeFilter['column']): column is Sliced => SLICED.some((one) => one === column);

/** Where a list is better read by slices: an order that comes from the other end, and nothing else of which few rows are. */
export function slicesOf(filter: InstanceFilter): Slices | undefined {
  const { org, app, order, times } = filter;
  const others = [
    filter.partyId,
    filter.currentTask,
    filter.excludeConfirmedBy,
    filter.confirmedByOwner,
    filter.idEnding,
  ];
  const isOfFew = filter.isComplete === false || filter.isSoftDeleted === true || filter.isHardDeleted === true;
  if (org === undefined || app === undefined || isOfFew || others.some((one) => one !== undefined)) return undefined;
  for (const { column, operator, value } of times) {
    const isOlder = operator.startsWith('<');
    // What was made since then was changed since then: the order's own index leads there.
    const isLed = column === 'created' && !isOlder;
    if (isSliced(column) && operator !== '=' && !isLed && isOlder === (order === 'desc'))
      return { org, app, column, isOlder, value };
  }
  return undefined;
}

/** Ids of the rows of a page. @param where the conditions of the list, of the table `instance` @param size rows */
export function idsBySlices(
  { org, app, column, isOlder, value }: Slices,
  where: RawBuilder<SqlBool>,
  { order, size }: { readonly order: 'asc' | 'desc'; readonly size: number },
): RawBuilder<{ id: string }> {
  const slice = sql`${sql.ref(column)} / ${SLICE}`;
  const beyond = isOlder ? sql`<` : sql`>`;
  const direction = order === 'asc' ? sql`asc` : sql`desc`;
  const inOrder = sql`order by last_changed ${direction}, id ${direction} limit ${size}`;
  /** The nearest slice that has rows. */
  const nearest = (limit: RawBuilder<unknown>) => sql`
    select ${slice} from instance where org = ${org} and app = ${app} and ${limit}
    order by org ${direction}, app ${direction}, ${slice} ${direction} limit 1`;
  return sql<{ id: string }>`
    with recursive slices (slice) as (
      (${nearest(sql`${slice} ${beyond}= ${value}::bigint / ${SLICE}`)})
      union all
      select (${nearest(sql`${slice} ${beyond} slices.slice`)}) from slices where slices.slice is not null
    )
    select page.id from slices, lateral (
      select id, last_changed from instance where ${slice} = slices.slice and ${where} ${inOrder}
    ) page ${inOrder}`;
}
