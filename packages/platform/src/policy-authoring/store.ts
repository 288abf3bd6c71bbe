import type { Kysely, Transaction } from 'kysely';
import type { Tables } from '../database/index.ts';

/** The JSON of a resource's tests, or undefined. */
export async function findTests(db: Kysely<Tables>, resourceId: string): Promise<string | undefined> {
  const row = await db
    .selectFrom('policy_test')
    .select('tests')
    .where('resource_id', '=', resourceId)
    .executeTakeFirst();
  return row?.tests;
}

export async function writeTests(
  db: Transaction<Tables>,
  row: { readonly resourceId: string; readonly tests: string; readonly now: number },
): Promise<void> {
  const { resourceId: resource_id, tests, now: changed } = row;
  await db
    .insertInto('policy_test')
    .values({ resource_id, tests, changed })
    .onConflict((conflict) => conflict.column('resource_id').doUpdateSet({ tests, changed }))
    .execute();
}

/** The version of the policy that is stored; 0 = there is none. On PostgreSQL its row is locked, so that two writers cannot both find it. */
export async function policyVersion(
  trx: Transaction<Tables>,
  resourceId: string,
  kind: 'sqlite' | 'postgres',
): Promise<number> {
  const query = trx.selectFrom('resource_policy').select('version').where('resource_id', '=', resourceId);
  const row = await (kind === 'postgres' ? query.forUpdate() : query).executeTakeFirst();
  return row?.version ?? 0;
}

/** The version of the resource; undefined when it has been taken away meanwhile. On PostgreSQL its row is locked until the end. */
export async function resourceVersion(
  trx: Transaction<Tables>,
  resourceId: string,
  kind: 'sqlite' | 'postgres',
): Promise<number | undefined> {
  const query = trx.selectFrom('resource').select('version_id').where('identifier', '=', resourceId);
  return (await (kind === 'postgres' ? query.forUpdate() : query).executeTakeFirst())?.version_id;
}
