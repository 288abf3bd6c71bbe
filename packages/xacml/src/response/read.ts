import {
  type AttributeAssignment,
  bareResult,
  type Decision,
  type Obligation,
  type PolicyIdentifier,
  type Response,
  type Result,
} from '../engine/response.ts';
import { quote, XacmlError } from '../errors.ts';
import { type PdpLimits, withDefaults } from '../limits.ts';
import {
  ChildCursor,
  optionalAttribute,
  plainText,
  requiredAttribute,
  schemaError,
  XACML_NAMESPACE,
} from '../policy/elements.ts';
import type { Format } from '../request/index.ts';
import { type Json, JsonNumber, parseJson } from '../request/json-text.ts';
import { STATUS_OK } from '../status.ts';
import { dataTypeByName, TYPES } from '../types/index.ts';
import { parseXml, textOf, type XmlElement } from '../xml/reader.ts';

const DECISIONS: ReadonlySet<string> = new Set<Decision>(['Permit', 'Deny', 'NotApplicable', 'Indeterminate']);

function asDecision(text: string): Decision {
  if (DECISIONS.has(text)) return text as Decision;
  throw new XacmlError(
    'schema',
    `${quote(text)} is no decision; expected Permit, Deny, NotApplicable or Indeterminate`,
  );
}

function xmlAssignment(element: XmlElement): AttributeAssignment {
  const category = optionalAttribute(element, 'Category');
  const issuer = optionalAttribute(element, 'Issuer');
  return {
    attributeId: requiredAttribute(element, 'AttributeId'),
    ...(category === undefined ? {} : { category }),
    ...(issuer === undefined ? {} : { issuer }),
    dataType: requiredAttribute(element, 'DataType'),
    value: textOf(element),
  };
}

function xmlItems(list: XmlElement | undefined, item: string, id: string): Obligation[] {
  if (list === undefined) return [];
  return new ChildCursor(list).all(item).map((element) => ({
    id: requiredAttribute(element, id),
    assignments: new ChildCursor(element).all('AttributeAssignment').map(xmlAssignment),
  }));
}

function xmlResult(element: XmlElement): Result {
  const cursor = new ChildCursor(element);
  const decision = asDecision(plainText(cursor.need('Decision')).trim());
  const status = cursor.take('Status');
  const code =
    status === undefined ? STATUS_OK : requiredAttribute(new ChildCursor(status).need('StatusCode'), 'Value');
  const obligations = xmlItems(cursor.take('Obligations'), 'Obligation', 'ObligationId');
  const advice = xmlItems(cursor.take('AssociatedAdvice'), 'Advice', 'AdviceId');
  cursor.all('Attributes');
  const list = cursor.take('PolicyIdentifierList');
  const references = list === undefined ? [] : new ChildCursor(list).all('PolicyIdReference', 'PolicySetIdReference');
  const policyIdentifiers = references.map((each): PolicyIdentifier => {
    const kind = each.local === 'PolicyIdReference' ? 'Policy' : 'PolicySet';
    return { kind, id: plainText(each).trim(), version: optionalAttribute(each, 'Version') ?? '' };
  });
  cursor.end();
  return { ...bareResult(decision, { code }), obligations, advice, policyIdentifiers };
}

type JsonObject = { [member: string]: Json };

function object(value: Json | undefined, what: string): JsonObject {
  if (typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof JsonNumber))
    return value;
  throw new XacmlError('schema', `${what} must be an object`);
}

function list(value: Json | undefined): readonly Json[] {
  return value === undefined ? [] : Array.isArray(value) ? value : [value];
}

function text(value: Json | undefined, what: string): string {
  if (typeof value === 'string') return value;
  throw new XacmlError('schema', `${what} must be a string`);
}

function jsonValue(value: Json | undefined): { type: string; value: string } {
  if (typeof value === 'boolean') return { type: TYPES.boolean.id, value: String(value) };
  if (value instanceof JsonNumber)
    return { type: /[.eE]/.test(value.text) ? TYPES.double.id : TYPES.integer.id, value: value.text };
  if (typeof value === 'string') return { type: TYPES.string.id, value };
  return { type: TYPES.xpathExpression.id, value: text(object(value, 'Value')['XPath'], 'XPath') };
}

function jsonItem(value: Json): Obligation {
  const item = object(value, 'an obligation');
  const assignments = list(item['AttributeAssignment']).map((each): AttributeAssignment => {
    const given = object(each, 'AttributeAssignment');
    const { type, value: written } = jsonValue(given['Value']);
    const name = given['DataType'] === undefined ? type : text(given['DataType'], 'DataType');
    return {
      attributeId: text(given['AttributeId'], 'AttributeId'),
      ...(given['Category'] === undefined ? {} : { category: text(given['Category'], 'Category') }),
      ...(given['Issuer'] === undefined ? {} : { issuer: text(given['Issuer'], 'Issuer') }),
      dataType: dataTypeByName(name)?.id ?? name,
      value: written,
    };
  });
  return { id: text(item['Id'], 'Id'), assignments };
}

function jsonResult(value: Json): Result {
  const result = object(value, 'a result');
  const status = result['Status'] === undefined ? undefined : object(result['Status'], 'Status')['StatusCode'];
  // Without a status a result counts as ok (JSON profile 5.2.4).
  const code = status === undefined ? STATUS_OK : text(object(status, 'StatusCode')['Value'], 'StatusCode.Value');
  const identifiers =
    result['PolicyIdentifierList'] === undefined ? {} : object(result['PolicyIdentifierList'], 'PolicyIdentifierList');
  const read = (member: string, kind: PolicyIdentifier['kind']): PolicyIdentifier[] =>
    list(identifiers[member]).map((each) => {
      const { Id, Version } = object(each, member);
      return { kind, id: text(Id, 'Id'), version: Version === undefined ? '' : text(Version, 'Version') };
    });
  return {
    ...bareResult(asDecision(text(result['Decision'], 'Decision')), { code }),
    obligations: list(result['Obligations']).map(jsonItem),
    advice: list(result['AssociatedAdvice']).map(jsonItem),
    policyIdentifiers: [...read('PolicyIdReference', 'Policy'), ...read('PolicySetIdReference', 'PolicySet')],
  };
}

/**
 * Reads a response: decisions, status codes, obligations, advice and policy identifiers; echoed attributes are left out.
 * @throws XacmlError when the text is not well-formed or does not follow the schema.
 */
export function parseResponse(source: string, format: Format, limits?: Partial<PdpLimits>): Response {
  if (format === 'json') {
    const root = object(parseJson(source, withDefaults(limits)), 'the document');
    return { results: list(root['Response']).map(jsonResult) };
  }
  const root = parseXml(source, withDefaults(limits));
  if (root.local !== 'Response' || root.uri !== XACML_NAMESPACE)
    throw schemaError(root, `the root must be Response in ${XACML_NAMESPACE}`);
  const cursor = new ChildCursor(root);
  const results = [cursor.need('Result'), ...cursor.all('Result')].map(xmlResult);
  cursor.end();
  return { results };
}
