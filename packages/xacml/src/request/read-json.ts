import { quote, XacmlError } from '../errors.ts';
import type { PdpLimits } from '../limits.ts';
import { XPATH_VERSIONS } from '../policy/read.ts';
import { dataTypeByName, TYPES } from '../types/index.ts';
import { parseXml, type XmlElement } from '../xml/reader.ts';
import { type Json, JsonNumber, parseJson } from './json-text.ts';
import { type Attribute, type AttributeValue, type Category, Request } from './model.ts';

const SUBJECT = 'urn:oasis:names:tc:xacml:1.0:subject-category:';
const ATTRIBUTE = 'urn:oasis:names:tc:xacml:3.0:attribute-category:';

/** Members of Request that stand for a category (JSON profile 4.2.2.2), and their identifiers. */
export const CATEGORY_SHORTHANDS: ReadonlyMap<string, string> = new Map([
  ['AccessSubject', `${SUBJECT}access-subject`],
  ['RecipientSubject', `${SUBJECT}recipient-subject`],
  ['IntermediarySubject', `${SUBJECT}intermediary-subject`],
  ['Codebase', `${SUBJECT}codebase`],
  ['RequestingMachine', `${SUBJECT}requesting-machine`],
  ['Resource', `${ATTRIBUTE}resource`],
  ['Action', `${ATTRIBUTE}action`],
  ['Environment', `${ATTRIBUTE}environment`],
]);

type JsonObject = { [member: string]: Json };

function refuse(path: string, message: string): XacmlError {
  return new XacmlError('schema', `${path}: ${message}`);
}

function kindOf(value: Json | undefined): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (value instanceof JsonNumber) return 'a number';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

function asObject(value: Json | undefined, path: string): JsonObject {
  if (typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof JsonNumber))
    return value;
  throw refuse(path, `expected an object, found ${kindOf(value)}`);
}

/** A list, or a single item in place of a list of one. */
function asList(value: Json | undefined): readonly Json[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}

function asText(value: Json | undefined, path: string): string {
  if (typeof value === 'string') return value;
  throw refuse(path, `expected a string, found ${kindOf(value)}`);
}

function optionalText(value: Json | undefined, path: string): string | undefined {
  return value === undefined ? undefined : asText(value, path);
}

function asBoolean(value: Json | undefined, path: string): boolean {
  if (value === undefined) return false;
  if (typeof value === 'boolean') return value;
  throw refuse(path, `expected true or false, found ${kindOf(value)}`);
}

function onlyMembers(object: JsonObject, known: ReadonlySet<string>, path: string): void {
  for (const member in object) {
    if (!known.has(member))
      throw refuse(path, `there is no member ${quote(member)}; known are ${[...known].join(', ')}`);
  }
}

/** The data type a JSON value has by itself (JSON profile 3.3.1); objects are xpathExpression. */
function inferType(value: Json, path: string): string {
  if (typeof value === 'string') return TYPES.string.id;
  if (typeof value === 'boolean') return TYPES.boolean.id;
  if (value instanceof JsonNumber) return /[.eE]/.test(value.text) ? TYPES.double.id : TYPES.integer.id;
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return TYPES.xpathExpression.id;
  throw refuse(path, `${kindOf(value)} is no attribute value`);
}

const XPATH_MEMBERS = new Set(['XPathCategory', 'XPath', 'Namespaces']);
const NAMESPACE_MEMBERS = new Set(['Prefix', 'Namespace']);

function readXPath(object: JsonObject, path: string): AttributeValue {
  onlyMembers(object, XPATH_MEMBERS, path);
  const namespaces: Record<string, string> = Object.create(null);
  for (const item of asList(object['Namespaces'])) {
    const binding = asObject(item, `${path}.Namespaces`);
    onlyMembers(binding, NAMESPACE_MEMBERS, `${path}.Namespaces`);
    namespaces[optionalText(binding['Prefix'], `${path}.Prefix`) ?? ''] = asText(
      binding['Namespace'],
      `${path}.Namespace`,
    );
  }
  const given = asText(object['XPathCategory'], `${path}.XPathCategory`);
  const category = CATEGORY_SHORTHANDS.get(given) ?? given;
  const text = asText(object['XPath'], `${path}.XPath`);
  return { dataType: TYPES.xpathExpression.id, text, xpath: { path: text, category, namespaces, version: undefined } };
}

