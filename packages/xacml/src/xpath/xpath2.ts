import { createRequire } from 'node:module';
import type { Attr, Document, Element, Node } from 'slimdom';
import type { Budget } from '../limits.ts';
import { XPathError } from './parse.ts';
import type { XNode } from './tree.ts';

type Fontoxpath = typeof import('fontoxpath');
type Slimdom = typeof import('slimdom');

let loaded: { fontoxpath: Fontoxpath; slimdom: Slimdom } | undefined;

/**
 * Loaded when the first XPath 2.0 is met: most programs never meet one, and loading takes 40 ms.
 * @throws XPathError when they are not installed, which a program that meets none can do without
 */
function load(): { fontoxpath: Fontoxpath; slimdom: Slimdom } {
  if (loaded !== undefined) return loaded;
  const require = createRequire(import.meta.url);
  try {
    loaded = { fontoxpath: require('fontoxpath'), slimdom: require('slimdom') };
    return loaded;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'MODULE_NOT_FOUND') throw error;
    throw new XPathError('XPath 2.0 needs two packages that are not installed: npm install fontoxpath slimdom');
  }
}

/** Constructs of XPath 2.0 (as the parser names them). What is younger, or could run away, is not among them. */
const ALLOWED: ReadonlySet<string> = new Set(
  `module mainModule queryBody pathExpr rootExpr stepExpr xpathAxis anyKindTest nameTest predicates equalOp notEqualOp
   firstOperand secondOperand stringConstantExpr value integerConstantExpr decimalConstantExpr doubleConstantExpr textTest
   commentTest piTest piTarget elementTest elementName attributeTest attributeName documentTest QName Wildcard star NCName uri
   flworExpr forClause forClauseItem typedVariableBinding varName forExpr rangeSequenceExpr startExpr endExpr sequenceExpr
   returnClause varRef name quantifiedExpr quantifier quantifiedExprInClause sourceExpr predicateExpr ifThenElseExpr ifClause
   thenClause elseClause unionOp intersectOp exceptOp addOp subtractOp multiplyOp divOp idivOp modOp functionCallExpr
   functionName arguments instanceOfExpr argExpr contextItemExpr sequenceType atomicType occurrenceIndicator voidSequenceType
   castableExpr castExpr treatExpr singleType optional unaryMinusOp unaryPlusOp operand isOp nodeBeforeOp nodeAfterOp orOp
   andOp eqOp neOp ltOp leOp gtOp geOp lessThanOp lessThanOrEqualOp greaterThanOp greaterThanOrEqualOp filterExpr`.split(
    /\s+/,
  ),
);

/** Functions that take time in proportion to their arguments. Those with patterns, documents or the clock are left out. */
const FUNCTIONS: ReadonlySet<string> = new Set(
  `abs avg boolean ceiling compare concat contains count data deep-equal distinct-values empty ends-with exactly-one exists
   false floor index-of insert-before last local-name lower-case max min name namespace-uri node-name normalize-space not number
   one-or-more position remove reverse root round round-half-to-even starts-with string string-join string-length subsequence
   substring substring-after substring-before sum translate true upper-case zero-or-one string-to-codepoints`.split(
    /\s+/,
  ),
);

const MOST_NODES = 1_000;
const LONGEST_RANGE = 1_000n;
const MOST_STEPS = 200_000;
const LONGEST = 2_000;

function elementsOf(root: Element): Element[] {
  const all: Element[] = [root];
  for (let i = 0; i < all.length; i++) for (const child of all[i]?.children ?? []) all.push(child);
  return all;
}

function checkRange(range: Element): void {
  const [start, end] = range.children;
  const number = (each: Element | undefined): bigint | undefined =>
    each?.firstElementChild?.localName === 'integerConstantExpr' ? BigInt(each.textContent ?? '0') : undefined;
  const [first, last] = [number(start), number(end)];
  if (first === undefined || last === undefined || last - first >= LONGEST_RANGE) {
    throw new XPathError(`a range needs literal bounds at most ${LONGEST_RANGE} apart`);
  }
}

/** Refuses what is not XPath 2.0 or could take more time than the document's size explains. */
function screen(tree: Element): void {
  let loops = 0;
  let ranges = 0;
  for (const element of elementsOf(tree)) {
    const name = element.localName;
    if (!ALLOWED.has(name)) throw new XPathError(`${name} is not supported in an XPath 2.0`);
    if (name === 'forClauseItem' || name === 'quantifiedExprInClause') loops += 1;
    if (name === 'rangeSequenceExpr') {
      ranges += 1;
      checkRange(element);
    }
    const called = name === 'functionName' ? (element.textContent ?? '') : undefined;
    const prefix = element.getAttributeNS('http://www.w3.org/2005/XQueryX', 'prefix') ?? '';
    if (called !== undefined && prefix !== 'xs' && !FUNCTIONS.has(called))
      throw new XPathError(`the function ${called} is not supported`);
  }
  if (loops > 1) throw new XPathError('an XPath may have one for, some or every');
  if (ranges > 1) throw new XPathError('an XPath may have one range');
}

