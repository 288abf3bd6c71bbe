import type { Database } from '../database/index.ts';
import type { Clock } from '../foundation/index.ts';
import { refuse } from './refusals.ts';
import { appendEvents, eventsAfter, feedState, oldestEvent, openCounter, type StoredEvent } from './store.ts';

/** Events that are kept; older ones make room. */
const MAX_EVENTS = 200_000;

export interface EventsDeps {
  readonly database: Database;
  readonly clock: Clock;
}

/** A piece of the feed. */
export interface FeedPage {
  readonly feed: string;
  readonly events: readonly StoredEvent[];
  /** Where to go on from. */
  readonly next: number;
}

/** What has happened on this platform, in the order in which it was committed, on whichever node. */
export class Events {
  readonly #database: Database;
  readonly #clock: Clock;
  readonly #waiting = new Set<() => void>();
  readonly #kept: number;
  #isClosed = false;

  constructor({ database, clock }: EventsDeps, kept = MAX_EVENTS) {
    this.#database = database;
    this.#clock = clock;
    this.#kept = kept;
  }

  /** From now on what happens is kept. */
  async open(): Promise<this> {
    await openCounter(this.#database.db);
    this.#database.keepWith((trx, happenings) =>
      appendEvents(trx, happenings, { now: this.#clock.now(), kept: this.#kept }),
    );
    this.#database.onChange('event', () => this.#wake());
    return this;
  }

  /**
   * What came after a position; `oldest` = from the first that is kept, `newest` = nothing, but where the feed ends.
   * @throws Refusal `events-gone` when what came next is no longer kept, `position-unknown` when the feed has not come so far
   */
  async after(position: number | 'oldest' | 'newest', limit: number): Promise<FeedPage> {
    const { db } = this.#database;
    const { feed, last } = await feedState(db);
    if (position === 'newest') return { feed, events: [], next: last };
    const oldest = (await oldestEvent(db)) ?? last + 1;
    const from = position === 'oldest' ? oldest - 1 : position;
    if (from < oldest - 1)
      throw refuse('events-gone', `event ${from + 1} is no longer kept: the oldest is ${oldest}`, {
        members: { oldest },
      });
    if (from > last) throw refuse('position-unknown', `the last event is ${last}, and ${from} is beyond it`);
    const events = await eventsAfter(db, from, limit);
    return { feed, events, next: events.at(-1)?.position ?? from };
  }

  /** As `after`, but where there is nothing yet it waits for it. @param signal ends the waiting */
  async follow(position: number | 'oldest' | 'newest', limit: number, signal: AbortSignal): Promise<FeedPage> {
    let from = position;
    for (;;) {
      // Before it looks, so that nothing falls between.
      const { woken, leave } = this.#nextWake(signal);
      try {
        const page = await this.after(from, limit);
        if (page.events.length > 0 || signal.aborted || this.#isClosed) return page;
        await woken;
        from = page.next;
      } finally {
        leave();
      }
    }
  }

  /** Nobody waits any longer. */
  close(): void {
    this.#isClosed = true;
    this.#wake();
  }

  /** @returns a promise of the next event or the end of the signal, and how to wait no longer */
  #nextWake(signal: AbortSignal) {
    const { promise: woken, resolve } = Promise.withResolvers<void>();
    const wake = () => resolve();
    this.#waiting.add(wake);
    signal.addEventListener('abort', wake);
    const leave = () => {
      this.#waiting.delete(wake);
      signal.removeEventListener('abort', wake);
    };
    return { woken, leave };
  }

  /** Readers that wait. */
  get waiting(): number {
    return this.#waiting.size;
  }

  #wake(): void {
    for (const one of this.#waiting) one();
  }
}
