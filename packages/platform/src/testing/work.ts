/**
 * For tests: work as a number that a busy machine does not change. Counted are the functions and blocks that ran (V8's own counters) and the
 * elements that built-in functions of lists walked or copied, which those counters do not see.
 */
import { Session } from 'node:inspector/promises';

type ListMethod = (this: readonly unknown[], ...args: never[]) => unknown;

/** Built-in functions that look at every element, or copy it. */
const WALKS = [
  ...['concat', 'every', 'fill', 'filter', 'find', 'findIndex', 'findLast', 'flat', 'flatMap', 'forEach', 'includes'],
  ...['indexOf', 'join', 'lastIndexOf', 'map', 'reduce', 'reverse', 'shift', 'slice', 'some', 'sort', 'splice'],
  ...['toReversed', 'toSorted', 'toSpliced', 'unshift', 'with'],
] as const;

let walked = 0;

/** Lets the built-in functions of lists count. @returns how to let them be again */
function patchLists(): () => void {
  const prototype = Array.prototype as unknown as Record<PropertyKey, ListMethod>;
  const originals = [...WALKS, Symbol.iterator].map((name) => [name, prototype[name]] as const);
  for (const [name, original] of originals)
    if (original)
      Object.defineProperty(Array.prototype, name, {
        configurable: true,
        writable: true,
        value: function (this: readonly unknown[], ...args: never[]): unknown {
          walked += this.length;
          return original.apply(this, args);
        },
      });
  return () => {
    for (const [name, value] of originals)
      Object.defineProperty(Array.prototype, name, { configurable: true, writable: true, value });
  };
}

export interface Work<T> {
  readonly result: T;
  /** Blocks run and elements walked. */
  readonly work: number;
}

export interface WorkCounter {
  /** Runs something and counts what it takes, with everything else that the process does meanwhile. */
  count<T>(run: () => Promise<T>): Promise<Work<T>>;
  stop(): Promise<void>;
}

/** Begins to count. That makes the whole program be compiled anew, so whoever counts often keeps the counter. */
export async function workCounter(): Promise<WorkCounter> {
  const session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
  return {
    async count(run) {
      const unpatch = patchLists();
      const before = walked;
      try {
        const result = await run();
        const lists = walked - before;
        unpatch();
        // What has been told is not told again.
        const { result: scripts } = await session.post('Profiler.takePreciseCoverage');
        let blocks = 0;
        for (const { functions } of scripts)
          for (const { ranges } of functions) for (const { count } of ranges) blocks += count;
        return { result, work: lists + blocks };
      } finally {
        unpatch();
      }
    },
    async stop() {
      await session.post('Profiler.stopPreciseCoverage');
      session.disconnect();
    },
  };
}

/** Counts once: see {@link WorkCounter}. */
export async function countWork<T>(run: () => Promise<T>): Promise<Work<T>> {
  const counter = await workCounter();
  try {
    return await counter.count(run);
  } finally {
    await counter.stop();
  }
}

/**
 * Counts how often others had their turn while something ran.
 * @returns the result, and the turns
 */
export async function countTurns<T>(run: () => Promise<T>): Promise<{ readonly result: T; readonly turns: number }> {
  let turns = 0;
  let isRunning = true;
  const next = (): void => {
    if (!isRunning) return;
    turns += 1;
    setImmediate(next);
  };
  setImmediate(next);
  try {
    const result = await run();
    return { result, turns };
  } finally {
    isRunning = false;
  }
}
