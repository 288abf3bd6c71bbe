/** What a policy says, read from its parsed form: pure, no I/O. */

import { createHash } from 'node:crypto';
import type { parsePolicy } from '@portvakt/xacml';
import { resourceAttributes } from './policy-writer.ts';

type Document = ReturnType<typeof parsePolicy>;
type Policy = Extract<Document['root'], { kind: 'Policy' }>;
type Rule = Policy['rules'][number];
type Expression = NonNullable<Rule['condition']>;
type AllOf = NonNullable<Rule['target']>['anyOf'][number][number];
type Match = AllOf[number];

const SUBJECT = 'urn:oasis:names:tc:xacml:1.0:subject-category:access-subject';
const RESOURCE = 'urn:oasis:names:tc:xacml:3.0:attribute-category:resource';
const ACTION = 'urn:oasis:names:tc:xacml:3.0:attribute-category:action';

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

const attributeOf = (match: Match): PolicyAttribute => {
  const type = match.source.kind === 'designator' ? match.source.attributeId : '';
  const value = match.literal.dataType.format(match.literal.value);
  return { type, value, urn: `${type}:${value}` };
};

/** The alternatives of one category in a rule's target. */
const alternatives = (rule: Rule, category: string): readonly (readonly PolicyAttribute[])[] =>
  (rule.target?.anyOf ?? [])
    .flat()
    .map((all) =>
      all.filter((one) => one.source.kind === 'designator' && one.source.category === category).map(attributeOf),
    )
    .filter((all) => all.length > 0);

/** Rules in the order of the policy. @throws nothing; a policy set has none */
export function flatRules(document: Document): readonly FlatRule[] {
  if (document.root.kind !== 'Policy') return [];
  return document.root.rules.map((rule) => ({
    id: rule.id,
    effect: rule.effect,
    description: rule.description,
    subjects: alternatives(rule, SUBJECT),
    resources: alternatives(rule, RESOURCE),
    actions: [...new Set(alternatives(rule, ACTION).flatMap((all) => all.map((one) => one.value)))],
    hasCondition: rule.condition !== undefined,
  }));
}

/** The subject attributes that targets and conditions read, wherever they stand in the policy. */
export function subjectAttributeIds(document: Document): ReadonlySet<string> {
  const ids = new Set<string>();
  const visitExpression = (expression: Expression): void => {
    if (expression.kind === 'designator' && expression.category === SUBJECT) ids.add(expression.attributeId);
    if (expression.kind === 'apply') expression.args.forEach(visitExpression);
    if (expression.kind === 'variable' && expression.definition) visitExpression(expression.definition.expression);
  };
  const visitTarget = (target: Rule['target']): void => {
    for (const match of target?.anyOf.flat(2) ?? [])
      if (match.source.kind === 'designator' && match.source.category === SUBJECT) ids.add(match.source.attributeId);
  };
  if (document.root.kind !== 'Policy') return ids;
  visitTarget(document.root.target);
  for (const rule of document.root.rules) {
    visitTarget(rule.target);
    if (rule.condition) visitExpression(rule.condition);
  }
  return ids;
}

/** True when every rule names the resource: its registry id, or org and app (altinn-pdp.md 12.2). */
export function ruleWithoutResource(document: Document, resourceId: string): FlatRule | undefined {
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
export function policyRights(document: Document): readonly PolicyRight[] {
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
export function policySubjects(document: Document): readonly PolicyAttribute[] {
  const byUrn = new Map<string, PolicyAttribute>();
  for (const rule of flatRules(document)) for (const one of rule.subjects.flat()) byUrn.set(one.urn.toLowerCase(), one);
  return [...byUrn.values()];
}
