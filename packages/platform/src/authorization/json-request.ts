/**
 * XACML JSON requests in Altinn's form (altinn-pdp.md 4): member names in any case, values are texts, categories are lists.
 * What cannot be read as the model is a {@link BodyError}; what can be read but not be decided is an {@link ArgumentError}.
 */
import { AttributeSet, type DecisionRequest } from './attributes.ts';
import { ArgumentError } from './errors.ts';
import {
  ACTION_CATEGORY,
  ANY_URI_TYPE,
  INTEGER_TYPE,
  RESOURCE_CATEGORY,
  STRING_TYPE,
  SUBJECT_CATEGORY,
} from './names.ts';

/** The body is not the model: HTTP 400. */
export class BodyError extends Error {
  override readonly name = 'BodyError';
  readonly path: string;

  constructor(path: string, message: string) {
    super(message);
    this.path = path;
  }
}

interface JsonAttribute {
  readonly id: string;
  readonly value: string;
  readonly dataType: string | undefined;
  readonly includeInResult: boolean;
}

interface JsonCategory {
  readonly categoryId: string | undefined;
  readonly id: string | undefined;
  readonly attributes: readonly JsonAttribute[];
}

/** A request as it came in. */
export interface JsonRequest {
  readonly subjects: readonly JsonCategory[];
  readonly actions: readonly JsonCategory[];
  readonly resources: readonly JsonCategory[];
  readonly categories: readonly JsonCategory[];
  /** The references of a multi request; fewer than two make it a single one. */
  readonly references: readonly (readonly string[])[];
}

type Json = Readonly<Record<string, unknown>>;

/** Most combinations that one request may ask for. */
export const MAX_REFERENCES = 10_000;
/** Most attributes that the combinations of one request may have together: a small body can name a large category many times. */
const MAX_COMBINED_ATTRIBUTES = 500_000;

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * A member by its documented name, its camelCase form, or in any other case. Most members are absent, so an object whose keys are all
 * in one of the two usual spellings is not searched again.
 */
function member(object: Json, name: string, camel: string): unknown {
  const exact = object[name];
  if (exact !== undefined) return exact;
  const camelCase = object[camel];
  if (camelCase !== undefined) return camelCase;
  for (const key in object)
    if (key.length === name.length && !USUAL.has(key) && key.toLowerCase() === camel.toLowerCase()) return object[key];
  return undefined;
}

const USUAL: ReadonlySet<string> = new Set(
  [
    ...['Request', 'ReturnPolicyIdList', 'CombinedDecision', 'XPathVersion', 'AccessSubject', 'Action', 'Resource'],
    ...['Category', 'RecipientSubject', 'IntermediarySubject', 'RequestingMachine', 'MultiRequests'],
    ...['RequestReference', 'ReferenceId', 'CategoryId', 'Id', 'Content', 'Attribute', 'AttributeId', 'Value'],
    ...['DataType', 'Issuer', 'IncludeInResult'],
  ].flatMap((name) => [name, `${name.charAt(0).toLowerCase()}${name.slice(1)}`]),
);

function optionalText(object: Json, name: string, camel: string, path: string): string | undefined {
  const value = member(object, name, camel);
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'string') throw new BodyError(`${path}.${name}`, `must be text, not ${typeName(value)}`);
  return value;
}

function optionalFlag(object: Json, name: string, camel: string, path: string): boolean {
  const value = member(object, name, camel);
  if (value === undefined || value === null) return false;
  if (typeof value !== 'boolean')
    throw new BodyError(`${path}.${name}`, `must be true or false, not ${typeName(value)}`);
  return value;
}

const typeName = (value: unknown): string =>
  value === null
    ? 'null'
    : Array.isArray(value)
      ? 'a list'
      : typeof value === 'object'
        ? 'an object'
        : `a ${typeof value}`;

