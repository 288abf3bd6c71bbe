import type { Caller } from '../callers/index.ts';
import { HttpProblem } from '../http/index.ts';
import { forbidden, TextAnswer } from './errors.ts';
import type { CurrentTask, ProcessState, StoredInstance } from './model.ts';
import { movingActions, type ProcessDefinition } from './process.ts';
import type { Storage } from './storage.ts';
import type { InstanceRow } from './store.ts';

const FLOW_TYPES = ['CompleteCurrentMoveToNext', 'AbandonCurrentMoveToNext', 'AbandonCurrentReturnToNext'] as const;
type FlowType = CurrentTask['flowType'];

/** What a written process state asks for: the end, or one of the app's tasks. */
type Wish =
  | { readonly kind: 'end'; readonly ended: string; readonly endEvent: string; readonly flowType: FlowType }
  | { readonly kind: 'task'; readonly task: ProcessDefinition['tasks'][number]; readonly flowType: FlowType };

const members = (value: unknown): Record<string, unknown> | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : undefined;

function flowTypeIn(value: unknown): FlowType {
  if (value === undefined || value === null) return 'CompleteCurrentMoveToNext';
  const flowType = FLOW_TYPES.find((one) => one === value);
  if (!flowType) throw new TextAnswer(400, `currentTask.flowType must be one of ${FLOW_TYPES.join(', ')}.`);
  return flowType;
}

/** Reads the body of PUT process. Times and names of tasks are the server's own. @throws TextAnswer 400 */
export function processWishIn(body: unknown, definition: ProcessDefinition): Wish {
  const state = members(body);
  if (!state) throw new TextAnswer(400, 'The body must be a process state.');
  const current = members(state['currentTask']);
  const flowType = flowTypeIn(current?.['flowType']);
  const { ended, endEvent } = state;
  if (ended !== undefined && ended !== null) {
    if (typeof ended !== 'string' || Number.isNaN(Date.parse(ended)))
      throw new TextAnswer(400, 'ended must be an ISO 8601 time.');
    const event = typeof endEvent === 'string' && endEvent !== '' ? endEvent.slice(0, 100) : definition.endEvent;
    return { kind: 'end', ended: new Date(ended).toISOString(), endEvent: event, flowType };
  }
  const task = definition.tasks.find((one) => one.id === current?.['elementId']);
  if (!task)
    throw new TextAnswer(
      400,
      `The state must have ended, or a currentTask with elementId ${definition.tasks.map((one) => one.id).join(' or ')}.`,
    );
  return { kind: 'task', task, flowType };
}

/** Which decision lets a state be written: by the flow, either the current task's or the next one's (altinn-instances.md 3.4). */
function question(storage: Storage, row: InstanceRow, current: CurrentTask, wish: Wish) {
  const resource = storage.attributesOf(row.instance);
  if (wish.flowType === 'AbandonCurrentMoveToNext') return { actions: ['reject'], resource };
  if (wish.flowType === 'CompleteCurrentMoveToNext' || wish.kind === 'end')
    return { actions: movingActions(current.altinnTaskType, false), resource };
  const { task } = wish;
  return {
    actions: movingActions(task.type, false),
    resource: resource.map((one) => (one.id === 'urn:altinn:task' ? { ...one, value: task.id } : one)),
  };
}

/** Writes a process state as the caller has it; an ended one archives. @throws HttpProblem 403, or 409 when it has moved meanwhile */
export async function writeProcess(
  storage: Storage,
  caller: Caller,
  row: InstanceRow,
  body: unknown,
): Promise<StoredInstance> {
  const { currentTask: current } = row.instance.process;
  if (!current) throw forbidden('the process has no current task, so nobody can move it');
  const [org = '', app = ''] = row.instance.appId.split('/');
  const wish = processWishIn(body, (await storage.application(org, app)).process);
  const { actions, resource } = question(storage, row, current, wish);
  await storage.requirePermit(caller, actions, resource);
  return storage.change(caller, row.guid, (instance) => {
    const { currentTask, ...rest } = instance.process;
    if (currentTask?.elementId !== current.elementId || currentTask.flow !== current.flow)
      throw new HttpProblem(409, 'the process has moved on meanwhile', { title: 'Conflict' });
    const left = wish.flowType === 'CompleteCurrentMoveToNext' ? 'process_EndTask' : 'process_AbandonTask';
    if (wish.kind === 'end') {
      const { ended, endEvent } = wish;
      const process: ProcessState = { ...rest, ended, endEvent };
      const status = { ...instance.status, isArchived: true, archived: ended };
      return { instance: { ...instance, process, status }, events: [{ type: left }, { type: 'process_EndEvent' }] };
    }
    const { id, name, type } = wish.task;
    const next: CurrentTask = {
      flow: current.flow + 1,
      started: storage.now(),
      elementId: id,
      name,
      altinnTaskType: type,
      flowType: wish.flowType,
    };
    const process: ProcessState = { ...rest, currentTask: next };
    return { instance: { ...instance, process }, events: [{ type: left }, { type: 'process_StartTask' }] };
  });
}
