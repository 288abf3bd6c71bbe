import type { Budget } from '../limits.ts';
import type { Indeterminate } from '../status.ts';
import type { DataType, Operand } from '../types/index.ts';
import type { XPathExpression } from '../types/value.ts';

/** The static type of an expression. */
export interface ExpressionType {
  readonly dataType: DataType;
  readonly bag: boolean;
}

/** What a running decision offers to functions: the implicit zone, budgets, and XPath over the request's Content. */
export interface CallContext {
  readonly implicitZone: number;
  readonly maxIntegerDigits: number;
  readonly maxStringLength: number;
  readonly maxBagSize: number;
  readonly maxRegexpStates: number;
  readonly regexpBudget: Budget;
  /** Takes `calls` from the decision's budget; false when it is used up. */
  spend(calls: number): boolean;
  /** Nodes an expression selects in its category's Content; the empty list without Content. */
  selectNodes(expression: XPathExpression): readonly unknown[] | Indeterminate;
  /** `access-permitted`: a nested decision. */
  accessPermitted(category: string, attributesXml: string): boolean | Indeterminate;
}

export type Result = Operand | Indeterminate;
// Arguments are checked statically against the signature, so an implementation may take them as what they are.
// biome-ignore lint/suspicious/noExplicitAny: see above; `unknown` would only move the casts into 250 functions
export type Implementation = (context: CallContext, ...args: any[]) => Result;

/** How a function treats its arguments: all at once, or in its own order so that it can overrule errors. */
export type Strictness = 'strict' | 'or' | 'and' | 'n-of' | 'higher-order';

export type HigherOrderKind = 'any-of' | 'all-of' | 'any-of-any' | 'all-of-any' | 'any-of-all' | 'all-of-all' | 'map';

export interface FunctionDefinition {
  readonly id: string;
  readonly strictness: Strictness;
  /** Types of the leading arguments. */
  readonly parameters: readonly ExpressionType[];
  /** Type of any further arguments; without it the count is fixed. */
  readonly rest?: ExpressionType;
  /** Fewest further arguments. */
  readonly restMinimum: number;
  readonly returns: ExpressionType;
  readonly call: Implementation;
  /** Which way a higher-order function combines; only with strictness `higher-order`. */
  readonly higherOrder?: HigherOrderKind;
  /** False for what depends on more than its arguments (XPath over Content): never folded. */
  readonly pure: boolean;
  /** Checks literal arguments that can only fail; returns the reason. */
  readonly checkLiterals?: (args: readonly (Operand | undefined)[]) => string | undefined;
}

export const F1 = 'urn:oasis:names:tc:xacml:1.0:function:';
export const F2 = 'urn:oasis:names:tc:xacml:2.0:function:';
export const F3 = 'urn:oasis:names:tc:xacml:3.0:function:';

export const one = (dataType: DataType): ExpressionType => ({ dataType, bag: false });
export const bagOf = (dataType: DataType): ExpressionType => ({ dataType, bag: true });

interface Extras {
  rest?: ExpressionType;
  restMinimum?: number;
  strictness?: Strictness;
  pure?: boolean;
  checkLiterals?: (args: readonly (Operand | undefined)[]) => string | undefined;
}

/** Writes down one function. */
export function define(
  id: string,
  parameters: readonly ExpressionType[],
  returns: ExpressionType,
  call: Implementation,
  extras: Extras = {},
): FunctionDefinition {
  return { id, parameters, returns, call, strictness: 'strict', restMinimum: 0, pure: true, ...extras };
}
