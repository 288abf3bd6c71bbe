import { quote } from '../errors.ts';
import { patternProblem } from '../functions/regexp.ts';
import { DEFAULT_LIMITS } from '../limits.ts';
import { TYPES } from '../types/index.ts';
import { altinnWarnings } from './altinn.ts';
import type { Expression, Policy, PolicySet, PolicyWarning, Rule } from './model.ts';

function isAlwaysTrue(rule: Rule): boolean {
  const matchesAll = rule.target === undefined || rule.target.anyOf.length === 0;
  const condition = rule.condition;
  const holds =
    condition === undefined ||
    (condition.kind === 'value' && condition.dataType === TYPES.boolean && condition.value === true);
  return matchesAll && holds;
}

function isAlwaysFalse(rule: Rule): boolean {
  return rule.condition?.kind === 'value' && rule.condition.value === false;
}

/** True when the rule, once it has decided, ends the evaluation of its policy. */
function stops(policy: Policy, rule: Rule): boolean {
  switch (policy.algorithm) {
    case 'first-applicable':
      return true;
    case 'deny-overrides':
    case 'legacy-rule-deny-overrides':
    case 'permit-unless-deny':
      return rule.effect === 'Deny';
    case 'permit-overrides':
    case 'legacy-rule-permit-overrides':
    case 'deny-unless-permit':
      return rule.effect === 'Permit';
    default:
      return false;
  }
}

function collectVariables(expression: Expression, used: Set<string>): void {
  if (expression.kind === 'variable') used.add(expression.id);
  else if (expression.kind === 'apply') for (const arg of expression.args) collectVariables(arg, used);
}

function unusedVariables(policy: Policy): PolicyWarning[] {
  const used = new Set<string>();
  const owners = [policy, ...policy.rules];
  for (const { obligations, advice } of owners) {
    for (const item of [...obligations, ...advice])
      for (const each of item.assignments) collectVariables(each.expression, used);
  }
  for (const rule of policy.rules) if (rule.condition !== undefined) collectVariables(rule.condition, used);
  for (const variable of policy.variables) collectVariables(variable.expression, used);
  return policy.variables
    .filter((variable) => !used.has(variable.id))
    .map(({ id, line, column }) => ({
      code: 'unused-variable',
      message: `nothing refers to the variable \`${id}\``,
      line,
      column,
    }));
}

function ruleWarnings(policy: Policy): PolicyWarning[] {
  const warnings: PolicyWarning[] = [];
  let decider: Rule | undefined;
  for (const rule of policy.rules) {
    const { line, column } = rule;
    if (decider !== undefined) {
      const message = `rule \`${rule.id}\` is never reached: rule \`${decider.id}\` in line ${decider.line} always decides first`;
      warnings.push({ code: 'unreachable-rule', message, line, column });
    } else if (isAlwaysFalse(rule)) {
      warnings.push({
        code: 'never-matches',
        message: `rule \`${rule.id}\` never applies: its condition is false`,
        line,
        column,
      });
    } else if (isAlwaysTrue(rule) && stops(policy, rule)) decider = rule;
  }
  return warnings;
}

/** Patterns written in the policy that are no regular expression: whatever asks for them is Indeterminate. */
function badPatterns(policy: Policy): PolicyWarning[] {
  const warnings: PolicyWarning[] = [];
  const check = (functionId: string, first: Expression | undefined): void => {
    if (!functionId.endsWith('-regexp-match') || first?.kind !== 'value' || typeof first.value !== 'string') return;
    const problem = patternProblem(first.value, DEFAULT_LIMITS.maxRegexpStates);
    if (problem === undefined) return;
    const { line, column } = first;
    warnings.push({
      code: 'bad-pattern',
      message: `${quote(first.value)} is no regular expression: ${problem}`,
      line,
      column,
    });
  };
  const walk = (expression: Expression): void => {
    if (expression.kind !== 'apply') return;
    check(expression.function.id, expression.args[0]);
    // A higher-order function passes its first value on.
    const [passed, first] = expression.args;
    if (passed?.kind === 'function') check(passed.function.id, first);
    for (const arg of expression.args) walk(arg);
  };
  for (const rule of policy.rules) {
    for (const { function: definition, literal } of rule.target?.anyOf.flat(2) ?? []) check(definition.id, literal);
    if (rule.condition !== undefined) walk(rule.condition);
  }
  for (const variable of policy.variables) walk(variable.expression);
  return warnings;
}

/** XACML lets rules share an id, and policies in use do; what names a rule by its id then means several. */
function sharedIds(policy: Policy): PolicyWarning[] {
  const seen = new Map<string, Rule>();
  return policy.rules.flatMap((rule): PolicyWarning[] => {
    const first = seen.get(rule.id);
    if (first === undefined) {
      seen.set(rule.id, rule);
      return [];
    }
    const { line, column } = rule;
    const message = `RuleId ${quote(rule.id, 200)} is already used in line ${first.line}: only their lines tell the rules apart`;
    return [{ code: 'duplicate-rule-id', message, line, column }];
  });
}

/** Finds what is allowed but surely not meant, and where Altinn's engine decides otherwise, in document order of the policies. */
export function findWarnings(root: Policy | PolicySet): PolicyWarning[] {
  // Altinn has no policy sets: a policy in one is not written for it.
  if (root.kind === 'Policy') return [...policyWarnings(root), ...altinnWarnings(root)];
  return setWarnings(root);
}

const policyWarnings = (policy: Policy): PolicyWarning[] => [
  ...sharedIds(policy),
  ...ruleWarnings(policy),
  ...unusedVariables(policy),
  ...badPatterns(policy),
];

function setWarnings(root: PolicySet | Policy): PolicyWarning[] {
  if (root.kind === 'Policy') return policyWarnings(root);
  return root.children.flatMap((child) =>
    child.kind === 'Policy' || child.kind === 'PolicySet' ? setWarnings(child) : [],
  );
}
