import { type Database, tell } from '../database/index.ts';
import type { Delegations } from '../delegations/index.ts';
import type { Clock } from '../foundation/index.ts';
import type { Party, Register } from '../register/index.ts';
import { type Approver, approve, planOf } from './approval.ts';
import {
  answerChangeRequest,
  changeRequestsOfSystem,
  findChangeRequest,
  findChangeRequestByTriple,
  insertChangeRequest,
  markChangeRequestDeleted,
  type PendingChange,
  pendingChangeRequests,
} from './change-store.ts';
import { type ChangeRequest, type Changes, resourceIds, type SystemUser } from './model.ts';
import type { Cursor } from './paging.ts';
import { problem, refuse } from './refusals.ts';
import { type ChangeBody, checkKinds, checkRedirect, checkSubset } from './request-rules.ts';
import { asWrittenIn } from './subsets.ts';
import type { SystemRegister } from './system-register.ts';
import { findUser, touchUser } from './user-store.ts';

/** A change that asks for nothing: it is answered, and not kept. */
export interface NoChange {
  readonly noChange: SystemUser;
}

/** Requests to change what a standard system user may do (system-register-and-users.md 6). */
export interface ChangeRequests {
  create(
    vendor: string,
    ids: { correlationId: string; systemUserId: string },
    body: ChangeBody,
  ): Promise<{ request: ChangeRequest; created: boolean } | NoChange>;
  find(id: string): Promise<ChangeRequest | undefined>;
  byTriple(systemId: string, organization: string, externalRef: string): Promise<ChangeRequest | undefined>;
  ofSystem(systemId: string, after: Cursor | undefined, limit: number): Promise<readonly ChangeRequest[]>;
  /** Those that wait for an answer of this party. */
  pending(partyId: number): Promise<readonly PendingChange[]>;
  /** Gives and takes what is asked for, all or nothing. */
  approve(id: string, approver: Approver): Promise<void>;
  reject(id: string, approver: Approver): Promise<void>;
  remove(id: string, vendor: string): Promise<boolean>;
}

export interface ChangeRequestsDeps {
  readonly database: Database;
  readonly clock: Clock;
  readonly register: Register;
  readonly delegations: Delegations;
  readonly systems: SystemRegister;
}

class SqlChangeRequests implements ChangeRequests {
  readonly #deps: ChangeRequestsDeps;

  constructor(deps: ChangeRequestsDeps) {
    this.#deps = deps;
  }

  async create(vendor: string, ids: { correlationId: string; systemUserId: string }, body: ChangeBody) {
    const { correlationId: id, systemUserId } = ids;
    const { database, clock } = this.#deps;
    const { changes: sent, redirectUrl } = body;
    const user = await findUser(database.db, systemUserId);
    if (!user || user.isDeleted) throw problem('systemUserNotFound');
    if (id === systemUserId) throw refuse('idMisused', 'correlation-id must not be the id of the system user');
    if (user.vendor !== vendor) throw refuse('userOfOtherVendor');
    if (Object.values(sent).every((list: readonly unknown[]) => list.length === 0)) return { noChange: user };
    const known = await findChangeRequest(database.db, id);
    if (known) return { request: ownAndLiving(known, vendor), created: false };
    if (user.userType === 'agent')
      throw problem('systemUserNotFound', 'an agent system user cannot be changed by a change request');
    const changes = await this.#checked(user, sent, redirectUrl);
    const wanted = {
      id,
      systemUserId,
      systemId: user.systemId,
      vendor,
      partyOrganization: user.partyOrganization,
      externalRef: user.externalRef,
      changes,
      ...(redirectUrl === undefined ? {} : { redirectUrl }),
      created: clock.now(),
    };
    const created = await database.transaction(async (trx) => {
      const added = await insertChangeRequest(trx, wanted);
      if (added) tell(trx, { kind: 'system-user-change-request.created', subject: id, data: aboutChange(wanted) });
      return added;
    });
    const request = await findChangeRequest(database.db, id);
    if (!request) throw problem('requestNotStored');
    return { request: ownAndLiving(request, vendor), created };
  }

