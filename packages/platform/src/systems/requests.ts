import { randomUUID } from 'node:crypto';
import { type Database, tell } from '../database/index.ts';
import type { DelegationPlan, Delegations } from '../delegations/index.ts';
import type { Clock } from '../foundation/index.ts';
import type { Party, Register } from '../register/index.ts';
import { type Approver, approve, planOf } from './approval.ts';
import { resourceIds, type SystemUserRequest, type UserType } from './model.ts';
import type { Cursor } from './paging.ts';
import { problem } from './refusals.ts';
import { checkRedirect, checkWanted, type RequestBody } from './request-rules.ts';
import {
  answerRequest,
  backdateRequest,
  findRequest,
  findRequestByTriple,
  insertRequest,
  markEscalated,
  markRequestDeleted,
  pendingRequests,
  requestsOfSystem,
} from './request-store.ts';
import { asWrittenIn } from './subsets.ts';
import type { SystemRegister } from './system-register.ts';
import { findActiveUser, insertUser } from './user-store.ts';

/** Requests for system users, standard and agent (system-register-and-users.md 5). */
export interface Requests {
  /** @returns the request, and whether it is new */
  create(vendor: string, type: UserType, body: RequestBody): Promise<{ request: SystemUserRequest; created: boolean }>;
  /** A request of the type that is not deleted. */
  find(id: string, type?: UserType): Promise<SystemUserRequest | undefined>;
  byTriple(
    type: UserType,
    systemId: string,
    organization: string,
    externalRef: string,
  ): Promise<SystemUserRequest | undefined>;
  ofSystem(
    systemId: string,
    type: UserType,
    after: Cursor | undefined,
    limit: number,
  ): Promise<readonly SystemUserRequest[]>;
  pending(organization: string, type: UserType): Promise<readonly SystemUserRequest[]>;
  /** Creates the system user with its delegations, all or nothing. */
  approve(id: string, type: UserType, approver: Approver): Promise<void>;
  reject(id: string, type: UserType, approver: Approver): Promise<void>;
  escalate(id: string): Promise<void>;
  /** Lets a new request be older than it is, in the sandbox. @param created ms */
  backdate(id: string, created: number): Promise<void>;
  /** @returns false when the vendor has no such request */
  remove(id: string, vendor: string): Promise<boolean>;
}

/** What somebody asks of a customer. */
export interface Asking {
  readonly vendor: string;
  readonly type: UserType;
  readonly body: RequestBody;
}
export type Asked = Awaited<ReturnType<Requests['create']>>;
/** Stands round the creation of a request, in the sandbox: does it, and what else is to happen. */
export type AroundAsking = (asking: Asking, create: () => Promise<Asked>) => Promise<Asked>;

export interface RequestsDeps {
  readonly database: Database;
  readonly clock: Clock;
  readonly register: Register;
  readonly delegations: Delegations;
  readonly systems: SystemRegister;
  readonly around?: AroundAsking | undefined;
}

const TAKEN = {
  New: 'triplePending',
  Accepted: 'tripleAccepted',
  Rejected: 'tripleRejected',
  Denied: 'tripleDenied',
} as const;

class SqlRequests implements Requests {
  readonly #deps: RequestsDeps;

  constructor(deps: RequestsDeps) {
    this.#deps = deps;
  }

  create(vendor: string, type: UserType, body: RequestBody): Promise<Asked> {
    const create = () => this.#create(vendor, type, body);
    return this.#deps.around?.({ vendor, type, body }, create) ?? create();
  }

