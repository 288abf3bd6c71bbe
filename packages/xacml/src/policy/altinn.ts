/**
 * How Altinn's own engine reads a target (xacml-engine section 13): every alternative of a rule that says something about the subject is one
 * alternative for the subject, whichever AnyOf it stands in, and so for resource and action; the rest of the target is not looked at, nor is the
 * policy's own target. Source: Altinn/altinn-authorization-tmp, ABAC `PolicyDecisionPoint.cs` and `Xacml/XacmlRule.cs`, read 2026-11-28.
 */
import { quote } from '../errors.ts';
import { ACTION, byCategory, RESOURCE, SUBJECT, separated, textOf } from './categories.ts';
import type { AnyOf, Match, Policy, PolicyDocument, PolicyWarning, Rule, Target } from './model.ts';

const READ = [SUBJECT, RESOURCE, ACTION] as const;
const NAMES: ReadonlyMap<string, string> = new Map([
  [SUBJECT, 'the subject'],
  [RESOURCE, 'the resource'],
  [ACTION, 'the action'],
]);

function alternativesOf(target: Target, category: string): AnyOf {
  return target.anyOf.flatMap((anyOf) =>
    anyOf.flatMap((allOf) => {
      const matches = byCategory(allOf).get(category);
      return matches === undefined ? [] : [matches];
    }),
  );
}

const targetAsRead = (target: Target): Target => ({
  ...target,
  anyOf: READ.map((category) => alternativesOf(target, category)).filter((anyOf) => anyOf.length > 0),
});

/**
 * The policy as Altinn's engine reads its targets, so that this engine decides as that one does where the two differ.
 * @returns the document itself for a policy set, which Altinn does not have
 */
export function asAltinnReads(document: PolicyDocument): PolicyDocument {
  const { root } = document;
  if (root.kind !== 'Policy') return document;
  const rules = root.rules.map(
    (rule): Rule => (rule.target === undefined ? rule : { ...rule, target: targetAsRead(rule.target) }),
  );
  return {
    root: { ...root, target: { ...root.target, anyOf: [] }, rules },
    get warnings() {
      return document.warnings;
    },
  };
}

/** The category of which several AnyOf ask different things; undefined when there is none. */
function askedTwice(target: Target): string | undefined {
  const asked = new Map<string, string>();
  for (const anyOf of target.anyOf) {
    const here = new Map<string, string[]>();
    for (const allOf of anyOf)
      for (const [category, matches] of byCategory(allOf))
        here.set(category, [...(here.get(category) ?? []), textOf(matches)]);
    for (const [category, texts] of here) {
      const text = JSON.stringify(texts.sort());
      if ((asked.get(category) ?? text) !== text) return category;
      asked.set(category, text);
    }
  }
  return undefined;
}

function ruleWarnings({ id, target, line, column }: Rule, forAltinn: boolean): PolicyWarning[] {
  if (target === undefined) return [];
  const warnings: PolicyWarning[] = [];
  const warn = (code: PolicyWarning['code'], message: string): void => {
    warnings.push({ code, message: `rule ${quote(id, 200)}: ${message}`, line, column });
  };
  const twice = askedTwice(target);
  if (twice !== undefined)
    warn(
      'altinn-alternatives',
      `several AnyOf are about ${NAMES.get(twice) ?? quote(twice)}, and each must match; Altinn's engine takes all their alternatives as one list, of which one must match`,
    );
  if (target.anyOf.some((anyOf) => separated(anyOf) === undefined))
    warn(
      'altinn-alternatives',
      "an AnyOf has alternatives that say different things about several categories; Altinn's engine takes each category by itself, and so accepts one alternative's resource with another's action",
    );
  const ignored = forAltinn && target.anyOf.flat(2).find(({ source }) => !NAMES.has(source.category));
  if (ignored)
    warn(
      'altinn-ignores',
      `Altinn's engine does not look at ${quote(ignored.source.category)} in a target; say it in a Condition`,
    );
  return warnings;
}

/** Other policies than Altinn's have targets of their own with good reason. */
const isAltinns = ({ source }: Match): boolean =>
  source.kind === 'designator' && source.attributeId.startsWith('urn:altinn:');

/** Where Altinn's engine decides otherwise than the standard asks. */
export function altinnWarnings(policy: Policy): PolicyWarning[] {
  const { target } = policy;
  const forAltinn = [policy, ...policy.rules].some((owner) => owner.target?.anyOf.flat(2).some(isAltinns));
  const own: PolicyWarning[] =
    target.anyOf.length === 0 || !forAltinn
      ? []
      : [
          {
            code: 'altinn-ignores',
            message: "Altinn's engine does not look at the Target of a Policy: say it in each rule",
            line: target.line,
            column: target.column,
          },
        ];
  return [...own, ...policy.rules.flatMap((rule) => ruleWarnings(rule, forAltinn))];
}
