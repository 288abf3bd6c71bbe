import type { Category } from '../request/model.ts';
import { type Indeterminate, type MissingAttribute, STATUS_OK } from '../status.ts';
import type { XPathExpression } from '../types/index.ts';

/** What a decision comes out as (CORE 5.53). */
export type Decision = 'Permit' | 'Deny' | 'NotApplicable' | 'Indeterminate';

/** Why a decision is as it is (CORE 5.54). */
export interface Status {
  /** A status URI (CORE B.8). */
  readonly code: string;
  readonly message?: string;
  /** The attribute whose absence is the cause, with status missing-attribute. */
  readonly missing?: MissingAttribute;
}

/** An argument of an obligation or advice (CORE 5.36). */
export interface AttributeAssignment {
  readonly attributeId: string;
  readonly category?: string;
  readonly issuer?: string;
  /** Identifier of the data type. */
  readonly dataType: string;
  /** The value as text of its type. */
  readonly value: string;
  readonly xpath?: XPathExpression;
}

/** An obligation or a piece of advice. */
export interface Obligation {
  readonly id: string;
  readonly assignments: readonly AttributeAssignment[];
}

/** A policy that took part in a decision (CORE 5.49). */
export interface PolicyIdentifier {
  readonly kind: 'Policy' | 'PolicySet';
  readonly id: string;
  readonly version: string;
}

/** One decision (CORE 5.48). */
export interface Result {
  readonly decision: Decision;
  readonly status: Status;
  readonly obligations: readonly Obligation[];
  readonly advice: readonly Obligation[];
  /** The request's IncludeInResult attributes, by category. */
  readonly attributes: readonly Category[];
  /** Filled when the request asks for it. */
  readonly policyIdentifiers: readonly PolicyIdentifier[];
}

/** The answer to one request: one result, or one for each individual decision of a multiple-decision request. */
export interface Response {
  readonly results: readonly Result[];
}

const NONE: readonly never[] = Object.freeze([]);
const OK: Status = Object.freeze({ code: STATUS_OK });

/** A result without obligations, echo or policy list. */
export function bareResult(decision: Decision, status: Status = OK): Result {
  return { decision, status, obligations: NONE, advice: NONE, attributes: NONE, policyIdentifiers: NONE };
}

export function toStatus(cause: Indeterminate): Status {
  const { code, message, missing } = cause;
  return missing === undefined ? { code, message } : { code, message, missing };
}

function constant(decision: Decision): Response {
  return Object.freeze({ results: Object.freeze([Object.freeze(bareResult(decision))]) });
}

/** Ready-made answers for the usual case: nothing to echo, nothing to oblige. Frozen, because every caller gets the same. */
export const PLAIN: Readonly<Record<'Permit' | 'Deny' | 'NotApplicable', Response>> = {
  Permit: constant('Permit'),
  Deny: constant('Deny'),
  NotApplicable: constant('NotApplicable'),
};

export { OK as STATUS_VALUE_OK };
