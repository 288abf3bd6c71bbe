import { TYPES } from '../types/index.ts';
import { define, F1, F3, type FunctionDefinition, type HigherOrderKind, one } from './definition.ts';

function evaluatedByCompiler(): never {
  throw new Error('a higher-order function was called directly');
}

function higher(prefix: string, kind: HigherOrderKind): FunctionDefinition {
  // Types depend on the function passed, so the checker derives them (`policy/check.ts`); `returns` is right for all but map.
  return {
    ...define(`${prefix}${kind}`, [], one(TYPES.boolean), evaluatedByCompiler, { strictness: 'higher-order' }),
    higherOrder: kind,
  };
}

/** CORE A.3.12; the 1.0 identifiers of the first four are deprecated aliases. */
export const HIGHER_ORDER: readonly FunctionDefinition[] = [
  ...(['any-of', 'all-of', 'any-of-any', 'map'] as const).flatMap((kind) => [higher(F3, kind), higher(F1, kind)]),
  ...(['all-of-any', 'any-of-all', 'all-of-all'] as const).flatMap((kind) => [higher(F1, kind), higher(F3, kind)]),
];
