/** Everything that was asked and answered, and what was done to the platform meanwhile: what is judged at the end. */
import { contradictionIn, type Operation, readFromMemory } from './histories.ts';

/** Something that is done to the platform, and what it excuses. */
export interface Disturbance {
  readonly kind: string;
  readonly begun: number;
  ended: number;
  /** When every node had acknowledged a write and answered again. */
  recovered: number;
  /** Whether 503 may be answered because of it; otherwise nothing is to be seen of it. */
  readonly mayRefuse: boolean;
  /** Nodes whose connections it may break. */
  readonly broken: ReadonlySet<number>;
  /** Whether a clock is wrong, so that what is dated may be refused. */
  readonly clock: boolean;
  /** Answers of 503, and connections that broke. */
  unavailable: number;
  lost: number;
}

/** What has become of a request. */
export type Outcome =
  | { readonly kind: 'answered'; readonly text: string }
  /** Turned away with 4xx: nothing was done. */
  | { readonly kind: 'refused'; readonly text: string }
  /** Not answered, or with 503: it may have been done, or not. */
  | { readonly kind: 'unknown' };

export interface Asked {
  readonly node: number;
  readonly what: string;
  readonly begun: number;
  readonly ended: number;
}

/** How many of each kind in one second. */
export interface Second {
  answered: number;
  unavailable: number;
  lost: number;
}

/** What a disturbance has done is felt for a while. */
const AFTERMATH_MS = 10_000;
/** The server ends each statement after 30 s (docs/limits.md): what has not been done so much later never will. */
const LATEST_MS = 35_000;
/** For so long after a node has heard that it hears all, it answers from memory (docs/limits.md). */
const HELD_MS = 1_500;

interface History {
  readonly initial: string;
  readonly isHeld: boolean;
  readonly operations: Operation[];
}

export class Ledger {
  readonly begun = performance.now();
  readonly wrong: string[] = [];
  readonly disturbances: Disturbance[] = [];
  readonly seconds: Second[] = [];
  readonly counts = new Map<string, number>();
  /** By node: answers, and when a write was acknowledged last. */
  readonly nodes: { answered: number; written: number }[];
  readonly #histories = new Map<string, History>();

  constructor(nodes: number) {
    this.nodes = Array.from({ length: nodes }, () => ({ answered: 0, written: 0 }));
  }

  count(what: string): void {
    this.counts.set(what, (this.counts.get(what) ?? 0) + 1);
  }

  answered({ node, what, ended }: Asked, isWrite: boolean): void {
    this.#second(ended).answered += 1;
    this.count(what);
    const tally = this.nodes[node];
    if (!tally) return;
    tally.answered += 1;
    if (isWrite) tally.written = ended;
  }

  unavailable(asked: Asked, text: string): void {
    this.#second(asked.ended).unavailable += 1;
    const cause = this.#during(asked).find((one) => one.mayRefuse);
    if (cause) cause.unavailable += 1;
    else this.fault(asked, `503 for no reason: ${text.slice(0, 200)}`);
  }

  lost(asked: Asked, error: unknown): void {
    this.#second(asked.ended).lost += 1;
    const cause = this.#during(asked).find(({ broken }) => broken.has(asked.node));
    if (cause) cause.lost += 1;
    else this.fault(asked, error instanceof Error ? `${error.message} ${error.cause}` : String(error));
  }

  fault({ node, what, begun }: Asked, how: string): void {
    this.wrong.push(`${this.#at(begun)} ${what}, node ${node}: ${how}`);
  }

  /** Whether what is dated may have been refused because of a clock. */
  isClockWrong(asked: Asked): boolean {
    return this.#during(asked).some(({ clock }) => clock);
  }

  /** @param initial what its value is before anything is written @param isHeld whether nodes hold it in memory */
  begin(key: string, initial: string, isHeld: boolean): void {
    this.#histories.set(key, { initial, isHeld, operations: [] });
  }

  /** @param outcome of a write that was refused nothing is kept */
  wrote(key: string, value: string, asked: Asked, outcome: Outcome): void {
    if (outcome.kind === 'refused') return;
    const isCertain = outcome.kind === 'answered';
    const { begun, ended } = this.#since(asked);
    this.#add(key, {
      kind: 'write',
      value,
      begun,
      ended: isCertain ? ended : ended + LATEST_MS,
      isCertain,
      by: `node ${asked.node}`,
    });
  }

  read(key: string, value: string, asked: Asked): void {
    this.#add(key, { kind: 'read', value, ...this.#since(asked), isCertain: true, by: `node ${asked.node}` });
  }

  /** How many things were done to values, and each that cannot be explained. */
  judge(): { readonly values: number; readonly operations: number; readonly contradictions: readonly string[] } {
    const contradictions: string[] = [];
    let operations = 0;
    for (const [key, { initial, isHeld, operations: all }] of this.#histories) {
      operations += all.length;
      const found = contradictionIn(isHeld ? readFromMemory(all, HELD_MS) : all, initial);
      if (found !== undefined) contradictions.push(`${key}: ${found}`);
    }
    return { values: this.#histories.size, operations, contradictions };
  }

  #during({ begun, ended }: Asked): readonly Disturbance[] {
    return this.disturbances.filter((one) => one.begun <= ended && begun <= one.ended + AFTERMATH_MS).reverse();
  }

  #since({ begun, ended }: Asked) {
    return { begun: begun - this.begun, ended: ended - this.begun };
  }

  #at = (ms: number): string => `at ${((ms - this.begun) / 1000).toFixed(1)} s`;

  #second(ms: number): Second {
    const at = Math.floor((ms - this.begun) / 1000);
    while (this.seconds.length <= at) this.seconds.push({ answered: 0, unavailable: 0, lost: 0 });
    return this.seconds[at] as Second;
  }

  #add(key: string, operation: Operation): void {
    const history = this.#histories.get(key);
    if (!history) throw new Error(`nothing is known of ${key}`);
    history.operations.push(operation);
  }
}
