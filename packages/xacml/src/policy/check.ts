import { type Position, quote, XacmlError } from '../errors.ts';
import type { ExpressionType } from '../functions/index.ts';
import { TYPES } from '../types/index.ts';
import { higherOrderType } from './check-higher-order.ts';
import type {
  Apply,
  Expression,
  Match,
  ObligationExpression,
  Policy,
  PolicySet,
  Target,
  VariableDefinition,
} from './model.ts';
import { functionName, typeName } from './names.ts';

/** Longest chain of variables that refer to each other; evaluation follows it by recursion. */
const MAX_VARIABLE_DEPTH = 100;

function sameType(a: ExpressionType, b: ExpressionType): boolean {
  return a.bag === b.bag && a.dataType === b.dataType;
}

/** Refuses the second of two equal identifiers. */
function refuseDuplicates(items: readonly (Position & { id: string })[], what: string): void {
  const seen = new Map<string, Position>();
  for (const item of items) {
    const first = seen.get(item.id);
    if (first !== undefined) {
      throw new XacmlError(
        'duplicate-id',
        `${what} ${quote(item.id, 200)} is already used in line ${first.line}`,
        item,
      );
    }
    seen.set(item.id, item);
  }
}

/** Gives every expression of one policy its type. Recursion is bounded by XML depth and MAX_VARIABLE_DEPTH. */
class TypeChecker {
  readonly #variables: ReadonlyMap<string, VariableDefinition>;
  readonly #known = new Map<VariableDefinition, { type: ExpressionType }>();
  readonly #open = new Set<VariableDefinition>();

  constructor(variables: readonly VariableDefinition[]) {
    this.#variables = new Map(variables.map((each) => [each.id, each]));
  }

  /** Type of a variable's expression. */
  variable(definition: VariableDefinition): { type: ExpressionType } {
    const known = this.#known.get(definition);
    if (known !== undefined) return known;
    if (this.#open.has(definition)) {
      const chain = [...this.#open, definition].map((each) => each.id).join(' → ');
      throw new XacmlError('circular-reference', `the variable refers to itself: ${quote(chain, 300)}`, definition);
    }
    if (this.#open.size >= MAX_VARIABLE_DEPTH) {
      throw new XacmlError(
        'limit-exceeded',
        `variables refer to each other more than ${MAX_VARIABLE_DEPTH} deep`,
        definition,
      );
    }
    this.#open.add(definition);
    const type = this.typeOf(definition.expression);
    this.#open.delete(definition);
    const found = { type };
    this.#known.set(definition, found);
    return found;
  }

  typeOf(expression: Expression): ExpressionType {
    switch (expression.kind) {
      case 'value':
        return { dataType: expression.dataType, bag: false };
      case 'designator':
      case 'selector':
        return { dataType: expression.dataType, bag: true };
      case 'function':
        throw new XacmlError('type', 'a Function may only stand as an argument of a higher-order function', expression);
      case 'variable': {
        const definition = this.#variables.get(expression.id);
        if (definition === undefined) {
          throw new XacmlError(
            'undefined-reference',
            `no variable ${quote(expression.id, 200)} is defined in this policy`,
            expression,
          );
        }
        expression.definition = definition;
        return this.variable(definition).type;
      }
      case 'apply':
        expression.type = this.#apply(expression);
        return expression.type;
    }
  }

  #apply(apply: Apply): ExpressionType {
    const definition = apply.function;
    if (definition.strictness === 'higher-order') return higherOrderType(apply, (each) => this.typeOf(each));
    const { parameters, rest, restMinimum } = definition;
    const least = parameters.length + restMinimum;
    const count = apply.args.length;
    if (count < least || (rest === undefined && count > parameters.length)) {
      const wanted = rest === undefined ? `${least}` : `at least ${least}`;
      throw new XacmlError('arity', `${functionName(definition)} takes ${wanted} arguments, not ${count}`, apply);
    }
    for (const [index, arg] of apply.args.entries()) {
      const wanted = parameters[index] ?? rest;
      const given = this.typeOf(arg);
      if (wanted !== undefined && !sameType(wanted, given)) {
        throw new XacmlError(
          'type',
          `argument ${index + 1} of ${functionName(definition)} must be ${typeName(wanted)}, not ${typeName(given)}`,
          arg,
        );
      }
    }
    const literals = apply.args.map((arg) => (arg.kind === 'value' ? arg.value : undefined));
    const reason = definition.checkLiterals?.(literals);
    if (reason !== undefined) throw new XacmlError('invalid-value', `${functionName(definition)}: ${reason}`, apply);
    return definition.returns;
  }
}

