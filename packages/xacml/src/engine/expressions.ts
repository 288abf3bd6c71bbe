import type { Implementation, Result } from '../functions/definition.ts';
import type { FunctionDefinition } from '../functions/index.ts';
import type { Apply, Designator, Expression, Selector, VariableDefinition } from '../policy/model.ts';
import { Indeterminate, processingError, STATUS_MISSING_ATTRIBUTE } from '../status.ts';
import type { Bag, DataType, Operand } from '../types/index.ts';
import type { EvaluationContext } from './context.ts';
import type { Evaluator } from './evaluator.ts';
import { higherOrder } from './higher-order.ts';
import { and, nOf, or } from './logic.ts';
import type { SlotTable } from './slots.ts';

/** A compiled expression; `constant` holds its value when it depends on nothing. */
export interface Compiled {
  readonly evaluate: Evaluator;
  readonly constant: Operand | Indeterminate | undefined;
}

function constantly(value: Operand | Indeterminate): Compiled {
  return { evaluate: () => value, constant: value };
}

/** The error of a designator or selector whose bag is empty although it must not be. */
export function missingAttribute(source: Designator | Selector): Indeterminate {
  const { category, dataType } = source;
  const attributeId = source.kind === 'designator' ? source.attributeId : source.path;
  const issuer = source.kind === 'designator' ? source.issuer : undefined;
  const missing = { category, attributeId, dataType: dataType.id, ...(issuer === undefined ? {} : { issuer }) };
  return new Indeterminate(
    STATUS_MISSING_ATTRIBUTE,
    `the attribute ${attributeId} of type ${dataType.short} is missing in ${category}`,
    missing,
  );
}

/** Makes evaluators for the expressions of one PDP. */
export class ExpressionCompiler {
  readonly slots: SlotTable;
  /** How many variables and selectors have got a number. */
  variableCount = 0;
  selectorCount = 0;
  readonly #folding: EvaluationContext;
  readonly #selectBag: (context: EvaluationContext, selector: Selector) => Bag | Indeterminate;
  readonly #variables = new Map<VariableDefinition, Compiled>();

  constructor(
    slots: SlotTable,
    folding: EvaluationContext,
    selectBag: (context: EvaluationContext, selector: Selector) => Bag | Indeterminate,
  ) {
    this.slots = slots;
    this.#folding = folding;
    this.#selectBag = selectBag;
  }

  compile(expression: Expression): Compiled {
    switch (expression.kind) {
      case 'value':
        return constantly(expression.value);
      case 'designator':
      case 'selector':
        return { evaluate: this.source(expression), constant: undefined };
      case 'variable':
        return this.#variable(expression.definition, expression.id);
      case 'apply':
        return this.#apply(expression);
      case 'function':
        throw new TypeError('a Function was met outside a higher-order application');
    }
  }

  /** The bag of a designator or selector. */
  source(source: Designator | Selector): (context: EvaluationContext) => Bag | Indeterminate {
    const read = source.kind === 'designator' ? this.#designator(source) : this.#selector(source);
    if (!source.mustBePresent) return read;
    const missing = missingAttribute(source);
    return (context) => {
      const bag = read(context);
      return bag instanceof Indeterminate || bag.length > 0 ? bag : missing;
    };
  }

