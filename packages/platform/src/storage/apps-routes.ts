import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Caller, Callers } from '../callers/index.ts';
import { requireToken } from '../callers/index.ts';
import { HttpProblem, takeRawBodies } from '../http/index.ts';
import type { Party } from '../register/index.ts';
import type { Application } from '../resources/index.ts';
import { createInstance, readCreation } from './creation.ts';
import { readCreationBody } from './creation-body.ts';
import { checkChangeable, checkUserMay, download, requireElementPermit, typeOf } from './data-handlers.ts';
import { addElement, deleteElement, replaceElement, uploadableType } from './element-operations.ts';
import { answerText, queryText, TextAnswer } from './errors.ts';
import type { StoredInstance } from './model.ts';
import {
  completeProcess,
  confirmComplete,
  deleteInstance,
  processNext,
  setReadStatus,
  setSubstatus,
} from './operations.ts';
import { movingActions } from './process.ts';
import { processHistory } from './process-history.ts';
import type { Storage } from './storage.ts';
import { substatusIn } from './storage-routes.ts';
import { findEvents, type InstanceRow, listInstances } from './store.ts';
import { checkUpload, readUpload } from './upload.ts';

const APP = '/:org(^[a-z][a-z0-9-]{1,19}$)/:app(^[a-z][a-z0-9-]{1,79}$)';
const INSTANCE = `${APP}/instances/:party(^\\d{1,15}$)/:guid(^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$)`;
const ELEMENT = ':element(^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$)';
const MAX_ACTIVE = 1000;

interface Deps {
  readonly storage: Storage;
  readonly callers: Callers;
}

type Params = { org: string; app: string; party: string; guid: string; element: string; dataType: string };
const params = (request: FastifyRequest): Params => request.params as Params;
const summary = (text: string) => ({ schema: { tags: ['apps'], summary: text } });

/** The Apps API (altinn-instances.md 6). */
export function appsRoutes(app: FastifyInstance, deps: Deps): void {
  app.register(async (scope) => {
    scope.setErrorHandler(answerText);
    metadataRoutes(scope, deps);
    instanceRoutes(scope, deps);
    processRoutes(scope, deps);
  });
  app.register(async (scope) => {
    scope.setErrorHandler(answerText);
    uploadRoutes(scope, deps);
  });
}

/** Token, app, scope, the app's own scope: in this order. */
async function enter(
  { storage, callers }: Deps,
  request: FastifyRequest,
  mode: 'read' | 'write',
): Promise<[Caller, Application]> {
  const caller = requireToken(callers, request, ['altinn']);
  const application = await storage.application(params(request).org, params(request).app);
  storage.checkScope(caller, mode);
  storage.checkAppScope(application, caller, mode, request.url.split('?', 1)[0] ?? '');
  return [caller, application];
}

const findRow = (storage: Storage, request: FastifyRequest): Promise<InstanceRow> => {
  const { org, app, party, guid } = params(request);
  return storage.find(guid, party, `${org}/${app}`);
};

const findRowOrForbid = (storage: Storage, request: FastifyRequest): Promise<InstanceRow> => {
  const { org, app, party, guid } = params(request);
  return storage.findOrForbid(guid, party, `${org}/${app}`);
};

function metadataRoutes(app: FastifyInstance, { storage }: Deps): void {
  app.get(`${APP}/api/v1/applicationmetadata`, summary('Metadata of the app'), async (request) => {
    const { org, app: name } = params(request);
    return (await storage.application(org, name)).metadata;
  });
}

