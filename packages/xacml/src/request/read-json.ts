import { quote, XacmlError } from '../errors.ts';
import type { PdpLimits } from '../limits.ts';
import { XPATH_VERSIONS } from '../policy/read-parts.ts';
import { dataTypeByName, TYPES } from '../types/index.ts';
import { parseXml, type XmlElement } from '../xml/reader.ts';
import {
  asBoolean,
  asObject,
  asText,
  type JsonObject,
  kindOf,
  onlyMembers,
  optionalText,
  Refusal,
  readEach,
  refuse,
} from './json-members.ts';
import { type Json, JsonNumber, parseJson } from './json-text.ts';
import { type Attribute, type AttributeValue, type Category, DEFAULT_OPTIONS, Request } from './model.ts';
import { CATEGORY_SHORTHANDS, refuseDuplicateIds } from './request-members.ts';
import { scanJsonRequest } from './scan-json.ts';

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
  readEach(object['Namespaces'], 'Namespaces', (item) => {
    const binding = asObject(item, '');
    onlyMembers(binding, NAMESPACE_MEMBERS, '');
    namespaces[optionalText(binding['Prefix'], 'Prefix') ?? ''] = asText(binding['Namespace'], 'Namespace');
  });
  const given = asText(object['XPathCategory'], 'XPathCategory');
  const category = CATEGORY_SHORTHANDS.get(given) ?? given;
  const text = asText(object['XPath'], 'XPath');
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
    const power = dataType === TYPES.integer.id ? /^(-?\d+)[eE]\+?(\d{1,3})$/.exec(value.text) : null;
    return { dataType, text: power === null ? value.text : `${power[1]}${'0'.repeat(Number(power[2]))}` };
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

function readAttribute(value: Json): Attribute {
  const object = asObject(value, '');
  onlyMembers(object, ATTRIBUTE_MEMBERS, '');
  const given = object['Value'];
  if (given === undefined) throw refuse('', 'Value is missing');
  const list = Array.isArray(given) ? given : undefined;
  const name = optionalText(object['DataType'], 'DataType');
  let dataType: string;
  if (name !== undefined) dataType = dataTypeByName(name)?.id ?? name;
  else dataType = list === undefined ? inferType(given, 'Value') : inferListType(list, 'Value');
  return {
    id: asText(object['AttributeId'], 'AttributeId'),
    issuer: optionalText(object['Issuer'], 'Issuer'),
    includeInResult: asBoolean(object['IncludeInResult'], 'IncludeInResult'),
    values:
      list === undefined
        ? [readOneValue(given, dataType, 'Value')]
        : list.map((item) => readOneValue(item, dataType, 'Value')),
  };
}

/** Content is XML as an escaped string, or Base64 of it (JSON profile 4.2.3.1): XML starts with `<`, Base64 never does. */
function readContent(value: Json | undefined, limits: PdpLimits): XmlElement | undefined {
  const text = optionalText(value, 'Content');
  if (text === undefined) return undefined;
  if (text.trimStart().startsWith('<')) return parseXml(text, limits);
  return parseXml(new TextDecoder('utf-8', { fatal: false }).decode(fromBase64(text)), limits);
}

const BASE64 = /^[A-Za-z0-9+/\s]+={0,2}\s*$/;

function fromBase64(text: string): Uint8Array {
  try {
    if (BASE64.test(text)) return Uint8Array.from(atob(text.replace(/\s/g, '')), (one) => one.charCodeAt(0));
  } catch {
    // Its characters are those of Base64, and it is cut short.
  }
  throw refuse('Content', 'it must be XML text or Base64 of it');
}

const CATEGORY_MEMBERS = new Set(['CategoryId', 'Id', 'Content', 'Attribute']);

