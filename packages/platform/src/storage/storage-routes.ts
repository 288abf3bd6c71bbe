import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Caller, Callers } from '../callers/index.ts';
import { requireToken } from '../callers/index.ts';
import { queryLists, takeRawBodies } from '../http/index.ts';
import { decodeCursor, encodeCursor } from './continuation.ts';
import { creationAttributes } from './creation.ts';
import { checkContributor, download, requireElementPermit, typeOf } from './data-handlers.ts';
import { elementMetadataIn } from './element-metadata.ts';
import {
  addElement,
  deleteElement,
  replaceElement,
  setElementMetadata,
  setLock,
  uploadableType,
} from './element-operations.ts';
import { answerText, forbidden, queryText, TextAnswer } from './errors.ts';
import { templateIn } from './instance-template.ts';
import { asksForHidden, parseListRequest } from './list.ts';
import { MAX_INTEGER } from './model.ts';
import { confirmComplete, deleteInstance, mergeMap, setReadStatus, setSubstatus } from './operations.ts';
import { movingActions } from './process.ts';
import { processHistory } from './process-history.ts';
import { writeProcess } from './process-write.ts';
import type { Storage, Upload } from './storage.ts';
import { elementsOf, findEvents, type InstanceFilter, type InstanceRow, listInstances } from './store.ts';
import { readUpload } from './upload.ts';

const BASE = '/storage/api/v1/instances';
const PARTY = ':party(^\\d{1,15}$)';
const GUID = ':guid(^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$)';
const ELEMENT = ':element(^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$)';
const EMPTY = 'Empty stream provided. Cannot persist data.';

export interface StorageRouteDeps {
  readonly storage: Storage;
  readonly callers: Callers;
  readonly cursorKey: () => Promise<Buffer>;
}

type Params = { party: string; guid: string; element: string };
const params = (request: FastifyRequest): Params => request.params as Params;

/** The Storage API (altinn-instances.md 4 and 5). */
export function storageApiRoutes(app: FastifyInstance, deps: StorageRouteDeps): void {
  app.register(async (scope) => {
    scope.setErrorHandler(answerText);
    instanceRoutes(scope, deps);
    elementRoutes(scope, deps);
  });
  app.register(async (scope) => {
    scope.setErrorHandler(answerText);
    uploadRoutes(scope, deps);
  });
}

/** Token, then scope: checks 1 and 3 of altinn-instances.md 3.1. */
const enter = ({ storage, callers }: StorageRouteDeps, request: FastifyRequest, mode: 'read' | 'write'): Caller => {
  const caller = requireToken(callers, request, ['altinn']);
  storage.checkScope(caller, mode);
  return caller;
};

const summary = (text: string) => ({ schema: { tags: ['storage'], summary: text } });