  async #create(vendor: string, type: UserType, body: RequestBody): Promise<Asked> {
    const { systemId, partyOrgNo, externalRef } = body;
    const { db } = this.#deps.database;
    // Only what is the vendor's own may be told of: for another's system the answer is the same as for an unknown one.
    const user = await findActiveUser(db, systemId, partyOrgNo, externalRef);
    if (user?.vendor === vendor) throw problem('systemUserExists');
    const known = await this.byTriple(type, systemId, partyOrgNo, externalRef);
    if (known?.vendor === vendor) return { request: known, created: false };
    await this.#check(vendor, type, body);
    return this.#store(vendor, type, body);
  }

  async find(id: string, type?: UserType): Promise<SystemUserRequest | undefined> {
    const request = await findRequest(this.#deps.database.db, id);
    return type === undefined || request?.userType === type ? request : undefined;
  }

  byTriple(type: UserType, systemId: string, organization: string, externalRef: string) {
    return findRequestByTriple(this.#deps.database.db, type, systemId, organization, externalRef);
  }

  ofSystem(systemId: string, type: UserType, after: Cursor | undefined, limit: number) {
    return requestsOfSystem(this.#deps.database.db, systemId, type, after, limit);
  }

  pending(organization: string, type: UserType) {
    return pendingRequests(this.#deps.database.db, organization, type);
  }

  async approve(id: string, type: UserType, approver: Approver): Promise<void> {
    const { clock, systems } = this.#deps;
    const { person, party } = approver;
    const request = await this.#answerable(id, type, party);
    const system = await systems.find(request.systemId);
    if (!system || system.isDeleted) throw problem('systemNotFound');
    const plan = await this.#plan(request, approver);
    const created = clock.now();
    await approve(this.#deps, approver, id, plan, async (trx) => {
      if (!(await answerRequest(trx, id, 'Accepted', person.uuid, created))) throw problem('requestNotNew');
      const added = await insertUser(trx, {
        id,
        systemInternalId: system.internalId,
        systemId: system.id,
        vendor: system.vendor,
        partyOrganization: request.partyOrganization,
        partyId: party.partyId,
        partyUuid: party.uuid,
        externalRef: request.externalRef,
        integrationTitle: request.integrationTitle,
        userType: type,
        packages: type === 'agent' ? request.accessPackages.map((one) => one.urn) : [],
        created,
      });
      if (!added) throw problem('systemUserExists');
      tell(trx, { kind: 'system-user-request.accepted', subject: id, data: aboutRequest(request) });
    });
  }

  async reject(id: string, type: UserType, { person, party }: Approver): Promise<void> {
    const request = await this.#answerable(id, type, party);
    const { database, clock } = this.#deps;
    await database.transaction(async (trx) => {
      if (!(await answerRequest(trx, id, 'Rejected', person.uuid, clock.now()))) throw problem('requestNotNew');
      tell(trx, { kind: 'system-user-request.rejected', subject: id, data: aboutRequest(request) });
    });
  }

  escalate(id: string): Promise<void> {
    const { database, clock } = this.#deps;
    return database.transaction((trx) => markEscalated(trx, id, clock.now()));
  }

  backdate(id: string, created: number): Promise<void> {
    return backdateRequest(this.#deps.database.db, id, created);
  }

  remove(id: string, vendor: string): Promise<boolean> {
    const { database, clock } = this.#deps;
    return database.transaction(async (trx) => {
      const removed = await markRequestDeleted(trx, { id, vendor }, clock.now());
      if (removed) tell(trx, { kind: 'system-user-request.deleted', subject: id, data: { vendor } });
      return removed;
    });
  }

  /** Steps 6 to 15 of 5.2. */
  async #check(vendor: string, type: UserType, body: RequestBody): Promise<void> {
    const { register, systems } = this.#deps;
    const system = await systems.find(body.systemId);
    if (!system || system.isDeleted || system.vendor !== vendor) throw problem('systemNotFound');
    if (type === 'agent') {
      const standard = await this.byTriple('standard', body.systemId, body.partyOrgNo, body.externalRef);
      if (standard) throw problem(TAKEN[standard.status]);
    }
    const customer = await register.party({ organization: body.partyOrgNo });
    if (customer?.type !== 'organization' || customer.isDeleted)
      throw problem('organizationUnknown', `partyOrgNo "${body.partyOrgNo.slice(0, 40)}"`);
    checkRedirect(body.redirectUrl, system);
    checkWanted(type, body, system, register.catalogue);
  }

  async #store(vendor: string, type: UserType, body: RequestBody) {
    const { database, clock, systems } = this.#deps;
    const id = randomUUID();
    const system = await systems.find(body.systemId);
    const wanted = {
      id,
      userType: type,
      systemId: body.systemId,
      vendor,
      partyOrganization: body.partyOrgNo,
      externalRef: body.externalRef,
      integrationTitle: body.integrationTitle ?? system?.name.nb ?? body.systemId,
      rights: asWrittenIn(system?.rights ?? [], body.rights ?? []),
      accessPackages: body.accessPackages ?? [],
      ...(body.redirectUrl === undefined ? {} : { redirectUrl: body.redirectUrl }),
      created: clock.now(),
    };
    await database.transaction(async (trx) => {
      if (await insertRequest(trx, wanted))
        tell(trx, { kind: 'system-user-request.created', subject: id, data: aboutRequest(wanted) });
    });
    // Of two vendors' calls at once one has stored; both get what is there now.
    const request = await this.byTriple(type, body.systemId, body.partyOrgNo, body.externalRef);
    if (!request)
      throw problem('requestNotStored', 'the request was deleted while it was being created: send it again');
    return { request, created: request.id === id };
  }

  /** A new request to the party. @throws Refusal AUTH-00010, 00030, 00041, 00042, 00013 */
  async #answerable(id: string, type: UserType, party: Party): Promise<SystemUserRequest> {
    const isAgent = type === 'agent';
    const request = await this.find(id, type);
    if (!request) throw problem(isAgent ? 'agentRequestNotFound' : 'requestNotFound');
    if (request.partyOrganization !== party.organizationNumber)
      throw problem(isAgent ? 'agentRequestOfOtherParty' : 'requestOfOtherParty');
    if (request.status !== 'New') throw problem('requestNotNew', `the request is ${request.status}`);
    return request;
  }

  /** What the approval delegates. An agent gets nothing yet: clients come later. */
  async #plan(request: SystemUserRequest, approver: Approver): Promise<DelegationPlan> {
    if (request.userType === 'agent') return { rights: [], packages: [] };
    return planOf(this.#deps.delegations, approver, {
      resources: resourceIds(request.rights),
      packages: request.accessPackages.map((one) => one.urn),
    });
  }
}

/** What the feed says of a request. */
const aboutRequest = ({
  userType,
  systemId,
  vendor,
  partyOrganization,
  externalRef,
}: Pick<SystemUserRequest, 'userType' | 'systemId' | 'vendor' | 'partyOrganization' | 'externalRef'>) => ({
  userType,
  systemId,
  vendor,
  partyOrganization,
  externalRef,
});

export const createRequests = (deps: RequestsDeps): Requests => new SqlRequests(deps);
