/** One step of a decision, for `explain`. Steps stand in the order they were evaluated. */
export interface TraceNode {
  readonly kind:
    | 'decision'
    | 'PolicySet'
    | 'Policy'
    | 'Rule'
    | 'Target'
    | 'AnyOf'
    | 'AllOf'
    | 'Match'
    | 'Condition'
    | 'Obligation';
  /** The policy's, rule's or obligation's identifier. */
  readonly id?: string;
  readonly line?: number;
  readonly column?: number;
  /** What was tested, in words: `resource-id = "a", asked "b"`. */
  readonly text?: string;
  /** `Permit`, `Indeterminate{D}`, `match`, `no match`, `true`, `error` … */
  outcome: string;
  /** Why: the missing attribute, the error, the values compared. */
  reason?: string;
  readonly steps: TraceNode[];
}

export function traceNode(
  kind: TraceNode['kind'],
  details: Omit<TraceNode, 'kind' | 'outcome' | 'steps'> = {},
): TraceNode {
  return { kind, ...details, outcome: '', steps: [] };
}
