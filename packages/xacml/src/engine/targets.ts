import { F1, F3 } from '../functions/definition.ts';
import type { FunctionDefinition } from '../functions/index.ts';
import type { AnyOf, Designator, Match, Target } from '../policy/model.ts';
import { Indeterminate, preferred, processingError } from '../status.ts';
import { type Bag, TYPES, type Value } from '../types/index.ts';
import { MATCH, MATCH_ERROR, type MatchCode, NO_MATCH } from './codes.ts';
import type { EvaluationContext } from './context.ts';
import { type ExpressionCompiler, missingAttribute } from './expressions.ts';
import { type Equality, TargetProgram, UNDECIDED } from './program.ts';

/** A compiled test. On MATCH_ERROR the reason is in `context.status`. */
export type Test = (context: EvaluationContext) => MatchCode;

/** Functions whose Match holds exactly when the key of the literal is among the values of the slot. */
const INDEXABLE: ReadonlySet<string> = new Set(
  ['string', 'anyURI', 'integer', 'boolean', 'double', 'hexBinary', 'base64Binary']
    .map((name) => `${F1}${name}-equal`)
    .concat(['dayTimeDuration', 'yearMonthDuration'].flatMap((name) => [`${F1}${name}-equal`, `${F3}${name}-equal`])),
);
const EXHAUSTED = processingError('targets made more calls than one decision may');
const IGNORE_CASE = `${F3}string-equal-ignore-case`;

/** Compiles targets; equal attributes of one target and of all others share a slot. */
export class TargetCompiler {
  readonly #expressions: ExpressionCompiler;
  readonly program = new TargetProgram();

  constructor(expressions: ExpressionCompiler) {
    this.#expressions = expressions;
  }

  /** What the match is when it is an equality that a set can answer. */
  equality(match: Match): Equality | undefined {
    if (match.source.kind !== 'designator') return undefined;
    const { category, attributeId, dataType, issuer, mustBePresent } = match.source;
    const { slots } = this.#expressions;
    let slot: number;
    let key: unknown = match.literal.value;
    if (INDEXABLE.has(match.function.id)) slot = slots.of(category, attributeId, dataType, issuer);
    else if (match.function.id === IGNORE_CASE) {
      slot = slots.lowered(slots.of(category, attributeId, TYPES.string, issuer));
      key = (match.literal.value as string).toLowerCase();
    } else return undefined;
    return { slot, key, id: slots.keyNumber(slot, key), mustBePresent };
  }

  /**
   * Where a rule's target stands in the program, or -1 when it has none or is not made of equalities alone. Rules keep this
   * number rather than a closure: with thousands of rules the memory they touch is what costs.
   */
  offset(target: Target | undefined): number {
    if (target === undefined || target.anyOf.length === 0) return -1;
    return this.program.add(target, (match) => this.equality(match)) ?? -1;
  }

  /** The whole target; undefined when it is empty and so matches everything. */
  target(target: Target | undefined): Test | undefined {
    if (target === undefined || target.anyOf.length === 0) return undefined;
    const offset = this.offset(target);
    if (offset < 0) return this.general(target);
    const program = this.program;
    let general: Test | undefined;
    return (context) => {
      const result = program.run(context, offset);
      if (result !== UNDECIDED) return result;
      general ??= this.general(target);
      return general(context);
    };
  }

  /** The general form of a target, which knows which error to report. */
  general(target: Target): Test {
    return conjunction(target.anyOf.map((anyOf) => this.anyOf(anyOf)));
  }

  /** Call when all targets are compiled. */
  finish(): void {
    this.program.finish();
  }

