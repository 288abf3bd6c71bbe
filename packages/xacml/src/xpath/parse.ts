/** A path that is not XPath 1.0, or too large. */
export class XPathError extends Error {}

export type Axis =
  | 'ancestor'
  | 'ancestor-or-self'
  | 'attribute'
  | 'child'
  | 'descendant'
  | 'descendant-or-self'
  | 'following'
  | 'following-sibling'
  | 'parent'
  | 'preceding'
  | 'preceding-sibling'
  | 'self';

export type NodeTest =
  | { readonly kind: 'name'; readonly uri: string | undefined; readonly local: string | undefined }
  | {
      readonly kind: 'type';
      readonly type: 'node' | 'text' | 'comment' | 'processing-instruction';
      readonly target: string | undefined;
    };

export interface Step {
  readonly axis: Axis;
  readonly test: NodeTest;
  readonly predicates: readonly XPath[];
}

export type XPath =
  | { readonly kind: 'path'; readonly from: XPath | 'root' | 'context'; readonly steps: readonly Step[] }
  | { readonly kind: 'filter'; readonly base: XPath; readonly predicates: readonly XPath[] }
  | { readonly kind: 'binary'; readonly operator: string; readonly left: XPath; readonly right: XPath }
  | { readonly kind: 'negate'; readonly operand: XPath }
  | { readonly kind: 'literal'; readonly value: string | number }
  | { readonly kind: 'call'; readonly name: string; readonly args: readonly XPath[] };

const AXES: ReadonlySet<string> = new Set<Axis>([
  'ancestor',
  'ancestor-or-self',
  'attribute',
  'child',
  'descendant',
  'descendant-or-self',
  'following',
  'following-sibling',
  'parent',
  'preceding',
  'preceding-sibling',
  'self',
]);
const NODE_TYPES: ReadonlySet<string> = new Set(['node', 'text', 'comment', 'processing-instruction']);
const OPERATOR_NAMES: ReadonlySet<string> = new Set(['and', 'or', 'div', 'mod']);
const LONGEST = 10_000;
const MAX_DEPTH = 100;

