import type { CurrentTask, ProcessState } from './model.ts';
import { refuse } from './refusals.ts';

/** An app's process: tasks in order, then the end (altinn-instances.md 6.3). */
export interface ProcessDefinition {
  tasks: readonly { id: string; type: string; name: string; rejectTo?: string }[];
  endEvent: string;
}

/** What happened in the process, with the state that the event tells of: of what was left, the state before; of what was reached, after. */
export interface ProcessEvent {
  readonly type:
    | 'process_StartEvent'
    | 'process_StartTask'
    | 'process_EndTask'
    | 'process_AbandonTask'
    | 'process_EndEvent'
    | 'Submited';
  readonly process: ProcessState;
}

/** A state of the process and how it was reached. */
export interface ProcessStep {
  readonly process: ProcessState;
  readonly events: readonly ProcessEvent[];
}

const START_EVENT = 'StartEvent_1';

/** Task types and the actions any one of which moves past them (altinn-instances.md 3.4). */
const MOVING_ACTIONS: Readonly<Record<string, readonly string[]>> = {
  data: ['write'],
  feedback: ['write'],
  pdf: ['write'],
  eFormidling: ['write'],
  fiksArkiv: ['write'],
  subformPdf: ['write'],
  confirmation: ['confirm'],
  payment: ['pay', 'write'],
  signing: ['sign', 'write'],
};

/** The actions any one of which moves the process past a task of this type. Asking to reject is an action of its own. */
export const movingActions = (taskType: string, rejecting: boolean): readonly string[] =>
  rejecting ? ['reject'] : (MOVING_ACTIONS[taskType] ?? [taskType]);

/** False for the process of an instance that was stored without one. */
export const isStarted = (process: ProcessState): boolean => Object.keys(process).length > 0;

/** Where the process is when it stands at `index` of the tasks, or past the last. */
function at(definition: ProcessDefinition, index: number, arrival: Omit<CurrentTask, 'elementId'>, now: string) {
  const task = definition.tasks[index];
  if (!task) return { ended: now, endEvent: definition.endEvent };
  return {
    currentTask: { ...arrival, started: now, elementId: task.id, name: task.name, altinnTaskType: task.type },
  };
}

/** The start of the process up to its first task. */
export function startProcess(definition: ProcessDefinition, now: string): ProcessStep {
  const begun = { started: now, startEvent: START_EVENT };
  const process = { ...begun, ...at(definition, 0, { flow: 2, flowType: 'CompleteCurrentMoveToNext' }, now) };
  return {
    process,
    events: [
      { type: 'process_StartEvent', process: { ...begun, currentTask: { flow: 1, elementId: START_EVENT } } },
      ...arrivalEvents(process),
    ],
  };
}

/**
 * One step: the current task is completed, or abandoned when `rejecting`.
 * @throws Refusal 409 when the process is in none of the app's tasks
 */
export function nextStep(
  definition: ProcessDefinition,
  state: ProcessState,
  now: string,
  rejecting: boolean,
): ProcessStep {
  const { currentTask, ...rest } = state;
  const index = definition.tasks.findIndex((task) => task.id === currentTask?.elementId);
  if (index < 0)
    throw refuse('process-not-movable', `the app has no task ${currentTask?.elementId ?? ''} to move on from`, {
      members: {
        title: 'Conflict',
      },
    });
  const rejectTo = definition.tasks[index]?.rejectTo;
  const backTo = definition.tasks.findIndex((task) => task.id === rejectTo);
  const target = rejecting ? (backTo < 0 ? definition.tasks.length : backTo) : index + 1;
  const flowType = rejecting ? 'AbandonCurrentMoveToNext' : 'CompleteCurrentMoveToNext';
  const process = { ...rest, ...at(definition, target, { flow: (currentTask?.flow ?? 1) + 1, flowType }, now) };
  return {
    process,
    events: [
      { type: rejecting ? 'process_AbandonTask' : 'process_EndTask', process: state },
      ...arrivalEvents(process),
    ],
  };
}

/** `Submited` (the field's spelling) follows the end of every process. */
const arrivalEvents = (process: ProcessState): readonly ProcessEvent[] =>
  process.ended === undefined
    ? [{ type: 'process_StartTask', process }]
    : [
        { type: 'process_EndEvent', process },
        { type: 'Submited', process },
      ];
