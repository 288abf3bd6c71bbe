/**
 * JSON of a shape that is known beforehand, read straight from its text: no object is made for what is only passed over. A reader asks for
 * what it expects, and whatever else the text holds (an escape, an unknown member, a mistake) is {@link UNUSUAL}: it is then for a reader
 * that knows all of JSON to read it, or to say what is wrong with it and where.
 */

/** Thrown: not the shape that was expected. No error, because nobody is to see it, and a stack costs more than reading. */
export const UNUSUAL: unique symbol = Symbol('not the usual shape');

/** No more members. */
export const END = -1;

const [TAB, LINE_FEED, RETURN, BLANK, QUOTE, COMMA, COLON] = [9, 10, 13, 32, 34, 44, 58] as const;
const [OPEN_LIST, BACKSLASH, CLOSE_LIST, OPEN, CLOSE] = [91, 92, 93, 123, 125] as const;
const [LETTER_T, LETTER_F, LETTER_N] = [116, 102, 110] as const;
/** From a large letter to its small one. */
const SMALL = 32;

/** What stands at a place, by its first character. */
export type Kind = 'text' | 'list' | 'object' | 'true' | 'false' | 'null' | 'other';

/**
 * Texts that come in nearly every request, such as identifiers: each time the same copy is given for one, which costs no memory, and is found
 * equal without being read. Each text has one place, by its length and its end; another one there drives it out.
 */
export class RepeatedTexts {
  readonly #places = new Array<string>(PLACES).fill('');
  readonly #canonical: ReadonlyMap<string, string>;

  /** @param constants the program's own copies of texts to be expected */
  constructor(constants: readonly string[] = []) {
    this.#canonical = new Map(constants.map((one) => [one, one]));
  }

  /** What was found at a place the last time; mostly it is what stands there now. */
  at(place: number): string {
    return this.#places[place] as string;
  }

  keep(place: number, text: string): string {
    const copy = this.#canonical.get(text) ?? copyOf(text);
    this.#places[place] = copy;
    return copy;
  }
}

const PLACES = 256;
const MAX_REPEATED = 128;

/** Reads JSON of a known shape from its text, member by member; what is not of the shape ends it with `UNUSUAL`. */
export class JsonScanner {
  readonly #text: string;
  readonly #anyFirst: boolean;
  #at = 0;

  /** @param anyFirst the first letter of a member's name may be large or small */
  constructor(text: string, anyFirst = false) {
    this.#text = text;
    this.#anyFirst = anyFirst;
  }

  /** What stands here; `other` for a number, the end, and whatever is no JSON. Moves to it over white space. */
  kind(): Kind {
    switch (this.#next()) {
      case QUOTE:
        return 'text';
      case OPEN_LIST:
        return 'list';
      case OPEN:
        return 'object';
      case LETTER_T:
        return 'true';
      case LETTER_F:
        return 'false';
      case LETTER_N:
        return 'null';
      default:
        return 'other';
    }
  }

