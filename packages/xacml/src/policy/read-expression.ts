import { quote, XacmlError } from '../errors.ts';
import { type FunctionDefinition, functionById } from '../functions/index.ts';
import { type DataType, dataTypeById, TYPES, ValueError } from '../types/index.ts';
import type { Value } from '../types/value.ts';
import { textOf, type XmlElement } from '../xml/reader.ts';
import {
  booleanAttribute,
  ChildCursor,
  childElements,
  onlyAttributes,
  optionalAttribute,
  plainText,
  requiredAttribute,
  schemaError,
} from './elements.ts';
import type { Designator, Expression, Selector, ValueExpression } from './model.ts';

/** What an expression inherits from the policy around it. */
export interface ReadScope {
  readonly xpathVersion: string | undefined;
}

const EXPRESSIONS = [
  'AttributeValue',
  'AttributeDesignator',
  'AttributeSelector',
  'Apply',
  'Function',
  'VariableReference',
] as const;

/** Line and column alone, so that a model node does not keep the XML tree alive. */
export function positionOf({ line, column }: XmlElement): { line: number; column: number } {
  return { line, column };
}

/** The data type an element's DataType attribute names. */
function readDataType(element: XmlElement): DataType {
  const id = requiredAttribute(element, 'DataType');
  const type = dataTypeById(id);
  if (type === undefined) throw new XacmlError('unknown-data-type', `there is no data type ${quote(id, 200)}`, element);
  return type;
}

function readFunction(element: XmlElement, attribute: string): FunctionDefinition {
  const id = requiredAttribute(element, attribute);
  const found = functionById(id);
  if (found === undefined) throw new XacmlError('unknown-function', `there is no function ${quote(id, 200)}`, element);
  return found;
}

function readTypedValue(element: XmlElement, type: DataType, scope: ReadScope): Value {
  if (type === TYPES.xpathExpression) {
    return {
      path: textOf(element).trim(),
      category: requiredAttribute(element, 'XPathCategory'),
      namespaces: element.namespaces,
      version: scope.xpathVersion,
    };
  }
  try {
    return type.parse(plainText(element));
  } catch (error) {
    if (error instanceof ValueError) throw new XacmlError('invalid-value', error.message, element);
    throw error;
  }
}

export function readValue(element: XmlElement, scope: ReadScope): ValueExpression {
  const dataType = readDataType(element);
  return { kind: 'value', dataType, value: readTypedValue(element, dataType, scope), ...positionOf(element) };
}

function readDesignator(element: XmlElement): Designator {
  onlyAttributes(element, 'Category', 'AttributeId', 'DataType', 'MustBePresent', 'Issuer');
  new ChildCursor(element).end();
  return {
    kind: 'designator',
    category: requiredAttribute(element, 'Category'),
    attributeId: requiredAttribute(element, 'AttributeId'),
    dataType: readDataType(element),
    mustBePresent: booleanAttribute(element, 'MustBePresent'),
    issuer: optionalAttribute(element, 'Issuer'),
    ...positionOf(element),
  };
}

function readSelector(element: XmlElement, scope: ReadScope): Selector {
  onlyAttributes(element, 'Category', 'Path', 'DataType', 'MustBePresent', 'ContextSelectorId');
  new ChildCursor(element).end();
  const dataType = readDataType(element);
  if (dataType === TYPES.xpathExpression) {
    throw new XacmlError('type', 'an AttributeSelector cannot give xpathExpression values', element);
  }
  return {
    kind: 'selector',
    category: requiredAttribute(element, 'Category'),
    path: requiredAttribute(element, 'Path'),
    dataType,
    mustBePresent: booleanAttribute(element, 'MustBePresent'),
    contextSelectorId: optionalAttribute(element, 'ContextSelectorId'),
    namespaces: element.namespaces,
    xpathVersion: scope.xpathVersion,
    ...positionOf(element),
  };
}

/** Reads any of the expression elements. Depth is bounded by the XML reader. */
export function readExpression(element: XmlElement, scope: ReadScope): Expression {
  const position = positionOf(element);
  switch (element.local) {
    case 'AttributeValue':
      return readValue(element, scope);
    case 'AttributeDesignator':
      return readDesignator(element);
    case 'AttributeSelector':
      return readSelector(element, scope);
    case 'Function':
      onlyAttributes(element, 'FunctionId');
      new ChildCursor(element).end();
      return { kind: 'function', function: readFunction(element, 'FunctionId'), ...position };
    case 'VariableReference':
      onlyAttributes(element, 'VariableId');
      new ChildCursor(element).end();
      return { kind: 'variable', id: requiredAttribute(element, 'VariableId'), definition: undefined, ...position };
    case 'Apply': {
      onlyAttributes(element, 'FunctionId');
      const definition = readFunction(element, 'FunctionId');
      const cursor = new ChildCursor(element);
      cursor.take('Description');
      const args = cursor.all(...EXPRESSIONS).map((child) => readExpression(child, scope));
      cursor.end();
      return { kind: 'apply', function: definition, args, type: definition.returns, ...position };
    }
    default:
      throw schemaError(element, `${quote(element.local)} is no expression; expected ${EXPRESSIONS.join(', ')}`);
  }
}

/** Reads the single expression that an element holds. */
export function readOnlyExpression(element: XmlElement, scope: ReadScope): Expression {
  const [first, second] = childElements(element);
  if (first === undefined) throw schemaError(element, `${element.local} needs one expression`);
  if (second !== undefined) throw schemaError(second, `${element.local} takes one expression; this is a second one`);
  return readExpression(first, scope);
}

export { readFunction };
