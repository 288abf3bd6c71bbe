import { quote, XacmlError } from '../errors.ts';
import type { Budget, PdpLimits } from '../limits.ts';
import type { Selector } from '../policy/model.ts';
import { type Category, parseAttributeValue, Request } from '../request/model.ts';
import { readCategory } from '../request/read-xml.ts';
import { Indeterminate, processingError, syntaxError } from '../status.ts';
import type { Bag, Value, XPathExpression } from '../types/index.ts';
import { parseXml } from '../xml/reader.ts';
import { documentOf, selectXPath, textOfNode, type XNode, XPathError } from '../xpath/index.ts';
import type { EvaluationContext } from './context.ts';

const EMPTY: Bag = Object.freeze([]);

/** Nodes that a path selects; what is wrong with the path is Indeterminate. */
export function select(
  path: string,
  namespaces: Readonly<Record<string, string>>,
  version: string | undefined,
  node: XNode,
  budget: Budget,
): readonly XNode[] | Indeterminate {
  try {
    return selectXPath(path, namespaces, version, node, budget);
  } catch (error) {
    if (error instanceof XPathError) return processingError(`XPath ${quote(path)}: ${error.message}`);
    throw error;
  }
}

function withContent(request: Request, category: string): Category | undefined {
  return request.categories.find((each) => each.id === category && each.content !== undefined);
}

/** The node that an xpathExpression attribute of the category selects, which must be exactly one (CORE 5.30). */
function contextNode(category: Category, id: string, root: XNode, context: EvaluationContext): XNode | Indeterminate {
  const values = category.attributes.filter((each) => each.id === id).flatMap((each) => each.values);
  const expressions = values.flatMap((value) => (value.xpath === undefined ? [] : [value.xpath]));
  const [only] = expressions;
  if (only === undefined || expressions.length !== 1) {
    return syntaxError(`ContextSelectorId ${quote(id)} needs exactly one xpathExpression, found ${expressions.length}`);
  }
  const version = only.version ?? context.request.options.xpathVersion;
  const nodes = select(only.path, only.namespaces, version, root, context.xpathBudget);
  if (nodes instanceof Indeterminate) return nodes;
  const [node] = nodes;
  if (node !== undefined && nodes.length === 1) return node;
  return syntaxError(`ContextSelectorId ${quote(id)} must select exactly one node, but selects ${nodes.length}`);
}

/** The bag of an AttributeSelector (CORE 7.3.7): the values of the nodes its path selects in its own category's Content. */
export function selectBag(context: EvaluationContext, selector: Selector): Bag | Indeterminate {
  const category = withContent(context.request, selector.category);
  if (category?.content === undefined) return EMPTY;
  let node: XNode | Indeterminate = documentOf(category.content);
  if (selector.contextSelectorId !== undefined) node = contextNode(category, selector.contextSelectorId, node, context);
  if (node instanceof Indeterminate) return node;
  const version = selector.xpathVersion ?? context.request.options.xpathVersion;
  const nodes = select(selector.path, selector.namespaces, version, node, context.xpathBudget);
  if (nodes instanceof Indeterminate) return nodes;
  if (nodes.length > context.maxBagSize) return processingError(`XPath ${quote(selector.path)} selects too many nodes`);
  const bag: Value[] = [];
  for (const each of nodes) {
    const text = textOfNode(each);
    if (text === undefined)
      return processingError(`XPath ${quote(selector.path)} selects the document, which has no value`);
    const value = parseAttributeValue({ dataType: selector.dataType.id, text }, selector.dataType);
    if (value instanceof Indeterminate) return value;
    bag.push(value);
  }
  return bag;
}

/** The nodes of an xpathExpression value; none when its category has no Content. */
export function selectNodes(context: EvaluationContext, expression: XPathExpression): readonly XNode[] | Indeterminate {
  const content = withContent(context.request, expression.category)?.content;
  if (content === undefined) return [];
  const version = expression.version ?? context.request.options.xpathVersion;
  return select(expression.path, expression.namespaces, version, documentOf(content), context.xpathBudget);
}

/** A request with the categories of some Attributes XML in place of one of its own (CORE A.3.16). */
export function replaceCategory(
  request: Request,
  category: string,
  xml: string,
  limits: PdpLimits,
): Request | Indeterminate {
  try {
    const replacement = readCategory(parseXml(xml, limits));
    if (replacement.id !== category)
      return syntaxError(`the Attributes given are of ${quote(replacement.id)}, not ${quote(category)}`);
    const others = request.categories.filter((each) => each.id !== category);
    return new Request([...others, replacement], {
      ...request.options,
      combinedDecision: false,
      multiRequests: undefined,
    });
  } catch (error) {
    if (error instanceof XacmlError) return syntaxError(error.message);
    throw error;
  }
}
