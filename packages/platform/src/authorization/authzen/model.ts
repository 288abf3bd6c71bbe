import { evaluationMalformed } from '../refusals.ts';
/** OpenID AuthZEN Authorization API 1.0: requests as they come in, read strictly; unknown members are ignored (its section on forward compatibility). */

/** An object of JSON. */
export type Json = Readonly<Record<string, unknown>>;

/** A subject or a resource. */
export interface Entity {
  readonly type: string;
  readonly id: string;
  readonly properties: Json;
}

/** What somebody wants to do. */
export interface Action {
  readonly name: string;
  readonly properties: Json;
}

/** One question: the 4-tuple. */
export interface Evaluation {
  readonly subject: Entity;
  readonly action: Action;
  readonly resource: Entity;
  readonly context: Json;
}

export interface Page {
  readonly token: string | undefined;
  readonly limit: number;
}

/** Longest identifier, type or action name, in characters. */
export const MAX_NAME = 2_000;
export const DEFAULT_PAGE = 100;
export const MAX_PAGE = 1_000;
export const MAX_EVALUATIONS = 1_000;

/** Most values that the properties of all questions of one request may have together: a batch's defaults count in each of its items. */
export const MAX_VALUES = 500_000;

/** How many values properties have. */
export const sizeOf = (properties: Json): number =>
  Object.values(properties).reduce((sum: number, value) => sum + (Array.isArray(value) ? value.length : 1), 0);

export const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function text(object: Json, member: string, path: string): string {
  const value = object[member];
  if (typeof value !== 'string' || value === '') throw evaluationMalformed(`${path}.${member} is required, as text`);
  if (value.length > MAX_NAME) throw evaluationMalformed(`${path}.${member} is longer than ${MAX_NAME} characters`);
  return value;
}

function objectMember(object: Json, member: string, path: string): Json {
  const value = object[member];
  if (value === undefined) return {};
  if (!isObject(value)) throw evaluationMalformed(`${path}${member} must be an object`);
  return value;
}

function required(body: Json, member: string): Json {
  const value = body[member];
  if (value === undefined) throw evaluationMalformed(`${member} is required`);
  if (!isObject(value)) throw evaluationMalformed(`${member} must be an object`);
  return value;
}

/** @throws Refusal `evaluation-malformed` */
export function readObject(body: unknown): Json {
  if (!isObject(body)) throw evaluationMalformed('the body must be a JSON object with subject, action and resource');
  return body;
}

/** An entity whose id may be left out (searches); a given id is then ignored. */
export function readType(body: Json, member: 'subject' | 'resource'): Omit<Entity, 'id'> {
  const value = required(body, member);
  return { type: text(value, 'type', member), properties: objectMember(value, 'properties', `${member}.`) };
}

export function readEntity(body: Json, member: 'subject' | 'resource'): Entity {
  return { ...readType(body, member), id: text(required(body, member), 'id', member) };
}

export function readAction(body: Json): Action {
  const value = required(body, 'action');
  return { name: text(value, 'name', 'action'), properties: objectMember(value, 'properties', 'action.') };
}

export const readContext = (body: Json): Json => objectMember(body, 'context', '');

/** @throws Refusal `evaluation-malformed` */
export const readEvaluation = (body: Json): Evaluation => ({
  subject: readEntity(body, 'subject'),
  action: readAction(body),
  resource: readEntity(body, 'resource'),
  context: readContext(body),
});

export const SEMANTICS = ['execute_all', 'deny_on_first_deny', 'permit_on_first_permit'] as const;
export type Semantic = (typeof SEMANTICS)[number];

function readSemantic(body: Json): Semantic {
  const given = objectMember(body, 'options', '')['evaluations_semantic'];
  if (given === undefined) return 'execute_all';
  const semantic = SEMANTICS.find((one) => one === given);
  if (!semantic) throw evaluationMalformed(`options.evaluations_semantic must be one of ${SEMANTICS.join(', ')}`);
  return semantic;
}

/**
 * The questions of a batch, each with the defaults of the top level: a member given in the item takes its place, except that
 * `type`, `id` and `name` fall back to the default's when the item leaves them out. Undefined when there is no batch.
 */
function readBatch(body: Json): readonly Json[] | undefined {
  const { evaluations } = body;
  if (evaluations === undefined) return undefined;
  if (!Array.isArray(evaluations)) throw evaluationMalformed('evaluations must be a list');
  if (evaluations.length > MAX_EVALUATIONS)
    throw evaluationMalformed(`evaluations has ${evaluations.length} items; at most ${MAX_EVALUATIONS} are answered`);
  for (const member of ['subject', 'action', 'resource', 'context'])
    if (body[member] !== undefined && !isObject(body[member])) throw evaluationMalformed(`${member} must be an object`);
  if (evaluations.length === 0) return undefined;
  return evaluations.map((item: unknown, index) => {
    if (!isObject(item)) throw evaluationMalformed(`evaluations[${index}] must be an object`);
    return {
      subject: merged(body['subject'], item['subject'], ['type', 'id']),
      action: merged(body['action'], item['action'], ['name']),
      resource: merged(body['resource'], item['resource'], ['type', 'id']),
      context: item['context'] ?? body['context'],
    };
  });
}

function merged(byDefault: unknown, given: unknown, fallback: readonly string[]): unknown {
  if (given === undefined) return byDefault;
  if (!isObject(given) || !isObject(byDefault)) return given;
  const missing = fallback.filter((member) => given[member] === undefined && byDefault[member] !== undefined);
  return { ...Object.fromEntries(missing.map((member) => [member, byDefault[member]])), ...given };
}

/** One question, or several. */
export type Questions =
  | { readonly batch: readonly Json[]; readonly semantic: Semantic }
  | { readonly batch?: undefined; readonly evaluation: Evaluation };

/** @throws Refusal `evaluation-malformed` */
export function readQuestions(body: Json): Questions {
  const semantic = readSemantic(body);
  const batch = readBatch(body);
  return batch ? { batch, semantic } : { evaluation: readEvaluation(body) };
}

/** @throws Refusal `evaluation-malformed` */
export function readPage(body: Json): Page {
  const page = objectMember(body, 'page', '');
  const { token, limit } = page;
  if (token !== undefined && typeof token !== 'string') throw evaluationMalformed('page.token must be text');
  if (limit !== undefined && (typeof limit !== 'number' || !Number.isInteger(limit) || limit < 1))
    throw evaluationMalformed('page.limit must be a whole number above 0');
  return {
    token: token === '' ? undefined : token,
    limit: Math.min(typeof limit === 'number' ? limit : DEFAULT_PAGE, MAX_PAGE),
  };
}
