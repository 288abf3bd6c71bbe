/** Who makes decisions. Deciders stand in a chain: one makes the decision, those around it remember and count. */
import { placeNow, spanned } from '../foundation/index.ts';
import type { CompiledPolicy } from '../resources/index.ts';
import type { DecisionRequest } from './attributes.ts';
import type { Side } from './context.ts';
import { decide, type Outcome } from './decide.ts';
import type { Facts } from './facts.ts';
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
  if (placeNow() !== undefined) return inSpans(loader, request, side);
  const facts = loader.load(request, side);
  return facts instanceof Promise ? facts.then((found) => decide(request, found)) : decide(request, facts);
}

/** The stages of a decision as spans: what it is made from, and that it is made. */
function inSpans(loader: FactLoader, request: DecisionRequest, side: Side): Outcome | Promise<Outcome> {
  const facts = spanned(
    () => ({ name: 'decision facts', attributes: {} }),
    () => loader.load(request, side),
  );
  const made = (found: Facts) =>
    spanned(
      () => ({ name: 'decision policy', attributes: {} }),
      () => decide(request, found),
    );
  return facts instanceof Promise ? facts.then(made) : made(facts);
}
