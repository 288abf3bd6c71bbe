import { quote, XacmlError } from '../errors.ts';
import { ACTION, byCategory, RESOURCE, SUBJECT, separated } from './categories.ts';
import type {
  AnyOf,
  Effect,
  Expression,
  Match,
  ObligationExpression,
  Policy,
  PolicyDocument,
  PolicySet,
  Rule,
  Target,
} from './model.ts';
import { functionName } from './names.ts';

/** An attribute that a policy names, and the literal values its targets compare it with. */
export interface MentionedAttribute {
  readonly category: string;
  readonly attributeId: string;
  readonly dataType: string;
  readonly issuer: string | undefined;
  /** True when it stands in a target; false when only conditions or obligations read it. */
  readonly inTarget: boolean;
  /** Literals of the targets' matches, in order of first appearance. */
  readonly values: readonly string[];
}

/** One test of a target: the attribute, the function and the literal. */
export interface FlatMatch {
  readonly category: string;
  /** Undefined for an AttributeSelector. */
  readonly attributeId: string | undefined;
  readonly issuer: string | undefined;
  /** Short name of the function: `string-equal`. */
  readonly function: string;
  readonly value: string;
  readonly dataType: string;
}

/**
 * What a rule's target asks for, by category. Each list holds alternatives; all matches within an alternative must hold, and one alternative
 * of each list that is not empty. An empty list asks for nothing.
 *
 * A rule is several of these when which alternative of one category counts depends on another: an AnyOf of `read` on one resource or `write` on
 * another. They then have one id and line.
 */
export interface FlatRule {
  readonly policyId: string;
  readonly ruleId: string;
  readonly effect: Effect;
  readonly description: string | undefined;
  readonly subjects: readonly (readonly FlatMatch[])[];
  readonly resources: readonly (readonly FlatMatch[])[];
  readonly actions: readonly (readonly FlatMatch[])[];
  /** One list a further category, such as the environment. */
  readonly others: readonly (readonly (readonly FlatMatch[])[])[];
  readonly hasCondition: boolean;
  readonly line: number;
}

function flatMatch({ function: definition, literal, source }: Match): FlatMatch {
  return {
    category: source.category,
    attributeId: source.kind === 'designator' ? source.attributeId : undefined,
    issuer: source.kind === 'designator' ? source.issuer : undefined,
    function: functionName(definition),
    value: literal.dataType.format(literal.value),
    dataType: literal.dataType.id,
  };
}

/** Alternatives of one category; undefined asks for nothing. */
type Asked = ReadonlyMap<string, readonly (readonly Match[])[]>;

/** Most alternatives that a rule may come to: AnyOf elements multiply. */
const MOST_ALTERNATIVES = 20_000;

class Flattener {
  #left = MOST_ALTERNATIVES;
  readonly #rule: Rule;

  constructor(rule: Rule) {
    this.#rule = rule;
  }

  #spend(count: number): void {
    this.#left -= count;
    if (this.#left < 0)
      throw new XacmlError(
        'limit-exceeded',
        `the AnyOf elements of rule ${quote(this.#rule.id, 200)} come to more than ${MOST_ALTERNATIVES} alternatives together`,
        this.#rule,
      );
  }

