import type { Algorithm } from '../policy/algorithms.ts';
import { type Indeterminate, preferred, processingError } from '../status.ts';
import {
  type Code,
  DENY,
  INDETERMINATE_D,
  INDETERMINATE_DP,
  INDETERMINATE_P,
  MATCH,
  MATCH_ERROR,
  type MatchCode,
  NOT_APPLICABLE,
  PERMIT,
} from './codes.ts';
import type { EvaluationContext } from './context.ts';

/** A rule, policy or policy set as a combining algorithm sees it. */
export interface Child {
  /** On an Indeterminate code the reason is in `context.status`. */
  evaluate(context: EvaluationContext): Code;
  /** Only the target. */
  applies(context: EvaluationContext): MatchCode;
}

/** Combines children; `order` holds the numbers of those to look at, ascending. The others are known not to apply. */
export type Combine = (context: EvaluationContext, children: readonly Child[], order: ArrayLike<number>) => Code;

const child = (children: readonly Child[], order: ArrayLike<number>, place: number): Child =>
  children[order[place] as number] as Child;

function fail(context: EvaluationContext, code: Code, error: Indeterminate | undefined): Code {
  context.status = error;
  return code;
}

/** CORE C.2 to C.5: `winner` ends the evaluation; the standard's other lines follow in their order. */
function overrides(winner: Code, ofWinner: Code, other: Code, ofOther: Code): Combine {
  return (context, children, order) => {
    let seenOther = false;
    let errorWinner = false;
    let errorOther = false;
    let errorBoth = false;
    let error: Indeterminate | undefined;
    for (let i = 0; i < order.length; i++) {
      const code = child(children, order, i).evaluate(context);
      if (code === winner) return winner;
      if (code === NOT_APPLICABLE) continue;
      if (code === other) {
        seenOther = true;
        continue;
      }
      error = preferred(error, context.status as Indeterminate);
      if (code === ofWinner) errorWinner = true;
      else if (code === ofOther) errorOther = true;
      else errorBoth = true;
    }
    if (errorBoth || (errorWinner && (errorOther || seenOther))) return fail(context, INDETERMINATE_DP, error);
    if (errorWinner) return fail(context, ofWinner, error);
    if (seenOther) return other;
    return errorOther ? fail(context, ofOther, error) : NOT_APPLICABLE;
  };
}

/** CORE C.6 and C.7: never NotApplicable, never Indeterminate. */
function unless(wanted: Code, otherwise: Code): Combine {
  return (context, children, order) => {
    for (let i = 0; i < order.length; i++) {
      if (child(children, order, i).evaluate(context) === wanted) return wanted;
    }
    return otherwise;
  };
}

const firstApplicable: Combine = (context, children, order) => {
  for (let i = 0; i < order.length; i++) {
    const code = child(children, order, i).evaluate(context);
    if (code !== NOT_APPLICABLE) return code;
  }
  return NOT_APPLICABLE;
};

const TWO_APPLY = processingError('only-one-applicable: more than one policy applies');

const onlyOneApplicable: Combine = (context, children, order) => {
  let applicable: Child | undefined;
  for (let i = 0; i < order.length; i++) {
    const each = child(children, order, i);
    const code = each.applies(context);
    if (code === MATCH_ERROR) return INDETERMINATE_DP;
    if (code !== MATCH) continue;
    if (applicable !== undefined) return fail(context, INDETERMINATE_DP, TWO_APPLY);
    applicable = each;
  }
  return applicable === undefined ? NOT_APPLICABLE : applicable.evaluate(context);
};

const WRONG_COUNT = processingError('on-permit-apply-second needs two or three policies');

const onPermitApplySecond: Combine = (context, children) => {
  const [first, second, third] = children;
  if (first === undefined || second === undefined || children.length > 3)
    return fail(context, INDETERMINATE_DP, WRONG_COUNT);
  const code = first.evaluate(context);
  if (code === PERMIT) return second.evaluate(context);
  if (code === INDETERMINATE_P || code === INDETERMINATE_DP) return INDETERMINATE_DP;
  return third === undefined ? NOT_APPLICABLE : third.evaluate(context);
};

/** CORE C.10 and C.11 for rules: a rule that fails counts by its effect, which its kind of Indeterminate tells. */
function legacyRules(winner: Code, ofWinner: Code, other: Code): Combine {
  return (context, children, order) => {
    let seenOther = false;
    let potential = false;
    let error: Indeterminate | undefined;
    for (let i = 0; i < order.length; i++) {
      const code = child(children, order, i).evaluate(context);
      if (code === winner) return winner;
      if (code === other) seenOther = true;
      else if (code !== NOT_APPLICABLE) {
        error = preferred(error, context.status as Indeterminate);
        if (code === ofWinner) potential = true;
      }
    }
    if (potential) return fail(context, INDETERMINATE_DP, error);
    if (seenOther) return other;
    return error === undefined ? NOT_APPLICABLE : fail(context, INDETERMINATE_DP, error);
  };
}

/** CORE C.10 for policies: an error is a Deny. */
const legacyPolicyDeny: Combine = (context, children, order) => {
  let permit = false;
  for (let i = 0; i < order.length; i++) {
    const code = child(children, order, i).evaluate(context);
    if (code === PERMIT) permit = true;
    else if (code !== NOT_APPLICABLE) return DENY;
  }
  return permit ? PERMIT : NOT_APPLICABLE;
};

const legacyPolicyPermit: Combine = (context, children, order) => {
  let deny = false;
  let error: Indeterminate | undefined;
  for (let i = 0; i < order.length; i++) {
    const code = child(children, order, i).evaluate(context);
    if (code === PERMIT) return PERMIT;
    if (code === DENY) deny = true;
    else if (code !== NOT_APPLICABLE) error = preferred(error, context.status as Indeterminate);
  }
  if (deny) return DENY;
  return error === undefined ? NOT_APPLICABLE : fail(context, INDETERMINATE_DP, error);
};

/** Every combining algorithm (CORE appendix C). */
export const COMBINE: Readonly<Record<Algorithm, Combine>> = {
  'deny-overrides': overrides(DENY, INDETERMINATE_D, PERMIT, INDETERMINATE_P),
  'permit-overrides': overrides(PERMIT, INDETERMINATE_P, DENY, INDETERMINATE_D),
  'deny-unless-permit': unless(PERMIT, DENY),
  'permit-unless-deny': unless(DENY, PERMIT),
  'first-applicable': firstApplicable,
  'only-one-applicable': onlyOneApplicable,
  'on-permit-apply-second': onPermitApplySecond,
  'legacy-rule-deny-overrides': legacyRules(DENY, INDETERMINATE_D, PERMIT),
  'legacy-rule-permit-overrides': legacyRules(PERMIT, INDETERMINATE_P, DENY),
  'legacy-policy-deny-overrides': legacyPolicyDeny,
  'legacy-policy-permit-overrides': legacyPolicyPermit,
};

/** Algorithms that count children or need each one, so that none may be left out by an index. */
export function needsAllChildren(algorithm: Algorithm): boolean {
  return algorithm === 'on-permit-apply-second';
}
