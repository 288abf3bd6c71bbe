/**
 * What can be wrong with a document before any decision is made. Errors during a decision are never thrown: they are
 * the standard's Indeterminate with a status (see `status.ts`).
 */
export type XacmlErrorCode =
  | 'xml-syntax'
  | 'xml-forbidden'
  | 'json-syntax'
  | 'schema'
  | 'limit-exceeded'
  | 'unknown-function'
  | 'unknown-data-type'
  | 'unknown-algorithm'
  | 'type'
  | 'arity'
  | 'invalid-value'
  | 'duplicate-id'
  | 'undefined-reference'
  | 'circular-reference'
  | 'untrusted-issuer'
  | 'xpath'
  | 'usage';

/** A place in the source text: both count from 1; the column counts UTF-16 units. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/**
 * A document or a call that the engine refuses.
 *
 * `code` is stable and meant for programs, `message` for people. `line` and `column` (from 1) say where in the source
 * the cause stands, when there is a source.
 */
export class XacmlError extends Error {
  readonly code: XacmlErrorCode;
  readonly line: number | undefined;
  readonly column: number | undefined;

  constructor(code: XacmlErrorCode, message: string, position?: Position) {
    super(position === undefined ? message : `${position.line}:${position.column}: ${message}`);
    this.name = 'XacmlError';
    this.code = code;
    this.line = position?.line;
    this.column = position?.column;
  }
}

/** Shortens user text for an error message: a hostile value must not become a megabyte of log. */
export function quote(text: string, longest = 80): string {
  return text.length > longest ? `\`${text.slice(0, longest)}…\` (${text.length} characters)` : `\`${text}\``;
}