  async find(id: string): Promise<ChangeRequest | undefined> {
    const request = await findChangeRequest(this.#deps.database.db, id);
    return request?.isDeleted ? undefined : request;
  }

  byTriple(systemId: string, organization: string, externalRef: string): Promise<ChangeRequest | undefined> {
    return findChangeRequestByTriple(this.#deps.database.db, systemId, organization, externalRef);
  }

  ofSystem(systemId: string, after: Cursor | undefined, limit: number): Promise<readonly ChangeRequest[]> {
    return changeRequestsOfSystem(this.#deps.database.db, systemId, after, limit);
  }

  pending(partyId: number): Promise<readonly PendingChange[]> {
    return pendingChangeRequests(this.#deps.database.db, partyId);
  }

  async approve(id: string, approver: Approver): Promise<void> {
    const { database, delegations, clock, register } = this.#deps;
    const { person, party } = approver;
    const request = await this.#answerable(id, party);
    const { changes, systemUserId: to } = request;
    const user = await findUser(database.db, to);
    if (!user || user.isDeleted) throw problem('systemUserNotFound');
    const plan = await planOf(delegations, approver, await this.#missing(user, changes));
    const unwanted = {
      to,
      from: party.uuid,
      resources: resourceIds(changes.unwantedRights),
      packages: changes.unwantedAccessPackages.map(({ urn }) => register.catalogue.package(urn)?.urn ?? urn),
    };
    await approve(this.#deps, approver, to, plan, async (trx, announce) => {
      const now = clock.now();
      if (!(await answerChangeRequest(trx, id, 'Accepted', person.uuid, now))) throw problem('requestNotNew');
      if (!(await touchUser(trx, to, now))) throw problem('systemUserNotFound');
      await delegations.revoke(trx, announce, unwanted);
      tell(trx, { kind: 'system-user-change-request.accepted', subject: id, data: aboutChange(request) });
    });
  }

  async reject(id: string, { person, party }: Approver): Promise<void> {
    const request = await this.#answerable(id, party);
    const { database, clock } = this.#deps;
    await database.transaction(async (trx) => {
      if (!(await answerChangeRequest(trx, id, 'Rejected', person.uuid, clock.now()))) throw problem('requestNotNew');
      tell(trx, { kind: 'system-user-change-request.rejected', subject: id, data: aboutChange(request) });
    });
  }

  remove(id: string, vendor: string): Promise<boolean> {
    const { database, clock } = this.#deps;
    return database.transaction(async (trx) => {
      const removed = await markChangeRequestDeleted(trx, id, vendor, clock.now());
      if (removed) tell(trx, { kind: 'system-user-change-request.deleted', subject: id, data: { vendor } });
      return removed;
    });
  }

  /** @returns them with rights as the system has them written */
  async #checked(user: SystemUser, changes: Changes, redirectUrl: string | undefined): Promise<Changes> {
    const system = await this.#deps.systems.find(user.systemId);
    if (!system || system.isDeleted) throw problem('systemNotFound');
    checkRedirect(redirectUrl, system);
    checkSubset(changes.requiredRights, changes.requiredAccessPackages, system);
    checkKinds('standard', changes.requiredAccessPackages, this.#deps.register.catalogue);
    return {
      ...changes,
      requiredRights: asWrittenIn(system.rights, changes.requiredRights),
      unwantedRights: asWrittenIn(system.rights, changes.unwantedRights),
    };
  }

  /** What is asked for and not held: only that must be the approver's to give. */
  async #missing(user: SystemUser, changes: Changes) {
    const { delegations, register } = this.#deps;
    const held = new Set((await delegations.allRights(user.id, user.partyUuid)).map((one) => one.resourceId));
    const packages = new Set(await delegations.packages(user.id, user.partyUuid));
    return {
      resources: resourceIds(changes.requiredRights).filter((id) => !held.has(id)),
      packages: changes.requiredAccessPackages
        .map(({ urn }) => register.catalogue.package(urn)?.urn ?? urn)
        .filter((urn) => !packages.has(urn)),
    };
  }

  async #answerable(id: string, party: Party): Promise<ChangeRequest> {
    const request = await this.find(id);
    if (!request) throw problem('requestNotFound');
    if (request.partyOrganization !== party.organizationNumber) throw problem('requestOfOtherParty');
    if (request.status !== 'New') throw problem('requestNotNew', `the change request is ${request.status}`);
    return request;
  }
}

/** A used id answers with what is stored, to its own vendor only. */
function ownAndLiving(request: ChangeRequest, vendor: string): ChangeRequest {
  if (request.vendor !== vendor || request.isDeleted)
    throw refuse('idTaken', 'the correlation-id is used by another change request: choose a new UUID');
  return request;
}

/** What the feed says of a change request. */
const aboutChange = ({
  systemUserId,
  systemId,
  vendor,
  partyOrganization,
  externalRef,
}: Pick<ChangeRequest, 'systemUserId' | 'systemId' | 'vendor' | 'partyOrganization' | 'externalRef'>) => ({
  systemUserId,
  systemId,
  vendor,
  partyOrganization,
  externalRef,
});

export const createChangeRequests = (deps: ChangeRequestsDeps): ChangeRequests => new SqlChangeRequests(deps);
