import { ANY_URI, BASE64_BINARY, BOOLEAN, DOUBLE, HEX_BINARY, INTEGER, STRING } from './basic.ts';
import { DAY_TIME_DURATION, YEAR_MONTH_DURATION } from './duration.ts';
import { DNS_NAME, IP_ADDRESS, RFC822_NAME, X500_NAME } from './names.ts';
import { DATE, DATE_TIME, TIME } from './temporal.ts';
import { type DataType, ValueError, type XPathExpression } from './value.ts';

export type { Bag, DataType, Environment, Operand, Temporal, Value, XPathExpression } from './value.ts';
export { ValueError } from './value.ts';

/** Written as text it has no category and no namespaces; the policy and request readers make complete ones. */
const XPATH_EXPRESSION: DataType = {
  id: 'urn:oasis:names:tc:xacml:3.0:data-type:xpathExpression',
  short: 'xpathExpression',
  selfKey: false,
  parse() {
    throw new ValueError('an xpathExpression needs its XPathCategory; text alone is not enough');
  },
  format: (value) => (value as XPathExpression).path,
  key: (value) => `${(value as XPathExpression).category}\n${(value as XPathExpression).path}`,
};

/** The data types of CORE 10.2.7 and B.3. */
export const TYPES = {
  string: STRING,
  boolean: BOOLEAN,
  integer: INTEGER,
  double: DOUBLE,
  time: TIME,
  date: DATE,
  dateTime: DATE_TIME,
  anyURI: ANY_URI,
  hexBinary: HEX_BINARY,
  base64Binary: BASE64_BINARY,
  dayTimeDuration: DAY_TIME_DURATION,
  yearMonthDuration: YEAR_MONTH_DURATION,
  x500Name: X500_NAME,
  rfc822Name: RFC822_NAME,
  ipAddress: IP_ADDRESS,
  dnsName: DNS_NAME,
  xpathExpression: XPATH_EXPRESSION,
} as const;

export type TypeName = keyof typeof TYPES;

const OLD_DURATIONS = 'http://www.w3.org/TR/2002/WD-xquery-operators-20020816#';

const BY_ID: ReadonlyMap<string, DataType> = new Map<string, DataType>([
  ...Object.values(TYPES).map((type): [string, DataType] => [type.id, type]),
  [`${OLD_DURATIONS}dayTimeDuration`, DAY_TIME_DURATION],
  [`${OLD_DURATIONS}yearMonthDuration`, YEAR_MONTH_DURATION],
]);

const BY_SHORT: ReadonlyMap<string, DataType> = new Map(Object.entries(TYPES));

/** The data type with this identifier (the deprecated duration identifiers included), or undefined. */
export function dataTypeById(id: string): DataType | undefined {
  return BY_ID.get(id);
}

/** The data type with this identifier or JSON shorthand, or undefined. */
export function dataTypeByName(name: string): DataType | undefined {
  return BY_ID.get(name) ?? BY_SHORT.get(name);
}
