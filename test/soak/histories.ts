/**
 * Whether what many have seen of one value at the same time can be explained by one order of what they did, in which each thing happened between
 * its beginning and its end: linearizability of a register (Herlihy and Wing 1990; the search is that of Wing and Gong 1993, with the states
 * that have been tried remembered, as Lowe 2017 has it).
 */

/** One thing that was done to a value, from when it was asked for until the answer came. */
export interface Operation {
  readonly kind: 'write' | 'read';
  readonly value: string;
  readonly begun: number;
  /** Of a write of which it is not known whether it was made: until when it may still come to be. */
  readonly ended: number;
  /** Whether the write was acknowledged; one that was not may also never have been made. Reads that were not answered tell nothing: leave them out. */
  readonly isCertain: boolean;
  /** For the sentence that tells of it. */
  readonly by: string;
}

interface State {
  /** All before this one are done, or can no longer be. */
  readonly next: number;
  /** Of those after it. */
  readonly done: ReadonlySet<number>;
  readonly value: string;
  /** When the last of those that are done was begun: a write that may be missing is missing when its time was over by then. */
  readonly latest: number;
}

const keyOf = ({ next, done, value }: State): string => `${next}|${[...done].sort((a, b) => a - b).join()}|${value}`;

/**
 * @param history in any order
 * @returns undefined when there is such an order, else a sentence that names what does not fit
 */
export function contradictionIn(history: readonly Operation[], initial: string): string | undefined {
  const all = [...history].sort((a, b) => a.begun - b.begun);
  const search = new Search(all);
  const seen = new Set<string>();
  const open: State[] = [{ next: 0, done: new Set(), value: initial, latest: Number.NEGATIVE_INFINITY }];
  let furthest = open[0] as State;
  for (let state = open.pop(); state !== undefined; state = open.pop()) {
    const settled = search.readAll(state);
    if (search.isOver(settled)) return undefined;
    const key = keyOf(settled);
    if (seen.has(key)) continue;
    seen.add(key);
    if (settled.next > furthest.next) furthest = settled;
    open.push(...search.moves(settled).map((at) => search.after(settled, at)));
  }
  return search.tell(furthest);
}

class Search {
  readonly #all: readonly Operation[];

  constructor(all: readonly Operation[]) {
    this.#all = all;
  }

  /** Those that read what is there now are done: as early as they may, and where no write comes too late by that. */
  readAll(state: State): State {
    for (let now = state; ; ) {
      const undone = this.#undone(now);
      const isTooEarly = ({ begun }: Operation) =>
        undone.some((at) => !this.#at(at).isCertain && this.#at(at).ended < begun && !this.#isMissed(at, now.latest));
      const at = this.moves(now).find((one) => this.#at(one).kind === 'read' && !isTooEarly(this.#at(one)));
      if (at === undefined) return now;
      now = this.after(now, at);
    }
  }

  /** What may be done next. */
  moves(state: State): readonly number[] {
    return this.#ready(state).filter((at) => this.#at(at).kind === 'write' || this.#at(at).value === state.value);
  }

  after(state: State, at: number): State {
    const { kind, value, begun } = this.#at(at);
    const done = new Set(state.done).add(at);
    const latest = Math.max(state.latest, begun);
    let { next } = state;
    while (next < this.#all.length && (done.has(next) || this.#isMissed(next, latest))) {
      done.delete(next);
      next += 1;
    }
    return { next, done, value: kind === 'write' ? value : state.value, latest };
  }

  isOver({ next, done }: State): boolean {
    for (let at = next; at < this.#all.length; at += 1) if (!done.has(at) && this.#at(at).isCertain) return false;
    return true;
  }

  tell(state: State): string {
    const first = this.#undone(state).reduce((one, other) =>
      this.#at(other).ended < this.#at(one).ended ? other : one,
    );
    const { kind, value, by, begun, ended } = this.#at(first);
    const what = kind === 'read' ? `was told ${value}` : `wrote ${value}`;
    return `${by} ${what} between ${begun.toFixed(0)} and ${ended.toFixed(0)} ms, when it was ${state.value}`;
  }

  /** Those that may be next: no other that is not done has ended before they began. */
  #ready(state: State): readonly number[] {
    const undone = this.#undone(state);
    const soonest = Math.min(...undone.filter((at) => this.#at(at).isCertain).map((at) => this.#at(at).ended));
    return undone.filter((at) => this.#at(at).begun <= soonest && !this.#isMissed(at, state.latest));
  }

  /** Not done, as far as they could be next: from the first one on until one that begins after another has ended. */
  #undone({ next, done }: State): readonly number[] {
    const found: number[] = [];
    let soonest = Number.POSITIVE_INFINITY;
    for (let at = next; at < this.#all.length && this.#at(at).begun <= soonest; at += 1) {
      if (done.has(at)) continue;
      found.push(at);
      if (this.#at(at).isCertain) soonest = Math.min(soonest, this.#at(at).ended);
    }
    return found;
  }

  #isMissed(at: number, latest: number): boolean {
    const { isCertain, ended } = this.#at(at);
    return !isCertain && ended < latest;
  }

  #at(at: number): Operation {
    const found = this.#all[at];
    if (!found) throw new Error(`there is no operation ${at}`);
    return found;
  }
}
