/**
 * Limits on how often something is asked for: counted in the memory of each node, which costs a request one look-up, and told to the other
 * nodes once a second, by a table (docs/decisions/2026-11-29-rate-limits.md). While the database is away each node counts for itself.
 */
import { createHash } from 'node:crypto';
import type { Database } from '../database/index.ts';
import type { Clock } from '../foundation/index.ts';
import { HTTP_REFUSALS } from '../http/index.ts';
import { type Count, Counts } from './counts.ts';
import { LIMIT_KINDS, type LimitKind, type RateLimitSettings } from './settings.ts';
import { addCounts, forgetCounts } from './store.ts';

const MINUTE_MS = 60_000;
const TELL_AFTER_MS = 1_000;
/** Counts that are told at once; the rest follows a second later. */
const MAX_TOLD = 500;

export interface RateLimitsDeps {
  readonly database: Pick<Database, 'db'>;
  readonly clock: Clock;
  readonly settings: RateLimitSettings;
}

/** What others count with: a kind without a limit counts nothing. */
export class RateLimits {
  readonly #deps: RateLimitsDeps;
  readonly #kinds: ReadonlyMap<LimitKind, Counts>;
  readonly #waiting = new Map<Count, LimitKind>();
  /** When the minute that is counted is over, ms. */
  #ends = 0;
  #timer: NodeJS.Timeout | undefined;
  #telling: Promise<void> = Promise.resolve();
  #forgotten = 0;
  /** Times that the others could not be told. */
  untold = 0;

  constructor(deps: RateLimitsDeps) {
    this.#deps = deps;
    const kinds = LIMIT_KINDS.filter((kind) => deps.settings[kind] > 0);
    this.#kinds = new Map(
      kinds.map((kind) => [kind, new Counts(deps.settings[kind], (count) => this.#tellSoon(count, kind))]),
    );
  }

  /** How many requests of each kind have been refused, and how many subjects are counted now. */
  get state(): readonly { readonly kind: LimitKind; readonly refused: number; readonly subjects: number }[] {
    return [...this.#kinds].map(([kind, { refused, size }]) => ({ kind, refused, subjects: size }));
  }

  /**
   * Counts one more.
   * @param subject whose it is: an address, a client, an organisation
   * @throws Refusal `too-many-requests` that says when to come again
   */
  take(kind: LimitKind, subject: string): void {
    this.#look(kind, (counts) => counts.take(subject));
  }

  /** Counts one more where nobody is refused any more: the answer has gone out. */
  note(kind: LimitKind, subject: string): void {
    this.#counts(kind)?.take(subject);
  }

  /** Counts nothing. @throws Refusal `too-many-requests` when there have been so many that no more are taken */
  check(kind: LimitKind, subject: string): void {
    this.#look(kind, (counts) => !counts.isFull(subject));
  }

  #look(kind: LimitKind, isTaken: (counts: Counts) => boolean): void {
    const counts = this.#counts(kind);
    if (counts === undefined || isTaken(counts)) return;
    counts.refused += 1;
    const wait = Math.max(1, Math.ceil((this.#ends - this.#deps.clock.now()) / 1000));
    throw HTTP_REFUSALS.refuse('too-many-requests', `${REASONS[kind]}: try again in ${wait} s`, {
      headers: { 'retry-after': String(wait) },
    });
  }

  #counts(kind: LimitKind): Counts | undefined {
    const now = this.#deps.clock.now();
    // A clock that went back begins anew as well.
    if (now >= this.#ends || now < this.#ends - MINUTE_MS) {
      this.#ends = now - (now % MINUTE_MS) + MINUTE_MS;
      this.#waiting.clear();
      for (const counts of this.#kinds.values()) counts.clear();
    }
    return this.#kinds.get(kind);
  }

  #tellSoon(count: Count, kind: LimitKind): void {
    this.#waiting.set(count, kind);
    this.#timer ??= setTimeout(() => {
      this.tell().catch(() => {});
    }, TELL_AFTER_MS).unref();
  }

  /** Tells the other nodes what this one has counted, and hears what they have. Goes by itself once a second where there is something to tell. */
  tell(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#telling = this.#telling.then(() => this.#tellNow());
    return this.#telling;
  }

  async #tellNow(): Promise<void> {
    const ends = this.#ends;
    const told = [...this.#waiting].slice(0, MAX_TOLD).map(([count, kind]) => {
      this.#waiting.delete(count);
      count.isWaiting = false;
      return { count, kind, own: count.own, subject: nameOf(kind, count.subject) };
    });
    if (told.length === 0) return;
    try {
      const { db } = this.#deps.database;
      const totals = await addCounts(
        db,
        ends,
        told.map(({ subject, own }) => ({ subject, count: own })),
      );
      for (const { count, own, subject } of told) {
        count.own -= own;
        count.shared = totals.get(subject) ?? count.shared + own;
      }
      if (this.#forgotten !== ends) await forgetCounts(db, this.#deps.clock.now());
      this.#forgotten = ends;
    } catch {
      // Told again with what comes next, as long as the minute lasts.
      this.untold += 1;
      if (ends === this.#ends) for (const { count, kind } of told) this.#again(count, kind);
    }
    if (this.#waiting.size > 0)
      this.#timer ??= setTimeout(() => {
        this.tell().catch(() => {});
      }, TELL_AFTER_MS).unref();
  }

  #again(count: Count, kind: LimitKind): void {
    count.isWaiting = true;
    this.#waiting.set(count, kind);
  }

  /** Tells no more. */
  async stop(): Promise<void> {
    clearTimeout(this.#timer);
    await this.#telling;
  }
}

/** The name in the table: nobody reads addresses there. */
const nameOf = (kind: LimitKind, subject: string): string =>
  createHash('sha256').update(`${kind} ${subject}`).digest('base64url').slice(0, 22);

const REASONS: Readonly<Record<LimitKind, string>> = {
  address: 'there have been too many requests from this address',
  failures: 'too many requests from this address have been refused',
  logins: 'there have been too many log-ins from this address',
  codes: 'too many one-time codes have been tried',
  client: 'the client has asked too often',
  organization: 'the organisation’s clients have asked too often',
};
