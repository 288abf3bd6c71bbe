import type {} from '@fastify/swagger';
import type { FastifyInstance } from 'fastify';
import { valuesOf } from '../http/index.ts';
import type { Party } from '../register/index.ts';
import type { AgentClient } from './agents.ts';
import { queryText, uuid } from './binding.ts';
import { forbidden, problem, unbound } from './errors.ts';
import type { SystemUser } from './model.ts';
import {
  AM_WRITE,
  API,
  CLIENT_ADMIN_READ,
  CLIENT_ADMIN_WRITE,
  requireParty,
  type SystemsRoutesDeps,
} from './surface.ts';

const BASE = `${API}/systemuser/agent`;
const schema = (summary: string) => ({ tags: ['system users'], summary });

type InParty = { Params: { party: string } };
type ById = { Params: { party: string; systemUserId: string } };

/** DelegationResponse. */
const response = (agent: SystemUser, one: AgentClient) => ({
  agentSystemUserId: agent.id,
  delegationId: one.delegationId,
  customerId: one.client.uuid,
  assignmentId: one.assignmentId,
  customerName: one.client.name,
  customerOrganizationNumber: one.client.organizationNumber,
});

/** The agent in the path, owned by the party. @throws SystemsError 400 shape C, AUTH-00034; HttpProblem 403 */
async function agentOf(deps: SystemsRoutesDeps, party: Party, id: string): Promise<SystemUser> {
  const agent = await deps.systems.users.find(uuid(id, 'systemUserId'));
  if (!agent) throw unbound({ return: ['There is no such system user'] });
  if (agent.partyUuid !== party.uuid) throw forbidden('the system user belongs to another party');
  if (agent.userType !== 'agent') throw problem(34);
  return agent;
}

/** A query parameter that must be the party's own UUID. */
const samePartyOr = (value: string | undefined, name: string, party: Party, mismatch: Error): void => {
  if (uuid(value, name) !== party.uuid) throw mismatch;
};

/** Agents and their clients in the portal (system-register-and-users.md 7.3). */
export function agentRoutes(scope: FastifyInstance, deps: SystemsRoutesDeps): void {
  readRoutes(scope, deps);
  clientRoutes(scope, deps);
  selfRoutes(scope, deps);
  scope.delete<ById>(`${BASE}/:party/:systemUserId`, { schema: schema('Delete an agent') }, async (request, reply) => {
    const { party } = await requireParty(deps, request, AM_WRITE);
    samePartyOr(queryText(request.query, 'facilitatorId'), 'facilitatorId', party, problem(31));
    const agent = await agentOf(deps, party, request.params.systemUserId);
    if (!(await deps.systems.users.remove(agent.id, 'agent', party)))
      throw unbound({ return: ['There is no such system user'] });
    return reply.send();
  });
}

/** `?packages=a&packages=b` or `?packages=a,b`. @throws SystemsError shape C */
function packageList(query: unknown): readonly string[] {
  const list = valuesOf(query, 'packages').flatMap((one) => one.split(','));
  if (list.length > 100 || list.some((one) => one.length > 200)) throw unbound({ packages: ['too many or too long'] });
  return list.map((one) => one.trim()).filter((one) => one !== '');
}

function readRoutes(scope: FastifyInstance, deps: SystemsRoutesDeps): void {
  const { agents } = deps.systems;
  scope.get<InParty>(`${BASE}/:party/clients`, { schema: schema("A facilitator's clients") }, async (request) => {
    const { party } = await requireParty(deps, request, CLIENT_ADMIN_READ);
    samePartyOr(queryText(request.query, 'facilitator'), 'facilitator', party, problem(44));
    const clients = await agents.clientsOf(party, packageList(request.query));
    return clients.map(({ party: client, access }) => ({
      partyUuid: client.uuid,
      displayName: client.name,
      organizationIdentifier: client.organizationNumber,
      access,
    }));
  });
  scope.get<{ Params: { party: string; facilitator: string; systemUserId: string } }>(
    `${BASE}/:party/:facilitator/:systemUserId/delegations`,
    { schema: schema('The clients that an agent serves') },
    async (request) => {
      const { party } = await requireParty(deps, request, CLIENT_ADMIN_READ);
      samePartyOr(request.params.facilitator, 'facilitator', party, problem(44));
      const agent = await agentOf(deps, party, request.params.systemUserId);
      return (await agents.clients(agent)).map((one) => response(agent, one));
    },
  );
}

function clientRoutes(scope: FastifyInstance, deps: SystemsRoutesDeps): void {
  const { agents } = deps.systems;
  scope.post<ById>(
    `${BASE}/:party/:systemUserId`,
    { schema: schema('Let an agent serve a client') },
    async (request) => {
      const { person, party } = await requireParty(deps, request, CLIENT_ADMIN_WRITE);
      const { query } = request;
      samePartyOr(queryText(query, 'provider'), 'provider', party, forbidden('the provider is another party'));
      const agent = await agentOf(deps, party, request.params.systemUserId);
      const added = await agents.add(agent, party, uuid(queryText(query, 'client'), 'client'), person);
      return [response(agent, added)];
    },
  );
  scope.delete<ById>(
    `${BASE}/:party/:systemUserId/client`,
    { schema: schema('Let an agent no longer serve a client') },
    async (request, reply) => {
      const { party } = await requireParty(deps, request, CLIENT_ADMIN_WRITE);
      const { query } = request;
      samePartyOr(queryText(query, 'provider'), 'provider', party, problem(31));
      const agent = await agentOf(deps, party, request.params.systemUserId);
      await agents.remove(agent, party, uuid(queryText(query, 'client'), 'client'));
      return reply.send();
    },
  );
}

/** The facilitator as its own client. */
function selfRoutes(scope: FastifyInstance, deps: SystemsRoutesDeps): void {
  const { agents } = deps.systems;
  // With the slash at Altinn too (AUTH SystemUserController.cs); both spellings reach it.
  const path = `${BASE}/:party/:systemUserId/self/`;
  const asked = async (request: Parameters<typeof requireParty>[1] & { params: ById['Params']; query: unknown }) => {
    const { person, party } = await requireParty(deps, request, AM_WRITE);
    const mismatch = forbidden('partyUuid is another party');
    samePartyOr(queryText(request.query, 'partyUuid'), 'partyUuid', party, mismatch);
    return { person, party, agent: await agentOf(deps, party, request.params.systemUserId) };
  };
  scope.post<ById>(path, { schema: schema('Let an agent serve its own organisation') }, async (request) => {
    const { person, party, agent } = await asked(request);
    return [response(agent, await agents.add(agent, party, party.uuid, person))];
  });
  scope.get<ById>(path, { schema: schema('Does an agent serve its own organisation?') }, async (request) => {
    const { party, agent } = await asked(request);
    const own = (await agents.clients(agent)).filter((one) => one.client.uuid === party.uuid);
    return own.map((one) => response(agent, one));
  });
  scope.delete<ById>(
    path,
    { schema: schema('Let an agent no longer serve its own organisation') },
    async (request, reply) => {
      const { party, agent } = await asked(request);
      await agents.remove(agent, party, party.uuid);
      return reply.send();
    },
  );
}