function readOneValue(value: Json, dataType: string, path: string): AttributeValue {
  if (typeof value === 'string') {
    if (dataType === TYPES.xpathExpression.id)
      throw refuse(path, 'an xpathExpression must be an object with XPathCategory and XPath');
    return { dataType, text: value };
  }
  if (typeof value === 'boolean') return { dataType, text: String(value) };
  if (value instanceof JsonNumber) {
    // An integer may be written 1e3: plain digits are what the type's own syntax wants.
    const plain = dataType === TYPES.integer.id && /^-?\d+[eE]\+?\d{1,3}$/.test(value.text);
    return { dataType, text: plain ? BigInt(Number(value.text)).toString() : value.text };
  }
  const object = asObject(value, path);
  if (dataType !== TYPES.xpathExpression.id) throw refuse(path, `an object is no value of type ${quote(dataType)}`);
  return readXPath(object, path);
}

/** The common type of a list without DataType: integers among doubles are doubles, other mixtures are refused. */
function inferListType(values: readonly Json[], path: string): string {
  const types = new Set(values.map((value) => inferType(value, path)));
  if (types.size <= 1) return types.values().next().value ?? TYPES.string.id;
  if (types.size === 2 && types.has(TYPES.integer.id) && types.has(TYPES.double.id)) return TYPES.double.id;
  throw refuse(path, 'the values of a list must all have one type; give a DataType or split the attribute');
}

const ATTRIBUTE_MEMBERS = new Set(['AttributeId', 'Value', 'Issuer', 'DataType', 'IncludeInResult']);

function readAttribute(value: Json, path: string): Attribute {
  const object = asObject(value, path);
  onlyMembers(object, ATTRIBUTE_MEMBERS, path);
  const given = object['Value'];
  if (given === undefined) throw refuse(path, 'Value is missing');
  const list = Array.isArray(given) ? given : undefined;
  const name = optionalText(object['DataType'], `${path}.DataType`);
  const dataType =
    name === undefined
      ? list === undefined
        ? inferType(given, path)
        : inferListType(list, path)
      : (dataTypeByName(name)?.id ?? name);
  return {
    id: asText(object['AttributeId'], `${path}.AttributeId`),
    issuer: optionalText(object['Issuer'], `${path}.Issuer`),
    includeInResult: asBoolean(object['IncludeInResult'], `${path}.IncludeInResult`),
    values:
      list === undefined
        ? [readOneValue(given, dataType, path)]
        : list.map((item) => readOneValue(item, dataType, path)),
  };
}

const BASE64 = /^[A-Za-z0-9+/\s]+={0,2}\s*$/;

/** Content is XML as an escaped string, or Base64 of it (JSON profile 4.2.3.1): XML starts with `<`, Base64 never does. */
function readContent(value: Json | undefined, path: string, limits: PdpLimits): XmlElement | undefined {
  const text = optionalText(value, path);
  if (text === undefined) return undefined;
  if (text.trimStart().startsWith('<')) return parseXml(text, limits);
  if (!BASE64.test(text)) throw refuse(path, 'Content must be XML text or Base64 of it');
  const octets = Uint8Array.from(atob(text.replace(/\s/g, '')), (character) => character.charCodeAt(0));
  return parseXml(new TextDecoder('utf-8', { fatal: false }).decode(octets), limits);
}

const CATEGORY_MEMBERS = new Set(['CategoryId', 'Id', 'Content', 'Attribute']);