  #designator({
    category,
    attributeId,
    dataType,
    issuer,
  }: Designator): (context: EvaluationContext) => Bag | Indeterminate {
    const slot = this.slots.of(category, attributeId, dataType, issuer);
    return (context) => context.bag(slot);
  }

  #selector(selector: Selector): (context: EvaluationContext) => Bag | Indeterminate {
    const number = this.selectorCount++;
    return (context) => {
      const known = context.selected[number];
      if (known !== undefined) return known;
      const found = this.#selectBag(context, selector);
      context.selected[number] = found;
      return found;
    };
  }

  /** A variable is computed at most once a decision: chains of references must not multiply the work. */
  #variable(definition: VariableDefinition | undefined, id: string): Compiled {
    if (definition === undefined) throw new TypeError(`the variable ${id} was not checked`);
    const known = this.#variables.get(definition);
    if (known !== undefined) return known;
    const inner = this.compile(definition.expression);
    let compiled = inner;
    if (inner.constant === undefined) {
      const number = this.variableCount++;
      const evaluate: Evaluator = (context) => {
        const value = context.variables[number];
        if (value !== undefined) return value;
        const result = inner.evaluate(context);
        context.variables[number] = result;
        return result;
      };
      compiled = { evaluate, constant: undefined };
    }
    this.#variables.set(definition, compiled);
    return compiled;
  }

  #apply(apply: Apply): Compiled {
    const definition = apply.function;
    if (definition.strictness === 'higher-order') {
      const passed = apply.args[0];
      if (passed?.kind !== 'function') throw new TypeError('a higher-order application was not checked');
      const args = apply.args.slice(1).map((arg) => this.compile(arg));
      const isBag = apply.args.slice(1).map((arg) => this.#isBag(arg));
      return this.#fold(
        higherOrder(
          definition,
          passed.function,
          args.map((arg) => arg.evaluate),
          isBag,
        ),
        args,
        passed.function.pure,
      );
    }
    const args = apply.args.map((arg) => this.compile(arg));
    const evaluators = args.map((arg) => arg.evaluate);
    return this.#fold(this.#call(definition, evaluators), args, definition.pure);
  }

  /** The element type of a checked expression. */
  typeOf(expression: Expression): DataType {
    switch (expression.kind) {
      case 'apply':
        return expression.type.dataType;
      case 'variable':
        if (expression.definition === undefined) throw new TypeError(`the variable ${expression.id} was not checked`);
        return this.typeOf(expression.definition.expression);
      case 'function':
        return expression.function.returns.dataType;
      default:
        return expression.dataType;
    }
  }

  #isBag(expression: Expression): boolean {
    switch (expression.kind) {
      case 'designator':
      case 'selector':
        return true;
      case 'apply':
        return expression.type.bag;
      case 'variable':
        return expression.definition !== undefined && this.#isBag(expression.definition.expression);
      default:
        return false;
    }
  }

  #call(definition: FunctionDefinition, args: readonly Evaluator[]): Evaluator {
    switch (definition.strictness) {
      case 'or':
        return or(args);
      case 'and':
        return and(args);
      case 'n-of':
        return nOf(args);
      default:
        return strict(definition.call, args);
    }
  }

  /** Computes at once what depends on nothing. An error stays a value: `or` and `and` may still overrule it. */
  #fold(evaluate: Evaluator, args: readonly Compiled[], pure: boolean): Compiled {
    if (!pure || args.some((arg) => arg.constant === undefined)) return { evaluate, constant: undefined };
    this.#folding.begin(this.#folding.request, 0, 0, undefined);
    return constantly(guard(evaluate, this.#folding));
  }
}

function guard(evaluate: Evaluator, context: EvaluationContext): Result {
  try {
    return evaluate(context);
  } catch (error) {
    return processingError(error instanceof Error ? error.message : String(error));
  }
}

/** Calls a function when no argument failed; the counts met most have their own closure, which allocates nothing. */
function strict(call: Implementation, args: readonly Evaluator[]): Evaluator {
  const [first, second, third] = args;
  if (first === undefined) return (context) => call(context);
  if (second === undefined) {
    return (context) => {
      const a = first(context);
      return a instanceof Indeterminate ? a : call(context, a);
    };
  }
  if (third === undefined) {
    return (context) => {
      const a = first(context);
      if (a instanceof Indeterminate) return a;
      const b = second(context);
      return b instanceof Indeterminate ? b : call(context, a, b);
    };
  }
  return (context) => {
    const values: Operand[] = [];
    for (const arg of args) {
      const value = arg(context);
      if (value instanceof Indeterminate) return value;
      values.push(value);
    }
    return call(context, ...values);
  };
}
