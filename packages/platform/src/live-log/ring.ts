import type { Entry, NewEntry, Origin } from './entry.ts';
import { TextColumn, Texts } from './texts.ts';

/** What an entry takes besides its texts, in bytes. */
const OVERHEAD = 200;

export interface RingLimits {
  readonly entries: number;
  readonly bytes: number;
}

/** What is told of an entry that is nothing to most. */
type More = Pick<NewEntry, 'what' | 'refused'>;

/**
 * The newest entries of all organisations, so many and of so much size at most. They lie in columns: an object for each would live just long
 * enough to be copied by the garbage collector twice, which took more of a decision than all else in the log. One is made when somebody reads.
 */
export class Ring {
  readonly #limits: RingLimits;
  readonly #texts = new Texts();
  readonly #origins: (Origin | undefined)[];
  readonly #traces: string[];
  readonly #more: (More | undefined)[];
  readonly #times: Float64Array;
  readonly #took: Float64Array;
  readonly #statuses: Uint16Array;
  readonly #sizes: Uint32Array;
  readonly #requests: TextColumn;
  readonly #answers: TextColumn;
  /** Those that have been read: what is told of them is remembered by the object. */
  readonly #read = new Map<number, Entry>();
  #bytes = 0;
  /** Number of the oldest entry that is kept. */
  #first = 1;
  /** Number of the next entry. */
  #next = 1;
  /** ms; the newest that has been dropped. */
  #dropped = 0;

  constructor(limits: RingLimits) {
    const { entries } = limits;
    this.#limits = limits;
    this.#origins = new Array<Origin | undefined>(entries).fill(undefined);
    this.#traces = new Array<string>(entries).fill('');
    this.#more = new Array<More | undefined>(entries).fill(undefined);
    this.#times = new Float64Array(entries);
    this.#took = new Float64Array(entries);
    this.#statuses = new Uint16Array(entries);
    this.#sizes = new Uint32Array(entries);
    this.#requests = new TextColumn(this.#texts, entries);
    this.#answers = new TextColumn(this.#texts, entries);
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

  push({ origin, time, took, status, trace, what, refused, request, answer }: NewEntry): void {
    const number = this.#next;
    this.#next += 1;
    if (number - this.#first >= this.#limits.entries) this.#dropFirst();
    const place = number % this.#limits.entries;
    this.#origins[place] = origin;
    this.#traces[place] = trace;
    if (what !== '' || refused !== undefined) this.#more[place] = { what, refused };
    this.#times[place] = time;
    this.#took[place] = took;
    this.#statuses[place] = status;
    const size =
      OVERHEAD +
      what.length +
      this.#requests.keep(place, request, number, this.#first) +
      this.#answers.keep(place, answer, number, this.#first);
    this.#sizes[place] = size;
    this.#bytes += size;
    while (this.#bytes > this.#limits.bytes && this.#first < this.#next) this.#dropFirst();
  }

  /** @returns undefined when it is not kept any more, or has never been */
  get(number: number): Entry | undefined {
    if (!(number >= this.#first && number < this.#next)) return undefined;
    const known = this.#read.get(number);
    if (known !== undefined) return known;
    const place = number % this.#limits.entries;
    const origin = this.#origins[place];
    if (origin === undefined) return undefined;
    const { what, refused } = this.#more[place] ?? NO_MORE;
    const entry: Entry = {
      ...origin,
      time: this.#times[place] ?? 0,
      took: this.#took[place] ?? 0,
      status: this.#statuses[place] ?? 0,
      trace: this.#traces[place] ?? '',
      what,
      refused,
      request: this.#requests.get(place),
      answer: this.#answers.get(place),
      number,
    };
    this.#read.set(number, entry);
    return entry;
  }

  /** Forgets all; numbers go on. */
  clear(): void {
    while (this.#first < this.#next) this.#dropFirst();
    this.#texts.clear();
  }

  #dropFirst(): void {
    const number = this.#first;
    const place = number % this.#limits.entries;
    this.#bytes -= this.#sizes[place] ?? 0;
    this.#dropped = this.#times[place] ?? 0;
    this.#origins[place] = undefined;
    this.#traces[place] = '';
    this.#more[place] = undefined;
    this.#requests.drop(place);
    this.#answers.drop(place);
    if (this.#read.size > 0) this.#read.delete(number);
    this.#first += 1;
  }
}

const NO_MORE: More = { what: '', refused: undefined };
