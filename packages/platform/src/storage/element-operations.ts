import type { Caller } from '../callers/index.ts';
import { isUnavailable } from '../foundation/index.ts';
import { actorId } from './access.ts';
import type { DataTypeRules, StoredElement, StoredInstance } from './model.ts';
import { refuse } from './refusals.ts';
import { rulesOf, type Storage, type Upload } from './storage.ts';
import { type ElementRow, elementsOf, findElement, type InstanceRow, putElement } from './store.ts';

/** The data type of an upload, if the app has it and this caller may add one. */
export async function uploadableType(
  storage: Storage,
  row: InstanceRow,
  dataType: string,
  unknown: () => Error,
): Promise<DataTypeRules> {
  const [org = '', app = ''] = row.instance.appId.split('/');
  const type = rulesOf(await storage.application(org, app)).dataTypes.find((candidate) => candidate.id === dataType);
  if (!type) throw unknown();
  return type;
}

/** Writes an upload and adds it to the instance: all or nothing. */
export async function addElement(
  storage: Storage,
  caller: Caller,
  row: InstanceRow,
  type: DataTypeRules,
  upload: Upload,
  emptyAnswer: () => Error,
  open: (instance: StoredInstance) => void = () => {},
) {
  const received = await storage.receive(caller, row.instance, type, upload);
  if (received.element.size === 0) {
    await storage.deps.contents.remove(received.contentId);
    throw emptyAnswer();
  }
  await storage.attach(caller, row.guid, received, async (instance, trx) => {
    if (instance.status.isHardDeleted)
      throw refuse('instance-inactive', 'the instance is deleted', { members: { title: 'Instance Not Active' } });
    // Again: a large upload takes long, and the process may have ended meanwhile.
    open(instance);
    if (!type.maxCount) return;
    const elements = (await elementsOf(trx, [row.guid])).get(row.guid) ?? [];
    const present = elements.filter((element) => element.dataType === type.id && !element.deleteStatus?.isHardDeleted);
    if (present.length >= type.maxCount)
      throw refuse(
        'elements-many',
        `the instance already has ${present.length} elements of type ${type.id}, the most allowed`,
        { members: { title: 'Max Count Exceeded' } },
      );
  });
  return received.element;
}

/** Replaces an element's content. A locked element refuses. */
export async function replaceElement(
  storage: Storage,
  caller: Caller,
  row: InstanceRow,
  id: string,
  type: DataTypeRules,
  upload: Upload,
  open: (instance: StoredInstance) => void = () => {},
) {
  const current = await storage.element(row.instance, id, caller);
  if (current.element.locked) throw locked(id, 'updated');
  const received = await storage.receive(caller, row.instance, type, upload);
  const discard = (contentId: string) => storage.deps.contents.remove(contentId);
  if (received.element.size === 0) {
    await discard(received.contentId);
    throw refuse('file-empty-unprocessable', 'Could not process attached file: it is empty.');
  }
  const { contentType, filename, size, contentHash, refs, references, isRead, lastChanged, lastChangedBy } =
    received.element;
  const fresh = {
    contentType,
    size,
    contentHash,
    isRead,
    lastChanged,
    lastChangedBy,
    ...(filename === undefined ? {} : { filename }),
    ...(refs ? { refs } : {}),
    ...(references ? { references } : {}),
  };
  let changed = { ...current.element, ...fresh };
  let replaced: string | undefined;
  try {
    await storage.change(caller, row.guid, async (instance, trx) => {
      open(instance);
      const latest = await present(trx, row.guid, current.element.id);
      if (latest.element.locked) throw locked(id, 'updated');
      replaced = latest.contentId;
      changed = { ...latest.element, ...fresh };
      await putElement(trx, { contentId: received.contentId, element: changed });
      return { instance, events: [{ type: 'Saved', dataId: changed.id }] };
    });
  } catch (error) {
    // When the database was lost it is not known whether the element refers to them.
    if (!isUnavailable(error)) await discard(received.contentId);
    throw error;
  }
  if (replaced !== undefined) await discard(replaced);
  return changed;
}

const locked = (id: string, what: string) =>
  refuse('element-locked', `Data element ${id} is locked and cannot be ${what}`, { members: { title: 'Conflict' } });

/** The element as it is now, within the change: what was read before it may have been replaced or deleted by another. */
async function present(trx: Parameters<typeof findElement>[0], guid: string, id: string): Promise<ElementRow> {
  const latest = await findElement(trx, guid, id);
  if (!latest || latest.element.deleteStatus?.isHardDeleted)
    throw refuse('element-unknown', `Unable to find data element ${id}`);
  return latest;
}

/** Changes an element as it is now. `change` gives undefined to leave it. @returns the element, and whether anything changed */
async function changeElement(
  storage: Storage,
  caller: Caller,
  row: InstanceRow,
  id: string,
  change: (element: StoredElement, instance: StoredInstance) => StoredElement | undefined,
  event?: 'Deleted' | 'Saved',
): Promise<{ element: StoredElement; changed: boolean }> {
  const { element: seen } = await storage.element(row.instance, id, caller);
  let result = { element: seen, changed: false };
  await storage.change(caller, row.guid, async (instance, trx) => {
    const { element, contentId } = await present(trx, row.guid, seen.id);
    const changed = change(element, instance);
    result = { element: changed ?? element, changed: changed !== undefined };
    if (!changed) return undefined;
    await putElement(trx, { contentId, element: changed });
    return { instance, events: event ? [{ type: event, dataId: element.id }] : [] };
  });
  return result;
}

/** Removes an element: it stays visible to the app's owner, its content is kept. */
export async function deleteElement(
  storage: Storage,
  caller: Caller,
  row: InstanceRow,
  id: string,
  open: (instance: StoredInstance) => void = () => {},
): Promise<StoredElement> {
  const removed = await changeElement(
    storage,
    caller,
    row,
    id,
    (element, instance) => {
      open(instance);
      if (element.locked) throw locked(id, 'deleted');
      const now = storage.now();
      return { ...element, deleteStatus: { isHardDeleted: true, hardDeleted: now }, lastChanged: now };
    },
    'Deleted',
  );
  return removed.element;
}

/** Locks or unlocks. @returns whether anything changed */
export const setLock = (storage: Storage, caller: Caller, row: InstanceRow, id: string, lock: boolean) =>
  changeElement(storage, caller, row, id, (element) =>
    element.locked === lock ? undefined : { ...element, locked: lock },
  );

/** Notes that the content has been fetched by another than the app's owner (altinn-instances.md 5). */
export const markElementRead = (storage: Storage, caller: Caller, row: InstanceRow, id: string) =>
  changeElement(storage, caller, row, id, (element) => (element.isRead ? undefined : { ...element, isRead: true }));

/** Members of an element that may be written without its content. */
export type ElementMetadata = Pick<StoredElement, 'tags' | 'refs' | 'references' | 'metadata' | 'userDefinedMetadata'>;

/** Writes metadata; members that are absent stay as they are. */
export async function setElementMetadata(
  storage: Storage,
  caller: Caller,
  row: InstanceRow,
  id: string,
  metadata: Partial<ElementMetadata>,
): Promise<StoredElement> {
  const write = (element: StoredElement): StoredElement => ({
    ...element,
    ...metadata,
    lastChanged: storage.now(),
    lastChangedBy: actorId(caller),
  });
  return (await changeElement(storage, caller, row, id, write, 'Saved')).element;
}
