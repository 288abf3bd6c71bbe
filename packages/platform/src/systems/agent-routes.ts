import { Type } from 'typebox';
import type { Party } from '../register/index.ts';
import type { AgentClient } from './agents.ts';
import { uuid } from './binding.ts';
import type { SystemUser } from './model.ts';
import { packageList, uuidText } from './readers.ts';
import { forbidden, problem, unbound } from './refusals.ts';
import { Delegation, FacilitatorClient, PartyNumber, Uuid } from './schemas.ts';
import {
  AM_WRITE,
  API,
  CLIENT_ADMIN_READ,
  CLIENT_ADMIN_WRITE,
  type PartySession,
  type SystemsRoutesDeps,
  type UserSurface,
} from './surface.ts';

const BASE = `${API}/systemuser/agent` as const;
const IN_PARTY = { party: PartyNumber } as const;
const BY_ID = { party: PartyNumber, systemUserId: Uuid } as const;
const FACILITATOR = uuidText("The party's own UUID");
const CLIENT = uuidText('UUID of the client');
const DELEGATIONS = { 200: { description: 'The client, as the agent serves it', schema: Type.Array(Delegation) } };

/** DelegationResponse. */
const response = (agent: SystemUser, one: AgentClient) => ({
  agentSystemUserId: agent.id,
  delegationId: one.delegationId,
  customerId: one.client.uuid,
  assignmentId: one.assignmentId,
  customerName: one.client.name,
  customerOrganizationNumber: one.client.organizationNumber,
});

/** The agent in the path, owned by the party. @throws Refusal 400 shape C, AUTH-00034, 403 */
async function agentOf(deps: SystemsRoutesDeps, party: Party, id: string): Promise<SystemUser> {
  const agent = await deps.systems.users.find(uuid(id, 'systemUserId'));
  if (!agent) throw unbound({ return: ['There is no such system user'] });
  if (agent.partyUuid !== party.uuid) throw forbidden('the system user belongs to another party');
  if (agent.userType !== 'agent') throw problem('notAgent');
  return agent;
}

/** A parameter names the party once more: it must be the same. */
const samePartyOr = (given: string, party: Party, mismatch: Error): void => {
  if (given !== party.uuid) throw mismatch;
};

/** Agents and their clients in the portal (system-register-and-users.md 7.3). */
export function agentRoutes(doors: UserSurface, deps: SystemsRoutesDeps): void {
  readRoutes(doors, deps);
  clientRoutes(doors, deps);
  selfRoutes(doors, deps);
  doors.route({
    method: 'DELETE',
    path: `${BASE}/:party/:systemUserId`,
    operationId: 'deleteAgentSystemUser',
    summary: 'Delete an agent',
    access: AM_WRITE,
    params: BY_ID,
    query: { facilitatorId: FACILITATOR },
    answers: { 200: { description: 'It is deleted' } },
    async handle({ caller: { party }, params, query }, reply) {
      samePartyOr(query.facilitatorId, party, problem('otherFacilitator'));
      const agent = await agentOf(deps, party, params.systemUserId);
      if (!(await deps.systems.users.remove(agent.id, 'agent', party)))
        throw unbound({ return: ['There is no such system user'] });
      return reply.send();
    },
  });
}

function readRoutes({ route }: UserSurface, deps: SystemsRoutesDeps): void {
  const { agents } = deps.systems;
  route({
    method: 'GET',
    path: `${BASE}/:party/clients`,
    operationId: 'listFacilitatorClients',
    summary: "A facilitator's clients",
    access: CLIENT_ADMIN_READ,
    params: IN_PARTY,
    query: { facilitator: FACILITATOR, packages: packageList },
    answers: {
      200: { description: 'Those who have given all of the packages', schema: Type.Array(FacilitatorClient) },
    },
    async handle({ caller: { party }, query }) {
      samePartyOr(query.facilitator, party, problem('facilitatorForbidden'));
      const clients = await agents.clientsOf(party, query.packages);
      return clients.map(({ party: client, access }) => ({
        partyUuid: client.uuid,
        displayName: client.name,
        organizationIdentifier: client.organizationNumber,
        access,
      }));
    },
  });
  route({
    method: 'GET',
    path: `${BASE}/:party/:facilitator/:systemUserId/delegations`,
    operationId: 'listAgentDelegations',
    summary: 'The clients that an agent serves',
    access: CLIENT_ADMIN_READ,
    params: { ...BY_ID, facilitator: Uuid },
    answers: { 200: { description: 'The clients', schema: Type.Array(Delegation) } },
    async handle({ caller: { party }, params }) {
      samePartyOr(uuid(params.facilitator, 'facilitator'), party, problem('facilitatorForbidden'));
      const agent = await agentOf(deps, party, params.systemUserId);
      return (await agents.clients(agent)).map((one) => response(agent, one));
    },
  });
}

