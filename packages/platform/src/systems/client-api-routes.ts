import type {} from '@fastify/swagger';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { isUuid } from '../foundation/index.ts';
import { HttpProblem } from '../http/index.ts';
import type { Party } from '../register/index.ts';
import { queryText } from './binding.ts';
import { AGENT_NOT_FOUND } from './codes.ts';
import { forbidden, validation } from './errors.ts';
import type { SystemUser } from './model.ts';
import {
  API,
  CLIENT_ADMINISTRATION,
  CLIENT_READ,
  CLIENT_WRITE,
  requirePerson,
  type SystemsRoutesDeps,
} from './surface.ts';

const BASE = `${API}/enduser/systemuser`;
const schema = (summary: string) => ({ tags: ['client delegation'], summary });

interface Asked {
  readonly person: Party;
  readonly agent: SystemUser;
  readonly owner: Party;
}

/** The client delegation API, for persons with client administration (system-register-and-users.md 7.4). */
export function clientApiRoutes(scope: FastifyInstance, deps: SystemsRoutesDeps): void {
  const { users } = deps.systems;
  scope.get(`${BASE}/agents`, { schema: schema("An organisation's agents") }, async (request) => {
    const { person } = await requirePerson(deps, request, CLIENT_READ);
    const number = queryText(request.query, 'party');
    const party = number === undefined ? undefined : await deps.register.party({ organization: number });
    if (!party) throw new HttpProblem(404, 'give party, the number of an organisation that the register knows');
    await requireAdministration(deps, person, party, 'read');
    return Promise.all((await users.ofParty(party, 'agent')).map((user) => users.describe(user)));
  });
  listRoutes(scope, deps);
  writeRoutes(scope, deps);
}

async function requireAdministration(
  deps: SystemsRoutesDeps,
  person: Party,
  party: Party,
  action: 'read' | 'write',
): Promise<void> {
  if (!(await deps.systems.mayUse(person, CLIENT_ADMINISTRATION, action, party)))
    throw forbidden(`the person has not got client administration for ${party.organizationNumber ?? 'the party'}`);
}

/** @throws SystemsError VLD-00014, VLD-00015; HttpProblem 403, 404 */
async function agentAsked(deps: SystemsRoutesDeps, request: FastifyRequest, action: 'read' | 'write'): Promise<Asked> {
  const { person } = await requirePerson(deps, request, action === 'read' ? CLIENT_READ : CLIENT_WRITE);
  const id = queryText(request.query, 'agent');
  if (id === undefined || !isUuid(id)) throw validation([{ rule: 14 }]);
  const agent = await deps.systems.users.find(id.toLowerCase());
  if (!agent) throw validation([{ rule: 14, title: AGENT_NOT_FOUND }]);
  if (agent.userType !== 'agent') throw validation([{ rule: 15 }]);
  const owner = await deps.register.party({ uuid: agent.partyUuid });
  if (!owner) throw new HttpProblem(404, 'the register has not got the owner of the agent');
  await requireAdministration(deps, person, owner, action);
  return { person, agent, owner };
}

const listOf = (agent: SystemUser, clients: readonly Party[]) => ({
  links: {},
  systemUserInformation: { systemUserId: agent.id, systemUserOwnerOrg: agent.partyOrganization },
  data: clients.map((client) => ({
    clientId: client.uuid,
    clientOrganizationNumber: client.organizationNumber,
    clientOrganizationName: client.name,
  })),
});

function listRoutes(scope: FastifyInstance, deps: SystemsRoutesDeps): void {
  const { agents } = deps.systems;
  scope.get(`${BASE}/clients/available`, { schema: schema('Clients that can be added') }, async (request) => {
    const { agent, owner } = await agentAsked(deps, request, 'read');
    const served = new Set((await agents.clients(agent)).map((one) => one.client.uuid));
    const clients = await agents.clientsOf(owner, agent.packages);
    return listOf(
      agent,
      clients.map((one) => one.party).filter((party) => !served.has(party.uuid)),
    );
  });
  scope.get(`${BASE}/clients`, { schema: schema('Clients that an agent serves') }, async (request) => {
    const { agent } = await agentAsked(deps, request, 'read');
    return listOf(
      agent,
      (await agents.clients(agent)).map((one) => one.client),
    );
  });
}

function writeRoutes(scope: FastifyInstance, deps: SystemsRoutesDeps): void {
  const { agents } = deps.systems;
  const clientIn = (request: FastifyRequest): string => {
    const client = queryText(request.query, 'client');
    if (client === undefined || !isUuid(client)) throw validation([{ rule: 16 }]);
    return client.toLowerCase();
  };
  scope.post(`${BASE}/clients`, { schema: schema('Add a client to an agent') }, async (request) => {
    const { person, agent, owner } = await agentAsked(deps, request, 'write');
    const client = clientIn(request);
    await agents.add(agent, owner, client, person);
    return { agent: agent.id, client };
  });
  scope.delete(`${BASE}/clients`, { schema: schema('Take a client from an agent') }, async (request) => {
    const { agent, owner } = await agentAsked(deps, request, 'write');
    const client = clientIn(request);
    await agents.remove(agent, owner, client);
    return { agent: agent.id, client };
  });
}
