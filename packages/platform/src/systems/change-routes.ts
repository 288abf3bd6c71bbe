import { Type } from 'typebox';
import { isUuid, NIL_UUID } from '../foundation/index.ts';
import { uuid } from './binding.ts';
import type { Changes, SystemUser } from './model.ts';
import { PAGED, page } from './paging.ts';
import { member, uuidText } from './readers.ts';
import { problem, refuse } from './refusals.ts';
import { bindChange } from './request-rules.ts';
import { changeLine, ownOf, toAnswer, wholeChange } from './request-views.ts';
import {
  ChangeRequest,
  ChangeRequestLine,
  ChangeRequestToAnswer,
  ChangeWish,
  NoChangeNeeded,
  PartyNumber,
  pageOf,
  Uuid,
} from './schemas.ts';
import {
  AM_READ,
  AM_WRITE,
  API,
  approverOf,
  REQUEST_READ,
  REQUEST_WRITE,
  type SystemsRoutesDeps,
  type UserSurface,
  vendorOf,
} from './surface.ts';

const BASE = `${API}/systemuser/changerequest` as const;
const READS = { who: 'vendor', scopes: [REQUEST_READ] } as const;
const WRITES = { who: 'vendor', scopes: [REQUEST_WRITE] } as const;
const BY_ID = { requestId: Uuid } as const;
const IN_PARTY = { party: PartyNumber, requestId: Uuid } as const;
const idIn = (params: { readonly requestId: string }): string => uuid(params.requestId, 'requestId');

/** `/systemuser/changerequest/…` (system-register-and-users.md 6). */
export function changeRequestRoutes(doors: UserSurface, deps: SystemsRoutesDeps): void {
  createRoute(doors, deps);
  vendorReads(doors, deps);
  personReads(doors, deps);
  answerRoutes(doors, deps);
  doors.route({
    method: 'DELETE',
    path: `${BASE}/vendor/:requestId`,
    operationId: 'deleteChangeRequest',
    summary: 'Delete a change request',
    access: WRITES,
    params: BY_ID,
    answers: { 202: { description: 'It is deleted' } },
    refusals: [404],
    async handle({ caller, params }, reply) {
      if (!(await deps.systems.changeRequests.remove(idIn(params), caller))) throw problem('requestNotFound');
      return reply.code(202).send();
    },
  });
}

/** The id that the vendor has chosen for its change request. @throws Refusal 400 shape D */
const correlationId = member(
  Type.String({
    description: 'A UUID of your own choice, not all zeros: the id of the change request',
    format: 'uuid',
  }),
  (value) => {
    if (value !== undefined && isUuid(value) && value !== NIL_UUID) return value.toLowerCase();
    throw refuse('idMisused', 'The query parameter correlation-id must be a UUID of your own choice, not all zeros');
  },
  true,
);

const NO_CHANGES: Changes = {
  requiredRights: [],
  unwantedRights: [],
  requiredAccessPackages: [],
  unwantedAccessPackages: [],
};

const noChangeNeeded = (id: string, user: SystemUser) => ({
  id,
  externalRef: user.externalRef,
  systemId: user.systemId,
  systemUserId: user.id,
  partyOrgNo: user.partyOrganization,
  ...NO_CHANGES,
  status: 'NoChangeNeeded',
  confirmUrl: '',
  timedOut: false,
});

function createRoute({ route }: UserSurface, deps: SystemsRoutesDeps): void {
  const { changeRequests, urls } = deps.systems;
  route({
    method: 'POST',
    path: `${BASE}/vendor`,
    operationId: 'createChangeRequest',
    summary: 'Ask a customer to change what a system user may do',
    // Not `vendor`: the refusal of a correlation-id comes before that of a token without an organisation (6, steps 1 and 2).
    access: { who: 'token', scopes: [REQUEST_WRITE] },
    query: { 'correlation-id': correlationId, 'system-user-id': uuidText('The system user to change') },
    body: { schema: ChangeWish, read: bindChange },
    answers: {
      200: {
        description: 'What is stored under the id already, or that nothing needs to change',
        schema: Type.Union([NoChangeNeeded, ChangeRequest]),
      },
      201: { description: 'It is asked for; `location` is where it is read', schema: ChangeRequest },
    },
    refusals: [404, 409],
    async handle({ caller, query, body }, reply) {
      const ids = { correlationId: query['correlation-id'], systemUserId: query['system-user-id'] };
      const result = await changeRequests.create(vendorOf(caller), ids, body);
      if ('noChange' in result) return noChangeNeeded(ids.correlationId, result.noChange);
      if (result.created) reply.code(201).header('location', `${urls.altinn}${BASE}/${result.request.id}`);
      return reply.send(wholeChange(deps, result.request));
    },
  });
}

