import type {} from '@fastify/swagger';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { uuid } from './binding.ts';
import { forbidden, problem } from './errors.ts';
import type { SystemUserRequest, UserType } from './model.ts';
import { cursorOf, page } from './paging.ts';
import {
  ACCESS_MANAGEMENT,
  AM_READ,
  AM_WRITE,
  API,
  isRelated,
  PORTAL,
  PORTAL_AM_WRITE,
  REQUEST_READ,
  REQUEST_WRITE,
  requireParty,
  requirePerson,
  requireVendor,
  type SystemsRoutesDeps,
} from './surface.ts';

const BASE = `${API}/systemuser/request`;
const schema = (summary: string) => ({ tags: ['system users'], summary });
/** After this a request is reported as timed out (5.4). */
const TIMEOUT_MS = 180 * 24 * 60 * 60 * 1000;

export const isTimedOut = (created: number, now: number): boolean => now - created > TIMEOUT_MS;

export const confirmUrl = (deps: SystemsRoutesDeps, page: string, id: string): string =>
  `${deps.systems.urls.base}/accessmanagement/ui/systemuser/${page}?id=${id}&DONTCHOOSEREPORTEE=true`;

/** A request without its `confirmUrl`: as lists show it. */
export const listed = (deps: SystemsRoutesDeps, request: SystemUserRequest) => ({
  id: request.id,
  integrationTitle: request.integrationTitle,
  externalRef: request.externalRef,
  systemId: request.systemId,
  partyOrgNo: request.partyOrganization,
  ...(request.userType === 'standard' ? { rights: request.rights } : {}),
  accessPackages: request.accessPackages,
  status: request.status,
  ...(request.redirectUrl === undefined ? {} : { redirectUrl: request.redirectUrl }),
  escalated: request.escalated,
  created: new Date(request.created).toISOString(),
  timedOut: isTimedOut(request.created, deps.systems.clock.now()),
});

const whole = (deps: SystemsRoutesDeps, request: SystemUserRequest) => ({
  ...listed(deps, request),
  confirmUrl: confirmUrl(deps, request.userType === 'agent' ? 'agentrequest' : 'request', request.id),
});

type ById = { Params: { requestId: string } };
type InParty = { Params: { party: string; requestId: string } };
type ByRef = { Params: { systemId: string; orgNo: string; externalRef: string } };

/** `/systemuser/request/…`: both types, the agents' paths with `agent` in them (system-register-and-users.md 5). */
export function requestRoutes(scope: FastifyInstance, deps: SystemsRoutesDeps): void {
  for (const type of ['standard', 'agent'] as const) {
    vendorRoutes(scope, deps, type);
    personRoutes(scope, deps, type);
  }
  scope.delete<ById>(`${BASE}/vendor/:requestId`, { schema: schema('Delete a request') }, async (request, reply) => {
    const vendor = requireVendor(deps, request, [REQUEST_WRITE]);
    if (!(await deps.systems.requests.remove(uuid(request.params.requestId, 'requestId'), vendor))) throw problem(10);
    return reply.code(202).send();
  });
}

function vendorRoutes(scope: FastifyInstance, deps: SystemsRoutesDeps, type: UserType): void {
  const { requests, register, pageSize, urls } = deps.systems;
  const base = type === 'agent' ? `${BASE}/vendor/agent` : `${BASE}/vendor`;
  const kind = type === 'agent' ? 'agent system user' : 'system user';
  scope.post(base, { schema: schema(`Ask a customer for ${kind}`) }, async (request, reply) => {
    const vendor = requireVendor(deps, request, [REQUEST_WRITE]);
    const result = await requests.create(vendor, type, request.body);
    if (result.created) reply.code(201).header('location', `${urls.base}${BASE}/${result.request.id}`);
    return reply.send(whole(deps, result.request));
  });
  const own = (vendor: string, found: SystemUserRequest | undefined) => {
    if (!found) throw problem(10);
    if (found.vendor !== vendor) throw problem(11);
    return whole(deps, found);
  };
  scope.get<ById>(`${base}/:requestId`, { schema: schema(`A request for ${kind}`) }, async (request) => {
    const vendor = requireVendor(deps, request, [REQUEST_READ]);
    return own(vendor, await requests.find(uuid(request.params.requestId, 'requestId'), type));
  });
  scope.get<ByRef>(
    `${base}/byexternalref/:systemId/:orgNo/:externalRef`,
    { schema: schema(`A request for ${kind} by the vendor's reference`) },
    async (request) => {
      const vendor = requireVendor(deps, request, [REQUEST_READ]);
      const { systemId, orgNo, externalRef } = request.params;
      return own(vendor, await requests.byTriple(type, systemId, orgNo, externalRef));
    },
  );
  scope.get<{ Params: { systemId: string } }>(
    `${base}/bysystem/:systemId`,
    { schema: schema(`Requests for ${kind} of a system`) },
    async (request) => {
      const vendor = requireVendor(deps, request, [REQUEST_READ]);
      const cursor = cursorOf(request);
      const system = await register.find(request.params.systemId);
      if (system?.vendor !== vendor) throw problem(11);
      const rows = await requests.ofSystem(system.id, type, cursor, pageSize + 1);
      return page(request, urls.base, rows, pageSize, (one) => listed(deps, one));
    },
  );
}

