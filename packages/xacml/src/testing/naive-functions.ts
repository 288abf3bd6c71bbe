/** Functions of the reference evaluator: each written as CORE appendix A says, on bigint, string, boolean and arrays. */

export class Failure {
  readonly code: 'missing-attribute' | 'syntax-error' | 'processing-error';
  constructor(code: Failure['code']) {
    this.code = code;
  }
}

export type Plain = string | bigint | boolean;
export type NValue = Plain | Plain[];

const fail = (): Failure => new Failure('processing-error');
const set = (bag: NValue): Plain[] => (bag as Plain[]).filter((value, i, all) => all.indexOf(value) === i);

type Fn = (args: NValue[]) => NValue | Failure;

const text = (value: NValue | undefined): string => value as string;
const int = (value: NValue | undefined): bigint => value as bigint;
const bag = (value: NValue | undefined): Plain[] => value as Plain[];

function bagFunctions(type: string): [string, Fn][] {
  return [
    [`${type}-one-and-only`, ([b]) => (bag(b).length === 1 ? (bag(b)[0] as Plain) : fail())],
    [`${type}-bag-size`, ([b]) => BigInt(bag(b).length)],
    [`${type}-is-in`, ([v, b]) => bag(b).includes(v as Plain)],
    [`${type}-bag`, (args) => args as Plain[]],
    [`${type}-union`, (args) => set(args.flat())],
    [`${type}-intersection`, ([a, b]) => set(bag(a).filter((v) => bag(b).includes(v)))],
    [`${type}-at-least-one-member-of`, ([a, b]) => bag(a).some((v) => bag(b).includes(v))],
    [`${type}-subset`, ([a, b]) => bag(a).every((v) => bag(b).includes(v))],
    [
      `${type}-set-equals`,
      ([a, b]) => bag(a).every((v) => bag(b).includes(v)) && bag(b).every((v) => bag(a).includes(v)),
    ],
  ];
}

/** Strict functions by the last part of their identifier. */
export const FUNCTIONS = new Map<string, Fn>([
  ['string-equal', ([a, b]) => a === b],
  ['integer-equal', ([a, b]) => a === b],
  ['boolean-equal', ([a, b]) => a === b],
  ['string-equal-ignore-case', ([a, b]) => text(a).toLowerCase() === text(b).toLowerCase()],
  ['integer-greater-than', ([a, b]) => int(a) > int(b)],
  ['integer-less-than-or-equal', ([a, b]) => int(a) <= int(b)],
  ['string-less-than', ([a, b]) => text(a) < text(b)],
  ['string-starts-with', ([a, b]) => text(b).startsWith(text(a))],
  ['string-contains', ([a, b]) => text(b).includes(text(a))],
  ['string-regexp-match', ([a, b]) => (text(a) === '(' ? fail() : new RegExp(text(a)).test(text(b)))],
  ['not', ([a]) => !a],
  ['integer-add', (args) => args.reduce<bigint>((sum, each) => sum + int(each), 0n)],
  ['integer-subtract', ([a, b]) => int(a) - int(b)],
  ['integer-multiply', (args) => args.reduce<bigint>((product, each) => product * int(each), 1n)],
  ['integer-divide', ([a, b]) => (int(b) === 0n ? fail() : int(a) / int(b))],
  ['integer-mod', ([a, b]) => (int(b) === 0n ? fail() : int(a) % int(b))],
  ['integer-abs', ([a]) => (int(a) < 0n ? -int(a) : int(a))],
  ['string-concatenate', (args) => args.map(text).join('')],
  ['string-normalize-to-lower-case', ([a]) => text(a).toLowerCase()],
  ['string-from-integer', ([a]) => String(a)],
  ['integer-from-string', ([a]) => (/^[+-]?[0-9]+$/.test(text(a)) ? BigInt(text(a)) : new Failure('syntax-error'))],
  ...bagFunctions('string'),
  ...bagFunctions('integer'),
]);
