import type { Application } from '../resources/index.ts';
import type { AppsSurfaces, AskedInApp } from './apps-surface.ts';
import { ACTION } from './bodies.ts';
import { completeProcess, processNext } from './operations.ts';
import { APP_INSTANCE, APP_PARAMS, INSTANCE_PARAMS } from './paths.ts';
import { movingActions } from './process.ts';
import { processHistory } from './process-history.ts';
import { AppProcess, MovedProcess, ProcessHistory } from './schemas.ts';
import type { Storage } from './storage.ts';

import { changing, READING, type SurfaceDeps, TASK_ACTIONS } from './surface.ts';

const PARAMS = { ...APP_PARAMS, ...INSTANCE_PARAMS };
const TASK = 'Task';

/** The process of an instance, and its steps (altinn-instances.md 6.3). */
export function appProcessRoutes(doors: AppsSurfaces, deps: SurfaceDeps): void {
  readingRoutes(doors, deps);
  movingRoutes(doors, deps);
}

function readingRoutes({ instances }: AppsSurfaces, { storage }: SurfaceDeps): void {
  instances.route({
    method: 'GET',
    path: `${APP_INSTANCE}/process`,
    operationId: 'readProcess',
    summary: 'Process state and what the caller may do',
    access: READING,
    params: PARAMS,
    answers: { 200: { description: 'The process', schema: AppProcess } },
    refusals: [404],
    async handle({ caller: asked }) {
      const current = await processActions(storage, asked);
      return { ...asked.row.instance.process, ...current, processTasks: processTasks(asked.application) };
    },
  });
  instances.route({
    method: 'GET',
    path: `${APP_INSTANCE}/process/history`,
    operationId: 'readAppProcessHistory',
    summary: 'Process history',
    access: READING,
    params: PARAMS,
    answers: { 200: { description: 'What the process has passed', schema: ProcessHistory } },
    refusals: [404],
    handle: async ({ caller: { row } }) => ({
      processHistory: processHistory(await storage.events(row.guid)),
    }),
  });
}

function movingRoutes({ asking }: AppsSurfaces, { storage }: SurfaceDeps): void {
  asking.route({
    method: 'PUT',
    path: `${APP_INSTANCE}/process/next`,
    operationId: 'moveProcess',
    summary: 'Move the process one step',
    // Asked for by the step: it may be one back, and a process that cannot move is told so first.
    access: changing(TASK_ACTIONS, 'reject'),
    params: PARAMS,
    body: ACTION,
    answers: { 200: { description: 'The process after the step', schema: MovedProcess } },
    refusals: [404, 409],
    async handle({ body: action, caller: asked }) {
      const { process } = await processNext(storage, asked, action);
      return { ...process, processTasks: processTasks(asked.application) };
    },
  });
  asking.route({
    method: 'PUT',
    path: `${APP_INSTANCE}/process/completeProcess`,
    operationId: 'completeProcess',
    summary: 'Move the process to its end',
    // Asked for anew with each step.
    access: changing(TASK_ACTIONS),
    params: PARAMS,
    answers: { 200: { description: 'The process at its end', schema: MovedProcess } },
    refusals: [404, 409],
    async handle({ caller: asked }) {
      const { process } = await completeProcess(storage, asked);
      return { ...process, processTasks: processTasks(asked.application) };
    },
  });
}

/** The tasks of the app's process, as every answer about a process lists them. */
const processTasks = ({ process }: Application) =>
  process.tasks.map(({ id, type }) => ({ elementId: id, elementType: TASK, altinnTaskType: type }));

/** For the current task: which actions the decisions allow. */
async function processActions(storage: Storage, { caller, application, row }: AskedInApp) {
  const { currentTask } = row.instance.process;
  if (!currentTask || !application.process.tasks.some((task) => task.id === currentTask.elementId)) return {};
  const moving = movingActions(currentTask.altinnTaskType ?? '', false);
  const names = [...new Set(['read', 'write', ...moving, 'reject'])];
  const entries = await Promise.all(
    names.map(async (name) => [name, await storage.may(caller, name, row.instance)] as const),
  );
  const actions = Object.fromEntries(entries);
  const { read, write } = actions;
  return { currentTask: { ...currentTask, actions, read, write, elementType: TASK } };
}
