import type {} from '@fastify/swagger';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { requireScope } from '../callers/index.ts';
import { isUuid } from '../foundation/index.ts';
import { queryText, uuid } from './binding.ts';
import { problem, sentence } from './errors.ts';
import type { ChangeRequest, Changes } from './model.ts';
import { cursorOf, page } from './paging.ts';
import { confirmUrl, isTimedOut } from './request-routes.ts';
import {
  ACCESS_MANAGEMENT,
  AM_READ,
  AM_WRITE,
  API,
  isRelated,
  REQUEST_READ,
  REQUEST_WRITE,
  requireParty,
  requirePerson,
  requireVendor,
  type SystemsRoutesDeps,
} from './surface.ts';

const BASE = `${API}/systemuser/changerequest`;
const schema = (summary: string) => ({ tags: ['system users'], summary });
const ZERO = '00000000-0000-0000-0000-000000000000';

const listed = (deps: SystemsRoutesDeps, request: ChangeRequest) => ({
  id: request.id,
  externalRef: request.externalRef,
  systemId: request.systemId,
  systemUserId: request.systemUserId,
  partyOrgNo: request.partyOrganization,
  ...request.changes,
  status: request.status,
  ...(request.redirectUrl === undefined ? {} : { redirectUrl: request.redirectUrl }),
  created: new Date(request.created).toISOString(),
  timedOut: isTimedOut(request.created, deps.systems.clock.now()),
});

const whole = (deps: SystemsRoutesDeps, request: ChangeRequest) => ({
  ...listed(deps, request),
  confirmUrl: confirmUrl(deps, 'changerequest', request.id),
});

type ById = { Params: { requestId: string } };
type InParty = { Params: { party: string; requestId: string } };

/** `/systemuser/changerequest/…` (system-register-and-users.md 6). */
export function changeRequestRoutes(scope: FastifyInstance, deps: SystemsRoutesDeps): void {
  vendorRoutes(scope, deps);
  personRoutes(scope, deps);
}

const NO_CHANGES: Changes = {
  requiredRights: [],
  unwantedRights: [],
  requiredAccessPackages: [],
  unwantedAccessPackages: [],
};

function createRoute(scope: FastifyInstance, deps: SystemsRoutesDeps): void {
  const { changeRequests, urls } = deps.systems;
  scope.post(
    `${BASE}/vendor`,
    { schema: schema('Ask a customer to change what a system user may do') },
    async (request, reply) => {
      requireScope(deps.callers, request, [REQUEST_WRITE]);
      const correlation = queryText(request.query, 'correlation-id');
      if (correlation === undefined || !isUuid(correlation) || correlation === ZERO)
        throw sentence(400, 'The query parameter correlation-id must be a UUID of your own choice, not all zeros');
      const vendor = requireVendor(deps, request, [REQUEST_WRITE]);
      const ids = {
        correlationId: correlation.toLowerCase(),
        systemUserId: uuid(queryText(request.query, 'system-user-id'), 'system-user-id'),
      };
      const result = await changeRequests.create(vendor, ids, request.body);
      if ('noChange' in result) {
        const user = result.noChange;
        return {
          id: ids.correlationId,
          externalRef: user.externalRef,
          systemId: user.systemId,
          systemUserId: user.id,
          partyOrgNo: user.partyOrganization,
          ...NO_CHANGES,
          status: 'NoChangeNeeded',
          confirmUrl: '',
          timedOut: false,
        };
      }
      if (result.created) reply.code(201).header('location', `${urls.base}${BASE}/${result.request.id}`);
      return reply.send(whole(deps, result.request));
    },
  );
}