  /** Both must be met: alternatives of one category are joined each with each. */
  #both(a: Asked, b: Asked): Asked {
    const joined = new Map(a);
    for (const [category, alternatives] of b) {
      const known = joined.get(category);
      this.#spend((known?.length ?? 1) * alternatives.length);
      joined.set(
        category,
        known === undefined ? alternatives : known.flatMap((one) => alternatives.map((other) => [...one, ...other])),
      );
    }
    return joined;
  }

  /** What a target asks for: one of the results must be met, and that whole. */
  run(anyOfs: readonly AnyOf[]): readonly Asked[] {
    let ways: readonly Asked[] = [new Map()];
    for (const anyOf of anyOfs) {
      const separate = separated(anyOf);
      const alternatives: readonly Asked[] =
        separate === undefined
          ? anyOf.map((allOf) => new Map([...byCategory(allOf)].map(([category, all]) => [category, [all]])))
          : [separate];
      ways = ways.flatMap((way) => alternatives.map((other) => this.#both(way, other)));
    }
    return ways;
  }
}

/** What is counted in when rules are flattened. */
export interface FlattenOptions {
  /** Counts the targets of the policy and the policy sets around a rule in, all of which must match too. By default only the rule's own. */
  readonly enclosingTargets?: boolean;
}

function flatten(policy: Policy, rule: Rule, around: readonly AnyOf[]): FlatRule[] {
  const ways = new Flattener(rule).run([...around, ...(rule.target?.anyOf ?? [])]);
  return ways.map((asked) => {
    const of = (category: string): readonly (readonly FlatMatch[])[] =>
      (asked.get(category) ?? []).map((all) => all.map(flatMatch));
    const others = [...asked.keys()].filter((one) => one !== SUBJECT && one !== RESOURCE && one !== ACTION);
    return {
      policyId: policy.id,
      ruleId: rule.id,
      effect: rule.effect,
      description: rule.description,
      subjects: of(SUBJECT),
      resources: of(RESOURCE),
      actions: of(ACTION),
      others: others.map(of),
      hasCondition: rule.condition !== undefined,
      line: rule.line,
    };
  });
}

/**
 * The rules of a document's own policies (references are not followed), in document order.
 * @param options `enclosingTargets` counts the targets of the policy and the policy sets around a rule in, all of which must match too; by
 *   default only the rule's own
 * @throws XacmlError `limit-exceeded` when the AnyOf elements of a rule multiply to more than 20,000 alternatives
 */
export function flattenRules(document: PolicyDocument, { enclosingTargets = false }: FlattenOptions = {}): FlatRule[] {
  const walk = (node: Policy | PolicySet, around: readonly AnyOf[]): FlatRule[] => {
    const inner = enclosingTargets ? [...around, ...node.target.anyOf] : around;
    if (node.kind === 'Policy') return node.rules.flatMap((rule) => flatten(node, rule, inner));
    return node.children.flatMap((child) =>
      child.kind === 'Policy' || child.kind === 'PolicySet' ? walk(child, inner) : [],
    );
  };
  return walk(document.root, []);
}

class Mentions {
  readonly found = new Map<string, MentionedAttribute & { values: string[]; inTarget: boolean }>();

  #add(
    source: { category: string; attributeId: string; dataType: { id: string }; issuer: string | undefined },
    value?: string,
  ): void {
    const { category, attributeId, dataType, issuer } = source;
    const key = `${category}\n${attributeId}\n${dataType.id}\n${issuer ?? ''}`;
    const known = this.found.get(key) ?? {
      category,
      attributeId,
      dataType: dataType.id,
      issuer,
      inTarget: false,
      values: [],
    };
    this.found.set(key, known);
    if (value === undefined) return;
    known.inTarget = true;
    if (!known.values.includes(value)) known.values.push(value);
  }

  target(target: Target | undefined): void {
    for (const { literal, source } of target?.anyOf.flat(2) ?? []) {
      if (source.kind === 'designator') this.#add(source, literal.dataType.format(literal.value));
    }
  }

  expression(expression: Expression): void {
    if (expression.kind === 'designator') this.#add(expression);
    else if (expression.kind === 'apply') for (const arg of expression.args) this.expression(arg);
  }

  obligations(items: readonly ObligationExpression[]): void {
    for (const item of items) for (const each of item.assignments) this.expression(each.expression);
  }

  node(node: Policy | PolicySet): void {
    this.target(node.target);
    this.obligations([...node.obligations, ...node.advice]);
    if (node.kind === 'PolicySet') {
      for (const child of node.children) if (child.kind === 'Policy' || child.kind === 'PolicySet') this.node(child);
      return;
    }
    for (const variable of node.variables) this.expression(variable.expression);
    for (const rule of node.rules) {
      this.target(rule.target);
      if (rule.condition !== undefined) this.expression(rule.condition);
      this.obligations([...rule.obligations, ...rule.advice]);
    }
  }
}

/** Every attribute the document names by designator, in order of first appearance; references are not followed. */
export function mentionedAttributes(document: PolicyDocument): MentionedAttribute[] {
  const mentions = new Mentions();
  mentions.node(document.root);
  return [...mentions.found.values()];
}
