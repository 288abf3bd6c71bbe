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
  /** Of those that are certain all before this one are done. */
  readonly next: number;
  /** Of those after it. */
  readonly done: ReadonlySet<number>;
  /** Writes that are not certain, have been made in this order of things, and could still be. */
  readonly made: ReadonlySet<number>;
  readonly value: string;
  /** When the last of those that are done was begun: a write that is not certain cannot be made any more when its time was over by then. */
  readonly latest: number;
}

/** Which one is done next. */
interface Move {
  readonly isCertain: boolean;
  readonly at: number;
}

const listed = (numbers: ReadonlySet<number>): string => [...numbers].sort((a, b) => a - b).join();
const keyOf = ({ next, done, made, value }: State): string => `${next}|${listed(done)}|${listed(made)}|${value}`;

/**
 * @param history in any order
 * @returns undefined when there is such an order, else a sentence that names what does not fit
 */
export function contradictionIn(history: readonly Operation[], initial: string): string | undefined {
  const search = new Search([...history].sort((a, b) => a.begun - b.begun));
  const seen = new Set<string>();
  const first: State = { next: 0, done: new Set(), made: new Set(), value: initial, latest: Number.NEGATIVE_INFINITY };
  const open = [first];
  let furthest = first;
  for (let state = open.pop(); state !== undefined; state = open.pop()) {
    const settled = search.readAll(state);
    if (search.isOver(settled)) return undefined;
    const key = keyOf(settled);
    if (seen.has(key)) continue;
    seen.add(key);
    if (settled.next > furthest.next) furthest = settled;
    open.push(...search.moves(settled).map((move) => search.after(settled, move)));
  }
  return search.tell(furthest);
}

class Search {
  readonly #certain: readonly Operation[];
  readonly #others: readonly Operation[];

  constructor(all: readonly Operation[]) {
    this.#certain = all.filter(({ isCertain }) => isCertain);
    this.#others = all.filter(({ isCertain }) => !isCertain);
  }

  /** Those that read what is there now are done: as early as they may, and where no write comes too late by that. */
  readAll(state: State): State {
    for (let now = state; ; ) {
      const others = this.#stillMay(now, Number.POSITIVE_INFINITY).map((at) =>
        this.#operation({ isCertain: false, at }),
      );
      const move = this.moves(now).find((one) => {
        const { kind, begun } = this.#operation(one);
        return kind === 'read' && !others.some(({ ended }) => ended < begun);
      });
      if (move === undefined) return now;
      now = this.after(now, move);
    }
  }

  /** What may be done next: no other that is certain and not done has ended before it began. */
  moves(state: State): readonly Move[] {
    const undone = this.#undone(state);
    const soonest = Math.min(...undone.map((at) => this.#certain[at]?.ended ?? Number.POSITIVE_INFINITY));
    const certain = undone.map((at) => ({ isCertain: true, at }));
    const fitting = certain.filter((move) => {
      const { kind, value, begun } = this.#operation(move);
      return begun <= soonest && (kind === 'write' || value === state.value);
    });
    return [...fitting, ...this.#stillMay(state, soonest).map((at) => ({ isCertain: false, at }))];
  }

  after(state: State, move: Move): State {
    const { kind, value, begun } = this.#operation(move);
    const latest = Math.max(state.latest, begun);
    const [done, made] = [new Set(state.done), new Set(state.made)];
    (move.isCertain ? done : made).add(move.at);
    let { next } = state;
    while (done.delete(next)) next += 1;
    for (const at of made) if (this.#operation({ isCertain: false, at }).ended < latest) made.delete(at);
    return { next, done, made, value: kind === 'write' ? value : state.value, latest };
  }

  isOver({ next }: State): boolean {
    return next >= this.#certain.length;
  }

  tell(state: State): string {
    const operations = this.#undone(state).map((at) => this.#operation({ isCertain: true, at }));
    const first = operations.reduce((one, other) => (other.ended < one.ended ? other : one));
    const { kind, value, by, begun, ended } = first;
    const what = kind === 'read' ? `was told ${value}` : `wrote ${value}`;
    return `${by} ${what} between ${begun.toFixed(0)} and ${ended.toFixed(0)} ms, when it was ${state.value}`;
  }

  /** Not certain, not made, and in time. */
  #stillMay({ made, latest }: State, begunBy: number): readonly number[] {
    return [...this.#others.keys()].filter((at) => {
      const { begun, ended } = this.#operation({ isCertain: false, at });
      return !made.has(at) && ended >= latest && begun <= begunBy;
    });
  }

  /** Certain and not done, as far as they could be next: from the first one on until one that begins after another has ended. */
  #undone({ next, done }: State): readonly number[] {
    const found: number[] = [];
    let soonest = Number.POSITIVE_INFINITY;
    for (let at = next; at < this.#certain.length; at += 1) {
      const { begun, ended } = this.#operation({ isCertain: true, at });
      if (begun > soonest) break;
      if (done.has(at)) continue;
      found.push(at);
      soonest = Math.min(soonest, ended);
    }
    return found;
  }

  #operation({ isCertain, at }: Move): Operation {
    const found = (isCertain ? this.#certain : this.#others)[at];
    if (!found) throw new Error(`there is no operation ${at}`);
    return found;
  }
}
