import { Type } from 'typebox';
import { isUuid } from '../foundation/index.ts';
import type { Reader } from '../http/index.ts';
import type { Party } from '../register/index.ts';
import { AGENT_NOT_FOUND } from './codes.ts';
import type { SystemUser } from './model.ts';
import { member, optionalText } from './readers.ts';
import { forbidden, refuseAtDoor, validation } from './refusals.ts';
import { AgentAndClient, AgentClients, InternalUser } from './schemas.ts';
import {
  API,
  CLIENT_ADMIN_READ,
  CLIENT_ADMIN_WRITE,
  CLIENT_READ,
  CLIENT_WRITE,
  type ClientSurface,
  type Session,
  type SystemsRoutesDeps,
} from './surface.ts';

const BASE = `${API}/enduser/systemuser` as const;
const READS = { ...CLIENT_ADMIN_READ, scopes: [CLIENT_READ] } as const;
const WRITES = { ...CLIENT_ADMIN_WRITE, scopes: [CLIENT_WRITE] } as const;
type Access = typeof READS | typeof WRITES;

/** The agent in the query, in lower case. @throws Refusal VLD-00014 */
const AGENT: Reader<string> = member(
  Type.String({ format: 'uuid', description: 'The agent' }),
  (value) => {
    if (value === undefined || !isUuid(value)) throw validation([{ rule: 'agentInvalid' }]);
    return value.toLowerCase();
  },
  true,
);
/** Judged after the agent, and whether the person may (7.4): not when it is read. */
const CLIENT: Reader<string | undefined> = {
  ...optionalText(''),
  schema: Type.String({ format: 'uuid', description: 'The client' }),
  required: true,
};

/** @throws Refusal VLD-00016 */
function clientIn(value: string | undefined): string {
  if (value === undefined || !isUuid(value)) throw validation([{ rule: 'clientInvalid' }]);
  return value.toLowerCase();
}

/** The client delegation API, for persons with client administration (system-register-and-users.md 7.4). */
export function clientApiRoutes(doors: ClientSurface, deps: SystemsRoutesDeps): void {
  const { users } = deps.systems;
  doors.route({
    method: 'GET',
    path: `${BASE}/agents`,
    operationId: 'listAgents',
    summary: "An organisation's agents",
    access: READS,
    query: { party: optionalText('Number of the organisation') },
    answers: { 200: { description: 'The agents', schema: Type.Array(InternalUser) } },
    refusals: [404],
    async handle({ caller, query: { party: number } }) {
      const party = number === undefined ? undefined : await deps.register.party({ organization: number });
      if (!party)
        throw refuseAtDoor('organizationUnknown', 'give party, the number of an organisation that the register knows');
      await requireAdministration(deps, caller, party, READS);
      return Promise.all((await users.ofParty(party, 'agent')).map((user) => users.describe(user)));
    },
  });
  listRoutes(doors, deps);
  writeRoutes(doors, deps);
}

async function requireAdministration(
  deps: SystemsRoutesDeps,
  { person }: Session,
  party: Party,
  { resource, action }: Access,
): Promise<void> {
  if (!(await deps.systems.mayUse(person, resource, action, party)))
    throw forbidden(`the person has not got client administration for ${party.organizationNumber ?? 'the party'}`);
}

/** @throws Refusal VLD-00014, VLD-00015, 403, 404 */
async function agentAsked(
  deps: SystemsRoutesDeps,
  caller: Session,
  id: string,
  access: Access,
): Promise<{ readonly agent: SystemUser; readonly owner: Party }> {
  const agent = await deps.systems.users.find(id);
  if (!agent) throw validation([{ rule: 'agentInvalid', title: AGENT_NOT_FOUND }]);
  if (agent.userType !== 'agent') throw validation([{ rule: 'agentNotAgent' }]);
  const owner = await deps.register.party({ uuid: agent.partyUuid });
  if (!owner) throw refuseAtDoor('organizationUnknown', 'the register has not got the owner of the agent');
  await requireAdministration(deps, caller, owner, access);
  return { agent, owner };
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

function listRoutes({ route }: ClientSurface, deps: SystemsRoutesDeps): void {
  const { agents } = deps.systems;
  const shared = {
    method: 'GET',
    access: READS,
    query: { agent: AGENT },
    answers: { 200: { description: 'The clients', schema: AgentClients } },
    refusals: [404],
  } as const;
  route({
    ...shared,
    path: `${BASE}/clients/available`,
    operationId: 'listAvailableClients',
    summary: 'Clients that can be added',
    async handle({ caller, query }) {
      const { agent, owner } = await agentAsked(deps, caller, query.agent, READS);
      const served = new Set((await agents.clients(agent)).map((one) => one.client.uuid));
      const clients = await agents.clientsOf(owner, agent.packages);
      return listOf(
        agent,
        clients.map((one) => one.party).filter((party) => !served.has(party.uuid)),
      );
    },
  });
  route({
    ...shared,
    path: `${BASE}/clients`,
    operationId: 'listAgentClients',
    summary: 'Clients that an agent serves',
    async handle({ caller, query }) {
      const { agent } = await agentAsked(deps, caller, query.agent, READS);
      const served = new Map((await agents.clients(agent)).map(({ client }) => [client.uuid, client] as const));
      return listOf(agent, [...served.values()]);
    },
  });
}

function writeRoutes({ route }: ClientSurface, deps: SystemsRoutesDeps): void {
  const { agents } = deps.systems;
  const shared = {
    path: `${BASE}/clients`,
    access: WRITES,
    query: { agent: AGENT, client: CLIENT },
    answers: { 200: { description: 'It is done', schema: AgentAndClient } },
    refusals: [404],
  } as const;
  route({
    ...shared,
    method: 'POST',
    operationId: 'addClientToAgent',
    summary: 'Add a client to an agent',
    async handle({ caller, query }) {
      const { agent, owner } = await agentAsked(deps, caller, query.agent, WRITES);
      const client = clientIn(query.client);
      await agents.add(agent, owner, client, caller.person);
      return { agent: agent.id, client };
    },
  });
  route({
    ...shared,
    method: 'DELETE',
    operationId: 'removeClientFromAgent',
    summary: 'Take a client from an agent',
    async handle({ caller, query }) {
      const { agent, owner } = await agentAsked(deps, caller, query.agent, WRITES);
      const client = clientIn(query.client);
      await agents.remove(agent, owner, client);
      return { agent: agent.id, client };
    },
  });
}
