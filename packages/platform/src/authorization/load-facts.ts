/**
 * Collects what decisions follow from: at once what is in memory, the rest in at most three stages, each of which asks for everything
 * that can be asked for by then:
 *
 * 1. what the request names: instance, parties, policy, resource;
 * 2. what the subject is for the party: roles, packages, whose delegations count for it, access lists;
 * 3. what has been delegated to those.
 *
 * An instance tells of which app it is, so that its policy comes in the second stage, and its roles in the third.
 */
import type { Party } from '../register/index.ts';
import { appResourceId, type CompiledPolicy, type ListMembership, type ResourceRecord } from '../resources/index.ts';
import { type Asked, type PartyName, readAsked } from './asked.ts';
import type { DecisionRequest } from './attributes.ts';
import type { Added, Side, Subject } from './context.ts';
import type { FactName, Facts, Rights } from './facts.ts';
import * as name from './names.ts';
import { type ByRole, listsKey, type OfResource, ofResource, type Pair, type Recall } from './recall.ts';
import { factsKeyOf } from './request-key.ts';
import { subjectAttributes } from './subject-attributes.ts';
import type { InstanceInfo } from './types.ts';

const NONE: readonly never[] = Object.freeze([]);
const NOBODY: Subject = Object.freeze({ isUser: false });

/** An answer that is on its way, or has come. */
class Lookup {
  readonly done: Promise<void>;
  isDone = false;
  value: unknown;
  failure: { readonly error: unknown } | undefined;

  constructor(find: () => Promise<unknown>) {
    this.done = this.#run(find);
  }

  async #run(find: () => Promise<unknown>): Promise<void> {
    try {
      this.value = await find();
    } catch (error) {
      this.failure = { error };
    }
    this.isDone = true;
  }
}

/** Facts as far as they are known. */
class Draft implements Facts {
  readonly asked: Asked;
  instance: InstanceInfo | undefined;
  resourceParty: Party | undefined;
  subject = NOBODY;
  resourceId: string | undefined;
  isApp = false;
  policy: CompiledPolicy | undefined;
  record: ResourceRecord | undefined;
  attributes: readonly Added[] = NONE;
  estateRoles: readonly string[] = NONE;
  subjectLists: readonly ListMembership[] = NONE;
  partyLists: readonly ListMembership[] = NONE;
  rights: Rights = NONE;
  failed: Map<FactName, unknown> | undefined;
  /** What is still missing. */
  awaited: Lookup[] | undefined;
  /** All that it holds was in memory, so that it is true until a change is announced. */
  isHeld = true;

  constructor(asked: Asked) {
    this.asked = asked;
  }
}

/** Loads the facts of one decision, or of several that are to see one answer to each question: what one has looked up the others share. */
export class FactLoader {
  readonly #recall: Recall;
  readonly #trial: CompiledPolicy | undefined;
  #lookups: Map<string, Lookup> | undefined;

  /** @param trial a policy in place of the stored one, to try it: nothing that follows from it is kept */
  constructor(recall: Recall, trial?: CompiledPolicy) {
    this.#recall = recall;
    this.#trial = trial;
  }

  /** Never throws and never rejects: what fails is noted in the facts. */
  load(request: DecisionRequest, side: Side): Facts | Promise<Facts> {
    const { together } = this.#recall;
    const key = this.#trial === undefined ? factsKeyOf(request, side) : undefined;
    const held = key === undefined ? undefined : together.get(key);
    if (held !== undefined) return held;
    const asked = readAsked(request, side);
    const gather = (): Draft => {
      const facts = this.#gather(asked);
      if (key !== undefined && facts.isHeld && facts.policy !== undefined) together.set(key, facts);
      return facts;
    };
    const facts = gather();
    return facts.awaited === undefined ? facts : stages(gather, facts.awaited);
  }

