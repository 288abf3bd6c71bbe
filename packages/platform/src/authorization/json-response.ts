/** XACML JSON answers in Altinn's form (altinn-pdp.md 5): camelCase, nulls written, never an error outside the decision. */
import type { AttributeSet } from './attributes.ts';
import { type Context, enriched } from './context-handler.ts';
import type { Outcome } from './decide.ts';
import * as name from './names.ts';

export interface JsonAssignment {
  readonly attributeId: string;
  readonly value: string;
  readonly category: string | null;
  readonly dataType: string;
  readonly issuer: null;
}

export interface JsonResult {
  readonly decision: string;
  readonly status: {
    readonly statusMessage: null;
    readonly statusDetails: null;
    readonly statusCode: { readonly value: string; readonly statusCode: null };
  };
  readonly obligations: readonly { id: string; attributeAssignment: readonly JsonAssignment[] }[] | null;
  readonly associateAdvice: null;
  readonly category: readonly object[] | null;
  readonly policyIdentifierList: null;
}

/** One result. An access-list refusal and an Indeterminate echo nothing. */
export function jsonResult(outcome: Outcome): JsonResult {
  const { decision, obligations } = outcome;
  return {
    decision,
    status: {
      statusMessage: null,
      statusDetails: null,
      statusCode: { value: outcome.status, statusCode: null },
    },
    obligations: decision !== 'Permit' || obligations.length === 0 ? null : obligations.map(jsonObligation),
    associateAdvice: null,
    category: echo(outcome),
    policyIdentifierList: null,
  };
}

function jsonObligation({ id, assignments }: Outcome['obligations'][number]) {
  return {
    id,
    attributeAssignment: assignments.map(
      ({ attributeId, value, category, dataType }): JsonAssignment => ({
        attributeId,
        value,
        category: category ?? null,
        dataType,
        issuer: null,
      }),
    ),
  };
}

/** The attributes to echo, by category. */
export function echoed(outcome: Outcome): readonly { categoryId: string; set: AttributeSet }[] {
  const { context } = outcome;
  if (!context || outcome.decision === 'Indeterminate' || outcome.decidedBy === 'access list') return NOTHING;
  if (!mayEcho(context)) return NOTHING;
  const { subject, action, resource, others } = enriched(context);
  const all = [
    { categoryId: name.SUBJECT_CATEGORY, set: subject },
    { categoryId: name.ACTION_CATEGORY, set: action },
    { categoryId: name.RESOURCE_CATEGORY, set: resource },
    ...[...others].map(([categoryId, set]) => ({ categoryId, set })),
  ];
  return all.filter(({ set }) => set.echoes);
}

/** Only where an instance had to tell the party is something echoed that was added. */
const mayEcho = ({ request: { subject, action, resource, others }, facts }: Context): boolean =>
  subject.echoes || action.echoes || resource.echoes || others.size > 0 || facts.asked.needsInstance;

const NOTHING: readonly never[] = Object.freeze([]);

function echo(outcome: Outcome): readonly object[] | null {
  const categories = echoed(outcome);
  if (categories.length === 0) return null;
  return categories.map(({ categoryId, set }) => ({
    categoryId,
    id: null,
    content: null,
    attribute: set.attributes
      .filter((one) => one.includeInResult)
      .flatMap(({ id, dataType, values }) =>
        values.map((value) => ({ attributeId: id, value, issuer: null, dataType, includeInResult: false })),
      ),
  }));
}

/** The text of a result, and of a whole answer that has no other. */
interface Written {
  readonly obligations: Outcome['obligations'];
  readonly result: string;
  readonly alone: string;
}

/**
 * Most results are one of a few: nothing in them hangs on the request but decision and obligations, and the engine hands out the same obligation
 * each time when nothing in it does. Their texts are made once.
 */
const withoutObligations = new Map<Outcome['decision'], Written>();
const byFirstObligation = new WeakMap<object, Written>();

function written(outcome: Outcome): Written {
  const { decision, obligations, status } = outcome;
  const category = echo(outcome);
  if (category !== null || status !== name.STATUS.ok) return write(outcome, category);
  const [first] = decision === 'Permit' ? obligations : NOTHING;
  const known = first === undefined ? withoutObligations.get(decision) : byFirstObligation.get(first);
  if (known !== undefined && (first === undefined || haveSame(known.obligations, obligations))) return known;
  const made = write(outcome, category);
  if (first === undefined) withoutObligations.set(decision, made);
  else byFirstObligation.set(first, made);
  return made;
}

function haveSame(one: Outcome['obligations'], other: Outcome['obligations']): boolean {
  if (one.length !== other.length) return false;
  for (let index = 0; index < one.length; index += 1) if (one[index] !== other[index]) return false;
  return true;
}

/** What stands around decision, status, obligations and echo never changes. */
function write({ decision, obligations, status }: Outcome, category: readonly object[] | null): Written {
  const duties =
    decision !== 'Permit' || obligations.length === 0 ? 'null' : JSON.stringify(obligations.map(jsonObligation));
  const result = `{"decision":"${decision}","status":{"statusMessage":null,"statusDetails":null,"statusCode":{"value":${JSON.stringify(status)},"statusCode":null}},"obligations":${duties},"associateAdvice":null,"category":${JSON.stringify(category)},"policyIdentifierList":null}`;
  return { obligations, result, alone: `{"response":[${result}]}` };
}

/** The whole body; the same as `JSON.stringify` of every {@link jsonResult}. */
export function jsonResponse(outcomes: readonly Outcome[]): string {
  const [first] = outcomes;
  if (first !== undefined && outcomes.length === 1) return written(first).alone;
  let results = '';
  for (const outcome of outcomes) results += results === '' ? written(outcome).result : `,${written(outcome).result}`;
  return `{"response":[${results}]}`;
}
