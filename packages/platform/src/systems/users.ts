import { randomUUID } from 'node:crypto';
import type { Database } from '../database/index.ts';
import type { Delegations, GrantRow } from '../delegations/index.ts';
import type { Clock } from '../foundation/index.ts';
import type { Catalogue, Party } from '../register/index.ts';
import { type Approver, approve, planOf } from './approval.ts';
import { type ExternalSystemUser, external, internal, resourceIds, type SystemUser, type UserType } from './model.ts';
import type { Cursor } from './paging.ts';
import { problem } from './refusals.ts';
import { isForStandard } from './request-rules.ts';
import { markRequestDeleted } from './request-store.ts';
import type { SystemRegister } from './system-register.ts';
import {
  findActiveUser,
  findUser,
  findUsers,
  hasDeletedUser,
  insertUser,
  lastSequence,
  markUserDeleted,
  renameUser,
  systemOfClient,
  touchUser,
  usersAfter,
  usersOfParty,
  usersOfSystem,
} from './user-store.ts';

export interface ExternalIdQuery {
  /** Maskinporten client that asks for a token. */
  readonly clientId: string;
  /** Vendor, nine digits. */
  readonly systemProviderOrgNo: string;
  /** Customer, nine digits. */
  readonly systemUserOwnerOrgNo: string;
  /** Left out: the customer's organisation number. */
  readonly externalRef?: string;
}

/** What a system user may do for its customer. */
export interface UserAccess {
  readonly rights: readonly {
    readonly resource: readonly { id: string; value: string }[];
    readonly actions: readonly string[];
  }[];
  readonly accessPackages: readonly { readonly urn: string }[];
}

/** System users (system-register-and-users.md 7). */
export interface SystemUsers {
  /** One that is not deleted. */
  find(id: string): Promise<SystemUser | undefined>;
  /** Those of the ids that are system users; without deleted ones. */
  named(ids: readonly string[]): Promise<readonly SystemUser[]>;
  /** Deleted ones included. */
  namedAny(ids: readonly string[]): Promise<readonly SystemUser[]>;
  /** Deleted ones included. */
  findAny(id: string): Promise<SystemUser | undefined>;
  byTriple(systemId: string, organization: string, externalRef: string): Promise<SystemUser | undefined>;
  /** Whether a system user that the query would find has been deleted. */
  wasDeleted(query: ExternalIdQuery): Promise<boolean>;
  byExternalId(query: ExternalIdQuery): Promise<ExternalSystemUser | undefined>;
  ofParty(party: Party, type: UserType): Promise<readonly SystemUser[]>;
  ofSystem(systemId: string, after: Cursor | undefined, limit: number): Promise<readonly SystemUser[]>;
  /** Changes after a place in the stream, with the last place there is. */
  stream(after: number, limit: number): Promise<{ users: readonly SystemUser[]; last: number }>;
  access(user: SystemUser): Promise<UserAccess>;
  /** With its packages, as the portal shows it. */
  describe(user: SystemUser): Promise<ReturnType<typeof internal>>;
  /** Made by the customer in the portal, with everything that the system asks for. */
  create(approver: Approver, wanted: { systemId: string; integrationTitle: string }): Promise<SystemUser>;
  /** @throws Refusal AUTH-00015 when there is none, AUTH-00024 when it is another party's */
  rename(id: string, party: Party, title: string): Promise<SystemUser>;
  /** Gives what the system asks for now and a standard system user lacks: the approver must be able to give all of it, or nothing is given. */
  giveAll(id: string, approver: Approver): Promise<SystemUser>;
  /** Deletes a system user with its delegations and its request. */
  remove(id: string, type: UserType, party: Party): Promise<boolean>;
}

export interface UsersDeps {
  readonly database: Database;
  readonly clock: Clock;
  readonly delegations: Delegations;
  readonly systems: SystemRegister;
  readonly catalogue: Catalogue;
}

class SqlSystemUsers implements SystemUsers {
  readonly #deps: UsersDeps;

  constructor(deps: UsersDeps) {
    this.#deps = deps;
  }

