/**
 * XML with the place of everything in it, so that a change touches only the characters that it is about. It reads what the policy engine
 * reads: no document type, no entities but the five that are built in.
 */

export interface XmlAttribute {
  /** As written, with its prefix. */
  readonly name: string;
  readonly value: string;
  /** The value's place, without the quotes. */
  readonly start: number;
  readonly end: number;
}

export interface XmlElement {
  /** Without its prefix. */
  readonly name: string;
  /** With the colon, or ''. */
  readonly prefix: string;
  readonly attributes: readonly XmlAttribute[];
  readonly children: readonly XmlElement[];
  readonly start: number;
  readonly end: number;
  /** Where its content begins and ends; the same place twice in `<a/>`. */
  readonly contentStart: number;
  readonly contentEnd: number;
}

/** The text is no well-formed XML that a policy may be. */
export class XmlScanError extends Error {
  override readonly name = 'XmlScanError';
  /** Index into the text. */
  readonly place: number;

  constructor(message: string, place: number) {
    super(message);
    this.place = place;
  }
}

const MAX_DEPTH = 200;
const NAME = /[\p{L}_][\p{L}\p{N}._-]*(?::[\p{L}_][\p{L}\p{N}._-]*)?/uy;
const BLANK = /[ \t\r\n]*/y;
const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

class Scanner {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  document(): XmlElement {
    if (this.#text.startsWith('\uFEFF')) this.#at = 1;
    this.#misc();
    const root = this.#element(0);
    this.#misc();
    if (this.#at < this.#text.length) throw this.#error('something follows the root element');
    return root;
  }

  /** Blanks, comments and instructions. */
  #misc(): void {
    for (;;) {
      this.#match(BLANK);
      if (this.#text.startsWith('<!--', this.#at)) this.#past('-->', 'a comment');
      else if (this.#text.startsWith('<?', this.#at)) this.#past('?>', 'a processing instruction');
      else return;
    }
  }

  #element(depth: number): XmlElement {
    const start = this.#at;
    if (depth > MAX_DEPTH) throw this.#error(`elements lie deeper than ${MAX_DEPTH}`);
    if (this.#text.startsWith('<!', start)) throw this.#error('a document type is not allowed');
    if (this.#text[start] !== '<') throw this.#error('an element was expected');
    this.#at += 1;
    const qualified = this.#name('element');
    const attributes = this.#attributes();
    const split = qualified.indexOf(':') + 1;
    const [prefix, name] = [qualified.slice(0, split), qualified.slice(split)];
    if (this.#text.startsWith('/>', this.#at)) {
      this.#at += 2;
      const place = { start, end: this.#at, contentStart: this.#at, contentEnd: this.#at };
      return { name, prefix, attributes, children: [], ...place };
    }
    if (this.#text[this.#at] !== '>') throw this.#error(`the tag <${qualified}> does not end`);
    this.#at += 1;
    const contentStart = this.#at;
    const children = this.#content(qualified, depth);
    const contentEnd = this.#at;
    this.#at += 2 + qualified.length;
    this.#match(BLANK);
    if (this.#text[this.#at] !== '>') throw this.#error(`the tag </${qualified}> does not end`);
    this.#at += 1;
    return { name, prefix, attributes, children, start, end: this.#at, contentStart, contentEnd };
  }

  /** Up to the element's end tag. */
  #content(qualified: string, depth: number): readonly XmlElement[] {
    const children: XmlElement[] = [];
    for (;;) {
      const next = this.#text.indexOf('<', this.#at);
      if (next < 0) throw this.#error(`</${qualified}> is missing`);
      this.#at = next;
      if (this.#text.startsWith('<![CDATA[', next)) this.#past(']]>', 'a CDATA section');
      else if (this.#text.startsWith('<!--', next) || this.#text.startsWith('<?', next)) this.#misc();
      else if (this.#text.startsWith('</', next)) {
        const after = this.#text[next + 2 + qualified.length] ?? '';
        if (!this.#text.startsWith(qualified, next + 2) || !/[\s>]/.test(after))
          throw this.#error(`</${qualified}> was expected`);
        return children;
      } else children.push(this.#element(depth + 1));
    }
  }

  #attributes(): readonly XmlAttribute[] {
    const found: XmlAttribute[] = [];
    for (;;) {
      const before = this.#at;
      this.#match(BLANK);
      const first = this.#text[this.#at];
      if (first === undefined || first === '>' || first === '/') return found;
      if (before === this.#at) throw this.#error('a blank must stand before an attribute');
      const name = this.#name('attribute');
      if (found.some((one) => one.name === name)) throw this.#error(`the attribute ${name} stands twice`);
      this.#match(BLANK);
      if (this.#text[this.#at] !== '=') throw this.#error(`the attribute ${name} has no value`);
      this.#at += 1;
      this.#match(BLANK);
      const quote = this.#text[this.#at];
      const start = this.#at + 1;
      const end = quote === '"' || quote === "'" ? this.#text.indexOf(quote, start) : -1;
      if (end < 0) throw this.#error(`the value of ${name} must stand in quotes`);
      this.#at = end + 1;
      found.push({ name, value: decode(this.#text.slice(start, end)), start, end });
    }
  }

  #name(what: string): string {
    const name = this.#match(NAME);
    if (name === '') throw this.#error(`the name of an ${what} was expected`);
    return name;
  }

  #match(pattern: RegExp): string {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0] ?? '';
    this.#at += found.length;
    return found;
  }

  #past(end: string, what: string): void {
    const found = this.#text.indexOf(end, this.#at);
    if (found < 0) throw this.#error(`${what} does not end`);
    this.#at = found + end.length;
  }

  #error(message: string): XmlScanError {
    return new XmlScanError(message, this.#at);
  }
}

/** @throws XmlScanError */
export const scanXml = (text: string): XmlElement => new Scanner(text).document();

/** The character data of an element without children, entities resolved. */
export function textOf(text: string, element: XmlElement): string {
  const content = text.slice(element.contentStart, element.contentEnd);
  return content
    .split(/(<!\[CDATA\[[\s\S]*?\]\]>|<!--[\s\S]*?-->|<\?[\s\S]*?\?>)/)
    .map((part) => {
      if (part.startsWith('<![CDATA[')) return part.slice(9, -3);
      return part.startsWith('<') ? '' : decode(part);
    })
    .join('');
}

export const attributeOf = (element: XmlElement, name: string): string | undefined =>
  element.attributes.find((one) => one.name === name)?.value;

function decode(text: string): string {
  return text.replace(
    /&(?:#x([0-9a-fA-F]{1,6})|#(\d{1,7})|(\w+));/g,
    (all, hex?: string, digits?: string, name?: string) => {
      if (name !== undefined) return ENTITIES[name] ?? all;
      const code = hex === undefined ? Number(digits) : Number.parseInt(hex, 16);
      return code <= 0x10_ff_ff ? String.fromCodePoint(code) : all;
    },
  );
}

/** For character data and for values in double quotes. */
export const escapeXml = (text: string): string =>
  text.replace(/[&<>"]/g, (char) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[char] ?? char);
