import type { Caller } from '../callers/index.ts';
import { HttpProblem } from '../http/index.ts';
import { forbidden, TextAnswer } from './errors.ts';
import type { DataTypeRules, StoredInstance } from './model.ts';
import { movingActions, nextState, type ProcessDefinition, stepEvents } from './process.ts';
import { rulesOf, type Storage } from './storage.ts';
import { elementsOf, type InstanceRow } from './store.ts';

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
