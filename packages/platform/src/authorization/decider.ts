/** Who makes decisions. Deciders stand in a chain: one makes the decision, those around it remember and count. */
import type { CompiledPolicy } from '../resources/index.ts';
import type { DecisionRequest } from './attributes.ts';
import type { Side } from './context.ts';
import { decide, type Outcome } from './decide.ts';
import { FactLoader } from './load-facts.ts';
import type { Recall } from './recall.ts';

export interface Decider {
  /**
   * Decides a request: at once when all that it needs is in memory.
   * @throws Refusal `unavailable`, or rejects with it; any other failure is an Indeterminate
   */
  decide(request: DecisionRequest, side: Side): Outcome | Promise<Outcome>;
  /** The same for requests that belong together: what they share is looked up once. */
  together(): Decider;
}

/**
 * Makes each decision anew: facts first, then the decision.
 * @param trial a policy in place of the stored one
 */
export const deciding = (recall: Recall, trial?: CompiledPolicy): Decider => ({
  decide: (request, side) => decideBy(new FactLoader(recall, trial), request, side),
  together() {
    const loader = new FactLoader(recall, trial);
    return { decide: (request, side) => decideBy(loader, request, side), together: () => this.together() };
  },
});

function decideBy(loader: FactLoader, request: DecisionRequest, side: Side): Outcome | Promise<Outcome> {
  const facts = loader.load(request, side);
  return facts instanceof Promise ? facts.then((found) => decide(request, found)) : decide(request, facts);
}
