/** How results of children become one. Ordered variants are the same here: children are always taken in document order. */
export type Algorithm =
  | 'deny-overrides'
  | 'permit-overrides'
  | 'deny-unless-permit'
  | 'permit-unless-deny'
  | 'first-applicable'
  | 'only-one-applicable'
  | 'on-permit-apply-second'
  | 'legacy-rule-deny-overrides'
  | 'legacy-rule-permit-overrides'
  | 'legacy-policy-deny-overrides'
  | 'legacy-policy-permit-overrides';

const X1 = 'urn:oasis:names:tc:xacml:1.0:';
const X11 = 'urn:oasis:names:tc:xacml:1.1:';
const X3 = 'urn:oasis:names:tc:xacml:3.0:';
const RULE = 'rule-combining-algorithm:';
const POLICY = 'policy-combining-algorithm:';

function common(kind: string): [string, Algorithm][] {
  return [
    [`${X3}${kind}deny-overrides`, 'deny-overrides'],
    [`${X3}${kind}permit-overrides`, 'permit-overrides'],
    [`${X3}${kind}ordered-deny-overrides`, 'deny-overrides'],
    [`${X3}${kind}ordered-permit-overrides`, 'permit-overrides'],
    [`${X3}${kind}deny-unless-permit`, 'deny-unless-permit'],
    [`${X3}${kind}permit-unless-deny`, 'permit-unless-deny'],
    [`${X1}${kind}first-applicable`, 'first-applicable'],
  ];
}

const RULE_ALGORITHMS: ReadonlyMap<string, Algorithm> = new Map<string, Algorithm>([
  ...common(RULE),
  [`${X1}${RULE}deny-overrides`, 'legacy-rule-deny-overrides'],
  [`${X1}${RULE}permit-overrides`, 'legacy-rule-permit-overrides'],
  [`${X11}${RULE}ordered-deny-overrides`, 'legacy-rule-deny-overrides'],
  [`${X11}${RULE}ordered-permit-overrides`, 'legacy-rule-permit-overrides'],
]);

const POLICY_ALGORITHMS: ReadonlyMap<string, Algorithm> = new Map<string, Algorithm>([
  ...common(POLICY),
  [`${X1}${POLICY}only-one-applicable`, 'only-one-applicable'],
  [`${X3}${POLICY}on-permit-apply-second`, 'on-permit-apply-second'],
  [`${X1}${POLICY}deny-overrides`, 'legacy-policy-deny-overrides'],
  [`${X1}${POLICY}permit-overrides`, 'legacy-policy-permit-overrides'],
  [`${X11}${POLICY}ordered-deny-overrides`, 'legacy-policy-deny-overrides'],
  [`${X11}${POLICY}ordered-permit-overrides`, 'legacy-policy-permit-overrides'],
]);

/** Algorithms that need policies, so that their identifier cannot stand in for a rule-combining one. */
const POLICY_ONLY: ReadonlySet<Algorithm> = new Set<Algorithm>(['only-one-applicable', 'on-permit-apply-second']);

/** The policy-combining algorithm with this identifier. */
export function policyAlgorithm(id: string): Algorithm | undefined {
  return POLICY_ALGORITHMS.get(id);
}

/** The rule-combining algorithm with this identifier. */
export function ruleAlgorithm(id: string): Algorithm | undefined {
  return RULE_ALGORITHMS.get(id);
}

/**
 * The rule-combining algorithm meant by a policy-combining identifier: Altinn's policies carry those in
 * RuleCombiningAlgId, and its engine takes them (xacml-engine section 13).
 */
export function ruleAlgorithmByPolicyId(id: string): Algorithm | undefined {
  const algorithm = POLICY_ALGORITHMS.get(id);
  if (algorithm === undefined || POLICY_ONLY.has(algorithm)) return undefined;
  return algorithm === 'legacy-policy-deny-overrides'
    ? 'legacy-rule-deny-overrides'
    : algorithm === 'legacy-policy-permit-overrides'
      ? 'legacy-rule-permit-overrides'
      : algorithm;
}
