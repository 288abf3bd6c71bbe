/**
 * What decisions look up, held in memory, so that a warm decision never waits. A lookup whose answer is not held throws {@link Missing}:
 * whoever decides fetches it and begins again (`fetching`). Everything is dropped when something it follows from is announced to have
 * changed; the rooms below keep their own memories and drop more finely, so filling this one again is cheap.
 */
import type { Database, Topic } from '../database/index.ts';
import { BoundedCache } from '../foundation/index.ts';
import type { HeldRole, Party, PartyRef } from '../register/index.ts';
import type { CompiledPolicy, ListMembership, ResourceRecord } from '../resources/index.ts';
import type { Added, Lookups, Subject } from './context.ts';
import type { DelegatedRights, InstanceInfo } from './types.ts';

/** What one decision, or the parts of one multi request, had to fetch: they see one answer to each question. */
export type Memo = Map<string, Found | Failed>;

interface Found {
  readonly value: unknown;
}

interface Failed {
  readonly error: unknown;
}

/** The answer is not in memory. */
export class Missing {
  readonly #key: string;
  readonly #find: () => Promise<unknown>;

  constructor(key: string, find: () => Promise<unknown>) {
    this.#key = key;
    this.#find = find;
  }

  /** Asks for it; the memo then has the answer or the failure. Never throws. */
  async fetch(memo: Memo): Promise<void> {
    try {
      memo.set(this.#key, { value: await this.#find() });
    } catch (error) {
      memo.set(this.#key, { error });
    }
  }
}

/** Fetches what is missing and tries again, until nothing is missing. @throws what the attempt throws */
export async function fetching<T>(first: Missing, memo: Memo, attempt: () => T): Promise<T> {
  for (let missing = first; ; ) {
    await missing.fetch(memo);
    try {
      return attempt();
    } catch (error) {
      if (!(error instanceof Missing)) throw error;
      missing = error;
    }
  }
}

function recalled<T>(memo: Memo | undefined, key: string, find: () => Promise<T>): T {
  const known = memo?.get(key);
  if (known === undefined) throw new Missing(key, find);
  if ('error' in known) throw known.error;
  return known.value as T;
}

type Rights = Awaited<ReturnType<DelegatedRights['rights']>>;

/** What a subject has for a party: filled as it is asked for. */
export interface Pair {
  roles: readonly HeldRole[] | undefined;
  /** By role, as URNs. */
  packages: readonly string[] | undefined;
  /** Packages that the party or its main unit has given to the subject or to an organisation it acts for. */
  given: readonly string[] | undefined;
  /** What is held of the resource asked about last, and of others. Mostly there is one: a map of one would take more memory than the rest. */
  last: OfResource | undefined;
  others: Map<string, OfResource> | undefined;
}

/** What a subject has for a party on one resource. */
interface OfResource {
  readonly resourceId: string;
  /** Single rights, given as packages are. */
  rights: Rights | undefined;
  /** The subject's attributes as the policy needs them, ready to add. */
  attributes: readonly Added[] | undefined;
}

/** Resources that are kept for one pair, besides the last. */
const MAX_OTHERS = 32;

function ofResource(pair: Pair, resourceId: string): OfResource {
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
      roles: undefined,
      packages: undefined,
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

type RefKind = 'partyId' | 'uuid' | 'organization' | 'person' | 'userId';

export interface RecallLimits {
  /** Most parties, by each way to name one, and most key-role holders. Default 50,000. */
  readonly parties: number;
  /** Most pairs of a subject and a party. Default 50,000. */
  readonly pairs: number;
  /** Most policies, and most resources. Default 10,000. */
  readonly policies: number;
}

const DEFAULT_LIMITS: RecallLimits = { parties: 50_000, pairs: 50_000, policies: 10_000 };

interface Slot<T> {
  readonly value: T;
}

export class Recall {
  readonly lookups: Lookups;
  readonly #parties: Readonly<Record<RefKind, BoundedCache<Slot<Party | undefined>>>>;
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
    const on = (topic: Topic, ...memories: readonly { clear(): void }[]) =>
      database.onChange(topic, () => {
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
    const parties = Object.values(this.#parties).reduce((sum, one) => sum + one.size, 0);
    return { parties, pairs: this.#pairs.size, policies: this.#policies.size, resources: this.#resources.size };
  }

  /** Drops everything: for answers that change without being announced. */
  clear(): void {
    for (const memory of [
      ...Object.values(this.#parties),
      this.#recipients,
      this.#policies,
      this.#resources,
      this.#memberships,
      this.#pairs,
    ])
      memory.clear();
  }

  /** The same with another policy in place of the stored one, to try it: nothing that follows from it is kept. */
  with(policy: CompiledPolicy): Recall {
    const own: Pick<Recall, 'policy' | 'attributes'> = {
      policy: (id, memo) => (id === policy.resourceId ? policy : this.policy(id, memo)),
      attributes: (_pair, _policy, work) => work(),
    };
    return new Proxy<Recall>(this, {
      get(target, member) {
        if (member === 'policy' || member === 'attributes') return own[member];
        const value: unknown = Reflect.get(target, member, target);
        return typeof value === 'function' ? value.bind(target) : value;
      },
    });
  }

  /** @param text the number or UUID as the request writes it */
  party(kind: RefKind, text: string, memo: Memo | undefined): Party | undefined {
    const memory = this.#parties[kind];
    const known = memory.get(text);
    if (known !== undefined) return known.value;
    return recalled(memo, `${kind} ${text}`, async () => {
      const { generation } = memory;
      const ref = (kind === 'partyId' || kind === 'userId' ? { [kind]: Number(text) } : { [kind]: text }) as PartyRef;
      const value = await this.lookups.register.party(ref);
      memory.set(text, { value }, [], generation);
      return value;
    });
  }

  policy(id: string, memo: Memo | undefined): CompiledPolicy | undefined {
    const memory = this.#policies;
    const known = memory.get(id);
    if (known !== undefined) return known;
    return recalled(memo, `policy ${id}`, async () => {
      const { generation } = memory;
      const value = await this.lookups.resources.policy(id);
      if (value) memory.set(id, value, [], generation);
      return value;
    });
  }

  resource(id: string, memo: Memo | undefined): ResourceRecord | undefined {
    const memory = this.#resources;
    const known = memory.get(id);
    if (known !== undefined) return known.value;
    return recalled(memo, `resource ${id}`, async () => {
      const { generation } = memory;
      const value = await this.lookups.resources.resource(id);
      memory.set(id, { value }, [], generation);
      return value;
    });
  }

  memberships(organizationNumber: string, resourceId: string | undefined, memo: Memo | undefined) {
    const memory = this.#memberships;
    const key = `${organizationNumber} ${resourceId ?? ''}`;
    const known = memory.get(key);
    if (known !== undefined) return known;
    return recalled(memo, `lists ${key}`, async () => {
      const { generation } = memory;
      const value = await this.lookups.resources.memberships(organizationNumber, resourceId);
      memory.set(key, value, [], generation);
      return value;
    });
  }

  /** What is held of a subject and a party. It goes out of use, filled or not, when either may have changed. */
  pair(subject: Subject, of: Party): Pair {
    return this.#pairs.get(subject.systemUser ?? subject.party?.uuid ?? '', of.uuid);
  }

  roles(pair: Pair, holder: Party, of: Party, memo: Memo | undefined): readonly HeldRole[] {
    return (
      pair.roles ??
      recalled(memo, `roles ${holder.uuid} ${of.uuid}`, async () => {
        pair.roles = await this.lookups.register.roles(holder, of);
        return pair.roles;
      })
    );
  }

  packages(pair: Pair, holder: Party, of: Party, memo: Memo | undefined): readonly string[] {
    return (
      pair.packages ??
      recalled(memo, `packages ${holder.uuid} ${of.uuid}`, async () => {
        pair.packages = await this.lookups.register.packages(holder, of);
        return pair.packages;
      })
    );
  }

  given(pair: Pair, subject: Subject, of: Party, resourceId: string, memo: Memo | undefined): readonly string[] {
    if (pair.given !== undefined) return pair.given;
    const to = this.#recipientsOf(subject, memo);
    return recalled(memo, `given ${to[0]} ${of.uuid}`, async () => {
      const { delegations } = this.lookups;
      // The rights of all receivers are one question, after which the packages of each are at hand.
      if (to.length > 1) await this.#findRights(pair, to, of, resourceId).catch(() => undefined);
      const urns: string[] = [];
      for (const one of to) for (const from of givers(of)) urns.push(...(await delegations.packages(one, from)));
      pair.given = urns;
      return urns;
    });
  }

  rights(pair: Pair, subject: Subject, of: Party, resourceId: string, memo: Memo | undefined): Rights {
    const { rights } = ofResource(pair, resourceId);
    if (rights !== undefined) return rights;
    const to = this.#recipientsOf(subject, memo);
    return recalled(memo, `rights ${to[0]} ${of.uuid} ${resourceId}`, () => this.#findRights(pair, to, of, resourceId));
  }

  async #findRights(pair: Pair, to: readonly string[], of: Party, resourceId: string): Promise<Rights> {
    const all: Rights[number][] = [];
    for (const from of givers(of)) all.push(...(await this.lookups.delegations.rights({ to, from, resourceId })));
    ofResource(pair, resourceId).rights = all;
    return all;
  }

  /** The attributes that a policy needs of the subject, worked out once. */
  attributes(pair: Pair, policy: CompiledPolicy, work: () => readonly Added[]): readonly Added[] {
    const held = ofResource(pair, policy.resourceId);
    held.attributes ??= work();
    return held.attributes;
  }

  /** Held for one request only: an instance moves on without an announcement. */
  instance(id: string, memo: Memo | undefined): InstanceInfo | undefined {
    return recalled(memo, `instance ${id}`, () => this.lookups.instance(id));
  }

  /** Held for one request only: these roles are kept elsewhere. */
  estateRoles(from: Party, to: Party, memo: Memo | undefined): readonly string[] {
    return recalled(memo, `estate ${from.uuid} ${to.uuid}`, () => this.lookups.estateRoles(from, to));
  }

  /**
   * Whose delegations count for a subject: its own, and those of the organisations in which it has a key role. A system user
   * stands for itself only.
   */
  #recipientsOf(subject: Subject, memo: Memo | undefined): readonly string[] {
    if (subject.systemUser !== undefined) return [subject.systemUser];
    const { party } = subject;
    if (!party) return [];
    const memory = this.#recipients;
    const known = memory.get(party.uuid);
    if (known !== undefined) return known;
    return recalled(memo, `recipients ${party.uuid}`, async () => {
      const { generation } = memory;
      const value = [party.uuid, ...(await this.lookups.register.keyOrganizations(party))];
      memory.set(party.uuid, value, [], generation);
      return value;
    });
  }
}

/** What a main unit has given counts for its sub-units. */
const givers = (of: Party): readonly string[] => (of.parentUuid === undefined ? [of.uuid] : [of.uuid, of.parentUuid]);
