/** Searches: the candidates of a domain, in a stable order, each decided; a page ends with a token that says where the next begins. */
import { Turns } from '../../foundation/index.ts';
import { evaluationMalformed } from '../refusals.ts';
import type { Candidate, Domain, Named } from './domain.ts';
import type { DomainOf } from './evaluate.ts';
import {
  type Action,
  type Entity,
  type Json,
  MAX_VALUES,
  type Page,
  readAction,
  readContext,
  readEntity,
  readPage,
  readType,
  sizeOf,
} from './model.ts';

export interface Found {
  readonly results: readonly Json[];
  readonly page: { readonly next_token: string; readonly count: number };
}

/** Candidates that one request may have decided; the page then ends early, with a token to go on. */
const MAX_DECIDED = 5_000;
/** Values of properties that are looked at before others have their turn. */
const VALUES_A_TURN = 5_000;
/** What deciding takes by itself, in values of properties. */
const DECISION = 25;

const encode = (kind: string, key: string): string => Buffer.from(JSON.stringify([kind, key])).toString('base64url');

/** @throws Refusal `evaluation-malformed` when the token is not one that this search has given */
function decode(kind: string, token: string | undefined): string {
  if (token === undefined) return '';
  try {
    const value: unknown = JSON.parse(Buffer.from(token, 'base64url').toString('utf8'));
    if (Array.isArray(value) && value[0] === kind && typeof value[1] === 'string') return value[1];
  } catch {
    // falls through to the same answer
  }
  throw evaluationMalformed('page.token is not the next_token of an answer to this search');
}

interface Search {
  readonly kind: string;
  readonly page: Page;
  /** Values in the properties that each decision is made on. */
  readonly values: number;
  readonly candidates: AsyncIterable<Candidate>;
  permitted(id: string): Promise<boolean>;
  result(id: string): Json;
}

async function collect({ kind, page, values, candidates, permitted, result }: Search): Promise<Found> {
  const results: Json[] = [];
  const most = Math.min(MAX_DECIDED, Math.max(1, Math.floor(MAX_VALUES / (values + 1))));
  const turns = new Turns(VALUES_A_TURN);
  let last: string | undefined;
  let decided = 0;
  for await (const { key, id } of candidates) {
    if (results.length === page.limit || decided === most)
      return { results, page: { next_token: encode(kind, last ?? ''), count: results.length } };
    decided += 1;
    if (await permitted(id)) results.push(result(id));
    last = key;
    const turn = turns.spend(DECISION + values);
    if (turn) await turn;
  }
  return { results, page: { next_token: '', count: results.length } };
}

async function knowsAll(domain: Domain, named: readonly Named[]): Promise<boolean> {
  for (const one of named) if ((await domain.knows?.(one)) === false) return false;
  return true;
}

const NOTHING: Found = { results: [], page: { next_token: '', count: 0 } };

const named = (part: 'subject' | 'resource', { type, id }: Entity): Named => ({ part, type, id });
const actionNamed = ({ name }: Action): Named => ({ part: 'action', name });
const valuesOf = (...parts: readonly { readonly properties: Json }[]): number =>
  parts.reduce((sum, { properties }) => sum + sizeOf(properties), 0);

/** What every search asks: a page of answers, in a context, from where the last page ended. */
function readSearch(body: Json, kind: string) {
  const context = readContext(body);
  const page = readPage(body);
  return { context, page, after: decode(kind, page.token) };
}

/** @throws Refusal `evaluation-malformed` */
export const readSubjectSearch = (body: Json) => ({
  subject: readType(body, 'subject'),
  action: readAction(body),
  resource: readEntity(body, 'resource'),
  ...readSearch(body, 'subject'),
});

/** Who may do `action` with `resource`? */
export async function searchSubjects(
  { subject, action, resource, context, page, after }: ReturnType<typeof readSubjectSearch>,
  domainOf: DomainOf,
): Promise<Found> {
  const domain = domainOf(resource.type);
  if (!domain || !(await knowsAll(domain, [actionNamed(action), named('resource', resource)]))) return NOTHING;
  return collect({
    kind: 'subject',
    page,
    values: valuesOf(subject, action, resource),
    candidates: domain.subjects({ type: subject.type, resource }, after),
    permitted: async (id) =>
      (await domain.evaluate({ subject: { ...subject, id }, action, resource, context })).decision,
    result: (id) => ({ type: subject.type, id }),
  });
}

/** @throws Refusal `evaluation-malformed` */
export const readResourceSearch = (body: Json) => ({
  subject: readEntity(body, 'subject'),
  action: readAction(body),
  resource: readType(body, 'resource'),
  ...readSearch(body, 'resource'),
});

/** With which resources may `subject` do `action`? */
export async function searchResources(
  { subject, action, resource, context, page, after }: ReturnType<typeof readResourceSearch>,
  domainOf: DomainOf,
): Promise<Found> {
  const domain = domainOf(resource.type);
  if (!domain || !(await knowsAll(domain, [actionNamed(action), named('subject', subject)]))) return NOTHING;
  return collect({
    kind: 'resource',
    page,
    values: valuesOf(subject, action, resource),
    candidates: domain.resources({ type: resource.type, properties: resource.properties, subject, action }, after),
    permitted: async (id) =>
      (await domain.evaluate({ subject, action, resource: { ...resource, id }, context })).decision,
    result: (id) => ({ type: resource.type, id }),
  });
}

/** @throws Refusal `evaluation-malformed` */
export const readActionSearch = (body: Json) => ({
  subject: readEntity(body, 'subject'),
  resource: readEntity(body, 'resource'),
  ...readSearch(body, 'action'),
});

/** What may `subject` do with `resource`? */
export async function searchActions(
  { subject, resource, context, page, after }: ReturnType<typeof readActionSearch>,
  domainOf: DomainOf,
): Promise<Found> {
  const domain = domainOf(resource.type);
  if (!domain || !(await knowsAll(domain, [named('subject', subject), named('resource', resource)]))) return NOTHING;
  const names = [...(await domain.actions({ resource }))].sort().filter((one) => one > after);
  const candidates = (async function* (): AsyncIterable<Candidate> {
    for (const one of names) yield { key: one, id: one };
  })();
  return collect({
    kind: 'action',
    page,
    values: valuesOf(subject, resource),
    candidates,
    permitted: async (name) =>
      (await domain.evaluate({ subject, action: { name, properties: {} }, resource, context })).decision,
    result: (name) => ({ name }),
  });
}