  /** @throws UNUSUAL unless nothing follows but white space */
  finish(): void {
    if (this.#next() !== END) throw UNUSUAL;
  }

  /** Goes into an object. @throws UNUSUAL */
  object(): void {
    this.#take(OPEN);
  }

  /**
   * The number of the next member among those known, and moves to its value; {@link END} at the end of the object.
   * @param seen a bit for each member that was there: 0 at first
   * @throws UNUSUAL for an unknown member, and for one that comes twice
   */
  member(members: readonly string[], seen: number): number {
    const code = this.#next();
    if (code === CLOSE) {
      this.#at += 1;
      return END;
    }
    if (seen !== 0) {
      if (code !== COMMA) throw UNUSUAL;
      this.#at += 1;
    }
    this.#take(QUOTE);
    const index = this.#indexIn(members);
    if (index < 0 || (seen & (1 << index)) !== 0) throw UNUSUAL;
    this.#take(COLON);
    return index;
  }

  /** Goes into a list. @throws UNUSUAL */
  list(): void {
    this.#take(OPEN_LIST);
  }

  /** Moves to the next item. @returns false at the end of the list @throws UNUSUAL */
  item(isFirst: boolean): boolean {
    const code = this.#next();
    if (code === CLOSE_LIST) {
      this.#at += 1;
      return false;
    }
    if (isFirst) return true;
    if (code !== COMMA) throw UNUSUAL;
    this.#at += 1;
    return true;
  }

  /** A text. It may be a view that keeps the whole JSON text in memory. @throws UNUSUAL */
  text(): string {
    this.#take(QUOTE);
    const text = this.#text;
    const start = this.#at;
    let at = start;
    for (let code = text.charCodeAt(at); code !== QUOTE; code = text.charCodeAt(at)) {
      // Past the end a character is NaN, which is not greater than anything.
      if (!(code >= BLANK) || code === BACKSLASH) throw UNUSUAL;
      at += 1;
    }
    this.#at = at + 1;
    return text.slice(start, at);
  }

  /** A text that other requests are likely to hold as well: an identifier, a type. @throws UNUSUAL */
  repeatedText(texts: RepeatedTexts): string {
    if (this.#next() !== QUOTE) throw UNUSUAL;
    const text = this.#text;
    const start = this.#at + 1;
    const end = text.indexOf('"', start);
    const length = end - start;
    if (length <= 0 || length > MAX_REPEATED) return this.text();
    const last = text.charCodeAt(end - 1) + 7 * text.charCodeAt(end - 4) + 31 * text.charCodeAt(end - 6);
    const place = (5 * length + last) % PLACES;
    const known = texts.at(place);
    if (known.length !== length || !this.#matches(known, start, 0)) return texts.keep(place, this.text());
    this.#at = end + 1;
    return known;
  }

  /** @throws UNUSUAL */
  boolean(): boolean {
    const isTrue = this.#next() === LETTER_T;
    this.literal(isTrue ? 'true' : 'false');
    return isTrue;
  }

  /** @throws UNUSUAL */
  literal(word: 'true' | 'false' | 'null'): void {
    this.#next();
    if (!this.#text.startsWith(word, this.#at)) throw UNUSUAL;
    this.#at += word.length;
  }

  /** The character after white space, and moves to it. */
  #next(): number {
    const text = this.#text;
    for (; this.#at < text.length; this.#at += 1) {
      const code = text.charCodeAt(this.#at);
      if (code !== BLANK && code !== LINE_FEED && code !== RETURN && code !== TAB) return code;
    }
    return END;
  }

  #take(character: number): void {
    if (this.#next() !== character) throw UNUSUAL;
    this.#at += 1;
  }

  /** The number of the name that stands here, and moves behind it. What equals a known name has no escape in it. */
  #indexIn(members: readonly string[]): number {
    const text = this.#text;
    const start = this.#at;
    const given = text.charCodeAt(start);
    for (let index = 0; index < members.length; index += 1) {
      const one = members[index] as string;
      const first = one.charCodeAt(0);
      if (given !== first && !(this.#anyFirst && given === first + SMALL)) continue;
      if (text.charCodeAt(start + one.length) !== QUOTE || !this.#matches(one, start, 1)) continue;
      this.#at = start + one.length + 1;
      return index;
    }
    return -1;
  }

  #matches(one: string, start: number, from: number): boolean {
    const text = this.#text;
    for (let at = from; at < one.length; at += 1) if (text.charCodeAt(start + at) !== one.charCodeAt(at)) return false;
    return true;
  }
}

/** The same text in memory of its own. */
const copyOf = (view: string): string => JSON.parse(JSON.stringify(view)) as string;

/** What `read` gives; undefined where it finds what is {@link UNUSUAL}. */
export function unlessUnusual<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error !== UNUSUAL) throw error;
    return undefined;
  }
}