function instanceRoutes(app: FastifyInstance, deps: StorageRouteDeps): void {
  const { storage } = deps;
  const readable = async (request: FastifyRequest): Promise<[Caller, InstanceRow]> => {
    const caller = enter(deps, request, 'read');
    const row = await storage.find(params(request).guid, params(request).party);
    await storage.requirePermit(caller, ['read'], storage.attributesOf(row.instance));
    return [caller, row];
  };
  const permitted = async (request: FastifyRequest, actions: readonly string[]): Promise<[Caller, InstanceRow]> => {
    const caller = enter(deps, request, 'write');
    const row = await storage.findOrForbid(params(request).guid, params(request).party);
    await storage.requirePermit(caller, actions, storage.attributesOf(row.instance));
    return [caller, row];
  };

  app.get(BASE, summary('List instances'), async (request) => list(deps, enter(deps, request, 'read'), request));
  for (const path of [`${BASE}/${GUID}`, `${BASE}/${PARTY}/${GUID}`])
    app.get(path, summary('Read an instance'), async (request) => {
      const [caller, row] = await readable(request);
      return storage.show(row.instance, caller);
    });
  app.post(BASE, summary('Create an instance'), async (request, reply) => {
    const caller = enter(deps, request, 'write');
    const instance = await createInStorage(storage, caller, request);
    const shown = await storage.show(instance, caller);
    return reply.code(201).header('location', shown.selfLinks.platform).send(shown);
  });
  app.delete(`${BASE}/${PARTY}/${GUID}`, summary('Delete an instance, softly or for good'), async (request) => {
    const [caller, row] = await permitted(request, ['delete']);
    const hard = queryText(request, 'hard')?.toLowerCase() === 'true';
    return storage.show(await deleteInstance(storage, caller, row, hard), caller);
  });
  app.post(
    `${BASE}/${PARTY}/${GUID}/complete`,
    summary('Confirm that the instance has been fetched'),
    async (request) => {
      const [caller, row] = await permitted(request, ['complete']);
      return storage.show(await confirmComplete(storage, caller, row), caller);
    },
  );
  app.put(`${BASE}/${PARTY}/${GUID}/substatus`, summary('Set the substatus'), async (request) => {
    const caller = enter(deps, request, 'write');
    const row = await storage.find(params(request).guid, params(request).party);
    return storage.show(await setSubstatus(storage, caller, row, substatusIn(request.body)), caller);
  });
  app.put(`${BASE}/${PARTY}/${GUID}/readstatus`, summary('Set the read status'), async (request) => {
    const caller = enter(deps, request, 'write');
    const row = await storage.findOrForbid(params(request).guid, params(request).party);
    await storage.requirePermit(caller, ['read'], storage.attributesOf(row.instance));
    const status = queryText(request, 'status') ?? '';
    return storage.show(await setReadStatus(storage, caller, row, status), caller);
  });
  for (const [path, member, key] of [
    ['presentationtexts', 'presentationTexts', 'texts'],
    ['datavalues', 'dataValues', 'values'],
  ] as const)
    app.put(`${BASE}/${PARTY}/${GUID}/${path}`, summary(`Merge ${member}`), async (request) => {
      const caller = enter(deps, request, 'write');
      const row = await storage.findOrForbid(params(request).guid, params(request).party);
      await storage.requirePermit(caller, processActions(row), storage.attributesOf(row.instance));
      return storage.show(await mergeMap(storage, caller, row, member, stringMap(request.body, key)), caller);
    });
  app.put(`${BASE}/${PARTY}/${GUID}/process`, summary('Write the process state'), async (request) => {
    const caller = enter(deps, request, 'write');
    const row = await storage.find(params(request).guid, params(request).party);
    return storage.show(await writeProcess(storage, caller, row, request.body), caller);
  });
  app.get(`${BASE}/${PARTY}/${GUID}/process/history`, summary('Process history'), async (request) => {
    const [, row] = await readable(request);
    return { processHistory: processHistory(await findEvents(storage.deps.database.db, row.guid)) };
  });
  app.get(`${BASE}/${PARTY}/${GUID}/events`, summary('Events of an instance'), async (request) => {
    const [, row] = await readable(request);
    const query = queryLists(request.query);
    const types = [query['eventTypes'] ?? []].flat();
    const [from, to] = [instant(query['from']), instant(query['to'])];
    const range = from !== undefined && to !== undefined ? { from, to } : {};
    return { instanceEvents: await findEvents(storage.deps.database.db, row.guid, { types, ...range }) };
  });
  app.get(`${BASE}/${PARTY}/${GUID}/events/${ELEMENT}`, summary('One event'), async (request) => {
    const [, row] = await readable(request);
    const id = params(request).element.toLowerCase();
    const event = (await findEvents(storage.deps.database.db, row.guid)).find((candidate) => candidate.id === id);
    if (!event) throw new TextAnswer(404, `Unable to find event ${id}`);
    return event;
  });
}

/** The actions any one of which may change texts, values and the process: those of the current task, or `write` without one; `reject` always. */
const processActions = (row: InstanceRow): readonly string[] => {
  const type = row.instance.process.currentTask?.altinnTaskType;
  return [...(type === undefined ? ['write'] : movingActions(type, false)), 'reject'];
};

const instant = (value: string | string[] | undefined): number | undefined => {
  if (value === undefined) return undefined;
  const time = Date.parse([value].flat()[0] ?? '');
  if (Number.isNaN(time)) throw new TextAnswer(400, 'Invalid time format: use ISO 8601.');
  return time;
};

/** @throws TextAnswer 400 without a label */
export function substatusIn(body: unknown): { label: string; description?: string } {
  const { label, description } = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>;
  if (typeof label !== 'string' || label === '') throw new TextAnswer(400, 'Invalid sub status: no label provided.');
  return {
    label: label.slice(0, 200),
    ...(typeof description === 'string' ? { description: description.slice(0, 1000) } : {}),
  };
}

function stringMap(body: unknown, key: 'texts' | 'values'): Record<string, string> {
  const values = (
    typeof body === 'object' && body !== null ? (body as Record<string, unknown>)[key] : undefined
  ) as unknown;
  if (typeof values !== 'object' || values === null || Array.isArray(values))
    throw new TextAnswer(400, `Missing parameter value: ${key} is misformed or empty`);
  const entries = Object.entries(values);
  if (entries.length > 100 || entries.some(([, value]) => value !== null && typeof value !== 'string'))
    throw new TextAnswer(400, `Invalid parameter value: ${key} takes at most 100 strings`);
  return Object.fromEntries(entries.map(([name, value]) => [name, (value as string | null) ?? '']));
}

