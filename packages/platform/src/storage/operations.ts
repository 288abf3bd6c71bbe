import type { Caller } from '../callers/index.ts';
import { HttpProblem } from '../http/index.ts';
import { forbidden, TextAnswer } from './errors.ts';
import type { DataTypeRules, StoredInstance } from './model.ts';
import { movingActions, nextState, type ProcessDefinition, stepEvents } from './process.ts';
import { rulesOf, type Storage, type Upload } from './storage.ts';
import { elementsOf, findElement, type InstanceRow, putElement } from './store.ts';

const DAY_MS = 24 * 3600 * 1000;
const guidOf = (row: InstanceRow): string => row.guid;

const MAX_STEPS = 100;

/** Soft or hard deletion (altinn-instances.md 4). The decision has been made. */
export async function deleteInstance(
  storage: Storage,
  caller: Caller,
  row: InstanceRow,
  hard: boolean,
): Promise<StoredInstance> {
  const [org = '', app = ''] = row.instance.appId.split('/');
  const days = rulesOf(await storage.application(org, app)).preventInstanceDeletionForDays;
  return storage.change(caller, guidOf(row), (instance) => {
    const archived = instance.status.archived;
    if (days !== undefined && archived !== undefined && Date.parse(archived) + days * DAY_MS > storage.deps.clock.now())
      throw forbidden('Instance cannot be deleted yet due to application restrictions.');
    const now = storage.now();
    const { status } = instance;
    const soft = { isSoftDeleted: true, softDeleted: status.softDeleted ?? now };
    const gone = hard ? { isHardDeleted: true, hardDeleted: status.hardDeleted ?? now } : {};
    return { instance: { ...instance, status: { ...status, ...soft, ...gone } }, events: [{ type: 'Deleted' }] };
  });
}

/** The app's owner confirms that it has fetched the instance; a second time changes nothing. */
export function confirmComplete(storage: Storage, caller: Caller, row: InstanceRow): Promise<StoredInstance> {
  const org = caller.serviceOwner;
  if (org === undefined) throw forbidden('only a service owner confirms completion');
  return storage.change(caller, guidOf(row), (instance) => {
    const confirmations = instance.completeConfirmations ?? [];
    if (confirmations.some((entry) => entry.stakeholderId === org)) return undefined;
    return {
      instance: {
        ...instance,
        completeConfirmations: [...confirmations, { stakeholderId: org, confirmedOn: storage.now() }],
      },
      events: [{ type: 'ConfirmedComplete' }],
    };
  });
}

export function setSubstatus(
  storage: Storage,
  caller: Caller,
  row: InstanceRow,
  substatus: { label: string; description?: string },
): Promise<StoredInstance> {
  if (caller.serviceOwner !== row.instance.org)
    throw forbidden(`only ${row.instance.org} sets the substatus of its instances`);
  return storage.change(caller, guidOf(row), (instance) => ({
    instance: { ...instance, status: { ...instance.status, substatus } },
    events: [{ type: 'SubstatusUpdated' }],
  }));
}

const READ_STATUSES = ['Unread', 'Read', 'UpdatedSinceLastReview'] as const;

export function setReadStatus(
  storage: Storage,
  caller: Caller,
  row: InstanceRow,
  wish: string,
): Promise<StoredInstance> {
  const readStatus = READ_STATUSES.find((status) => status.toLowerCase() === wish.toLowerCase());
  if (!readStatus)
    throw new TextAnswer(
      400,
      `Invalid read status: ${wish.slice(0, 40)}. Accepted types include: ${READ_STATUSES.join(', ')}`,
    );
  return storage.change(caller, guidOf(row), (instance) =>
    instance.status.readStatus === readStatus
      ? undefined
      : { instance: { ...instance, status: { ...instance.status, readStatus } }, events: [] },
  );
}

/** Merges texts or values; an empty value removes its key. */
export function mergeMap(
  storage: Storage,
  caller: Caller,
  row: InstanceRow,
  member: 'presentationTexts' | 'dataValues',
  values: Readonly<Record<string, string>>,
): Promise<StoredInstance> {
  return storage.change(caller, guidOf(row), (instance) => {
    const merged = { ...instance[member], ...values };
    const kept = Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== ''));
    return { instance: { ...instance, [member]: kept }, events: [] };
  });
}

/** Required data types of a task that have no element (altinn-instances.md 6.3). */
async function missingElements(
  storage: Storage,
  instance: StoredInstance,
  types: readonly DataTypeRules[],
): Promise<readonly DataTypeRules[]> {
  const guid = instance.id.split('/')[1] ?? '';
  const elements = (await elementsOf(storage.deps.database.db, [guid])).get(guid) ?? [];
  const task = instance.process.currentTask?.elementId;
  return types.filter((type) => {
    if (type.taskId !== task || !type.minCount) return false;
    const present = elements.filter((element) => element.dataType === type.id && !element.deleteStatus?.isHardDeleted);
    return present.length < type.minCount;
  });
}

