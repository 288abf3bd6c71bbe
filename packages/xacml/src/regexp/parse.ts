import { ANY_BUT_NEWLINE, between, type CharacterTest, CLASSES, not, property } from './characters.ts';

/** A pattern that is not of the syntax, or not supported. */
export class PatternError extends Error {}

export type Node =
  | { readonly kind: 'character'; readonly test: CharacterTest; readonly literal: number | undefined }
  | { readonly kind: 'sequence'; readonly items: readonly Node[] }
  | { readonly kind: 'choice'; readonly items: readonly Node[] }
  | { readonly kind: 'repeat'; readonly item: Node; readonly least: number; readonly most: number }
  | { readonly kind: 'begin' }
  | { readonly kind: 'end' };

const MAX_DEPTH = 200;
const ESCAPES: ReadonlyMap<string, number> = new Map([
  ['n', 0x0a],
  ['r', 0x0d],
  ['t', 0x09],
  ...Array.from('\\|.-^?*+{}()[]$', (c): [string, number] => [c, c.charCodeAt(0)]),
]);

const literal = (codePoint: number): Node => ({ kind: 'character', test: (c) => c === codePoint, literal: codePoint });
const klass = (test: CharacterTest): Node => ({ kind: 'character', test, literal: undefined });

/**
 * Reads the regular expressions of XML Schema part 2, appendix F, with what XPath adds (XQuery and XPath functions 7.6.1):
 * anchors and reluctant quantifiers. Back-references are refused, because no linear-time matcher can follow them.
 */
class PatternReader {
  readonly #points: readonly string[];
  #at = 0;

  constructor(pattern: string) {
    this.#points = Array.from(pattern);
  }

  pattern(): Node {
    const node = this.#choice(0);
    if (this.#at < this.#points.length) throw this.#error(`there is an unmatched ${this.#points[this.#at]}`);
    return node;
  }

  #error(message: string): PatternError {
    return new PatternError(`${message} (character ${this.#at + 1} of the pattern)`);
  }

  #take(character: string): boolean {
    if (this.#points[this.#at] !== character) return false;
    this.#at += 1;
    return true;
  }

  #choice(depth: number): Node {
    if (depth > MAX_DEPTH) throw this.#error(`groups are nested deeper than ${MAX_DEPTH}`);
    const items = [this.#sequence(depth)];
    while (this.#take('|')) items.push(this.#sequence(depth));
    const [only] = items;
    return items.length === 1 && only !== undefined ? only : { kind: 'choice', items };
  }

  #sequence(depth: number): Node {
    const items: Node[] = [];
    for (
      let next = this.#points[this.#at];
      next !== undefined && next !== '|' && next !== ')';
      next = this.#points[this.#at]
    ) {
      items.push(this.#quantified(this.#atom(depth)));
    }
    const [only] = items;
    return items.length === 1 && only !== undefined ? only : { kind: 'sequence', items };
  }

  #quantified(item: Node): Node {
    const range = this.#quantity();
    if (range === undefined) return item;
    // Reluctance changes which match is found, not whether there is one.
    this.#take('?');
    return { kind: 'repeat', item, least: range[0], most: range[1] };
  }

