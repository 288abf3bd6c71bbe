import { type Kysely, sql, type Transaction } from 'kysely';
import type { Tables } from '../database/index.ts';

type Db = Kysely<Tables>;

export async function insertCode(trx: Transaction<Tables>, hash: string, expires: number): Promise<void> {
  await trx.insertInto('operator_code').values({ code_hash: hash, expires }).execute();
}

export async function deleteExpired(trx: Transaction<Tables>, now: number): Promise<void> {
  await trx.deleteFrom('operator_code').where('expires', '<=', now).execute();
}

/** No code is good any more. */
export async function forgetCodes(trx: Transaction<Tables>): Promise<void> {
  await trx.deleteFrom('operator_code').execute();
}

/** Hashes of codes that are good, those that last longest first. */
export async function openCodes(db: Db, now: number, limit: number): Promise<readonly string[]> {
  const rows = await db
    .selectFrom('operator_code')
    .select('code_hash')
    .where('expires', '>', now)
    .orderBy('expires', 'desc')
    .limit(limit)
    .execute();
  return rows.map(({ code_hash }) => code_hash);
}

/** @returns false when another has used it meanwhile */
export async function takeCode(trx: Transaction<Tables>, hash: string): Promise<boolean> {
  const gone = await trx.deleteFrom('operator_code').where('code_hash', '=', hash).executeTakeFirst();
  return gone.numDeletedRows === 1n;
}

export async function insertOperator(trx: Transaction<Tables>, uuid: string, since: number): Promise<void> {
  await trx
    .insertInto('operator')
    .values({ party_uuid: uuid, since })
    .onConflict((conflict) => conflict.column('party_uuid').doNothing())
    .execute();
}

export async function isOperator(db: Db, uuid: string): Promise<boolean> {
  return (
    (await db.selectFrom('operator').select('since').where('party_uuid', '=', uuid).executeTakeFirst()) !== undefined
  );
}

/** Every operator that has been made by a code, the first first. */
export const findOperators = (db: Db, limit: number) =>
  db
    .selectFrom('operator')
    .innerJoin('party', 'party.uuid', 'operator.party_uuid')
    .select(['party_uuid as id', 'party.name', 'since'])
    .orderBy('since')
    .orderBy('party_uuid')
    .limit(limit)
    .execute();

/** Locks them first, so that of two operators who remove each other at once one stays. @returns how many there are */
export async function lockOperators(trx: Transaction<Tables>): Promise<number> {
  await trx
    .updateTable('operator')
    .set((set) => ({ since: set.ref('since') }))
    .execute();
  return Number(
    (
      await trx
        .selectFrom('operator')
        .select((all) => all.fn.countAll().as('n'))
        .executeTakeFirstOrThrow()
    ).n,
  );
}

/** @returns false when there is no such operator */
export async function deleteOperator(trx: Transaction<Tables>, uuid: string): Promise<boolean> {
  const gone = await trx.deleteFrom('operator').where('party_uuid', '=', uuid).executeTakeFirst();
  return gone.numDeletedRows === 1n;
}

/** How many there are of what a set-up needs. @param ownPrefixes those of the platform's own scopes, which are not counted */
export async function countAll(db: Db, ownPrefixes: readonly string[]) {
  const count = (table: keyof Tables) => sql<number>`(select count(*) from ${sql.table(table)})`;
  const { rows } = await sql<
    Readonly<Record<'operators' | 'organizations' | 'ownScopes' | 'clients' | 'keys' | 'resources', number>>
  >`
    select ${count('operator')} as operators, ${count('client')} as clients, ${count('client_key')} as keys,
      ${count('resource')} as resources,
      (select count(*) from scope where prefix not in (${sql.join(ownPrefixes)})) as "ownScopes",
      (select count(*) from party where type = 'organization' and is_deleted = 0) as organizations`.execute(db);
  const [found] = rows;
  const issued = await db
    .selectFrom('token_request')
    .select('client_id')
    .where('body', 'like', '%"issued"%')
    .limit(1)
    .execute();
  return {
    operators: Number(found?.operators),
    organizations: Number(found?.organizations),
    ownScopes: Number(found?.ownScopes),
    clients: Number(found?.clients),
    keys: Number(found?.keys),
    resources: Number(found?.resources),
    issued: issued.length > 0,
  };
}

/** Those of the scopes that there are. */
export async function scopesThere(db: Db, names: readonly string[]): Promise<ReadonlySet<string>> {
  const rows = await db.selectFrom('scope').select('name').where('name', 'in', names).execute();
  return new Set(rows.map(({ name }) => name));
}