function readCategory(value: Json, implied: string | undefined, path: string, limits: PdpLimits): Category {
  const object = asObject(value, path);
  onlyMembers(object, CATEGORY_MEMBERS, path);
  const named = optionalText(object['CategoryId'], `${path}.CategoryId`);
  const id = implied ?? (named === undefined ? undefined : (CATEGORY_SHORTHANDS.get(named) ?? named));
  if (id === undefined) throw refuse(path, 'CategoryId is missing');
  if (implied !== undefined && named !== undefined && (CATEGORY_SHORTHANDS.get(named) ?? named) !== implied) {
    throw refuse(path, `CategoryId ${quote(named)} contradicts the member it stands in`);
  }
  return {
    id,
    xmlId: optionalText(object['Id'], `${path}.Id`),
    attributes: asList(object['Attribute']).map((item, index) => readAttribute(item, `${path}.Attribute[${index}]`)),
    content: readContent(object['Content'], `${path}.Content`, limits),
  };
}

const MULTI_MEMBERS = new Set(['RequestReference']);
const REFERENCE_MEMBERS = new Set(['ReferenceId']);

function readMultiRequests(value: Json | undefined): string[][] | undefined {
  if (value === undefined) return undefined;
  const path = 'Request.MultiRequests';
  const object = asObject(value, path);
  onlyMembers(object, MULTI_MEMBERS, path);
  const references = asList(object['RequestReference']);
  if (references.length === 0) throw refuse(path, 'RequestReference must name at least one request');
  return references.map((item, index) => {
    const here = `${path}.RequestReference[${index}]`;
    const reference = asObject(item, here);
    onlyMembers(reference, REFERENCE_MEMBERS, here);
    return asList(reference['ReferenceId']).map((id) => asText(id, `${here}.ReferenceId`));
  });
}

const REQUEST_MEMBERS = new Set([
  'ReturnPolicyIdList',
  'CombinedDecision',
  'XPathVersion',
  'Category',
  'MultiRequests',
  ...CATEGORY_SHORTHANDS.keys(),
]);
const ROOT_MEMBERS = new Set(['Request']);

function refuseDuplicateIds(categories: readonly Category[]): void {
  const seen = new Set<string>();
  for (const { xmlId } of categories) {
    if (xmlId === undefined) continue;
    if (seen.has(xmlId)) throw new XacmlError('duplicate-id', `the Id ${quote(xmlId)} is used by two categories`);
    seen.add(xmlId);
  }
}

function readVersion(value: Json | undefined): string | undefined {
  const version = optionalText(value, 'Request.XPathVersion');
  if (version === undefined || XPATH_VERSIONS.has(version)) return version;
  throw new XacmlError('xpath', `the XPath version ${quote(version, 200)} is not supported`);
}

/** Reads a request of JSON profile 1.1. @throws XacmlError; messages name the member that is wrong. */
export function readJsonRequest(text: string, limits: PdpLimits): Request {
  const root = asObject(parseJson(text, limits), 'the document');
  onlyMembers(root, ROOT_MEMBERS, 'the document');
  const object = asObject(root['Request'], 'Request');
  const categories: Category[] = [];
  // In the order of the text, so that results come in the order a caller wrote them.
  for (const member in object) {
    if (!REQUEST_MEMBERS.has(member)) onlyMembers(object, REQUEST_MEMBERS, 'Request');
    const implied = CATEGORY_SHORTHANDS.get(member);
    if (implied === undefined && member !== 'Category') continue;
    for (const item of asList(object[member]))
      categories.push(readCategory(item, implied, `Request.${member}`, limits));
  }
  if (categories.length === 0)
    throw refuse('Request', 'there is no category; give Category, AccessSubject, Resource or Action');
  refuseDuplicateIds(categories);
  return new Request(categories, {
    returnPolicyIdList: asBoolean(object['ReturnPolicyIdList'], 'Request.ReturnPolicyIdList'),
    combinedDecision: asBoolean(object['CombinedDecision'], 'Request.CombinedDecision'),
    xpathVersion: readVersion(object['XPathVersion']),
    multiRequests: readMultiRequests(object['MultiRequests']),
  });
}
