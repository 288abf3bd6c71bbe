import type { Clock } from '../foundation/index.ts';

/** What can be in a listener's way: an answer that is none of 2xx, one that leads elsewhere, no answer in time, nobody there. */
export const PROBLEMS = ['answer', 'redirect', 'silence', 'unreached'] as const;

/** What a listener says of itself. */
export interface ListenerNote {
  /** Where it sends events: without credentials and query. */
  readonly target: string;
  /** The last event that was taken. */
  readonly at: string;
  /** What is in the way, while something is. */
  readonly trouble?: string;
  /** Which kind it is of, for who tells it in a language of their own. */
  readonly problem?: (typeof PROBLEMS)[number];
  /** Of the answer, where there was one. */
  readonly status?: number;
  /** Until it tries again. */
  readonly retryInMs?: number;
}

/** What is known of a listener. */
export interface KnownListener extends Omit<ListenerNote, 'retryInMs'> {
  readonly id: string;
  /** When it was heard of last (ms). */
  readonly seen: number;
  /** When it tries again (ms), while something is in the way. */
  readonly nextTry?: number;
}

const MAX_LISTENERS = 50;
/** A listener says something at least as often as its questions to the feed end: twice in this time. */
export const FORGOTTEN_AFTER_MS = 90_000;

/** Who forwards the feed, as they tell themselves; what has been silent for long is forgotten. Each node knows those that tell it. */
export class Listeners {
  readonly #clock: Clock;
  readonly #known = new Map<string, KnownListener>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  note(id: string, { retryInMs, ...note }: ListenerNote): void {
    const seen = this.#clock.now();
    this.#known.delete(id);
    this.#known.set(id, {
      ...{ ...note, id, seen },
      ...(retryInMs === undefined ? {} : { nextTry: seen + retryInMs }),
    });
    const [oldest] = this.#known.keys();
    if (this.#known.size > MAX_LISTENERS && oldest !== undefined) this.#known.delete(oldest);
  }

  forget(id: string): void {
    this.#known.delete(id);
  }

  /** Those heard of not long ago, by where they send. */
  list(): readonly KnownListener[] {
    const now = this.#clock.now();
    for (const { id, seen } of [...this.#known.values()])
      if (Math.abs(now - seen) > FORGOTTEN_AFTER_MS) this.#known.delete(id);
    return [...this.#known.values()].sort((a, b) => (a.target < b.target ? -1 : 1));
  }
}