/** Nothing is added to what is sent: without a process the instance has none, and an app cannot move it on. */
async function createInStorage(storage: Storage, caller: Caller, request: FastifyRequest) {
  const [org = '', app = ''] = (queryText(request, 'appId') ?? '').split('/');
  const { body } = request;
  const members = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>;
  const { partyId: sent } = (members['instanceOwner'] ?? {}) as { partyId?: unknown };
  const partyId = typeof sent === 'string' && sent !== '' ? Number(sent) : sent;
  if (!Number.isSafeInteger(partyId) || Number(partyId) > MAX_INTEGER)
    throw new TextAnswer(400, 'Cannot create an instance without an instanceOwner.PartyId.');
  const template = templateIn(members);
  const application = await storage.application(org, app);
  const party = await storage.deps.register.party({ partyId: Number(partyId) });
  if (!party) throw new TextAnswer(404, `Cannot lookup party: ${Number(partyId)}`);
  await storage.requirePermit(caller, ['instantiate'], creationAttributes(application, String(party.partyId)));
  const created = storage.newInstance(application, party, caller, template);
  await storage.create(caller, created.guid, created.instance, [], []);
  return created.instance;
}

async function list(deps: StorageRouteDeps, caller: Caller, request: FastifyRequest) {
  const { storage } = deps;
  const query = queryLists(request.query);
  const header = request.headers['x-ai-instanceowneridentifier'];
  if (caller.kind === 'serviceOwner' && !caller.scopes.has('altinn:serviceowner/instances.read'))
    throw forbidden('a service owner lists with the scope altinn:serviceowner/instances.read');
  const wish = parseListRequest(caller, query, [header ?? []].flat()[0]);
  const self = `${storage.deps.urls.base}${request.url}`;
  const empty = { count: 0, self, next: null, instances: [] };
  if (asksForHidden(caller, query)) return empty;
  const party = wish.owner && (await storage.deps.register.party(wish.owner));
  if (wish.owner && !party) return empty;
  const filter: InstanceFilter = party ? { ...wish.filter, partyId: party.partyId } : wish.filter;
  const key = await deps.cursorKey();
  const bound = JSON.stringify([filter, wish.size]);
  const after = wish.continuationToken === undefined ? undefined : decodeCursor(wish.continuationToken, bound, key);
  if (wish.continuationToken !== undefined && !after)
    throw new TextAnswer(400, 'The continuationToken was altered or belongs to other filters: follow next as it is.');
  const rows = await listInstances(storage.deps.database.db, filter, wish.size, after);
  const visible = caller.kind === 'serviceOwner' ? rows : await permittedRows(storage, caller, rows);
  const elements = wish.includeDataElements
    ? await elementsOf(
        storage.deps.database.db,
        visible.map((row) => row.guid),
      )
    : new Map();
  const last = rows.length === wish.size ? rows.at(-1) : undefined;
  return {
    count: visible.length,
    self,
    next: last ? nextUrl(self, encodeCursor({ lastChanged: last.lastChanged, id: last.guid }, bound, key)) : null,
    instances: visible.map((row) => storage.shown(row.instance, elements.get(row.guid) ?? [], caller)),
  };
}

const nextUrl = (self: string, token: string): string => {
  const url = new URL(self);
  url.searchParams.set('continuationToken', token);
  return url.href;
};

/** Rows that this caller may read. */
async function permittedRows<T extends InstanceRow>(
  storage: Storage,
  caller: Caller,
  rows: readonly T[],
): Promise<readonly T[]> {
  const answers = await Promise.all(
    rows.map((row) => storage.deps.authorization.ask(caller, 'read', storage.attributesOf(row.instance))),
  );
  return rows.filter((_, index) => answers[index]?.permitted);
}

