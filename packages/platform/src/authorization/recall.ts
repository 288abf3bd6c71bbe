/**
 * What decisions look up, held in memory, so that a warm decision never waits. Each kind of answer is read in two ways: what is held, at
 * once; or found in the room that has it, and then held. Everything is dropped when something it follows from is announced to have changed;
 * the rooms below keep their own memories and drop more finely, so filling this one again is cheap.
 */
import type { Database, Topic } from '../database/index.ts';
import { BoundedCache } from '../foundation/index.ts';
import type { HeldRole, Party, PartyRef } from '../register/index.ts';
import type { CompiledPolicy, ListMembership, ResourceRecord } from '../resources/index.ts';
import type { PartyKind, PartyName } from './asked.ts';
import type { Added, Lookups, Subject } from './context.ts';
import type { Facts, Rights } from './facts.ts';

/** What the register tells of a subject and a party. */
export interface ByRole {
  readonly roles: readonly HeldRole[];
  /** URNs */
  readonly packages: readonly string[];
}

/** What a subject has for a party: filled as it is asked for. */
export interface Pair {
  byRole: ByRole | undefined;
  /** Packages that the party or its main unit has given to the subject or to an organisation it acts for. */
  given: readonly string[] | undefined;
  /** What is held of the resource asked about last, and of others. Mostly there is one: a map of one would take more memory than the rest. */
  last: OfResource | undefined;
  others: Map<string, OfResource> | undefined;
}

/** What a subject has for a party on one resource. */
export interface OfResource {
  readonly resourceId: string;
  /** Single rights, given as packages are. */
  rights: Rights | undefined;
  /** The subject's attributes as the policy needs them, ready to add. */
  attributes: readonly Added[] | undefined;
}

/** Resources that are kept for one pair, besides the last. */
const MAX_OTHERS = 32;

export function ofResource(pair: Pair, resourceId: string): OfResource {
  const { last } = pair;
  if (last?.resourceId === resourceId) return last;
  let found = pair.others?.get(resourceId);
  if (last !== undefined) {
    pair.others ??= new Map();
    if (pair.others.size >= MAX_OTHERS) pair.others.clear();
    pair.others.set(last.resourceId, last);
  }
  found ??= { resourceId, rights: undefined, attributes: undefined };
  pair.last = found;
  return found;
}

/** Pairs by subject, then by party: both are texts at hand, so that nothing is joined or hashed anew. The oldest subject goes first. */
class Pairs {
  readonly #limit: number;
  readonly #bySubject = new Map<string, Map<string, Pair>>();
  /** Where the search for the next to go stands. */
  #hand = this.#bySubject.entries();
  size = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  get(subject: string, of: string): Pair {
    let parties = this.#bySubject.get(subject);
    if (parties === undefined) {
      parties = new Map();
      this.#bySubject.set(subject, parties);
    }
    const known = parties.get(of);
    if (known !== undefined) return known;
    const pair: Pair = {
      byRole: undefined,
      given: undefined,
      last: undefined,
      others: undefined,
    };
    parties.set(of, pair);
    this.size += 1;
    if (this.size > this.#limit) this.#evict();
    return pair;
  }

  #evict(): void {
    let next = this.#hand.next();
    if (next.done) {
      this.#hand = this.#bySubject.entries();
      next = this.#hand.next();
    }
    if (next.done) return;
    const [subject, parties] = next.value;
    this.size -= parties.size;
    // A subject that alone fills the memory starts again; a decision that is using one of its pairs keeps it.
    this.#bySubject.delete(subject);
  }

  clear(): void {
    this.#bySubject.clear();
    this.#hand = this.#bySubject.entries();
    this.size = 0;
  }
}

export interface RecallLimits {
  /** Most parties, by each way to name one, and most key-role holders. Default 50,000. */
  readonly parties: number;
  /** Most pairs of a subject and a party, and most questions whose facts are held together. Default 50,000. */
  readonly pairs: number;
  /** Most policies, and most resources. Default 10,000. */
  readonly policies: number;
}

const DEFAULT_LIMITS: RecallLimits = { parties: 50_000, pairs: 50_000, policies: 10_000 };

/** An answer that may be that there is none. */
export interface Slot<T> {
  readonly value: T;
}

export class Recall {
  readonly lookups: Lookups;
  /**
   * All facts of a question that was asked before (see `factsKeyOf`): one place to look in, where those of its subject, party, policy and
   * resource lie far apart in memory, and reaching each took longer than what was then done with it.
   */
  readonly together: BoundedCache<Facts>;
  readonly #parties: Readonly<Record<PartyKind, BoundedCache<Slot<Party | undefined>>>>;
  readonly #recipients: BoundedCache<readonly string[]>;
  readonly #policies: BoundedCache<CompiledPolicy>;
  readonly #resources: BoundedCache<Slot<ResourceRecord | undefined>>;
  readonly #memberships: BoundedCache<readonly ListMembership[]>;
  readonly #pairs: Pairs;

