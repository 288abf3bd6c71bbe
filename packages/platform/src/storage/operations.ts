import type { Application } from '../resources/index.ts';
import { rulesOf } from './application-rules.ts';
import { attributesOf } from './attributes.ts';
import type { Happened } from './events.ts';
import { createForms, deletedAtEnd, missingForms, passElements } from './lifecycle.ts';
import type { ApplicationRules, DataTypeRules, InstanceStatus, StoredInstance } from './model.ts';
import { movingActions, nextStep } from './process.ts';
import { forbidden, refuse, UNAUTHORIZED } from './refusals.ts';
import type { Asked, Changed, Storage } from './storage.ts';
import { elementsOf, type InstanceRow, putElement, rewriteElement } from './store.ts';

const DAY_MS = 24 * 3600 * 1000;
const MAX_STEPS = 100;

/** Soft or hard deletion (altinn-instances.md 4). The decision has been made. */
export async function deleteInstance(storage: Storage, { caller, row }: Asked, hard: boolean): Promise<StoredInstance> {
  const days = rulesOf(await storage.applicationOf(row.instance)).preventInstanceDeletionForDays;
  return storage.change(caller, row.guid, (instance) => {
    const archived = instance.status.archived;
    if (
      days !== undefined &&
      archived !== undefined &&
      Date.parse(archived) + days * DAY_MS > Date.parse(storage.now())
    )
      throw forbidden('Instance cannot be deleted yet due to application restrictions.');
    const now = storage.now();
    const { status } = instance;
    const soft = { isSoftDeleted: true, softDeleted: status.softDeleted ?? now };
    const gone = hard ? { isHardDeleted: true, hardDeleted: status.hardDeleted ?? now } : {};
    return { instance: { ...instance, status: { ...status, ...soft, ...gone } }, events: [{ type: 'Deleted' }] };
  });
}

/** The app's owner confirms that it has fetched the instance; a second time changes nothing. */
export function confirmComplete(storage: Storage, { caller, row }: Asked): Promise<StoredInstance> {
  const org = caller.serviceOwner;
  if (org === undefined) throw forbidden('only a service owner confirms completion');
  return storage.change(caller, row.guid, (instance) => {
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
  { caller, row }: Asked,
  substatus: { label: string; description?: string },
): Promise<StoredInstance> {
  if (caller.serviceOwner !== row.instance.org)
    throw forbidden(`only ${row.instance.org} sets the substatus of its instances`);
  return storage.change(caller, row.guid, (instance) => ({
    instance: { ...instance, status: { ...instance.status, substatus } },
    events: [{ type: 'SubstatusUpdated' }],
  }));
}

export function setReadStatus(
  storage: Storage,
  { caller, row }: Asked,
  readStatus: InstanceStatus['readStatus'],
): Promise<StoredInstance> {
  return storage.change(caller, row.guid, (instance) =>
    instance.status.readStatus === readStatus
      ? undefined
      : { instance: { ...instance, status: { ...instance.status, readStatus } }, events: [] },
  );
}

/** Merges texts or values; an empty value removes its key. */
export function mergeMap(
  storage: Storage,
  { caller, row }: Asked,
  member: 'presentationTexts' | 'dataValues',
  values: Readonly<Record<string, string>>,
): Promise<StoredInstance> {
  return storage.change(caller, row.guid, (instance) => {
    const merged = { ...instance[member], ...values };
    const kept = Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== ''));
    return { instance: { ...instance, [member]: kept }, events: [] };
  });
}

/** The types of the task that have too few elements, or too many (altinn-instances.md 6.3). */
async function elementIssues(storage: Storage, row: InstanceRow, application: Application) {
  const { dataTypes } = rulesOf(application);
  const byApp = new Set(application.process.writtenByApp);
  const task = row.instance.process.currentTask?.elementId;
  const elements = await storage.elements(row.guid);
  const present = elements.filter((element) => !element.deleteStatus?.isHardDeleted);
  return dataTypes
    .filter((type) => type.taskId === task && !byApp.has(type.id))
    .flatMap((type) => {
      const count = present.filter((element) => element.dataType === type.id).length;
      if (type.minCount && count < type.minCount)
        return [issue('TooFewDataElementsOfType', type, `there are ${count} of at least ${type.minCount}`)];
      if (type.maxCount && count > type.maxCount)
        return [issue('TooManyDataElementsOfType', type, `there are ${count} of at most ${type.maxCount}`)];
      return [];
    });
}

