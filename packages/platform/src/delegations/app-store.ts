/** SQL of what apps give on instances. */
import type { Insertable, Kysely, Selectable, Transaction } from 'kysely';
import { chunks, type Tables } from '../database/index.ts';

export type AppRightRow = Selectable<Tables['app_instance_right']>;
type Place = Pick<AppRightRow, 'to_uuid' | 'from_uuid' | 'resource_id' | 'instance_id'>;

/** What is there already stays as it is. */
export async function insertAppRights(
  trx: Transaction<Tables>,
  rows: readonly Insertable<Tables['app_instance_right']>[],
): Promise<void> {
  for (const part of chunks(rows))
    await trx
      .insertInto('app_instance_right')
      .values(part)
      .onConflict((conflict) => conflict.doNothing())
      .execute();
}

/** @returns how many were there */
export async function deleteAppRights(
  trx: Transaction<Tables>,
  place: Place,
  rights: readonly Pick<AppRightRow, 'action' | 'part'>[],
): Promise<number> {
  let taken = 0;
  for (const some of chunks(rights)) {
    const result = await trx
      .deleteFrom('app_instance_right')
      .where('to_uuid', '=', place.to_uuid)
      .where('from_uuid', '=', place.from_uuid)
      .where('resource_id', '=', place.resource_id)
      .where('instance_id', '=', place.instance_id)
      .where((where) =>
        where.or(some.map(({ action, part }) => where.and([where('action', '=', action), where('part', '=', part)]))),
      )
      .executeTakeFirst();
    taken += Number(result.numDeletedRows);
  }
  return taken;
}

/** Of one instance, the oldest first. */
export const appRightRows = (db: Kysely<Tables>, resourceId: string, instanceId: string): Promise<AppRightRow[]> =>
  db
    .selectFrom('app_instance_right')
    .selectAll()
    .where('resource_id', '=', resourceId)
    .where('instance_id', '=', instanceId)
    .orderBy('created')
    .orderBy('position')
    .orderBy('to_uuid')
    .execute();
