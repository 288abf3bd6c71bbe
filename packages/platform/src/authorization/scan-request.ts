/**
 * The usual requests (altinn-pdp.md 4), read straight from their text: of a single one, no object is made between the text and the
 * attributes. Anything out of the ordinary (an escape, an unknown member, a mistake) is left to `json-request.ts`, which reads or refuses
 * it; where both read a request, they read the same.
 */
import { AttributeSet, type DecisionRequest } from './attributes.ts';
import { checkSize, type JsonAttribute, type JsonCategory, type JsonRequest, MAX_REFERENCES } from './json-request.ts';
import * as name from './names.ts';
import { isMalformed } from './refusals.ts';

/** Longer requests are not expected to be single ones, in characters. */
const MAX_SINGLE = 8_192;
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
const MULTI_REQUESTS = ['RequestReference'] as const;
const REFERENCE = ['ReferenceId'] as const;
const ATTRIBUTE = ['AttributeId', 'Value', 'DataType', 'IncludeInResult', 'Issuer'] as const;

const KNOWN_IDS: readonly string[] = Object.values(name).filter((one) => typeof one === 'string');
/** Comparing the few ids of a length is faster than cutting the text out and hashing it. */
const IDS_BY_LENGTH: readonly (readonly string[])[] = Array.from(
  { length: Math.max(...KNOWN_IDS.map((id) => id.length)) + 1 },
  (_, length) => KNOWN_IDS.filter((id) => id.length === length),
);

/** The number of `MultiRequests` among the members of a request. */
const MULTI = REQUEST.indexOf('MultiRequests');

const NOTHING: readonly never[] = [];
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

/** Where attributes go. */
interface Sink {
  add(id: string, value: string, includeInResult: boolean): void;
}

/** The attributes of one category of a multi request. */
class Listed implements Sink {
  readonly attributes: JsonAttribute[] = [];
  add(id: string, value: string, includeInResult: boolean): void {
    this.attributes.push({ id, value, dataType: undefined, includeInResult });
  }
}

class Scanner {
  readonly #text: string;
  #at = 0;
  /** Where the text read last begins and ends. */
  #start = 0;
  #end = 0;

  constructor(text: string) {
    this.#text = text;
  }

  single(): DecisionRequest {
    const read = {
      subject: new AttributeSet(),
      action: new AttributeSet(),
      resource: new AttributeSet(),
      others: NO_OTHERS,
    };
    this.#root((index) => {
      if (index === 0) this.#categories(read.subject, name.SUBJECT_CATEGORY);
      else if (index === 1) this.#categories(read.action, name.ACTION_CATEGORY);
      else if (index === 2) this.#categories(read.resource, name.RESOURCE_CATEGORY);
      else this.#literal('null');
    });
    return read;
  }

  multi(): JsonRequest {
    const read = { subjects: NOTHING, actions: NOTHING, resources: NOTHING, categories: NOTHING, references: NOTHING };
    const made: { -readonly [member in keyof JsonRequest]: JsonRequest[member] } = read;
    this.#root((index) => {
      if (index === 0) made.subjects = this.#list(name.SUBJECT_CATEGORY);
      else if (index === 1) made.actions = this.#list(name.ACTION_CATEGORY);
      else if (index === 2) made.resources = this.#list(name.RESOURCE_CATEGORY);
      else if (index === MULTI && this.#next() === OPEN) made.references = this.#references();
      else this.#literal('null');
    });
    return made;
  }

  /** @param member reads the value of a member of the request, by its number */
  #root(member: (index: number) => void): void {
    this.#open(OPEN);
    if (this.#member(ROOT, 0) !== 0) throw UNUSUAL;
    this.#open(OPEN);
    let seen = 0;
    for (let index = this.#member(REQUEST, seen); index !== END; index = this.#member(REQUEST, seen)) {
      seen |= 1 << index;
      if (index === 3 || index === 4) this.#flag();
      else member(index);
    }
    if (this.#member(ROOT, 1) !== END || this.#next() !== END) throw UNUSUAL;
  }

  #categories(set: AttributeSet, category: string): void {
    this.#open(OPEN_LIST);
    for (let more = this.#item(true); more; more = this.#item(false)) this.#category(set, category);
  }

  #list(category: string): readonly JsonCategory[] {
    const all: JsonCategory[] = [];
    this.#open(OPEN_LIST);
    for (let more = this.#item(true); more; more = this.#item(false)) {
      const listed = new Listed();
      const id = this.#category(listed, category);
      all.push({ categoryId: undefined, id, attributes: listed.attributes });
    }
    return all;
  }

  /** @returns its Id */
  #category(sink: Sink, category: string): string | undefined {
    let id: string | undefined;
    this.#open(OPEN);
    let seen = 0;
    for (let index = this.#member(CATEGORY, seen); index !== END; index = this.#member(CATEGORY, seen)) {
      seen |= 1 << index;
      if (index === 0) this.#attributes(sink);
      else if (index === 3 || this.#next() !== QUOTE) this.#literal('null');
      else {
        this.#string();
        if (index === 2) id = this.#cut();
        else if (!this.#is(category)) throw UNUSUAL;
      }
    }
    return id;
  }

  #references(): readonly (readonly string[])[] {
    const all: string[][] = [];
    this.#open(OPEN);
    if (this.#member(MULTI_REQUESTS, 0) !== 0) throw UNUSUAL;
    this.#open(OPEN_LIST);
    for (let more = this.#item(true); more; more = this.#item(false)) {
      const ids: string[] = [];
      this.#open(OPEN);
      if (this.#member(REFERENCE, 0) !== 0) throw UNUSUAL;
      this.#open(OPEN_LIST);
      for (let another = this.#item(true); another; another = this.#item(false)) {
        this.#string();
        ids.push(this.#cut());
      }
      if (this.#member(REFERENCE, 1) !== END) throw UNUSUAL;
      all.push(ids);
    }
    if (this.#member(MULTI_REQUESTS, 1) !== END) throw UNUSUAL;
    return all;
  }

  #attributes(set: Sink): void {
    this.#open(OPEN_LIST);
    for (let more = this.#item(true); more; more = this.#item(false)) this.#attribute(set);
  }

  #attribute(set: Sink): void {
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

/** @returns undefined when the text is not a single request in the usual shape: it may be a request all the same */
export function scanRequest(text: string): DecisionRequest | undefined {
  if (text.length > MAX_SINGLE) return undefined;
  return unlessUnusual(() => new Scanner(text).single());
}

/** @returns undefined when the text is not a request in the usual shape, or asks for too much */
export function scanMulti(text: string): JsonRequest | undefined {
  return unlessUnusual(() => {
    const read = new Scanner(text).multi();
    if (read.references.length > MAX_REFERENCES) throw UNUSUAL;
    checkSize(read);
    return read;
  });
}

function unlessUnusual<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error !== UNUSUAL && !isMalformed(error)) throw error;
    return undefined;
  }
}
