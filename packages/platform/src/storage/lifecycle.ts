import { Readable } from 'node:stream';
import type { Caller } from '../callers/index.ts';
import type { Happened } from './events.ts';
import type { ApplicationRules, DataTypeRules, StoredElement, StoredInstance } from './model.ts';
import type { Storage } from './storage.ts';
import type { ElementRow } from './store.ts';

/** Where a step of the process leads from and to; `completed` is a task that was not abandoned. */
export interface Passage {
  readonly completed: string | undefined;
  readonly entered: string | undefined;
  readonly ended: boolean;
}

const isPresent = ({ deleteStatus }: StoredElement): boolean => !deleteStatus?.isHardDeleted;

/** The data types whose form a task begins with and that the instance has no element of (`appLogic.autoCreate`). */
export function missingForms(
  { dataTypes }: ApplicationRules,
  task: string | undefined,
  elements: readonly StoredElement[],
): readonly DataTypeRules[] {
  const has = (type: DataTypeRules) => elements.some((element) => element.dataType === type.id && isPresent(element));
  return dataTypes.filter(
    (type) => task !== undefined && type.taskId === task && type.appLogic?.autoCreate === true && !has(type),
  );
}

/** Writes an empty form of each type; nothing refers to them until they are stored with the instance. */
export async function createForms(
  storage: Storage,
  caller: Caller,
  instance: StoredInstance,
  types: readonly DataTypeRules[],
): Promise<readonly ElementRow[]> {
  const rows: ElementRow[] = [];
  for (const type of types) {
    const { contentType, text } = emptyForm(type);
    const source = Readable.from([Buffer.from(text)]);
    rows.push(await storage.receive(caller, instance, type, { source, contentType, fileName: undefined, refs: [] }));
  }
  return rows;
}

/** An empty model as the app library stores it: in the first content type that is allowed, XML without one. */
function emptyForm({ appLogic, allowedContentTypes }: DataTypeRules): { contentType: string; text: string } {
  if (allowedContentTypes?.[0]?.toLowerCase() === 'application/json')
    return { contentType: 'application/json', text: '{}' };
  const model = appLogic?.classRef?.split(/[.+]/).at(-1) ?? '';
  const root = /^[A-Za-z_][\w-]*$/.test(model) ? model : 'model';
  return { contentType: 'application/xml', text: `<?xml version="1.0" encoding="utf-8"?>\n<${root} />` };
}

/**
 * What a step of the process does to the elements that the instance has (altinn-instances.md 6.3): those of a completed task are locked, those
 * of an entered one are opened again, what an earlier visit to it made is deleted, and at the end what lives no longer than the process.
 * @returns the elements that have changed, and the events of it
 */
export function passElements(
  { dataTypes }: ApplicationRules,
  elements: readonly StoredElement[],
  { completed, entered, ended }: Passage,
  now: string,
): { readonly changed: readonly StoredElement[]; readonly events: readonly Happened[] } {
  const changed: StoredElement[] = [];
  const events: Happened[] = [];
  for (const element of elements.filter(isPresent)) {
    const type = dataTypes.find((one) => one.id === element.dataType);
    const stale = entered !== undefined && isMadeFrom(element, entered);
    if (stale || (ended && type?.appLogic?.autoDeleteOnProcessEnd === true)) {
      changed.push({ ...element, deleteStatus: { isHardDeleted: true, hardDeleted: now }, lastChanged: now });
      events.push({ type: 'Deleted', dataId: element.id });
      continue;
    }
    const task = type?.taskId;
    const locked = task !== undefined && (task === entered ? false : task === completed ? true : element.locked);
    if (task !== undefined && locked !== element.locked) changed.push({ ...element, locked });
  }
  return { changed, events };
}

const isMadeFrom = ({ references }: StoredElement, task: string): boolean =>
  references?.some((one) => one.relation === 'GeneratedFrom' && one.valueType === 'Task' && one.value === task) ??
  false;

/** An instance that its app deletes at the end of the process (`autoDeleteOnProcessEnd`), as a hard deletion leaves it. */
export function deletedAtEnd(instance: StoredInstance, now: string): StoredInstance {
  const gone = { isSoftDeleted: true, softDeleted: now, isHardDeleted: true, hardDeleted: now };
  return { ...instance, status: { ...instance.status, ...gone } };
}
