import { type Position, quote, XacmlError } from '../errors.ts';
import type { PdpLimits } from '../limits.ts';

/** A number with the digits it was written with: 5 and 5.0 differ in XACML, and large integers must not lose digits. */
export class JsonNumber {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

export type Json = string | boolean | null | number | JsonNumber | Json[] | { [member: string]: Json };

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
// The part of a string up to its next escape, quotation mark or control character.
// biome-ignore lint/suspicious/noControlCharactersInRegex: JSON forbids exactly these inside strings
const PLAIN = /[^"\\\u0000-\u001f]*/y;
const SPACE = /[ \t\r\n]*/y;
const ESCAPED: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
};

/** A strict JSON reader: refuses duplicate members, keeps the text of numbers, knows the position of errors. */
class JsonReader {
  readonly #text: string;
  readonly #maxDepth: number;
  #at = 0;

  constructor(text: string, maxDepth: number) {
    this.#text = text;
    this.#maxDepth = maxDepth;
  }

  document(): Json {
    const value = this.#value(0);
    this.#space();
    if (this.#at < this.#text.length) throw this.#error('something follows the JSON value');
    return value;
  }

  #position(): Position {
    const before = this.#text.slice(0, this.#at).split('\n');
    return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
  }

  #error(message: string, code: 'json-syntax' | 'limit-exceeded' = 'json-syntax'): XacmlError {
    return new XacmlError(code, message, this.#position());
  }

  #match(pattern: RegExp): string {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0] ?? '';
    this.#at += found.length;
    return found;
  }

  #space(): void {
    this.#match(SPACE);
  }

  #take(character: string): boolean {
    if (this.#text[this.#at] !== character) return false;
    this.#at += 1;
    return true;
  }

  #need(character: string): void {
    this.#space();
    if (this.#take(character)) return;
    const found = this.#text[this.#at];
    throw this.#error(
      `expected ${quote(character)}, found ${found === undefined ? 'the end of the text' : quote(found)}`,
    );
  }

  #value(depth: number): Json {
    if (depth > this.#maxDepth) throw this.#error(`values are nested deeper than ${this.#maxDepth}`, 'limit-exceeded');
    this.#space();
    const first = this.#text[this.#at];
    if (first === '{') return this.#object(depth);
    if (first === '[') return this.#array(depth);
    if (first === '"') return this.#string();
    for (const [word, value] of [
      ['true', true],
      ['false', false],
      ['null', null],
    ] as const) {
      if (this.#text.startsWith(word, this.#at)) {
        this.#at += word.length;
        return value;
      }
    }
    const number = this.#match(NUMBER);
    if (number !== '') return new JsonNumber(number);
    throw this.#error(first === undefined ? 'the text ends too early' : `${quote(first)} starts no JSON value`);
  }

  #object(depth: number): Json {
    const object: { [member: string]: Json } = Object.create(null);
    this.#at += 1;
    this.#space();
    if (this.#take('}')) return object;
    do {
      this.#space();
      if (this.#text[this.#at] !== '"') throw this.#error('expected a member name in quotation marks');
      const name = this.#string();
      if (name in object) throw this.#error(`the member ${quote(name)} is given twice`);
      this.#need(':');
      object[name] = this.#value(depth + 1);
      this.#space();
    } while (this.#take(','));
    this.#need('}');
    return object;
  }

  #array(depth: number): Json {
    const array: Json[] = [];
    this.#at += 1;
    this.#space();
    if (this.#take(']')) return array;
    do {
      array.push(this.#value(depth + 1));
      this.#space();
    } while (this.#take(','));
    this.#need(']');
    return array;
  }

  #string(): string {
    this.#at += 1;
    let text = this.#match(PLAIN);
    while (!this.#take('"')) {
      if (!this.#take('\\')) throw this.#error('a string is not closed, or holds a control character');
      text += this.#escape() + this.#match(PLAIN);
    }
    return text;
  }

  #escape(): string {
    const letter = this.#text[this.#at] ?? '';
    this.#at += 1;
    if (letter !== 'u') {
      const plain = ESCAPED[letter];
      if (plain === undefined) throw this.#error(`there is no escape \\${letter}`);
      return plain;
    }
    const digits = this.#text.slice(this.#at, this.#at + 4);
    if (!/^[0-9a-fA-F]{4}$/.test(digits)) throw this.#error('\\u needs four hexadecimal digits');
    this.#at += 4;
    return String.fromCharCode(Number.parseInt(digits, 16));
  }
}

/** Members in the text, written without space before the colon; a string that holds `":` only makes the count too high. */
function countMembers(text: string): number {
  let count = 0;
  for (let at = text.indexOf('":'); at >= 0; at = text.indexOf('":', at + 2)) count += 1;
  return count;
}

/** Counts members of a parsed value; NaN when a number or too deep nesting is met. */
function countParsed(value: unknown, depth: number): number {
  if (typeof value !== 'object' || value === null) return typeof value === 'number' ? Number.NaN : 0;
  if (depth === 0) return Number.NaN;
  let count = 0;
  if (Array.isArray(value)) {
    for (const item of value) count += countParsed(item, depth - 1);
    return count;
  }
  for (const name in value) count += 1 + countParsed((value as Record<string, unknown>)[name], depth - 1);
  return count;
}

/**
 * JSON text to data, losslessly and strictly. The runtime's parser is several times faster but drops duplicate members and
 * the form of numbers; its result is taken when there are no numbers and as many members as the text shows.
 *
 * @throws XacmlError `json-syntax` or `limit-exceeded`, with line and column.
 */
export function parseJson(text: string, limits: PdpLimits): Json {
  if (text.length > limits.maxTextLength) {
    throw new XacmlError(
      'limit-exceeded',
      `the text has ${text.length} characters; at most ${limits.maxTextLength} are accepted`,
    );
  }
  try {
    const quick: Json = JSON.parse(text);
    if (countParsed(quick, limits.maxDepth) === countMembers(text) && !text.includes('"__proto__"')) return quick;
  } catch {
    // The strict reader says what is wrong and where.
  }
  return new JsonReader(text, limits.maxDepth).document();
}
