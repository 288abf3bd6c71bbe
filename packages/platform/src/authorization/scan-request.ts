/**
 * The usual requests (altinn-pdp.md 4), read straight from their text: of a single one, no object is made between the text and the
 * attributes. Anything out of the ordinary (an escape, an unknown member, a mistake) is left to `json-request.ts`, which reads or refuses
 * it; where both read a request, they read the same. What it earns: docs/decisions/2026-11-28-memories-and-readers.md.
 */
import { END, JsonScanner, RepeatedTexts, UNUSUAL, unlessUnusual } from '@portvakt/xacml/json-scanner';
import { AttributeSet, type DecisionRequest } from './attributes.ts';
import { checkSize, type JsonAttribute, type JsonCategory, type JsonRequest, MAX_REFERENCES } from './json-request.ts';
import * as name from './names.ts';
import { isMalformed } from './refusals.ts';

/** Longer requests are not expected to be single ones, in characters. */
const MAX_SINGLE = 8_192;
/** From this length on, a part of a text is a view that keeps the whole text in memory. */
const VIEW_LENGTH = 13;
const MAX_COPIES = 4_096;

/** Members by documented name. */
const ROOT = ['Request'];
const REQUEST = [
  ...['AccessSubject', 'Action', 'Resource', 'ReturnPolicyIdList', 'CombinedDecision', 'XPathVersion', 'Category'],
  ...['RecipientSubject', 'IntermediarySubject', 'RequestingMachine', 'MultiRequests'],
];
const [SUBJECT, ACTION, RESOURCE, POLICY_IDS, COMBINED] = [0, 1, 2, 3, 4] as const;
const MULTI = REQUEST.indexOf('MultiRequests');
const CATEGORY = ['Attribute', 'CategoryId', 'Id', 'Content'];
const ATTRIBUTE = ['AttributeId', 'Value', 'DataType', 'IncludeInResult', 'Issuer'];
const MULTI_REQUESTS = ['RequestReference'];
const REFERENCE = ['ReferenceId'];

/** The program's own copies of the usual ids, so that they are told apart without being read. */
const ids = new RepeatedTexts(Object.values(name).filter((one) => typeof one === 'string'));
const copies = new Map<string, string>();
const NO_OTHERS: DecisionRequest['others'] = new Map();

/** A value in memory of its own: it may be remembered for longer than its request. */
function readValue(scanner: JsonScanner): string {
  const view = scanner.text();
  if (view.length < VIEW_LENGTH) return view;
  const known = copies.get(view);
  if (known !== undefined) return known;
  const copy = Buffer.from(view, 'utf16le').toString('utf16le');
  if (copies.size >= MAX_COPIES) copies.clear();
  copies.set(copy, copy);
  return copy;
}

/** Where attributes go. */
interface Sink {
  add(id: string, value: string, includeInResult: boolean): void;
}

/** The attributes of one category of a multi request. */
class Listed implements Sink {
  readonly attributes: JsonAttribute[] = [];
  add(id: string, value: string, includeInResult: boolean): void {
    this.attributes.push({ id, value, dataType: undefined, includeInResult });
  }
}

/** @returns undefined when the text is not a single request in the usual shape: it may be a request all the same */
export function scanRequest(text: string): DecisionRequest | undefined {
  if (text.length > MAX_SINGLE) return undefined;
  return unlessUnusual(() => {
    const [subject, action, resource] = [new AttributeSet(), new AttributeSet(), new AttributeSet()];
    readRoot(text, (scanner, index) => {
      if (index === SUBJECT) readInto(scanner, subject, name.SUBJECT_CATEGORY);
      else if (index === ACTION) readInto(scanner, action, name.ACTION_CATEGORY);
      else if (index === RESOURCE) readInto(scanner, resource, name.RESOURCE_CATEGORY);
      else scanner.literal('null');
    });
    return { subject, action, resource, others: NO_OTHERS };
  });
}

/** @returns undefined when the text is not a request in the usual shape, or asks for too much */
export function scanMulti(text: string): JsonRequest | undefined {
  return unlessUnusual(() => {
    const read: Record<'subjects' | 'actions' | 'resources', readonly JsonCategory[]> = {
      subjects: [],
      actions: [],
      resources: [],
    };
    let references: readonly (readonly string[])[] = [];
    readRoot(text, (scanner, index) => {
      if (index === SUBJECT) read.subjects = readCategories(scanner, name.SUBJECT_CATEGORY);
      else if (index === ACTION) read.actions = readCategories(scanner, name.ACTION_CATEGORY);
      else if (index === RESOURCE) read.resources = readCategories(scanner, name.RESOURCE_CATEGORY);
      else if (index === MULTI && scanner.kind() === 'object') references = readReferences(scanner);
      else scanner.literal('null');
    });
    const request = { ...read, categories: [], references };
    return isTooLarge(request) ? undefined : request;
  });
}

