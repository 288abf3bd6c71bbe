import { actorId } from './access.ts';
import type { PermittedElement } from './element-rules.ts';
import type { DataTypeRules, StoredElement, StoredInstance } from './model.ts';
import type { Upload } from './new-element.ts';
import { refuse } from './refusals.ts';
import type { Asked, Storage } from './storage.ts';
import { type ElementRow, elementsOf, findElement, putElement } from './store.ts';

/** What is added to an instance, or put in the place of what an element held. */
export interface Addition {
  readonly type: DataTypeRules;
  readonly upload: Upload;
  /** The refusal of an upload without a byte. */
  readonly empty: () => Error;
  /** Whether the instance may be changed, asked again in the change: a large upload takes long, and the process may have ended meanwhile. */
  readonly check: Check;
}

/** Throws when an instance may not be changed as it is now. */
export type Check = (instance: StoredInstance) => void;

/** Writes an upload and adds it to the instance: all or nothing. */
export async function addElement(storage: Storage, { caller, row }: Asked, addition: Addition): Promise<StoredElement> {
  const { type, check } = addition;
  const received = await receive(storage, { caller, row }, addition);
  await storage.keep(caller, row.guid, received, async (instance, trx) => {
    if (instance.status.isHardDeleted)
      throw refuse('instance-inactive', 'the instance is deleted', { members: { title: 'Instance Not Active' } });
    check(instance);
    if (type.maxCount) checkCount(type, type.maxCount, (await elementsOf(trx, [row.guid])).get(row.guid) ?? []);
    await putElement(trx, received);
    return { instance, events: [{ type: 'Created', dataId: received.element.id }] };
  });
  return received.element;
}

/** The upload's bytes as an element that nothing refers to yet. @throws `empty`, when there is no byte */
async function receive(storage: Storage, { caller, row }: Asked, { type, upload, empty }: Addition) {
  const received = await storage.receive(caller, row.instance, type, upload);
  if (received.element.size > 0) return received;
  await storage.discard(received.contentId);
  throw empty();
}

function checkCount(type: DataTypeRules, most: number, elements: readonly StoredElement[]): void {
  const present = elements.filter((element) => element.dataType === type.id && !element.deleteStatus?.isHardDeleted);
  if (present.length >= most)
    throw refuse(
      'elements-many',
      `the instance already has ${present.length} elements of type ${type.id}, the most allowed`,
      { members: { title: 'Max Count Exceeded' } },
    );
}

/** Replaces an element's content. A locked element refuses. */
export async function replaceElement(
  storage: Storage,
  { caller, row }: Asked,
  id: string,
  addition: Addition,
): Promise<StoredElement> {
  const current = await storage.element(row.instance, id, caller);
  if (current.element.locked) throw locked(id, 'updated');
  const received = await receive(storage, { caller, row }, addition);
  const fresh = contentOf(received.element);
  let changed = { ...current.element, ...fresh };
  let replaced: string | undefined;
  await storage.keep(caller, row.guid, received, async (instance, trx) => {
    addition.check(instance);
    const latest = await present(trx, row.guid, current.element.id);
    if (latest.element.locked) throw locked(id, 'updated');
    replaced = latest.contentId;
    changed = { ...latest.element, ...fresh };
    await putElement(trx, { contentId: received.contentId, element: changed });
    return { instance, events: [{ type: 'Saved', dataId: changed.id }] };
  });
  if (replaced !== undefined) await storage.discard(replaced);
  return changed;
}

/** What an element has of its content. */
function contentOf(received: StoredElement) {
  const { contentType, filename, size, contentHash, refs, references, isRead, lastChanged, lastChangedBy } = received;
  return {
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
  { caller, row }: Asked,
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
  permitted: PermittedElement,
  check: Check = () => {},
): Promise<StoredElement> {
  const { id } = permitted.element;
  const mark = (element: StoredElement, instance: StoredInstance): StoredElement => {
    check(instance);
    if (element.locked) throw locked(id, 'deleted');
    const now = storage.now();
    return { ...element, deleteStatus: { isHardDeleted: true, hardDeleted: now }, lastChanged: now };
  };
  return (await changeElement(storage, permitted, id, mark, 'Deleted')).element;
}

/** Locks or unlocks. @returns whether anything changed */
export const setLock = (storage: Storage, asked: Asked, id: string, lock: boolean) =>
  changeElement(storage, asked, id, (element) => (element.locked === lock ? undefined : { ...element, locked: lock }));

/** Notes that the content has been fetched by another than the app's owner (altinn-instances.md 5). */
export const markElementRead = (storage: Storage, permitted: PermittedElement) =>
  changeElement(storage, permitted, permitted.element.id, (element) =>
    element.isRead ? undefined : { ...element, isRead: true },
  );

/** Members of an element that may be written without its content. */
export type ElementMetadata = Pick<StoredElement, 'tags' | 'refs' | 'references' | 'metadata' | 'userDefinedMetadata'>;

/** Writes metadata; members that are absent stay as they are. */
export async function setElementMetadata(
  storage: Storage,
  asked: Asked,
  id: string,
  metadata: Partial<ElementMetadata>,
): Promise<StoredElement> {
  const write = (element: StoredElement): StoredElement => ({
    ...element,
    ...metadata,
    lastChanged: storage.now(),
    lastChangedBy: actorId(asked.caller),
  });
  return (await changeElement(storage, asked, id, write, 'Saved')).element;
}
