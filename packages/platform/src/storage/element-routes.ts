import { CONTENT, ELEMENT_METADATA } from './bodies.ts';
import { checkContributor, download, requireElementPermit } from './data-handlers.ts';
import { checkIds } from './element-metadata.ts';
import {
  addElement,
  deleteElement,
  replaceElement,
  setElementMetadata,
  setLock,
  uploadableType,
} from './element-operations.ts';
import { ELEMENT, ELEMENT_PARAMS, GUID, INSTANCE_PARAMS, PARTY } from './paths.ts';
import { isTrue, once, UPLOAD_QUERY } from './readers.ts';
import { refuse } from './refusals.ts';
import { DataElement, DataElements } from './schemas.ts';
import type { Upload } from './storage.ts';
import { changing, changingUntold, READING, type StorageSurfaces, type SurfaceDeps, TASK_ACTIONS } from './surface.ts';
import { readUpload } from './upload.ts';

const INSTANCE = `/storage/api/v1/instances/${PARTY}/${GUID}` as const;
const CHANGED = { 200: { description: 'The element, changed', schema: DataElement } } as const;
const EMPTY = 'Empty stream provided. Cannot persist data.';

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
    async handle({ query: { delay }, caller: { caller, row, element, type } }) {
      if (delay && !type.appLogic?.autoDeleteOnProcessEnd)
        throw refuse('delayed-deletion-closed', `DataType ${type.id} does not support delayed deletion`);
      return storage.shownElement(row.instance, await deleteElement(storage, caller, row, element.id));
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
    async handle({ params, body, caller: { caller, row } }) {
      checkIds(body, params);
      const element = await setElementMetadata(storage, caller, row, params.element, body.metadata);
      return storage.shownElement(row.instance, element);
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
    async handle({ params, caller: { caller, row } }, reply) {
      const { element, changed } = await setLock(storage, caller, row, params.element, true);
      return reply.code(changed ? 201 : 200).send(storage.shownElement(row.instance, element));
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
    async handle({ caller: { caller, row, element } }) {
      const unlocked = await setLock(storage, caller, row, element.id, false);
      return storage.shownElement(row.instance, unlocked.element);
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
    async handle({ query: { dataType = '', ...labels }, caller: { caller, row }, request }, reply) {
      if (dataType === '')
        throw refuse('file-missing', 'Missing parameter values: neither dataType or attached file can be empty');
      const unknown = () =>
        refuse('data-type-undeclared', 'Requested element type is not declared in application metadata');
      const type = await uploadableType(storage, row, dataType, unknown);
      await requireElementPermit(storage, caller, row, type, ['write']);
      checkContributor(type, caller);
      const upload = untyped(await readUpload(request, labels));
      const element = await addElement(storage, caller, row, type, upload, () => refuse('file-empty', EMPTY));
      const shown = storage.shownElement(row.instance, element);
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
    async handle({ query, caller: { caller, row, element, type }, request }) {
      const upload = untyped(await readUpload(request, query));
      return storage.shownElement(row.instance, await replaceElement(storage, caller, row, element.id, type, upload));
    },
  });
}

/** Storage keeps bytes of a type that nobody has told as just bytes (altinn-instances.md 5.1). */
const untyped = (upload: Upload): Upload =>
  upload.contentType === '' ? { ...upload, contentType: 'application/octet-stream' } : upload;