const TOKEN =
  /\s*(?:(\d+(?:\.\d*)?|\.\d+)|("[^"]*"|'[^']*')|([\p{L}_][\p{L}\p{N}\p{M}_.\u00b7-]*(?::(?!:)(?:\*|[\p{L}_][\p{L}\p{N}\p{M}_.\u00b7-]*))?)|(\/\/|::|!=|<=|>=|\.\.|[()[\].@,/|+=<>*$-]))/uy;

interface Token {
  readonly kind: 'number' | 'literal' | 'name' | 'symbol';
  readonly text: string;
}

function tokenize(path: string): Token[] {
  if (path.length > LONGEST) throw new XPathError(`an XPath may have at most ${LONGEST} characters`);
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  const end = path.trimEnd().length;
  while (TOKEN.lastIndex < end) {
    const at = TOKEN.lastIndex;
    const match = TOKEN.exec(path);
    if (match === null)
      throw new XPathError(`unexpected ${JSON.stringify(path.slice(at, at + 10))} at character ${at + 1}`);
    const [, number, literal, name, symbol] = match;
    if (number !== undefined) tokens.push({ kind: 'number', text: number });
    else if (literal !== undefined) tokens.push({ kind: 'literal', text: literal.slice(1, -1) });
    else if (name !== undefined) tokens.push({ kind: 'name', text: name });
    else tokens.push({ kind: 'symbol', text: symbol ?? '' });
  }
  return tokens;
}

/** Binary operators by level, the weakest first (XPath 1.0 section 3.5). */
const LEVELS: readonly (readonly string[])[] = [
  ['or'],
  ['and'],
  ['=', '!='],
  ['<', '<=', '>', '>='],
  ['+', '-'],
  ['*', 'div', 'mod'],
];
const ANY_NODE: NodeTest = { kind: 'type', type: 'node', target: undefined };
const DESCENDANTS: Step = { axis: 'descendant-or-self', test: ANY_NODE, predicates: [] };

class PathReader {
  readonly #tokens: readonly Token[];
  readonly #namespaces: Readonly<Record<string, string>>;
  #at = 0;
  #depth = 0;

  constructor(tokens: readonly Token[], namespaces: Readonly<Record<string, string>>) {
    this.#tokens = tokens;
    this.#namespaces = namespaces;
  }

  whole(): XPath {
    const expression = this.#expression();
    const left = this.#tokens[this.#at];
    if (left !== undefined) throw new XPathError(`unexpected ${JSON.stringify(left.text)}`);
    return expression;
  }

  #is(text: string, kind: Token['kind'] = 'symbol'): boolean {
    const token = this.#tokens[this.#at];
    return token?.kind === kind && token.text === text;
  }

  #take(text: string): boolean {
    if (!this.#is(text)) return false;
    this.#at += 1;
    return true;
  }

  #need(text: string): void {
    if (this.#take(text)) return;
    throw new XPathError(`expected ${text}, found ${this.#tokens[this.#at]?.text ?? 'the end'}`);
  }

  #expression(): XPath {
    this.#depth += 1;
    if (this.#depth > MAX_DEPTH) throw new XPathError(`an XPath may be nested at most ${MAX_DEPTH} deep`);
    const result = this.#binary(0);
    this.#depth -= 1;
    return result;
  }

  #binary(level: number): XPath {
    const operators = LEVELS[level];
    if (operators === undefined) return this.#unary();
    let left = this.#binary(level + 1);
    for (;;) {
      const token = this.#tokens[this.#at];
      const kind = token !== undefined && OPERATOR_NAMES.has(token.text) ? 'name' : 'symbol';
      if (token === undefined || token.kind !== kind || !operators.includes(token.text)) return left;
      this.#at += 1;
      left = { kind: 'binary', operator: token.text, left, right: this.#binary(level + 1) };
    }
  }

  #unary(): XPath {
    let minus = 0;
    while (this.#take('-')) minus += 1;
    let operand = this.#union();
    // Two minus signs are none, but the operand still becomes a number.
    for (let i = 0; i < (minus > 2 ? 2 - (minus % 2) : minus); i++) operand = { kind: 'negate', operand };
    return operand;
  }

  #union(): XPath {
    let left = this.#path();
    while (this.#take('|')) left = { kind: 'binary', operator: '|', left, right: this.#path() };
    return left;
  }

  #path(): XPath {
    if (this.#take('/')) {
      return { kind: 'path', from: 'root', steps: this.#startsStep() ? this.#steps([]) : [] };
    }
    if (this.#take('//')) return { kind: 'path', from: 'root', steps: this.#steps([DESCENDANTS]) };
    if (!this.#startsPrimary()) return { kind: 'path', from: 'context', steps: this.#steps([]) };
    const primary = this.#filtered();
    if (this.#take('/')) return { kind: 'path', from: primary, steps: this.#steps([]) };
    if (this.#take('//')) return { kind: 'path', from: primary, steps: this.#steps([DESCENDANTS]) };
    return primary;
  }

  #startsStep(): boolean {
    const token = this.#tokens[this.#at];
    return token?.kind === 'name' || this.#is('.') || this.#is('..') || this.#is('@') || this.#is('*');
  }

  #startsPrimary(): boolean {
    const token = this.#tokens[this.#at];
    if (token === undefined) throw new XPathError('the XPath ends too early');
    if (token.kind === 'number' || token.kind === 'literal' || this.#is('(') || this.#is('$')) return true;
    const next = this.#tokens[this.#at + 1];
    return token.kind === 'name' && next?.kind === 'symbol' && next.text === '(' && !NODE_TYPES.has(token.text);
  }

  #filtered(): XPath {
    const base = this.#primary();
    const predicates = this.#predicates();
    return predicates.length === 0 ? base : { kind: 'filter', base, predicates };
  }

  #primary(): XPath {
    if (this.#take('(')) {
      const inner = this.#expression();
      this.#need(')');
      return inner;
    }
    if (this.#is('$')) throw new XPathError('variables are not available in XACML');
    const token = this.#tokens[this.#at++] as Token;
    if (token.kind === 'number') return { kind: 'literal', value: Number(token.text) };
    if (token.kind === 'literal') return { kind: 'literal', value: token.text };
    this.#need('(');
    const args: XPath[] = [];
    if (!this.#take(')')) {
      do args.push(this.#expression());
      while (this.#take(','));
      this.#need(')');
    }
    return { kind: 'call', name: token.text, args };
  }

  #steps(before: readonly Step[]): Step[] {
    const steps = [...before, this.#step()];
    for (;;) {
      if (this.#take('/')) steps.push(this.#step());
      else if (this.#take('//')) steps.push(DESCENDANTS, this.#step());
      else return steps;
    }
  }

  #step(): Step {
    if (this.#take('.')) return { axis: 'self', test: ANY_NODE, predicates: [] };
    if (this.#take('..')) return { axis: 'parent', test: ANY_NODE, predicates: [] };
    let axis: Axis = 'child';
    const next = this.#tokens[this.#at + 1];
    if (this.#take('@')) axis = 'attribute';
    else if (next?.kind === 'symbol' && next.text === '::') {
      const name = this.#tokens[this.#at]?.text ?? '';
      if (!AXES.has(name)) throw new XPathError(`the axis ${name} is not supported`);
      axis = name as Axis;
      this.#at += 2;
    }
    return { axis, test: this.#nodeTest(), predicates: this.#predicates() };
  }

  #nodeTest(): NodeTest {
    if (this.#take('*')) return { kind: 'name', uri: undefined, local: undefined };
    const token = this.#tokens[this.#at];
    if (token?.kind !== 'name') throw new XPathError(`expected a name, found ${token?.text ?? 'the end'}`);
    this.#at += 1;
    if (this.#is('(') && NODE_TYPES.has(token.text)) {
      this.#at += 1;
      const argument = this.#tokens[this.#at];
      const target =
        argument?.kind === 'literal' && token.text === 'processing-instruction' ? argument.text : undefined;
      if (target !== undefined) this.#at += 1;
      this.#need(')');
      return { kind: 'type', type: token.text as 'node', target };
    }
    const [prefix, local] = token.text.split(':');
    if (local === undefined) return { kind: 'name', uri: '', local: prefix };
    const uri = prefix === 'xml' ? 'http://www.w3.org/XML/1998/namespace' : this.#namespaces[prefix ?? ''];
    if (uri === undefined) throw new XPathError(`the namespace prefix ${prefix} is not declared`);
    return { kind: 'name', uri, local: local === '*' ? undefined : local };
  }

  #predicates(): XPath[] {
    const predicates: XPath[] = [];
    while (this.#take('[')) {
      predicates.push(this.#expression());
      this.#need(']');
    }
    return predicates;
  }
}

/** Reads an XPath 1.0 expression; prefixes are resolved with `namespaces`. @throws XPathError */
export function parseXPath(path: string, namespaces: Readonly<Record<string, string>>): XPath {
  return new PathReader(tokenize(path), namespaces).whole();
}
