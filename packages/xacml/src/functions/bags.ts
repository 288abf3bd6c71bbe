import { processingError } from '../status.ts';
import { TYPES } from '../types/index.ts';
import type { Bag, DataType, Value } from '../types/value.ts';
import { equalBy } from './comparison.ts';
import { bagOf, type CallContext, define, F1, F2, F3, type FunctionDefinition, one } from './definition.ts';

const BOOL = one(TYPES.boolean);

function keysOf(context: CallContext, type: DataType, bag: Bag): Set<unknown> {
  return new Set(bag.map((value) => type.key(value, context)));
}

/** The values of `bag` without duplicates, the first of equal ones kept. */
function distinct(context: CallContext, type: DataType, bag: Bag): Value[] {
  const seen = new Map<unknown, Value>();
  for (const value of bag) {
    const key = type.key(value, context);
    if (!seen.has(key)) seen.set(key, value);
  }
  return [...seen.values()];
}

function bagFunctions(prefix: string, type: DataType): FunctionDefinition[] {
  const name = `${prefix}${type.short}`;
  return [
    define(`${name}-one-and-only`, [bagOf(type)], one(type), (_context, bag: Bag) => {
      const only = bag[0];
      if (bag.length === 1 && only !== undefined) return only;
      return processingError(`${type.short}-one-and-only: the bag has ${bag.length} values`);
    }),
    define(`${name}-bag-size`, [bagOf(type)], one(TYPES.integer), (_context, bag: Bag) => BigInt(bag.length)),
    define(`${name}-bag`, [], bagOf(type), (_context, ...values: Value[]) => values, { rest: one(type) }),
  ];
}

const EXHAUSTED = processingError('set functions looked at more values than one decision may');

/** Counts the values a set function looks at. */
function counted(definition: FunctionDefinition): FunctionDefinition {
  const { call } = definition;
  return {
    ...definition,
    call(context, ...args) {
      let values = 0;
      for (const each of args) if (Array.isArray(each)) values += each.length;
      return context.spend(values) ? call(context, ...args) : EXHAUSTED;
    },
  };
}

function setFunctions(prefix: string, type: DataType): FunctionDefinition[] {
  const name = `${prefix}${type.short}`;
  const two = [bagOf(type), bagOf(type)];
  const equal = equalBy(type);
  return [
    define(`${name}-is-in`, [one(type), bagOf(type)], BOOL, (context, value: Value, bag: Bag) =>
      bag.some((other) => equal(context, value, other)),
    ),
    define(`${name}-intersection`, two, bagOf(type), (context, a: Bag, b: Bag) => {
      const keys = keysOf(context, type, b);
      return distinct(context, type, a).filter((value) => keys.has(type.key(value, context)));
    }),
    define(`${name}-union`, two, bagOf(type), (context, ...bags: Bag[]) => distinct(context, type, bags.flat()), {
      rest: bagOf(type),
    }),
    define(`${name}-at-least-one-member-of`, two, BOOL, (context, a: Bag, b: Bag) => {
      const keys = keysOf(context, type, b);
      return a.some((value) => keys.has(type.key(value, context)));
    }),
    define(`${name}-subset`, two, BOOL, (context, a: Bag, b: Bag) => {
      const keys = keysOf(context, type, b);
      return a.every((value) => keys.has(type.key(value, context)));
    }),
    define(`${name}-set-equals`, two, BOOL, (context, a: Bag, b: Bag) => {
      const [left, right] = [keysOf(context, type, a), keysOf(context, type, b)];
      return left.size === right.size && [...left].every((key) => right.has(key));
    }),
  ];
}

function all(prefix: string, type: DataType): FunctionDefinition[] {
  return [...bagFunctions(prefix, type), ...setFunctions(prefix, type).map(counted)];
}

const {
  string,
  boolean,
  integer,
  double,
  time,
  date,
  dateTime,
  anyURI,
  hexBinary,
  base64Binary,
  x500Name,
  rfc822Name,
} = TYPES;

/** CORE A.3.10 and A.3.11. The duration functions also keep their 1.0 identifiers; sets of addresses are an extension. */
export const BAGS: readonly FunctionDefinition[] = [
  ...[
    string,
    boolean,
    integer,
    double,
    time,
    date,
    dateTime,
    anyURI,
    hexBinary,
    base64Binary,
    x500Name,
    rfc822Name,
  ].flatMap((type) => all(F1, type)),
  ...[TYPES.dayTimeDuration, TYPES.yearMonthDuration].flatMap((type) => [...all(F3, type), ...all(F1, type)]),
  ...[TYPES.ipAddress, TYPES.dnsName].flatMap((type) => all(F2, type)),
  ...bagFunctions(F3, TYPES.xpathExpression),
];
