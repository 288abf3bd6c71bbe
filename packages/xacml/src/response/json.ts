import type {
  AttributeAssignment,
  Obligation,
  PolicyIdentifier,
  Response,
  Result,
  Status,
} from '../engine/response.ts';
import type { AttributeValue, Category } from '../request/model.ts';
import { TYPES } from '../types/index.ts';
import { bindingsOf, type XPathExpression } from '../types/value.ts';

type JsonValue = unknown;

function xpathObject({ category, path, namespaces }: XPathExpression): JsonValue {
  const bindings = bindingsOf(namespaces).map(([prefix, uri]) =>
    prefix === '' ? { Namespace: uri } : { Prefix: prefix, Namespace: uri },
  );
  return { XPathCategory: category, XPath: path, ...(bindings.length === 0 ? {} : { Namespaces: bindings }) };
}

/** Types whose values are JSON numbers or booleans; everything else is text with its DataType. */
function jsonValue(dataType: string, text: string, xpath: XPathExpression | undefined): JsonValue {
  if (xpath !== undefined) return xpathObject(xpath);
  const trimmed = text.trim();
  if (dataType === TYPES.boolean.id && (trimmed === 'true' || trimmed === '1')) return true;
  if (dataType === TYPES.boolean.id && (trimmed === 'false' || trimmed === '0')) return false;
  if (dataType === TYPES.integer.id && /^[+-]?\d{1,15}$/.test(trimmed)) return Number(trimmed);
  return text;
}

function assignment(each: AttributeAssignment): JsonValue {
  const { attributeId, category, issuer, dataType, value, xpath } = each;
  return {
    AttributeId: attributeId,
    Value: jsonValue(dataType, value, xpath),
    ...(category === undefined ? {} : { Category: category }),
    DataType: dataType,
    ...(issuer === undefined ? {} : { Issuer: issuer }),
  };
}

function obligation(each: Obligation): JsonValue {
  const assignments = each.assignments.map(assignment);
  return { Id: each.id, ...(assignments.length === 0 ? {} : { AttributeAssignment: assignments }) };
}

function statusObject({ code, message, missing }: Status): JsonValue {
  const detail =
    missing === undefined
      ? {}
      : {
          StatusDetail: [
            {
              MissingAttributeDetail: {
                Category: missing.category,
                AttributeId: missing.attributeId,
                DataType: missing.dataType,
                ...(missing.issuer === undefined ? {} : { Issuer: missing.issuer }),
              },
            },
          ],
        };
  return { ...(message === undefined ? {} : { StatusMessage: message }), ...detail, StatusCode: { Value: code } };
}

/** Values of one attribute, grouped by data type, because a JSON attribute has one type. */
function attributeObjects(category: Category): JsonValue[] {
  return category.attributes.flatMap((attribute) => {
    const byType = new Map<string, AttributeValue[]>();
    for (const value of attribute.values) {
      const list = byType.get(value.dataType);
      if (list === undefined) byType.set(value.dataType, [value]);
      else list.push(value);
    }
    return [...byType].map(([dataType, values]) => {
      const written = values.map((value) => jsonValue(dataType, value.text, value.xpath));
      return {
        AttributeId: attribute.id,
        Value: written.length === 1 ? written[0] : written,
        ...(attribute.issuer === undefined ? {} : { Issuer: attribute.issuer }),
        DataType: dataType,
        IncludeInResult: true,
      };
    });
  });
}

function identifierList(identifiers: readonly PolicyIdentifier[]): JsonValue {
  const of = (kind: PolicyIdentifier['kind']): JsonValue[] =>
    identifiers.filter((each) => each.kind === kind).map(({ id, version }) => ({ Id: id, Version: version }));
  const [policies, sets] = [of('Policy'), of('PolicySet')];
  return {
    ...(policies.length === 0 ? {} : { PolicyIdReference: policies }),
    ...(sets.length === 0 ? {} : { PolicySetIdReference: sets }),
  };
}

function resultObject(result: Result): JsonValue {
  const { decision, status, obligations, advice, attributes, policyIdentifiers } = result;
  return {
    Decision: decision,
    Status: statusObject(status),
    ...(obligations.length === 0 ? {} : { Obligations: obligations.map(obligation) }),
    ...(advice.length === 0 ? {} : { AssociatedAdvice: advice.map(obligation) }),
    ...(attributes.length === 0
      ? {}
      : { Category: attributes.map((each) => ({ CategoryId: each.id, Attribute: attributeObjects(each) })) }),
    ...(policyIdentifiers.length === 0 ? {} : { PolicyIdentifierList: identifierList(policyIdentifiers) }),
  };
}

/** The response in JSON profile 1.1. */
export function writeJson(response: Response): string {
  return JSON.stringify({ Response: response.results.map(resultObject) });
}
