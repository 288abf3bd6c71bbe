/** Lists of instances as SQL: see the indexes of migration 0920, each of which fits what is written here to the letter. */
import { type ExpressionBuilder, expressionBuilder, type SqlBool, sql } from 'kysely';
import type { Database, Tables } from '../database/index.ts';
import type { Cursor } from './continuation.ts';
import type { InstanceFilter } from './list-filter.ts';
import { idsBySlices, slicesOf } from './list-slices.ts';
import { asRow, type ListedRow } from './store.ts';

type Where = ExpressionBuilder<Tables, 'instance'>;
type Condition = ReturnType<Where['and']>;

/** Whether the owner of the app has not said that it has fetched the instance. */
const UNCONFIRMED = sql<SqlBool>`replace(confirmed_by, ',' || org || ',', '') = confirmed_by`;
const CONFIRMED = sql<SqlBool>`replace(confirmed_by, ',' || org || ',', '') <> confirmed_by`;
const ARCHIVED = { on: sql<SqlBool>`is_archived = 1`, off: sql<SqlBool>`is_archived = 0` };
const SOFT_DELETED = { on: sql<SqlBool>`is_soft_deleted = 1`, off: sql<SqlBool>`is_soft_deleted = 0` };
const HARD_DELETED = { on: sql<SqlBool>`is_hard_deleted = 1`, off: sql<SqlBool>`is_hard_deleted = 0` };
/** Of the 36 characters of an id. */
const REFERENCE = sql<string>`substr(id, 25)`;

function* conditions(eb: Where, filter: InstanceFilter, after: Cursor | undefined): Generator<Condition> {
  if (filter.org !== undefined) yield eb.and([eb('org', '=', filter.org)]);
  if (filter.app !== undefined) yield eb.and([eb('app', '=', filter.app)]);
  if (filter.partyId !== undefined) yield eb.and([eb('party_id', '=', filter.partyId)]);
  if (filter.currentTask !== undefined) yield eb.and([eb('current_task', '=', filter.currentTask)]);
  yield* states(eb, filter);
  yield* confirmations(eb, filter);
  if (filter.idEnding !== undefined) yield eb.and([eb(REFERENCE, '=', filter.idEnding)]);
  for (const { column, operator, value } of filter.times) {
    yield eb.and([eb(column, operator, value)]);
    // Nothing was changed before it was made: the order's own index leads past the older ones.
    if (column === 'created' && !operator.startsWith('<')) yield eb.and([eb('last_changed', '>=', value)]);
  }
  if (after) {
    // Compared as one: an index leads to where the page begins, however many rows are before it.
    const beyond = filter.order === 'asc' ? sql`>` : sql`<`;
    yield eb.and([sql<SqlBool>`(last_changed, id) ${beyond} (${after.lastChanged}, ${after.id})`]);
  }
}

/** Flags stand in the statement itself: only so is it known beforehand which index of some rows fits. */
function* states(eb: Where, filter: InstanceFilter): Generator<Condition> {
  if (filter.isComplete !== undefined)
    yield eb.and([filter.isComplete ? eb('process_ended', 'is not', null) : eb('current_task', 'is not', null)]);
  for (const [value, flag] of [
    [filter.isArchived, ARCHIVED],
    [filter.isSoftDeleted, SOFT_DELETED],
    [filter.isHardDeleted, HARD_DELETED],
  ] as const)
    if (value !== undefined) yield eb.and([value ? flag.on : flag.off]);
}

function* confirmations(eb: Where, filter: InstanceFilter): Generator<Condition> {
  const { org, excludeConfirmedBy: by, confirmedByOwner } = filter;
  if (by !== undefined) yield eb.and([by === org ? UNCONFIRMED : eb('confirmed_by', 'not like', `%,${by},%`)]);
  if (confirmedByOwner !== undefined) yield eb.and([confirmedByOwner ? CONFIRMED : UNCONFIRMED]);
}

/** One page in the order (`lastChanged`, id); both columns run in the same direction, so equal times lose nothing. */
export async function listInstances(
  { db, kind }: Pick<Database, 'db' | 'kind'>,
  filter: InstanceFilter,
  size: number,
  after: Cursor | undefined,
): Promise<readonly ListedRow[]> {
  const eb = expressionBuilder<Tables, 'instance'>();
  const where = eb.and([...conditions(eb, filter, after)]);
  const slices = kind === 'postgres' ? slicesOf(filter) : undefined;
  const { order } = filter;
  const rows = await db
    .selectFrom('instance')
    .select(['id', 'revision', 'body', 'last_changed'])
    .where(slices ? sql<SqlBool>`id in (${idsBySlices(slices, sql`${where}`, { order, size })})` : where)
    .orderBy('last_changed', filter.order)
    .orderBy('id', filter.order)
    .limit(size)
    .execute();
  return rows.map((row) => ({ ...asRow(row), lastChanged: row.last_changed }));
}
