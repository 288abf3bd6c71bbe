import { BoundedCache } from '../foundation/index.ts';

/** A shelf from which less than this share of the requests is answered costs more than it saves: it then rests. */
const LEAST_SHARE = 1 / 4;
/** For how many times as many requests as it was judged by. */
const REST = 16;
const LEAST_WINDOW = 2_048;

/** How often a memory that was asked had what was asked for. */
export interface MemoryUse {
  readonly hits: number;
  readonly misses: number;
}

/** A bounded memory that rests where what is asked does not come again. */
export class Shelf<T> {
  readonly #held: BoundedCache<T>;
  /** What is new at first may come again: there is a whole round to fill it before it is judged. */
  readonly #window: number;
  #asked = 0;
  #found = 0;
  /** Of the rounds that have been judged. */
  #past: MemoryUse = { hits: 0, misses: 0 };
  /** Requests that pass before it tries again. */
  #resting: number;

  /** @param limit most things held; 0 = none */
  constructor(limit: number) {
    this.#held = new BoundedCache(Math.max(1, limit));
    this.#window = Math.max(LEAST_WINDOW, 2 * limit);
    this.#resting = limit > 0 ? 0 : Number.POSITIVE_INFINITY;
  }

  get rests(): boolean {
    return this.#resting > 0;
  }

  get size(): number {
    return this.#held.size;
  }

  /** Since the start; what passed while it rested is in neither. */
  get use(): MemoryUse {
    const { hits, misses } = this.#past;
    return { hits: hits + this.#found, misses: misses + this.#asked - this.#found };
  }

  /** To be asked before `get`: lets one request pass while the shelf rests. */
  passes(): boolean {
    if (this.#resting === 0) return false;
    this.#resting -= 1;
    return true;
  }

  get(key: string): T | undefined {
    const known = this.#held.get(key);
    this.#asked += 1;
    if (known !== undefined) this.#found += 1;
    if (this.#asked >= this.#window) this.#judge();
    return known;
  }

  #judge(): void {
    this.#past = this.use;
    if (this.#found < this.#asked * LEAST_SHARE) {
      this.#resting = REST * this.#window;
      this.#held.clear();
    }
    this.#asked = 0;
    this.#found = 0;
  }

  keep(key: string, value: T): void {
    if (this.#resting === 0) this.#held.set(key, value);
  }

  clear(): void {
    this.#held.clear();
  }
}

/** What is remembered of earlier requests. */
export interface Memory {
  readonly size: number;
  readonly use: MemoryUse;
}
