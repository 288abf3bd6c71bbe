/** What customers do in situations, done for real: requests answered, access taken back; and which situations callers have met by it. */
import type { Authorization } from '../authorization/index.ts';
import type { Database } from '../database/index.ts';
import type { Delegations } from '../delegations/index.ts';
import type { Clock } from '../foundation/index.ts';
import type { Party, Register } from '../register/index.ts';
import type { SituationName, Situations, Who } from '../situations/index.ts';
import {
  ACCESS_MANAGEMENT,
  type Approver,
  type AroundAsking,
  type ExternalIdQuery,
  type ExternalSystemUser,
  type Systems,
  type SystemUserRequest,
  TIMEOUT_MS,
} from '../systems/index.ts';

export interface CustomerDeps {
  readonly situations: Situations;
  readonly database: Database;
  readonly clock: Clock;
  readonly register: Register;
  readonly delegations: Delegations;
  /** Asked for when something happens: they are made with what stands round them here. */
  readonly systems: () => Systems;
}

/** Of those who may answer, so many try. */
const MAX_APPROVERS = 20;
const DAY_MS = 24 * 60 * 60 * 1000;
/** Of a log-in at the test ID-porten. */
const LEVEL = 4;

export class Customer {
  readonly #deps: CustomerDeps;
  readonly #looking = new Set<Promise<void>>();

  constructor(deps: CustomerDeps) {
    this.#deps = deps;
  }

  /** Round the creation of a request: repeats it, and answers it. */
  readonly around: AroundAsking = async ({ body }, create) => {
    const { situations, systems } = this.#deps;
    if (!situations.active) return create();
    const system = await systems().register.find(body.systemId);
    const who: Who = {
      clients: system?.clientIds ?? [],
      system: body.systemId,
      customer: body.partyOrgNo,
      externalRef: body.externalRef,
    };
    if (situations.of('repeated-request', who)) await create();
    const asked = await create();
    if (asked.request.status === 'New') await this.#answer(asked.request, who);
    return asked;
  };

  /** The living system user that a token is asked for. What is taken away when it has been found is gone for whoever gets the token. */
  async findForToken(query: ExternalIdQuery): Promise<ExternalSystemUser | undefined> {
    const { situations, systems } = this.#deps;
    const { users } = systems();
    const found = await users.byExternalId(query);
    const customer = query.systemUserOwnerOrgNo;
    const externalRef = query.externalRef ?? customer;
    const who: Who = { clients: [query.clientId], system: found?.systemId, customer, externalRef };
    if (!found) situations.meet((await users.wasDeleted(query)) ? 'access-revoked' : 'wrong-customer', who);
    if (!found || !situations.active) return found;
    if (situations.of('wrong-customer', who)) {
      situations.meet('wrong-customer', who);
      return undefined;
    }
    await this.#takeAway(found, who);
    return found;
  }

  /** Decisions about system users that are not Permit, as a service owner's API passes them on. */
  watched(authorization: Authorization): Authorization {
    return {
      decide: (question) => authorization.decide(question),
      decideAll: (questions) => authorization.decideAll(questions),
      ask: async (caller, action, resource) => {
        const answer = await authorization.ask(caller, action, resource);
        if (!answer.permitted && caller.systemUser) await this.#denied(caller.systemUser.id, caller.clientId);
        return answer;
      },
      askAll: async (caller, action, resources) => {
        const answers = await authorization.askAll(caller, action, resources);
        if (caller.systemUser && answers.some(({ permitted }) => !permitted))
          await this.#denied(caller.systemUser.id, caller.clientId);
        return answers;
      },
    };
  }

  /** The same, of decisions that the PDP was asked for. */
  denied(systemUser: string): void {
    const looking = this.#denied(systemUser, undefined).catch(() => {
      // Only a help: the decision has been given.
    });
    this.#looking.add(looking);
    void looking.then(() => this.#looking.delete(looking));
  }

  /** Resolves when all that has been decided is in the report. */
  async settled(): Promise<void> {
    await Promise.all(this.#looking);
  }

  async #denied(systemUser: string, client: string | undefined): Promise<void> {
    const user = await this.#deps.systems().users.findAny(systemUser);
    if (!user) return;
    const { systemId: system, partyOrganization: customer, externalRef } = user;
    const who = { clients: client === undefined ? [] : [client], system, customer, externalRef };
    this.#deps.situations.meet(user.isDeleted ? 'access-revoked' : 'missing-package', who);
  }

  async #answer(request: SystemUserRequest, who: Who): Promise<void> {
    const { clock, systems } = this.#deps;
    const { requests } = systems();
    const { id, userType: type, partyOrganization } = request;
    await this.#do('request-expired', who, () => requests.backdate(id, clock.now() - TIMEOUT_MS - DAY_MS));
    await this.#do('request-declined', who, async () => {
      const [approver] = await this.#approvers(partyOrganization);
      if (!approver) throw new Error(`nobody may answer for ${partyOrganization}`);
      await requests.reject(id, type, approver);
    });
    const approved = type === 'agent' ? 'client-request-approved' : 'request-approved';
    await this.#do(approved, who, () => this.#approve(request));
  }

  /** Whoever of the customer can give it all does. @throws Refusal of the first who could not */
  async #approve({ id, userType, partyOrganization }: SystemUserRequest): Promise<void> {
    let first: unknown = new Error(`nobody may answer for ${partyOrganization}`);
    const approvers = await this.#approvers(partyOrganization);
    for (const [at, approver] of approvers.entries())
      try {
        await this.#deps.systems().requests.approve(id, userType, approver);
        return;
      } catch (error) {
        if (at === 0) first = error;
      }
    throw first;
  }

  async #approvers(organization: string): Promise<readonly Approver[]> {
    const { register, systems } = this.#deps;
    const party = await register.party({ organization });
    if (!party) return [];
    const mayAnswer = (person: Party) => systems().mayUse(person, ACCESS_MANAGEMENT, 'write', party);
    const found: Approver[] = [];
    for (const person of await register.holders(party))
      if (found.length < MAX_APPROVERS && person.type === 'person' && (await mayAnswer(person)))
        found.push({ person, party, authenticationLevel: LEVEL });
    return found;
  }

  async #takeAway({ id, userType, reporteeOrgNo }: ExternalSystemUser, who: Who): Promise<void> {
    const { database, delegations, register, systems } = this.#deps;
    await this.#do('access-revoked', who, async () => {
      const party = await register.party({ organization: reporteeOrgNo });
      if (party) await systems().users.remove(id, userType, party);
    });
    await this.#do('missing-package', who, () =>
      database.transaction((trx, announce) => delegations.revokeAll(trx, announce, { to: id })),
    );
  }

  /** Does it where the situation is in force; what cannot be done is told with it, and the caller is answered all the same. */
  async #do(name: SituationName, who: Who, deed: () => Promise<unknown>): Promise<void> {
    const { situations } = this.#deps;
    const situation = situations.of(name, who);
    if (!situation) return;
    try {
      await deed();
    } catch (error) {
      situations.note(situation, error instanceof Error ? error.message : String(error));
    }
  }
}
