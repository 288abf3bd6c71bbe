import { XacmlError } from '../errors.ts';
import type { PdpLimits } from '../limits.ts';
import {
  booleanAttribute,
  ChildCursor,
  onlyAttributes,
  optionalAttribute,
  plainText,
  requiredAttribute,
  schemaError,
  XACML_NAMESPACE,
} from '../policy/elements.ts';
import { readXPathVersion } from '../policy/read-parts.ts';
import { TYPES } from '../types/index.ts';
import { parseXml, textOf, type XmlElement } from '../xml/reader.ts';
import { type Attribute, type AttributeValue, type Category, Request } from './model.ts';

const XML_NAMESPACE = 'http://www.w3.org/XML/1998/namespace';

function readValue(element: XmlElement): AttributeValue {
  const dataType = requiredAttribute(element, 'DataType');
  if (dataType !== TYPES.xpathExpression.id) return { dataType, text: textOf(element) };
  const category = optionalAttribute(element, 'XPathCategory');
  // Without category it is no xpathExpression, which matters only if a policy asks for it.
  if (category === undefined) return { dataType, text: textOf(element) };
  const path = plainText(element).trim();
  return { dataType, text: path, xpath: { path, category, namespaces: element.namespaces, version: undefined } };
}

function readAttribute(element: XmlElement): Attribute {
  onlyAttributes(element, 'AttributeId', 'Issuer', 'IncludeInResult');
  const cursor = new ChildCursor(element);
  const values = [readValue(cursor.need('AttributeValue')), ...cursor.all('AttributeValue').map(readValue)];
  cursor.end();
  return {
    id: requiredAttribute(element, 'AttributeId'),
    issuer: optionalAttribute(element, 'Issuer'),
    includeInResult: booleanAttribute(element, 'IncludeInResult'),
    values,
  };
}

function readContent(element: XmlElement | undefined): XmlElement | undefined {
  if (element === undefined) return undefined;
  const elements = element.children.filter((child) => typeof child !== 'string' && child.kind === 'element');
  if (elements.length > 1) throw schemaError(element, 'Content must hold exactly one element');
  return elements[0] as XmlElement | undefined;
}

/** Reads an `Attributes` element of a request. */
export function readCategory(element: XmlElement): Category {
  onlyAttributes(element, 'Category');
  const cursor = new ChildCursor(element);
  const content = readContent(cursor.take('Content'));
  const attributes = cursor.all('Attribute').map(readAttribute);
  cursor.end();
  const xmlId = element.attributes.find((each) => each.local === 'id' && each.uri === XML_NAMESPACE)?.value;
  return { id: requiredAttribute(element, 'Category'), xmlId, attributes, content };
}

function readMultiRequests(element: XmlElement | undefined): string[][] | undefined {
  if (element === undefined) return undefined;
  onlyAttributes(element);
  const cursor = new ChildCursor(element);
  const read = (reference: XmlElement): string[] => {
    const inner = new ChildCursor(reference);
    const ids = [inner.need('AttributesReference'), ...inner.all('AttributesReference')].map((each) => {
      onlyAttributes(each, 'ReferenceId');
      return requiredAttribute(each, 'ReferenceId');
    });
    inner.end();
    return ids;
  };
  const references = [read(cursor.need('RequestReference')), ...cursor.all('RequestReference').map(read)];
  cursor.end();
  return references;
}

/** Reads a Request document. @throws XacmlError with line and column. */
export function readXmlRequest(text: string, limits: PdpLimits): Request {
  const root = parseXml(text, limits);
  if (root.local !== 'Request' || root.uri !== XACML_NAMESPACE) {
    throw schemaError(root, `the root must be Request in ${XACML_NAMESPACE}`);
  }
  onlyAttributes(root, 'ReturnPolicyIdList', 'CombinedDecision');
  const cursor = new ChildCursor(root);
  const xpathVersion = readXPathVersion(cursor.take('RequestDefaults'));
  const categories = [cursor.need('Attributes'), ...cursor.all('Attributes')].map(readCategory);
  const multiRequests = readMultiRequests(cursor.take('MultiRequests'));
  cursor.end();
  const seen = new Set<string>();
  for (const { xmlId } of categories) {
    if (xmlId !== undefined && seen.has(xmlId))
      throw new XacmlError('duplicate-id', `xml:id ${xmlId} is used twice`, root);
    if (xmlId !== undefined) seen.add(xmlId);
  }
  return new Request(categories, {
    returnPolicyIdList: booleanAttribute(root, 'ReturnPolicyIdList'),
    combinedDecision: booleanAttribute(root, 'CombinedDecision'),
    xpathVersion,
    multiRequests,
  });
}