function clientRoutes({ route }: UserSurface, deps: SystemsRoutesDeps): void {
  const { agents } = deps.systems;
  route({
    method: 'POST',
    path: `${BASE}/:party/:systemUserId`,
    operationId: 'addAgentClient',
    summary: 'Let an agent serve a client',
    access: CLIENT_ADMIN_WRITE,
    params: BY_ID,
    query: { provider: FACILITATOR, client: CLIENT },
    answers: DELEGATIONS,
    refusals: [404],
    async handle({ caller: { person, party }, params, query }) {
      samePartyOr(query.provider, party, forbidden('the provider is another party'));
      const agent = await agentOf(deps, party, params.systemUserId);
      return (await agents.add(agent, party, query.client, person)).map((one) => response(agent, one));
    },
  });
  route({
    method: 'DELETE',
    path: `${BASE}/:party/:systemUserId/client`,
    operationId: 'removeAgentClient',
    summary: 'Let an agent no longer serve a client',
    access: CLIENT_ADMIN_WRITE,
    params: BY_ID,
    query: { provider: FACILITATOR, client: CLIENT },
    answers: { 200: { description: 'It no longer does' } },
    refusals: [404],
    async handle({ caller: { party }, params, query }, reply) {
      samePartyOr(query.provider, party, problem('otherFacilitator'));
      const agent = await agentOf(deps, party, params.systemUserId);
      await agents.remove(agent, party, query.client);
      return reply.send();
    },
  });
}

/** The facilitator as its own client. */
function selfRoutes({ route }: UserSurface, deps: SystemsRoutesDeps): void {
  const { agents } = deps.systems;
  // With the slash at Altinn too (AUTH SystemUserController.cs); both spellings reach it.
  const shared = {
    path: `${BASE}/:party/:systemUserId/self/`,
    access: AM_WRITE,
    params: BY_ID,
    query: { partyUuid: FACILITATOR },
    refusals: [404],
  } as const;
  const agentAsked = async ({ party }: PartySession, systemUserId: string, partyUuid: string): Promise<SystemUser> => {
    samePartyOr(partyUuid, party, forbidden('partyUuid is another party'));
    return agentOf(deps, party, systemUserId);
  };
  route({
    ...shared,
    method: 'POST',
    operationId: 'addOwnerToAgent',
    summary: 'Let an agent serve its own organisation',
    answers: DELEGATIONS,
    async handle({ caller, params, query }) {
      const { person, party } = caller;
      const agent = await agentAsked(caller, params.systemUserId, query.partyUuid);
      return (await agents.add(agent, party, party.uuid, person)).map((one) => response(agent, one));
    },
  });
  route({
    ...shared,
    method: 'GET',
    operationId: 'readOwnerOfAgent',
    summary: 'Does an agent serve its own organisation?',
    answers: { 200: { description: 'The organisation; empty when it does not', schema: Type.Array(Delegation) } },
    async handle({ caller, params, query }) {
      const agent = await agentAsked(caller, params.systemUserId, query.partyUuid);
      const own = (await agents.clients(agent)).filter((one) => one.client.uuid === caller.party.uuid);
      return own.map((one) => response(agent, one));
    },
  });
  route({
    ...shared,
    method: 'DELETE',
    operationId: 'removeOwnerFromAgent',
    summary: 'Let an agent no longer serve its own organisation',
    answers: { 200: { description: 'It no longer does' } },
    async handle({ caller, params, query }, reply) {
      const agent = await agentAsked(caller, params.systemUserId, query.partyUuid);
      await agents.remove(agent, caller.party, caller.party.uuid);
      return reply.send();
    },
  });
}
