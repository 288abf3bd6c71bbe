import { randomUUID } from 'node:crypto';
import { Type } from 'typebox';
import { PORTAL_API } from './asked-routes.ts';
import { uuid } from './binding.ts';
import { external, type RegisteredSystem, type UserType } from './model.ts';
import { PAGED, page } from './paging.ts';
import { uuidText } from './readers.ts';
import { problem, refuse } from './refusals.ts';
import { systemJson } from './register-routes.ts';
import { bindSystem } from './register-rules.ts';
import { bindChange, bindRequest } from './request-rules.ts';
import { wholeChange, wholeRequest } from './request-views.ts';
import {
  ChangeRequest,
  ChangeWish,
  ExternalUser,
  NoChangeNeeded,
  pageOf,
  REQUEST_EXAMPLE,
  Request,
  RequestWish,
  Succeeded,
  SYSTEM_EXAMPLE,
  System,
  SystemWish,
  Uuid,
} from './schemas.ts';
import { type DeskSurface, REGISTER_WRITE, REQUEST_READ, REQUEST_WRITE, type SystemsRoutesDeps } from './surface.ts';
import type { Actor } from './system-register.ts';

const BASE = `${PORTAL_API}/vendor` as const;
const SYSTEMS = `${BASE}/systems` as const;
const ONE = `${SYSTEMS}/:systemId` as const;
const BODY = { schema: SystemWish, example: SYSTEM_EXAMPLE, read: bindSystem };
/** Each as at the vendors' own API. */
const REGISTERS = { who: 'administrator', right: 'systems', scopes: [REGISTER_WRITE] } as const;
const READS = { who: 'administrator', right: 'requests.read', scopes: [REQUEST_READ] } as const;
const ASKS = { who: 'administrator', right: 'requests.write', scopes: [REQUEST_WRITE] } as const;

/** The vendor as the register knows those who change it. */
const actorAt = (organization: string): Actor => ({ organization, isAdmin: false, clientId: undefined });

/**
 * The vendor's desk in the portal: what a vendor's program does with a Maskinporten token, by session for who administers the vendor's
 * integrations. The rules, stores and refusals are those of the vendors' API; only the paths and who is admitted are the portal's own.
 */
export function deskRoutes(doors: DeskSurface, deps: SystemsRoutesDeps): void {
  systemReads(doors, deps);
  systemWrites(doors, deps);
  lifeRoutes(doors, deps);
  for (const type of ['standard', 'agent'] as const) askRoute(doors, deps, type);
  withdrawRoutes(doors, deps);
  changeRoute(doors, deps);
}

function systemReads({ route }: DeskSurface, { systems: { register } }: SystemsRoutesDeps): void {
  route({
    method: 'GET',
    path: SYSTEMS,
    operationId: 'listDeskSystems',
    summary: "The vendor's systems, for the portal",
    access: REGISTERS,
    answers: { 200: { description: 'Those that are not deleted', schema: Type.Array(System) } },
    handle: async ({ caller: vendor }, reply) =>
      reply.header('cache-control', 'no-store').send((await register.list({ vendor })).map(systemJson)),
  });
  route({
    method: 'GET',
    path: ONE,
    operationId: 'readDeskSystem',
    summary: 'A system of the vendor, for the portal',
    access: REGISTERS,
    answers: { 200: { description: 'The system, also when it is deleted', schema: System } },
    refusals: [404],
    handle: async ({ caller, params }) => systemJson(await ownSystem(register, caller, params.systemId)),
  });
}

/** Another vendor's system is not there: the portal tells nobody which ids are taken. @throws Refusal 404 */
async function ownSystem(
  register: SystemsRoutesDeps['systems']['register'],
  vendor: string,
  id: string,
): Promise<RegisteredSystem> {
  const system = await register.find(id);
  if (system?.vendor !== vendor) throw refuse('systemUnknown', `There is no system ${id}`);
  return system;
}

function systemWrites({ route }: DeskSurface, { systems: { register } }: SystemsRoutesDeps): void {
  const succeeded = { 200: { description: 'It is done', schema: Succeeded } };
  route({
    method: 'POST',
    path: SYSTEMS,
    operationId: 'registerDeskSystem',
    summary: 'Register a system in the portal',
    access: REGISTERS,
    body: BODY,
    answers: { 201: { description: 'The system', schema: System } },
    refusals: [409],
    async handle({ caller, body }, reply) {
      await register.create(actorAt(caller), body);
      return reply.code(201).send(systemJson(await ownSystem(register, caller, body.id)));
    },
  });
  route({
    method: 'PUT',
    path: ONE,
    operationId: 'replaceDeskSystem',
    summary: 'Change a system in the portal',
    access: REGISTERS,
    body: BODY,
    answers: succeeded,
    refusals: [404],
    async handle({ caller, params, body }) {
      await ownSystem(register, caller, params.systemId);
      await register.replace(actorAt(caller), params.systemId, body);
      return { succeeded: true };
    },
  });
  route({
    method: 'DELETE',
    path: ONE,
    operationId: 'deleteDeskSystem',
    summary: 'Delete a system in the portal',
    access: REGISTERS,
    answers: succeeded,
    refusals: [404],
    async handle({ caller, params }) {
      await ownSystem(register, caller, params.systemId);
      await register.remove(actorAt(caller), params.systemId);
      return { succeeded: true };
    },
  });
}

