import type { Budget } from '../limits.ts';
import { XPathEvaluator } from './evaluate.ts';
import { parseXPath, type XPath, XPathError } from './parse.ts';
import { stringValue, type XNode } from './tree.ts';
import { selectWithXPath2 } from './xpath2.ts';

export { XPathError } from './parse.ts';
export { documentOf, pathTo, type XNode } from './tree.ts';

/** Identifier of XPath 2.0; anything else, or nothing, means 1.0. */
export const XPATH_2 = 'http://www.w3.org/TR/2007/REC-xpath20-20070123';

type Namespaces = Readonly<Record<string, string>>;

/** Parsed paths by their namespaces, which policies share among all expressions of an element. */
const parsed = new WeakMap<Namespaces, Map<string, XPath>>();
const MOST_PARSED = 200;

function parse(path: string, namespaces: Namespaces): XPath {
  let known = parsed.get(namespaces);
  if (known === undefined) {
    known = new Map();
    parsed.set(namespaces, known);
  }
  const found = known.get(path);
  if (found !== undefined) return found;
  const made = parseXPath(path, namespaces);
  if (known.size < MOST_PARSED) known.set(path, made);
  return made;
}

/**
 * The nodes a path selects from a context node, in document order.
 * @param budget node visits and operations that are left; taken from.
 * @throws XPathError for a bad path, one that gives no nodes, or one that takes too many steps.
 */
export function selectXPath(
  path: string,
  namespaces: Namespaces,
  version: string | undefined,
  context: XNode,
  budget: Budget,
): readonly XNode[] {
  if (version === XPATH_2) return selectWithXPath2(path, namespaces, context, budget);
  try {
    return new XPathEvaluator(context, budget).nodes(parse(path, namespaces));
  } catch (error) {
    if (error instanceof RangeError) throw new XPathError('the XPath is nested too deep');
    throw error;
  }
}

/** Text of a selected node, or undefined for the document itself, which has no value in XACML (CORE 5.30). */
export function textOfNode(node: XNode): string | undefined {
  return node.kind === 'root' ? undefined : stringValue(node, () => undefined);
}