  #quantity(): [number, number] | undefined {
    if (this.#take('?')) return [0, 1];
    if (this.#take('*')) return [0, Number.POSITIVE_INFINITY];
    if (this.#take('+')) return [1, Number.POSITIVE_INFINITY];
    if (!this.#take('{')) return undefined;
    const least = this.#number();
    let most = least;
    if (this.#take(',')) most = this.#points[this.#at] === '}' ? Number.POSITIVE_INFINITY : this.#number();
    if (!this.#take('}')) throw this.#error('a quantifier is not closed');
    if (most < least) throw this.#error(`the quantifier {${least},${most}} is the wrong way round`);
    return [least, most];
  }

  #number(): number {
    let digits = '';
    for (let next = this.#points[this.#at]; next !== undefined && /^[0-9]$/.test(next); next = this.#points[this.#at]) {
      digits += next;
      this.#at += 1;
    }
    if (digits === '' || digits.length > 9) throw this.#error('a quantifier needs a number of at most nine digits');
    return Number(digits);
  }

  #atom(depth: number): Node {
    const character = this.#points[this.#at] ?? '';
    this.#at += 1;
    switch (character) {
      case '(':
        return this.#group(depth);
      case '[':
        return klass(this.#class(0));
      case '.':
        return klass(ANY_BUT_NEWLINE);
      case '^':
        return { kind: 'begin' };
      case '$':
        return { kind: 'end' };
      case '\\':
        return this.#escape();
      case '?':
      case '*':
      case '+':
      case '{':
      case '}':
      case ']':
        this.#at -= 1;
        throw this.#error(`${character} must be escaped or follow something`);
      default:
        return literal(character.codePointAt(0) ?? 0);
    }
  }

  #group(depth: number): Node {
    if (this.#take('?') && !this.#take(':')) throw this.#error('only (?: may follow an opening parenthesis');
    const inner = this.#choice(depth + 1);
    if (!this.#take(')')) throw this.#error('a group is not closed');
    return inner;
  }

  #escape(): Node {
    const test = this.#classEscape();
    if (test !== undefined) return klass(test);
    const character = this.#points[this.#at] ?? '';
    if (/^[0-9]$/.test(character)) throw this.#error('back-references are not supported');
    return literal(this.#singleEscape());
  }

  /** `\p{…}`, `\d` and the like; undefined for the escape of one character. */
  #classEscape(): CharacterTest | undefined {
    const letter = this.#points[this.#at] ?? '';
    const known = CLASSES.get(letter);
    if (known !== undefined) {
      this.#at += 1;
      return known;
    }
    if (letter !== 'p' && letter !== 'P') return undefined;
    this.#at += 1;
    const close = this.#points.indexOf('}', this.#at);
    if (!this.#take('{') || close < 0) throw this.#error('\\p needs a name in braces');
    const name = this.#points.slice(this.#at, close).join('');
    const test = property(name);
    if (test === undefined) throw this.#error(`there is no category or block ${name.slice(0, 40)}`);
    this.#at = close + 1;
    return letter === 'p' ? test : not(test);
  }

  #singleEscape(): number {
    const character = this.#points[this.#at] ?? '';
    const codePoint = ESCAPES.get(character);
    if (codePoint === undefined) throw this.#error(`there is no escape \\${character}`);
    this.#at += 1;
    return codePoint;
  }

  /** A class after its opening bracket: `[a-z-[aeiou]]`. */
  #class(depth: number): CharacterTest {
    if (depth > MAX_DEPTH) throw this.#error(`classes are nested deeper than ${MAX_DEPTH}`);
    const negated = this.#take('^');
    const tests: CharacterTest[] = [];
    let minus: CharacterTest | undefined;
    while (!this.#take(']')) {
      if (this.#points[this.#at] === '-' && this.#points[this.#at + 1] === '[') {
        this.#at += 2;
        minus = this.#class(depth + 1);
        if (!this.#take(']')) throw this.#error('a class subtraction must stand last in its class');
        break;
      }
      tests.push(this.#classItem());
    }
    if (tests.length === 0) throw this.#error('a class is empty');
    const any = union(tests);
    const positive = negated ? not(any) : any;
    const subtracted = minus;
    return subtracted === undefined ? positive : (c) => positive(c) && !subtracted(c);
  }

  #classItem(): CharacterTest {
    if (this.#points[this.#at] === '\\') {
      this.#at += 1;
      const test = this.#classEscape();
      if (test !== undefined) return test;
      this.#at -= 1;
    }
    const first = this.#classCharacter();
    const next = this.#points[this.#at + 1];
    if (this.#points[this.#at] !== '-' || next === undefined || next === ']' || next === '[') return (c) => c === first;
    this.#at += 1;
    const last = this.#classCharacter();
    if (last < first) throw this.#error('a range in a class is the wrong way round');
    return between(first, last);
  }

  #classCharacter(): number {
    const character = this.#points[this.#at];
    if (character === undefined) throw this.#error('a class is not closed');
    this.#at += 1;
    if (character === '\\') return this.#singleEscape();
    if (character === '[') throw this.#error('[ must be escaped within a class');
    return character.codePointAt(0) ?? 0;
  }
}

function union(tests: readonly CharacterTest[]): CharacterTest {
  const [first, second] = tests;
  if (first !== undefined && second === undefined) return first;
  return (c) => tests.some((test) => test(c));
}

/** Reads a pattern. @throws PatternError */
export function parsePattern(pattern: string): Node {
  return new PatternReader(pattern).pattern();
}
