import { type SaxesAttributeNS, SaxesParser } from 'saxes';
import { type Position, XacmlError } from '../errors.ts';
import { DEFAULT_LIMITS, type PdpLimits } from '../limits.ts';

/** An XML attribute with its namespace resolved; `uri` is empty for one without prefix. */
export interface XmlAttribute {
  readonly name: string;
  readonly local: string;
  readonly uri: string;
  readonly value: string;
}

/** Comments and processing instructions; kept because XPath in Content can select them. */
export interface XmlComment {
  readonly kind: 'comment';
  readonly text: string;
}
/** A processing instruction: see {@link XmlComment}. */
export interface XmlInstruction {
  readonly kind: 'instruction';
  readonly target: string;
  readonly text: string;
}

/** An element. Children keep document order; neighbouring text is one string. */
export interface XmlElement extends Position {
  readonly kind: 'element';
  readonly name: string;
  readonly local: string;
  readonly uri: string;
  readonly attributes: readonly XmlAttribute[];
  readonly children: XmlNode[];
  /**
   * Prefix bindings in force here; the default namespace has the empty prefix. Outer bindings are inherited as an object's
   * properties are: copying them would let a document of many elements and many prefixes take hours.
   */
  readonly namespaces: Readonly<Record<string, string>>;
}

/** What stands in an element; text is a string. */
export type XmlNode = XmlElement | XmlComment | XmlInstruction | string;

interface OpenTag {
  name: string;
  local: string;
  uri: string;
  ns: Record<string, string>;
  attributes: Record<string, SaxesAttributeNS>;
}

const NO_NAMESPACES: Readonly<Record<string, string>> = Object.freeze(Object.create(null) as Record<string, string>);
const POSITION_PREFIX = /^(?:[^:]*:)?\d+:\d+: /;

/** Collects the parser's events into a tree, and stops at the first thing that is forbidden or too large. */
class TreeBuilder {
  root: XmlElement | undefined;
  readonly #limits: PdpLimits;
  readonly #parser: SaxesParser<{ xmlns: true }>;
  readonly #open: XmlElement[] = [];
  #start: Position = { line: 1, column: 1 };
  #count = 0;

  constructor(limits: PdpLimits) {
    this.#limits = limits;
    this.#parser = new SaxesParser({ xmlns: true, position: true });
    this.#listen();
  }

  read(text: string): XmlElement {
    this.#parser.write(text).close();
    if (this.root === undefined) throw new XacmlError('xml-syntax', 'the document has no root element', this.#here());
    return this.root;
  }

  #here(): Position {
    return { line: this.#parser.line, column: this.#parser.column + 1 };
  }

  #listen(): void {
    const parser = this.#parser;
    parser.on('error', (error) => {
      throw new XacmlError('xml-syntax', error.message.replace(POSITION_PREFIX, ''), this.#here());
    });
    parser.on('doctype', () => {
      throw new XacmlError(
        'xml-forbidden',
        'a document type declaration (DTD) is not accepted; remove it',
        this.#here(),
      );
    });
    parser.on('opentagstart', (tag) => {
      // The parser has just read the name: step back over it and the angle bracket.
      const here = this.#here();
      this.#start = { line: here.line, column: Math.max(1, here.column - tag.name.length - 2) };
    });
    parser.on('opentag', (tag) => this.#openElement(tag as unknown as OpenTag));
    parser.on('closetag', () => this.#open.pop());
    parser.on('text', (text) => this.#text(text));
    parser.on('cdata', (text) => this.#text(text));
    parser.on('comment', (text) => this.#append({ kind: 'comment', text }));
    parser.on('processinginstruction', ({ target, body }) => this.#append({ kind: 'instruction', target, text: body }));
  }

  #append(node: XmlNode): void {
    this.#open.at(-1)?.children.push(node);
  }

  #text(text: string): void {
    const children = this.#open.at(-1)?.children;
    if (children === undefined) return;
    const last = children.at(-1);
    if (typeof last === 'string') children[children.length - 1] = last + text;
    else children.push(text);
  }

  #openElement(tag: OpenTag): void {
    const { maxDepth, maxElements } = this.#limits;
    const parent = this.#open.at(-1);
    if (this.#open.length >= maxDepth) {
      throw new XacmlError('limit-exceeded', `elements are nested deeper than ${maxDepth}`, this.#start);
    }
    this.#count += 1;
    if (this.#count > maxElements) {
      throw new XacmlError('limit-exceeded', `the document has more than ${maxElements} elements`, this.#start);
    }
    const inherited = parent?.namespaces ?? NO_NAMESPACES;
    let own = false;
    for (const _ in tag.ns) own = true;
    const attributes: XmlAttribute[] = [];
    for (const key in tag.attributes) {
      const attribute = tag.attributes[key];
      if (attribute === undefined || attribute.uri === 'http://www.w3.org/2000/xmlns/') continue;
      attributes.push({ name: attribute.name, local: attribute.local, uri: attribute.uri, value: attribute.value });
    }
    const element: XmlElement = {
      kind: 'element',
      name: tag.name,
      local: tag.local,
      uri: tag.uri,
      attributes,
      children: [],
      namespaces: own ? Object.assign(Object.create(inherited), tag.ns) : inherited,
      line: this.#start.line,
      column: this.#start.column,
    };
    if (parent === undefined) this.root = element;
    else parent.children.push(element);
    this.#open.push(element);
  }
}

/**
 * Reads XML text into a tree with positions. No DTD, entity declaration, external reference or XInclude is ever
 * processed: a DOCTYPE is refused, an undeclared entity is a syntax error, an XInclude element is only an element.
 *
 * @throws XacmlError `xml-syntax`, `xml-forbidden` or `limit-exceeded`, with line and column.
 */
export function parseXml(text: string, limits: PdpLimits = DEFAULT_LIMITS): XmlElement {
  if (text.length > limits.maxTextLength) {
    throw new XacmlError(
      'limit-exceeded',
      `the document has ${text.length} characters; at most ${limits.maxTextLength} are accepted`,
      { line: 1, column: 1 },
    );
  }
  return new TreeBuilder(limits).read(text);
}

/** All text below an element, markup and comments left out (the XPath string value). */
export function textOf(element: XmlElement): string {
  const only = element.children.length === 1 ? element.children[0] : undefined;
  if (typeof only === 'string') return only;
  let text = '';
  const pending: XmlNode[] = [element];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (typeof node === 'string') text += node;
    else if (node.kind === 'element')
      for (let i = node.children.length - 1; i >= 0; i--) pending.push(node.children[i] ?? '');
  }
  return text;
}
