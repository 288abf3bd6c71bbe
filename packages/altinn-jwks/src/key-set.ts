import { check, checkMembers, checkOptional } from './check.ts';
import { JwksError } from './errors.ts';
import { type Jwk, jwkJson, ordered, publicJwk } from './jwk.ts';
import { parseKeySet } from './key-document.ts';
import {
  createdAt,
  expiresAt,
  isDue,
  type KeyNote,
  type KeyNotes,
  lacksNotes,
  notesMember,
  notesOf,
  settingsOf,
  withNotes,
  withRestored,
  withSettings,
} from './key-notes.ts';

/** Keys that a set keeps (release 2.0.0) and the most that Maskinporten publishes for a client. */
export const MAX_KEPT = 6;
/** Keys that Maskinporten takes for a client (maskinporten.md 6). */
export const MAX_PUBLISHED = 5;

/** Where a key stands: the one that signs, one that is published before it signs or after it has, or one that is not published. */
export type KeyStatus = 'current' | 'next' | 'previous' | 'unpublished';

/** Which keys are removed. */
export interface PruneOptions {
  /** Keep so many of the newest, the current one among them. */
  readonly keep?: number;
  /** Remove keys made longer ago than this, ms. */
  readonly olderThan_ms?: number;
  readonly now: Date;
}

/**
 * The private keys of one name and environment, oldest first. The current key, which signs, is the last one, as the .NET tool has
 * it; a key that waits to be promoted stands before it, so that both tools sign with the same. Immutable: each change gives a new set.
 */
export class KeySet {
  readonly id: string;
  readonly keys: readonly Jwk[];
  /** Members of the document beside `keys`; kept when the set is written again. */
  readonly rest: Readonly<Record<string, unknown>>;
  /** When the document was last written, if a store has read it; a changed set has not been written yet. */
  readonly written: Date | undefined;

  /** The kids of keys whose numbers had not their full width in the document; here they have. */
  readonly mended: readonly string[];

  /**
   * @param id name and environment, `fjordvik-TEST`: see `keySetId`
   * @param keys private JWKs, oldest first
   * @param rest members of the document beside `keys`
   * @param written when the document was last written
   * @param mended kids of keys whose numbers were widened as the document was read
   * @throws JwksError INVALID_OPTION
   */
  constructor(
    id: string,
    keys: readonly Jwk[] = [],
    rest: Readonly<Record<string, unknown>> = {},
    written?: Date,
    mended: readonly string[] = [],
  ) {
    check(id, 'The id of a key set', 'a text');
    check(keys, 'The keys', 'a list of objects');
    check(rest, 'What stands beside the keys', 'an object');
    check(written, 'The time', 'nothing', 'a Date');
    this.mended = mended;
    this.id = id;
    this.keys = keys;
    this.rest = rest;
    this.written = written;
  }

  /** The key that signs until another is promoted. @throws JwksError KEY_SET_EMPTY */
  get current(): Jwk {
    const key = this.keys.at(-1);
    if (!key) throw new JwksError('KEY_SET_EMPTY', `No keys found in key-set ${this.id}.`);
    return key;
  }

  /** The key that signs at a time: the waiting one once its time has come. @throws JwksError KEY_SET_EMPTY */
  currentAt(now: Date): Jwk {
    check(now, 'The time', 'a Date');
    return this.settled(now).current;
  }

  /** What is known of the keys beside their JWKs, by kid. */
  get notes(): KeyNotes {
    return notesOf(this.rest);
  }

  /** The key that is published and waits to be promoted. */
  get waiting(): Jwk | undefined {
    const { notes } = this;
    return this.keys.slice(0, -1).find((key) => notes[key.kid ?? '']?.waiting);
  }

  /** The key with a kid, private half and all; undefined when there is none. */
  find(kid: string): Jwk | undefined {
    return this.keys.find((key) => key.kid === kid);
  }

