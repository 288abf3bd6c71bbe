import { TYPES } from '../types/index.ts';
import { define, F1, type FunctionDefinition, one } from './definition.ts';

const BOOL = one(TYPES.boolean);

/** `or`, `and` and `n-of` are evaluated by the compiler, which knows how to overrule errors (`engine/expressions.ts`). */
function evaluatedByCompiler(): never {
  throw new Error('a non-strict function was called directly');
}

/** CORE A.3.5. */
export const LOGIC: readonly FunctionDefinition[] = [
  define(`${F1}or`, [], BOOL, evaluatedByCompiler, { rest: BOOL, strictness: 'or' }),
  define(`${F1}and`, [], BOOL, evaluatedByCompiler, { rest: BOOL, strictness: 'and' }),
  define(`${F1}n-of`, [one(TYPES.integer)], BOOL, evaluatedByCompiler, { rest: BOOL, strictness: 'n-of' }),
  define(`${F1}not`, [BOOL], BOOL, (_context, value: boolean) => !value),
];
