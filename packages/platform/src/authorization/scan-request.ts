/**
 * The usual single request (altinn-pdp.md 4), read straight from its text: no object is made between the text and the attributes. Anything
 * out of the ordinary (an escape, an unknown member, a second decision, a mistake) is left to `json-request.ts`, which reads or refuses it;
 * where both read a request, they read the same.
 */
import { AttributeSet, type DecisionRequest } from './attributes.ts';
import * as name from './names.ts';

/** Longer requests are left to the other reader, in characters. */
const MAX_LENGTH = 8_192;
/** From this length on, a part of a text is a view that keeps the whole text in memory. */
const VIEW_LENGTH = 13;
const MAX_COPIES = 4_096;

const [TAB, LINE_FEED, RETURN, BLANK, QUOTE, COMMA, COLON] = [9, 10, 13, 32, 34, 44, 58];
const [OPEN_LIST, BACKSLASH, CLOSE_LIST, OPEN, CLOSE, END] = [91, 92, 93, 123, 125, -1];

/** Thrown: not the usual shape. */
const UNUSUAL = Symbol('unusual');

/** Members by documented name. */
const ROOT = ['Request'] as const;
const REQUEST = [
  ...['AccessSubject', 'Action', 'Resource', 'ReturnPolicyIdList', 'CombinedDecision', 'XPathVersion', 'Category'],
  ...['RecipientSubject', 'IntermediarySubject', 'RequestingMachine', 'MultiRequests'],
] as const;
const CATEGORY = ['Attribute', 'CategoryId', 'Id', 'Content'] as const;
const ATTRIBUTE = ['AttributeId', 'Value', 'DataType', 'IncludeInResult', 'Issuer'] as const;

const KNOWN_IDS: readonly string[] = Object.values(name).filter((one) => typeof one === 'string');
/** Comparing the few ids of a length is faster than cutting the text out and hashing it. */
const IDS_BY_LENGTH: readonly (readonly string[])[] = Array.from(
  { length: Math.max(...KNOWN_IDS.map((id) => id.length)) + 1 },
  (_, length) => KNOWN_IDS.filter((id) => id.length === length),
);

const NO_OTHERS: DecisionRequest['others'] = new Map();
const copies = new Map<string, string>();

/** The same text in memory of its own. */
function copyOf(view: string): string {
  if (view.length < VIEW_LENGTH) return view;
  const known = copies.get(view);
  if (known !== undefined) return known;
  const copy = Buffer.from(view, 'utf16le').toString('utf16le');
  if (copies.size >= MAX_COPIES) copies.clear();
  copies.set(copy, copy);
  return copy;
}

