/** An entry as it is read: a row of the list, and its details. */
import { parseJws, type Refusal } from '../foundation/index.ts';
import { CHECKS, type Check, checkOf, codeOf, isGrantRefusal } from '../maskinporten/index.ts';
import type { Entry, Kind, Material, Outcome } from './entry.ts';
import { redacted, redactText } from './redact.ts';

/** What the PDP was asked, as far as a row tells. */
export interface Asked {
  readonly subject?: string;
  readonly action?: string;
  readonly resource?: string;
  readonly party?: string;
  readonly decision?: string;
}

export interface Row {
  readonly id: string;
  readonly time: string;
  readonly kind: Kind;
  readonly operation: string;
  readonly clientId?: string;
  readonly what: string;
  readonly outcome: Outcome;
  readonly status: number;
  readonly durationMs: number;
  readonly trace: string;
  /** The code of the refusal, and where it is a grant's the check that failed. */
  readonly code?: string;
  readonly check?: string;
  readonly parameters?: Readonly<Record<string, string | number>>;
  readonly asked?: Asked;
}

export interface Details extends Row {
  readonly message?: string;
  readonly remedy?: string;
  readonly checks: readonly { readonly check: string; readonly passed: boolean }[];
  readonly request?: unknown;
  readonly answer?: unknown;
}

const rows = new WeakMap<Entry, Row>();

/** @param node names the process, since each counts its own entries */
export function rowOf(entry: Entry, node: string): Row {
  const known = rows.get(entry);
  if (known) return known;
  const { refused, clientId, status } = entry;
  const asked = entry.kind === 'decision' ? askedIn(entry) : undefined;
  const row: Row = {
    id: `${node}-${entry.number}`,
    time: new Date(entry.time).toISOString(),
    kind: entry.kind,
    operation: entry.operation,
    ...(clientId === undefined ? {} : { clientId }),
    what: asked ? [asked.action, asked.resource].filter(Boolean).join(' ') : entry.what,
    outcome: outcomeOf(status, asked?.decision),
    status,
    durationMs: Math.round(entry.took * 10) / 10,
    trace: entry.trace,
    ...(refused ? refusalIn(refused) : {}),
    ...(asked ? { asked } : {}),
  };
  rows.set(entry, row);
  return row;
}

const SERVER_FAULT = 500;
const REFUSED = 400;

function outcomeOf(status: number, decision: string | undefined): Outcome {
  if (status >= SERVER_FAULT) return 'failed';
  if (status >= REFUSED) return 'refused';
  return decision === undefined || decision === 'Permit' ? 'ok' : 'refused';
}

function refusalIn(refused: Refusal): Pick<Row, 'code' | 'check' | 'parameters'> {
  const parameters = redacted(refused.parameters) as NonNullable<Row['parameters']>;
  const more = Object.keys(parameters).length === 0 ? {} : { parameters };
  if (!isGrantRefusal(refused)) return { code: refused.kind.wire ?? refused.code, ...more };
  const code = codeOf(refused);
  return { ...(code === undefined ? {} : { code }), check: checkOf(refused), ...more };
}

/** All that is known of an entry. */
export function detailsOf(entry: Entry, node: string): Details {
  const { refused, request, answer } = entry;
  return {
    ...rowOf(entry, node),
    ...(refused ? { message: redactText(refused.message), remedy: redactText(refused.remedy) } : {}),
    checks: entry.kind === 'token' ? checksOf(refused) : [],
    ...(request ? { request: shown(request) } : {}),
    ...(answer ? { answer: shown(answer) } : {}),
  };
}

/** A client proves itself by a registered key or by a certificate: the check of the other is not made. */
const OTHER_WAY: Readonly<Partial<Record<Check, Check>>> = { certificate: 'key' };

/** The checks of a grant in their order (maskinporten.md 2.4), as far as they were made. */
function checksOf(refused: Refusal | undefined): Details['checks'] {
  const failed = refused && isGrantRefusal(refused) ? checkOf(refused) : undefined;
  const left = failed === undefined ? 'certificate' : (OTHER_WAY[failed] ?? 'certificate');
  const order = CHECKS.filter((check) => check !== left);
  // Whether the consumer is another than the client's owner is asked before its scopes are.
  const early = refused?.code === 'consumer-is-client' ? order.indexOf('scope') : order.length;
  const end = failed === undefined ? order.length : Math.min(order.indexOf(failed), early);
  const passed = order.slice(0, end).map((check) => ({ check, passed: true }));
  return failed === undefined ? passed : [...passed, { check: failed, passed: false }];
}

const ANY_SIGNATURE = 'AA';

function shown({ form, text }: Material): unknown {
  if (form === 'jws') {
    try {
      const { header, payload } = parseJws(`${text}.${ANY_SIGNATURE}`);
      return redacted({ header, payload });
    } catch {
      return redactText(text);
    }
  }
  const value = parsed(text);
  return value === undefined ? redactText(text) : redacted(value);
}

function parsed(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : (JSON.parse(text) as unknown);
  } catch {
    return undefined;
  }
}

const member = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? Object.entries(value).find(([key]) => key === name)?.[1] : undefined;
const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? redactText(value.slice(0, 200)) : undefined;

/** Question and decision of XACML JSON and of AuthZEN; of several the first stands for all, and one refusal makes them refused. */
function askedIn({ request, answer }: Entry): Asked | undefined {
  const question = parsed(request?.text);
  const decision = decisionIn(parsed(answer?.text));
  const xacml = member(question, 'Request');
  const category = (name: string) => attributesOf(member(xacml, name));
  const asked: { readonly [K in keyof Asked]: string | undefined } =
    xacml === undefined
      ? {
          subject: text(member(member(question, 'subject'), 'id')),
          action: text(member(member(question, 'action'), 'name')),
          resource: text(member(member(question, 'resource'), 'id')),
          decision,
        }
      : {
          subject: first(category('AccessSubject')),
          action: first(category('Action')),
          resource: first(category('Resource'), /:resource$|:app$|:appresource$/),
          party: first(category('Resource'), /:partyid$|identifier-no$|:party:uuid$/),
          decision,
        };
  const known = Object.entries(asked).filter(([, value]) => value !== undefined);
  return known.length === 0 ? undefined : (Object.fromEntries(known) as Asked);
}

type Attribute = readonly [id: string, value: string];

function attributesOf(category: unknown): readonly Attribute[] {
  const [one] = [category].flat();
  const attributes = member(one, 'Attribute');
  if (!Array.isArray(attributes)) return [];
  return attributes.flatMap((attribute: unknown) => {
    const id = text(member(attribute, 'AttributeId'));
    const [first] = [member(attribute, 'Value')].flat();
    const value = text(typeof first === 'number' ? String(first) : first);
    return id === undefined || value === undefined ? [] : [[id, value] as const];
  });
}

const first = (attributes: readonly Attribute[], which = /./): string | undefined =>
  attributes.find(([id]) => which.test(id))?.[1];

function decisionIn(answer: unknown): string | undefined {
  const permitted = member(answer, 'decision');
  if (typeof permitted === 'boolean') return permitted ? 'Permit' : 'Deny';
  const results = member(answer, 'Response') ?? member(answer, 'response') ?? member(answer, 'evaluations');
  if (!Array.isArray(results)) return undefined;
  const all = results.map((result) => {
    const decision = member(result, 'decision') ?? member(result, 'Decision');
    return typeof decision === 'boolean' ? (decision ? 'Permit' : 'Deny') : text(decision);
  });
  return all.find((decision) => decision !== 'Permit') ?? all[0];
}
