/** Searches: the candidates of a domain, in a stable order, each decided; a page ends with a token that says where the next begins. */
import type { Candidate, Domain } from './domain.ts';
import {
  AuthzenError,
  type Json,
  type Page,
  readAction,
  readContext,
  readEntity,
  readPage,
  readType,
} from './model.ts';

export interface Found {
  readonly results: readonly Json[];
  readonly page: { readonly next_token: string; readonly count: number };
}

/** Candidates that one request may have decided; the page then ends early, with a token to go on. */
const MAX_DECIDED = 5_000;

const encode = (kind: string, key: string): string => Buffer.from(JSON.stringify([kind, key])).toString('base64url');

/** @throws AuthzenError when the token is not one that this search has given */
function decode(kind: string, token: string | undefined): string {
  if (token === undefined) return '';
  try {
    const value: unknown = JSON.parse(Buffer.from(token, 'base64url').toString('utf8'));
    if (Array.isArray(value) && value[0] === kind && typeof value[1] === 'string') return value[1];
  } catch {
    // falls through to the same answer
  }
  throw new AuthzenError('page.token is not the next_token of an answer to this search');
}

async function collect(
  kind: string,
  page: Page,
  candidates: AsyncIterable<Candidate>,
  permitted: (id: string) => Promise<boolean>,
  result: (id: string) => Json,
): Promise<Found> {
  const results: Json[] = [];
  let last: string | undefined;
  let decided = 0;
  for await (const { key, id } of candidates) {
    if (results.length === page.limit || decided === MAX_DECIDED)
      return { results, page: { next_token: encode(kind, last ?? ''), count: results.length } };
    decided += 1;
    if (await permitted(id)) results.push(result(id));
    last = key;
  }
  return { results, page: { next_token: '', count: results.length } };
}

const NOTHING: Found = { results: [], page: { next_token: '', count: 0 } };

/** Who may do `action` with `resource`? */
export async function searchSubjects(body: Json, domainOf: (type: string) => Domain | undefined): Promise<Found> {
  const subject = readType(body, 'subject');
  const action = readAction(body);
  const resource = readEntity(body, 'resource');
  const context = readContext(body);
  const page = readPage(body);
  const after = decode('subject', page.token);
  const domain = domainOf(resource.type);
  if (!domain) return NOTHING;
  return collect(
    'subject',
    page,
    domain.subjects({ type: subject.type, resource }, after),
    async (id) => (await domain.evaluate({ subject: { ...subject, id }, action, resource, context })).decision,
    (id) => ({ type: subject.type, id }),
  );
}

/** With which resources may `subject` do `action`? */
export async function searchResources(body: Json, domainOf: (type: string) => Domain | undefined): Promise<Found> {
  const subject = readEntity(body, 'subject');
  const action = readAction(body);
  const resource = readType(body, 'resource');
  const context = readContext(body);
  const page = readPage(body);
  const after = decode('resource', page.token);
  const domain = domainOf(resource.type);
  if (!domain) return NOTHING;
  return collect(
    'resource',
    page,
    domain.resources({ type: resource.type, properties: resource.properties, subject, action }, after),
    async (id) => (await domain.evaluate({ subject, action, resource: { ...resource, id }, context })).decision,
    (id) => ({ type: resource.type, id }),
  );
}

/** What may `subject` do with `resource`? */
export async function searchActions(body: Json, domainOf: (type: string) => Domain | undefined): Promise<Found> {
  const subject = readEntity(body, 'subject');
  const resource = readEntity(body, 'resource');
  const context = readContext(body);
  const page = readPage(body);
  const after = decode('action', page.token);
  const domain = domainOf(resource.type);
  if (!domain) return NOTHING;
  const names = [...(await domain.actions({ resource }))].sort().filter((one) => one > after);
  const candidates = (async function* (): AsyncIterable<Candidate> {
    for (const one of names) yield { key: one, id: one };
  })();
  return collect(
    'action',
    page,
    candidates,
    async (name) => (await domain.evaluate({ subject, action: { name, properties: {} }, resource, context })).decision,
    (name) => ({ name }),
  );
}