function vendorRoutes(scope: FastifyInstance, deps: SystemsRoutesDeps): void {
  const { changeRequests, register, pageSize, urls } = deps.systems;
  createRoute(scope, deps);
  const own = (vendor: string, found: ChangeRequest | undefined) => {
    if (!found) throw problem(10);
    if (found.vendor !== vendor) throw problem(11);
    return whole(deps, found);
  };
  scope.get<ById>(`${BASE}/vendor/:requestId`, { schema: schema('A change request') }, async (request) => {
    const vendor = requireVendor(deps, request, [REQUEST_READ]);
    return own(vendor, await changeRequests.find(uuid(request.params.requestId, 'requestId')));
  });
  scope.get<{ Params: { systemId: string; orgNo: string; externalRef: string } }>(
    `${BASE}/vendor/byexternalref/:systemId/:orgNo/:externalRef`,
    { schema: schema("The newest change request by the vendor's reference") },
    async (request) => {
      const vendor = requireVendor(deps, request, [REQUEST_READ]);
      const { systemId, orgNo, externalRef } = request.params;
      return own(vendor, await changeRequests.byTriple(systemId, orgNo, externalRef));
    },
  );
  scope.get<{ Params: { systemId: string } }>(
    `${BASE}/vendor/bysystem/:systemId`,
    { schema: schema('The change requests of a system') },
    async (request) => {
      const vendor = requireVendor(deps, request, [REQUEST_READ]);
      const cursor = cursorOf(request);
      const system = await register.find(request.params.systemId);
      if (system?.vendor !== vendor) throw problem(11);
      const rows = await changeRequests.ofSystem(system.id, cursor, pageSize + 1);
      return page(request, urls.base, rows, pageSize, (one) => listed(deps, one));
    },
  );
  scope.delete<ById>(
    `${BASE}/vendor/:requestId`,
    { schema: schema('Delete a change request') },
    async (request, reply) => {
      const vendor = requireVendor(deps, request, [REQUEST_WRITE]);
      if (!(await changeRequests.remove(uuid(request.params.requestId, 'requestId'), vendor))) throw problem(10);
      return reply.code(202).send();
    },
  );
}

function personRoutes(scope: FastifyInstance, deps: SystemsRoutesDeps): void {
  const { changeRequests, mayUse } = deps.systems;
  scope.get<InParty>(
    `${BASE}/:party/:requestId`,
    { schema: schema('A change request to a party') },
    async (request) => {
      const { party } = await requireParty(deps, request, AM_READ);
      const found = await changeRequests.find(uuid(request.params.requestId, 'requestId'));
      if (!found || found.partyOrganization !== party.organizationNumber) throw problem(10);
      return whole(deps, found);
    },
  );
  scope.get<ById>(
    `${BASE}/:requestId`,
    { schema: schema('A change request, for who may answer it') },
    async (request) => {
      const { person } = await requirePerson(deps, request);
      const found = await changeRequests.find(uuid(request.params.requestId, 'requestId'));
      const party = found && (await deps.register.party({ organization: found.partyOrganization }));
      if (!found || !party) throw problem(10);
      const mayAnswer = await mayUse(person, ACCESS_MANAGEMENT, 'write', party);
      if (!mayAnswer && !(await isRelated(deps, person, party))) throw problem(66);
      const { created: _created, ...answer } = whole(deps, found);
      return {
        ...answer,
        partyId: party.partyId,
        partyUuid: party.uuid,
        userMayEscalateButNotApprove: !mayAnswer,
      };
    },
  );
  const approver = async (request: FastifyRequest<InParty>) => {
    const { person, party, caller } = await requireParty(deps, request, AM_WRITE);
    return { person, party, authenticationLevel: caller.authenticationLevel };
  };
  for (const verb of ['approve', 'reject'] as const)
    scope.post<InParty>(
      `${BASE}/:party/:requestId/${verb}`,
      { schema: schema(`${verb === 'approve' ? 'Approve' : 'Reject'} a change request`) },
      async (request) => {
        const by = await approver(request);
        await changeRequests[verb](uuid(request.params.requestId, 'requestId'), by);
        return true;
      },
    );
}