function checkMatch(match: Match): void {
  const { function: definition, literal, source } = match;
  const name = functionName(definition);
  const [first, second] = definition.parameters;
  const boolean = sameType(definition.returns, { dataType: TYPES.boolean, bag: false });
  if (
    definition.strictness !== 'strict' ||
    !boolean ||
    first === undefined ||
    second === undefined ||
    definition.parameters.length !== 2
  ) {
    throw new XacmlError('type', `${name} cannot be a MatchId: it must take two values and give a boolean`, match);
  }
  if (!sameType(first, { dataType: literal.dataType, bag: false })) {
    throw new XacmlError(
      'type',
      `${name} takes ${typeName(first)} first, but the value is ${literal.dataType.short}`,
      literal,
    );
  }
  if (!sameType(second, { dataType: source.dataType, bag: false })) {
    throw new XacmlError(
      'type',
      `${name} takes ${typeName(second)} second, but the attribute is ${source.dataType.short}`,
      match,
    );
  }
}

function checkTarget(target: Target | undefined): void {
  for (const anyOf of target?.anyOf ?? []) for (const allOf of anyOf) for (const match of allOf) checkMatch(match);
}

function checkObligations(checker: TypeChecker, items: readonly ObligationExpression[]): void {
  for (const item of items) for (const assignment of item.assignments) checker.typeOf(assignment.expression);
}

function checkPolicy(policy: Policy): void {
  refuseDuplicates(policy.variables, 'VariableId');
  checkTarget(policy.target);
  const checker = new TypeChecker(policy.variables);
  for (const definition of policy.variables) checker.variable(definition);
  for (const rule of policy.rules) {
    checkTarget(rule.target);
    if (rule.condition !== undefined) {
      const type = checker.typeOf(rule.condition);
      if (!sameType(type, { dataType: TYPES.boolean, bag: false })) {
        throw new XacmlError('type', `a Condition must be boolean, not ${typeName(type)}`, rule.condition);
      }
    }
    checkObligations(checker, rule.obligations);
    checkObligations(checker, rule.advice);
  }
  checkObligations(checker, policy.obligations);
  checkObligations(checker, policy.advice);
}

function checkTree(node: Policy | PolicySet, seen: Map<string, Position>): void {
  const key = `${node.kind}\n${node.id}\n${node.version}`;
  const first = seen.get(key);
  if (first !== undefined) {
    const what = `${node.kind}Id ${quote(node.id, 200)} with version ${node.version}`;
    throw new XacmlError('duplicate-id', `${what} is already used in line ${first.line}`, node);
  }
  seen.set(key, node);
  if (node.kind === 'Policy') {
    checkPolicy(node);
    return;
  }
  checkTarget(node.target);
  const checker = new TypeChecker([]);
  checkObligations(checker, node.obligations);
  checkObligations(checker, node.advice);
  for (const child of node.children) if (child.kind === 'Policy' || child.kind === 'PolicySet') checkTree(child, seen);
}

/**
 * Checks one document: types and argument counts, unique identifiers, variables. Writes the types and variable
 * definitions found into the model.
 * @throws XacmlError with line and column.
 */
export function checkDocument(root: Policy | PolicySet): void {
  checkTree(root, new Map());
}
