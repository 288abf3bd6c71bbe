import { Type } from 'typebox';
import { uuid } from './binding.ts';
import type { UserType } from './model.ts';
import { PAGED, page } from './paging.ts';
import { forbidden, problem } from './refusals.ts';
import { bindRequest } from './request-rules.ts';
import { ownOf, requestLine, toAnswer, wholeRequest } from './request-views.ts';
import { PartyNumber, pageOf, REQUEST_EXAMPLE, Request, RequestToAnswer, RequestWish, Uuid } from './schemas.ts';
import {
  AM_READ,
  AM_WRITE,
  API,
  approverOf,
  IN_PORTAL,
  isRelated,
  PORTAL_AM_WRITE,
  REQUEST_READ,
  REQUEST_WRITE,
  type SystemsRoutesDeps,
  type UserSurface,
} from './surface.ts';

const BASE = `${API}/systemuser/request` as const;
const READS = { who: 'vendor', scopes: [REQUEST_READ] } as const;
const WRITES = { who: 'vendor', scopes: [REQUEST_WRITE] } as const;
const BY_ID = { requestId: Uuid } as const;
const IN_PARTY = { party: PartyNumber, requestId: Uuid } as const;
const idIn = (params: { readonly requestId: string }): string => uuid(params.requestId, 'requestId');

/** What differs between the types: paths, names, and the code for an unknown id. */
const KINDS = {
  standard: {
    vendor: `${BASE}/vendor`,
    person: BASE,
    name: 'SystemUserRequest',
    kind: 'system user',
    unknown: 'requestNotFound',
  },
  agent: {
    vendor: `${BASE}/vendor/agent`,
    person: `${BASE}/agent`,
    name: 'AgentSystemUserRequest',
    kind: 'agent system user',
    unknown: 'agentRequestNotFound',
  },
} as const;

/** `/systemuser/request/…`: both types, the agents' paths with `agent` in them (system-register-and-users.md 5). */
export function requestRoutes(doors: UserSurface, deps: SystemsRoutesDeps): void {
  for (const type of ['standard', 'agent'] as const) {
    createRoute(doors, deps, type);
    vendorReads(doors, deps, type);
    personReads(doors, deps, type);
    answerRoutes(doors, deps, type);
    escalateRoute(doors, deps, type);
  }
  doors.route({
    method: 'DELETE',
    path: `${BASE}/vendor/:requestId`,
    operationId: 'deleteSystemUserRequest',
    summary: 'Delete a request of either type',
    access: WRITES,
    params: BY_ID,
    answers: { 202: { description: 'It is deleted' } },
    refusals: [404],
    async handle({ params, caller: vendor }, reply) {
      if (!(await deps.systems.requests.remove(idIn(params), vendor))) throw problem('requestNotFound');
      return reply.code(202).send();
    },
  });
}

function createRoute({ route }: UserSurface, deps: SystemsRoutesDeps, type: UserType): void {
  const { requests, urls } = deps.systems;
  const { vendor: path, name, kind } = KINDS[type];
  const { whole } = Request[type];
  route({
    method: 'POST',
    path,
    operationId: `create${name}`,
    summary: `Ask a customer for ${kind}`,
    access: WRITES,
    body: {
      schema: RequestWish[type],
      example: REQUEST_EXAMPLE,
      read: (body: unknown) => bindRequest(body, type),
    },
    answers: {
      200: { description: 'It has been asked for before: this is what is stored', schema: whole },
      201: { description: 'It is asked for; `location` is where it is read', schema: whole },
    },
    refusals: [404],
    async handle({ caller, body }, reply) {
      const { request, created } = await requests.create(caller, type, body);
      if (created) reply.code(201).header('location', `${urls.altinn}${BASE}/${request.id}`);
      return reply.send(wholeRequest(deps, request));
    },
  });
}

function vendorReads({ route }: UserSurface, deps: SystemsRoutesDeps, type: UserType): void {
  const { requests, register, pageSize, urls } = deps.systems;
  const { vendor: base, name, kind } = KINDS[type];
  const { whole, line } = Request[type];
  route({
    method: 'GET',
    path: `${base}/:requestId`,
    operationId: `read${name}`,
    summary: `A request for ${kind}`,
    access: READS,
    params: BY_ID,
    answers: { 200: { description: 'The request', schema: whole } },
    refusals: [404],
    handle: async ({ caller, params }) => wholeRequest(deps, ownOf(caller, await requests.find(idIn(params), type))),
  });
  route({
    method: 'GET',
    path: `${base}/byexternalref/:systemId/:orgNo/:externalRef`,
    operationId: `find${name}ByReference`,
    summary: `A request for ${kind} by the vendor's reference`,
    access: READS,
    answers: { 200: { description: 'The request', schema: whole } },
    refusals: [404],
    handle: async ({ caller, params: { systemId, orgNo, externalRef } }) =>
      wholeRequest(deps, ownOf(caller, await requests.byTriple(type, systemId, orgNo, externalRef))),
  });
  route({
    method: 'GET',
    path: `${base}/bysystem/:systemId`,
    operationId: `list${name}sOfSystem`,
    summary: `Requests for ${kind} of a system`,
    access: READS,
    query: PAGED,
    answers: { 200: { description: 'A page, the oldest first', schema: pageOf(line) } },
    refusals: [404],
    async handle({ caller: vendor, params, query, request }) {
      const system = await register.find(params.systemId);
      if (system?.vendor !== vendor) throw problem('systemNotFound');
      const rows = await requests.ofSystem(system.id, type, query.token, pageSize + 1);
      return page(request, urls.base, rows, pageSize, (one) => requestLine(deps, one));
    },
  });
}