function list<T>(
  object: Json,
  name: string,
  camel: string,
  path: string,
  read: (item: Json, path: string) => T,
): readonly T[] {
  const value = member(object, name, camel);
  if (value === undefined || value === null) return [];
  const at = `${path}.${name}`;
  if (!Array.isArray(value)) throw new BodyError(at, `must be a list, not ${typeName(value)}`);
  return value.map((item: unknown, index) => {
    if (!isObject(item)) throw new BodyError(`${at}[${index}]`, `must be an object, not ${typeName(item)}`);
    return read(item, `${at}[${index}]`);
  });
}

function readAttribute(item: Json, path: string): JsonAttribute {
  const id = optionalText(item, 'AttributeId', 'attributeId', path);
  if (!id) throw new BodyError(`${path}.AttributeId`, 'is required, as text');
  const value = optionalText(item, 'Value', 'value', path);
  if (value === undefined) throw new BodyError(`${path}.Value`, 'is required, as text');
  optionalText(item, 'Issuer', 'issuer', path);
  return {
    id,
    value,
    dataType: optionalText(item, 'DataType', 'dataType', path),
    includeInResult: optionalFlag(item, 'IncludeInResult', 'includeInResult', path),
  };
}

const readCategory = (item: Json, path: string): JsonCategory => ({
  categoryId: optionalText(item, 'CategoryId', 'categoryId', path),
  id: optionalText(item, 'Id', 'id', path),
  attributes: list(item, 'Attribute', 'attribute', path, readAttribute),
});

function readReference(item: Json, path: string): readonly string[] {
  const ids = member(item, 'ReferenceId', 'referenceId');
  if (ids === undefined || ids === null) return [];
  if (!Array.isArray(ids) || ids.some((id) => typeof id !== 'string'))
    throw new BodyError(`${path}.ReferenceId`, 'must be a list of texts');
  return ids as readonly string[];
}

function readReferences(request: Json): readonly (readonly string[])[] {
  const multi = member(request, 'MultiRequests', 'multiRequests');
  if (multi === undefined || multi === null) return [];
  if (!isObject(multi)) throw new BodyError('Request.MultiRequests', `must be an object, not ${typeName(multi)}`);
  const references = list(multi, 'RequestReference', 'requestReference', 'Request.MultiRequests', readReference);
  if (references.length > MAX_REFERENCES)
    throw new BodyError(
      'Request.MultiRequests',
      `has ${references.length} references; at most ${MAX_REFERENCES} are answered`,
    );
  return references;
}

/** @throws BodyError when the body is not a request */
export function readJsonRequest(body: unknown): JsonRequest {
  if (!isObject(body)) throw new BodyError('', `must be an object with the member Request, not ${typeName(body)}`);
  const request = member(body, 'Request', 'request');
  if (!isObject(request))
    throw new BodyError('Request', 'is required: an object with AccessSubject, Action and Resource');
  optionalFlag(request, 'ReturnPolicyIdList', 'returnPolicyIdList', 'Request');
  optionalFlag(request, 'CombinedDecision', 'combinedDecision', 'Request');
  const categories = (name: string, camel: string) => list(request, name, camel, 'Request', readCategory);
  for (const [name, camel] of IGNORED_CATEGORIES) categories(name, camel);
  const read = {
    subjects: categories('AccessSubject', 'accessSubject'),
    actions: categories('Action', 'action'),
    resources: categories('Resource', 'resource'),
    categories: categories('Category', 'category'),
    references: readReferences(request),
  };
  checkSize(read);
  return read;
}

/** @throws BodyError when the combinations would have too many attributes together */
function checkSize({ subjects, actions, resources, references }: JsonRequest): void {
  if (references.length < 2) return;
  const sizes = new Map<string, number>();
  for (const { id, attributes } of [...subjects, ...actions, ...resources])
    if (id !== undefined) sizes.set(id, (sizes.get(id) ?? 0) + attributes.length + 1);
  let total = 0;
  for (const ids of references) for (const id of ids) total += sizes.get(id) ?? 1;
  if (total > MAX_COMBINED_ATTRIBUTES)
    throw new BodyError(
      'Request.MultiRequests',
      `asks for ${total} attributes in all; at most ${MAX_COMBINED_ATTRIBUTES} are read`,
    );
}

