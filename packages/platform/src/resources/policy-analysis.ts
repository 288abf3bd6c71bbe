/** What a policy says, read from its parsed form: pure, no I/O. */
import { createHash } from 'node:crypto';
import { flattenRules, mentionedAttributes, type Policy, type PolicyDocument, XacmlError } from '@portvakt/xacml';
import { attributeIds as ids } from '../foundation/index.ts';
import { permits } from './permits.ts';
import { resourceAttributes } from './policy-writer.ts';

const { ACTION_ID, ENVIRONMENT_CATEGORY: ENVIRONMENT, SUBJECT_CATEGORY: SUBJECT } = ids;

type FlatMatches = ReturnType<typeof flattenRules>[number];

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
  readonly line: number;
}

/** An action on a resource, and who has it. */
export interface PolicyRight {
  readonly action: PolicyAttribute;
  readonly resource: readonly PolicyAttribute[];
  readonly rightKey: string;
  readonly subjects: readonly { readonly subjectAttributes: readonly PolicyAttribute[] }[];
  readonly subjectTypes: readonly string[];
}

type Alternative = FlatMatches['subjects'][number];

const attributesOf = (all: Alternative): readonly PolicyAttribute[] =>
  all.flatMap(({ attributeId: type, value }) => (type === undefined ? [] : [{ type, value, urn: `${type}:${value}` }]));

/** What an alternative names; one that names nothing, such as an XPath alone, is left out. */
const named = (alternatives: readonly Alternative[]): readonly (readonly PolicyAttribute[])[] =>
  alternatives.map(attributesOf).filter((all) => all.length > 0);

const actionIds = (all: Alternative): readonly string[] => [
  ...new Set(all.flatMap(({ attributeId, value }) => (attributeId === ACTION_ID ? [value] : []))),
];

const flattened = new WeakMap<PolicyDocument, readonly FlatRule[]>();

/** A policy that was stored before its rules were found to multiply beyond measure still decides; it only lists nothing. */
function orNone<T>(rules: () => readonly T[]): readonly T[] {
  try {
    return rules();
  } catch (error) {
    if (error instanceof XacmlError) return [];
    throw error;
  }
}

/** The rules of a policy, in its order: a rule is several where which action counts depends on the resource. */
export function flatRules(document: PolicyDocument): readonly FlatRule[] {
  const known = flattened.get(document);
  if (known) return known;
  const rules = orNone(() => flattenRules(document)).map((rule) => ({
    id: rule.ruleId,
    effect: rule.effect,
    description: rule.description,
    subjects: named(rule.subjects),
    resources: named(rule.resources),
    actions: [...new Set(rule.actions.flatMap(actionIds))],
    hasCondition: rule.hasCondition,
    line: rule.line,
  }));
  flattened.set(document, rules);
  return rules;
}

/** What targets, conditions and obligations read, wherever they stand in the policy: ids of the subject, and whether anything of the environment. */
export function attributesRead(document: PolicyDocument): {
  readonly ofSubject: ReadonlySet<string>;
  readonly ofEnvironment: boolean;
} {
  const all = mentionedAttributes(document);
  return {
    ofSubject: new Set(all.flatMap((one) => (one.category === SUBJECT ? [one.attributeId] : []))),
    ofEnvironment: all.some((one) => one.category === ENVIRONMENT),
  };
}

/** A rule that does not name the resource: its registry id, or org and app (altinn-pdp.md 12.2). */
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
function rightKey(action: string, resource: readonly PolicyAttribute[]): string {
  const urns = resource.map((one) => one.urn).sort();
  const hash = createHash('md5')
    .update(Buffer.from(`${action}${urns.join('')}`, 'utf16le'))
    .digest('hex');
  return [action.toLowerCase(), ...resource.map((one) => one.value.toLowerCase()), hash].join(';');
}

/** Who may do what with what, by one rule. */
export interface Permitted {
  /** Empty: anyone. */
  readonly subject: readonly PolicyAttribute[];
  readonly resource: readonly PolicyAttribute[];
  readonly action: string;
}

/** Most combinations of subject, resource and action that a policy may come to: a short text can name them by the million. */
export const MAX_COMBINATIONS = 50_000;

