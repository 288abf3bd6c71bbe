import { TYPES } from '../types/index.ts';
import { DAY, MINUTE } from '../types/temporal.ts';
import type { DataType, Rfc822Name, Temporal, Value, X500Name } from '../types/value.ts';
import { type CallContext, define, F1, F2, F3, type FunctionDefinition, one } from './definition.ts';

const BOOL = one(TYPES.boolean);

/** True when two values of the type are equal by the type's `-equal` function. */
export function equalBy(type: DataType): (context: CallContext, a: Value, b: Value) => boolean {
  if (type === TYPES.double) {
    return (_context, a, b) => a === b || (Number.isNaN(a as number) && Number.isNaN(b as number));
  }
  if (type.selfKey) return (_context, a, b) => a === b;
  return (context, a, b) => type.key(a, context) === type.key(b, context);
}

function equality(): FunctionDefinition[] {
  const {
    string,
    boolean,
    integer,
    double,
    date,
    time,
    dateTime,
    anyURI,
    x500Name,
    rfc822Name,
    hexBinary,
    base64Binary,
  } = TYPES;
  const first = [
    string,
    boolean,
    integer,
    double,
    date,
    time,
    dateTime,
    anyURI,
    x500Name,
    rfc822Name,
    hexBinary,
    base64Binary,
  ];
  const third = [TYPES.dayTimeDuration, TYPES.yearMonthDuration];
  const make = (prefix: string) => (type: DataType) =>
    define(`${prefix}${type.short}-equal`, [one(type), one(type)], BOOL, equalBy(type));
  return [
    ...first.map(make(F1)),
    ...third.map(make(F3)),
    // The durations kept their 1.0 identifiers in old policies.
    ...third.map(make(F1)),
    define(
      `${F3}string-equal-ignore-case`,
      [one(string), one(string)],
      BOOL,
      (_context, a: string, b: string) => a === b || a.toLowerCase() === b.toLowerCase(),
    ),
  ];
}

function ordering(): FunctionDefinition[] {
  const { integer, double, string, time, dateTime, date } = TYPES;
  return [integer, double, string, time, dateTime, date].flatMap((type: DataType) => {
    const compare = type.compare;
    if (compare === undefined) return [];
    const make = (name: string, holds: (order: number) => boolean): FunctionDefinition =>
      define(`${F1}${type.short}-${name}`, [one(type), one(type)], BOOL, (context, a: Value, b: Value) =>
        holds(compare(a, b, context)),
      );
    return [
      make('greater-than', (order) => order > 0),
      make('greater-than-or-equal', (order) => order >= 0),
      make('less-than', (order) => order < 0),
      make('less-than-or-equal', (order) => order <= 0),
    ];
  });
}

/**
 * Inclusive; an upper bound below the lower one is on the next day. Bounds without zone take the first argument's zone
 * (CORE A.3.8). All three are compared as times of day in UTC.
 */
function timeInRange(context: CallContext, time: Temporal, low: Temporal, high: Temporal): boolean {
  const zone = time.zone ?? context.implicitZone;
  const ofDay = (value: Temporal): bigint => value.local - BigInt(value.zone ?? zone) * MINUTE;
  const day = DAY;
  const from = ofDay(low);
  const wrap = (distance: bigint): bigint => ((distance % day) + day) % day;
  return wrap(ofDay(time) - from) <= wrap(ofDay(high) - from);
}

function rfc822Match(_context: CallContext, pattern: string, name: Rfc822Name): boolean {
  const wanted = pattern.trim();
  const at = wanted.lastIndexOf('@');
  if (at >= 0) return wanted.slice(0, at) === name.local && wanted.slice(at + 1).toLowerCase() === name.domain;
  const domain = wanted.toLowerCase();
  return domain.startsWith('.') ? name.domain.endsWith(domain) : name.domain === domain;
}

function x500Match(_context: CallContext, tail: X500Name, name: X500Name): boolean {
  const offset = name.rdns.length - tail.rdns.length;
  return offset >= 0 && tail.rdns.every((rdn, index) => rdn === name.rdns[offset + index]);
}

/** CORE A.3.1, A.3.6, A.3.7, A.3.8, A.3.14. */
export const COMPARISON: readonly FunctionDefinition[] = [
  ...equality(),
  ...ordering(),
  define(`${F2}time-in-range`, [one(TYPES.time), one(TYPES.time), one(TYPES.time)], BOOL, timeInRange),
  define(`${F1}x500Name-match`, [one(TYPES.x500Name), one(TYPES.x500Name)], BOOL, x500Match),
  define(`${F1}rfc822Name-match`, [one(TYPES.string), one(TYPES.rfc822Name)], BOOL, rfc822Match),
];
