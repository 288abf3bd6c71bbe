/** What a policy says, read from its parsed form: pure, no I/O. */

import { createHash } from 'node:crypto';
import { flattenRules, mentionedAttributes, type Policy, type PolicyDocument } from '@portvakt/xacml';
import { resourceAttributes } from './policy-writer.ts';

const SUBJECT = 'urn:oasis:names:tc:xacml:1.0:subject-category:access-subject';

/** An attribute that a policy matches on. */
export interface PolicyAttribute {
  readonly type: string;
  readonly value: string;
  /** `{type}:{value}` */
  readonly urn: string;
}

/** A rule with its alternatives side by side. */
export interface FlatRule {
  readonly id: string;
  readonly effect: 'Permit' | 'Deny';
  readonly description: string | undefined;
  /** Each alternative is a conjunction. Empty: the rule names no subject, and so fits anyone. */
  readonly subjects: readonly (readonly PolicyAttribute[])[];
  readonly resources: readonly (readonly PolicyAttribute[])[];
  /** Empty: every action. */
  readonly actions: readonly string[];
  readonly hasCondition: boolean;
}

/** An action on a resource, and who has it. */
export interface PolicyRight {
  readonly action: PolicyAttribute;
  readonly resource: readonly PolicyAttribute[];
  readonly rightKey: string;
  readonly subjects: readonly { readonly subjectAttributes: readonly PolicyAttribute[] }[];
  readonly subjectTypes: readonly string[];
}

type Matches = ReturnType<typeof flattenRules>[number]['subjects'];

const attributesOf = (alternatives: Matches): readonly (readonly PolicyAttribute[])[] =>
  alternatives
    .map((all) =>
      all.flatMap(({ attributeId: type, value }) =>
        type === undefined ? [] : [{ type, value, urn: `${type}:${value}` }],
      ),
    )
    .filter((all) => all.length > 0);

const flattened = new WeakMap<PolicyDocument, readonly FlatRule[]>();

/** The rules of a policy, in its order. */
export function flatRules(document: PolicyDocument): readonly FlatRule[] {
  const known = flattened.get(document);
  if (known) return known;
  const rules = flattenRules(document).map((rule) => ({
    id: rule.ruleId,
    effect: rule.effect,
    description: rule.description,
    subjects: attributesOf(rule.subjects),
    resources: attributesOf(rule.resources),
    actions: [...new Set(attributesOf(rule.actions).flatMap((all) => all.map((one) => one.value)))],
    hasCondition: rule.hasCondition,
  }));
  flattened.set(document, rules);
  return rules;
}

/** The subject attributes that targets and conditions read, wherever they stand in the policy. */
export const subjectAttributeIds = (document: PolicyDocument): ReadonlySet<string> =>
  new Set(mentionedAttributes(document).flatMap((one) => (one.category === SUBJECT ? [one.attributeId] : [])));

/** True when every rule names the resource: its registry id, or org and app (altinn-pdp.md 12.2). */
export function ruleWithoutResource(document: PolicyDocument, resourceId: string): FlatRule | undefined {
  const registry = `urn:altinn:resource:${resourceId}`;
  const whole = resourceAttributes(resourceId).map((one) => `${one.id}:${one.value}`);
  const names = (all: readonly PolicyAttribute[]) => {
    const urns = new Set(all.map((one) => one.urn));
    return urns.has(registry) || whole.every((urn) => urns.has(urn));
  };
  return flatRules(document).find((rule) => !rule.resources.some(names));
}

/** `action;resource values;hash`: names a right in delegations (altinn-pdp.md 12.1). */
export function rightKey(action: string, resource: readonly PolicyAttribute[]): string {
  const urns = resource.map((one) => one.urn).sort();
  const hash = createHash('md5')
    .update(Buffer.from(`${action}${urns.join('')}`, 'utf16le'))
    .digest('hex');
  return [action.toLowerCase(), ...resource.map((one) => one.value.toLowerCase()), hash].join(';');
}

