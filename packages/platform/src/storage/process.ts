import type { CurrentTask, ProcessState } from './model.ts';

/** An app's process: tasks in order, then the end (altinn-instances.md 6.3). */
export interface ProcessDefinition {
  tasks: readonly { id: string; type: string; name: string; rejectTo?: string }[];
  endEvent: string;
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

function enter(
  definition: ProcessDefinition,
  index: number,
  flow: number,
  now: string,
  flowType: CurrentTask['flowType'],
): Partial<ProcessState> {
  const task = definition.tasks[index];
  if (!task) return { ended: now, endEvent: definition.endEvent };
  return {
    currentTask: { flow, started: now, elementId: task.id, name: task.name, altinnTaskType: task.type, flowType },
  };
}

/** The state right after creation: the first task is current. */
export const startProcess = (definition: ProcessDefinition, now: string): ProcessState => ({
  started: now,
  startEvent: START_EVENT,
  ...enter(definition, 0, 2, now, 'CompleteCurrentMoveToNext'),
});

/** The state after the current task is completed, or abandoned when `rejecting`. The process must have a current task. */
export function nextState(
  definition: ProcessDefinition,
  state: ProcessState,
  now: string,
  rejecting: boolean,
): ProcessState {
  const { currentTask, ...rest } = state;
  const index = definition.tasks.findIndex((task) => task.id === currentTask?.elementId);
  const rejectTo = definition.tasks[index]?.rejectTo;
  const backTo = definition.tasks.findIndex((task) => task.id === rejectTo);
  const target = rejecting ? (backTo < 0 ? definition.tasks.length : backTo) : index + 1;
  const flowType = rejecting ? 'AbandonCurrentMoveToNext' : 'CompleteCurrentMoveToNext';
  return { ...rest, ...enter(definition, target, (currentTask?.flow ?? 1) + 1, now, flowType) };
}

/** The events of a step, in order. */
export function stepEvents(after: ProcessState, rejecting: boolean): readonly string[] {
  return [
    rejecting ? 'process_AbandonTask' : 'process_EndTask',
    after.ended === undefined ? 'process_StartTask' : 'process_EndEvent',
  ];
}