/** Copies our tree into a DOM; remembers which DOM node stands for which of ours. */
function toDom(
  root: XNode,
  slimdom: Slimdom,
): { document: Document; ours: Map<unknown, XNode>; theirs: Map<XNode, Node | Attr> } {
  const document = new slimdom.Document();
  const ours = new Map<unknown, XNode>([[document, root]]);
  const theirs = new Map<XNode, Node | Attr>([[root, document]]);
  const link = <T extends Node | Attr>(node: XNode, made: T): T => {
    if (ours.size >= MOST_NODES) throw new XPathError(`XPath 2.0 works on Content of at most ${MOST_NODES} nodes`);
    ours.set(made, node);
    theirs.set(node, made);
    return made;
  };
  const add = (parent: Document | Element, node: XNode): void => {
    if (node.kind === 'text') parent.appendChild(link(node, document.createTextNode(node.value)));
    else if (node.kind === 'comment') parent.appendChild(link(node, document.createComment(node.value)));
    else if (node.kind === 'instruction')
      parent.appendChild(link(node, document.createProcessingInstruction(node.name, node.value)));
    else {
      const element = link(node, document.createElementNS(node.uri === '' ? null : node.uri, node.name));
      parent.appendChild(element);
      for (const attribute of node.attributes) {
        element.setAttributeNS(attribute.uri === '' ? null : attribute.uri, attribute.name, attribute.value);
        const made = element.getAttributeNodeNS(attribute.uri === '' ? null : attribute.uri, attribute.local);
        if (made !== null) link(attribute, made);
      }
      for (const child of node.children) add(element, child);
    }
  };
  for (const child of root.children) add(document, child);
  return { document, ours, theirs };
}

/** A view of the DOM that counts every look at it. */
function countingFacade(budget: Budget): ConstructorParameters<typeof Object>[0] {
  let left = MOST_STEPS;
  const count = <T>(value: T): T => {
    left -= 1;
    budget.left -= 1;
    if (left < 0 || budget.left < 0) throw new XPathError('the XPath took more steps than are allowed');
    return value;
  };
  return {
    getAllAttributes: (node: Element) => count(node.attributes),
    getAttribute: (node: Element, name: string) => count(node.getAttribute(name)),
    getChildNodes: (node: Node) => count(node.childNodes),
    getData: (node: Node) => count((node as unknown as { data?: string }).data ?? (node as Attr).value ?? ''),
    getFirstChild: (node: Node) => count(node.firstChild),
    getLastChild: (node: Node) => count(node.lastChild),
    getNextSibling: (node: Node) => count(node.nextSibling),
    getParentNode: (node: Node) => count(node.nodeType === 2 ? (node as Attr).ownerElement : node.parentNode),
    getPreviousSibling: (node: Node) => count(node.previousSibling),
  };
}

/**
 * Evaluates an XPath 2.0 expression that must give nodes.
 * @throws XPathError for a bad or unsupported expression, or when it takes too many steps.
 */
export function selectWithXPath2(
  path: string,
  namespaces: Readonly<Record<string, string>>,
  context: XNode,
  budget: Budget,
): XNode[] {
  if (path.length > LONGEST) throw new XPathError(`an XPath 2.0 may have at most ${LONGEST} characters`);
  const { fontoxpath, slimdom } = load();
  const language = fontoxpath.evaluateXPath.XPATH_3_1_LANGUAGE;
  const resolve = (prefix: string): string | null => (prefix === '' ? '' : (namespaces[prefix] ?? null));
  let root = context;
  while (root.parent !== undefined) root = root.parent;
  try {
    const tree = fontoxpath.parseScript(path, { language }, new slimdom.Document() as never) as unknown as Element;
    screen(tree);
    const { ours, theirs } = toDom(root, slimdom);
    const found = fontoxpath.evaluateXPath(
      path,
      theirs.get(context),
      countingFacade(budget) as never,
      null,
      14 as never,
      {
        language,
        namespaceResolver: resolve,
      },
    ) as unknown as readonly unknown[];
    const nodes = found.map((each) => ours.get(each));
    if (nodes.some((each) => each === undefined)) throw new XPathError('the XPath must select nodes');
    return [...new Set(nodes as XNode[])].sort((a, b) => a.order - b.order);
  } catch (error) {
    if (error instanceof XPathError) throw error;
    const message = error instanceof Error ? error.message : String(error);
    throw new XPathError((message.split('\n').find((line) => line.trim() !== '') ?? 'it failed').slice(0, 200));
  }
}
