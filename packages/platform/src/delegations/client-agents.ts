import { randomUUID } from 'node:crypto';
import type { Kysely, Transaction } from 'kysely';
import { type Announce, type Database, type Tables, tell } from '../database/index.ts';
import type { Clock } from '../foundation/index.ts';
import type { Register } from '../register/index.ts';
import { type HeldClients, heldClients, isHeld } from './client-access.ts';
import {
  type AgentRow,
  agentRows,
  deleteAgents,
  deleteGrants,
  type GrantRow,
  grantOfDelegation,
  grantRows,
  grantsOf,
  insertAgent,
  insertGrants,
  isOwn,
  lockAgent,
  type WhichGrants,
} from './client-store.ts';

/** What of a client goes to an agent, or comes from it: packages (URNs) or resources (ids) by a role of the facilitator. */
export interface AgentWish {
  /** URN */
  readonly role: string;
  readonly items: readonly string[];
}

/** Between whom: the client's access goes through the facilitator to the agent. */
export interface Triple {
  readonly facilitator: string;
  readonly client: string;
  readonly agent: string;
}

/** What came of one item. */
export interface AgentChange {
  readonly role: string;
  readonly item: string;
  readonly changed: boolean;
}

/** Who serves the clients of whom, and with what (access-management.md 2). */
export interface ClientAgents {
  /** The agents of a facilitator, or the facilitators of an agent. */
  list(which: {
    readonly facilitator?: string;
    readonly agent?: string;
    readonly id?: string;
  }): Promise<readonly AgentRow[]>;
  /** What facilitators have of their clients, or of one. */
  held(facilitators: readonly string[], client?: string): Promise<HeldClients>;
  /** What agents have been given of clients and the facilitators still have. */
  grants(which: WhichGrants): Promise<readonly GrantRow[]>;
  /** As `grants`, and what facilitators have given of their own. */
  served(which: WhichGrants): Promise<readonly GrantRow[]>;
  /** What these agents have of these clients and facilitators have; as `served`, of several. */
  servedOf(agents: readonly string[], clients: readonly string[]): Promise<readonly GrantRow[]>;
  /** Something of a delegation that the facilitator has given, by the delegation's id; also of what it has no longer. */
  delegation(facilitator: string, id: string): Promise<GrantRow | undefined>;
  /** Everything that was given, also what the facilitators have no longer. */
  given(db: Kysely<Tables>, which: WhichGrants): Promise<readonly GrantRow[]>;
  /** Adding twice changes nothing. */
  add(facilitator: string, agent: string, by: string): Promise<AgentRow>;
  /** Gives all or nothing. @param adds makes an agent of who is none yet @returns undefined for who is none, and is not made one */
  give(
    triple: Triple,
    kind: GrantRow['kind'],
    wishes: readonly AgentWish[],
    how: { readonly by: string; readonly adds: boolean },
  ): Promise<readonly AgentChange[] | undefined>;
  /** As `give`, inside the caller's transaction. */
  giveIn(
    trx: Transaction<Tables>,
    announce: Announce,
    triple: Triple,
    kind: GrantRow['kind'],
    wishes: readonly AgentWish[],
    how: { readonly by: string; readonly adds: boolean },
  ): Promise<readonly AgentChange[] | undefined>;
  /** @returns undefined for who is no agent of the facilitator */
  take(
    triple: Triple,
    kind: GrantRow['kind'],
    wishes: readonly AgentWish[],
  ): Promise<readonly AgentChange[] | undefined>;
  /** Takes everything of one client. @param ifNothing changes nothing while there is something @returns what there was */
  removeClient(triple: Triple, ifNothing: boolean): Promise<readonly GrantRow[]>;
  /** Takes what an agent has of a client, or what it has by one role of the facilitator, inside the caller's transaction. @returns what there was */
  removeIn(
    trx: Transaction<Tables>,
    announce: Announce,
    which: Triple & { readonly role?: string },
  ): Promise<readonly GrantRow[]>;
  /** Ends the agent's service, and takes everything that it had by it. @param ifNothing, @returns as `removeClient` */
  remove(facilitator: string, agent: string, ifNothing: boolean): Promise<readonly GrantRow[]>;
}

