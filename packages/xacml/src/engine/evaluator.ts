import type { Result } from '../functions/definition.ts';
import type { EvaluationContext } from './context.ts';

/** A compiled expression as it runs. */
export type Evaluator = (context: EvaluationContext) => Result;
