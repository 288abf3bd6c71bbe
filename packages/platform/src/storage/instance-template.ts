import { isoTime } from '../foundation/index.ts';
import {
  type CurrentTask,
  FLOW_TYPES,
  type InstanceStatus,
  type InstanceTemplate,
  MAX_INTEGER,
  type ProcessState,
  READ_STATUSES,
} from './model.ts';
import { refuse } from './refusals.ts';

type Members = Readonly<Record<string, unknown>>;

const MAX_ENTRIES = 100;
const MAX_TEXT = 1000;

const isObject = (value: unknown): value is Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** An object of the body; undefined when it is absent or null. @throws Refusal 400 */
function objectIn(value: unknown, name: string): Members | undefined {
  if (value === undefined || value === null) return undefined;
  if (!isObject(value)) throw refuse('member-invalid', `${name} must be an object.`);
  return value;
}

/** `{[key]: value}` when the member is there. */
const given = <K extends string, T>(key: K, value: T | undefined) =>
  (value === undefined ? {} : { [key]: value }) as { [P in K]?: T };

function textIn(value: unknown, name: string): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'string' || value.length > MAX_TEXT)
    throw refuse('member-invalid', `${name} must be text of at most ${MAX_TEXT} characters.`);
  return value;
}

function flagIn(value: unknown, name: string): boolean | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'boolean') throw refuse('member-invalid', `${name} must be true or false.`);
  return value;
}

/** A time of the body in UTC. @throws Refusal 400 */
function timeIn(value: unknown, name: string): string | undefined {
  if (value === undefined || value === null) return undefined;
  const time = typeof value === 'string' ? isoTime(value) : Number.NaN;
  if (Number.isNaN(time)) throw refuse('member-invalid', `${name} must be an ISO 8601 time.`);
  return new Date(time).toISOString();
}

/** One of the names, in any case, or its number. */
function readStatusIn(value: unknown): InstanceStatus['readStatus'] | undefined {
  if (value === undefined || value === null) return undefined;
  const found = READ_STATUSES.find(
    (name, number) => value === number || (typeof value === 'string' && value.toLowerCase() === name.toLowerCase()),
  );
  if (!found) throw refuse('member-invalid', `status.readStatus must be one of ${READ_STATUSES.join(', ')}.`);
  return found;
}

function substatusIn(value: unknown): InstanceStatus['substatus'] {
  const substatus = objectIn(value, 'status.substatus');
  const label = textIn(substatus?.['label'], 'status.substatus.label');
  if (substatus === undefined || label === undefined) return undefined;
  return { label, ...given('description', textIn(substatus['description'], 'status.substatus.description')) };
}

function statusIn(value: unknown): Partial<InstanceStatus> | undefined {
  const status = objectIn(value, 'status');
  if (!status) return undefined;
  const flag = (name: string) => flagIn(status[name], `status.${name}`);
  const time = (name: string) => timeIn(status[name], `status.${name}`);
  return {
    ...given('isArchived', flag('isArchived')),
    ...given('archived', time('archived')),
    ...given('isSoftDeleted', flag('isSoftDeleted')),
    ...given('softDeleted', time('softDeleted')),
    ...given('isHardDeleted', flag('isHardDeleted')),
    ...given('hardDeleted', time('hardDeleted')),
    ...given('readStatus', readStatusIn(status['readStatus'])),
    ...given('substatus', substatusIn(status['substatus'])),
  };
}

function flowIn(value: unknown): number | undefined {
  if (value === undefined || value === null) return undefined;
  if (!Number.isInteger(value) || Number(value) < 0 || Number(value) > MAX_INTEGER)
    throw refuse('member-invalid', `process.currentTask.flow must be a whole number of at most ${MAX_INTEGER}.`);
  return Number(value);
}

/** How a task is entered. @throws Refusal 400 */
function flowTypeIn(value: unknown): CurrentTask['flowType'] {
  if (value === undefined || value === null) return undefined;
  const flowType = FLOW_TYPES.find((one) => one === value);
  if (!flowType) throw refuse('member-invalid', `currentTask.flowType must be one of ${FLOW_TYPES.join(', ')}.`);
  return flowType;
}

function validatedIn(value: unknown): CurrentTask['validated'] {
  const validated = objectIn(value, 'process.currentTask.validated');
  return (
    validated && {
      ...given('timestamp', timeIn(validated['timestamp'], 'process.currentTask.validated.timestamp')),
      ...given(
        'canCompleteTask',
        flagIn(validated['canCompleteTask'], 'process.currentTask.validated.canCompleteTask'),
      ),
    }
  );
}

function currentTaskIn(value: unknown): CurrentTask | undefined {
  const task = objectIn(value, 'process.currentTask');
  if (!task) return undefined;
  const text = (name: string) => textIn(task[name], `process.currentTask.${name}`);
  const elementId = text('elementId');
  if (!elementId) throw refuse('member-invalid', 'process.currentTask must have an elementId.');
  return {
    ...given('flow', flowIn(task['flow'])),
    ...given('started', timeIn(task['started'], 'process.currentTask.started')),
    elementId,
    ...given('name', text('name')),
    ...given('altinnTaskType', text('altinnTaskType')),
    ...given('flowType', flowTypeIn(task['flowType'])),
    ...given('ended', timeIn(task['ended'], 'process.currentTask.ended')),
    ...given('validated', validatedIn(task['validated'])),
  };
}

/** A process state of the body, without what it does not know. @throws Refusal 400 for a malformed member */
export function processIn(value: unknown): ProcessState | undefined {
  const process = objectIn(value, 'process');
  return (
    process && {
      ...given('started', timeIn(process['started'], 'process.started')),
      ...given('startEvent', textIn(process['startEvent'], 'process.startEvent')),
      ...given('currentTask', currentTaskIn(process['currentTask'])),
      ...given('ended', timeIn(process['ended'], 'process.ended')),
      ...given('endEvent', textIn(process['endEvent'], 'process.endEvent')),
    }
  );
}

/** An object of texts, such as `dataValues`. @throws Refusal 400 */
export function textsIn(value: unknown, name: string): Record<string, string> | undefined {
  if (value === undefined || value === null) return undefined;
  const entries = isObject(value) ? Object.entries(value).filter(([, text]) => text !== null) : undefined;
  if (!entries || entries.length > MAX_ENTRIES || entries.some(([, text]) => typeof text !== 'string'))
    throw refuse('member-invalid', `${name} must be an object of at most ${MAX_ENTRIES} strings.`);
  return Object.fromEntries(entries) as Record<string, string>;
}

/** What a creation keeps of an instance that is sent, besides its owner (altinn-instances.md 4). @throws Refusal 400 for a malformed member */
export function templateIn(body: Members): InstanceTemplate {
  return {
    ...given('dueBefore', timeIn(body['dueBefore'], 'dueBefore')),
    ...given('visibleAfter', timeIn(body['visibleAfter'], 'visibleAfter')),
    ...given('status', statusIn(body['status'])),
    ...given('process', processIn(body['process'])),
    ...given('dataValues', textsIn(body['dataValues'], 'dataValues')),
  };
}
