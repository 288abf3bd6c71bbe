import type { Database } from '../database/index.ts';
import { type AgentWish, type Delegations, delegationId, type HeldClient } from '../delegations/index.ts';
import { type Clock, lastPartOf } from '../foundation/index.ts';
import type { Party, Register } from '../register/index.ts';
import type { SystemUser } from './model.ts';
import { problem } from './refusals.ts';
import { touchUser } from './user-store.ts';

/** A client that an agent serves, by one of the roles that its owner has for the client. */
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

/** Agents' clients (system-register-and-users.md 7.3 and 7.4); they are kept with those of every other agent (access-management.md 2). */
export interface Agents {
  /** The facilitator's clients for whom it has all of the packages (URNs). */
  clientsOf(facilitator: Party, packages: readonly string[]): Promise<readonly FacilitatorClient[]>;
  /** Those that the agent serves for its owner. */
  clients(agent: SystemUser): Promise<readonly AgentClient[]>;
  /** Lets the agent act for a client of its owner, or for the owner itself. Adding twice changes nothing. */
  add(agent: SystemUser, facilitator: Party, clientUuid: string, by: Party): Promise<readonly AgentClient[]>;
  /** @throws Refusal AUTH-00038 when the agent has no such client, AUTH-00039 when another facilitator added it */
  remove(agent: SystemUser, facilitator: Party, clientUuid: string): Promise<void>;
}

export interface AgentsDeps {
  readonly database: Database;
  readonly clock: Clock;
  readonly register: Register;
  readonly delegations: Delegations;
}

/** By which a client of a system user's owner has one; the first that brings a package is the one by which it is given. */
const CLIENT_ROLES = [
  'urn:altinn:external-role:ccr:regnskapsforer',
  'urn:altinn:external-role:ccr:revisor',
  'urn:altinn:external-role:ccr:forretningsforer',
  'urn:altinn:external-role:ccr:deltaker-delt-ansvar',
  'urn:altinn:external-role:ccr:deltaker-fullt-ansvar',
  'urn:altinn:role:rettighetshaver',
] as const;
/** By which the owner itself is served. */
const AGENT_ROLE = 'urn:altinn:role:agent';

class SqlAgents implements Agents {
  readonly #deps: AgentsDeps;

  constructor(deps: AgentsDeps) {
    this.#deps = deps;
  }

  async clientsOf(facilitator: Party, packages: readonly string[]): Promise<readonly FacilitatorClient[]> {
    const wanted = packages.map(lastPartOf);
    const held = await this.#held(facilitator);
    return held
      .map(({ client, byRole }) => ({
        party: client,
        access: CLIENT_ROLES.flatMap((role) => {
          const names = [...(byRole.get(role)?.packages ?? [])].filter((urn) => this.#isDelegable(urn)).map(lastPartOf);
          return names.length === 0 ? [] : [{ role: lastPartOf(role), packages: names }];
        }),
      }))
      .filter(({ access }) => {
        const has = new Set(access.flatMap((one) => one.packages));
        return has.size > 0 && wanted.every((name) => has.has(name));
      });
  }

  async clients(agent: SystemUser): Promise<readonly AgentClient[]> {
    const { register, delegations } = this.#deps;
    const facilitator = agent.partyUuid;
    const [rows, assignments] = await Promise.all([
      delegations.clientAgents.served({ agent: agent.id, facilitator }),
      delegations.clientAgents.list({ agent: agent.id, facilitator }),
    ]);
    const parties = await register.parties(rows.map((row) => row.from_uuid));
    const byId = new Map(rows.map((row) => [delegationId(row), row] as const));
    return [...byId].flatMap(([id, row]) => {
      const client = parties.get(row.from_uuid);
      const [assignment] = assignments;
      return client && assignment
        ? [{ delegationId: id, assignmentId: assignment.id, facilitatorUuid: facilitator, client }]
        : [];
    });
  }

  async add(agent: SystemUser, facilitator: Party, clientUuid: string, by: Party): Promise<readonly AgentClient[]> {
    const { database, clock, delegations } = this.#deps;
    const wishes = await this.#wishes(agent, facilitator, clientUuid);
    const triple = { facilitator: facilitator.uuid, client: clientUuid, agent: agent.id };
    await database.transaction(async (trx, announce) => {
      if (!(await touchUser(trx, agent.id, clock.now()))) throw problem('systemUserNotFound');
      const how = { by: by.uuid, adds: true };
      await delegations.clientAgents.giveIn(trx, announce, triple, 'package', wishes, how);
    });
    return (await this.clients(agent)).filter((one) => one.client.uuid === clientUuid);
  }

  async remove(agent: SystemUser, facilitator: Party, clientUuid: string): Promise<void> {
    const { database, clock, delegations } = this.#deps;
    const { clientAgents } = delegations;
    const given = await clientAgents.given(database.db, { agent: agent.id, client: clientUuid });
    if (given.length === 0) throw problem('clientNotServed');
    if (!given.some((row) => row.via_uuid === facilitator.uuid)) throw problem('clientOfOtherFacilitator');
    const triple = { facilitator: facilitator.uuid, client: clientUuid, agent: agent.id };
    await database.transaction(async (trx, announce) => {
      if (!(await touchUser(trx, agent.id, clock.now()))) throw problem('systemUserNotFound');
      if ((await clientAgents.removeIn(trx, announce, triple)).length === 0) throw problem('clientNotServed');
    });
  }

  /** The agent's packages, each by a role by which its owner has it for the client. @throws Refusal AUTH-00079, AUTH-00080 */
  async #wishes(agent: SystemUser, facilitator: Party, clientUuid: string): Promise<readonly AgentWish[]> {
    if (clientUuid === facilitator.uuid) return [{ role: AGENT_ROLE, items: agent.packages }];
    const [held] = await this.#held(facilitator, clientUuid);
    if (!held || !CLIENT_ROLES.some((role) => held.byRole.has(role)))
      throw problem('clientNotFound', `${facilitator.name} has no client ${clientUuid}`);
    const byPackage = agent.packages.map((urn) => ({
      urn,
      role: CLIENT_ROLES.find((role) => held.byRole.get(role)?.packages.has(urn) && this.#isDelegable(urn)),
    }));
    const missing = byPackage.filter((one) => one.role === undefined).map((one) => one.urn);
    if (missing.length > 0)
      throw problem(
        'clientLacksPackages',
        `${facilitator.name} has not got these for the client: ${missing.join(', ')}`,
      );
    return byPackage.flatMap(({ role, urn }) => (role === undefined ? [] : [{ role, items: [urn] }]));
  }

  /** Its clients that are organisations. */
  async #held(facilitator: Party, client?: string): Promise<readonly HeldClient[]> {
    const held = await this.#deps.delegations.clientAgents.held([facilitator.uuid], client);
    return [...(held.get(facilitator.uuid)?.values() ?? [])].filter((one) => one.client.type === 'organization');
  }

  #isDelegable(urn: string): boolean {
    return this.#deps.register.catalogue.package(urn)?.isDelegable === true;
  }
}

export const createAgents = (deps: AgentsDeps): Agents => new SqlAgents(deps);