interface Deps {
  readonly database: Database;
  readonly clock: Clock;
  readonly register: Register;
}

const keyOf = ({ via_role: role, item }: GrantRow): string => `${role} ${item}`;

class SqlClientAgents implements ClientAgents {
  readonly #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  list(which: {
    readonly facilitator?: string;
    readonly agent?: string;
    readonly id?: string;
  }): Promise<readonly AgentRow[]> {
    return agentRows(this.#deps.database.db, which);
  }

  held(facilitators: readonly string[], client?: string): Promise<HeldClients> {
    const { register, database } = this.#deps;
    return heldClients({ register, db: database.db }, facilitators, client);
  }

  async grants(which: WhichGrants): Promise<readonly GrantRow[]> {
    return (await this.served(which)).filter((row) => !isOwn(row));
  }

  async served(which: WhichGrants): Promise<readonly GrantRow[]> {
    return this.#inEffect(await grantRows(this.#deps.database.db, which), which.client);
  }

  async servedOf(agents: readonly string[], clients: readonly string[]): Promise<readonly GrantRow[]> {
    return this.#inEffect(await grantsOf(this.#deps.database.db, agents, clients));
  }

  async #inEffect(rows: readonly GrantRow[], client?: string): Promise<readonly GrantRow[]> {
    if (rows.length === 0) return rows;
    const held = await this.held([...new Set(rows.map((row) => row.via_uuid))], client);
    return rows.filter((row) => isOwn(row) || isHeld(held, row));
  }

  delegation(facilitator: string, id: string): Promise<GrantRow | undefined> {
    return grantOfDelegation(this.#deps.database.db, facilitator, id);
  }

  given(db: Kysely<Tables>, which: WhichGrants): Promise<readonly GrantRow[]> {
    return grantRows(db, which);
  }

  async add(facilitator: string, agent: string, by: string): Promise<AgentRow> {
    const { database } = this.#deps;
    await database.transaction((trx) => this.#insert(trx, facilitator, agent, by));
    const [row] = await agentRows(database.db, { facilitator, agent });
    // Removed again meanwhile: it has been one.
    return row ?? this.#row(facilitator, agent, by);
  }

  give(
    triple: Triple,
    kind: GrantRow['kind'],
    wishes: readonly AgentWish[],
    how: { readonly by: string; readonly adds: boolean },
  ): Promise<readonly AgentChange[] | undefined> {
    return this.#deps.database.transaction((trx, announce) => this.giveIn(trx, announce, triple, kind, wishes, how));
  }

  async giveIn(
    trx: Transaction<Tables>,
    announce: Announce,
    triple: Triple,
    kind: GrantRow['kind'],
    wishes: readonly AgentWish[],
    { by, adds }: { readonly by: string; readonly adds: boolean },
  ): Promise<readonly AgentChange[] | undefined> {
    const { facilitator, client, agent } = triple;
    if (adds) await this.#insert(trx, facilitator, agent, by);
    if (!(await lockAgent(trx, facilitator, agent))) return undefined;
    const there = new Set((await grantRows(trx, { facilitator, client, agent, kind })).map(keyOf));
    const common = { to_uuid: agent, from_uuid: client, via_uuid: facilitator, kind, by_uuid: by };
    const rows: GrantRow[] = [];
    const changes = wishes.flatMap(({ role, items }) =>
      items.map((item) => {
        const row: GrantRow = { ...common, via_role: role, item, created: this.#deps.clock.now() };
        const changed = !there.has(keyOf(row));
        if (changed) rows.push(row);
        there.add(keyOf(row));
        return { role, item, changed };
      }),
    );
    await insertGrants(trx, rows);
    const items = rows.map((row) => row.item);
    tellOf(trx, announce, 'delegation.given', triple, kind, items);
    return changes;
  }

  async take(
    { facilitator, client, agent }: Triple,
    kind: GrantRow['kind'],
    wishes: readonly AgentWish[],
  ): Promise<readonly AgentChange[] | undefined> {
    return this.#deps.database.transaction(async (trx, announce) => {
      if (!(await lockAgent(trx, facilitator, agent))) return undefined;
      const there = new Set((await grantRows(trx, { facilitator, client, agent, kind })).map(keyOf));
      const changes = wishes.flatMap(({ role, items }) =>
        [...new Set(items)].map((item) => ({ role, item, changed: there.delete(`${role} ${item}`) })),
      );
      for (const { role, items } of wishes)
        if (items.length > 0) await deleteGrants(trx, { facilitator, client, agent, kind, role, items });
      const taken = changes.filter((one) => one.changed).map((one) => one.item);
      tellOf(trx, announce, 'delegation.taken', { facilitator, client, agent }, kind, taken);
      return changes;
    });
  }

  async removeClient(triple: Triple, ifNothing: boolean): Promise<readonly GrantRow[]> {
    return this.#deps.database.transaction(async (trx, announce) => {
      if (!(await lockAgent(trx, triple.facilitator, triple.agent))) return [];
      return this.#clear(trx, announce, triple, ifNothing);
    });
  }

  async removeIn(
    trx: Transaction<Tables>,
    announce: Announce,
    which: Triple & { readonly role?: string },
  ): Promise<readonly GrantRow[]> {
    if (!(await lockAgent(trx, which.facilitator, which.agent))) return [];
    return this.#clear(trx, announce, which, false);
  }

  async remove(facilitator: string, agent: string, ifNothing: boolean): Promise<readonly GrantRow[]> {
    return this.#deps.database.transaction(async (trx, announce) => {
      if (!(await lockAgent(trx, facilitator, agent))) return [];
      const had = await this.#clear(trx, announce, { facilitator, agent }, ifNothing);
      if (!ifNothing || had.length === 0) await deleteAgents(trx, agent, facilitator);
      return had;
    });
  }

  async #clear(
    trx: Transaction<Tables>,
    announce: Announce,
    which: Pick<Triple, 'facilitator' | 'agent'> & { readonly client?: string; readonly role?: string },
    ifNothing: boolean,
  ): Promise<readonly GrantRow[]> {
    const had = await grantRows(trx, which);
    if (had.length === 0 || ifNothing) return had;
    await deleteGrants(trx, which);
    for (const client of new Set(had.map((row) => row.from_uuid)))
      for (const kind of ['package', 'resource'] as const) {
        const items = had.filter((row) => row.from_uuid === client && row.kind === kind).map((row) => row.item);
        tellOf(trx, announce, 'delegation.taken', { ...which, client }, kind, items);
      }
    return had;
  }

  #insert(trx: Transaction<Tables>, facilitator: string, agent: string, by: string): Promise<boolean> {
    return insertAgent(trx, this.#row(facilitator, agent, by));
  }

  #row(facilitator: string, agent: string, by: string): AgentRow {
    const common = { facilitator_uuid: facilitator, agent_uuid: agent, by_uuid: by };
    return { ...common, id: randomUUID(), created: this.#deps.clock.now() };
  }
}

function tellOf(
  trx: Transaction<Tables>,
  announce: Announce,
  kind: 'delegation.given' | 'delegation.taken',
  { facilitator, client, agent }: Triple,
  what: GrantRow['kind'],
  items: readonly string[],
): void {
  if (items.length === 0) return;
  const list = what === 'package' ? { packages: items } : { resources: items };
  tell(trx, { kind, subject: agent, data: { from: client, facilitator, ...list } });
  announce({ topic: 'delegation', key: agent });
}

/** What a facilitator has no longer, its agents have no longer: it does not come back to them with it. */
export async function forgetAgents(trx: Transaction<Tables>, announce: Announce, which: WhichGrants): Promise<void> {
  for (const agent of await deleteGrants(trx, which)) announce({ topic: 'delegation', key: agent });
}

/** Opens the agents on a database. */
export const createClientAgents = (deps: Deps): ClientAgents => new SqlClientAgents(deps);
