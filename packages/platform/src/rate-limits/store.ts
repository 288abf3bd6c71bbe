import type { Kysely } from 'kysely';
import type { Tables } from '../database/index.ts';

/** What one node adds to what all have counted. */
export interface Addition {
  readonly subject: string;
  readonly count: number;
}

/**
 * Adds to the counts of a minute.
 * @param additions each subject once
 * @returns what all nodes have counted, by subject
 */
export async function addCounts(
  db: Kysely<Tables>,
  ends: number,
  additions: readonly Addition[],
): Promise<ReadonlyMap<string, number>> {
  // In one order on all nodes: two that hold each other's row would wait for ever.
  const rows = [...additions]
    .sort((a, b) => (a.subject < b.subject ? -1 : 1))
    .map(({ subject, count }) => ({ subject, ends, count }));
  const totals = await db
    .insertInto('request_count')
    .values(rows)
    .onConflict((conflict) =>
      conflict.columns(['subject', 'ends']).doUpdateSet(({ eb, ref }) => ({
        count: eb(ref('request_count.count'), '+', ref('excluded.count')),
      })),
    )
    .returning(['subject', 'count'])
    .execute();
  return new Map(totals.map(({ subject, count }) => [subject, Number(count)]));
}

/** Forgets the minutes that are over. */
export async function forgetCounts(db: Kysely<Tables>, now: number): Promise<void> {
  await db.deleteFrom('request_count').where('ends', '<=', now).execute();
}
