/** What the stores of this room share. */
import { type SqlBool, sql } from 'kysely';
import type { Cursor } from './paging.ts';

/** The rows of a list, which goes by `created` and `id`, that come after the cursor; all of them without one. */
export const isAfter = (cursor: Cursor | undefined) =>
  cursor === undefined
    ? sql<SqlBool>`true`
    : sql<SqlBool>`(${sql.ref('created')} > ${cursor.created} or (${sql.ref('created')} = ${cursor.created} and ${sql.ref('id')} > ${cursor.id}))`;

/** True when a statement has changed the one row that it was about: nobody was faster. */
export const changedOne = (result: { readonly numUpdatedRows: bigint }): boolean => Number(result.numUpdatedRows) === 1;
