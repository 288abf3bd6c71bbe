import { processingError, syntaxError } from '../status.ts';
import { TYPES } from '../types/index.ts';
import { type DataType, type Operand, type Value, ValueError } from '../types/value.ts';
import { type CallContext, define, F1, F2, F3, type FunctionDefinition, one, type Result } from './definition.ts';

const STR = one(TYPES.string);
const INT = one(TYPES.integer);
const BOOL = one(TYPES.boolean);

function joined(context: CallContext, parts: readonly string[]): Result {
  let length = 0;
  for (const part of parts) length += part.length;
  if (length <= context.maxStringLength) return parts.join('');
  return processingError(`a concatenated text is longer than ${context.maxStringLength} characters`);
}

/** Text of a value to a value of another type; bad text is a syntax-error. */
function parseValue(type: DataType, text: string): Value | ReturnType<typeof syntaxError> {
  try {
    return type.parse(text);
  } catch (error) {
    if (error instanceof ValueError) return syntaxError(error.message);
    throw error;
  }
}

function conversions(): FunctionDefinition[] {
  const { boolean, integer, double, time, date, dateTime, anyURI, x500Name, rfc822Name, ipAddress, dnsName } = TYPES;
  const durations = [TYPES.dayTimeDuration, TYPES.yearMonthDuration];
  const types: DataType[] = [
    boolean,
    integer,
    double,
    time,
    date,
    dateTime,
    anyURI,
    x500Name,
    rfc822Name,
    ipAddress,
    dnsName,
  ];
  return [...types, ...durations].flatMap((type) => [
    define(`${F3}${type.short}-from-string`, [STR], one(type), (_context, text: string) => parseValue(type, text)),
    define(`${F3}string-from-${type.short}`, [one(type)], STR, (_context, value: Value) => type.format(value)),
  ]);
}

/** Positions count code points, as XPath's do; most texts have no surrogates, so the fast way is tried first. */
function substring(_context: CallContext, text: string, begin: bigint, end: bigint): Result {
  const astral = /[\ud800-\udbff][\udc00-\udfff]/.test(text);
  const points = astral ? Array.from(text) : undefined;
  const length = BigInt(points?.length ?? text.length);
  const stop = end === -1n ? length : end;
  if (begin < 0n || stop < begin || stop > length) {
    return processingError(`substring: ${begin} to ${end} lies outside a text of ${length} characters`);
  }
  return points === undefined
    ? text.slice(Number(begin), Number(stop))
    : points.slice(Number(begin), Number(stop)).join('');
}

/** A negative position that is written in the policy can never work, so the policy is refused (IIC332, IIC335). */
function checkPositions(args: readonly (Operand | undefined)[]): string | undefined {
  const [, begin, end] = args;
  if (typeof begin === 'bigint' && begin < 0n) return `the begin position is ${begin}; positions count from 0`;
  if (typeof end === 'bigint' && end < -1n) return `the end position is ${end}; use -1 for the end of the text`;
  if (typeof begin === 'bigint' && typeof end === 'bigint' && end !== -1n && end < begin) {
    return `the end position ${end} lies before the begin position ${begin}`;
  }
  return undefined;
}

function parts(): FunctionDefinition[] {
  return [TYPES.string, TYPES.anyURI].flatMap((type) => {
    const make = (name: string, holds: (text: string, part: string) => boolean): FunctionDefinition =>
      define(`${F3}${type.short}-${name}`, [STR, one(type)], BOOL, (_context, part: string, text: string) =>
        holds(text, part),
      );
    return [
      make('starts-with', (text, part) => text.startsWith(part)),
      make('ends-with', (text, part) => text.endsWith(part)),
      make('contains', (text, part) => text.includes(part)),
      define(`${F3}${type.short}-substring`, [one(type), INT, INT], STR, substring, { checkLiterals: checkPositions }),
    ];
  });
}

/** CORE A.3.4, A.3.9. */
export const TEXT: readonly FunctionDefinition[] = [
  define(`${F1}string-normalize-space`, [STR], STR, (_context, text: string) =>
    text.replace(/^[ \t\r\n]+/, '').trimEnd(),
  ),
  define(`${F1}string-normalize-to-lower-case`, [STR], STR, (_context, text: string) => text.toLowerCase()),
  define(`${F2}string-concatenate`, [STR, STR], STR, (context, ...texts: string[]) => joined(context, texts), {
    rest: STR,
  }),
  define(
    `${F2}uri-string-concatenate`,
    [one(TYPES.anyURI)],
    one(TYPES.anyURI),
    (context, ...texts: string[]) => joined(context, texts),
    {
      rest: STR,
    },
  ),
  ...conversions(),
  ...parts(),
];