function readCategory(value: Json, implied: string | undefined, limits: PdpLimits): Category {
  const object = asObject(value, '');
  onlyMembers(object, CATEGORY_MEMBERS, '');
  const named = optionalText(object['CategoryId'], 'CategoryId');
  const id = implied ?? (named === undefined ? undefined : (CATEGORY_SHORTHANDS.get(named) ?? named));
  if (id === undefined) throw refuse('', 'CategoryId is missing');
  if (implied !== undefined && named !== undefined && (CATEGORY_SHORTHANDS.get(named) ?? named) !== implied) {
    throw refuse('', `CategoryId ${quote(named)} contradicts the member it stands in`);
  }
  return {
    id,
    xmlId: optionalText(object['Id'], 'Id'),
    attributes: readEach(object['Attribute'], 'Attribute', readAttribute),
    content: readContent(object['Content'], limits),
  };
}

const MULTI_MEMBERS = new Set(['RequestReference']);
const REFERENCE_MEMBERS = new Set(['ReferenceId']);

function readMultiRequests(value: Json | undefined): string[][] | undefined {
  if (value === undefined) return undefined;
  const object = asObject(value, 'MultiRequests');
  onlyMembers(object, MULTI_MEMBERS, 'MultiRequests');
  const references = readEach(object['RequestReference'], 'MultiRequests.RequestReference', (item) => {
    const reference = asObject(item, '');
    onlyMembers(reference, REFERENCE_MEMBERS, '');
    return readEach(reference['ReferenceId'], 'ReferenceId', (id) => asText(id, ''));
  });
  if (references.length === 0) throw refuse('MultiRequests', 'RequestReference must name at least one request');
  return references;
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

function readVersion(value: Json | undefined): string | undefined {
  const version = optionalText(value, 'XPathVersion');
  if (version === undefined || XPATH_VERSIONS.has(version)) return version;
  throw new XacmlError('xpath', `the XPath version ${quote(version, 200)} is not supported`);
}

function readRequest(object: JsonObject, limits: PdpLimits): Request {
  const categories: Category[] = [];
  // In the order of the text, so that results come in the order a caller wrote them.
  for (const member in object) {
    if (!REQUEST_MEMBERS.has(member)) onlyMembers(object, REQUEST_MEMBERS, '');
    const implied = CATEGORY_SHORTHANDS.get(member);
    if (implied === undefined && member !== 'Category') continue;
    for (const each of readEach(object[member], member, (item) => readCategory(item, implied, limits)))
      categories.push(each);
  }
  if (categories.length === 0)
    throw refuse('', 'there is no category; give Category, AccessSubject, Resource or Action');
  refuseDuplicateIds(categories);
  const returnPolicyIdList = asBoolean(object['ReturnPolicyIdList'], 'ReturnPolicyIdList');
  const combinedDecision = asBoolean(object['CombinedDecision'], 'CombinedDecision');
  const xpathVersion = readVersion(object['XPathVersion']);
  const multiRequests = readMultiRequests(object['MultiRequests']);
  const plain = !returnPolicyIdList && !combinedDecision && xpathVersion === undefined && multiRequests === undefined;
  return new Request(
    categories,
    plain ? DEFAULT_OPTIONS : { returnPolicyIdList, combinedDecision, xpathVersion, multiRequests },
  );
}

/** Reads a request of JSON profile 1.1. @throws XacmlError; messages name the member that is wrong. */
export const readJsonRequest = (text: string, limits: PdpLimits): Request =>
  scanJsonRequest(text, limits) ?? readAnyJsonRequest(text, limits);

/** The same of whatever shape the request has, and several times slower. */
export function readAnyJsonRequest(text: string, limits: PdpLimits): Request {
  const parsed = parseJson(text, limits);
  try {
    const root = asObject(parsed, '');
    onlyMembers(root, ROOT_MEMBERS, '');
    return readRequest(asObject(root['Request'], 'Request'), limits);
  } catch (error) {
    if (error instanceof Refusal)
      throw new XacmlError('schema', `${error.path === '' ? 'the request' : error.path}: ${error.message}`);
    throw error;
  }
}
