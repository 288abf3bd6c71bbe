import type { Kysely } from 'kysely';
import type { Tables } from '../database/index.ts';
import type { InstanceEvent, StoredElement, StoredInstance } from './model.ts';

type Db = Kysely<Tables>;

/** An instance with the revision it was read at. */
export interface InstanceRow {
  readonly guid: string;
  readonly revision: number;
  readonly instance: StoredInstance;
}

/** A row of a list, with what the list is ordered by. */
export interface ListedRow extends InstanceRow {
  readonly lastChanged: number;
}

export interface ElementRow {
  readonly contentId: string;
  readonly element: StoredElement;
}

const ms = (iso: string | undefined): number | null => (iso === undefined ? null : Date.parse(iso));

const columns = (guid: string, instance: StoredInstance) => {
  const [org = '', app = ''] = instance.appId.split('/');
  return {
    id: guid,
    org,
    app,
    party_id: Number(instance.instanceOwner.partyId),
    created: Date.parse(instance.created),
    last_changed: Date.parse(instance.lastChanged),
    due_before: ms(instance.dueBefore),
    visible_after: ms(instance.visibleAfter),
    process_ended: ms(instance.process.ended),
    current_task: instance.process.currentTask?.elementId ?? null,
    is_archived: Number(instance.status.isArchived),
    is_soft_deleted: Number(instance.status.isSoftDeleted),
    is_hard_deleted: Number(instance.status.isHardDeleted),
    confirmed_by: (instance.completeConfirmations ?? []).map((entry) => `,${entry.stakeholderId},`).join(''),
    body: JSON.stringify(instance),
  };
};

/** A row as it is stored. */
export const asRow = (row: { id: string; revision: number; body: string }): InstanceRow => ({
  guid: row.id,
  revision: row.revision,
  instance: JSON.parse(row.body) as StoredInstance,
});

export async function insertInstance(db: Db, guid: string, instance: StoredInstance): Promise<void> {
  await db
    .insertInto('instance')
    .values({ ...columns(guid, instance), revision: 1 })
    .execute();
}

/** Writes a changed instance. @returns false when somebody else has changed it since it was read. */
export async function updateInstance(db: Db, row: InstanceRow, instance: StoredInstance): Promise<boolean> {
  const result = await db
    .updateTable('instance')
    .set({ ...columns(row.guid, instance), revision: row.revision + 1 })
    .where('id', '=', row.guid)
    .where('revision', '=', row.revision)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

export async function findInstance(db: Db, guid: string): Promise<InstanceRow | undefined> {
  const row = await db
    .selectFrom('instance')
    .select(['id', 'revision', 'body'])
    .where('id', '=', guid)
    .executeTakeFirst();
  return row && asRow(row);
}

/** Those of the instances that there are. */
export async function findInstances(db: Db, guids: readonly string[]): Promise<readonly InstanceRow[]> {
  const rows = await db.selectFrom('instance').select(['id', 'revision', 'body']).where('id', 'in', guids).execute();
  return rows.map(asRow);
}

const asElement = (row: { content_id: string; body: string }): ElementRow => ({
  contentId: row.content_id,
  element: JSON.parse(row.body) as StoredElement,
});

/** The elements of several instances, oldest first. */
export async function elementsOf(
  db: Db,
  guids: readonly string[],
): Promise<ReadonlyMap<string, readonly StoredElement[]>> {
  const found = new Map<string, StoredElement[]>(guids.map((guid) => [guid, []]));
  if (guids.length === 0) return found;
  const rows = await db
    .selectFrom('data_element')
    .select(['instance_id', 'content_id', 'body'])
    .where('instance_id', 'in', [...guids])
    .orderBy('created')
    .orderBy('id')
    .execute();
  for (const row of rows) found.get(row.instance_id)?.push(asElement(row).element);
  return found;
}

export async function findElement(db: Db, instanceGuid: string, id: string): Promise<ElementRow | undefined> {
  const row = await db
    .selectFrom('data_element')
    .select(['content_id', 'body'])
    .where('id', '=', id)
    .where('instance_id', '=', instanceGuid)
    .executeTakeFirst();
  return row && asElement(row);
}

export async function putElement(db: Db, row: ElementRow): Promise<void> {
  const values = {
    content_id: row.contentId,
    is_hard_deleted: Number(row.element.deleteStatus?.isHardDeleted ?? false),
    body: JSON.stringify(row.element),
  };
  await db
    .insertInto('data_element')
    .values({
      id: row.element.id,
      instance_id: row.element.instanceGuid,
      created: Date.parse(row.element.created),
      ...values,
    })
    .onConflict((conflict) => conflict.column('id').doUpdateSet(values))
    .execute();
}

/** Writes an element that is there already; its content stays. */
export async function rewriteElement(db: Db, element: StoredElement): Promise<void> {
  await db
    .updateTable('data_element')
    .set({ is_hard_deleted: Number(element.deleteStatus?.isHardDeleted ?? false), body: JSON.stringify(element) })
    .where('id', '=', element.id)
    .execute();
}

export async function insertEvents(db: Db, guid: string, seq: number, events: readonly InstanceEvent[]): Promise<void> {
  if (events.length === 0) return;
  await db
    .insertInto('instance_event')
    .values(
      events.map((event, index) => ({
        id: event.id,
        instance_id: guid,
        // The instance's revision orders changes; one change has few events.
        seq: seq * 100 + index,
        created: Date.parse(event.created),
        event_type: event.eventType,
        body: JSON.stringify(event),
      })),
    )
    .execute();
}

export async function findEvents(
  db: Db,
  guid: string,
  filter: { types?: readonly string[]; from?: number; to?: number } = {},
): Promise<readonly InstanceEvent[]> {
  let query = db.selectFrom('instance_event').select('body').where('instance_id', '=', guid);
  if (filter.types?.length) query = query.where('event_type', 'in', [...filter.types]);
  if (filter.from !== undefined && filter.to !== undefined)
    query = query.where('created', '>=', filter.from).where('created', '<=', filter.to);
  const rows = await query.orderBy('seq').execute();
  return rows.map((row) => JSON.parse(row.body) as InstanceEvent);
}