function personRoutes(scope: FastifyInstance, deps: SystemsRoutesDeps, type: UserType): void {
  const { requests } = deps.systems;
  const base = type === 'agent' ? `${BASE}/agent` : BASE;
  const unknown = type === 'agent' ? (30 as const) : (10 as const);
  scope.get<InParty>(`${base}/:party/:requestId`, { schema: schema('A request to a party') }, async (request) => {
    const { party } = await requireParty(deps, request, AM_READ);
    const found = await requests.find(uuid(request.params.requestId, 'requestId'), type);
    if (!found || found.partyOrganization !== party.organizationNumber) throw problem(10);
    return whole(deps, found);
  });
  scope.get<ById>(`${base}/:requestId`, { schema: schema('A request, for who may answer it') }, async (request) =>
    forPerson(deps, request, type),
  );
  const answer = async (request: FastifyRequest<InParty>, gate: typeof PORTAL_AM_WRITE | typeof AM_WRITE) => {
    const { person, party, caller } = await requireParty(deps, request, gate);
    const approver = { person, party, authenticationLevel: caller.authenticationLevel };
    return { id: uuid(request.params.requestId, 'requestId'), approver };
  };
  scope.post<InParty>(
    `${base}/:party/:requestId/approve`,
    { schema: schema('Approve: creates the system user with its rights') },
    async (request) => {
      const { id, approver } = await answer(request, PORTAL_AM_WRITE);
      await requests.approve(id, type, approver);
      return true;
    },
  );
  scope.post<InParty>(`${base}/:party/:requestId/reject`, { schema: schema('Reject') }, async (request) => {
    const { id, approver } = await answer(request, AM_WRITE);
    await requests.reject(id, type, approver);
    return true;
  });
  scope.post<InParty>(
    `${base}/:party/:requestId/escalate`,
    { schema: schema('Leave the request to an access manager') },
    async (request) => {
      const { person } = await requirePerson(deps, request, PORTAL);
      const found = await requests.find(uuid(request.params.requestId, 'requestId'), type);
      const party = found && (await deps.register.party({ organization: found.partyOrganization }));
      if (!found || !party || String(party.partyId) !== request.params.party) throw problem(unknown);
      if (!(await isRelated(deps, person, party))) return false;
      await requests.escalate(found.id);
      return true;
    },
  );
  scope.get<{ Params: { party: string; orgno: string } }>(
    `${base}/:party/:orgno/pending`,
    { schema: schema('New requests to a party') },
    async (request) => {
      const { party } = await requireParty(deps, request, PORTAL_AM_WRITE);
      if (party.organizationNumber !== request.params.orgno)
        throw forbidden('the organisation number in the path is not that of the party');
      return (await requests.pending(request.params.orgno, type)).map((one) => whole(deps, one));
    },
  );
}

/** The approval page's first question: what is asked for, and may this person answer? */
async function forPerson(deps: SystemsRoutesDeps, request: FastifyRequest<ById>, type: UserType) {
  const { person } = await requirePerson(deps, request, PORTAL);
  const id = uuid(request.params.requestId, 'requestId');
  // The bare path serves both types: the page learns from the answer which it is.
  const found = await deps.systems.requests.find(id, type === 'agent' ? type : undefined);
  const party = found && (await deps.register.party({ organization: found.partyOrganization }));
  if (!found || !party) throw problem(10);
  const mayAnswer = await deps.systems.mayUse(person, ACCESS_MANAGEMENT, 'write', party);
  if (!mayAnswer && !(await isRelated(deps, person, party))) throw problem(66);
  return {
    ...whole(deps, found),
    partyId: party.partyId,
    partyUuid: party.uuid,
    userMayEscalateButNotApprove: !mayAnswer,
    systemUserType: found.userType,
  };
}
