/** What a change of a policy does: which requests it answers otherwise. Pure. */
import { type Category, requestOf } from '@portvakt/xacml';
import { attributeIds as ids } from '../foundation/index.ts';
import { type CompiledPolicy, flatRules, resourceAttributes } from '../resources/index.ts';

export type EffectDecision = 'Permit' | 'Deny' | 'NotApplicable' | 'Indeterminate';

export interface Attribute {
  readonly id: string;
  readonly value: string;
}

/** A request whose answer changes. */
export interface Change {
  /** What the subject has; empty: nothing that either policy asks for. */
  readonly subject: readonly Attribute[];
  readonly action: string;
  /** Where in the resource; empty: the resource as a whole. */
  readonly within: readonly Attribute[];
  readonly before: EffectDecision;
  readonly after: EffectDecision;
}

export interface Effect {
  /** How many requests were tried. */
  readonly asked: number;
  /** There were more to try than are tried. */
  readonly isCut: boolean;
  readonly total: number;
  /** The first of those whose answer changes. */
  readonly changes: readonly Change[];
  /** Rules with a condition: what they depend on may be more than the requests tell. */
  readonly conditions: number;
}

export const MAX_QUESTIONS = 1500;
export const MAX_CHANGES = 200;

const keyOf = (attributes: readonly Attribute[]): string =>
  JSON.stringify(attributes.map(({ id, value }) => `${id}:${value}`.toLowerCase()).sort());

/** Each once, by what it says. */
const unique = (all: readonly (readonly Attribute[])[]): readonly (readonly Attribute[])[] => [
  ...new Map(all.map((attributes) => [keyOf(attributes), attributes])).values(),
];

/**
 * Asks the engine every combination of what either policy names, subjects × actions × places in the resource, with the one policy and with the
 * other. Roles and access packages are given as such, so that the answer is the policy's, whoever has them.
 * @param before undefined where there is no policy
 */
export function effectOf(before: CompiledPolicy | undefined, after: CompiledPolicy): Effect {
  const rules = [...(before ? flatRules(before.document) : []), ...flatRules(after.document)];
  const named = resourceAttributes(after.resourceId);
  const isNamed = ({ id }: Attribute) => named.some((one) => one.id === id);
  const asAttributes = (all: readonly { readonly type: string; readonly value: string }[]) =>
    all.map(({ type: id, value }) => ({ id, value }));
  const subjects = unique([...rules.flatMap((rule) => rule.subjects.map(asAttributes)), []]);
  const places = unique([
    [],
    ...rules.flatMap((rule) => rule.resources.map((all) => asAttributes(all).filter((one) => !isNamed(one)))),
  ]);
  const actions = [...new Set(rules.flatMap((rule) => rule.actions))];
  const changes: Change[] = [];
  let asked = 0;
  let total = 0;
  for (const [subject, action, within] of combinations(subjects, actions, places)) {
    if (asked === MAX_QUESTIONS) break;
    asked += 1;
    const request = requestFor(subject, action, [...named, ...within]);
    const [was, is] = [before ? decisionOf(before, request) : 'NotApplicable', decisionOf(after, request)] as const;
    if (was === is) continue;
    total += 1;
    if (changes.length < MAX_CHANGES) changes.push({ subject, action, within, before: was, after: is });
  }
  return {
    asked,
    isCut: subjects.length * actions.length * places.length > asked,
    total,
    changes,
    conditions: new Set(rules.filter((rule) => rule.hasCondition).map((rule) => rule.id)).size,
  };
}

function* combinations<A, B, C>(as: readonly A[], bs: readonly B[], cs: readonly C[]): Generator<readonly [A, B, C]> {
  for (const a of as) for (const b of bs) for (const c of cs) yield [a, b, c];
}

type EngineRequest = ReturnType<typeof requestOf>;

const decisionOf = ({ pdp }: CompiledPolicy, request: EngineRequest): EffectDecision =>
  pdp.evaluate(request).results[0]?.decision ?? 'Indeterminate';

const requestFor = (subject: readonly Attribute[], action: string, resource: readonly Attribute[]): EngineRequest =>
  requestOf([
    category(ids.SUBJECT_CATEGORY, subject),
    category(ids.ACTION_CATEGORY, [{ id: ids.ACTION_ID, value: action }]),
    category(ids.RESOURCE_CATEGORY, resource),
  ]);

function category(id: string, attributes: readonly Attribute[]): Category {
  const values = new Map<string, Set<string>>();
  for (const one of attributes) {
    const known = values.get(one.id) ?? new Set();
    values.set(one.id, known);
    // The PDP adds a role in both cases, for policies write either (altinn-pdp.md 8).
    const texts = one.id === ids.ROLE_CODE ? [one.value.toLowerCase(), one.value.toUpperCase()] : [one.value];
    for (const text of texts) known.add(text);
  }
  return {
    id,
    xmlId: undefined,
    content: undefined,
    attributes: [...values].map(([attribute, texts]) => ({
      id: attribute,
      issuer: undefined,
      includeInResult: false,
      values: [...texts].map((text) => ({ dataType: ids.STRING_TYPE, text })),
    })),
  };
}