  /** All that can be told by now; what is missing is asked for. */
  #gather(asked: Asked): Draft {
    const facts = new Draft(asked);
    this.#gatherNamed(facts);
    this.#gatherPolicy(facts);
    const { subject, resourceParty, policy, resourceId } = facts;
    if (policy === undefined || resourceId === undefined) {
      // Whose delegations count for the subject can be asked before the policy has come.
      if (facts.awaited !== undefined && resourceParty !== undefined && receives(facts))
        this.#recipients(facts, 'rights');
      return facts;
    }
    if (asked.isPartyless && subject.party !== undefined && policy.mentionsSubject(name.ACCESS_LIST))
      facts.subjectLists = this.#lists(facts, 'subjectLists', subject.party, undefined);
    if (resourceParty === undefined) return facts;
    if (facts.record?.accessListMode === 'Enabled')
      facts.partyLists = this.#lists(facts, 'partyLists', resourceParty, resourceId);
    if (subject.party !== undefined || subject.systemUser !== undefined)
      this.#gatherHeld(facts, policy, resourceParty, resourceId);
    return facts;
  }

  #gatherNamed(facts: Draft): void {
    const { asked } = facts;
    const { instance, resourceParty, systemUser, subjectParty } = asked;
    // Held for one request only: an instance moves on without an announcement.
    if (asked.needsInstance && instance !== undefined)
      facts.instance = this.#look(facts, 'instance', `instance ${instance.id}`, () =>
        this.#recall.lookups.instance(instance.id),
      );
    if (resourceParty !== undefined) facts.resourceParty = this.#party(facts, 'resourceParty', resourceParty);
    if (systemUser !== undefined) facts.subject = { systemUser, isUser: false };
    else if (subjectParty !== undefined) {
      const party = this.#party(facts, 'subjectParty', subjectParty);
      if (party !== undefined) facts.subject = { party, isUser: actsAsUser(subjectParty, party) };
    }
  }

  #gatherPolicy(facts: Draft): void {
    const { asked, instance } = facts;
    if (asked.refusal !== undefined) return;
    const org = asked.org ?? instance?.org;
    const app = asked.app ?? instance?.app;
    facts.isApp = app !== undefined;
    const id = org !== undefined && app !== undefined && instance ? appResourceId(org, app) : asked.resourceId;
    if (id === undefined) return;
    facts.resourceId = id;
    facts.policy =
      this.#trial?.resourceId === id
        ? this.#trial
        : (this.#recall.policy(id) ?? this.#look(facts, 'policy', `policy ${id}`, () => this.#recall.findPolicy(id)));
    if (facts.isApp) return;
    const record = this.#recall.resource(id);
    facts.record = record
      ? record.value
      : this.#look(facts, 'record', `resource ${id}`, () => this.#recall.findResource(id));
  }

  #party(facts: Draft, fact: FactName, party: PartyName): Party | undefined {
    const known = this.#recall.party(party);
    if (known !== undefined) return known.value;
    return this.#look(facts, fact, `${party.kind} ${party.text}`, () => this.#recall.findParty(party));
  }

  #lists(facts: Draft, fact: FactName, party: Party, resourceId: string | undefined): readonly ListMembership[] {
    const { organizationNumber } = party;
    if (organizationNumber === undefined) return NONE;
    const key = listsKey(organizationNumber, resourceId);
    return (
      this.#recall.lists(key) ??
      this.#look(facts, fact, `lists ${key}`, () => this.#recall.findLists(organizationNumber, resourceId)) ??
      NONE
    );
  }

  /** What the subject has for the party, by role and by delegation. */
  #gatherHeld(facts: Draft, policy: CompiledPolicy, of: Party, resourceId: string): void {
    const { subject } = facts;
    const pair = this.#recall.pair(subject, of);
    const held = ofResource(pair, resourceId);
    if (receives(facts)) facts.rights = held.rights ?? this.#rights(facts, pair, of, resourceId);
    if (!subject.isUser && subject.systemUser === undefined) return;
    const { party } = subject;
    // Held for one request only: these roles are kept elsewhere.
    if (party?.type === 'person' && of.type === 'person' && policy.mentionsSubject(name.ESTATE_ROLE))
      facts.estateRoles =
        this.#look(facts, 'estateRoles', `estate ${of.uuid} ${party.uuid}`, () =>
          this.#recall.lookups.estateRoles(of, party),
        ) ?? NONE;
    // What follows from a policy that is tried is neither read here nor kept.
    const isStored = policy !== this.#trial;
    if (isStored && held.attributes !== undefined) facts.attributes = held.attributes;
    else this.#gatherAttributes(facts, { policy, pair, held, of, isStored });
  }

  #gatherAttributes(
    facts: Draft,
    at: { policy: CompiledPolicy; pair: Pair; held: OfResource; of: Party; isStored: boolean },
  ): void {
    const { policy, pair, held, of, isStored } = at;
    const { subject } = facts;
    const { switches } = this.#recall.lookups;
    const mentionsPackages =
      policy.mentionsSubject(name.ACCESS_PACKAGE) &&
      (subject.isUser ? switches.userAccessPackageAuthorization : switches.systemUserAccessPackageAuthorization);
    let byRole: ByRole | undefined = NOT_ASKED;
    if (subject.isUser && subject.party && (mentionsPackages || policy.mentionsSubject(name.ROLE_CODE)))
      byRole = this.#byRole(facts, pair, subject.party, of);
    const given = mentionsPackages ? this.#given(facts, pair, of, policy.resourceId) : NONE;
    if (byRole === undefined || given === undefined) return;
    const packages = mentionsPackages ? { own: byRole.packages, given } : undefined;
    facts.attributes = subjectAttributes(policy, byRole.roles, packages, switches.accessManagementAsPipForRoles);
    if (isStored) held.attributes = facts.attributes;
  }

  #byRole(facts: Draft, pair: Pair, holder: Party, of: Party): ByRole | undefined {
    return (
      pair.byRole ??
      this.#look(facts, 'attributes', `roles ${holder.uuid} ${of.uuid}`, () =>
        this.#recall.findByRole(pair, holder, of),
      )
    );
  }

  #given(facts: Draft, pair: Pair, of: Party, resourceId: string): readonly string[] | undefined {
    if (pair.given !== undefined) return pair.given;
    const to = this.#recipients(facts, 'attributes');
    if (to === undefined) return undefined;
    // The rights of all receivers are one question, after which the packages of each are at hand.
    const rights = this.#lookups?.get(rightsKey(to, of, resourceId))?.done;
    return this.#look(facts, 'attributes', `given ${to[0]} ${of.uuid}`, async () => {
      await rights;
      return this.#recall.findGiven(pair, to, of);
    });
  }

  #rights(facts: Draft, pair: Pair, of: Party, resourceId: string): Rights {
    const to = this.#recipients(facts, 'rights');
    if (to === undefined) return NONE;
    const find = () => this.#recall.findRights(pair, to, of, resourceId);
    return this.#look(facts, 'rights', rightsKey(to, of, resourceId), find) ?? NONE;
  }

  /** Whose delegations count for the subject. A system user stands for itself only. */
  #recipients(facts: Draft, fact: FactName): readonly string[] | undefined {
    const { systemUser, party } = facts.subject;
    if (systemUser !== undefined) return [systemUser];
    if (party === undefined) return NONE;
    return (
      this.#recall.recipients(party) ??
      this.#look(facts, fact, `recipients ${party.uuid}`, () => this.#recall.findRecipients(party))
    );
  }

  /** The answer, if it has come; asked for now if it has not been before. A failure is noted as that of the fact. */
  #look<T>(facts: Draft, fact: FactName, key: string, find: () => Promise<T>): T | undefined {
    facts.isHeld = false;
    this.#lookups ??= new Map();
    let lookup = this.#lookups.get(key);
    if (lookup === undefined) {
      lookup = new Lookup(find);
      this.#lookups.set(key, lookup);
    }
    if (!lookup.isDone) {
      facts.awaited ??= [];
      facts.awaited.push(lookup);
      return undefined;
    }
    const { failure } = lookup;
    if (failure === undefined) return lookup.value as T;
    facts.failed ??= new Map();
    if (!facts.failed.has(fact)) facts.failed.set(fact, failure.error);
    return undefined;
  }
}

/** Asks again for all that is missing until there is nothing more to wait for. */
async function stages(gather: () => Draft, first: readonly Lookup[]): Promise<Facts> {
  for (let awaited = first; ; ) {
    await Promise.all(awaited.map(({ done }) => done));
    const facts = gather();
    if (facts.awaited === undefined) return facts;
    awaited = facts.awaited;
  }
}

/** Of a subject that has no roles. */
const NOT_ASKED: ByRole = { roles: NONE, packages: NONE };

const rightsKey = (to: readonly string[], of: Party, resourceId: string): string =>
  `rights ${to[0]} ${of.uuid} ${resourceId}`;

/** A subject that is named by nothing but the UUID of an organisation has no delegations. */
const receives = ({ asked, subject }: Facts): boolean => asked.isNamed || subject.isUser || asked.lacksPartyId;

/** A person is a user, unless it is named by a party number; so is whoever is named by a user id. */
const actsAsUser = ({ kind }: PartyName, { userId }: Party): boolean =>
  kind === 'userId' || (userId !== undefined && (kind === 'person' || kind === 'uuid'));
