/** `?explain=true`: for each result which policy and rule decided, what was added and from where, and what is missing for Permit. */
import type { TraceNode } from '@portvakt/xacml';
import type { Lookups } from './context.ts';
import type { Outcome } from './decide.ts';
import { engineRequest } from './engine-request.ts';
import { acceptedSubjects, heldBySubject, reasonOf } from './explain.ts';

export interface Explanation {
  readonly reason: string;
  readonly decidedBy: Outcome['decidedBy'];
  readonly policy?: { readonly resourceId: string; readonly policyId: string; readonly version: number };
  /** The rule that decided, with its line in the policy. */
  readonly rule?: { readonly id: string; readonly line: number | undefined; readonly effect: string };
  readonly added: readonly { category: string; attributeId: string; values: readonly string[]; from: string }[];
  /** Any one of these subjects would be permitted. */
  readonly accepts?: readonly string[];
  /** What the subject has for the resource party. */
  readonly has?: readonly string[];
  /** Every rule and match that was tested, indented. */
  readonly trace?: string;
}

function decidingRule(nodes: readonly TraceNode[], decision: string): TraceNode | undefined {
  for (const node of nodes) {
    if (node.kind === 'Rule' && node.outcome === decision) return node;
    const inner = decidingRule(node.steps, decision);
    if (inner) return inner;
  }
  return undefined;
}

export async function explain(outcome: Outcome, lookups: Lookups): Promise<Explanation> {
  const { context } = outcome;
  const reason = await reasonOf(outcome, lookups);
  if (!context) return { reason, decidedBy: outcome.decidedBy, added: [] };
  const traced = context.policy.pdp.explain(engineRequest(context));
  // Where no rule applies none has decided: a rule that did not match is not the reason.
  const applies = outcome.decision !== 'NotApplicable';
  const rule = applies && outcome.decidedBy === 'policy' ? decidingRule(traced.decisions, outcome.decision) : undefined;
  return {
    reason,
    decidedBy: outcome.decidedBy,
    policy: {
      resourceId: context.resourceId,
      policyId: context.policy.document.root.id,
      version: context.policy.version,
    },
    ...(rule?.id === undefined ? {} : { rule: { id: rule.id, line: rule.line, effect: rule.outcome } }),
    added: context.added.map(({ category, id, values, from }) => ({ category, attributeId: id, values, from })),
    accepts: acceptedSubjects(context),
    has: await heldBySubject(context, lookups),
    trace: traced.text,
  };
}
