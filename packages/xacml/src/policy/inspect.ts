import type {
  AllOf,
  AnyOf,
  Effect,
  Expression,
  Match,
  ObligationExpression,
  Policy,
  PolicyDocument,
  PolicySet,
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
  /** Short name of the function: `string-equal`. */
  readonly function: string;
  readonly value: string;
  readonly dataType: string;
}

/**
 * A rule with what its target says, by category. Each list holds alternatives (one AllOf each); all matches within an
 * alternative must hold. An AnyOf that mixes categories stands in `others`, as does one of another category.
 */
export interface FlatRule {
  readonly policyId: string;
  readonly ruleId: string;
  readonly effect: Effect;
  readonly description: string | undefined;
  readonly subjects: readonly (readonly FlatMatch[])[];
  readonly resources: readonly (readonly FlatMatch[])[];
  readonly actions: readonly (readonly FlatMatch[])[];
  readonly others: readonly (readonly (readonly FlatMatch[])[])[];
  readonly hasCondition: boolean;
  readonly line: number;
}

const SUBJECT = 'urn:oasis:names:tc:xacml:1.0:subject-category:access-subject';
const RESOURCE = 'urn:oasis:names:tc:xacml:3.0:attribute-category:resource';
const ACTION = 'urn:oasis:names:tc:xacml:3.0:attribute-category:action';

function policiesOf(root: Policy | PolicySet): Policy[] {
  if (root.kind === 'Policy') return [root];
  return root.children.flatMap((child) =>
    child.kind === 'Policy' || child.kind === 'PolicySet' ? policiesOf(child) : [],
  );
}

function flatMatch({ function: definition, literal, source }: Match): FlatMatch {
  return {
    category: source.category,
    attributeId: source.kind === 'designator' ? source.attributeId : undefined,
    function: functionName(definition),
    value: literal.dataType.format(literal.value),
    dataType: literal.dataType.id,
  };
}

/** The category all matches of an AnyOf are about, or undefined when they differ. */
function categoryOf(anyOf: AnyOf): string | undefined {
  const categories = new Set(anyOf.flatMap((allOf) => allOf.map((match) => match.source.category)));
  return categories.size === 1 ? categories.values().next().value : undefined;
}

/** The rules of a document's own policies (references are not followed), in document order. */
export function flattenRules(document: PolicyDocument): FlatRule[] {
  return policiesOf(document.root).flatMap((policy) =>
    policy.rules.map((rule) => {
      const flat = (allOf: AllOf): FlatMatch[] => allOf.map(flatMatch);
      const parts: Record<'subjects' | 'resources' | 'actions', FlatMatch[][]> = {
        subjects: [],
        resources: [],
        actions: [],
      };
      const others: FlatMatch[][][] = [];
      for (const anyOf of rule.target?.anyOf ?? []) {
        const category = categoryOf(anyOf);
        const part =
          category === SUBJECT
            ? 'subjects'
            : category === RESOURCE
              ? 'resources'
              : category === ACTION
                ? 'actions'
                : undefined;
        // A second AnyOf of a category is a further condition, no further alternative.
        if (part === undefined || parts[part].length > 0) others.push(anyOf.map(flat));
        else parts[part].push(...anyOf.map(flat));
      }
      return {
        policyId: policy.id,
        ruleId: rule.id,
        effect: rule.effect,
        description: rule.description,
        ...parts,
        others,
        hasCondition: rule.condition !== undefined,
        line: rule.line,
      };
    }),
  );
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
