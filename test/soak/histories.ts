/**
 * Whether what many have seen of one value at the same time can be explained by one order of what they did, in which each thing happened between
 * its beginning and its end: linearizability of a register (Herlihy and Wing 1990; the search is that of Wing and Gong 1993, with the states
 * that have been tried remembered, as Lowe 2017 has it).
 *
 * Each write that may have been made doubles what could have happened, and a frozen database leaves hundreds of them. Two things keep the search
 * small. One that is made and not read before the next write might as well not have been made, so it is tried only together with somebody who
 * reads it. And of two that write the same, the one whose time is over first is tried first: the other serves for all that it does, and longer.
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

/** Of a history that can be judged it takes about as many as it has operations. */
const MOST_STATES = 500_000;

/**
 * @param history in any order
 * @param mostStates how much is tried before it is given up
 * @returns undefined when there is such an order, else a sentence that names what does not fit, or says that no order was found in time
 */
export function contradictionIn(
  history: readonly Operation[],
  initial: string,
  mostStates = MOST_STATES,
): string | undefined {
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
    if (seen.size > mostStates)
      return `could not be judged: none of the ${mostStates} beginnings of an order that were tried goes to the end; the furthest until ${search.tell(furthest)}`;
    if (settled.next > furthest.next) furthest = settled;
    open.push(...search.moves(settled).map((move) => search.after(settled, move)));
  }
  return search.tell(furthest);
}

/** Less than passes between one thing and the next that somebody does: what was read came after what had been acknowledged. */
const AT_ONCE_MS = 0.001;

/**
 * The same history, of a value that each node holds in memory. While a change is being made, one node has heard of it and another has not: what a
 * node answers is what was there at some moment of that time, though it may have been asked after another had told of the change. It is never
 * older than what had been acknowledged when it was asked.
 * @param most_ms for so long at most a node answers without having heard
 */
export function readFromMemory(history: readonly Operation[], most_ms: number): readonly Operation[] {
  const acknowledged = history
    .filter(({ kind, isCertain }) => kind === 'write' && isCertain)
    .map(({ ended }) => ended)
    .sort((a, b) => a - b);
  let [latest, next] = [Number.NEGATIVE_INFINITY, 0];
  return [...history]
    .sort((a, b) => a.begun - b.begun)
    .map((one) => {
      for (let ended = acknowledged[next]; ended !== undefined && ended <= one.begun; ended = acknowledged[next]) {
        latest = ended;
        next += 1;
      }
      if (one.kind === 'write') return one;
      return { ...one, begun: Math.min(one.begun, Math.max(one.begun - most_ms, latest + AT_ONCE_MS)) };
    });
}

class Search {
  readonly #certain: readonly Operation[];
  readonly #others: readonly Operation[];

  constructor(all: readonly Operation[]) {
    this.#certain = all.filter(({ isCertain }) => isCertain);
    const told = new Set(this.#certain.flatMap(({ kind, value }) => (kind === 'read' ? [value] : [])));
    this.#others = all.filter(({ isCertain, value }) => !isCertain && told.has(value));
  }

  /** Those that read what is there now are done: as early as they may, and where no write comes too late by that. */
  readAll(state: State): State {
    for (let now = state; ; ) {
      const others = this.#stillMay(now, Number.POSITIVE_INFINITY).map((at) => this.#other(at));
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
    const readable = new Set(
      certain.flatMap((move) => {
        const { kind, value, begun } = this.#operation(move);
        return kind === 'read' && begun <= soonest && value !== state.value ? [value] : [];
      }),
    );
    if (readable.size === 0) return fitting;
    const useful = this.#stillMay(state, soonest).filter((at) => readable.has(this.#other(at).value));
    return [...fitting, ...this.#firstOf(useful, state).map((at) => ({ isCertain: false, at }))];
  }

  /** Without those in whose place another that writes the same does as well. */
  #firstOf(others: readonly number[], { latest }: State): readonly number[] {
    const served = (one: number, by: number): boolean => {
      const [mine, its] = [this.#other(one), this.#other(by)];
      if (mine.value !== its.value) return false;
      const [myBegun, itsBegun] = [Math.max(latest, mine.begun), Math.max(latest, its.begun)];
      if (itsBegun > myBegun || its.ended > mine.ended) return false;
      return itsBegun < myBegun || its.ended < mine.ended || by < one;
    };
    return others.filter((one) => !others.some((by) => by !== one && served(one, by)));
  }

  after(state: State, move: Move): State {
    const { kind, value, begun } = this.#operation(move);
    const latest = Math.max(state.latest, begun);
    const [done, made] = [new Set(state.done), new Set(state.made)];
    (move.isCertain ? done : made).add(move.at);
    let { next } = state;
    while (done.delete(next)) next += 1;
    for (const at of made) if (this.#other(at).ended < latest) made.delete(at);
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
      const { begun, ended } = this.#other(at);
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

  #other(at: number): Operation {
    return this.#operation({ isCertain: false, at });
  }

  #operation({ isCertain, at }: Move): Operation {
    const found = (isCertain ? this.#certain : this.#others)[at];
    if (!found) throw new Error(`there is no operation ${at}`);
    return found;
  }
}
