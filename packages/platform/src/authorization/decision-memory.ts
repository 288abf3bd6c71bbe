/**
 * Decisions that were made before. One is remembered only when it follows from its own attributes and from what announces its changes
 * (register, resources, policies, access lists, delegations), and every such change drops all of them, so the next request sees it. What
 * depends on an instance, on the time or on a lookup that failed is never remembered.
 */
import type { Database } from '../database/index.ts';
import type { CompiledPolicy } from '../resources/index.ts';
import type { DecisionRequest } from './attributes.ts';
import type { Side } from './context.ts';
import type { Outcome } from './decide.ts';
import type { Decider } from './decider.ts';
import * as name from './names.ts';
import { keyOf } from './request-key.ts';
import { type MemoryUse, Shelf } from './shelf.ts';

/** What decisions follow from, besides their own attributes. */
export const SOURCES = [
  ...['register-party', 'register-role', 'resource', 'policy', 'application', 'access-list', 'delegation'],
] as const;

const DEFAULT_LIMIT = 50_000;

export class DecisionMemory {
  readonly #shelf: Shelf<Outcome>;
  /** Grows with every change. */
  #generation = 0;

  /** @param limit most decisions held; 0 = none */
  constructor(database: Database, limit = DEFAULT_LIMIT) {
    this.#shelf = new Shelf(limit);
    for (const topic of SOURCES)
      database.onChange(topic, () => {
        this.#generation += 1;
        this.#shelf.clear();
      });
  }

  get size(): number {
    return this.#shelf.size;
  }

  get use(): MemoryUse {
    return this.#shelf.use;
  }

  /** The decision that was made before, without its context; or else a new one. */
  recall(request: DecisionRequest, side: Side, decider: Decider): Outcome | Promise<Outcome> {
    if (this.#shelf.passes()) return decider.decide(request, side);
    const key = keyOf(request, side);
    if (key === undefined) return decider.decide(request, side);
    const known = this.#shelf.get(key);
    if (known !== undefined) return known;
    const generation = this.#generation;
    const keep = (made: Outcome): Outcome => {
      // What a change has overtaken is not kept.
      if (generation === this.#generation && isStable(made)) this.#shelf.keep(key, withoutContext(made));
      return made;
    };
    const outcome = decider.decide(request, side);
    return outcome instanceof Promise ? outcome.then(keep) : keep(outcome);
  }
}

/** The same decider, which does not make a decision again that was made before and could not come out otherwise now. */
export const remembered = (decider: Decider, memory: DecisionMemory): Decider => ({
  decide: (request, side) => memory.recall(request, side, decider),
  together: () => remembered(decider.together(), memory),
});

function withoutContext({ decision, status, decidedBy, obligations, resourceId }: Outcome): Outcome {
  const made = { decision, status, decidedBy, obligations };
  return resourceId === undefined ? made : { decision, status, decidedBy, obligations, resourceId };
}

/** True when the same request gives the same outcome until something is announced to have changed. */
export function isStable({ decidedBy, context }: Outcome): boolean {
  if (decidedBy === 'error') return false;
  // One without its context comes from the memory.
  if (!context) return true;
  if (context.facts.failed !== undefined) return false;
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
