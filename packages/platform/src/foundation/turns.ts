import { setImmediate } from 'node:timers/promises';

/** After this much work others have their turn. */
const DEFAULT_EVERY = 200;

/** Shares the processor during a long piece of work in memory: without it, everybody else would wait until it is done. */
export class Turns {
  readonly #every: number;
  #spent = 0;

  /** @param every work after which others have their turn, in the caller's own measure */
  constructor(every = DEFAULT_EVERY) {
    this.#every = every;
  }

  /** @returns what to wait for when it is the others' turn, else undefined: nothing waits in between */
  spend(work: number): Promise<void> | undefined {
    this.#spent += work;
    if (this.#spent < this.#every) return undefined;
    this.#spent = 0;
    return setImmediate();
  }
}
