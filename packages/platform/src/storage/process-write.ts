import { attributesOf } from './attributes.ts';
import type { CurrentTask, ProcessState, StoredInstance } from './model.ts';
import { movingActions, type ProcessDefinition } from './process.ts';
import { forbidden, refuse } from './refusals.ts';
import type { Asked, Storage } from './storage.ts';

type FlowType = NonNullable<CurrentTask['flowType']>;

/** What a written process state asks for: the end, or one of the app's tasks. */
interface Wish {
  readonly state: ProcessState;
  readonly flowType: FlowType;
  /** Undefined for the end. */
  readonly task: ProcessDefinition['tasks'][number] | undefined;
}

/** What a sent state asks for. The name and the type of a task are the app's own. @throws Refusal 400 */
function wishOf(state: ProcessState, definition: ProcessDefinition): Wish {
  const flowType = state.currentTask?.flowType ?? 'CompleteCurrentMoveToNext';
  if (state.ended !== undefined) return { state, flowType, task: undefined };
  const task = definition.tasks.find((one) => one.id === state.currentTask?.elementId);
  if (!task)
    throw refuse(
      'process-state-invalid',
      `The state must have ended, or a currentTask with elementId ${definition.tasks.map((one) => one.id).join(' or ')}.`,
    );
  return { state, flowType, task };
}

/** Which decision lets a state be written: by the flow, either the current task's or the next one's (altinn-instances.md 3.4). */
function question(instance: StoredInstance, current: CurrentTask, { flowType, task }: Wish) {
  const resource = attributesOf(instance);
  if (flowType === 'AbandonCurrentMoveToNext') return { actions: ['reject'], resource };
  if (flowType === 'CompleteCurrentMoveToNext' || task === undefined)
    return { actions: movingActions(current.altinnTaskType ?? '', false), resource };
  return {
    actions: movingActions(task.type, false),
    resource: resource.map((one) => (one.id === 'urn:altinn:task' ? { ...one, value: task.id } : one)),
  };
}

/** Writes a process state as the caller has it; an ended one archives. @throws Refusal 403, or 409 when it has moved meanwhile */
export async function writeProcess(
  storage: Storage,
  { caller, row }: Asked,
  state: ProcessState,
): Promise<StoredInstance> {
  const { currentTask: current } = row.instance.process;
  if (!current) throw forbidden('the process has no current task, so nobody can move it');
  const definition = (await storage.applicationOf(row.instance)).process;
  const wish = wishOf(state, definition);
  const { actions, resource } = question(row.instance, current, wish);
  await storage.requirePermit(caller, actions, resource);
  return storage.change(caller, row.guid, (instance) => {
    const { currentTask } = instance.process;
    if (currentTask?.elementId !== current.elementId || currentTask.flow !== current.flow)
      throw refuse('process-moved', 'the process has moved on meanwhile', { members: { title: 'Conflict' } });
    const { process, archived } = written(instance.process, wish, definition, storage.now());
    const left = wish.flowType === 'CompleteCurrentMoveToNext' ? 'process_EndTask' : 'process_AbandonTask';
    const status = archived === undefined ? instance.status : { ...instance.status, isArchived: true, archived };
    return {
      instance: { ...instance, process, status },
      events: [
        { type: left, process: instance.process },
        { type: archived === undefined ? 'process_StartTask' : 'process_EndEvent', process },
      ],
    };
  });
}

/** The state as it is stored: as it was sent, completed by what was and by what the app knows. */
function written(
  before: ProcessState,
  { state, flowType, task }: Wish,
  definition: ProcessDefinition,
  now: string,
): { process: ProcessState; archived?: string } {
  const { currentTask: current, ...rest } = before;
  const { currentTask: sent, ended, ...given } = state;
  const process = { ...rest, ...given };
  if (ended !== undefined)
    return { process: { ...process, ended, endEvent: state.endEvent || definition.endEvent }, archived: ended };
  const next = { flow: (current?.flow ?? 1) + 1, started: now, ...sent, flowType };
  const currentTask = { ...next, elementId: task?.id ?? '', name: task?.name ?? '', altinnTaskType: task?.type ?? '' };
  return { process: { ...process, currentTask } };
}
