import { Indeterminate, processingError } from '../status.ts';
import { TYPES } from '../types/index.ts';
import type { XPathExpression } from '../types/value.ts';
import type { XNode } from '../xpath/index.ts';
import { type CallContext, define, F1, F3, type FunctionDefinition, one, type Result } from './definition.ts';

const BOOL = one(TYPES.boolean);
const INT = one(TYPES.integer);
const EXPRESSION = one(TYPES.xpathExpression);
const TEXT = one(TYPES.string);
const RESOURCE = 'urn:oasis:names:tc:xacml:3.0:attribute-category:resource';
const NO_NAMESPACES: Readonly<Record<string, string>> = Object.freeze(Object.create(null));
const EXHAUSTED = processingError('comparing nodes took more calls than one decision may make');

type Nodes = readonly XNode[];

function count(context: CallContext, expression: XPathExpression): Result {
  const nodes = context.selectNodes(expression);
  return nodes instanceof Indeterminate ? nodes : BigInt(nodes.length);
}

function both(
  context: CallContext,
  first: XPathExpression,
  second: XPathExpression,
  test: (context: CallContext, a: Nodes, b: Nodes) => Result,
): Result {
  const a = context.selectNodes(first);
  if (a instanceof Indeterminate) return a;
  const b = context.selectNodes(second);
  return b instanceof Indeterminate ? b : test(context, a as Nodes, b as Nodes);
}

/** Some node of the first is some node of the second. */
function equal(_context: CallContext, a: Nodes, b: Nodes): boolean {
  const nodes = new Set(a);
  return b.some((node) => nodes.has(node));
}

/** As `equal`, or a node of the first stands above a node of the second; an attribute stands below its element. */
function match(context: CallContext, a: Nodes, b: Nodes): Result {
  const nodes = new Set(a);
  for (const start of b) {
    for (let node: XNode | undefined = start; node !== undefined; node = node.parent) {
      if (nodes.has(node)) return true;
      if (!context.spend(1)) return EXHAUSTED;
    }
  }
  return false;
}

/** The 1.0 functions took paths as text, over the resource's content. */
function oldExpression(path: string): XPathExpression {
  return { path, category: RESOURCE, namespaces: NO_NAMESPACES, version: undefined };
}

const impure = { pure: false };

/** CORE A.3.15 and A.3.16. */
export const XPATH: readonly FunctionDefinition[] = [
  define(`${F3}xpath-node-count`, [EXPRESSION], INT, count, impure),
  define(
    `${F3}xpath-node-equal`,
    [EXPRESSION, EXPRESSION],
    BOOL,
    (context, a, b) => both(context, a, b, equal),
    impure,
  ),
  define(
    `${F3}xpath-node-match`,
    [EXPRESSION, EXPRESSION],
    BOOL,
    (context, a, b) => both(context, a, b, match),
    impure,
  ),
  define(`${F1}xpath-node-count`, [TEXT], INT, (context, path: string) => count(context, oldExpression(path)), impure),
  define(
    `${F1}xpath-node-equal`,
    [TEXT, TEXT],
    BOOL,
    (context, a: string, b: string) => both(context, oldExpression(a), oldExpression(b), equal),
    impure,
  ),
  define(
    `${F1}xpath-node-match`,
    [TEXT, TEXT],
    BOOL,
    (context, a: string, b: string) => both(context, oldExpression(a), oldExpression(b), match),
    impure,
  ),
  define(
    `${F3}access-permitted`,
    [one(TYPES.anyURI), TEXT],
    BOOL,
    (context, category: string, xml: string) => context.accessPermitted(category, xml),
    impure,
  ),
];
