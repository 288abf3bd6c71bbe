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

/** The engine hands out the same obligation each time when nothing in it depends on the request; so is its text made once. */
const written = new WeakMap<object, string>();

function obligationText(obligation: Outcome['obligations'][number]): string {
  const known = written.get(obligation);
  if (known !== undefined) return known;
  const text = JSON.stringify(jsonObligation(obligation));
  written.set(obligation, text);
  return text;
}

/** What stands around decision, status, obligations and echo never changes. */
function resultText(outcome: Outcome): string {
  const { decision, obligations, status } = outcome;
  let duties = 'null';
  const [only] = obligations;
  if (decision === 'Permit' && only)
    duties = obligations.length === 1 ? `[${obligationText(only)}]` : `[${obligations.map(obligationText).join(',')}]`;
  const category = echo(outcome);
  return `{"decision":"${decision}","status":{"statusMessage":null,"statusDetails":null,"statusCode":{"value":"${STATUS_TEXTS.get(status) ?? JSON.stringify(status).slice(1, -1)}","statusCode":null}},"obligations":${duties},"associateAdvice":null,"category":${category === null ? 'null' : JSON.stringify(category)},"policyIdentifierList":null}`;
}

/** Nothing in these needs escaping. */
const STATUS_TEXTS: ReadonlyMap<string, string> = new Map(Object.values(name.STATUS).map((one) => [one, one]));

/** The whole body; the same as `JSON.stringify` of every {@link jsonResult}. */
export const jsonResponse = (outcomes: readonly Outcome[]): string =>
  outcomes.length === 1 && outcomes[0]
    ? `{"response":[${resultText(outcomes[0])}]}`
    : `{"response":[${outcomes.map(resultText).join(',')}]}`;
