import type { Budget } from '../limits.ts';
import { passes, walk } from './axes.ts';
import { type CallScope, callFunction } from './functions.ts';
import { type Step, type XPath, XPathError } from './parse.ts';
import { stringValue, type XNode } from './tree.ts';
import type { XValue } from './value.ts';

/** The number an XPath string stands for. */
function toNumber(text: string): number {
  return /^[ \t\r\n]*-?(?:\d+(?:\.\d*)?|\.\d+)[ \t\r\n]*$/.test(text) ? Number(text) : Number.NaN;
}

/** The text of an XPath number: never with an exponent (XPath 1.0 section 4.2). */
function numberText(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) < 1e21) return String(value === 0 ? 0 : value);
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? 'Infinity' : '-Infinity';
  const text = String(value);
  return text.includes('e') ? value.toFixed(20).replace(/0+$/, '').replace(/\.$/, '') : text;
}

const COMPARE: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
};
const ARITHMETIC: Readonly<Record<string, (a: number, b: number) => number>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  div: (a, b) => a / b,
  mod: (a, b) => a % b,
};

/** Evaluates one expression over one document, counting every node it touches. */
export class XPathEvaluator implements CallScope {
  node: XNode;
  position = 1;
  size = 1;
  readonly #budget: Budget;

  constructor(node: XNode, budget: Budget) {
    this.node = node;
    this.#budget = budget;
  }

  /** Counts work. @throws XPathError when the budget is used up. */
  spend(steps = 1): void {
    this.#budget.left -= steps;
    if (this.#budget.left < 0) throw new XPathError('the XPath took more steps than are allowed');
  }

  nodeText(node: XNode): string {
    return stringValue(node, () => this.spend());
  }

  text(value: XValue): string {
    if (typeof value === 'string') return value;
    if (typeof value === 'number') return numberText(value);
    if (typeof value === 'boolean') return String(value);
    const first = value[0];
    return first === undefined ? '' : this.nodeText(first);
  }

  number(value: XValue): number {
    if (typeof value === 'number') return value;
    return typeof value === 'boolean' ? Number(value) : toNumber(this.text(value));
  }

  boolean(value: XValue): boolean {
    if (typeof value === 'object') return value.length > 0;
    return typeof value === 'number' ? value !== 0 && !Number.isNaN(value) : Boolean(value);
  }

  evaluate(expression: XPath): XValue {
    this.spend();
    switch (expression.kind) {
      case 'literal':
        return expression.value;
      case 'negate':
        return -this.number(this.evaluate(expression.operand));
      case 'call':
        return callFunction(
          this,
          expression.name,
          expression.args.map((arg) => this.evaluate(arg)),
        );
      case 'filter':
        return expression.predicates.reduce((nodes, each) => this.#filter(nodes, each), this.nodes(expression.base));
      case 'path':
        return this.#path(expression);
      case 'binary':
        return this.#binary(expression.operator, expression.left, expression.right);
    }
  }

  /** The node-set an expression gives. @throws XPathError when it gives something else. */
  nodes(expression: XPath): XNode[] {
    const value = this.evaluate(expression);
    if (typeof value === 'object') return value;
    throw new XPathError(`a node-set is needed, but the expression gives a ${typeof value}`);
  }

  #path(path: Extract<XPath, { kind: 'path' }>): XNode[] {
    let nodes: XNode[];
    if (path.from === 'context') nodes = [this.node];
    else if (path.from === 'root') {
      let root = this.node;
      while (root.parent !== undefined) root = root.parent;
      nodes = [root];
    } else nodes = this.nodes(path.from);
    for (const step of path.steps) nodes = this.#step(nodes, step);
    return nodes;
  }

  #step(nodes: readonly XNode[], { axis, test, predicates }: Step): XNode[] {
    const found = new Set<XNode>();
    for (const node of nodes) {
      let candidates: XNode[] = [];
      for (const each of walk(axis, node)) {
        this.spend();
        if (passes(axis, test, each)) candidates.push(each);
      }
      for (const predicate of predicates) candidates = this.#filter(candidates, predicate);
      for (const each of candidates) found.add(each);
    }
    return [...found].sort((a, b) => a.order - b.order);
  }

  #filter(nodes: readonly XNode[], predicate: XPath): XNode[] {
    const { node, position, size } = this;
    const kept = nodes.filter((each, index) => {
      this.node = each;
      this.position = index + 1;
      this.size = nodes.length;
      const value = this.evaluate(predicate);
      return typeof value === 'number' ? value === index + 1 : this.boolean(value);
    });
    Object.assign(this, { node, position, size });
    return kept;
  }

  #binary(operator: string, left: XPath, right: XPath): XValue {
    if (operator === 'or') return this.boolean(this.evaluate(left)) || this.boolean(this.evaluate(right));
    if (operator === 'and') return this.boolean(this.evaluate(left)) && this.boolean(this.evaluate(right));
    if (operator === '|') {
      return [...new Set([...this.nodes(left), ...this.nodes(right)])].sort((a, b) => a.order - b.order);
    }
    const a = this.evaluate(left);
    const b = this.evaluate(right);
    const arithmetic = ARITHMETIC[operator];
    if (arithmetic !== undefined) return arithmetic(this.number(a), this.number(b));
    return this.#compare(operator, a, b);
  }

  /** XPath 1.0 section 3.4: a node-set compares true when some node of it does. */
  #compare(operator: string, a: XValue, b: XValue): boolean {
    if (typeof a === 'object' && typeof b !== 'boolean') {
      return a.some((node) => this.#compare(operator, this.nodeText(node), b));
    }
    if (typeof b === 'object' && typeof a !== 'boolean') {
      return b.some((node) => this.#compare(operator, a, this.nodeText(node)));
    }
    this.spend();
    const order = COMPARE[operator];
    if (order !== undefined) return order(this.number(a), this.number(b));
    const equal =
      typeof a === 'boolean' || typeof b === 'boolean'
        ? this.boolean(a) === this.boolean(b)
        : typeof a === 'number' || typeof b === 'number'
          ? this.number(a) === this.number(b)
          : this.text(a) === this.text(b);
    return operator === '=' ? equal : !equal;
  }
}
