import type { Entry, NewEntry } from './entry.ts';
import { Texts } from './texts.ts';

/** What an entry takes besides its texts, in bytes. */
const OVERHEAD = 400;

export interface RingLimits {
  readonly entries: number;
  readonly bytes: number;
}

/** The newest entries of all organisations, so many and of so much size at most. */
export class Ring {
  readonly #limits: RingLimits;
  readonly #entries: (Entry | undefined)[];
  readonly #texts = new Texts();
  #bytes = 0;
  /** Number of the oldest entry that is kept. */
  #first = 1;
  /** Number of the next entry. */
  #next = 1;
  /** ms; the newest that has been dropped. */
  #dropped = 0;

  constructor(limits: RingLimits) {
    this.#limits = limits;
    this.#entries = new Array<Entry | undefined>(limits.entries);
  }

  /** Number of the newest entry; 0 = there has been none. */
  get last(): number {
    return this.#next - 1;
  }

  get first(): number {
    return this.#first;
  }

  /** When the newest entry that is no longer kept was made, in ms; 0 = all are. */
  get dropped(): number {
    return this.#dropped;
  }

  push(entry: NewEntry): void {
    const number = this.#next;
    this.#next += 1;
    if (number - this.#first >= this.#limits.entries) this.#dropFirst();
    const request = entry.request && this.#texts.keep(entry.request, number, this.#first);
    const answer = entry.answer && this.#texts.keep(entry.answer, number, this.#first);
    const size = OVERHEAD + entry.what.length + (request?.size ?? 0) + (answer?.size ?? 0);
    this.#entries[number % this.#limits.entries] = { ...entry, request, answer, number, size };
    this.#bytes += size;
    while (this.#bytes > this.#limits.bytes && this.#first < this.#next) this.#dropFirst();
  }

  /** @returns undefined when it is not kept any more, or has never been */
  get(number: number): Entry | undefined {
    return number >= this.#first && number < this.#next ? this.#entries[number % this.#limits.entries] : undefined;
  }

  /** Forgets all; numbers go on. */
  clear(): void {
    while (this.#first < this.#next) this.#dropFirst();
    this.#texts.clear();
  }

  #dropFirst(): void {
    const place = this.#first % this.#limits.entries;
    const entry = this.#entries[place];
    if (entry) {
      this.#bytes -= entry.size;
      this.#dropped = entry.time;
    }
    this.#entries[place] = undefined;
    this.#first += 1;
  }
}