function vendorReads({ route }: UserSurface, deps: SystemsRoutesDeps): void {
  const { changeRequests, register, pageSize, urls } = deps.systems;
  route({
    method: 'GET',
    path: `${BASE}/vendor/:requestId`,
    operationId: 'readChangeRequest',
    summary: 'A change request',
    access: READS,
    params: BY_ID,
    answers: { 200: { description: 'The change request', schema: ChangeRequest } },
    refusals: [404],
    handle: async ({ caller, params }) => wholeChange(deps, ownOf(caller, await changeRequests.find(idIn(params)))),
  });
  route({
    method: 'GET',
    path: `${BASE}/vendor/byexternalref/:systemId/:orgNo/:externalRef`,
    operationId: 'findChangeRequestByReference',
    summary: "The newest change request by the vendor's reference",
    access: READS,
    answers: { 200: { description: 'The change request', schema: ChangeRequest } },
    refusals: [404],
    handle: async ({ caller, params: { systemId, orgNo, externalRef } }) =>
      wholeChange(deps, ownOf(caller, await changeRequests.byTriple(systemId, orgNo, externalRef))),
  });
  route({
    method: 'GET',
    path: `${BASE}/vendor/bysystem/:systemId`,
    operationId: 'listChangeRequestsOfSystem',
    summary: 'The change requests of a system',
    access: READS,
    query: PAGED,
    answers: { 200: { description: 'A page, the oldest first', schema: pageOf(ChangeRequestLine) } },
    refusals: [404],
    async handle({ caller: vendor, params, query, request }) {
      const system = await register.find(params.systemId);
      if (system?.vendor !== vendor) throw problem('systemNotFound');
      const rows = await changeRequests.ofSystem(system.id, query.token, pageSize + 1);
      return page(request, urls.base, rows, pageSize, (one) => changeLine(deps, one));
    },
  });
}

function personReads({ route }: UserSurface, deps: SystemsRoutesDeps): void {
  const { changeRequests } = deps.systems;
  route({
    method: 'GET',
    path: `${BASE}/:party/:requestId`,
    operationId: 'readChangeRequestOfParty',
    summary: 'A change request to a party',
    access: AM_READ,
    params: IN_PARTY,
    answers: { 200: { description: 'The change request', schema: ChangeRequest } },
    refusals: [404],
    async handle({ caller: { party }, params }) {
      const found = await changeRequests.find(idIn(params));
      if (!found || found.partyOrganization !== party.organizationNumber) throw problem('requestNotFound');
      return wholeChange(deps, found);
    },
  });
  route({
    method: 'GET',
    path: `${BASE}/:requestId`,
    operationId: 'readChangeRequestToAnswer',
    summary: 'A change request, for who may answer it',
    access: { who: 'person' },
    params: BY_ID,
    answers: {
      200: { description: 'The change request, and whether the person may answer', schema: ChangeRequestToAnswer },
    },
    refusals: [404],
    async handle({ caller, params }) {
      const { found, answering } = await toAnswer(deps, caller, await changeRequests.find(idIn(params)));
      const { created: _created, ...answer } = wholeChange(deps, found);
      return { ...answer, ...answering };
    },
  });
}

function answerRoutes({ route }: UserSurface, deps: SystemsRoutesDeps): void {
  const { changeRequests } = deps.systems;
  for (const [verb, Verb] of [
    ['approve', 'Approve'],
    ['reject', 'Reject'],
  ] as const)
    route({
      method: 'POST',
      path: `${BASE}/:party/:requestId/${verb}`,
      operationId: `${verb}ChangeRequest`,
      summary: `${Verb} a change request`,
      access: AM_WRITE,
      params: IN_PARTY,
      answers: { 200: { description: 'It is answered', schema: Type.Literal(true) } },
      refusals: [404, 409],
      async handle({ caller, params }) {
        await changeRequests[verb](idIn(params), approverOf(caller));
        return true;
      },
    });
}