class Scanner {
  readonly #text: string;
  #at = 0;
  /** Where the text read last begins and ends. */
  #start = 0;
  #end = 0;
  readonly #read: DecisionRequest = {
    subject: new AttributeSet(),
    action: new AttributeSet(),
    resource: new AttributeSet(),
    others: NO_OTHERS,
  };

  constructor(text: string) {
    this.#text = text;
  }

  root(): DecisionRequest {
    this.#open(OPEN);
    if (this.#member(ROOT, 0) !== 0) throw UNUSUAL;
    this.#request();
    if (this.#member(ROOT, 1) !== END || this.#next() !== END) throw UNUSUAL;
    return this.#read;
  }

  #request(): void {
    const { subject, action, resource } = this.#read;
    this.#open(OPEN);
    let seen = 0;
    for (let index = this.#member(REQUEST, seen); index !== END; index = this.#member(REQUEST, seen)) {
      seen |= 1 << index;
      if (index === 0) this.#categories(subject, name.SUBJECT_CATEGORY);
      else if (index === 1) this.#categories(action, name.ACTION_CATEGORY);
      else if (index === 2) this.#categories(resource, name.RESOURCE_CATEGORY);
      else if (index <= 4) this.#flag();
      else this.#literal('null');
    }
  }

  #categories(set: AttributeSet, category: string): void {
    this.#open(OPEN_LIST);
    for (let more = this.#item(true); more; more = this.#item(false)) {
      this.#open(OPEN);
      let seen = 0;
      for (let index = this.#member(CATEGORY, seen); index !== END; index = this.#member(CATEGORY, seen)) {
        seen |= 1 << index;
        if (index === 0) this.#attributes(set);
        else if (index === 3 || this.#next() !== QUOTE) this.#literal('null');
        else {
          this.#string();
          if (index === 2) this.#cut();
          else if (!this.#is(category)) throw UNUSUAL;
        }
      }
    }
  }

  #attributes(set: AttributeSet): void {
    this.#open(OPEN_LIST);
    for (let more = this.#item(true); more; more = this.#item(false)) this.#attribute(set);
  }

  #attribute(set: AttributeSet): void {
    let id = '';
    let value: string | undefined;
    let echo = false;
    let seen = 0;
    this.#open(OPEN);
    for (let index = this.#member(ATTRIBUTE, seen); index !== END; index = this.#member(ATTRIBUTE, seen)) {
      seen |= 1 << index;
      if (index === 0) {
        this.#string();
        id = this.#id();
      } else if (index === 1) {
        this.#string();
        value = this.#cut();
      } else if (index === 3) echo = this.#flag();
      else if (this.#next() !== QUOTE) this.#literal('null');
      else {
        this.#string();
        if (index === 4) this.#cut();
        else if (!this.#is(name.STRING_TYPE) && !this.#is('string')) throw UNUSUAL;
      }
    }
    if (id === '' || value === undefined) throw UNUSUAL;
    set.add(id, value, echo);
  }

  /** The character after blanks; -1 at the end. */
  #next(): number {
    const text = this.#text;
    for (; this.#at < text.length; this.#at += 1) {
      const code = text.charCodeAt(this.#at);
      if (code !== BLANK && code !== LINE_FEED && code !== RETURN && code !== TAB) return code;
    }
    return END;
  }

  #open(bracket: number | undefined): void {
    if (this.#next() !== bracket) throw UNUSUAL;
    this.#at += 1;
  }

  /** @returns whether there is another item; the place is then before it */
  #item(isFirst: boolean): boolean {
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

  /**
   * The next member's number among those known; -1 at the end of the object. A member that comes twice is unusual.
   * @param seen a bit for each member that was there
   */
  #member(members: readonly string[], seen: number): number {
    const code = this.#next();
    if (code === CLOSE) {
      this.#at += 1;
      return END as number;
    }
    if (seen !== 0) {
      if (code !== COMMA) throw UNUSUAL;
      this.#at += 1;
    }
    if (this.#next() !== QUOTE) throw UNUSUAL;
    this.#string();
    const index = this.#indexIn(members);
    if (index < 0 || (seen & (1 << index)) !== 0) throw UNUSUAL;
    this.#open(COLON);
    return index;
  }

  /** A member's first letter may be large or small. */
  #indexIn(members: readonly string[]): number {
    const length = this.#end - this.#start;
    for (let index = 0; index < members.length; index += 1) {
      const one = members[index] as string;
      if (one.length !== length) continue;
      const first = one.charCodeAt(0);
      const given = this.#text.charCodeAt(this.#start);
      if (given !== first && given !== first + SMALL) continue;
      if (this.#matches(one, 1)) return index;
    }
    return -1;
  }

  /** Passes over a text; it is then between `#start` and `#end`. With an escape in it the end is too early: see `#cut`. */
  #string(): void {
    if (this.#next() !== QUOTE) throw UNUSUAL;
    this.#start = this.#at + 1;
    this.#end = this.#text.indexOf('"', this.#start);
    if (this.#end < 0) throw UNUSUAL;
    this.#at = this.#end + 1;
  }

  /** The text passed over last, which must have neither escapes nor control characters. What equals a known text has none. */
  #cut(): string {
    for (let at = this.#start; at < this.#end; at += 1) {
      const code = this.#text.charCodeAt(at);
      if (code === BACKSLASH || code < BLANK) throw UNUSUAL;
    }
    return copyOf(this.#text.slice(this.#start, this.#end));
  }

  #matches(one: string, from: number): boolean {
    for (let at = from; at < one.length; at += 1)
      if (this.#text.charCodeAt(this.#start + at) !== one.charCodeAt(at)) return false;
    return true;
  }

  #is(one: string): boolean {
    return this.#end - this.#start === one.length && this.#matches(one, 0);
  }

  #id(): string {
    for (const one of IDS_BY_LENGTH[this.#end - this.#start] ?? []) if (this.#is(one)) return one;
    return this.#cut();
  }

  #flag(): boolean {
    const code = this.#next();
    if (code === 116) this.#literal('true');
    else if (code === 102) this.#literal('false');
    else this.#literal('null');
    return code === 116;
  }

  #literal(word: string): void {
    this.#next();
    if (!this.#text.startsWith(word, this.#at)) throw UNUSUAL;
    this.#at += word.length;
  }
}

/** From a large letter to its small one. */
const SMALL = 32;

/** @returns undefined when the text is not in the usual shape: it may be a request all the same */
export function scanRequest(text: string): DecisionRequest | undefined {
  if (text.length > MAX_LENGTH) return undefined;
  try {
    return new Scanner(text).root();
  } catch (error) {
    if (error !== UNUSUAL) throw error;
    return undefined;
  }
}
