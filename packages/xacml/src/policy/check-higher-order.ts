import { XacmlError } from '../errors.ts';
import type { ExpressionType, FunctionDefinition } from '../functions/index.ts';
import { TYPES } from '../types/index.ts';
import type { Apply, Expression } from './model.ts';
import { functionName, typeName } from './names.ts';

type TypeOf = (expression: Expression) => ExpressionType;

function arityError(apply: Apply, message: string): XacmlError {
  return new XacmlError('arity', `${functionName(apply.function)} ${message}`, apply);
}

/** The function passed as first argument; it must be callable on single values. */
function passedFunction(apply: Apply): FunctionDefinition {
  const first = apply.args[0];
  if (first === undefined || first.kind !== 'function') {
    throw new XacmlError(
      'type',
      `the first argument of ${functionName(apply.function)} must be a Function`,
      first ?? apply,
    );
  }
  if (first.function.strictness === 'higher-order') {
    throw new XacmlError(
      'type',
      `${functionName(first.function)} cannot be passed to another higher-order function`,
      first,
    );
  }
  return first.function;
}

/** Checks that the passed function takes one value of each argument's element type, in order. */
function checkCall(apply: Apply, passed: FunctionDefinition, types: readonly ExpressionType[]): void {
  const { parameters, rest, restMinimum } = passed;
  const name = functionName(passed);
  if (types.length < parameters.length + restMinimum || (rest === undefined && types.length > parameters.length)) {
    throw new XacmlError(
      'arity',
      `${name} would be called with ${types.length} arguments, which it does not take`,
      apply,
    );
  }
  for (const [index, type] of types.entries()) {
    const wanted = parameters[index] ?? rest;
    if (wanted === undefined || wanted.bag || wanted.dataType !== type.dataType) {
      const position = apply.args[index + 1] ?? apply;
      const expected = wanted === undefined ? 'nothing' : typeName(wanted);
      throw new XacmlError(
        'type',
        `${name} takes ${expected} here, but would be given ${type.dataType.short}`,
        position,
      );
    }
  }
}

/** The static type of a higher-order application (CORE A.3.12). @throws XacmlError for what does not fit. */
export function higherOrderType(apply: Apply, typeOf: TypeOf): ExpressionType {
  const kind = apply.function.higherOrder;
  const passed = passedFunction(apply);
  const types = apply.args.slice(1).map(typeOf);
  const bags = types.filter((type) => type.bag).length;
  const pair = kind === 'all-of-any' || kind === 'any-of-all' || kind === 'all-of-all';
  if (pair && (types.length !== 2 || bags !== 2)) throw arityError(apply, 'takes a function and two bags');
  if ((kind === 'any-of' || kind === 'all-of' || kind === 'map') && bags !== 1) {
    throw arityError(apply, `takes exactly one bag among its arguments, not ${bags}`);
  }
  if (kind === 'any-of-any' && types.length === 0) throw arityError(apply, 'needs at least one bag or value');
  checkCall(apply, passed, types);
  const returns = passed.returns;
  if (returns.bag) throw new XacmlError('type', `${functionName(passed)} gives a bag and cannot be passed on`, apply);
  if (kind === 'map') return { dataType: returns.dataType, bag: true };
  if (returns.dataType !== TYPES.boolean) {
    throw new XacmlError(
      'type',
      `${functionName(apply.function)} needs a function that gives a boolean, not ${typeName(returns)}`,
      apply,
    );
  }
  return { dataType: TYPES.boolean, bag: false };
}