  /** True when a key of the set has the kid. */
  has(kid: string): boolean {
    return this.find(kid) !== undefined;
  }

  /** When a key was made and when Maskinporten will stop taking it, as well as is known. */
  datesOf(key: Jwk, now: Date): { readonly created: Date | undefined; readonly expires: Date | undefined } {
    checkKey(key);
    check(now, 'The time', 'a Date');
    return {
      created: createdAt(key.kid ?? '', this.notes, now, this.written),
      expires: expiresAt(key, this.notes, now, this.written),
    };
  }

  /** Where a key of this set stands; a waiting key is `next`, also once its time has come (see `settled`). */
  statusOf(key: Jwk): KeyStatus {
    if (key === this.keys.at(-1)) return 'current';
    if (key === this.waiting) return 'next';
    return this.#newest(MAX_PUBLISHED).includes(key) ? 'previous' : 'unpublished';
  }

  /**
   * Adds a key as the current one; beyond `keep` the oldest go, but never one that waits. `dated: false` notes no ages, as the
   * .NET tool does not. @throws JwksError KEY_EXISTS
   */
  add(key: Jwk, keep: number = MAX_KEPT, dated = true): KeySet {
    checkKey(key);
    check(keep, 'The number of keys to keep', 'a number, 0 or more');
    this.#refuseTwins(key);
    return this.#with([...this.keys, key], dated ? this.#datedNotes() : this.notes).#cut(keep);
  }

  /**
   * Adds a key that is published at once and signs only when it is promoted, or from `activate` on. In an empty set it is the
   * current one. @throws JwksError KEY_EXISTS, ROTATING when another key waits already
   */
  rotate(key: Jwk, options: { readonly now: Date; readonly activate?: Date; readonly keep?: number }): KeySet {
    checkKey(key);
    checkMembers(options, 'options', { now: 'a Date' });
    checkOptional(options, 'options', { activate: 'a Date', keep: 'a number, 0 or more' });
    const base = this.settled(options.now);
    const last = base.keys.at(-1);
    const kid = key.kid ?? '';
    const created = { created: options.now.toISOString() };
    // Nothing signs yet, so nothing is waited for.
    if (!last) return base.add(key).note(kid, created);
    base.#refuseTwins(key);
    if (base.waiting)
      throw new JwksError(
        'ROTATING',
        `Key ${base.waiting.kid} of key-set ${this.id} waits to be promoted: promote it with "altinn-jwks use ${base.waiting.kid}" or revoke it first.`,
      );
    const note: KeyNote = {
      ...created,
      waiting: true,
      ...(options.activate ? { activate: options.activate.toISOString() } : {}),
    };
    const keys = [...base.keys.slice(0, -1), key, last];
    return base.#with(keys, { ...base.#datedNotes(), [kid]: note }).#cut(options.keep ?? MAX_KEPT);
  }

  /** Makes the waiting key the current one. @throws JwksError NOT_ROTATING */
  promote(): KeySet {
    const kid = this.waiting?.kid;
    if (kid !== undefined) return this.use(kid);
    throw new JwksError(
      'NOT_ROTATING',
      `No key of key-set ${this.id} waits to be promoted: make one with "rotate", or let any other sign with "use <kid>".`,
    );
  }

  /** The set as it stands at a time: a waiting key whose time has come is the current one. */
  settled(now: Date): KeySet {
    check(now, 'The time', 'a Date');
    const kid = this.waiting?.kid;
    return kid !== undefined && isDue(this.notes[kid], now) ? this.use(kid) : this;
  }

  /** Makes a key the current one. @throws JwksError KEY_NOT_FOUND */
  use(kid: string): KeySet {
    const key = this.#present(kid);
    const { waiting: _waiting, activate: _activate, ...note } = this.#datedNotes()[kid] ?? {};
    return this.#with([...this.keys.filter((one) => one !== key), key], { ...this.#datedNotes(), [kid]: note });
  }

