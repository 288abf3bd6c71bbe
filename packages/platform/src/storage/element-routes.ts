import { CONTENT, ELEMENT_METADATA } from './bodies.ts';
import { download } from './download.ts';
import { checkIds } from './element-metadata.ts';
import { deleteElement, setElementMetadata, setLock } from './element-operations.ts';
import { ELEMENT, ELEMENT_PARAMS, GUID, INSTANCE_PARAMS, PARTY } from './paths.ts';
import { isTrue, once, UPLOAD_QUERY } from './readers.ts';
import { refuse } from './refusals.ts';
import { DataElement, DataElements } from './schemas.ts';
import { changing, changingUntold, READING, type StorageSurfaces, type SurfaceDeps, TASK_ACTIONS } from './surface.ts';
import { readUpload } from './upload.ts';
import { STORAGE_UPLOADS as rules, takeNew, takeReplacement } from './uploads.ts';

const INSTANCE = `/storage/api/v1/instances/${PARTY}/${GUID}` as const;
const CHANGED = { 200: { description: 'The element, changed', schema: DataElement } } as const;

/** What is done with data elements without sending any (altinn-instances.md 5). */
export function elementRoutes(doors: StorageSurfaces, deps: SurfaceDeps): void {
  readingRoutes(doors, deps);
  changingRoutes(doors, deps);
  lockRoutes(doors, deps);
}

function readingRoutes({ instances, elements }: StorageSurfaces, { storage }: SurfaceDeps): void {
  elements.route({
    method: 'GET',
    path: `${INSTANCE}/data/${ELEMENT}`,
    operationId: 'downloadElement',
    summary: 'Download a data element',
    access: READING,
    params: ELEMENT_PARAMS,
    answers: { 200: { description: 'Its bytes, of the type with which they came', type: '*/*' } },
    refusals: [404],
    handle: ({ caller }, reply) => download(storage, caller, reply),
  });
  instances.route({
    method: 'GET',
    path: `${INSTANCE}/dataelements`,
    operationId: 'listElements',
    summary: 'Data elements of an instance',
    access: READING,
    params: INSTANCE_PARAMS,
    answers: { 200: { description: 'The elements, oldest first', schema: DataElements } },
    refusals: [404],
    handle: async ({ caller: { caller, row } }) => ({
      dataElements: (await storage.show(row.instance, caller)).data,
    }),
  });
}

function changingRoutes({ elements }: StorageSurfaces, { storage }: SurfaceDeps): void {
  elements.route({
    method: 'DELETE',
    path: `${INSTANCE}/data/${ELEMENT}`,
    operationId: 'deleteElement',
    summary: 'Delete a data element',
    access: changingUntold('write'),
    params: ELEMENT_PARAMS,
    query: { delay: isTrue('When the process ends; only where the data type is deleted then') },
    answers: CHANGED,
    refusals: [404, 409],
    async handle({ query: { delay }, caller: permitted }) {
      const { row, type } = permitted;
      if (delay && !type.appLogic?.autoDeleteOnProcessEnd)
        throw refuse('delayed-deletion-closed', `DataType ${type.id} does not support delayed deletion`);
      return storage.shownElement(row.instance, await deleteElement(storage, permitted));
    },
  });
  elements.route({
    method: 'PUT',
    path: `${INSTANCE}/dataelements/${ELEMENT}`,
    operationId: 'describeElement',
    summary: 'Write metadata of a data element',
    access: changingUntold('write'),
    params: ELEMENT_PARAMS,
    body: ELEMENT_METADATA,
    answers: CHANGED,
    refusals: [404, 409],
    async handle({ params, body, caller: permitted }) {
      checkIds(body, params);
      const element = await setElementMetadata(storage, permitted, params.element, body.metadata);
      return storage.shownElement(permitted.row.instance, element);
    },
  });
}

function lockRoutes({ instances, elements }: StorageSurfaces, { storage }: SurfaceDeps): void {
  instances.route({
    method: 'PUT',
    path: `${INSTANCE}/data/${ELEMENT}/lock`,
    operationId: 'lockElement',
    summary: 'Lock a data element',
    access: changing(TASK_ACTIONS, 'reject'),
    params: ELEMENT_PARAMS,
    answers: {
      200: { description: 'It was locked already', schema: DataElement },
      201: { description: 'It is locked now', schema: DataElement },
    },
    refusals: [404, 409],
    async handle({ params, caller: asked }, reply) {
      const { element, changed } = await setLock(storage, asked, params.element, true);
      return reply.code(changed ? 201 : 200).send(storage.shownElement(asked.row.instance, element));
    },
  });
  elements.route({
    method: 'DELETE',
    path: `${INSTANCE}/data/${ELEMENT}/lock`,
    operationId: 'unlockElement',
    summary: 'Unlock a data element',
    access: changingUntold('write', 'unlock', 'reject'),
    params: ELEMENT_PARAMS,
    answers: CHANGED,
    refusals: [404, 409],
    async handle({ caller: permitted }) {
      const unlocked = await setLock(storage, permitted, permitted.element.id, false);
      return storage.shownElement(permitted.row.instance, unlocked.element);
    },
  });
}

/** Uploads: their bodies are streams. */
export function uploadRoutes({ asking, elements }: StorageSurfaces, { storage }: SurfaceDeps): void {
  asking.route({
    method: 'POST',
    path: `${INSTANCE}/data`,
    operationId: 'uploadElement',
    summary: 'Upload a data element',
    // Asked for when the data type is known: it may demand an action of its own.
    access: changingUntold('write'),
    params: INSTANCE_PARAMS,
    query: { ...UPLOAD_QUERY, dataType: once('Id of a data type of the app') },
    body: CONTENT,
    answers: { 201: { description: 'The element, also at Location', schema: DataElement } },
    refusals: [404, 409],
    async handle({ query: { dataType = '', ...labels }, caller: asked, request }, reply) {
      if (dataType === '')
        throw refuse('file-missing', 'Missing parameter values: neither dataType or attached file can be empty');
      const element = await takeNew(storage, asked, dataType, { read: () => readUpload(request, labels), rules });
      const shown = storage.shownElement(asked.row.instance, element);
      return reply.code(201).header('location', shown.selfLinks.platform).send(shown);
    },
  });
  elements.route({
    method: 'PUT',
    path: `${INSTANCE}/data/${ELEMENT}`,
    operationId: 'replaceElement',
    summary: 'Replace the content of a data element',
    access: changingUntold('write'),
    params: ELEMENT_PARAMS,
    query: UPLOAD_QUERY,
    body: CONTENT,
    answers: CHANGED,
    refusals: [404, 409, 422],
    async handle({ query, caller: permitted, request }) {
      const element = await takeReplacement(storage, permitted, { read: () => readUpload(request, query), rules });
      return storage.shownElement(permitted.row.instance, element);
    },
  });
}
