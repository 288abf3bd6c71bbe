import { Type } from 'typebox';
import { PROCESS, SUBSTATUS, textMap } from './bodies.ts';
import { mergeMap, setReadStatus, setSubstatus } from './operations.ts';
import { EVENT, EVENT_PARAMS, GUID, INSTANCE_PARAMS, PARTY } from './paths.ts';
import { processHistory } from './process-history.ts';
import { writeProcess } from './process-write.ts';
import { every, instant, readStatus } from './readers.ts';
import { refuse } from './refusals.ts';
import { Instance, InstanceEvent, InstanceEvents, ProcessHistory } from './schemas.ts';
import {
  changing,
  changingUntold,
  READING,
  type StorageSurfaces,
  type SurfaceDeps,
  TASK_ACTIONS,
  withToken,
} from './surface.ts';

const INSTANCE = `/storage/api/v1/instances/${PARTY}/${GUID}` as const;
const CHANGED = { 200: { description: 'The instance, changed', schema: Instance } } as const;

/** What is told of an instance: its status, texts, process and events (altinn-instances.md 4). */
export function stateRoutes(doors: StorageSurfaces, deps: SurfaceDeps): void {
  statusRoutes(doors, deps);
  textRoutes(doors, deps);
  processRoutes(doors, deps);
  eventRoutes(doors, deps);
}

function statusRoutes({ instances }: StorageSurfaces, { storage }: SurfaceDeps): void {
  instances.route({
    method: 'PUT',
    path: `${INSTANCE}/substatus`,
    operationId: 'setSubstatus',
    summary: 'Set the substatus',
    access: withToken('write'),
    params: INSTANCE_PARAMS,
    body: SUBSTATUS,
    answers: CHANGED,
    refusals: [404, 409],
    handle: async ({ body, caller: asked }) => storage.show(await setSubstatus(storage, asked, body), asked.caller),
  });
  instances.route({
    method: 'PUT',
    path: `${INSTANCE}/readstatus`,
    operationId: 'setReadStatus',
    summary: 'Set the read status',
    access: changingUntold('read'),
    params: INSTANCE_PARAMS,
    query: { status: readStatus },
    answers: CHANGED,
    refusals: [404, 409],
    handle: async ({ query: { status }, caller: asked }) =>
      storage.show(await setReadStatus(storage, asked, status), asked.caller),
  });
}

function textRoutes({ instances }: StorageSurfaces, { storage }: SurfaceDeps): void {
  const shared = {
    method: 'PUT',
    access: changingUntold(TASK_ACTIONS, 'reject'),
    params: INSTANCE_PARAMS,
    answers: CHANGED,
    refusals: [404, 409],
  } as const;
  instances.route({
    ...shared,
    path: `${INSTANCE}/presentationtexts`,
    operationId: 'mergePresentationTexts',
    summary: 'Merge presentationTexts',
    body: textMap('texts'),
    handle: async ({ body, caller: asked }) =>
      storage.show(await mergeMap(storage, asked, 'presentationTexts', body), asked.caller),
  });
  instances.route({
    ...shared,
    path: `${INSTANCE}/datavalues`,
    operationId: 'mergeDataValues',
    summary: 'Merge dataValues',
    body: textMap('values'),
    handle: async ({ body, caller: asked }) =>
      storage.show(await mergeMap(storage, asked, 'dataValues', body), asked.caller),
  });
}

function processRoutes({ instances, asking }: StorageSurfaces, { storage }: SurfaceDeps): void {
  asking.route({
    method: 'PUT',
    path: `${INSTANCE}/process`,
    operationId: 'writeProcess',
    summary: 'Write the process state',
    // By the flow of the state that is sent: those of the current task or of the next one (altinn-instances.md 3.4).
    access: changing(TASK_ACTIONS, '{next task}', 'reject'),
    params: INSTANCE_PARAMS,
    body: PROCESS,
    answers: CHANGED,
    refusals: [404, 409],
    handle: async ({ body, caller: asked }) => storage.show(await writeProcess(storage, asked, body), asked.caller),
  });
  instances.route({
    method: 'GET',
    path: `${INSTANCE}/process/history`,
    operationId: 'readProcessHistory',
    summary: 'Process history',
    access: READING,
    params: INSTANCE_PARAMS,
    answers: { 200: { description: 'What the process has passed', schema: ProcessHistory } },
    refusals: [404],
    handle: async ({ caller: { row } }) => ({
      processHistory: processHistory(await storage.events(row.guid)),
    }),
  });
}

function eventRoutes({ instances }: StorageSurfaces, { storage }: SurfaceDeps): void {
  instances.route({
    method: 'GET',
    path: `${INSTANCE}/events`,
    operationId: 'listInstanceEvents',
    summary: 'Events of an instance',
    access: READING,
    params: INSTANCE_PARAMS,
    query: {
      eventTypes: every(Type.Array(Type.String(), { description: 'Only these' })),
      from: instant('ISO 8601; counts only together with to'),
      to: instant('ISO 8601; counts only together with from'),
    },
    answers: { 200: { description: 'In the order in which they happened', schema: InstanceEvents } },
    refusals: [404],
    async handle({ query: { eventTypes: types, from, to }, caller: { row } }) {
      const range = from !== undefined && to !== undefined ? { from, to } : {};
      return { instanceEvents: await storage.events(row.guid, { types, ...range }) };
    },
  });
  instances.route({
    method: 'GET',
    path: `${INSTANCE}/events/${EVENT}`,
    operationId: 'readInstanceEvent',
    summary: 'One event',
    access: READING,
    params: EVENT_PARAMS,
    answers: { 200: { description: 'The event', schema: InstanceEvent } },
    refusals: [404],
    async handle({ params, caller: { row } }) {
      const id = params.event.toLowerCase();
      const event = (await storage.events(row.guid)).find((candidate) => candidate.id === id);
      if (!event) throw refuse('event-unknown', `Unable to find event ${id}`);
      return event;
    },
  });
}
