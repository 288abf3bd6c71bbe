import type { ObligationExpression } from '../policy/model.ts';
import { Indeterminate } from '../status.ts';
import { type Bag, type DataType, TYPES, type Value, type XPathExpression } from '../types/index.ts';
import type { Code } from './codes.ts';
import { DENY, PERMIT } from './codes.ts';
import type { EvaluationContext, Pending } from './context.ts';
import type { Compiled, ExpressionCompiler } from './expressions.ts';
import type { AttributeAssignment } from './response.ts';

interface CompiledAssignment {
  readonly attributeId: string;
  readonly category: string | undefined;
  readonly issuer: string | undefined;
  readonly dataType: DataType;
  readonly expression: Compiled;
}

interface CompiledObligation {
  readonly id: string;
  readonly effect: 1 | 2;
  readonly advice: boolean;
  readonly assignments: readonly CompiledAssignment[];
  /** Ready when every assignment is constant. */
  readonly constant: Pending | undefined;
}

function assign(assignment: CompiledAssignment, value: Value): AttributeAssignment {
  const { attributeId, category, issuer, dataType } = assignment;
  return {
    attributeId,
    ...(category === undefined ? {} : { category }),
    ...(issuer === undefined ? {} : { issuer }),
    dataType: dataType.id,
    value: dataType.format(value),
    ...(dataType === TYPES.xpathExpression ? { xpath: value as XPathExpression } : {}),
  };
}

/** The assignments of one obligation: one a value, none for an empty bag (CORE 5.40). */
function assignmentsOf(
  assignments: readonly CompiledAssignment[],
  read: (expression: Compiled) => ReturnType<Compiled['evaluate']>,
): AttributeAssignment[] | Indeterminate {
  const result: AttributeAssignment[] = [];
  for (const assignment of assignments) {
    const value = read(assignment.expression);
    if (value instanceof Indeterminate) return value;
    if (Array.isArray(value)) for (const each of value as Bag) result.push(assign(assignment, each));
    else result.push(assign(assignment, value as Value));
  }
  return result;
}

/** The obligations and advice of one rule, policy or policy set. */
export class Obligations {
  readonly #items: readonly CompiledObligation[];

  constructor(items: readonly CompiledObligation[]) {
    this.#items = items;
  }

  /**
   * Adds what belongs to the decision to the pending items.
   * @returns the error of a failing expression; the caller then becomes Indeterminate (CORE 7.18).
   */
  fulfil(context: EvaluationContext, decision: Code): Indeterminate | undefined {
    for (const { id, effect, advice, assignments, constant } of this.#items) {
      if (effect !== decision) continue;
      if (constant !== undefined) {
        context.pending.push(constant);
        continue;
      }
      const found = assignmentsOf(assignments, (expression) => expression.evaluate(context));
      if (found instanceof Indeterminate) return found;
      context.pending.push({ effect, advice, item: { id, assignments: found } });
    }
    return undefined;
  }
}

function compileOne(source: ObligationExpression, advice: boolean, compiler: ExpressionCompiler): CompiledObligation {
  const effect = source.appliesTo === 'Permit' ? PERMIT : DENY;
  const assignments = source.assignments.map(({ attributeId, category, issuer, expression }) => ({
    attributeId,
    category,
    issuer,
    dataType: compiler.typeOf(expression),
    expression: compiler.compile(expression),
  }));
  let constant: Pending | undefined;
  if (assignments.every((each) => each.expression.constant !== undefined)) {
    const found = assignmentsOf(assignments, (expression) => expression.constant as ReturnType<Compiled['evaluate']>);
    if (!(found instanceof Indeterminate)) {
      const frozen = Object.freeze(found.map((each) => Object.freeze(each)));
      constant = { effect, advice, item: Object.freeze({ id: source.id, assignments: frozen }) };
    }
  }
  return { id: source.id, effect, advice, assignments, constant };
}

/** Compiles obligations and advice; undefined when there are none. */
export function compileObligations(
  owner: { readonly obligations: readonly ObligationExpression[]; readonly advice: readonly ObligationExpression[] },
  compiler: ExpressionCompiler,
): Obligations | undefined {
  if (owner.obligations.length === 0 && owner.advice.length === 0) return undefined;
  return new Obligations([
    ...owner.obligations.map((each) => compileOne(each, false, compiler)),
    ...owner.advice.map((each) => compileOne(each, true, compiler)),
  ]);
}

/** Drops pending items from `mark` on whose effect is not the decision; NotApplicable and Indeterminate keep none. */
export function keepPending(context: EvaluationContext, mark: number, decision: Code): void {
  const { pending } = context;
  if (pending.length === mark) return;
  let kept = mark;
  for (let i = mark; i < pending.length; i++) {
    const item = pending[i];
    if (item?.effect === decision) pending[kept++] = item;
  }
  pending.length = kept;
}