function isTooLarge(request: JsonRequest): boolean {
  if (request.references.length > MAX_REFERENCES) return true;
  try {
    checkSize(request);
    return false;
  } catch (error) {
    if (!isMalformed(error)) throw error;
    return true;
  }
}

/** @param member reads the value of a member of the request, by its number */
function readRoot(text: string, member: (scanner: JsonScanner, index: number) => void): void {
  const scanner = new JsonScanner(text, true);
  scanner.object();
  if (scanner.member(ROOT, 0) === END) throw UNUSUAL;
  scanner.object();
  let seen = 0;
  for (let index = scanner.member(REQUEST, seen); index !== END; index = scanner.member(REQUEST, seen)) {
    seen |= 1 << index;
    if (index === POLICY_IDS || index === COMBINED) readFlag(scanner);
    else member(scanner, index);
  }
  scanner.member(ROOT, 1);
  scanner.finish();
}

/** The attributes of every category of a list. */
function readInto(scanner: JsonScanner, sink: Sink, category: string): void {
  scanner.list();
  for (let more = scanner.item(true); more; more = scanner.item(false)) readCategory(scanner, sink, category);
}

function readCategories(scanner: JsonScanner, category: string): readonly JsonCategory[] {
  const all: JsonCategory[] = [];
  scanner.list();
  for (let more = scanner.item(true); more; more = scanner.item(false)) {
    const listed = new Listed();
    const id = readCategory(scanner, listed, category);
    all.push({ categoryId: undefined, id, attributes: listed.attributes });
  }
  return all;
}

/** @returns its Id */
function readCategory(scanner: JsonScanner, sink: Sink, category: string): string | undefined {
  let id: string | undefined;
  scanner.object();
  let seen = 0;
  for (let index = scanner.member(CATEGORY, seen); index !== END; index = scanner.member(CATEGORY, seen)) {
    seen |= 1 << index;
    if (index === 0) readAttributes(scanner, sink);
    else if (index === 3 || scanner.kind() !== 'text') scanner.literal('null');
    else if (index === 2) id = readValue(scanner);
    else if (scanner.repeatedText(ids) !== category) throw UNUSUAL;
  }
  return id;
}

function readAttributes(scanner: JsonScanner, sink: Sink): void {
  scanner.list();
  for (let more = scanner.item(true); more; more = scanner.item(false)) readAttribute(scanner, sink);
}

function readAttribute(scanner: JsonScanner, sink: Sink): void {
  let id = '';
  let value: string | undefined;
  let echo = false;
  scanner.object();
  let seen = 0;
  for (let index = scanner.member(ATTRIBUTE, seen); index !== END; index = scanner.member(ATTRIBUTE, seen)) {
    seen |= 1 << index;
    if (index === 0) id = scanner.repeatedText(ids);
    else if (index === 1) value = readValue(scanner);
    else if (index === 3) echo = readFlag(scanner);
    else if (scanner.kind() !== 'text') scanner.literal('null');
    else if (index === 4) scanner.text();
    else checkType(scanner.repeatedText(ids));
  }
  if (id === '' || value === undefined) throw UNUSUAL;
  sink.add(id, value, echo);
}

function checkType(type: string): void {
  if (type !== name.STRING_TYPE && type !== 'string') throw UNUSUAL;
}

function readFlag(scanner: JsonScanner): boolean {
  if (scanner.kind() !== 'null') return scanner.boolean();
  scanner.literal('null');
  return false;
}

function readReferences(scanner: JsonScanner): readonly (readonly string[])[] {
  const all: string[][] = [];
  scanner.object();
  if (scanner.member(MULTI_REQUESTS, 0) === END) throw UNUSUAL;
  scanner.list();
  for (let more = scanner.item(true); more; more = scanner.item(false)) all.push(readReference(scanner));
  scanner.member(MULTI_REQUESTS, 1);
  return all;
}

function readReference(scanner: JsonScanner): string[] {
  const named: string[] = [];
  scanner.object();
  if (scanner.member(REFERENCE, 0) === END) throw UNUSUAL;
  scanner.list();
  for (let more = scanner.item(true); more; more = scanner.item(false)) named.push(readValue(scanner));
  scanner.member(REFERENCE, 1);
  return named;
}
