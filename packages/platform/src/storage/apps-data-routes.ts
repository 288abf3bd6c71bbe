import type { AppsSurfaces } from './apps-surface.ts';
import { CONTENT, CREATION_PARTS } from './bodies.ts';
import { createInstance, readCreation } from './creation.ts';
import { readCreationBody } from './creation-body.ts';
import { download } from './download.ts';
import { deleteElement } from './element-operations.ts';
import { checkUserMay, refuseInactive } from './element-rules.ts';
import { APP, APP_INSTANCE, APP_PARAMS, ELEMENT, ELEMENT_PARAMS, INSTANCE_PARAMS } from './paths.ts';
import { once, UPLOAD_QUERY } from './readers.ts';
import { refuse } from './refusals.ts';
import { AddedElement, DataElement, Instance } from './schemas.ts';
import { changing, READING, type SurfaceDeps } from './surface.ts';
import { readUpload } from './upload.ts';
import { APP_UPLOADS as rules, takeNew, takeReplacement } from './uploads.ts';

const PARAMS = { ...APP_PARAMS, ...INSTANCE_PARAMS };
const ONE = { ...APP_PARAMS, ...ELEMENT_PARAMS };
const CHANGED = { 200: { description: 'The element, changed', schema: DataElement } } as const;

/** Creation with data, and uploads: their bodies are streams (altinn-instances.md 6.1 and 6.2). */
export function appUploadRoutes({ calls, asking }: AppsSurfaces, { storage }: SurfaceDeps): void {
  calls.route({
    method: 'POST',
    path: `${APP}/instances`,
    operationId: 'createInstance',
    summary: 'Create an instance, optionally with data',
    access: changing('instantiate'),
    params: APP_PARAMS,
    query: { instanceOwnerPartyId: once('The owner, where the body names none') },
    body: CREATION_PARTS,
    answers: { 201: { description: 'The instance, also at Location', schema: Instance } },
    refusals: [404],
    async handle({ query: { instanceOwnerPartyId }, caller: { caller, application }, request }, reply) {
      const { instance, parts } = await readCreationBody(request);
      const wish = readCreation(instance, instanceOwnerPartyId, 'full');
      const shown = await createInstance(storage, caller, application, { ...wish, parts });
      return reply.code(201).header('location', shown.selfLinks.apps).send(shown);
    },
  });
  asking.route({
    method: 'POST',
    path: `${APP_INSTANCE}/data`,
    operationId: 'uploadAppElement',
    summary: 'Upload a data element',
    access: changing('write'),
    params: PARAMS,
    query: { ...UPLOAD_QUERY, dataType: once('Id of a data type of the app') },
    body: CONTENT,
    answers: { 201: { description: 'The element, also at Location', schema: DataElement } },
    refusals: [404, 409],
    async handle({ query: { dataType = '', ...labels }, caller, request }, reply) {
      const element = await takeNew(storage, caller, dataType, { read: () => readUpload(request, labels), rules });
      const shown = storage.shownElement(caller.row.instance, element);
      return reply.code(201).header('location', shown.selfLinks.apps).send(shown);
    },
  });
  asking.route({
    method: 'POST',
    path: `${APP_INSTANCE}/data/:dataType`,
    operationId: 'uploadAppElementOfType',
    summary: 'Upload a data element of a type',
    access: changing('write'),
    params: PARAMS,
    query: UPLOAD_QUERY,
    body: CONTENT,
    answers: { 200: { description: 'The element’s id, and the instance with it', schema: AddedElement } },
    refusals: [404, 409],
    async handle({ params: { dataType }, query, caller, request }) {
      const element = await takeNew(storage, caller, dataType, { read: () => readUpload(request, query), rules });
      const current = await storage.find(caller.row.guid);
      return {
        newDataElementId: element.id,
        instance: await storage.showInApp(current.instance, caller.caller),
        validationIssues: [],
        newDataModels: [],
      };
    },
  });
}

/** What is done with one element. */
export function appDataRoutes({ elements }: AppsSurfaces, { storage }: SurfaceDeps): void {
  elements.route({
    method: 'GET',
    path: `${APP_INSTANCE}/data/${ELEMENT}`,
    operationId: 'downloadAppElement',
    summary: 'Download a data element',
    access: READING,
    params: ONE,
    answers: { 200: { description: 'Its bytes, of the type with which they came', type: '*/*' } },
    refusals: [404],
    handle: ({ caller }, reply) => download(storage, caller, reply),
  });
  elements.route({
    method: 'PUT',
    path: `${APP_INSTANCE}/data/${ELEMENT}`,
    operationId: 'replaceAppElement',
    summary: 'Replace a data element',
    access: changing('write'),
    params: ONE,
    query: UPLOAD_QUERY,
    body: CONTENT,
    answers: CHANGED,
    refusals: [404, 409, 422],
    async handle({ query, caller: permitted, request }) {
      const replaced = await takeReplacement(storage, permitted, { read: () => readUpload(request, query), rules });
      return storage.shownElement(permitted.row.instance, replaced);
    },
  });
  elements.route({
    method: 'DELETE',
    path: `${APP_INSTANCE}/data/${ELEMENT}`,
    operationId: 'deleteAppElement',
    summary: 'Delete a data element',
    access: changing('write'),
    params: ONE,
    answers: CHANGED,
    refusals: [404, 409],
    async handle({ caller: permitted }) {
      const { caller, row, type } = permitted;
      if (type.appLogic?.classRef)
        throw refuse('main-form-kept', 'the main form of an instance cannot be deleted', {
          members: {
            title: 'Cannot Delete main data element',
          },
        });
      checkUserMay('Delete', type, caller);
      return storage.shownElement(row.instance, await deleteElement(storage, permitted, refuseInactive));
    },
  });
}
