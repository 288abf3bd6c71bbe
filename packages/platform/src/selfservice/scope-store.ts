import type { Kysely, Transaction } from 'kysely';
import { chunks, type Tables } from '../database/index.ts';
import type { AccessState, ScopeAccess, ScopeRecord } from './model.ts';

type Db = Kysely<Tables>;
const LIST_LIMIT = 10_000;

type ScopeBody = Omit<ScopeRecord, 'name' | 'prefix' | 'owner' | 'active' | 'visibility' | 'created' | 'lastUpdated'>;

const scopeOf = (row: Tables['scope']): ScopeRecord => ({
  ...(JSON.parse(row.body) as ScopeBody),
  name: row.name,
  prefix: row.prefix,
  owner: row.owner,
  active: row.active === 1,
  visibility: row.visibility as ScopeRecord['visibility'],
  created: row.created,
  lastUpdated: row.last_updated,
});

const scopeRow = (scope: ScopeRecord): Tables['scope'] => {
  const { name, prefix, owner, active, visibility, created, lastUpdated, ...body } = scope;
  return {
    name,
    prefix,
    owner,
    active: Number(active),
    visibility,
    body: JSON.stringify(body),
    created,
    last_updated: lastUpdated,
  };
};

export async function findScope(db: Db, name: string): Promise<ScopeRecord | undefined> {
  const row = await db.selectFrom('scope').selectAll().where('name', '=', name).executeTakeFirst();
  return row && scopeOf(row);
}

/** The scope, inside a transaction that will change it or its accesses: others that want to do so wait. */
export async function lockScope(db: Transaction<Tables>, name: string): Promise<ScopeRecord | undefined> {
  const query = db.updateTable('scope').set({ name }).where('name', '=', name).returningAll();
  const row = await query.executeTakeFirst();
  return row && scopeOf(row);
}

/** Those of the named scopes that there are, by name. */
export async function findScopesNamed(db: Db, names: readonly string[]): Promise<ReadonlyMap<string, ScopeRecord>> {
  const found = new Map<string, ScopeRecord>();
  for (const part of chunks(names)) {
    for (const row of await db.selectFrom('scope').selectAll().where('name', 'in', part).execute())
      found.set(row.name, scopeOf(row));
  }
  return found;
}

export async function findScopes(
  db: Db,
  where: { owner?: string; visibility?: string; prefix?: string },
): Promise<readonly ScopeRecord[]> {
  let query = db.selectFrom('scope').selectAll();
  if (where.owner !== undefined) query = query.where('owner', '=', where.owner);
  if (where.visibility !== undefined) query = query.where('visibility', '=', where.visibility);
  if (where.prefix !== undefined) query = query.where('prefix', '=', where.prefix);
  const rows = await query.orderBy('name').limit(LIST_LIMIT).execute();
  return rows.map(scopeOf);
}

/** @returns false when a scope of this name exists */
export async function insertScope(db: Transaction<Tables>, scope: ScopeRecord): Promise<boolean> {
  const result = await db
    .insertInto('scope')
    .values(scopeRow(scope))
    .onConflict((conflict) => conflict.column('name').doNothing())
    .executeTakeFirst();
  return result.numInsertedOrUpdatedRows === 1n;
}

export async function updateScope(db: Transaction<Tables>, scope: ScopeRecord): Promise<void> {
  await db.updateTable('scope').set(scopeRow(scope)).where('name', '=', scope.name).execute();
}

export async function findAccess(db: Db, scope: string, consumer: string): Promise<AccessState | undefined> {
  const row = await db
    .selectFrom('scope_access')
    .select('state')
    .where('scope', '=', scope)
    .where('consumer', '=', consumer)
    .executeTakeFirst();
  return row?.state as AccessState | undefined;
}

export async function findAccesses(
  db: Db,
  where: { owner?: string; scope?: string; consumer?: string },
): Promise<readonly ScopeAccess[]> {
  let query = db
    .selectFrom('scope_access')
    .innerJoin('scope', 'scope.name', 'scope_access.scope')
    .select([
      'scope_access.scope',
      'scope.owner',
      'consumer',
      'state',
      'scope_access.created',
      'scope_access.last_updated',
    ]);
  if (where.owner !== undefined) query = query.where('scope.owner', '=', where.owner);
  if (where.scope !== undefined) query = query.where('scope_access.scope', '=', where.scope);
  if (where.consumer !== undefined) query = query.where('consumer', '=', where.consumer);
  const rows = await query.orderBy('scope_access.scope').orderBy('consumer').limit(LIST_LIMIT).execute();
  return rows.map(({ last_updated, state, ...row }) => ({
    ...row,
    state: state as AccessState,
    lastUpdated: last_updated,
  }));
}

export async function putAccess(
  db: Transaction<Tables>,
  scope: string,
  consumer: string,
  state: AccessState,
  now: number,
): Promise<void> {
  await db
    .insertInto('scope_access')
    .values({ scope, consumer, state, created: now, last_updated: now })
    .onConflict((conflict) => conflict.columns(['scope', 'consumer']).doUpdateSet({ state, last_updated: now }))
    .execute();
}

export async function findPrefixes(db: Db, owner?: string): Promise<readonly { prefix: string; owner: string }[]> {
  const query = db.selectFrom('scope_prefix').selectAll().orderBy('prefix');
  return (owner === undefined ? query : query.where('owner', '=', owner)).execute();
}

export async function putPrefix(db: Transaction<Tables>, prefix: string, owner: string): Promise<void> {
  await db
    .insertInto('scope_prefix')
    .values({ prefix, owner })
    .onConflict((c) => c.column('prefix').doNothing())
    .execute();
}

/** @returns false when there are scopes of the prefix, and then it stays */
export async function deletePrefix(trx: Transaction<Tables>, prefix: string): Promise<boolean> {
  const used = await trx.selectFrom('scope').select('name').where('prefix', '=', prefix).limit(1).executeTakeFirst();
  if (used) return false;
  await trx.deleteFrom('scope_prefix').where('prefix', '=', prefix).execute();
  return true;
}

/** How many organisations have an approved access to a scope of each owner. */
export async function countConsumers(db: Db): Promise<ReadonlyMap<string, number>> {
  const rows = await db
    .selectFrom('scope_access')
    .innerJoin('scope', 'scope.name', 'scope_access.scope')
    .select(['scope.owner', (eb) => eb.fn.count<number>('consumer').distinct().as('consumers')])
    .where('state', '=', 'APPROVED')
    .groupBy('scope.owner')
    .execute();
  return new Map(rows.map(({ owner, consumers }) => [owner, Number(consumers)]));
}
