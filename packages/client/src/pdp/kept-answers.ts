import { Lru } from '../lru.ts';
import type { CallOptions } from '../options.ts';
import { isWorkersLike } from '../runtime.ts';
import type { XacmlJsonResult } from './model.ts';

type Results = readonly XacmlJsonResult[];

interface Kept {
  readonly results: Results;
  /** When it was asked: how long an answer took makes it no younger. */
  readonly asked: number;
}

interface Flight {
  readonly promise: Promise<Results>;
  readonly abort: AbortController;
  waiting: number;
}

/** How long answers are kept, and how many at most. */
export interface Keeping {
  readonly ttlMs: number;
  readonly entries: number;
  readonly now: () => number;
}

/** A longer question is asked each time: whoever writes them decides what this takes of memory. */
const MAX_KEY = 8192;

/**
 * Answers of the decision point, kept by all that it was asked. What is kept is the answer as it came, with its obligations: whether
 * these are met is judged anew for each subject. Only Permit and Deny are kept.
 */
export class KeptAnswers {
  readonly #keeping: Keeping;
  readonly #kept: Lru<Kept>;
  readonly #flights = new Map<string, Flight>();

  constructor(keeping: Keeping) {
    this.#keeping = keeping;
    this.#kept = new Lru(keeping.entries);
  }

  /** An answer that is not too old. */
  find(key: string): Results | undefined {
    const kept = this.#kept.get(key);
    if (!kept) return undefined;
    const age = this.#keeping.now() - kept.asked;
    if (age >= 0 && age < this.#keeping.ttlMs) return kept.results;
    this.#kept.delete(key);
    return undefined;
  }

  /** Notes the time of asking. @returns what keeps the answer */
  asking(): (key: string, results: Results) => void {
    const asked = this.#keeping.now();
    return (key, results) => {
      const [result, ...more] = results;
      if (key.length > MAX_KEY || more.length > 0) return;
      if (result?.decision !== 'Permit' && result?.decision !== 'Deny') return;
      // A question that was asked later may have been answered first.
      if ((this.#kept.get(key)?.asked ?? asked) > asked) return;
      this.#kept.set(key, { results: frozen(results), asked });
    };
  }

  /** Kept, or asked once for all who wait; who aborts leaves the others alone, the last one to leave ends the request. */
  async get(
    key: string,
    { signal, refresh }: CallOptions,
    ask: (signal: AbortSignal) => Promise<Results>,
  ): Promise<Results> {
    signal?.throwIfAborted();
    const kept = refresh ? undefined : this.find(key);
    if (kept) return kept;
    const flight = (refresh ? undefined : this.#flights.get(key)) ?? this.#launch(key, ask);
    flight.waiting += 1;
    if (!signal) return flight.promise;
    return new Promise((resolve, reject) => {
      const leave = () => {
        flight.waiting -= 1;
        if (flight.waiting === 0) {
          this.#land(key, flight);
          flight.abort.abort(signal.reason);
        }
        reject(signal.reason);
      };
      signal.addEventListener('abort', leave, { once: true });
      flight.promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', leave));
    });
  }

  #launch(key: string, ask: (signal: AbortSignal) => Promise<Results>): Flight {
    const abort = new AbortController();
    const keep = this.asking();
    const promise = ask(abort.signal)
      .then((results) => {
        keep(key, results);
        return results;
      })
      .finally(() => this.#land(key, flight));
    // Somebody may always have left; a failure nobody waits for is no unhandled rejection.
    promise.catch(() => {});
    const flight: Flight = { promise, abort, waiting: 0 };
    if (!isWorkersLike()) this.#flights.set(key, flight);
    return flight;
  }

  #land(key: string, flight: Flight): void {
    if (this.#flights.get(key) === flight) this.#flights.delete(key);
  }
}

/** It is handed to many: none may change it for the others. */
function frozen<T>(value: T): T {
  if (typeof value !== 'object' || value === null) return value;
  for (const member of Object.values(value)) frozen(member);
  return Object.freeze(value);
}
