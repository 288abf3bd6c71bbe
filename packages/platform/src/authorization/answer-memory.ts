/**
 * Answers to requests that were asked before, word for word: enforcement points repeat themselves. An answer is remembered when each of its
 * decisions may be (see `decision-memory.ts`), and goes when they go.
 */
import type { Database } from '../database/index.ts';
import type { Outcome } from './decide.ts';
import type { Count, DecisionCounts } from './decision-counts.ts';
import { isStable, SOURCES } from './decision-memory.ts';
import { type MemoryUse, Shelf } from './shelf.ts';

/** In characters. Longer requests are multi requests, mostly. */
const SHORT_LENGTH = 2_000;
/** One longer answer is held for so many shorter ones. */
const FEWER = 50;
/** Longer requests are not remembered. */
const MAX_LENGTH = 64 * 1024;

/** A question and what was answered, as texts. */
export interface Exchange {
  readonly question: string;
  readonly answer: string;
}

export interface AnswerMemory {
  get(request: string): Exchange | undefined;
  /** Take it before deciding, and give it to `keep`: what a change has overtaken is then not kept. */
  readonly generation: number;
  keep(request: string, answer: string, outcomes: readonly Outcome[], generation: number): void;
  readonly size: number;
  readonly use: MemoryUse;
}

interface Remembered extends Exchange {
  /** Where its decisions are counted. */
  readonly counts: readonly Count[];
}

/**
 * @param limit most answers held to requests of up to 2,000 characters; to longer ones, up to 64 Ki, a fiftieth of that; 0 = none
 * @param decisions where the decisions of an answer count that is given again
 */
export function createAnswerMemory(database: Database, limit: number, decisions?: DecisionCounts): AnswerMemory {
  const short = new Shelf<Remembered>(limit);
  const long = new Shelf<Remembered>(Math.ceil(limit / FEWER));
  let generation = 0;
  const shelfFor = ({ length }: string): Shelf<Remembered> | undefined =>
    length <= SHORT_LENGTH ? short : length <= MAX_LENGTH ? long : undefined;
  for (const topic of SOURCES)
    database.onChange(topic, () => {
      generation += 1;
      short.clear();
      long.clear();
    });
  return {
    get size() {
      return short.size + long.size;
    },
    get use() {
      return { hits: short.use.hits + long.use.hits, misses: short.use.misses + long.use.misses };
    },
    get(request) {
      const shelf = shelfFor(request);
      const known = shelf === undefined || shelf.passes() ? undefined : shelf.get(request);
      if (known === undefined) return undefined;
      for (const count of known.counts) count.external += 1;
      return known;
    },
    get generation() {
      return generation;
    },
    keep(request, answer, outcomes, before) {
      const shelf = shelfFor(request);
      if (shelf === undefined || shelf.rests || before !== generation || !outcomes.every(isStable)) return;
      const counts = decisions ? outcomes.map((one) => decisions.of(one)) : [];
      shelf.keep(request, { question: request, answer, counts });
    },
  };
}