  /** Alternatives that test one attribute for equality become one set. */
  anyOf(anyOf: AnyOf): Test {
    const sets = new Map<string, Set<unknown>>();
    const tests: (() => Test)[] = [];
    for (const allOf of anyOf) {
      const only = allOf.length === 1 ? allOf[0] : undefined;
      const equality = only === undefined ? undefined : this.equality(only);
      if (only === undefined || equality === undefined) {
        tests.push(() => conjunction(allOf.map((match) => this.match(match))));
        continue;
      }
      const name = `${equality.slot} ${equality.mustBePresent}`;
      const known = sets.get(name);
      if (known !== undefined) {
        known.add(equality.key);
        continue;
      }
      const keys = new Set<unknown>([equality.key]);
      sets.set(name, keys);
      // Made when all alternatives have been seen, because the set is still growing.
      tests.push(() => membership(equality, keys, only.source as Designator));
    }
    return disjunction(tests.map((make) => make()));
  }

  match(match: Match): Test {
    const equality = this.equality(match);
    if (equality !== undefined) return membership(equality, new Set([equality.key]), match.source as Designator);
    return general(match.function, match.literal.value, this.#expressions.source(match.source));
  }
}

/** True when some value of the slot is in the set. */
function membership({ slot, mustBePresent }: Equality, keys: ReadonlySet<unknown>, source: Designator): Test {
  const missing = mustBePresent ? missingAttribute(source) : undefined;
  const only = keys.size === 1 ? keys.values().next().value : undefined;
  // A single key that is not NaN needs no set.
  if (only !== undefined && !Number.isNaN(only)) {
    return (context) => {
      const bag = context.bag(slot);
      if (bag instanceof Indeterminate) return failed(context, bag);
      if (bag.length === 0) return missing === undefined ? NO_MATCH : failed(context, missing);
      for (let i = 0; i < bag.length; i++) if (bag[i] === only) return MATCH;
      return NO_MATCH;
    };
  }
  return (context) => {
    const bag = context.bag(slot);
    if (bag instanceof Indeterminate) return failed(context, bag);
    if (bag.length === 0) return missing === undefined ? NO_MATCH : failed(context, missing);
    for (let i = 0; i < bag.length; i++) if (keys.has(bag[i])) return MATCH;
    return NO_MATCH;
  };
}

function failed(context: EvaluationContext, error: Indeterminate): MatchCode {
  context.status = error;
  return MATCH_ERROR;
}

/** CORE 7.6: the literal first, each value of the bag second; one true is enough, also beside an error. */
function general(
  definition: FunctionDefinition,
  literal: Value,
  source: (context: EvaluationContext) => Bag | Indeterminate,
): Test {
  const call = definition.call;
  return (context) => {
    const bag = source(context);
    if (bag instanceof Indeterminate) return failed(context, bag);
    if (!context.spend(bag.length)) return failed(context, EXHAUSTED);
    let error: Indeterminate | undefined;
    for (let i = 0; i < bag.length; i++) {
      const value = call(context, literal, bag[i]);
      if (value === true) return MATCH;
      if (value instanceof Indeterminate) error = preferred(error, value);
    }
    return error === undefined ? NO_MATCH : failed(context, error);
  };
}

/** AllOf and Target: no match beats an error, an error beats a match (CORE tables 1 and 3). */
function conjunction(tests: readonly Test[]): Test {
  const only = tests.length === 1 ? tests[0] : undefined;
  if (only !== undefined) return only;
  return (context) => {
    let error: Indeterminate | undefined;
    for (let i = 0; i < tests.length; i++) {
      const result = (tests[i] as Test)(context);
      if (result === NO_MATCH) return NO_MATCH;
      if (result === MATCH_ERROR) error = preferred(error, context.status as Indeterminate);
    }
    return error === undefined ? MATCH : failed(context, error);
  };
}

/** AnyOf: a match beats an error, an error beats no match (CORE table 2). */
function disjunction(tests: readonly Test[]): Test {
  const only = tests.length === 1 ? tests[0] : undefined;
  if (only !== undefined) return only;
  return (context) => {
    let error: Indeterminate | undefined;
    for (let i = 0; i < tests.length; i++) {
      const result = (tests[i] as Test)(context);
      if (result === MATCH) return MATCH;
      if (result === MATCH_ERROR) error = preferred(error, context.status as Indeterminate);
    }
    return error === undefined ? NO_MATCH : failed(context, error);
  };
}
