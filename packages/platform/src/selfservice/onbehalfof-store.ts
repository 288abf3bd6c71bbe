import type { Kysely, Transaction } from 'kysely';
import type { Tables } from '../database/index.ts';
import type { OnBehalfOf } from './model.ts';

type Db = Kysely<Tables>;
type Body = Omit<OnBehalfOf, 'id' | 'created' | 'lastUpdated'>;

const entryOf = (row: Tables['client_onbehalfof']): OnBehalfOf => ({
  id: row.onbehalfof,
  ...(JSON.parse(row.body) as Body),
  created: row.created,
  lastUpdated: row.last_updated,
});

export async function findOnBehalfOf(db: Db, clientId: string): Promise<readonly OnBehalfOf[]> {
  const query = db.selectFrom('client_onbehalfof').selectAll().where('client_id', '=', clientId);
  return (await query.orderBy('onbehalfof').execute()).map(entryOf);
}

/** @returns false when the client has an entry of this id */
export async function insertOnBehalfOf(db: Transaction<Tables>, clientId: string, entry: OnBehalfOf): Promise<boolean> {
  const { id, created, lastUpdated, ...body } = entry;
  const result = await db
    .insertInto('client_onbehalfof')
    .values({ client_id: clientId, onbehalfof: id, body: JSON.stringify(body), created, last_updated: lastUpdated })
    .onConflict((conflict) => conflict.columns(['client_id', 'onbehalfof']).doNothing())
    .executeTakeFirst();
  return result.numInsertedOrUpdatedRows === 1n;
}

/** @returns false when there is none of this id */
export async function updateOnBehalfOf(db: Transaction<Tables>, clientId: string, entry: OnBehalfOf): Promise<boolean> {
  const { id, created: _created, lastUpdated, ...body } = entry;
  const result = await db
    .updateTable('client_onbehalfof')
    .set({ body: JSON.stringify(body), last_updated: lastUpdated })
    .where('client_id', '=', clientId)
    .where('onbehalfof', '=', id)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

/** @returns false when there was none */
export async function deleteOnBehalfOf(db: Transaction<Tables>, clientId: string, id: string): Promise<boolean> {
  const result = await db
    .deleteFrom('client_onbehalfof')
    .where('client_id', '=', clientId)
    .where('onbehalfof', '=', id)
    .executeTakeFirst();
  return result.numDeletedRows === 1n;
}