/** Every action on every resource alternative that a Permit rule gives, with those who have it. */
export function policyRights(document: PolicyDocument): readonly PolicyRight[] {
  const rights = new Map<string, PolicyRight & { subjects: { subjectAttributes: readonly PolicyAttribute[] }[] }>();
  for (const rule of flatRules(document)) {
    if (rule.effect !== 'Permit') continue;
    for (const resource of rule.resources)
      for (const action of rule.actions) {
        const key = rightKey(action, resource);
        const right = rights.get(key) ?? { ...emptyRight(action, resource, key), subjects: [] };
        right.subjects.push(...rule.subjects.map((subjectAttributes) => ({ subjectAttributes })));
        rights.set(key, right);
      }
  }
  return [...rights.values()].map((right) => ({
    ...right,
    subjectTypes: [
      ...new Set(right.subjects.flatMap((one) => one.subjectAttributes.map((attribute) => attribute.type))),
    ],
  }));
}

const ACTION_ID = 'urn:oasis:names:tc:xacml:1.0:action:action-id';
const emptyRight = (action: string, resource: readonly PolicyAttribute[], key: string) => ({
  action: { type: ACTION_ID, value: action, urn: `${ACTION_ID}:${action}` },
  resource,
  rightKey: key,
  subjectTypes: [],
});

/** Every subject that the policy names, once. */
export function policySubjects(document: PolicyDocument): readonly PolicyAttribute[] {
  const byUrn = new Map<string, PolicyAttribute>();
  for (const rule of flatRules(document)) for (const one of rule.subjects.flat()) byUrn.set(one.urn.toLowerCase(), one);
  return [...byUrn.values()];
}

/** True when a target, condition or obligation reads the environment. */
export const readsEnvironment = (document: PolicyDocument): boolean =>
  mentionedAttributes(document).some((one) => one.category === ENVIRONMENT);

const ENVIRONMENT = 'urn:oasis:names:tc:xacml:3.0:attribute-category:environment';
const PLAIN_EQUALITY: ReadonlySet<string> = new Set([
  'urn:oasis:names:tc:xacml:1.0:function:string-equal',
  'urn:oasis:names:tc:xacml:3.0:function:string-equal-ignore-case',
]);

/**
 * The literals (lower case) that each subject attribute is compared with in the targets; null for an attribute of which any value may
 * matter. Other values of the attribute cannot change a decision, and need not be given to the engine.
 */
export function relevantSubjectValues(policy: Policy): ReadonlyMap<string, ReadonlySet<string> | null> {
  const values = new Map<string, Set<string> | null>();
  type Condition = NonNullable<Policy['rules'][number]['condition']>;
  const free = (expression: Condition): void => {
    if (expression.kind === 'designator' && expression.category === SUBJECT) values.set(expression.attributeId, null);
    else if (expression.kind === 'apply') for (const argument of expression.args) free(argument);
  };
  const target = (anyOf: Policy['target']['anyOf']): void => {
    for (const { source, literal, function: compared } of anyOf.flat(2)) {
      if (source.kind !== 'designator' || source.category !== SUBJECT) continue;
      const known = values.get(source.attributeId);
      if (known === null) continue;
      const text = literal.dataType.format(literal.value).toLowerCase();
      values.set(source.attributeId, PLAIN_EQUALITY.has(compared.id) ? (known ?? new Set()).add(text) : null);
    }
  };
  target(policy.target.anyOf);
  for (const rule of policy.rules) target(rule.target?.anyOf ?? []);
  for (const variable of policy.variables) free(variable.expression);
  for (const owner of [policy, ...policy.rules])
    for (const item of [...owner.obligations, ...owner.advice])
      for (const assignment of item.assignments) free(assignment.expression);
  for (const rule of policy.rules) if (rule.condition) free(rule.condition);
  return values;
}
