import { quote } from '../errors.ts';
import { DEFAULT_LIMITS } from '../limits.ts';
import { type DataType, type Value, ValueError } from './value.ts';

const XS = 'http://www.w3.org/2001/XMLSchema#';

/** Orders two texts by Unicode code point (JavaScript's own order is by UTF-16 unit). */
function compareCodePoints(a: string, b: string): number {
  const shortest = Math.min(a.length, b.length);
  for (let i = 0; i < shortest; i++) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x === y) continue;
    const xSurrogate = x >= 0xd800 && x <= 0xdfff;
    const ySurrogate = y >= 0xd800 && y <= 0xdfff;
    if (xSurrogate !== ySurrogate) return xSurrogate ? 1 : -1;
    return x < y ? -1 : 1;
  }
  return a.length - b.length;
}

const identity = (value: Value): string | number | bigint | boolean => value as string;

export const STRING: DataType = {
  id: `${XS}string`,
  short: 'string',
  selfKey: true,
  parse: (text) => text,
  format: (value) => value as string,
  key: identity,
  compare: (a, b) => compareCodePoints(a as string, b as string),
};

export const ANY_URI: DataType = {
  id: `${XS}anyURI`,
  short: 'anyURI',
  selfKey: true,
  parse: (text) => text.trim(),
  format: (value) => value as string,
  key: identity,
};

export const BOOLEAN: DataType = {
  id: `${XS}boolean`,
  short: 'boolean',
  selfKey: true,
  parse(text) {
    const trimmed = text.trim();
    if (trimmed === 'true' || trimmed === '1') return true;
    if (trimmed === 'false' || trimmed === '0') return false;
    throw new ValueError(`${quote(text)} is no boolean; write true, false, 1 or 0`);
  },
  format: (value) => String(value),
  key: identity,
};

const INTEGER_TEXT = /^[+-]?\d+$/;

export const INTEGER: DataType = {
  id: `${XS}integer`,
  short: 'integer',
  selfKey: true,
  parse(text) {
    const trimmed = text.trim();
    if (!INTEGER_TEXT.test(trimmed)) throw new ValueError(`${quote(text)} is no integer`);
    if (trimmed.length > DEFAULT_LIMITS.maxIntegerDigits) {
      throw new ValueError(
        `an integer of ${trimmed.length} digits is beyond the limit of ${DEFAULT_LIMITS.maxIntegerDigits}`,
      );
    }
    return BigInt(trimmed.startsWith('+') ? trimmed.slice(1) : trimmed);
  },
  format: (value) => String(value),
  key: identity,
  compare: (a, b) => ((a as bigint) < (b as bigint) ? -1 : (a as bigint) > (b as bigint) ? 1 : 0),
};

const DOUBLE_TEXT = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;

/** The canonical text of XML Schema part 2, 3.2.5.2: `5.5E0`, `INF`, `NaN`. */
function formatDouble(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (value === Number.POSITIVE_INFINITY) return 'INF';
  if (value === Number.NEGATIVE_INFINITY) return '-INF';
  if (value === 0) return Object.is(value, -0) ? '-0.0E0' : '0.0E0';
  const [mantissa = '', exponent = ''] = value.toExponential().split('e');
  return `${mantissa.includes('.') ? mantissa : `${mantissa}.0`}E${exponent.replace('+', '')}`;
}

export const DOUBLE: DataType = {
  id: `${XS}double`,
  short: 'double',
  // A Map finds NaN by NaN and 0 by -0, which is what the tests want of double-equal.
  selfKey: true,
  parse(text) {
    const trimmed = text.trim();
    if (trimmed === 'NaN') return Number.NaN;
    if (trimmed === 'INF' || trimmed === '+INF') return Number.POSITIVE_INFINITY;
    if (trimmed === '-INF') return Number.NEGATIVE_INFINITY;
    if (!DOUBLE_TEXT.test(trimmed)) throw new ValueError(`${quote(text)} is no double`);
    return Number(trimmed);
  },
  format: (value) => formatDouble(value as number),
  key: identity,
  compare: (a, b) =>
    (a as number) < (b as number) ? -1 : (a as number) > (b as number) ? 1 : a === b ? 0 : Number.NaN,
};

export const HEX_BINARY: DataType = {
  id: `${XS}hexBinary`,
  short: 'hexBinary',
  selfKey: true,
  parse(text) {
    const trimmed = text.trim();
    if (!/^(?:[0-9a-fA-F]{2})*$/.test(trimmed)) throw new ValueError(`${quote(text)} is no hexBinary`);
    return trimmed.toUpperCase();
  },
  format: (value) => value as string,
  key: identity,
};

const BASE64_TEXT = /^[A-Za-z0-9+/]*={0,2}$/;

/** Bits of the last digit before the padding that must be zero: XML Schema part 2, 3.2.16. */
function hasStrayBits(compact: string): boolean {
  if (compact.endsWith('==')) return !/[AQgw]==$/.test(compact);
  if (compact.endsWith('=')) return !/[AEIMQUYcgkosw048]=$/.test(compact);
  return false;
}

export const BASE64_BINARY: DataType = {
  id: `${XS}base64Binary`,
  short: 'base64Binary',
  selfKey: true,
  parse(text) {
    const compact = text.replace(/[ \t\r\n]/g, '');
    if (compact.length % 4 !== 0 || !BASE64_TEXT.test(compact) || hasStrayBits(compact)) {
      throw new ValueError(`${quote(text)} is no base64Binary`);
    }
    return compact;
  },
  format: (value) => value as string,
  key: identity,
};