function instanceRoutes(app: FastifyInstance, deps: Deps): void {
  const { storage } = deps;
  app.post(`${APP}/instances/create`, summary('Create an instance, simplified'), async (request, reply) => {
    const [caller, application] = await enter(deps, request, 'write');
    const shown = await createInstance(
      storage,
      caller,
      application,
      readCreation(request.body, undefined, 'simple'),
      [],
    );
    return reply.code(201).header('location', shown.selfLinks.apps).send(shown);
  });
  app.get(INSTANCE, summary('Read an instance'), async (request) => {
    const [caller] = await enter(deps, request, 'read');
    const row = await findRow(storage, request);
    await storage.requirePermit(caller, ['read'], storage.attributesOf(row.instance));
    const marks = caller.kind !== 'serviceOwner' && row.instance.status.readStatus !== 'Read';
    return storage.showInApp(marks ? await setReadStatus(storage, caller, row, 'Read') : row.instance, caller);
  });
  app.get(`${APP}/instances/:party(^\\d{1,15}$)/active`, summary('Active instances of a party'), async (request) => {
    const [caller, application] = await enter(deps, request, 'read');
    return activeInstances(storage, caller, application, params(request).party);
  });
  app.delete(INSTANCE, summary('Delete an instance'), async (request) => {
    const [caller] = await enter(deps, request, 'write');
    const row = await findRowOrForbid(storage, request);
    await storage.requirePermit(caller, ['delete'], storage.attributesOf(row.instance));
    const hard = queryText(request, 'hard')?.toLowerCase() === 'true';
    return storage.showInApp(await deleteInstance(storage, caller, row, hard), caller);
  });
  app.post(`${INSTANCE}/complete`, summary('Confirm that the instance has been fetched'), async (request) => {
    const [caller] = await enter(deps, request, 'write');
    const row = await findRowOrForbid(storage, request);
    await storage.requirePermit(caller, ['complete'], storage.attributesOf(row.instance));
    return storage.showInApp(await confirmComplete(storage, caller, row), caller);
  });
  app.put(`${INSTANCE}/substatus`, summary('Set the substatus'), async (request) => {
    const [caller] = await enter(deps, request, 'write');
    const substatus = substatusIn(request.body);
    const row = await findRow(storage, request);
    return storage.showInApp(await setSubstatus(storage, caller, row, substatus), caller);
  });
}

async function activeInstances(storage: Storage, caller: Caller, application: Application, party: string) {
  const owner = await storage.deps.register.party({ partyId: Number(party) });
  if (!owner) throw new TextAnswer(404, `Cannot lookup party: ${party}`);
  const filter = {
    org: application.org,
    app: application.app,
    partyId: owner.partyId,
    isArchived: false,
    isSoftDeleted: false,
  };
  const rows = await listInstances(
    storage.deps.database.db,
    { ...filter, isHardDeleted: false, times: [], order: 'desc' },
    MAX_ACTIVE,
    undefined,
  );
  const answers = await Promise.all(
    rows.map((row) => storage.deps.authorization.ask(caller, 'read', storage.attributesOf(row.instance))),
  );
  const permitted = rows.filter((_, index) => answers[index]?.permitted);
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
  const party: Party | undefined = await storage.deps.register.party(ref);
  return party?.name ?? actor;
}

function processRoutes(app: FastifyInstance, deps: Deps): void {
  const { storage } = deps;
  app.get(`${INSTANCE}/process`, summary('Process state and what the caller may do'), async (request) => {
    const [caller, application] = await enter(deps, request, 'read');
    const row = await findRow(storage, request);
    await storage.requirePermit(caller, ['read'], storage.attributesOf(row.instance));
    const { process } = row.instance;
    const current = await processActions(storage, caller, application, row);
    return { ...process, ...current, processTasks: processTasks(application) };
  });
  app.get(`${INSTANCE}/process/history`, summary('Process history'), async (request) => {
    const [caller] = await enter(deps, request, 'read');
    const row = await findRow(storage, request);
    await storage.requirePermit(caller, ['read'], storage.attributesOf(row.instance));
    return { processHistory: processHistory(await findEvents(storage.deps.database.db, row.guid)) };
  });
  app.put(`${INSTANCE}/process/next`, summary('Move the process one step'), async (request) => {
    const [caller, application] = await enter(deps, request, 'write');
    const row = await findRow(storage, request);
    const { action } = (request.body ?? {}) as { action?: unknown };
    if (action !== undefined && action !== null && typeof action !== 'string')
      throw new TextAnswer(400, 'action must be a string');
    const { process } = await processNext(storage, caller, row, action ?? undefined);
    return { ...process, processTasks: processTasks(application) };
  });
  app.put(`${INSTANCE}/process/completeProcess`, summary('Move the process to its end'), async (request) => {
    const [caller, application] = await enter(deps, request, 'write');
    const { process } = await completeProcess(storage, caller, await findRow(storage, request));
    return { ...process, processTasks: processTasks(application) };
  });
}

const TASK = 'Task';

/** The tasks of the app's process, as every answer about a process lists them. */
const processTasks = ({ process }: Application) =>
  process.tasks.map(({ id, type }) => ({ elementId: id, elementType: TASK, altinnTaskType: type }));

/** For the current task: which actions the decisions allow. */
async function processActions(storage: Storage, caller: Caller, application: Application, row: InstanceRow) {
  const { currentTask } = row.instance.process;
  if (!currentTask || !application.process.tasks.some((task) => task.id === currentTask.elementId)) return {};
  const moving = movingActions(currentTask.altinnTaskType ?? '', false);
  const names = [...new Set(['read', 'write', ...moving, 'reject'])];
  const entries = await Promise.all(
    names.map(async (name) => {
      const { permitted } = await storage.deps.authorization.ask(caller, name, storage.attributesOf(row.instance));
      return [name, permitted] as const;
    }),
  );
  const actions = Object.fromEntries(entries);
  const { read, write } = actions;
  return { currentTask: { ...currentTask, actions, read, write, elementType: TASK } };
}

