import { quote } from '../errors.ts';
import type { PdpLimits } from '../limits.ts';
import type { Attribute, Category, Request } from '../request/model.ts';
import { Indeterminate, processingError, syntaxError } from '../status.ts';
import { TYPES, type XPathExpression } from '../types/index.ts';
import { documentOf, pathTo, type XNode } from '../xpath/index.ts';
import { select } from './content.ts';

/** What lies below a resource: its identifier first, then its children or all descendants, as the scope asks. */
export type ResolveScope = (
  resourceId: string,
  scope: 'Children' | 'Descendants',
  request: Request,
) => readonly string[];

const SELECTORS: ReadonlySet<string> = new Set([
  'urn:oasis:names:tc:xacml:3.0:multiple:content-selector',
  'urn:oasis:names:tc:xacml:3.0:profile:multiple:content-selector',
]);
const SELECTED = 'urn:oasis:names:tc:xacml:3.0:content-selector';
const SCOPE = 'urn:oasis:names:tc:xacml:2.0:resource:scope';
const RESOURCE_ID = 'urn:oasis:names:tc:xacml:1.0:resource:resource-id';
const RESOURCE = 'urn:oasis:names:tc:xacml:3.0:attribute-category:resource';
const NO_NAMESPACES: Readonly<Record<string, string>> = Object.freeze(Object.create(null));

type Categories = readonly Category[] | Indeterminate;

/** The category with one attribute in place of those that asked for several decisions. */
function replaced({ id, xmlId, content }: Category, kept: readonly Attribute[], instead: Attribute): Category {
  return { id, xmlId, content, attributes: [...kept, instead] };
}

/** One category a node or resource, each with a copy of the attributes that stay; Indeterminate when the copies would be too many. */
function oneEach<T>(
  items: readonly T[],
  category: Category,
  gone: (attribute: Attribute) => boolean,
  limits: PdpLimits,
  instead: (item: T) => Attribute,
): Categories {
  const kept = category.attributes.filter((each) => !gone(each));
  if (items.length * (kept.length + 1) > limits.maxAttributes)
    return processingError(`the decisions would have more than ${limits.maxAttributes} attributes together`);
  return items.map((item) => replaced(category, kept, instead(item)));
}

function nodeAttribute(node: XNode, from: Attribute, id: string): Attribute {
  const path = pathTo(node);
  const xpath: XPathExpression = { path, category: '', namespaces: NO_NAMESPACES, version: undefined };
  return {
    id,
    issuer: undefined,
    includeInResult: from.includeInResult,
    values: [{ dataType: TYPES.xpathExpression.id, text: path, xpath }],
  };
}

function inCategory(attribute: Attribute, category: string): Attribute {
  const values = attribute.values.map((value) =>
    value.xpath === undefined ? value : { ...value, xpath: { ...value.xpath, category } },
  );
  return { ...attribute, values };
}

function onlyExpression(attribute: Attribute): XPathExpression | Indeterminate {
  const xpath = attribute.values.length === 1 ? attribute.values[0]?.xpath : undefined;
  return xpath ?? syntaxError(`${quote(attribute.id)} needs exactly one xpathExpression`);
}

/** One category a node that a content-selector attribute selects (MDP 2.2). */
function byContentSelector(request: Request, category: Category, attribute: Attribute, limits: PdpLimits): Categories {
  const expression = onlyExpression(attribute);
  if (expression instanceof Indeterminate) return expression;
  if (category.content === undefined) return syntaxError(`${quote(attribute.id)} needs Content in its category`);
  const version = expression.version ?? request.options.xpathVersion;
  const nodes = select(expression.path, expression.namespaces, version, documentOf(category.content), {
    left: limits.maxXPathSteps,
  });
  if (nodes instanceof Indeterminate) return nodes;
  if (nodes.length === 0) return processingError(`${quote(expression.path)} selects no node`);
  const gone = (each: Attribute): boolean => each === attribute;
  return oneEach(nodes, category, gone, limits, (node) =>
    inCategory(nodeAttribute(node, attribute, SELECTED), category.id),
  );
}

/** The node itself with its child elements, or with all elements below it. */
function below(node: XNode, scope: 'Children' | 'Descendants'): XNode[] {
  const found = [node];
  for (let i = 0; i < found.length; i++) {
    if (i > 0 && scope === 'Children') break;
    for (const child of found[i]?.children ?? []) if (child.kind === 'element') found.push(child);
  }
  return found.sort((a, b) => a.order - b.order);
}

/** One category a resource that the scope reaches: nodes of the Content, or what the caller's hierarchy says (MDP 2.1). */
function byScope(
  request: Request,
  category: Category,
  scopeAttribute: Attribute,
  limits: PdpLimits,
  resolve: ResolveScope | undefined,
): Categories {
  const scope = scopeAttribute.values.length === 1 ? scopeAttribute.values[0]?.text.trim() : undefined;
  const isScope = (each: Attribute): boolean => each === scopeAttribute;
  if (scope === 'Immediate') {
    const { id, xmlId, content } = category;
    return [{ id, xmlId, content, attributes: category.attributes.filter((each) => !isScope(each)) }];
  }
  if (scope !== 'Children' && scope !== 'Descendants')
    return syntaxError(`the scope must be Immediate, Children or Descendants`);
  const ids = category.attributes.filter((each) => each.id === RESOURCE_ID);
  const [id] = ids;
  const value = id?.values.length === 1 ? id.values[0] : undefined;
  if (id === undefined || ids.length !== 1 || value === undefined)
    return syntaxError('a scope needs exactly one resource-id');
  const gone = (each: Attribute): boolean => isScope(each) || each === id;
  if (value.xpath !== undefined && category.content !== undefined) {
    const nodes = select(
      value.xpath.path,
      value.xpath.namespaces,
      request.options.xpathVersion,
      documentOf(category.content),
      { left: limits.maxXPathSteps },
    );
    if (nodes instanceof Indeterminate) return nodes;
    const reached = [...new Set(nodes.flatMap((node) => below(node, scope)))];
    return oneEach(reached, category, gone, limits, (node) =>
      inCategory(nodeAttribute(node, id, RESOURCE_ID), category.id),
    );
  }
  if (resolve === undefined)
    return processingError(`the scope ${scope} needs a hierarchy, which this PDP was not given`);
  try {
    const reached = resolve(value.text, scope, request);
    return oneEach(reached, category, gone, limits, (text) => ({ ...id, values: [{ ...value, text }] }));
  } catch (error) {
    return processingError(
      `finding what lies below ${quote(value.text)} failed: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

/**
 * What one category stands for: itself, or several when it has a content-selector or a scope.
 * @returns undefined when it is itself; Indeterminate when the attribute cannot be followed.
 */
export function expandCategory(
  request: Request,
  category: Category,
  limits: PdpLimits,
  resolve: ResolveScope | undefined,
): Categories | undefined {
  for (const attribute of category.attributes) {
    if (SELECTORS.has(attribute.id)) return byContentSelector(request, category, attribute, limits);
    if (attribute.id === SCOPE && category.id === RESOURCE)
      return byScope(request, category, attribute, limits, resolve);
  }
  return undefined;
}
