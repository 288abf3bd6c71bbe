import type { Position } from '../errors.ts';
import type { ExpressionType, FunctionDefinition } from '../functions/index.ts';
import type { DataType, Value } from '../types/index.ts';
import type { Algorithm } from './algorithms.ts';

/** A rule's effect, and what an obligation or piece of advice is tied to. */
export type Effect = 'Permit' | 'Deny';

export interface ValueExpression extends Position {
  readonly kind: 'value';
  readonly dataType: DataType;
  readonly value: Value;
}

export interface Designator extends Position {
  readonly kind: 'designator';
  readonly category: string;
  readonly attributeId: string;
  readonly dataType: DataType;
  readonly mustBePresent: boolean;
  readonly issuer: string | undefined;
}

export interface Selector extends Position {
  readonly kind: 'selector';
  readonly category: string;
  readonly path: string;
  readonly dataType: DataType;
  readonly mustBePresent: boolean;
  readonly contextSelectorId: string | undefined;
  readonly namespaces: Readonly<Record<string, string>>;
  readonly xpathVersion: string | undefined;
}

export interface Apply extends Position {
  readonly kind: 'apply';
  readonly function: FunctionDefinition;
  readonly args: readonly Expression[];
  /** Set by the checker: a higher-order function's result depends on its arguments. */
  type: ExpressionType;
}

export interface FunctionReference extends Position {
  readonly kind: 'function';
  readonly function: FunctionDefinition;
}

export interface VariableReference extends Position {
  readonly kind: 'variable';
  readonly id: string;
  /** Set by the checker. */
  definition: VariableDefinition | undefined;
}

export type Expression = ValueExpression | Designator | Selector | Apply | FunctionReference | VariableReference;

export interface VariableDefinition extends Position {
  readonly id: string;
  readonly expression: Expression;
}

export interface Match extends Position {
  readonly function: FunctionDefinition;
  readonly literal: ValueExpression;
  readonly source: Designator | Selector;
}

export type AllOf = readonly Match[];
export type AnyOf = readonly AllOf[];

export interface Target extends Position {
  readonly anyOf: readonly AnyOf[];
}

export interface AssignmentExpression extends Position {
  readonly attributeId: string;
  readonly category: string | undefined;
  readonly issuer: string | undefined;
  readonly expression: Expression;
}

/** An ObligationExpression or an AdviceExpression. */
export interface ObligationExpression extends Position {
  readonly id: string;
  readonly appliesTo: Effect;
  readonly assignments: readonly AssignmentExpression[];
}

/** A rule as read (CORE 5.21). */
export interface Rule extends Position {
  readonly kind: 'Rule';
  readonly id: string;
  readonly effect: Effect;
  readonly description: string | undefined;
  /** @internal for the engine alone */
  readonly target: Target | undefined;
  /** @internal for the engine alone */
  readonly condition: Expression | undefined;
  /** @internal for the engine alone */
  readonly obligations: readonly ObligationExpression[];
  /** @internal for the engine alone */
  readonly advice: readonly ObligationExpression[];
}

/** A policy as read (CORE 5.14). */
export interface Policy extends Position {
  readonly kind: 'Policy';
  readonly id: string;
  readonly version: string;
  readonly algorithmId: string;
  /** @internal for the engine alone */
  readonly algorithm: Algorithm;
  readonly description: string | undefined;
  /** @internal for the engine alone */
  readonly target: Target;
  readonly rules: readonly Rule[];
  /** @internal for the engine alone */
  readonly variables: readonly VariableDefinition[];
  /** @internal for the engine alone */
  readonly obligations: readonly ObligationExpression[];
  /** @internal for the engine alone */
  readonly advice: readonly ObligationExpression[];
}

/** A policy or set that is named and not written (CORE 5.10, 5.11). */
export interface PolicyReference extends Position {
  readonly kind: 'PolicyIdReference' | 'PolicySetIdReference';
  readonly id: string;
  readonly version: string | undefined;
  readonly earliestVersion: string | undefined;
  readonly latestVersion: string | undefined;
}

/** A policy set as read (CORE 5.1). */
export interface PolicySet extends Position {
  readonly kind: 'PolicySet';
  readonly id: string;
  readonly version: string;
  readonly algorithmId: string;
  /** @internal for the engine alone */
  readonly algorithm: Algorithm;
  readonly description: string | undefined;
  /** @internal for the engine alone */
  readonly target: Target;
  readonly children: readonly (PolicySet | Policy | PolicyReference)[];
  /** @internal for the engine alone */
  readonly obligations: readonly ObligationExpression[];
  /** @internal for the engine alone */
  readonly advice: readonly ObligationExpression[];
}

/** What a warning is about. */
export type PolicyWarningCode =
  | 'unreachable-rule'
  | 'policy-algorithm-on-rules'
  | 'unused-variable'
  | 'never-matches'
  | 'bad-pattern'
  /** Two rules of one policy have the same RuleId. */
  | 'duplicate-rule-id'
  /** A rule's AnyOf elements together ask for more than Altinn's engine asks for: it takes those of one category as alternatives. */
  | 'altinn-alternatives'
  /** Altinn's engine does not look at this part of the policy. */
  | 'altinn-ignores';

/** Something that is allowed but surely not meant, or that Altinn's own engine takes otherwise; found when a policy was read. */
export interface PolicyWarning extends Position {
  readonly code: PolicyWarningCode;
  readonly message: string;
}

/**
 * A policy or policy set that was read and checked: every function, data type and algorithm in it is known and used with
 * the right types, and the identifiers that others refer to are unique. Immutable; any number of PDPs can share one.
 */
export interface PolicyDocument {
  readonly root: Policy | PolicySet;
  readonly warnings: readonly PolicyWarning[];
}
