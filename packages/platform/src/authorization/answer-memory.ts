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
/** Longer requests (multi requests, mostly) are not remembered, in characters. */
const MAX_LENGTH = 2_000;

export interface AnswerMemory {
  get(request: string): string | undefined;
  /** Take it before deciding, and give it to `keep`: what a change has overtaken is then not kept. */
  readonly generation: number;
  keep(request: string, answer: string, outcomes: readonly Outcome[], generation: number): void;
  readonly size: number;
  readonly counts: { readonly hits: number; readonly misses: number };
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

/**
 * @param limit most answers held; 0 = none
 * @param decisions where the decisions of an answer count that is given again
 */
export function createAnswerMemory(database: Database, limit: number, decisions?: DecisionCounts): AnswerMemory {
  const answers = new BoundedCache<Remembered>(Math.max(1, limit));
  for (const topic of TOPICS) database.onChange(topic, () => answers.clear());
  const counts = { hits: 0, misses: 0 };
  // What is new at first may come again: the memory has a whole round to fill before it is judged.
  const window = Math.max(LEAST_WINDOW, 2 * limit);
  let asked = 0;
  let found = 0;
  /** Requests that pass before it tries again. */
  let resting = limit > 0 ? 0 : Number.POSITIVE_INFINITY;
  const judge = (): void => {
    if (found < asked * LEAST_SHARE) {
      resting = REST * window;
      answers.clear();
    }
    asked = 0;
    found = 0;
  };
  return {
    counts,
    get size() {
      return answers.size;
    },
    get(request) {
      if (resting > 0) {
        resting -= 1;
        return undefined;
      }
      if (request.length > MAX_LENGTH) return undefined;
      asked += 1;
      const known = answers.get(request);
      if (known === undefined) counts.misses += 1;
      else {
        counts.hits += 1;
        found += 1;
        for (const count of known.counts) count.external += 1;
      }
      if (asked >= window) judge();
      return known?.answer;
    },
    get generation() {
      return answers.generation;
    },
    keep(request, answer, outcomes, generation) {
      if (resting === 0 && request.length <= MAX_LENGTH && outcomes.every(isStable))
        answers.set(
          request,
          { answer, counts: decisions ? outcomes.map((one) => decisions.of(one)) : [] },
          [],
          generation,
        );
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