const issue = (code: string, type: DataTypeRules, what: string) => ({
  code,
  description: `the process cannot move on: of ${type.id} ${what}`,
  severity: 1,
  field: type.id,
});

/** One step of the process. @throws Refusal 403 without permit, 409 when it cannot move */
export async function processNext(storage: Storage, { caller, row }: Asked, action?: string): Promise<StoredInstance> {
  const application = await storage.applicationOf(row.instance);
  const { currentTask, ended } = row.instance.process;
  if (currentTask?.altinnTaskType === undefined)
    throw refuse(
      'process-not-movable',
      ended ? 'the process has ended' : 'the process has no current task of a known type',
      {
        members: {
          title: 'Conflict',
        },
      },
    );
  const rejecting = action === 'reject';
  const actions = movingActions(currentTask.altinnTaskType, rejecting);
  await storage.requirePermit(caller, actions, attributesOf(row.instance), UNAUTHORIZED);
  const issues = rejecting ? [] : await elementIssues(storage, row, application);
  if (issues.length > 0)
    throw refuse(
      'process-incomplete',
      `${issues.length} data types do not have the elements that ${currentTask.elementId} needs`,
      {
        members: {
          title: 'Validation failed for task',
          validationIssues: issues,
        },
      },
    );
  return step(storage, { caller, row }, application, rejecting);
}

/** Moves the process, with what follows from it for the instance's elements: all or nothing. */
async function step(
  storage: Storage,
  { caller, row }: Asked,
  application: Application,
  rejecting: boolean,
): Promise<StoredInstance> {
  const rules = rulesOf(application);
  const from = row.instance.process.currentTask?.elementId;
  const entered = nextStep(application.process, row.instance.process, storage.now(), rejecting).process.currentTask;
  const before = await storage.elements(row.guid);
  const forms = await createForms(storage, caller, row.instance, missingForms(rules, entered?.elementId, before));
  const unused = new Set(forms.map(({ contentId }) => contentId));
  try {
    return await storage.change(caller, row.guid, async (instance, trx) => {
      if (instance.process.currentTask?.elementId !== from)
        throw refuse('process-moved', 'the process has moved on meanwhile', { members: { title: 'Conflict' } });
      const now = storage.now();
      const { process, events } = nextStep(application.process, instance.process, now, rejecting);
      const elements = (await elementsOf(trx, [row.guid])).get(row.guid) ?? [];
      const passage = {
        completed: rejecting ? undefined : from,
        entered: process.currentTask?.elementId,
        ended: process.ended !== undefined,
      };
      const passed = passElements(rules, elements, passage, now);
      for (const element of passed.changed) await rewriteElement(trx, element);
      const kept = elements.map((one) => passed.changed.find(({ id }) => id === one.id) ?? one);
      const wanted = missingForms(rules, passage.entered, kept).map(({ id }) => id);
      const added = forms.filter(({ element }) => wanted.includes(element.dataType));
      for (const form of added) {
        await putElement(trx, form);
        unused.delete(form.contentId);
      }
      const created = added.map(({ element }) => ({ type: 'Created', dataId: element.id }));
      return arrived({ ...instance, process }, [...events, ...passed.events, ...created], rules, now);
    });
  } finally {
    for (const contentId of unused) await storage.discard(contentId);
  }
}

/** The instance at its new place: archived at the end, and deleted there when its app says so. */
function arrived(instance: StoredInstance, events: readonly Happened[], rules: ApplicationRules, now: string): Changed {
  const { ended } = instance.process;
  if (ended === undefined) return { instance, events };
  const archived = { ...instance, status: { ...instance.status, isArchived: true, archived: ended } };
  if (!rules.autoDeleteOnProcessEnd) return { instance: archived, events };
  return { instance: deletedAtEnd(archived, now), events: [...events, { type: 'Deleted' }] };
}

/** Steps until the end; stops at the first refusal with that answer. */
export async function completeProcess(storage: Storage, { caller, row }: Asked): Promise<StoredInstance> {
  let current = row;
  for (let step = 0; step < MAX_STEPS; step += 1) {
    const instance = await processNext(storage, { caller, row: current });
    if (instance.process.ended !== undefined) return instance;
    current = await storage.find(row.guid);
  }
  throw refuse('process-endless', `the process did not end in ${MAX_STEPS} steps`);
}
