/**
 * XML with the place of everything in it, so that a change touches only the characters that it is about. The parser is the policy engine's,
 * so that both read the same: no document type, no entities but the five that are built in.
 */
import { SaxesParser } from 'saxes';

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
  /** Its own character data, entities resolved, comments left out. */
  readonly text: string;
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
/** Before what the parser says stands where it found it: the error has that by itself. */
const POSITION = /^\d+:\d+: /;

/** While it is read. */
interface Open {
  readonly start: number;
  readonly attributes: XmlAttribute[];
  readonly children: XmlElement[];
  contentStart: number;
  text: string;
}

/** Puts the parser's events together; places are where the parser stands when it tells of something. */
class Scan {
  readonly #text: string;
  readonly #parser = new SaxesParser({ xmlns: true, position: false });
  readonly #open: Open[] = [];
  #root: XmlElement | undefined;

  constructor(text: string) {
    this.#text = text;
    const parser = this.#parser;
    parser.on('error', ({ message }) => this.#fail(message.replace(POSITION, '')));
    parser.on('doctype', () => this.#fail('a document type is not allowed'));
    parser.on('opentagstart', () => this.#begin());
    parser.on('attribute', ({ name, value }) => {
      const end = parser.position - 1;
      const quote = text[end] ?? '"';
      this.#open.at(-1)?.attributes.push({ name, value, start: text.lastIndexOf(quote, end - 1) + 1, end });
    });
    parser.on('opentag', () => {
      const open = this.#open.at(-1);
      if (open) open.contentStart = parser.position;
    });
    parser.on('text', (more) => this.#append(more));
    parser.on('cdata', (more) => this.#append(more));
    parser.on('closetag', ({ name, isSelfClosing }) => this.#end(name, isSelfClosing));
  }

  document(): XmlElement {
    this.#parser.write(this.#text).close();
    return this.#root ?? this.#fail('an element was expected');
  }

  #begin(): void {
    if (this.#open.length > MAX_DEPTH) this.#fail(`elements lie deeper than ${MAX_DEPTH}`);
    const start = this.#text.lastIndexOf('<', this.#parser.position - 1);
    this.#open.push({ start, attributes: [], children: [], contentStart: start, text: '' });
  }

  #append(more: string): void {
    const open = this.#open.at(-1);
    if (open) open.text += more;
  }

  #end(qualified: string, isSelfClosing: boolean): void {
    const open = this.#open.pop();
    if (!open) return;
    const end = this.#parser.position;
    const split = qualified.indexOf(':') + 1;
    const contentEnd = isSelfClosing ? end : this.#text.lastIndexOf('</', end - 1);
    const element = { ...open, name: qualified.slice(split), prefix: qualified.slice(0, split), contentEnd, end };
    const parent = this.#open.at(-1);
    if (parent) parent.children.push(element);
    else this.#root = element;
  }

  #fail(message: string): never {
    throw new XmlScanError(message, Math.min(this.#parser.position, this.#text.length));
  }
}

/** @throws XmlScanError */
export const scanXml = (text: string): XmlElement => new Scan(text).document();

export const attributeOf = (element: XmlElement, name: string): string | undefined =>
  element.attributes.find((one) => one.name === name)?.value;

/** For character data and for values in double quotes. */
export const escapeXml = (text: string): string =>
  text.replace(/[&<>"]/g, (char) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[char] ?? char);
