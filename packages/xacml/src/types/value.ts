/** A point on the time line, or a time of day, with its own time zone if it has one. */
export interface Temporal {
  /** Picoseconds since 1970-01-01T00:00:00 (for a time: since midnight), in local time of the zone. */
  readonly local: bigint;
  /** Minutes east of UTC; undefined without zone: the engine's implicit zone applies. */
  readonly zone: number | undefined;
}

export interface X500Name {
  readonly text: string;
  /** Normalised RDNs, in the order of the text. */
  readonly rdns: readonly string[];
}

export interface Rfc822Name {
  readonly local: string;
  /** Lower case. */
  readonly domain: string;
}

export interface TextValue {
  readonly text: string;
}

/** An XPath expression as a value: on which category’s Content, and with which prefixes. */
export interface XPathExpression {
  readonly path: string;
  readonly category: string;
  readonly namespaces: Readonly<Record<string, string>>;
  readonly version: string | undefined;
}

/** Prefixes and namespaces, those of outer elements included. */
export function bindingsOf(namespaces: Readonly<Record<string, string>>): [string, string][] {
  const found: [string, string][] = [];
  for (const prefix in namespaces) found.push([prefix, namespaces[prefix] ?? '']);
  return found;
}

/**
 * A typed value as the engine computes with it. Which member of the union it is follows from the static data type:
 * string, anyURI, hexBinary (upper case) and base64Binary (canonical) are strings; integer is a bigint;
 * dayTimeDuration is picoseconds, yearMonthDuration months, both bigint.
 */
export type Value = string | number | bigint | boolean | Temporal | X500Name | Rfc822Name | TextValue | XPathExpression;

export type Bag = readonly Value[];
/** What an expression gives: a value, or a bag of values. */
export type Operand = Value | Bag;

/** What functions need to know besides their arguments. */
export interface Environment {
  /** Minutes east of UTC that a date or time without zone is taken to have. */
  readonly implicitZone: number;
}

/** Thrown by `DataType.parse` for text that is not of the type; the caller turns it into a status or an XacmlError. */
export class ValueError extends Error {}

/** One XACML data type. */
export interface DataType {
  readonly id: string;
  /** The name functions and JSON use: `string`, `dayTimeDuration`. */
  readonly short: string;
  /** Text to value. @throws ValueError */
  parse(text: string): Value;
  /** Value to canonical text. */
  format(value: Value): string;
  /** A primitive that is equal exactly for equal values: the `T-equal` function, sets and indexes build on it. */
  key(value: Value, environment: Environment): string | number | bigint | boolean;
  /** True when `key` is the value itself, so that no conversion is needed. */
  readonly selfKey: boolean;
  /** Order, for the types that have one: negative, 0, positive; NaN when the two are not comparable. */
  compare?(a: Value, b: Value, environment: Environment): number;
}
