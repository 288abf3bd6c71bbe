import { extname } from 'node:path';
import { type Decision, type Obligation, parseResponse, type Response } from '@portvakt/xacml';
import { formatOf, located, PolicyToolError, readText } from './files.ts';

/** What a case must give: a whole response, or the decisions alone. */
export type Expected =
  | { readonly kind: 'response'; readonly response: Response }
  | {
      readonly kind: 'decisions';
      readonly decisions: readonly Decision[];
      readonly obligations: readonly string[] | undefined;
    };

const DECISIONS: readonly string[] = ['Permit', 'Deny', 'NotApplicable', 'Indeterminate'];

function asDecision(path: string, value: unknown): Decision {
  if (typeof value === 'string' && DECISIONS.includes(value.trim())) return value.trim() as Decision;
  throw new PolicyToolError(`${path}: ${JSON.stringify(value)} is no decision; expected ${DECISIONS.join(', ')}`);
}

/** `{"decision": "Permit", "obligations": ["id"]}`, or a list of decisions, as JSON. */
function readShort(path: string, value: unknown): Expected {
  if (typeof value === 'string')
    return { kind: 'decisions', decisions: [asDecision(path, value)], obligations: undefined };
  if (Array.isArray(value))
    return { kind: 'decisions', decisions: value.map((each) => asDecision(path, each)), obligations: undefined };
  const { decision, obligations } = (value ?? {}) as { decision?: unknown; obligations?: unknown };
  const decisions = Array.isArray(decision) ? decision : [decision];
  if (
    obligations !== undefined &&
    !(Array.isArray(obligations) && obligations.every((each) => typeof each === 'string'))
  ) {
    throw new PolicyToolError(`${path}: obligations must be a list of identifiers`);
  }
  return {
    kind: 'decisions',
    decisions: decisions.map((each) => asDecision(path, each)),
    obligations: obligations as string[] | undefined,
  };
}

/**
 * Reads what is expected: a response in XML or JSON profile, or in short `{"decision": "Permit"}`, `"Permit"`,
 * `["Permit", "Deny"]`, or a text file with one decision a line.
 */
export function readExpected(path: string): Expected {
  const text = readText(path);
  if (extname(path).toLowerCase() === '.txt') return readShort(path, text.trim().split(/\s+/));
  const format = formatOf(path, text);
  try {
    if (format === 'xml') return { kind: 'response', response: parseResponse(text, 'xml') };
    const value: unknown = JSON.parse(text);
    const isResponse = typeof value === 'object' && value !== null && 'Response' in value;
    return isResponse ? { kind: 'response', response: parseResponse(text, 'json') } : readShort(path, value);
  } catch (error) {
    throw error instanceof PolicyToolError ? error : new PolicyToolError(located(path, error));
  }
}

/** Obligations as texts that are equal when the obligations are, in whatever order they and their assignments stand. */
function written(items: readonly Obligation[]): string {
  const each = items.map(({ id, assignments }) => {
    const parts = assignments.map(({ attributeId, category = '', issuer = '', dataType, value }) =>
      JSON.stringify([attributeId, category, issuer, dataType, value.trim()]),
    );
    return `${id}(${parts.sort().join(' ')})`;
  });
  return each.sort().join(', ') || 'none';
}

const shortStatus = (code: string): string => code.slice(code.lastIndexOf(':') + 1);

/** How the response differs from what is expected, or undefined. Status messages and echoed attributes do not count. */
export function mismatch(response: Response, expected: Expected): string | undefined {
  const got = response.results.map((each) => each.decision).join(', ');
  const wanted =
    expected.kind === 'response' ? expected.response.results.map((each) => each.decision) : expected.decisions;
  if (got !== wanted.join(', ')) {
    const why = response.results.find((each) => each.status.message !== undefined)?.status.message;
    return `expected ${wanted.join(', ')}, got ${got}${why === undefined ? '' : ` (${why})`}`;
  }
  if (expected.kind === 'decisions') {
    if (expected.obligations === undefined) return undefined;
    const ids = response.results
      .flatMap((each) => each.obligations.map(({ id }) => id))
      .sort()
      .join(', ');
    const want = [...expected.obligations].sort().join(', ');
    return ids === want ? undefined : `expected the obligations ${want || 'none'}, got ${ids || 'none'}`;
  }
  for (const [index, want] of expected.response.results.entries()) {
    const result = response.results[index];
    if (result === undefined) continue;
    if (result.status.code !== want.status.code) {
      return `expected status ${shortStatus(want.status.code)}, got ${shortStatus(result.status.code)}`;
    }
    for (const list of ['obligations', 'advice'] as const) {
      const [a, b] = [written(result[list]), written(want[list])];
      if (a !== b) return `expected ${list} ${b}, got ${a}`;
    }
  }
  return undefined;
}
