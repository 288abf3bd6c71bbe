import { ARITHMETIC } from './arithmetic.ts';
import { BAGS } from './bags.ts';
import { COMPARISON } from './comparison.ts';
import type { FunctionDefinition } from './definition.ts';
import { HIGHER_ORDER } from './higher-order.ts';
import { LOGIC } from './logic.ts';
import { REGEXP } from './regexp.ts';
import { TEMPORAL } from './temporal.ts';
import { TEXT } from './text.ts';
import { XPATH } from './xpath.ts';

export type { CallContext, ExpressionType, FunctionDefinition, HigherOrderKind } from './definition.ts';

const ALL: ReadonlyMap<string, FunctionDefinition> = new Map(
  [COMPARISON, ARITHMETIC, TEXT, REGEXP, LOGIC, TEMPORAL, BAGS, HIGHER_ORDER, XPATH]
    .flat()
    .map((each) => [each.id, each]),
);

/** The function with this identifier, or undefined. */
export function functionById(id: string): FunctionDefinition | undefined {
  return ALL.get(id);
}

/** Identifiers of every function the engine knows, in no particular order. */
export function functionIds(): string[] {
  return [...ALL.keys()];
}
