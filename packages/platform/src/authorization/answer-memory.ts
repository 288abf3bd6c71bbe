/**
 * Answers to requests that were asked before, word for word: enforcement points repeat themselves. An answer is remembered only when it
 * follows from what announces its changes (register, resources, policies, access lists, delegations), and every such change drops all
 * of them, so the next request sees it. What depends on an instance, on the time or on a lookup that failed is never remembered.
 */
import type { Database } from '../database/index.ts';
import { BoundedCache } from '../foundation/index.ts';
import type { CompiledPolicy } from '../resources/index.ts';
import type { Outcome } from './decide.ts';
import type { Count, DecisionCounts } from './decision-counts.ts';
import * as name from './names.ts';

const TOPICS = ['register-party', 'register-role', 'resource', 'policy', 'application', 'access-list', 'delegation'];
/** In characters. Longer requests are multi requests, mostly. */
const SHORT_LENGTH = 2_000;
/** One longer answer is held for so many shorter ones. */
const FEWER = 50;
/** Longer requests are not remembered. */
const MAX_LENGTH = 64 * 1024;

export interface AnswerMemory {
  get(request: string): string | undefined;
  /** Take it before deciding, and give it to `keep`: what a change has overtaken is then not kept. */
  readonly generation: number;
  keep(request: string, answer: string, outcomes: readonly Outcome[], generation: number): void;
  readonly size: number;
}

/** A memory of which less than this share of the requests is answered costs more than it saves: it then rests. */
const LEAST_SHARE = 1 / 4;
/** For how many times as many requests as it was judged by. */
const REST = 16;
const LEAST_WINDOW = 2_048;

interface Remembered {
  readonly answer: string;
  /** Where its decisions are counted. */
  readonly counts: readonly Count[];
}

/** Answers to requests of about one length. */
class Shelf {
  readonly #answers: BoundedCache<Remembered>;
  /** What is new at first may come again: there is a whole round to fill it before it is judged. */
  readonly #window: number;
  #asked = 0;
  #found = 0;
  /** Requests that pass before it tries again. */
  #resting: number;

  constructor(limit: number) {
    this.#answers = new BoundedCache(Math.max(1, limit));
    this.#window = Math.max(LEAST_WINDOW, 2 * limit);
    this.#resting = limit > 0 ? 0 : Number.POSITIVE_INFINITY;
  }

  get rests(): boolean {
    return this.#resting > 0;
  }

  get size(): number {
    return this.#answers.size;
  }

  get(request: string): Remembered | undefined {
    if (this.#resting > 0) {
      this.#resting -= 1;
      return undefined;
    }
    const known = this.#answers.get(request);
    this.#asked += 1;
    if (known !== undefined) this.#found += 1;
    if (this.#asked >= this.#window) this.#judge();
    return known;
  }

  #judge(): void {
    if (this.#found < this.#asked * LEAST_SHARE) {
      this.#resting = REST * this.#window;
      this.#answers.clear();
    }
    this.#asked = 0;
    this.#found = 0;
  }

  keep(request: string, remembered: Remembered): void {
    this.#answers.set(request, remembered);
  }

  clear(): void {
    this.#answers.clear();
  }
}

/**
 * @param limit most answers held to requests of up to 2,000 characters; to longer ones, up to 64 Ki, a fiftieth of that; 0 = none
 * @param decisions where the decisions of an answer count that is given again
 */
export function createAnswerMemory(database: Database, limit: number, decisions?: DecisionCounts): AnswerMemory {
  const short = new Shelf(limit);
  const long = new Shelf(Math.ceil(limit / FEWER));
  let generation = 0;
  const shelfFor = ({ length }: string): Shelf | undefined =>
    length <= SHORT_LENGTH ? short : length <= MAX_LENGTH ? long : undefined;
  for (const topic of TOPICS)
    database.onChange(topic, () => {
      generation += 1;
      short.clear();
      long.clear();
    });
  return {
    get size() {
      return short.size + long.size;
    },
    get(request) {
      const known = shelfFor(request)?.get(request);
      if (known === undefined) return undefined;
      for (const count of known.counts) count.external += 1;
      return known.answer;
    },
    get generation() {
      return generation;
    },
    keep(request, answer, outcomes, before) {
      const shelf = shelfFor(request);
      if (shelf === undefined || shelf.rests || before !== generation || !outcomes.every(isStable)) return;
      shelf.keep(request, { answer, counts: decisions ? outcomes.map((one) => decisions.of(one)) : [] });
    },
  };
}

function isStable({ decidedBy, context, uncertain }: Outcome): boolean {
  if (!context || decidedBy === 'error' || uncertain === true) return false;
  return context.instanceIds.length === 0 && context.request.others.size === 0 && !dependsOnMore(context.policy);
}

const dependent = new WeakMap<CompiledPolicy, boolean>();

/** True for a policy that reads the environment (the time of day is there) or roles that are kept elsewhere. */
function dependsOnMore(policy: CompiledPolicy): boolean {
  const known = dependent.get(policy);
  if (known !== undefined) return known;
  const found = policy.mentionsSubject(name.ESTATE_ROLE) || policy.readsEnvironment;
  dependent.set(policy, found);
  return found;
}
