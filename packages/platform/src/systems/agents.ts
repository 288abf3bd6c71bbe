import { randomUUID } from 'node:crypto';
import type { Database } from '../database/index.ts';
import type { Delegations } from '../delegations/index.ts';
import type { Clock } from '../foundation/index.ts';
import type { Party, Register, Relation } from '../register/index.ts';
import type { SystemUser } from './model.ts';
import { problem } from './refusals.ts';
import {
  type AgentClientRow,
  agentClients,
  deleteAgentClient,
  findAgentClient,
  insertAgentClient,
  touchUser,
} from './user-store.ts';

/** A client that an agent serves. */
export interface AgentClient {
  readonly delegationId: string;
  readonly assignmentId: string;
  readonly facilitatorUuid: string;
  readonly client: Party;
}

/** A party that a facilitator serves, and with what. */
export interface FacilitatorClient {
  readonly party: Party;
  /** By role: the names (last part of the URN) of the packages that may be passed on to an agent. */
  readonly access: readonly { readonly role: string; readonly packages: readonly string[] }[];
}

/** Agents' clients (system-register-and-users.md 7.3 and 7.4). */
export interface Agents {
  /** The facilitator's clients for whom it has all of the packages (URNs). */
  clientsOf(facilitator: Party, packages: readonly string[]): Promise<readonly FacilitatorClient[]>;
  clients(agent: SystemUser): Promise<readonly AgentClient[]>;
  /** Lets the agent act for a client of its owner, or for the owner itself. Adding twice changes nothing. */
  add(agent: SystemUser, facilitator: Party, clientUuid: string, by: Party): Promise<AgentClient>;
  /** @throws Refusal AUTH-00038 when the agent has no such client, AUTH-00039 when another facilitator added it */
  remove(agent: SystemUser, facilitator: Party, clientUuid: string): Promise<void>;
}

export interface AgentsDeps {
  readonly database: Database;
  readonly clock: Clock;
  readonly register: Register;
  readonly delegations: Delegations;
}

const tail = (urn: string): string => urn.slice(urn.lastIndexOf(':') + 1);

class SqlAgents implements Agents {
  readonly #deps: AgentsDeps;

  constructor(deps: AgentsDeps) {
    this.#deps = deps;
  }

  async clientsOf(facilitator: Party, packages: readonly string[]): Promise<readonly FacilitatorClient[]> {
    const wanted = packages.map(tail);
    const clients = (await this.#deps.register.clientsOf(facilitator)).map((relation) => this.#describe(relation));
    return clients.filter(({ access }) => {
      const held = new Set(access.flatMap((one) => one.packages));
      return wanted.every((name) => held.has(name));
    });
  }

  async clients(agent: SystemUser): Promise<readonly AgentClient[]> {
    const { register, database } = this.#deps;
    const rows = await agentClients(database.db, agent.id);
    const parties = await register.parties(rows.map((row) => row.client_uuid));
    return rows.flatMap((row) => {
      const client = parties.get(row.client_uuid);
      return client ? [toAgentClient(row, client)] : [];
    });
  }

  async add(agent: SystemUser, facilitator: Party, clientUuid: string, by: Party): Promise<AgentClient> {
    const { database, clock, delegations } = this.#deps;
    const client = await this.#servable(agent, facilitator, clientUuid);
    const row: AgentClientRow = {
      id: randomUUID(),
      agent_id: agent.id,
      facilitator_uuid: facilitator.uuid,
      client_uuid: client.uuid,
      assignment_id: randomUUID(),
      created: clock.now(),
    };
    await database.transaction(async (trx, announce) => {
      if (!(await touchUser(trx, agent.id, clock.now()))) throw problem('systemUserNotFound');
      await insertAgentClient(trx, row);
      const grant = { to: agent.id, client: client.uuid, facilitator: facilitator.uuid, by: by.uuid };
      await delegations.grantToAgent(trx, announce, { ...grant, packages: agent.packages });
    });
    const stored = await findAgentClient(database.db, agent.id, client.uuid);
    return toAgentClient(stored ?? row, client);
  }

  async remove(agent: SystemUser, facilitator: Party, clientUuid: string): Promise<void> {
    const { database, clock, delegations } = this.#deps;
    const row = await findAgentClient(database.db, agent.id, clientUuid);
    if (!row) throw problem('clientNotServed');
    if (row.facilitator_uuid !== facilitator.uuid) throw problem('clientOfOtherFacilitator');
    await database.transaction(async (trx, announce) => {
      if (!(await touchUser(trx, agent.id, clock.now()))) throw problem('systemUserNotFound');
      if (!(await deleteAgentClient(trx, row.id))) throw problem('clientNotServed');
      await delegations.revokeAll(trx, announce, { to: agent.id, from: clientUuid });
    });
  }

  /** A client that the agent may serve. @throws Refusal AUTH-00079, AUTH-00080 */
  async #servable(agent: SystemUser, facilitator: Party, clientUuid: string): Promise<Party> {
    if (clientUuid === facilitator.uuid) return facilitator;
    const known = (await this.clientsOf(facilitator, [])).find((one) => one.party.uuid === clientUuid);
    if (!known) throw problem('clientNotFound', `${facilitator.name} has no client ${clientUuid}`);
    const held = new Set(known.access.flatMap((one) => one.packages));
    const missing = agent.packages.filter((urn) => !held.has(tail(urn)));
    if (missing.length > 0)
      throw problem(
        'clientLacksPackages',
        `${facilitator.name} has not got these for the client: ${missing.join(', ')}`,
      );
    return known.party;
  }

  #describe({ party, roles }: Relation): FacilitatorClient {
    const { catalogue } = this.#deps.register;
    const access = roles.map((role) => ({
      role: tail(role.urn),
      packages: catalogue
        .packagesOf(role.urn, party.form)
        .filter((row) => row.hasAccess && catalogue.package(row.package)?.isDelegable === true)
        .map((row) => tail(row.package)),
    }));
    return { party, access };
  }
}

const toAgentClient = (row: AgentClientRow, client: Party): AgentClient => ({
  delegationId: row.id,
  assignmentId: row.assignment_id,
  facilitatorUuid: row.facilitator_uuid,
  client,
});

export const createAgents = (deps: AgentsDeps): Agents => new SqlAgents(deps);
