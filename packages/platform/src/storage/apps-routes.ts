import type { FastifyInstance } from 'fastify';
import type { Caller } from '../callers/index.ts';
import { takeRawBodies } from '../http/index.ts';
import type { Party } from '../register/index.ts';
import type { Application } from '../resources/index.ts';
import { appDataRoutes, appUploadRoutes } from './apps-data-routes.ts';
import { appProcessRoutes } from './apps-process-routes.ts';
import { type AppsSurfaces, appsSurfaces } from './apps-surface.ts';
import { SIMPLE_CREATION, SUBSTATUS } from './bodies.ts';
import { createInstance } from './creation.ts';
import { confirmComplete, deleteInstance, setReadStatus, setSubstatus } from './operations.ts';
import { APP, APP_INSTANCE, APP_PARAMS, INSTANCE_PARAMS, PARTY } from './paths.ts';
import { isTrue } from './readers.ts';
import { answerText, refuse } from './refusals.ts';
import { ActiveInstances, ApplicationMetadata, Instance } from './schemas.ts';
import type { Storage } from './storage.ts';
import { changing, changingUntold, READING, type SurfaceDeps, withToken } from './surface.ts';

const MAX_ACTIVE = 1000;
const PARAMS = { ...APP_PARAMS, ...INSTANCE_PARAMS };

/** The Apps API (altinn-instances.md 6). */
export function appsRoutes(app: FastifyInstance, deps: SurfaceDeps): void {
  app.register(async (scope) => {
    scope.setErrorHandler(answerText);
    const doors = appsSurfaces(scope, deps);
    collectionRoutes(doors, deps);
    instanceRoutes(doors, deps);
    substatusRoute(doors, deps);
    appProcessRoutes(doors, deps);
  });
  app.register(async (scope) => {
    scope.setErrorHandler(answerText);
    takeRawBodies(scope);
    const doors = appsSurfaces(scope, deps);
    appUploadRoutes(doors, deps);
    appDataRoutes(doors, deps);
  });
}

function collectionRoutes({ calls }: AppsSurfaces, { storage }: SurfaceDeps): void {
  calls.route({
    method: 'GET',
    path: `${APP}/api/v1/applicationmetadata`,
    operationId: 'readApplicationMetadata',
    summary: 'Metadata of the app',
    access: { who: 'anyone' },
    params: APP_PARAMS,
    answers: { 200: { description: 'As its owner has stored it', schema: ApplicationMetadata } },
    refusals: [404],
    handle: async ({ params: { org, app } }) => (await storage.application(org, app)).metadata,
  });
  calls.route({
    method: 'POST',
    path: `${APP}/instances/create`,
    operationId: 'createSimpleInstance',
    summary: 'Create an instance, simplified',
    access: changing('instantiate'),
    params: APP_PARAMS,
    body: SIMPLE_CREATION,
    answers: { 201: { description: 'The instance, also at Location', schema: Instance } },
    refusals: [404],
    async handle({ body, caller: { caller, application } }, reply) {
      const shown = await createInstance(storage, caller, application, body);
      return reply.code(201).header('location', shown.selfLinks.apps).send(shown);
    },
  });
  calls.route({
    method: 'GET',
    path: `${APP}/instances/${PARTY}/active`,
    operationId: 'listActiveInstances',
    summary: 'Active instances of a party',
    access: withToken('read'),
    params: { ...APP_PARAMS, party: PARAMS.party },
    answers: { 200: { description: 'Those that the caller may read', schema: ActiveInstances } },
    refusals: [404],
    handle: ({ params: { party }, caller: { caller, application } }) =>
      activeInstances(storage, caller, application, party),
  });
}

function instanceRoutes({ instances }: AppsSurfaces, { storage }: SurfaceDeps): void {
  instances.route({
    method: 'GET',
    path: APP_INSTANCE,
    operationId: 'readAppInstance',
    summary: 'Read an instance',
    access: READING,
    params: PARAMS,
    answers: { 200: { description: 'The instance, marked as read', schema: Instance } },
    refusals: [404, 409],
    async handle({ caller: asked }) {
      const { caller, row } = asked;
      const marks = caller.kind !== 'serviceOwner' && row.instance.status.readStatus !== 'Read';
      return storage.showInApp(marks ? await setReadStatus(storage, asked, 'Read') : row.instance, caller);
    },
  });
  instances.route({
    method: 'DELETE',
    path: APP_INSTANCE,
    operationId: 'deleteAppInstance',
    summary: 'Delete an instance',
    access: changingUntold('delete'),
    params: PARAMS,
    query: { hard: isTrue('For good') },
    answers: { 200: { description: 'The instance, deleted', schema: Instance } },
    refusals: [404, 409],
    handle: async ({ query: { hard }, caller: asked }) =>
      storage.showInApp(await deleteInstance(storage, asked, hard), asked.caller),
  });
  instances.route({
    method: 'POST',
    path: `${APP_INSTANCE}/complete`,
    operationId: 'confirmAppInstance',
    summary: 'Confirm that the instance has been fetched',
    access: changingUntold('complete'),
    params: PARAMS,
    answers: { 200: { description: 'The instance with its confirmations', schema: Instance } },
    refusals: [404, 409],
    handle: async ({ caller: asked }) => storage.showInApp(await confirmComplete(storage, asked), asked.caller),
  });
}

function substatusRoute({ calls }: AppsSurfaces, { storage }: SurfaceDeps): void {
  calls.route({
    method: 'PUT',
    path: `${APP_INSTANCE}/substatus`,
    operationId: 'setAppSubstatus',
    summary: 'Set the substatus',
    access: withToken('write'),
    params: PARAMS,
    body: SUBSTATUS,
    answers: { 200: { description: 'The instance, changed', schema: Instance } },
    refusals: [404, 409],
    async handle({ params: { org, app, party, guid }, body, caller: { caller } }) {
      // An app looks at the label before it asks Storage for the instance.
      const row = await storage.find(guid, party, `${org}/${app}`);
      return storage.showInApp(await setSubstatus(storage, { caller, row }, body), caller);
    },
  });
}

async function activeInstances(storage: Storage, caller: Caller, application: Application, party: string) {
  const owner = await storage.party({ partyId: Number(party) });
  if (!owner) throw refuse('party-unknown', `Cannot lookup party: ${party}`);
  const filter = {
    org: application.org,
    app: application.app,
    partyId: owner.partyId,
    isArchived: false,
    isSoftDeleted: false,
  };
  const rows = await storage.list({ ...filter, isHardDeleted: false, times: [], order: 'desc' }, MAX_ACTIVE);
  const permitted = await storage.readable(caller, rows);
  return Promise.all(
    permitted.map(async ({ instance }) => ({
      id: instance.id,
      presentationTexts: instance.presentationTexts ?? {},
      dueBefore: instance.dueBefore ?? null,
      lastChanged: instance.lastChanged,
      lastChangedBy: await nameOf(storage, instance.lastChangedBy),
    })),
  );
}

/** The name behind `lastChangedBy`: a user id or an organisation number. */
async function nameOf(storage: Storage, actor: string): Promise<string> {
  const ref = /^\d{9}$/.test(actor) ? { organization: actor } : { userId: Number(actor) };
  const party: Party | undefined = await storage.party(ref);
  return party?.name ?? actor;
}
