/** Requests made from an operation's own schemas: right ones, ones with a fault in them, and hostile ones. Pure: a seed gives the same ones. */
import fc from 'fast-check';

/** What is used here of JSON Schema. */
export interface Schema {
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly items?: Schema;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | Schema;
  readonly patternProperties?: Readonly<Record<string, Schema>>;
  readonly pattern?: string;
  readonly format?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
}

/** Values that have broken programs before. */
const HOSTILE: readonly unknown[] = [
  null,
  '',
  ' ',
  '.',
  '..',
  '%2e%2e',
  '../../etc/passwd',
  '\u0000',
  '\ud800',
  "' or 1=1 --",
  '<script>alert(1)</script>',
  '__proto__',
  'x'.repeat(5_000),
  '💩'.repeat(100),
  -1,
  0,
  1.5,
  1e308,
  Number.MAX_SAFE_INTEGER,
  true,
  false,
  [],
  {},
  [[]],
  [null],
  { __proto__: { admin: true } },
  { constructor: { prototype: {} } },
  deep(60),
];

/** Nested, and within what a body may be. */
function deep(levels: number): unknown {
  let value: unknown = 'bottom';
  for (let level = 0; level < levels; level += 1) value = level % 2 ? [value] : { a: value };
  return value;
}

const MAX_DEPTH = 6;

/** Values that fit a schema. */
export function fitting(schema: Schema, depth = 0): fc.Arbitrary<unknown> {
  if ('const' in schema) return fc.constant(schema.const);
  if (schema.enum) return fc.constantFrom(...schema.enum);
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices && choices.length > 0) return fc.oneof(...choices.map((one) => fitting(one, depth)));
  if (schema.allOf) return fc.tuple(...schema.allOf.map((one) => fitting(one, depth))).map(joined);
  const type = Array.isArray(schema.type) ? schema.type[0] : schema.type;
  switch (type) {
    case 'string':
      return textOf(schema);
    case 'integer':
      return fc.integer({ min: whole(schema.minimum, -1000), max: whole(schema.maximum, 100_000) });
    case 'number':
      return fc.double({ min: schema.minimum ?? -1e6, max: schema.maximum ?? 1e6, noNaN: true });
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    case 'array':
      return fc.array(fitting(schema.items ?? {}, depth + 1), {
        minLength: schema.minItems ?? 0,
        maxLength: Math.min(schema.maxItems ?? 3, Math.max(3, schema.minItems ?? 0)),
      });
    case 'object':
      return objectOf(schema, depth);
    default:
      return depth > MAX_DEPTH ? fc.constant(null) : fc.jsonValue({ maxDepth: 2 });
  }
}

const whole = (value: number | undefined, otherwise: number): number => Math.trunc(value ?? otherwise);

const joined = (parts: readonly unknown[]): unknown => Object.assign({}, ...parts.filter((part) => part !== null));

/** Values of the synthetic world, so that some requests reach what is there. */
const KNOWN: readonly string[] = [
  '310044423',
  '310019747',
  '50020008',
  '01816010027',
  'ttd',
  'app_ttd_demo',
  'skogdir-felling',
  'altinn:instances.read',
  'urn:altinn:resource',
];

function textOf({ pattern, format, minLength = 0, maxLength = 40 }: Schema): fc.Arbitrary<string> {
  if (format === 'uuid') return fc.uuid();
  if (format === 'date-time') return fc.date({ noInvalidDate: true }).map((date) => date.toISOString());
  if (format === 'uri') return fc.webUrl();
  if (pattern !== undefined) return fc.stringMatching(new RegExp(pattern));
  const plain = fc.string({ minLength, maxLength: Math.max(minLength, Math.min(maxLength, 40)) });
  const known = KNOWN.filter(({ length }) => length >= minLength && length <= maxLength);
  return known.length === 0 ? plain : fc.oneof(plain, fc.constantFrom(...known));
}

function objectOf(schema: Schema, depth: number): fc.Arbitrary<unknown> {
  const { properties = {}, required = [], additionalProperties, patternProperties } = schema;
  const named = fc.record(
    Object.fromEntries(Object.entries(properties).map(([name, one]) => [name, fitting(one, depth + 1)])),
    { requiredKeys: required.filter((name) => name in properties) },
  );
  const rest =
    typeof additionalProperties === 'object' ? additionalProperties : Object.values(patternProperties ?? {})[0];
  if (rest === undefined) return named;
  const others = fc.dictionary(fc.string({ minLength: 1, maxLength: 12 }), fitting(rest, depth + 1), { maxKeys: 2 });
  return fc.tuple(others, named).map(joined);
}

/** A fitting value with one place of it made something else, left out or added. */
export const faulty = (schema: Schema): fc.Arbitrary<unknown> =>
  fc
    .tuple(fitting(schema), fc.nat(), fc.constantFrom(...HOSTILE), fc.constantFrom('replace', 'drop', 'add'))
    .map(([value, place, hostile, way]) => mutated(structuredClone(value), place, hostile, way));

export const hostile: fc.Arbitrary<unknown> = fc.constantFrom(...HOSTILE);

type Place = readonly [holder: Record<string, unknown> | unknown[], key: string | number];

function mutated(value: unknown, nth: number, hostileValue: unknown, way: string): unknown {
  const places = placesIn(value);
  const place = places[nth % Math.max(1, places.length)];
  if (!place) return hostileValue;
  const [holder, key] = place;
  if (way === 'add' && !Array.isArray(holder)) holder['unknown member'] = hostileValue;
  else if (way === 'drop' && !Array.isArray(holder)) delete holder[String(key)];
  else Object.assign(holder, { [key]: hostileValue });
  return value;
}

function placesIn(value: unknown): Place[] {
  if (typeof value !== 'object' || value === null) return [];
  const holder = value as Record<string, unknown> | unknown[];
  return Object.entries(holder).flatMap(([key, inner]): Place[] => [[holder, key], ...placesIn(inner)]);
}

/** Texts for a path parameter or a member of a query. */
export const textFor = (schema: Schema | undefined): fc.Arbitrary<string> =>
  fc.oneof(
    { weight: 4, arbitrary: fitting(schema ?? { type: 'string' }).map(asText) },
    { weight: 2, arbitrary: fc.constantFrom(...KNOWN) },
    { weight: 1, arbitrary: hostile.map(asText) },
  );

/** Of what is no text its JSON. */
export const asText = (value: unknown): string => (typeof value === 'string' ? value : (JSON.stringify(value) ?? ''));
