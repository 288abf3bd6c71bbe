import type { Response } from './response.ts';
import type { TraceNode } from './trace.ts';

/** Why a request was decided as it was. */
export interface Explanation {
  /** The same response `evaluate` gives. */
  readonly response: Response;
  /** One tree a decision, in evaluation order. */
  readonly decisions: readonly TraceNode[];
  /** The trees as indented text. */
  readonly text: string;
}

const MARKS: Readonly<Record<string, string>> = {
  match: '✓',
  true: '✓',
  Permit: '✓',
  'no match': '✗',
  false: '✗',
  Deny: '✗',
  error: '!',
};

function title(node: TraceNode): string {
  const place = node.line === undefined ? '' : ` (line ${node.line})`;
  const name = node.id === undefined ? '' : ` ${node.id}`;
  const text = node.text === undefined || node.text === '' ? '' : ` ${node.text}`;
  const mark = MARKS[node.outcome] ?? '·';
  const reason = node.reason === undefined ? '' : `: ${node.reason}`;
  return `${mark} ${node.kind}${name}${place}${text} → ${node.outcome}${reason}`;
}

function write(node: TraceNode, indent: string, lines: string[]): void {
  lines.push(`${indent}${title(node)}`);
  // An alternative of one part says nothing that its part does not say.
  for (const step of node.steps) {
    const hidden = (step.kind === 'AnyOf' || step.kind === 'AllOf') && step.steps.length === 1;
    if (hidden && step.steps[0] !== undefined) writeThrough(step, indent, lines);
    else write(step, `${indent}  `, lines);
  }
}

function writeThrough(node: TraceNode, indent: string, lines: string[]): void {
  const only = node.steps.length === 1 ? node.steps[0] : undefined;
  if (only !== undefined && (node.kind === 'AnyOf' || node.kind === 'AllOf')) writeThrough(only, indent, lines);
  else write(node, `${indent}  `, lines);
}

/** Puts an explanation together. */
export function explanation(response: Response, decisions: readonly TraceNode[]): Explanation {
  const lines: string[] = [];
  for (const decision of decisions) write(decision, '', lines);
  return { response, decisions, text: `${lines.join('\n')}\n` };
}
