import type { Application } from '../resources/index.ts';
import type { CurrentTask, ProcessState } from './model.ts';
import { refuse } from './refusals.ts';

/** An app's process: tasks in order, then the end (altinn-instances.md 6.3). */
export type ProcessDefinition = Application['process'];

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

/** What is reached: a task, or an end event. */
type Place = ProcessDefinition['tasks'][number] | { readonly endEvent: string };

const isEnd = (place: Place): place is { readonly endEvent: string } => 'endEvent' in place;

/** Where a task leads when it is completed: to what it names, or to the next of the list. */
function after({ tasks, endEvent }: ProcessDefinition, index: number): Place {
  const next = tasks[index]?.next;
  if (next === undefined) return tasks[index + 1] ?? { endEvent };
  return tasks.find(({ id }) => id === next) ?? { endEvent: next };
}

/** Where a task leads when it is abandoned. */
const back = ({ tasks, endEvent }: ProcessDefinition, index: number): Place =>
  tasks.find(({ id }) => id === tasks[index]?.rejectTo) ?? { endEvent };

/** The state in which a place is reached. */
function at(place: Place, arrival: Omit<CurrentTask, 'elementId'>, now: string) {
  if (isEnd(place)) return { ended: now, endEvent: place.endEvent };
  const { id, name, type } = place;
  return { currentTask: { ...arrival, started: now, elementId: id, name, altinnTaskType: type } };
}

/** From a place on, past every task that the app does by itself, to the first where somebody is waited for. */
function arrive(
  definition: ProcessDefinition,
  rest: Omit<ProcessState, 'currentTask'>,
  first: { readonly place: Place; readonly flow: number; readonly flowType: CurrentTask['flowType'] },
  now: string,
): ProcessStep {
  const { tasks } = definition;
  let { place, flow, flowType } = first;
  const events: ProcessEvent[] = [];
  // Each task once at most: a process of service tasks alone that leads in a circle stops in one of them.
  for (let passed = 0; ; passed += 1) {
    const process = { ...rest, ...at(place, { flow, ...(flowType === undefined ? {} : { flowType }) }, now) };
    events.push(...arrivalEvents(process));
    if (isEnd(place) || !place.automatic || passed >= tasks.length) return { process, events };
    events.push({ type: 'process_EndTask', process });
    place = after(definition, tasks.indexOf(place));
    flow += 1;
    flowType = 'CompleteCurrentMoveToNext';
  }
}

/** The start of the process up to its first task. */
export function startProcess(definition: ProcessDefinition, now: string): ProcessStep {
  const startEvent = definition.startEvent ?? START_EVENT;
  const begun = { started: now, startEvent };
  const place = definition.tasks[0] ?? { endEvent: definition.endEvent };
  const { process, events } = arrive(definition, begun, { place, flow: 2, flowType: 'CompleteCurrentMoveToNext' }, now);
  return {
    process,
    events: [
      { type: 'process_StartEvent', process: { ...begun, currentTask: { flow: 1, elementId: startEvent } } },
      ...events,
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
  const place = rejecting ? back(definition, index) : after(definition, index);
  const flowType = rejecting ? 'AbandonCurrentMoveToNext' : 'CompleteCurrentMoveToNext';
  const { process, events } = arrive(definition, rest, { place, flow: (currentTask?.flow ?? 1) + 1, flowType }, now);
  return {
    process,
    events: [{ type: rejecting ? 'process_AbandonTask' : 'process_EndTask', process: state }, ...events],
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
