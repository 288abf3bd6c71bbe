/** Status codes of CORE 7.17 and B.8. */
export const STATUS_OK = 'urn:oasis:names:tc:xacml:1.0:status:ok';
/** An attribute that must be there is not: `MissingAttribute` says which. */
export const STATUS_MISSING_ATTRIBUTE = 'urn:oasis:names:tc:xacml:1.0:status:missing-attribute';
/** A value, or the request itself, cannot be read. */
export const STATUS_SYNTAX_ERROR = 'urn:oasis:names:tc:xacml:1.0:status:syntax-error';
/** Evaluation failed: division by zero, a limit. */
export const STATUS_PROCESSING_ERROR = 'urn:oasis:names:tc:xacml:1.0:status:processing-error';

/** What was asked for and not found: CORE 5.57 MissingAttributeDetail. */
export interface MissingAttribute {
  readonly category: string;
  readonly attributeId: string;
  readonly dataType: string;
  readonly issuer?: string;
}

/**
 * The Indeterminate value of an expression. It is a value, not an exception: `or`, `and` and `n-of` may overrule it, and
 * making one is cheap because no stack is captured.
 */
export class Indeterminate {
  readonly code: string;
  readonly message: string;
  readonly missing: MissingAttribute | undefined;

  constructor(code: string, message: string, missing?: MissingAttribute) {
    this.code = code;
    this.message = message;
    this.missing = missing;
  }
}

/** A run-time failure: division by zero, one-and-only on two values, a limit. */
export function processingError(message: string): Indeterminate {
  return new Indeterminate(STATUS_PROCESSING_ERROR, message);
}

/** A value whose text is not of its type. */
export function syntaxError(message: string): Indeterminate {
  return new Indeterminate(STATUS_SYNTAX_ERROR, message);
}

/**
 * Which of two errors is reported when only one can be: a missing attribute before anything else, because it is what a
 * caller can act on; otherwise the first (xacml-engine section 9).
 */
export function preferred(first: Indeterminate | undefined, second: Indeterminate): Indeterminate {
  if (first === undefined) return second;
  if (first.code !== STATUS_MISSING_ATTRIBUTE && second.code === STATUS_MISSING_ATTRIBUTE) return second;
  return first;
}