function personReads({ route }: UserSurface, deps: SystemsRoutesDeps, type: UserType): void {
  const { requests } = deps.systems;
  const { person: base, name } = KINDS[type];
  const { whole } = Request[type];
  route({
    method: 'GET',
    path: `${base}/:party/:requestId`,
    operationId: `read${name}OfParty`,
    summary: 'A request to a party',
    access: AM_READ,
    params: IN_PARTY,
    answers: { 200: { description: 'The request', schema: whole } },
    refusals: [404],
    async handle({ caller: { party }, params }) {
      const found = await requests.find(idIn(params), type);
      if (!found || found.partyOrganization !== party.organizationNumber) throw problem('requestNotFound');
      return wholeRequest(deps, found);
    },
  });
  route({
    method: 'GET',
    path: `${base}/:requestId`,
    operationId: `read${name}ToAnswer`,
    summary: 'A request, for who may answer it',
    access: IN_PORTAL,
    params: BY_ID,
    answers: { 200: { description: 'The request, and whether the person may answer', schema: RequestToAnswer } },
    refusals: [404],
    async handle({ caller, params }) {
      // The bare path serves both types: the page learns from the answer which it is.
      const asked = await requests.find(idIn(params), type === 'agent' ? type : undefined);
      const { found, answering } = await toAnswer(deps, caller, asked);
      return { ...wholeRequest(deps, found), ...answering, systemUserType: found.userType };
    },
  });
  route({
    method: 'GET',
    path: `${base}/:party/:orgno/pending`,
    operationId: `listPending${name}s`,
    summary: 'New requests to a party',
    access: PORTAL_AM_WRITE,
    params: { party: PartyNumber },
    answers: { 200: { description: 'The requests, the oldest first', schema: Type.Array(whole) } },
    async handle({ caller: { party }, params }) {
      if (party.organizationNumber !== params.orgno)
        throw forbidden('the organisation number in the path is not that of the party');
      return (await requests.pending(params.orgno, type)).map((one) => wholeRequest(deps, one));
    },
  });
}

const ANSWERED = { 200: { description: 'It is answered', schema: Type.Literal(true) } };

function answerRoutes({ route }: UserSurface, deps: SystemsRoutesDeps, type: UserType): void {
  const { requests } = deps.systems;
  const { person: base, name } = KINDS[type];
  route({
    method: 'POST',
    path: `${base}/:party/:requestId/approve`,
    operationId: `approve${name}`,
    summary: 'Approve: creates the system user with its rights',
    access: PORTAL_AM_WRITE,
    params: IN_PARTY,
    answers: ANSWERED,
    refusals: [404, 409],
    async handle({ caller, params }) {
      await requests.approve(idIn(params), type, approverOf(caller));
      return true;
    },
  });
  route({
    method: 'POST',
    path: `${base}/:party/:requestId/reject`,
    operationId: `reject${name}`,
    summary: 'Reject',
    access: AM_WRITE,
    params: IN_PARTY,
    answers: ANSWERED,
    refusals: [404, 409],
    async handle({ caller, params }) {
      await requests.reject(idIn(params), type, approverOf(caller));
      return true;
    },
  });
}

function escalateRoute({ route }: UserSurface, deps: SystemsRoutesDeps, type: UserType): void {
  const { requests } = deps.systems;
  const { person: base, name, unknown } = KINDS[type];
  route({
    method: 'POST',
    path: `${base}/:party/:requestId/escalate`,
    operationId: `escalate${name}`,
    summary: 'Leave the request to an access manager',
    // Whoever is related to the party may, which is no right that the PDP knows.
    access: IN_PORTAL,
    params: IN_PARTY,
    answers: { 200: { description: 'False when the person is not related to the party', schema: Type.Boolean() } },
    refusals: [404],
    async handle({ caller: { person }, params }) {
      const found = await requests.find(idIn(params), type);
      const party = found && (await deps.register.party({ organization: found.partyOrganization }));
      if (!found || !party || String(party.partyId) !== params.party) throw problem(unknown);
      if (!(await isRelated(deps, person, party))) return false;
      await requests.escalate(found.id);
      return true;
    },
  });
}