  findAny(id: string): Promise<SystemUser | undefined> {
    return findUser(this.#deps.database.db, id);
  }

  async find(id: string): Promise<SystemUser | undefined> {
    const user = await this.findAny(id);
    return user?.isDeleted ? undefined : user;
  }

  async named(ids: readonly string[]): Promise<readonly SystemUser[]> {
    return (await this.namedAny(ids)).filter(({ isDeleted }) => !isDeleted);
  }

  namedAny(ids: readonly string[]): Promise<readonly SystemUser[]> {
    return findUsers(this.#deps.database.db, ids);
  }

  byTriple(systemId: string, organization: string, externalRef: string): Promise<SystemUser | undefined> {
    return findActiveUser(this.#deps.database.db, systemId, organization, externalRef);
  }

  async byExternalId(query: ExternalIdQuery): Promise<ExternalSystemUser | undefined> {
    const system = await systemOfClient(this.#deps.database.db, query.clientId, query.systemProviderOrgNo);
    if (!system) return undefined;
    const owner = query.systemUserOwnerOrgNo;
    const user = await this.byTriple(system.system_id, owner, query.externalRef ?? owner);
    return user && external(user);
  }

  async wasDeleted(query: ExternalIdQuery): Promise<boolean> {
    const { db } = this.#deps.database;
    const system = await systemOfClient(db, query.clientId, query.systemProviderOrgNo);
    const owner = query.systemUserOwnerOrgNo;
    return system !== undefined && hasDeletedUser(db, system.system_id, owner, query.externalRef ?? owner);
  }

  ofParty(party: Party, type: UserType): Promise<readonly SystemUser[]> {
    return usersOfParty(this.#deps.database.db, party.partyId, type);
  }

  ofSystem(systemId: string, after: Cursor | undefined, limit: number): Promise<readonly SystemUser[]> {
    return usersOfSystem(this.#deps.database.db, systemId, after, limit);
  }

  async stream(after: number, limit: number) {
    const { db } = this.#deps.database;
    return { users: await usersAfter(db, after, limit), last: await lastSequence(db) };
  }

  async access(user: SystemUser): Promise<UserAccess> {
    const { delegations } = this.#deps;
    const byResource = new Map<string, string[]>();
    for (const { resourceId, action } of await delegations.allRights(user.id, user.partyUuid))
      byResource.set(resourceId, [...(byResource.get(resourceId) ?? []), action]);
    const urns = user.userType === 'agent' ? user.packages : await delegations.packages(user.id, user.partyUuid);
    return {
      rights: [...byResource].map(([value, actions]) => ({
        resource: [{ id: 'urn:altinn:resource', value }],
        actions: actions.sort(),
      })),
      accessPackages: urns.map((urn) => ({ urn })),
    };
  }

  async describe(user: SystemUser) {
    const { accessPackages } = await this.access(user);
    return internal(
      user,
      accessPackages.map((one) => one.urn),
    );
  }

  async create(approver: Approver, wanted: { systemId: string; integrationTitle: string }): Promise<SystemUser> {
    const { systems, clock } = this.#deps;
    const { party } = approver;
    const system = await systems.find(wanted.systemId);
    if (!system || system.isDeleted) throw problem('systemNotFound');
    const organization = party.organizationNumber;
    if (organization === undefined || party.isDeleted) throw problem('organizationUnknown');
    if (await this.byTriple(system.id, organization, organization)) throw problem('systemUserExists');
    const plan = await planOf(this.#deps.delegations, approver, {
      resources: resourceIds(system.rights),
      packages: system.accessPackages.map((one) => one.urn),
    });
    const id = randomUUID();
    await approve(this.#deps, approver, id, plan, async (trx) => {
      const added = await insertUser(trx, {
        id,
        systemInternalId: system.internalId,
        systemId: system.id,
        vendor: system.vendor,
        partyOrganization: organization,
        partyId: party.partyId,
        partyUuid: party.uuid,
        externalRef: organization,
        integrationTitle: wanted.integrationTitle,
        userType: 'standard',
        packages: [],
        created: clock.now(),
      });
      if (!added) throw problem('systemUserExists');
    });
    const user = await this.findAny(id);
    if (!user) throw new Error(`the system user ${id} was stored and is not there`);
    return user;
  }

  async rename(id: string, party: Party, title: string): Promise<SystemUser> {
    const { database, clock } = this.#deps;
    await this.#own(id, party);
    await database.transaction(async (trx) => {
      if (!(await renameUser(trx, id, title, clock.now()))) throw problem('systemUserNotFound');
    });
    return this.#own(id, party);
  }

  async giveAll(id: string, approver: Approver): Promise<SystemUser> {
    const { systems, clock, catalogue, delegations } = this.#deps;
    const user = await this.#own(id, approver.party);
    if (user.userType !== 'standard') throw problem('notStandard');
    const system = await systems.find(user.systemId);
    if (!system || system.isDeleted) throw problem('systemNotFound');
    const { rights, accessPackages } = await this.access(user);
    const has = new Set(
      [...resourceIds(rights), ...accessPackages.map(({ urn }) => urn)].map((one) => one.toLowerCase()),
    );
    const lacks = (one: string) => !has.has(one.toLowerCase());
    const plan = await planOf(delegations, approver, {
      resources: resourceIds(system.rights).filter(lacks),
      packages: system.accessPackages
        .map(({ urn }) => urn)
        .filter((urn) => isForStandard(catalogue, urn) && lacks(urn)),
    });
    await approve(this.#deps, approver, id, plan, async (trx) => {
      if (!(await touchUser(trx, id, clock.now()))) throw problem('systemUserNotFound');
    });
    return this.#own(id, approver.party);
  }

  async #own(id: string, party: Party): Promise<SystemUser> {
    const user = await this.find(id);
    if (!user) throw problem('systemUserNotFound');
    if (user.partyUuid !== party.uuid) throw problem('systemUserOfOther');
    return user;
  }

  async remove(id: string, type: UserType, party: Party): Promise<boolean> {
    const { database, delegations, clock } = this.#deps;
    const user = await this.find(id);
    if (!user) return false;
    if (user.partyUuid !== party.uuid) throw problem('systemUserOfOther');
    if (user.userType !== type) throw problem(type === 'agent' ? 'notAgent' : 'notStandard');
    const { clientAgents } = delegations;
    // What its facilitators have no longer keeps no agent.
    const serving = new Set((await clientAgents.served({ agent: id })).map(keyOf));
    const idle = new Set(
      (await clientAgents.given(database.db, { agent: id })).map(keyOf).filter((key) => !serving.has(key)),
    );
    return database.transaction(async (trx, announce) => {
      if (!(await markUserDeleted(trx, id, clock.now()))) return false;
      const given = await clientAgents.given(trx, { agent: id });
      if (given.some((row) => !idle.has(keyOf(row)))) throw problem('agentHasClients');
      await delegations.revokeAll(trx, announce, { to: id });
      await markRequestDeleted(trx, { id }, clock.now());
      return true;
    });
  }
}

const keyOf = (grant: GrantRow): string =>
  `${grant.via_uuid} ${grant.from_uuid} ${grant.via_role} ${grant.kind} ${grant.item}`;

export const createSystemUsers = (deps: UsersDeps): SystemUsers => new SqlSystemUsers(deps);