const IGNORED_CATEGORIES = [
  ['RecipientSubject', 'recipientSubject'],
  ['IntermediarySubject', 'intermediarySubject'],
  ['RequestingMachine', 'requestingMachine'],
] as const;

const DATA_TYPES: ReadonlyMap<string, string> = new Map([
  ['string', STRING_TYPE],
  [STRING_TYPE, STRING_TYPE],
  ['anyURI', ANY_URI_TYPE],
  [ANY_URI_TYPE, ANY_URI_TYPE],
  [INTEGER_TYPE, INTEGER_TYPE],
]);

class Builder implements DecisionRequest {
  readonly subject = new AttributeSet();
  readonly action = new AttributeSet();
  readonly resource = new AttributeSet();
  readonly others = new Map<string, AttributeSet>();

  take(categories: readonly JsonCategory[], shorthand: string | undefined): void {
    for (const category of categories) {
      const set = this.#set(category.categoryId ?? shorthand);
      for (const { id, value, dataType, includeInResult } of category.attributes) {
        const type = dataType === undefined ? STRING_TYPE : DATA_TYPES.get(dataType);
        if (type === undefined)
          throw new ArgumentError(
            `the data type "${dataType?.slice(0, 100)}" of ${id} is not supported: use string, anyURI or integer`,
          );
        set.add(id, value, includeInResult, type);
      }
    }
  }

  #set(category: string | undefined): AttributeSet {
    if (category === undefined) throw new ArgumentError('a member of Category lacks CategoryId');
    if (category === SUBJECT_CATEGORY) return this.subject;
    if (category === ACTION_CATEGORY) return this.action;
    if (category === RESOURCE_CATEGORY) return this.resource;
    const known = this.others.get(category) ?? new AttributeSet();
    this.others.set(category, known);
    return known;
  }
}

/** The request as one decision over every category. @throws ArgumentError */
export function singleRequest(request: JsonRequest): DecisionRequest {
  const builder = new Builder();
  builder.take(request.subjects, SUBJECT_CATEGORY);
  builder.take(request.actions, ACTION_CATEGORY);
  builder.take(request.resources, RESOURCE_CATEGORY);
  builder.take(request.categories, undefined);
  return builder;
}

/**
 * The decisions of a multi request, in the order of the references. Unknown ids are skipped; of resources with one id the last
 * counts, of subjects and actions all.
 * @throws ArgumentError when a category lacks its Id
 */
export function multiRequest(request: JsonRequest): readonly DecisionRequest[] {
  const subjects = byId(request.subjects, 'an AccessSubject', true);
  const actions = byId(request.actions, 'an Action', true);
  const resources = byId(request.resources, 'a Resource', false);
  return request.references.map((ids) => {
    const builder = new Builder();
    for (const id of ids) {
      builder.take(resources.get(id)?.slice(-1) ?? [], RESOURCE_CATEGORY);
      builder.take(subjects.get(id) ?? [], SUBJECT_CATEGORY);
      builder.take(actions.get(id) ?? [], ACTION_CATEGORY);
    }
    return builder;
  });
}

function byId(
  categories: readonly JsonCategory[],
  what: string,
  syntax: boolean,
): ReadonlyMap<string, readonly JsonCategory[]> {
  const map = new Map<string, JsonCategory[]>();
  for (const category of categories) {
    if (category.id === undefined)
      throw new ArgumentError(`${what} lacks the Id that the request references need`, syntax);
    const known = map.get(category.id);
    if (known) known.push(category);
    else map.set(category.id, [category]);
  }
  return map;
}