  /**
   * Removes a key. @param now with it, a waiting key whose time has come is the current one
   * @throws JwksError KEY_NOT_FOUND, CURRENT_KEY for the one that signs, unless forced
   */
  revoke(kid: string, force = false, now?: Date): KeySet {
    const base = now ? this.settled(now) : this;
    const key = base.#present(kid);
    if (key === base.keys.at(-1) && !force)
      throw new JwksError(
        'CURRENT_KEY',
        `Key ${kid} is the current key of key-set ${this.id}: put another in its place first ("create", or "use <kid>"), or add --force.`,
      );
    const keys = base.keys.filter((one) => one !== key);
    const left = base.#with(keys, base.#datedNotes());
    const last = keys.at(-1)?.kid;
    // A key that waited and is now the last one signs.
    return last === undefined ? left : left.use(last);
  }

  /** Removes old keys, never the current or the waiting one. @returns the set and the kids that went, oldest first */
  prune(options: PruneOptions): { readonly set: KeySet; readonly removed: readonly string[] } {
    checkMembers(options, 'options', { now: 'a Date' });
    checkOptional(options, 'options', { keep: 'a number, 0 or more', olderThan_ms: 'a number, 0 or more' });
    const base = this.settled(options.now);
    const { waiting } = base;
    const candidates = base.keys.slice(0, -1).filter((key) => key !== waiting);
    const surplus = options.keep === undefined ? 0 : Math.max(0, base.keys.length - Math.max(1, options.keep));
    const isOld = (key: Jwk): boolean => {
      const { created } = base.datesOf(key, options.now);
      if (options.olderThan_ms === undefined || !created) return false;
      return options.now.getTime() - created.getTime() > options.olderThan_ms;
    };
    const gone = candidates.filter((key, index) => index < surplus || isOld(key));
    if (gone.length === 0) return { set: base, removed: [] };
    const keys = base.keys.filter((key) => !gone.includes(key));
    return { set: base.#with(keys, base.#datedNotes()), removed: gone.map((key) => key.kid ?? '') };
  }

  /** True when a vault is to keep the current key in a secret of its own, for an application to read. */
  get appSecret(): boolean {
    return settingsOf(this.rest).appSecret === true;
  }

  /** The set with that secret wished for. */
  withAppSecret(): KeySet {
    const { rest } = this.#with(this.keys, this.#datedNotes());
    return new KeySet(this.id, this.keys, withSettings(rest, { appSecret: true }));
  }

  /** Adds to what is noted of a key. */
  note(kid: string, more: KeyNote): KeySet {
    check(kid, 'The kid', 'a text, also an empty one');
    check(more, 'The note', 'an object');
    const notes = this.#datedNotes();
    return this.#with(this.keys, { ...notes, [kid]: { ...notes[kid], ...more } });
  }

  /**
   * The public halves to publish, oldest first, the newest five at most; the current and the waiting one are among them.
   * @param now tells a minute code in a kid from four letters of somebody's own, which would lie in the future
   */
  published(limit: number = MAX_PUBLISHED, now: Date = new Date()): readonly Jwk[] {
    check(limit, 'The number of keys', 'a number, 0 or more');
    check(now, 'The time', 'a Date');
    return this.#byAge(this.#newest(limit), now).map(publicJwk);
  }

  /** The stored document: `{"keys":[…]}`, and what stood beside the keys. */
  toJson(): string {
    return jwkJson({ keys: this.keys.map(ordered), ...this.rest });
  }

  /** Reads a stored document. @throws JwksError STORE_CORRUPT that names `source` and nothing of the content */
  static parse(id: string, text: string, source: string, written?: Date): KeySet {
    const { keys, rest, mended } = parseKeySet(text, source);
    return new KeySet(id, keys, rest, written, mended);
  }

  /** What a store keeps beside the document, because the .NET tool drops it there; undefined for nothing. */
  get kept(): string | undefined {
    return notesMember(this.rest);
  }

  /** True when the document has no notes: never any, or another program has dropped them. */
  get isBare(): boolean {
    return lacksNotes(this.rest);
  }

  /** The set with the notes that another program has dropped from it. @param kept as `kept` gave it */
  restored(kept: string): KeySet {
    const rest = withRestored(this.rest, this.keys, kept, this.written ?? new Date());
    return new KeySet(this.id, this.keys, rest, this.written, this.mended);
  }

  /** So many keys, in the set's order: the current one, the one that waits, then the newest. */
  #newest(limit: number): readonly Jwk[] {
    const last = this.keys.at(-1);
    const { waiting } = this;
    const first = [last, waiting].filter((key): key is Jwk => key !== undefined).slice(0, limit);
    const others = this.keys.filter((key) => !first.includes(key));
    const chosen = new Set([...first, ...others.slice(Math.max(0, others.length - (limit - first.length)))]);
    return this.keys.filter((key) => chosen.has(key));
  }

