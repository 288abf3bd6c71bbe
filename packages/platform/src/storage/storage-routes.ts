import type { FastifyInstance } from 'fastify';
import type { Caller } from '../callers/index.ts';
import { takeRawBodies } from '../http/index.ts';
import { applicationRoutes } from './application-routes.ts';
import { creationAttributes } from './attributes.ts';
import { STORAGE_CREATION, type StorageCreation } from './bodies.ts';
import { elementRoutes, uploadRoutes } from './element-routes.ts';
import { instancePage } from './instance-list.ts';
import { stateRoutes } from './instance-state-routes.ts';
import { LIST_QUERY } from './list.ts';
import { newInstance } from './new-instance.ts';
import { confirmComplete, deleteInstance } from './operations.ts';
import { GUID, GUID_PARAM, INSTANCE_PARAMS, PARTY } from './paths.ts';
import { isTrue, once } from './readers.ts';
import { answerText, refuse } from './refusals.ts';
import { Instance, Instances } from './schemas.ts';
import type { Storage } from './storage.ts';
import {
  changing,
  changingUntold,
  READING,
  type StorageSurfaces,
  type SurfaceDeps,
  storageSurfaces,
  withToken,
} from './surface.ts';

const BASE = '/storage/api/v1/instances';
const INSTANCE = `${BASE}/${PARTY}/${GUID}` as const;

/** The Storage API (altinn-instances.md 4 and 5). */
export function storageApiRoutes(app: FastifyInstance, deps: SurfaceDeps): void {
  app.register(async (scope) => {
    scope.setErrorHandler(answerText);
    const doors = storageSurfaces(scope, deps);
    collectionRoutes(doors, deps);
    instanceRoutes(doors, deps);
    stateRoutes(doors, deps);
    elementRoutes(doors, deps);
    applicationRoutes(scope, deps);
  });
  app.register(async (scope) => {
    scope.setErrorHandler(answerText);
    takeRawBodies(scope);
    uploadRoutes(storageSurfaces(scope, deps), deps);
  });
}

function collectionRoutes({ calls }: StorageSurfaces, { storage }: SurfaceDeps): void {
  calls.route({
    method: 'GET',
    path: BASE,
    operationId: 'listInstances',
    summary: 'List instances',
    access: withToken('read'),
    query: LIST_QUERY,
    headers: { 'x-ai-instanceowneridentifier': once('Person:{11 digits} or Organisation:{9 digits}') },
    answers: { 200: { description: 'One page of those that the caller may see', schema: Instances } },
    handle({ query, headers, caller, request }) {
      const identifier = headers['x-ai-instanceowneridentifier'];
      return instancePage(storage, caller, { query, identifier, url: request.url });
    },
  });
  calls.route({
    method: 'POST',
    path: BASE,
    operationId: 'storeInstance',
    summary: 'Create an instance',
    access: changing('instantiate'),
    query: { appId: once('{org}/{app}') },
    body: STORAGE_CREATION,
    answers: { 201: { description: 'The instance, also at Location', schema: Instance } },
    refusals: [404],
    async handle({ query, body, caller }, reply) {
      const instance = await createInStorage(storage, caller, query.appId ?? '', body);
      const shown = await storage.show(instance, caller);
      return reply.code(201).header('location', shown.selfLinks.platform).send(shown);
    },
  });
}

/** Nothing is added to what is sent: without a process the instance has none, and an app cannot move it on. */
async function createInStorage(
  storage: Storage,
  caller: Caller,
  appId: string,
  { partyId, template }: StorageCreation,
) {
  const [org = '', app = ''] = appId.split('/');
  const application = await storage.application(org, app);
  const party = await storage.party({ partyId });
  if (!party) throw refuse('party-unknown', `Cannot lookup party: ${partyId}`);
  await storage.requirePermit(caller, ['instantiate'], creationAttributes(application, String(party.partyId)));
  const instance = newInstance(caller, { application, party, template, now: storage.now() });
  await storage.create(caller, instance);
  return instance;
}

function instanceRoutes({ instances }: StorageSurfaces, { storage }: SurfaceDeps): void {
  const read = {
    method: 'GET',
    summary: 'Read an instance',
    access: READING,
    answers: { 200: { description: 'The instance', schema: Instance } },
    refusals: [404],
  } as const;
  instances.route({
    ...read,
    path: `${BASE}/${GUID}`,
    operationId: 'readInstance',
    params: GUID_PARAM,
    handle: ({ caller: { caller, row } }) => storage.show(row.instance, caller),
  });
  instances.route({
    ...read,
    path: INSTANCE,
    operationId: 'readInstanceOfParty',
    params: INSTANCE_PARAMS,
    handle: ({ caller: { caller, row } }) => storage.show(row.instance, caller),
  });
  instances.route({
    method: 'DELETE',
    path: INSTANCE,
    operationId: 'deleteInstance',
    summary: 'Delete an instance, softly or for good',
    access: changingUntold('delete'),
    params: INSTANCE_PARAMS,
    query: { hard: isTrue('For good') },
    answers: { 200: { description: 'The instance, deleted', schema: Instance } },
    refusals: [404, 409],
    handle: async ({ query: { hard }, caller: asked }) =>
      storage.show(await deleteInstance(storage, asked, hard), asked.caller),
  });
  instances.route({
    method: 'POST',
    path: `${INSTANCE}/complete`,
    operationId: 'confirmInstance',
    summary: 'Confirm that the instance has been fetched',
    access: changingUntold('complete'),
    params: INSTANCE_PARAMS,
    answers: { 200: { description: 'The instance with its confirmations', schema: Instance } },
    refusals: [404, 409],
    handle: async ({ caller: asked }) => storage.show(await confirmComplete(storage, asked), asked.caller),
  });
}