/** One step of the process. @throws HttpProblem 403 without permit, 409 when it cannot move */
export async function processNext(
  storage: Storage,
  caller: Caller,
  row: InstanceRow,
  action?: string,
): Promise<StoredInstance> {
  const [org = '', app = ''] = row.instance.appId.split('/');
  const application = await storage.application(org, app);
  const { currentTask, ended } = row.instance.process;
  if (!currentTask)
    throw new HttpProblem(409, ended ? 'the process has ended' : 'the process has no current task', {
      title: 'Conflict',
    });
  const rejecting = action === 'reject';
  const actions = movingActions(currentTask.altinnTaskType, rejecting);
  await storage.requirePermit(caller, actions, storage.attributesOf(row.instance));
  if (!rejecting && currentTask.altinnTaskType === 'data') {
    const missing = await missingElements(storage, row.instance, rulesOf(application).dataTypes);
    if (missing.length > 0)
      throw new HttpProblem(409, 'required data is missing', {
        title: 'Conflict',
        validationIssues: missing.map(issueOf),
      });
  }
  return storage.change(caller, guidOf(row), (instance) =>
    moved(storage, instance, application.process, currentTask.elementId, rejecting),
  );
}

const issueOf = (type: DataTypeRules) => ({
  code: 'TooFewDataElementsOfType',
  description: `at least ${type.minCount} of ${type.id} must be uploaded before the process can move on`,
  severity: 1,
  field: type.id,
});

function moved(
  storage: Storage,
  instance: StoredInstance,
  definition: ProcessDefinition,
  from: string,
  rejecting: boolean,
) {
  if (instance.process.currentTask?.elementId !== from)
    throw new HttpProblem(409, 'the process has moved on meanwhile', { title: 'Conflict' });
  const process = nextState(definition, instance.process, storage.now(), rejecting);
  const archived = process.ended === undefined ? {} : { isArchived: true, archived: process.ended };
  return {
    instance: { ...instance, process, status: { ...instance.status, ...archived } },
    events: stepEvents(process, rejecting).map((type) => ({ type })),
  };
}

/** Steps until the end; stops at the first refusal with that answer. */
export async function completeProcess(storage: Storage, caller: Caller, row: InstanceRow): Promise<StoredInstance> {
  let current = row;
  for (let step = 0; step < MAX_STEPS; step += 1) {
    const instance = await processNext(storage, caller, current);
    if (instance.process.ended !== undefined) return instance;
    current = await storage.find(row.guid);
  }
  throw new HttpProblem(409, `the process did not end in ${MAX_STEPS} steps`);
}

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
) {
  const received = await storage.receive(caller, row.instance, type, upload);
  if (received.element.size === 0) {
    await storage.deps.contents.remove(received.contentId);
    throw emptyAnswer();
  }
  await storage.attach(caller, row.guid, received, async (instance, trx) => {
    if (instance.status.isHardDeleted)
      throw new HttpProblem(409, 'the instance is deleted', { title: 'Instance Not Active' });
    if (!type.maxCount) return;
    const elements = (await elementsOf(trx, [row.guid])).get(row.guid) ?? [];
    const present = elements.filter((element) => element.dataType === type.id && !element.deleteStatus?.isHardDeleted);
    if (present.length >= type.maxCount)
      throw new HttpProblem(
        409,
        `the instance already has ${present.length} elements of type ${type.id}, the most allowed`,
        { title: 'Conflict' },
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
) {
  const current = await storage.element(row.instance, id, caller);
  if (current.element.locked) throw locked(id, 'updated');
  const received = await storage.receive(caller, row.instance, type, upload);
  const discard = (contentId: string) => storage.deps.contents.remove(contentId);
  if (received.element.size === 0) {
    await discard(received.contentId);
    throw new TextAnswer(422, 'Could not process attached file: it is empty.');
  }
  const { contentType, filename, size, contentHash, refs, references, isRead, lastChanged, lastChangedBy } =
    received.element;
  const changed = {
    ...current.element,
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
  let replaced: string | undefined;
  try {
    await storage.change(caller, row.guid, async (instance, trx) => {
      const latest = await findElement(trx, row.guid, current.element.id);
      if (!latest || latest.element.locked) throw locked(id, 'updated');
      replaced = latest.contentId;
      await putElement(trx, { contentId: received.contentId, element: changed });
      return { instance, events: [{ type: 'Saved', dataId: changed.id }] };
    });
  } catch (error) {
    await discard(received.contentId);
    throw error;
  }
  if (replaced !== undefined) await discard(replaced);
  return changed;
}

const locked = (id: string, what: string) =>
  new HttpProblem(409, `Data element ${id} is locked and cannot be ${what}`, { title: 'Conflict' });

/** Removes an element: it stays visible to the app's owner, its content is kept. */
export async function deleteElement(storage: Storage, caller: Caller, row: InstanceRow, id: string) {
  const { element, contentId } = await storage.element(row.instance, id, caller);
  const now = storage.now();
  const changed = { ...element, deleteStatus: { isHardDeleted: true, hardDeleted: now }, lastChanged: now };
  await storage.change(caller, row.guid, async (instance, trx) => {
    const latest = await findElement(trx, row.guid, element.id);
    if (latest?.element.locked) throw locked(id, 'deleted');
    await putElement(trx, { contentId, element: changed });
    return { instance, events: [{ type: 'Deleted', dataId: id }] };
  });
  return changed;
}

/** Locks or unlocks. @returns whether anything changed */
export async function setLock(storage: Storage, caller: Caller, row: InstanceRow, id: string, lock: boolean) {
  const { element, contentId } = await storage.element(row.instance, id, caller);
  const changed = { ...element, locked: lock };
  if (element.locked !== lock)
    await storage.change(caller, row.guid, async (instance, trx) => {
      await putElement(trx, { contentId, element: changed });
      return { instance, events: [] };
    });
  return { element: changed, changed: element.locked !== lock };
}
