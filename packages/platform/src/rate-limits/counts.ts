import { BoundedCache } from '../foundation/index.ts';

/** How often something has come in this minute. */
export interface Count {
  readonly subject: string;
  /** By this node, and not told to the others yet. */
  own: number;
  /** By all nodes, as far as they have told. */
  shared: number;
  /** Waits to be told. */
  isWaiting: boolean;
}

/** Subjects of one kind that are counted at once; of more, those that come seldom give way. */
const MAX_SUBJECTS = 50_000;
/** A node tells the others of a subject when it alone has had this part of what is allowed: of most they never need to hear. */
const TOLD_FROM = 1 / 8;

/** The counts of one kind in the minute that runs: a look-up for each request, and bounded memory whoever asks. */
export class Counts {
  readonly limit: number;
  readonly #tell: (count: Count) => void;
  #counts = new BoundedCache<Count>(MAX_SUBJECTS);
  refused = 0;

  /** @param tell called when the others should hear of a count */
  constructor(limit: number, tell: (count: Count) => void) {
    this.limit = limit;
    this.#tell = tell;
  }

  get size(): number {
    return this.#counts.size;
  }

  /** Begins a new minute. */
  clear(): void {
    this.#counts = new BoundedCache<Count>(MAX_SUBJECTS);
  }

  /** True when the subject has had what it may have. */
  isFull(subject: string): boolean {
    const count = this.#counts.get(subject);
    return count !== undefined && count.own + count.shared >= this.limit;
  }

  /** Counts one. @returns false when the subject has had what it may have, and nothing is counted */
  take(subject: string): boolean {
    let count = this.#counts.get(subject);
    if (count === undefined) {
      count = { subject, own: 0, shared: 0, isWaiting: false };
      this.#counts.set(subject, count);
    }
    if (count.own + count.shared >= this.limit) return false;
    count.own += 1;
    if (!count.isWaiting && (count.shared > 0 || count.own >= this.limit * TOLD_FROM)) {
      count.isWaiting = true;
      this.#tell(count);
    }
    return true;
  }
}