  #cut(keep: number): KeySet {
    const keys = this.#newest(Math.max(1, keep));
    return keys.length === this.keys.length ? this : this.#with(keys, this.notes);
  }

  /** Promotion moves keys; where all ages are known, they tell the order. A key that waits was made after the current one. */
  #byAge(set: readonly Jwk[], now: Date): readonly Jwk[] {
    const { notes, waiting } = this;
    const keys = waiting && set.includes(waiting) ? [...set.filter((key) => key !== waiting), waiting] : set;
    const ages = keys.map((key) => createdAt(key.kid ?? '', notes, now, this.written)?.getTime() ?? Number.NaN);
    if (ages.some(Number.isNaN)) return keys;
    return keys
      .map((key, index) => ({ key, age: ages[index] ?? 0 }))
      .sort((a, b) => a.age - b.age)
      .map(({ key }) => key);
  }

  /**
   * The notes, with the age of every key whose kid does not tell it: after this change the date of the document no longer does. That
   * date is what the newest such key has until then.
   */
  #datedNotes(): KeyNotes {
    const { notes, written } = this;
    if (!written) return notes;
    const dated = this.keys.map((key) => {
      const kid = key.kid ?? '';
      const created = createdAt(kid, notes, written, written);
      const told = notes[kid]?.created ?? (createdAt(kid, {}, written) ? undefined : created?.toISOString());
      return [kid, { ...notes[kid], ...(told === undefined ? {} : { created: told }) }] as const;
    });
    return Object.fromEntries(dated);
  }

  #refuseTwins(key: Jwk): void {
    if (key.kid !== undefined && this.has(key.kid))
      throw new JwksError('KEY_EXISTS', `Key with id ${key.kid} already exists in key-set.`);
  }

  #present(kid: string): Jwk {
    check(kid, 'The kid', 'a text, also an empty one');
    const key = this.find(kid);
    if (key) return key;
    throw new JwksError('KEY_NOT_FOUND', `Key ${kid} is not in key-set ${this.id}.`);
  }

  #with(keys: readonly Jwk[], notes: KeyNotes): KeySet {
    const kids = new Set(keys.map((key) => key.kid));
    const kept = Object.fromEntries(Object.entries(notes).filter(([kid]) => kids.has(kid)));
    return new KeySet(this.id, keys, withNotes(this.rest, kept));
  }
}

/** @throws JwksError INVALID_OPTION */
function checkKey(key: Jwk): void {
  check(key, 'The key', 'an object');
  if (key.kid !== undefined) check(key.kid, 'The kid of the key', 'a text, also an empty one');
}

/** Release 1 keeps the current key by itself, and so cannot tell that there is none. */
export const emptyForRelease1 = (set: KeySet): JwksError =>
  new JwksError(
    'CURRENT_KEY',
    `Key-set ${set.id} would be empty, which release 1 cannot keep: make another key first, or leave out --compat 1.`,
  );
