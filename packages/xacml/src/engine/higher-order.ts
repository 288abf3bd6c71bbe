import type { Result } from '../functions/definition.ts';
import type { FunctionDefinition } from '../functions/index.ts';
import { Indeterminate, preferred, processingError } from '../status.ts';
import type { Bag, Operand, Value } from '../types/index.ts';
import type { EvaluationContext } from './context.ts';
import type { Evaluator } from './evaluator.ts';

type Call = (context: EvaluationContext, values: readonly Value[]) => Result;

const EXHAUSTED = processingError('higher-order functions made more calls than one decision may');

/** The passed function on single values; the logical ones are called here because their arguments are values already. */
function callOf(passed: FunctionDefinition): Call {
  switch (passed.strictness) {
    case 'or':
      return (_context, values) => values.includes(true);
    case 'and':
      return (_context, values) => !values.includes(false);
    case 'n-of':
      return (_context, [count, ...rest]) => {
        const wanted = count as bigint;
        if (wanted < 0n || wanted > BigInt(rest.length))
          return processingError(`n-of: ${wanted} of ${rest.length} is impossible`);
        return BigInt(rest.filter((value) => value === true).length) >= wanted;
      };
    default:
      return (context, values) => passed.call(context, ...values);
  }
}

/** Combines results as `or` does (`stop` true) or as `and` does (`stop` false). */
function gather(stop: boolean, count: number, each: (index: number) => Result): Result {
  let error: Indeterminate | undefined;
  for (let i = 0; i < count; i++) {
    const value = each(i);
    if (value === stop) return stop;
    if (value instanceof Indeterminate) error = preferred(error, value);
  }
  return error ?? !stop;
}

/** Steps `indexes` to the next combination of the bags, the last bag fastest; false after the last one. */
function advance(indexes: number[], bags: readonly Bag[]): boolean {
  for (let place = bags.length - 1; place >= 0; place--) {
    const next = (indexes[place] ?? 0) + 1;
    indexes[place] = next;
    if (next < (bags[place]?.length ?? 0)) return true;
    indexes[place] = 0;
  }
  return false;
}

/** Some combination of one value of each bag makes the function true. */
function anyCombination(context: EvaluationContext, call: Call, bags: readonly Bag[]): Result {
  if (bags.some((bag) => bag.length === 0)) return false;
  const indexes = bags.map(() => 0);
  let error: Indeterminate | undefined;
  do {
    if (!context.spend(1)) return EXHAUSTED;
    const value = call(
      context,
      bags.map((bag, place) => bag[indexes[place] ?? 0] as Value),
    );
    if (value === true) return true;
    if (value instanceof Indeterminate) error = preferred(error, value);
  } while (advance(indexes, bags));
  return error ?? false;
}

function pairs(
  context: EvaluationContext,
  call: Call,
  bags: readonly Bag[],
  outerStop: boolean,
  innerStop: boolean,
): Result {
  const [outer = [], inner = []] = bags;
  return gather(outerStop, outer.length, (i) =>
    gather(innerStop, inner.length, (j) => {
      if (!context.spend(1)) return EXHAUSTED;
      const a = outer[i] as Value;
      const b = inner[j] as Value;
      return call(context, [a, b]);
    }),
  );
}

function overOneBag(
  context: EvaluationContext,
  call: Call,
  values: readonly Operand[],
  place: number,
  stop: boolean,
): Result {
  const bag = values[place] as Bag;
  const args = values.slice() as Value[];
  return gather(stop, bag.length, (i) => {
    if (!context.spend(1)) return EXHAUSTED;
    args[place] = bag[i] as Value;
    return call(context, args);
  });
}

function map(context: EvaluationContext, call: Call, values: readonly Operand[], place: number): Result {
  const args = values.slice() as Value[];
  const results: Value[] = [];
  for (const value of values[place] as Bag) {
    if (!context.spend(1)) return EXHAUSTED;
    args[place] = value;
    const result = call(context, args);
    if (result instanceof Indeterminate) return result;
    results.push(result as Value);
  }
  return results;
}

/** Compiles a higher-order application (CORE A.3.12): any-of and its kin combine as `or` and `and` do. */
export function higherOrder(
  definition: FunctionDefinition,
  passed: FunctionDefinition,
  args: readonly Evaluator[],
  isBag: readonly boolean[],
): Evaluator {
  const call = callOf(passed);
  const place = isBag.indexOf(true);
  const run = (context: EvaluationContext, values: readonly Operand[]): Result => {
    switch (definition.higherOrder) {
      case 'any-of':
        return overOneBag(context, call, values, place, true);
      case 'all-of':
        return overOneBag(context, call, values, place, false);
      case 'map':
        return map(context, call, values, place);
      case 'all-of-any':
        return pairs(context, call, values as Bag[], false, true);
      case 'any-of-all':
        return pairs(context, call, values as Bag[], true, false);
      case 'all-of-all':
        return pairs(context, call, values as Bag[], false, false);
      default:
        return anyCombination(
          context,
          call,
          values.map((value, i) => (isBag[i] ? (value as Bag) : [value as Value])),
        );
    }
  };
  return (context) => {
    const values: Operand[] = [];
    for (const arg of args) {
      const value = arg(context);
      if (value instanceof Indeterminate) return value;
      values.push(value);
    }
    return run(context, values);
  };
}
