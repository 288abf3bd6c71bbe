import { BLOCKS } from './blocks.ts';

/** Tells whether a code point belongs to a set. */
export type CharacterTest = (codePoint: number) => boolean;

const CATEGORIES =
  'L Lu Ll Lt Lm Lo M Mn Mc Me N Nd Nl No P Pc Pd Ps Pe Pi Pf Po Z Zs Zl Zp S Sm Sc Sk So C Cc Cf Co Cn'.split(' ');

/** Tests of one character by Unicode category. The patterns are ours: nothing a user writes becomes a RegExp. */
const BY_CATEGORY: ReadonlyMap<string, CharacterTest> = new Map(
  CATEGORIES.map((name): [string, CharacterTest] => {
    const pattern = new RegExp(`^\\p{${name}}$`, 'u');
    return [name, (codePoint) => pattern.test(String.fromCodePoint(codePoint))];
  }),
);

export const not =
  (test: CharacterTest): CharacterTest =>
  (codePoint) =>
    !test(codePoint);
export const between =
  (first: number, last: number): CharacterTest =>
  (codePoint) =>
    codePoint >= first && codePoint <= last;

/** The test of `\p{name}`, or undefined for an unknown category or block. */
export function property(name: string): CharacterTest | undefined {
  if (!name.startsWith('Is')) return BY_CATEGORY.get(name);
  const block = BLOCKS.get(name.slice(2));
  return block === undefined ? undefined : between(block[0], block[1]);
}

function category(name: string): CharacterTest {
  const test = BY_CATEGORY.get(name);
  if (test === undefined) throw new RangeError(`there is no category ${name}`);
  return test;
}

const [letter, digit, mark, punctuation, separator, other] = [
  category('L'),
  category('Nd'),
  category('M'),
  category('P'),
  category('Z'),
  category('C'),
];

const isSpace: CharacterTest = (c) => c === 0x20 || c === 0x09 || c === 0x0a || c === 0x0d;
const isNameStart: CharacterTest = (c) => c === 0x5f || c === 0x3a || letter(c);
const isNameCharacter: CharacterTest = (c) =>
  isNameStart(c) || c === 0x2d || c === 0x2e || c === 0xb7 || digit(c) || mark(c);
const isWord: CharacterTest = (c) => !(punctuation(c) || separator(c) || other(c));

/** The classes a single letter stands for after a backslash (XML Schema part 2, F.1.1). */
export const CLASSES: ReadonlyMap<string, CharacterTest> = new Map<string, CharacterTest>([
  ['s', isSpace],
  ['S', not(isSpace)],
  ['i', isNameStart],
  ['I', not(isNameStart)],
  ['c', isNameCharacter],
  ['C', not(isNameCharacter)],
  ['d', digit],
  ['D', not(digit)],
  ['w', isWord],
  ['W', not(isWord)],
]);

/** What `.` matches. */
export const ANY_BUT_NEWLINE: CharacterTest = (c) => c !== 0x0a && c !== 0x0d;