  constructor(database: Database, lookups: Lookups, limits: Partial<RecallLimits> = {}) {
    const { parties, pairs, policies } = { ...DEFAULT_LIMITS, ...limits };
    this.lookups = lookups;
    const byRef = () => new BoundedCache<Slot<Party | undefined>>(parties);
    this.#parties = { partyId: byRef(), uuid: byRef(), organization: byRef(), person: byRef(), userId: byRef() };
    this.#recipients = new BoundedCache(parties);
    this.#policies = new BoundedCache(policies);
    this.#resources = new BoundedCache(policies);
    this.#memberships = new BoundedCache(parties);
    this.#pairs = new Pairs(pairs);
    this.together = new BoundedCache(pairs);
    const on = (topic: Topic, ...memories: readonly { clear(): void }[]) =>
      database.onChange(topic, () => {
        this.together.clear();
        for (const memory of memories) memory.clear();
      });
    on('register-party', ...Object.values(this.#parties), this.#recipients, this.#pairs);
    on('register-role', this.#recipients, this.#pairs);
    on('delegation', this.#pairs);
    on('policy', this.#policies, this.#pairs);
    on('resource', this.#resources, this.#memberships);
    on('access-list', this.#memberships);
  }

  /** How many answers of each kind are held. */
  get sizes(): Readonly<Record<string, number>> {
    return {
      together: this.together.size,
      parties: Object.values(this.#parties).reduce((sum, one) => sum + one.size, 0),
      pairs: this.#pairs.size,
      policies: this.#policies.size,
      resources: this.#resources.size,
    };
  }

  /** Drops everything: for answers that change without being announced. */
  clear(): void {
    for (const memory of [
      this.together,
      ...Object.values(this.#parties),
      this.#recipients,
      this.#policies,
      this.#resources,
      this.#memberships,
      this.#pairs,
    ])
      memory.clear();
  }

  party({ kind, text }: PartyName): Slot<Party | undefined> | undefined {
    return this.#parties[kind].get(text);
  }

  async findParty({ kind, text }: PartyName): Promise<Party | undefined> {
    const memory = this.#parties[kind];
    const { generation } = memory;
    const ref = (kind === 'partyId' || kind === 'userId' ? { [kind]: Number(text) } : { [kind]: text }) as PartyRef;
    const value = await this.lookups.register.party(ref);
    memory.set(text, { value }, [], generation);
    // The register has found these in the same trip.
    if (value && (kind === 'person' || kind === 'userId')) await this.findRecipients(value);
    return value;
  }

  policy(id: string): CompiledPolicy | undefined {
    return this.#policies.get(id);
  }

  async findPolicy(id: string): Promise<CompiledPolicy | undefined> {
    const { generation } = this.#policies;
    const value = await this.lookups.resources.policy(id);
    if (value) this.#policies.set(id, value, [], generation);
    return value;
  }

  resource(id: string): Slot<ResourceRecord | undefined> | undefined {
    return this.#resources.get(id);
  }

  async findResource(id: string): Promise<ResourceRecord | undefined> {
    const { generation } = this.#resources;
    const value = await this.lookups.resources.resource(id);
    this.#resources.set(id, { value }, [], generation);
    return value;
  }

  /** @param key of the organisation and the resource (see `listsKey`) */
  lists(key: string): readonly ListMembership[] | undefined {
    return this.#memberships.get(key);
  }

  async findLists(organizationNumber: string, resourceId: string | undefined): Promise<readonly ListMembership[]> {
    const { generation } = this.#memberships;
    const value = await this.lookups.resources.memberships(organizationNumber, resourceId);
    this.#memberships.set(listsKey(organizationNumber, resourceId), value, [], generation);
    return value;
  }

  /** Whose delegations count for a party: its own, and those of the organisations in which it has a key role. */
  recipients({ uuid }: Party): readonly string[] | undefined {
    return this.#recipients.get(uuid);
  }

  async findRecipients(party: Party): Promise<readonly string[]> {
    const { generation } = this.#recipients;
    const value = [party.uuid, ...(await this.lookups.register.keyOrganizations(party))];
    this.#recipients.set(party.uuid, value, [], generation);
    return value;
  }

  /** What is held of a subject and a party. It goes out of use, filled or not, when either may have changed. */
  pair(subject: Subject, of: Party): Pair {
    return this.#pairs.get(subject.systemUser ?? subject.party?.uuid ?? '', of.uuid);
  }

  /** Roles, and the packages that they give. */
  async findByRole(pair: Pair, holder: Party, of: Party): Promise<ByRole> {
    const { register } = this.lookups;
    const roles = await register.roles(holder, of);
    // The register has them at hand now.
    pair.byRole = { roles, packages: await register.packages(holder, of) };
    return pair.byRole;
  }

  async findGiven(pair: Pair, to: readonly string[], of: Party): Promise<readonly string[]> {
    const urns: string[] = [];
    for (const one of to)
      for (const from of givers(of)) urns.push(...(await this.lookups.delegations.packages(one, from)));
    pair.given = urns;
    return urns;
  }

  async findRights(pair: Pair, to: readonly string[], of: Party, resourceId: string): Promise<Rights> {
    const { delegations } = this.lookups;
    const found = await Promise.all(givers(of).map((from) => delegations.rights({ to, from, resourceId })));
    const rights = found.flat();
    ofResource(pair, resourceId).rights = rights;
    return rights;
  }
}

export const listsKey = (organizationNumber: string, resourceId: string | undefined): string =>
  `${organizationNumber} ${resourceId ?? ''}`;

/** What a main unit has given counts for its sub-units. */
const givers = (of: Party): readonly string[] => (of.parentUuid === undefined ? [of.uuid] : [of.uuid, of.parentUuid]);