function elementRoutes(app: FastifyInstance, deps: StorageRouteDeps): void {
  const { storage } = deps;
  app.get(`${BASE}/${PARTY}/${GUID}/data/${ELEMENT}`, summary('Download a data element'), async (request, reply) => {
    const caller = enter(deps, request, 'read');
    const row = await storage.find(params(request).guid, params(request).party);
    return download(storage, caller, row, params(request).element, reply);
  });
  app.get(`${BASE}/${PARTY}/${GUID}/dataelements`, summary('Data elements of an instance'), async (request) => {
    const caller = enter(deps, request, 'read');
    const row = await storage.find(params(request).guid, params(request).party);
    await storage.requirePermit(caller, ['read'], storage.attributesOf(row.instance));
    return { dataElements: (await storage.show(row.instance, caller)).data };
  });
  const writable = async (request: FastifyRequest, actions?: readonly string[]): Promise<[Caller, InstanceRow]> => {
    const caller = enter(deps, request, 'write');
    const row = await storage.findOrForbid(params(request).guid, params(request).party);
    const { element } = await storage.element(row.instance, params(request).element, caller);
    if (actions) await storage.requirePermit(caller, actions, storage.attributesOf(row.instance));
    else
      await requireElementPermit(storage, caller, row, await typeOf(storage, row.instance, element.dataType), 'write');
    return [caller, row];
  };
  app.delete(`${BASE}/${PARTY}/${GUID}/data/${ELEMENT}`, summary('Delete a data element'), async (request) => {
    const [caller, row] = await writable(request);
    const { element } = await storage.element(row.instance, params(request).element, caller);
    const type = await typeOf(storage, row.instance, element.dataType);
    const delay = queryText(request, 'delay')?.toLowerCase() === 'true';
    if (delay && !type.appLogic?.autoDeleteOnProcessEnd)
      throw new TextAnswer(400, `DataType ${type.id} does not support delayed deletion`);
    return storage.shownElement(row.instance, await deleteElement(storage, caller, row, element.id));
  });
  app.put(
    `${BASE}/${PARTY}/${GUID}/dataelements/${ELEMENT}`,
    summary('Write metadata of a data element'),
    async (request) => {
      const [caller, row] = await writable(request);
      const metadata = elementMetadataIn(request.body, params(request));
      const element = await setElementMetadata(storage, caller, row, params(request).element, metadata);
      return storage.shownElement(row.instance, element);
    },
  );
  app.put(`${BASE}/${PARTY}/${GUID}/data/${ELEMENT}/lock`, summary('Lock a data element'), async (request, reply) => {
    const caller = enter(deps, request, 'write');
    const row = await storage.find(params(request).guid, params(request).party);
    await storage.requirePermit(caller, processActions(row), storage.attributesOf(row.instance));
    const { element, changed } = await setLock(storage, caller, row, params(request).element, true);
    return reply.code(changed ? 201 : 200).send(storage.shownElement(row.instance, element));
  });
  app.delete(`${BASE}/${PARTY}/${GUID}/data/${ELEMENT}/lock`, summary('Unlock a data element'), async (request) => {
    const [caller, row] = await writable(request, ['write', 'unlock', 'reject']);
    const { element } = await setLock(storage, caller, row, params(request).element, false);
    return storage.shownElement(row.instance, element);
  });
}

function uploadRoutes(app: FastifyInstance, deps: StorageRouteDeps): void {
  const { storage } = deps;
  takeRawBodies(app);
  app.post(`${BASE}/${PARTY}/${GUID}/data`, summary('Upload a data element'), async (request, reply) => {
    const caller = enter(deps, request, 'write');
    const row = await storage.findOrForbid(params(request).guid, params(request).party);
    const dataType = queryText(request, 'dataType') ?? '';
    if (dataType === '')
      throw new TextAnswer(400, 'Missing parameter values: neither dataType or attached file can be empty');
    const type = await uploadableType(
      storage,
      row,
      dataType,
      () => new TextAnswer(400, 'Requested element type is not declared in application metadata'),
    );
    await requireElementPermit(storage, caller, row, type, 'write');
    checkContributor(type, caller);
    const upload = untyped(await readUpload(request));
    const element = await addElement(storage, caller, row, type, upload, () => new TextAnswer(400, EMPTY));
    const shown = storage.shownElement(row.instance, element);
    return reply.code(201).header('location', shown.selfLinks.platform).send(shown);
  });
  app.put(
    `${BASE}/${PARTY}/${GUID}/data/${ELEMENT}`,
    summary('Replace the content of a data element'),
    async (request) => {
      const caller = enter(deps, request, 'write');
      const row = await storage.findOrForbid(params(request).guid, params(request).party);
      const { element } = await storage.element(row.instance, params(request).element, caller);
      const type = await typeOf(storage, row.instance, element.dataType);
      await requireElementPermit(storage, caller, row, type, 'write');
      const upload = untyped(await readUpload(request));
      const changed = await replaceElement(storage, caller, row, element.id, type, upload);
      return storage.shownElement(row.instance, changed);
    },
  );
}

/** Storage keeps bytes of a type that nobody has told as just bytes (altinn-instances.md 5.1). */
const untyped = (upload: Upload): Upload =>
  upload.contentType === '' ? { ...upload, contentType: 'application/octet-stream' } : upload;