/** What a rule asks for where it asks for nothing: one alternative without matches. */
const orNothing = (alternatives: readonly Alternative[]): readonly Alternative[] =>
  alternatives.length === 0 ? [[]] : alternatives;

/** The actions that an alternative is about: those it names, or each that the policy names when it names none. */
function actionsAsked(all: Alternative, everyAction: readonly string[]): readonly string[] {
  const own = actionIds(all);
  if (own.length === 0) return everyAction;
  // A request has one action: an alternative that needs two is about none.
  return own.length === 1 ? own : [];
}

interface Combination extends Permitted {
  readonly rule: FlatMatches;
  readonly matches: readonly Alternative[];
}

function* combinations(flat: readonly FlatMatches[]): Iterable<Combination> {
  const rules = flat.filter((rule) => rule.effect === 'Permit');
  const everyAction = [...new Set(flat.flatMap((rule) => rule.actions.flatMap(actionIds)))];
  for (const rule of rules)
    for (const subject of orNothing(rule.subjects))
      for (const resource of rule.resources)
        for (const how of orNothing(rule.actions))
          for (const action of actionsAsked(how, everyAction))
            yield {
              rule,
              subject: attributesOf(subject),
              resource: attributesOf(resource),
              action,
              matches: [subject, resource, how],
            };
}

const withTargetsAround = (document: PolicyDocument): readonly FlatMatches[] =>
  flattenRules(document, { enclosingTargets: true });

/**
 * True when a policy comes to more combinations than are listed.
 * @throws XacmlError when the alternatives of a rule multiply beyond measure
 */
export function hasTooManyCombinations(document: PolicyDocument): boolean {
  let count = 0;
  for (const _ of combinations(withTargetsAround(document))) {
    count += 1;
    if (count > MAX_COMBINATIONS) return true;
  }
  return false;
}

const listed = new WeakMap<PolicyDocument, readonly Permitted[]>();

/**
 * Who may do what with what: each combination that a Permit rule names and that the engine permits, in the order of the policy. What a Deny rule
 * takes back is not there; where a condition decides, it is.
 */
export function permitted(document: PolicyDocument): readonly Permitted[] {
  const known = listed.get(document);
  if (known) return known;
  const may = permits(document);
  const found: Permitted[] = [];
  let count = 0;
  for (const { rule, matches, subject, resource, action } of combinations(orNone(() => withTargetsAround(document)))) {
    count += 1;
    if (count > MAX_COMBINATIONS) break;
    if (may(rule, matches, action)) found.push({ subject, resource, action });
  }
  listed.set(document, found);
  return found;
}

/** Every action on every resource alternative that the policy permits, with those who have it; a subject without attributes is anyone. */
export function policyRights(document: PolicyDocument): readonly PolicyRight[] {
  const rights = new Map<
    string,
    { right: ReturnType<typeof emptyRight>; subjects: Map<string, Permitted['subject']> }
  >();
  for (const { subject, resource, action } of permitted(document)) {
    const key = rightKey(action, resource);
    const known = rights.get(key) ?? { right: emptyRight(action, resource, key), subjects: new Map() };
    known.subjects.set(JSON.stringify(subject.map((one) => one.urn)), subject);
    rights.set(key, known);
  }
  return [...rights.values()].map(({ right, subjects }) => {
    const all = [...subjects.values()];
    return {
      ...right,
      subjects: all.map((subjectAttributes) => ({ subjectAttributes })),
      subjectTypes: [...new Set(all.flat().map((attribute) => attribute.type))],
    };
  });
}

const emptyRight = (action: string, resource: readonly PolicyAttribute[], key: string) => ({
  action: { type: ACTION_ID, value: action, urn: `${ACTION_ID}:${action}` },
  resource,
  rightKey: key,
});

/** Every subject that rules name, once. */
export function policySubjects(rules: readonly FlatRule[]): readonly PolicyAttribute[] {
  const byUrn = new Map<string, PolicyAttribute>();
  for (const rule of rules) for (const one of rule.subjects.flat()) byUrn.set(one.urn.toLowerCase(), one);
  return [...byUrn.values()];
}

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
