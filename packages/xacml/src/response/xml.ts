import type { AttributeAssignment, Obligation, Response, Result, Status } from '../engine/response.ts';
import { XACML_NAMESPACE } from '../policy/elements.ts';
import type { AttributeValue, Category } from '../request/model.ts';
import { bindingsOf, type XPathExpression } from '../types/value.ts';
import { attribute, escapeXml } from '../xml/writer.ts';

/** XPathCategory and namespace declarations of an xpathExpression value. */
function xpathAttributes(xpath: XPathExpression | undefined): string {
  if (xpath === undefined) return '';
  // The default namespace is the response's own; XPath 1.0 never uses it.
  const declared = bindingsOf(xpath.namespaces).filter(
    ([prefix]) => prefix !== '' && prefix !== 'xml' && prefix !== 'xmlns',
  );
  return (
    attribute('XPathCategory', xpath.category) +
    declared.map(([prefix, uri]) => attribute(`xmlns:${prefix}`, uri)).join('')
  );
}

function statusElement({ code, message, missing }: Status): string {
  const text = message === undefined ? '' : `<StatusMessage>${escapeXml(message)}</StatusMessage>`;
  const detail =
    missing === undefined
      ? ''
      : `<StatusDetail><MissingAttributeDetail${attribute('Category', missing.category)}${attribute('AttributeId', missing.attributeId)}${attribute('DataType', missing.dataType)}${attribute('Issuer', missing.issuer)}/></StatusDetail>`;
  return `<Status><StatusCode${attribute('Value', code)}/>${text}${detail}</Status>`;
}

function assignment(each: AttributeAssignment): string {
  const names =
    attribute('AttributeId', each.attributeId) +
    attribute('Category', each.category) +
    attribute('Issuer', each.issuer) +
    attribute('DataType', each.dataType) +
    xpathAttributes(each.xpath);
  return `<AttributeAssignment${names}>${escapeXml(each.value)}</AttributeAssignment>`;
}

function list(name: string, item: string, id: string, entries: readonly Obligation[]): string {
  if (entries.length === 0) return '';
  const written = entries.map(
    (each) => `<${item}${attribute(id, each.id)}>${each.assignments.map(assignment).join('')}</${item}>`,
  );
  return `<${name}>${written.join('')}</${name}>`;
}

function value({ dataType, text, xpath }: AttributeValue): string {
  return `<AttributeValue${attribute('DataType', dataType)}${xpathAttributes(xpath)}>${escapeXml(text)}</AttributeValue>`;
}

function category(each: Category): string {
  const attributes = each.attributes.map(
    ({ id, issuer, values }) =>
      `<Attribute${attribute('AttributeId', id)}${attribute('Issuer', issuer)} IncludeInResult="true">${values.map(value).join('')}</Attribute>`,
  );
  return `<Attributes${attribute('Category', each.id)}>${attributes.join('')}</Attributes>`;
}

function identifiers(result: Result): string {
  if (result.policyIdentifiers.length === 0) return '';
  const written = result.policyIdentifiers.map(
    ({ kind, id, version }) =>
      `<${kind}IdReference${attribute('Version', version)}>${escapeXml(id)}</${kind}IdReference>`,
  );
  return `<PolicyIdentifierList>${written.join('')}</PolicyIdentifierList>`;
}

function resultElement(result: Result): string {
  return (
    `<Result><Decision>${result.decision}</Decision>${statusElement(result.status)}` +
    list('Obligations', 'Obligation', 'ObligationId', result.obligations) +
    list('AssociatedAdvice', 'Advice', 'AdviceId', result.advice) +
    `${result.attributes.map(category).join('')}${identifiers(result)}</Result>`
  );
}

/** The response as an XACML 3.0 document. */
export function writeXml(response: Response): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n<Response xmlns="${XACML_NAMESPACE}">${response.results.map(resultElement).join('')}</Response>`;
}
