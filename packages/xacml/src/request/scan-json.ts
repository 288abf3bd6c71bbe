/**
 * The usual requests of JSON profile 1.1 (categories of attributes whose values are texts, and references for several decisions), read
 * straight from their text. Whatever else a request may hold is left to `read-json.ts`; where both read a request, they read the same.
 */
import type { PdpLimits } from '../limits.ts';
import { dataTypeByName, TYPES } from '../types/index.ts';
import { END, JsonScanner, RepeatedTexts, UNUSUAL, unlessUnusual } from './json-scanner.ts';
import { type Attribute, type AttributeValue, type Category, DEFAULT_OPTIONS, Request } from './model.ts';
import { CATEGORY_SHORTHANDS, refuseDuplicateIds } from './request-members.ts';

/** Longer texts are left to the runtime's parser: what is cut from a text keeps all of it in memory. In UTF-16 units. */
const MAX_LENGTH = 64 * 1024;
/** How deep the shape goes: a limit below it is for the other reader to keep. */
const DEPTH = 10;

const IMPLIED = [...CATEGORY_SHORTHANDS.values()];
/** By number: the shorthands first, in their order. */
const REQUEST = [...CATEGORY_SHORTHANDS.keys(), 'Category', 'ReturnPolicyIdList', 'CombinedDecision', 'MultiRequests'];
const [CATEGORY_LIST, POLICY_IDS, COMBINED] = [IMPLIED.length, IMPLIED.length + 1, IMPLIED.length + 2];
const ROOT = ['Request'];
const CATEGORY = ['Attribute', 'CategoryId', 'Id'];
const ATTRIBUTE = ['AttributeId', 'Value', 'DataType', 'IncludeInResult', 'Issuer'];
const MULTI_REQUESTS = ['RequestReference'];
const REFERENCE = ['ReferenceId'];

const repeated = new RepeatedTexts();

/**
 * @returns undefined when the text is not a request in the usual shape: it may be a request all the same
 * @throws XacmlError `duplicate-id`
 */
export function scanJsonRequest(text: string, limits: PdpLimits): Request | undefined {
  if (text.length > Math.min(MAX_LENGTH, limits.maxTextLength) || limits.maxDepth < DEPTH) return undefined;
  const request = unlessUnusual(() => readRoot(new JsonScanner(text)));
  if (request !== undefined) refuseDuplicateIds(request.categories);
  return request;
}

function readRoot(scanner: JsonScanner): Request {
  scanner.object();
  if (scanner.member(ROOT, 0) === END) throw UNUSUAL;
  const request = readRequest(scanner);
  scanner.member(ROOT, 1);
  scanner.finish();
  return request;
}

function readRequest(scanner: JsonScanner): Request {
  const categories: Category[] = [];
  let returnPolicyIdList = false;
  let combinedDecision = false;
  let multiRequests: string[][] | undefined;
  scanner.object();
  let seen = 0;
  for (let index = scanner.member(REQUEST, seen); index !== END; index = scanner.member(REQUEST, seen)) {
    seen |= 1 << index;
    if (index <= CATEGORY_LIST) readEach(scanner, categories, (one) => readCategory(one, IMPLIED[index]));
    else if (index === POLICY_IDS) returnPolicyIdList = scanner.boolean();
    else if (index === COMBINED) combinedDecision = scanner.boolean();
    else multiRequests = readMultiRequests(scanner);
  }
  if (categories.length === 0) throw UNUSUAL;
  const plain = !returnPolicyIdList && !combinedDecision && multiRequests === undefined;
  return new Request(
    categories,
    plain ? DEFAULT_OPTIONS : { returnPolicyIdList, combinedDecision, xpathVersion: undefined, multiRequests },
  );
}

/** Reads the items of a list, or the single item in place of one. */
function readEach<T>(scanner: JsonScanner, into: T[], read: (scanner: JsonScanner) => T): T[] {
  if (scanner.kind() !== 'list') {
    into.push(read(scanner));
    return into;
  }
  scanner.list();
  for (let more = scanner.item(true); more; more = scanner.item(false)) into.push(read(scanner));
  return into;
}

const readText = (scanner: JsonScanner): string => scanner.text();

function readCategory(scanner: JsonScanner, implied: string | undefined): Category {
  const attributes: Attribute[] = [];
  let named = implied;
  let xmlId: string | undefined;
  scanner.object();
  let seen = 0;
  for (let index = scanner.member(CATEGORY, seen); index !== END; index = scanner.member(CATEGORY, seen)) {
    seen |= 1 << index;
    if (index === 0) readEach(scanner, attributes, readAttribute);
    else if (index === 1) {
      const given = scanner.repeatedText(repeated);
      named = CATEGORY_SHORTHANDS.get(given) ?? given;
    } else xmlId = scanner.text();
  }
  if (named === undefined || (implied !== undefined && named !== implied)) throw UNUSUAL;
  return { id: named, xmlId, attributes, content: undefined };
}

function readAttribute(scanner: JsonScanner): Attribute {
  let id: string | undefined;
  let only: string | undefined;
  let several: string[] | undefined;
  let dataType: string = TYPES.string.id;
  let includeInResult = false;
  let issuer: string | undefined;
  scanner.object();
  let seen = 0;
  for (let index = scanner.member(ATTRIBUTE, seen); index !== END; index = scanner.member(ATTRIBUTE, seen)) {
    seen |= 1 << index;
    if (index === 0) id = scanner.repeatedText(repeated);
    else if (index === 1) {
      if (scanner.kind() === 'list') several = readEach(scanner, [], readText);
      else only = scanner.text();
    } else if (index === 2) dataType = typeOf(scanner.repeatedText(repeated));
    else if (index === 3) includeInResult = scanner.boolean();
    else issuer = scanner.repeatedText(repeated);
  }
  if (id === undefined) throw UNUSUAL;
  let values: AttributeValue[];
  if (only !== undefined) values = [{ dataType, text: only }];
  else if (several !== undefined) values = several.map((text) => ({ dataType, text }));
  else throw UNUSUAL;
  return { id, issuer, includeInResult, values };
}

/** Texts are values of every type but one. */
function typeOf(name: string): string {
  const id = dataTypeByName(name)?.id ?? name;
  if (id === TYPES.xpathExpression.id) throw UNUSUAL;
  return id;
}

function readMultiRequests(scanner: JsonScanner): string[][] {
  scanner.object();
  if (scanner.member(MULTI_REQUESTS, 0) === END) throw UNUSUAL;
  const references = readEach<string[]>(scanner, [], readReference);
  if (references.length === 0) throw UNUSUAL;
  scanner.member(MULTI_REQUESTS, 1);
  return references;
}

function readReference(scanner: JsonScanner): string[] {
  const ids: string[] = [];
  scanner.object();
  if (scanner.member(REFERENCE, 0) === END) return ids;
  readEach(scanner, ids, readText);
  scanner.member(REFERENCE, 1);
  return ids;
}