const KINDS = {
  standard: { path: 'requests', name: 'SystemUserRequest', what: 'a system user' },
  agent: { path: 'agentrequests', name: 'AgentSystemUserRequest', what: 'an agent system user' },
} as const;

/** What has become of a system's requests, and its system users. */
function lifeRoutes({ route }: DeskSurface, deps: SystemsRoutesDeps): void {
  const { register, requests, changeRequests, users, pageSize, urls } = deps.systems;
  for (const type of ['standard', 'agent'] as const)
    route({
      method: 'GET',
      path: `${ONE}/${KINDS[type].path}`,
      operationId: `listDesk${KINDS[type].name}s`,
      summary: `Requests for ${KINDS[type].what}, for the portal`,
      access: READS,
      query: PAGED,
      answers: { 200: { description: 'A page, the oldest first', schema: pageOf(Request[type].whole) } },
      refusals: [404],
      async handle({ caller, params, query, request }) {
        const { id } = await ownSystem(register, caller, params.systemId);
        const rows = await requests.ofSystem(id, type, query.token, pageSize + 1);
        return page(request, urls.base, rows, pageSize, (one) => wholeRequest(deps, one));
      },
    });
  route({
    method: 'GET',
    path: `${ONE}/changerequests`,
    operationId: 'listDeskChangeRequests',
    summary: 'Change requests of a system, for the portal',
    access: READS,
    query: PAGED,
    answers: { 200: { description: 'A page, the oldest first', schema: pageOf(ChangeRequest) } },
    refusals: [404],
    async handle({ caller, params, query, request }) {
      const { id } = await ownSystem(register, caller, params.systemId);
      const rows = await changeRequests.ofSystem(id, query.token, pageSize + 1);
      return page(request, urls.base, rows, pageSize, (one) => wholeChange(deps, one));
    },
  });
  route({
    method: 'GET',
    path: `${ONE}/users`,
    operationId: 'listDeskSystemUsers',
    summary: 'System users of a system, for the portal',
    access: REGISTERS,
    query: PAGED,
    answers: { 200: { description: 'A page, the oldest first', schema: pageOf(ExternalUser) } },
    refusals: [404],
    async handle({ caller, params, query, request }) {
      const { id } = await ownSystem(register, caller, params.systemId);
      return page(request, urls.base, await users.ofSystem(id, query.token, pageSize + 1), pageSize, external);
    },
  });
}

function askRoute({ route }: DeskSurface, deps: SystemsRoutesDeps, type: UserType): void {
  const { path, name, what } = KINDS[type];
  const { whole } = Request[type];
  route({
    method: 'POST',
    path: `${BASE}/${path}`,
    operationId: `createDesk${name}`,
    summary: `Ask a customer for ${what} in the portal`,
    access: ASKS,
    body: { schema: RequestWish[type], example: REQUEST_EXAMPLE, read: (body: unknown) => bindRequest(body, type) },
    answers: {
      200: { description: 'It has been asked for before: this is what is stored', schema: whole },
      201: { description: 'It is asked for', schema: whole },
    },
    refusals: [404],
    async handle({ caller, body }, reply) {
      const { request, created } = await deps.systems.requests.create(caller, type, body);
      return reply.code(created ? 201 : 200).send(wholeRequest(deps, request));
    },
  });
}

/** What is asked for is taken back. */
function withdrawRoutes({ route }: DeskSurface, { systems: { requests, changeRequests } }: SystemsRoutesDeps): void {
  for (const [path, name, from] of [
    ['requests', 'SystemUserRequest', requests],
    ['changerequests', 'ChangeRequest', changeRequests],
  ] as const)
    route({
      method: 'DELETE',
      path: `${BASE}/${path}/:requestId`,
      operationId: `deleteDesk${name}`,
      summary: 'Take back what is asked for',
      access: ASKS,
      params: { requestId: Uuid },
      answers: { 202: { description: 'It is deleted' } },
      refusals: [404],
      async handle({ caller, params }, reply) {
        if (!(await from.remove(uuid(params.requestId, 'requestId'), caller))) throw problem('requestNotFound');
        return reply.code(202).send();
      },
    });
}

function changeRoute({ route }: DeskSurface, deps: SystemsRoutesDeps): void {
  const { changeRequests } = deps.systems;
  route({
    method: 'POST',
    path: `${BASE}/changerequests`,
    operationId: 'createDeskChangeRequest',
    summary: 'Ask a customer to change what a system user may do, in the portal',
    access: ASKS,
    query: { 'system-user-id': uuidText('The system user to change') },
    body: { schema: ChangeWish, read: bindChange },
    answers: {
      200: { description: 'Nothing needs to change: nothing is kept', schema: Type.Pick(NoChangeNeeded, ['status']) },
      201: { description: 'It is asked for', schema: ChangeRequest },
    },
    refusals: [404, 409],
    async handle({ caller, query, body }, reply) {
      // A program chooses the id so that it may send twice; a person sees what has been sent.
      const ids = { correlationId: randomUUID(), systemUserId: query['system-user-id'] };
      const result = await changeRequests.create(caller, ids, body);
      if ('noChange' in result) return { status: 'NoChangeNeeded' };
      return reply.code(201).send(wholeChange(deps, result.request));
    },
  });
}