function uploadRoutes(app: FastifyInstance, deps: Deps): void {
  const { storage } = deps;
  takeRawBodies(app);

  app.post(`${APP}/instances`, summary('Create an instance, optionally with data'), async (request, reply) => {
    const [caller, application] = await enter(deps, request, 'write');
    const { instance, parts } = await readCreationBody(request);
    const wish = readCreation(instance, queryText(request, 'instanceOwnerPartyId'), 'full');
    const shown = await createInstance(storage, caller, application, wish, parts);
    return reply.code(201).header('location', shown.selfLinks.apps).send(shown);
  });

  const upload = async (request: FastifyRequest, dataType: string) => {
    const [caller] = await enter(deps, request, 'write');
    const row = await findRow(storage, request);
    refuseInactive(row.instance);
    const type = await uploadableType(storage, row, dataType, () => unknownType(dataType));
    checkChangeable(type, caller);
    await requireElementPermit(storage, caller, row, type, 'write');
    checkUserMay('Create', type, caller);
    const received = await readUpload(request);
    checkUpload(type, received);
    return [
      caller,
      row,
      await addElement(
        storage,
        caller,
        row,
        type,
        received,
        () => new TextAnswer(400, 'Invalid data provided. Error: The file is zero bytes.'),
        refuseInactive,
      ),
    ] as const;
  };

  app.post(`${INSTANCE}/data`, summary('Upload a data element'), async (request, reply) => {
    const dataType = queryText(request, 'dataType') ?? '';
    const [, row, element] = await upload(request, dataType);
    const shown = storage.shownElement(row.instance, element);
    return reply.code(201).header('location', shown.selfLinks.apps).send(shown);
  });
  app.post(`${INSTANCE}/data/:dataType`, summary('Upload a data element of a type'), async (request) => {
    const [caller, row, element] = await upload(request, params(request).dataType);
    const current = await storage.find(row.guid);
    return {
      newDataElementId: element.id,
      instance: await storage.showInApp(current.instance, caller),
      validationIssues: [],
      newDataModels: [],
    };
  });
  app.get(`${INSTANCE}/data/${ELEMENT}`, summary('Download a data element'), async (request, reply) => {
    const [caller] = await enter(deps, request, 'read');
    return download(storage, caller, await findRow(storage, request), params(request).element, reply);
  });
  app.put(`${INSTANCE}/data/${ELEMENT}`, summary('Replace a data element'), async (request) => {
    const [caller] = await enter(deps, request, 'write');
    const row = await findRow(storage, request);
    refuseInactive(row.instance);
    const { element } = await storage.element(row.instance, params(request).element, caller);
    const type = await typeOf(storage, row.instance, element.dataType);
    checkChangeable(type, caller);
    await requireElementPermit(storage, caller, row, type, 'write');
    const received = await readUpload(request);
    checkUpload(type, received);
    return storage.shownElement(
      row.instance,
      await replaceElement(storage, caller, row, element.id, type, received, refuseInactive),
    );
  });
  app.delete(`${INSTANCE}/data/${ELEMENT}`, summary('Delete a data element'), async (request) => {
    const [caller] = await enter(deps, request, 'write');
    const row = await findRow(storage, request);
    refuseInactive(row.instance);
    const { element } = await storage.element(row.instance, params(request).element, caller);
    const type = await typeOf(storage, row.instance, element.dataType);
    checkChangeable(type, caller);
    await requireElementPermit(storage, caller, row, type, 'write');
    if (type.appLogic?.classRef)
      throw new HttpProblem(400, 'the main form of an instance cannot be deleted', {
        title: 'Cannot Delete main data element',
      });
    checkUserMay('Delete', type, caller);
    return storage.shownElement(row.instance, await deleteElement(storage, caller, row, element.id, refuseInactive));
  });
}

const unknownType = (dataType: string) =>
  new HttpProblem(400, `the app has no data type "${dataType.slice(0, 60)}": see its applicationmetadata`, {
    title: 'Data Type Not Found',
  });

function refuseInactive({ status }: StoredInstance): void {
  const { isArchived, isSoftDeleted, isHardDeleted } = status;
  if (isArchived || isSoftDeleted || isHardDeleted)
    throw new HttpProblem(409, 'the instance is archived or deleted and cannot be changed', {
      title: 'Instance Not Active',
    });
}
