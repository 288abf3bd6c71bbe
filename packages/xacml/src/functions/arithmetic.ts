import { processingError } from '../status.ts';
import { TYPES } from '../types/index.ts';
import { type CallContext, define, F1, type FunctionDefinition, one, type Result } from './definition.ts';

const INT = one(TYPES.integer);
const DBL = one(TYPES.double);

/** Refuses a result beyond the digit limit, so that repeated multiplication cannot eat the memory. */
function bounded(context: CallContext, value: bigint): Result {
  // 3.33 bits a digit, rounded up: an exact count would cost a conversion to text.
  const bits = BigInt(Math.ceil(context.maxIntegerDigits * 3.33));
  if (value >> bits === 0n || value >> bits === -1n) return value;
  return processingError(`an integer result has more than ${context.maxIntegerDigits} digits`);
}

/** IEEE 754 round half to even, as CORE 7.5 asks for. */
function roundHalfEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  if (rest < 0.5) return floor;
  if (rest > 0.5) return floor + 1;
  return floor % 2 === 0 ? floor : floor + 1;
}

function product(context: CallContext, factors: readonly bigint[]): Result {
  let result = 1n;
  for (const factor of factors) {
    const next = bounded(context, result * factor);
    if (typeof next !== 'bigint') return next;
    result = next;
  }
  return result;
}

const INTEGERS: readonly FunctionDefinition[] = [
  define(
    `${F1}integer-add`,
    [INT, INT],
    INT,
    (context, ...terms: bigint[]) =>
      bounded(
        context,
        terms.reduce((sum, term) => sum + term, 0n),
      ),
    { rest: INT },
  ),
  define(`${F1}integer-multiply`, [INT, INT], INT, (context, ...factors: bigint[]) => product(context, factors), {
    rest: INT,
  }),
  define(`${F1}integer-subtract`, [INT, INT], INT, (context, a: bigint, b: bigint) => bounded(context, a - b)),
  define(`${F1}integer-divide`, [INT, INT], INT, (_context, a: bigint, b: bigint) =>
    b === 0n ? processingError('integer-divide: division by zero') : a / b,
  ),
  define(`${F1}integer-mod`, [INT, INT], INT, (_context, a: bigint, b: bigint) =>
    b === 0n ? processingError('integer-mod: division by zero') : a % b,
  ),
  define(`${F1}integer-abs`, [INT], INT, (_context, a: bigint) => (a < 0n ? -a : a)),
  define(`${F1}integer-to-double`, [INT], DBL, (_context, a: bigint) => Number(a)),
];

const DOUBLES: readonly FunctionDefinition[] = [
  define(
    `${F1}double-add`,
    [DBL, DBL],
    DBL,
    (_context, ...terms: number[]) => terms.reduce((sum, term) => sum + term),
    {
      rest: DBL,
    },
  ),
  define(`${F1}double-multiply`, [DBL, DBL], DBL, (_context, ...terms: number[]) => terms.reduce((a, b) => a * b), {
    rest: DBL,
  }),
  define(`${F1}double-subtract`, [DBL, DBL], DBL, (_context, a: number, b: number) => a - b),
  define(`${F1}double-divide`, [DBL, DBL], DBL, (_context, a: number, b: number) =>
    b === 0 ? processingError('double-divide: division by zero') : a / b,
  ),
  define(`${F1}double-abs`, [DBL], DBL, (_context, a: number) => Math.abs(a)),
  define(`${F1}round`, [DBL], DBL, (_context, a: number) => (Number.isFinite(a) ? roundHalfEven(a) : a)),
  define(`${F1}floor`, [DBL], DBL, (_context, a: number) => Math.floor(a)),
  define(`${F1}double-to-integer`, [DBL], INT, (_context, a: number) =>
    Number.isFinite(a) ? BigInt(Math.trunc(a)) : processingError('double-to-integer: the double is not finite'),
  ),
];

/** CORE A.3.2 to A.3.4. */
export const ARITHMETIC: readonly FunctionDefinition[] = [...INTEGERS, ...DOUBLES];
