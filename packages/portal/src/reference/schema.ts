/** JSON Schema as the documents use it: in words, and as an example. */
import type { Words } from './nb.ts';

export interface Schema {
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly title?: string;
  readonly format?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly default?: unknown;
  readonly example?: unknown;
  readonly examples?: readonly unknown[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly patternProperties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: boolean | Schema;
  readonly required?: readonly string[];
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
}

const alternatives = ({ anyOf, oneOf }: Schema): readonly Schema[] => anyOf ?? oneOf ?? [];

/** What stands between the names of types, in the language of the page. */
type TypeWords = Words['schema'];

/** What a value is, in few words: `string (date-time)`, `"a" | "b"`, `array of object`. */
export function typeOf(schema: Schema, words: TypeWords): string {
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum) return schema.enum.map((one) => JSON.stringify(one)).join(' | ');
  const others = alternatives(schema);
  if (others.length > 0) return [...new Set(others.map((one) => typeOf(one, words)))].join(' | ');
  if (schema.allOf) return typeOf(merged(schema), words);
  if (schema.items) return words.list(typeOf(schema.items, words));
  const type = [schema.type ?? (schema.properties ? 'object' : words.any)].flat().join(' | ');
  return schema.format === undefined ? type : `${type} (${schema.format})`;
}

/** Bounds of a value, each as short as it can be said. */
export function boundsOf(schema: Schema, words: TypeWords): readonly string[] {
  const { minLength, maxLength, minimum, maximum, minItems, maxItems, pattern } = schema;
  const between = (
    least: number | undefined,
    most: number | undefined,
    counted: (numbers: string, last: number) => string,
  ): readonly string[] => {
    if (least === undefined && most === undefined) return [];
    if (most === undefined) return [counted(`≥ ${least}`, least ?? 0)];
    if (least === most) return [counted(`${most}`, most)];
    return [counted(least ? `${least} – ${most}` : `≤ ${most}`, most)];
  };
  return [
    ...between(minimum, maximum, (numbers) => numbers),
    ...between(minLength, maxLength, words.characters),
    ...between(minItems, maxItems, words.items),
    ...(pattern === undefined ? [] : [pattern]),
    ...(schema.default === undefined ? [] : [words.otherwise(JSON.stringify(schema.default))]),
  ];
}

/** All parts of an `allOf` as one object. */
function merged(schema: Schema): Schema {
  if (!schema.allOf) return schema;
  const { allOf, ...own } = schema;
  const parts = [own, ...allOf.map(merged)];
  const required = parts.flatMap((part) => part.required ?? []);
  return {
    ...Object.assign({}, ...parts),
    properties: Object.assign({}, ...parts.map(({ properties }) => properties)),
    ...(required.length === 0 ? {} : { required }),
  };
}

/** The members of an object, or of what an array holds; none for other values. */
export function membersOf(given: Schema): readonly { name: string; schema: Schema; required: boolean }[] {
  const schema = merged(given);
  if (schema.items) return membersOf(schema.items);
  const { required = [], properties = {} } = schema;
  const plain = alternatives(schema).find(({ properties: some, items }) => some ?? items);
  if (Object.keys(properties).length === 0 && plain) return membersOf(plain);
  const any = typeof schema.additionalProperties === 'object' ? { '*': schema.additionalProperties } : {};
  const patterns = Object.values(schema.patternProperties ?? {}).slice(0, 1);
  const named = Object.entries({ ...properties, ...any, ...(patterns[0] ? { '*': patterns[0] } : {}) });
  return named.map(([name, one]) => ({ name, schema: one, required: required.includes(name) }));
}

const FORMATS: Readonly<Record<string, string>> = {
  'date-time': '2026-01-01T12:00:00Z',
  date: '2026-01-01',
  uuid: '00000000-0000-4000-8000-000000000001',
  uri: 'https://example.com/',
  url: 'https://example.com/',
  email: 'someone@example.com',
};
const DEEPEST = 8;

/** A value to begin from: what the schema names, else the plainest of its kind, with the members that must be there. */
export function exampleOf(given: Schema, depth = 0): unknown {
  const schema = merged(given);
  const named = [schema.example, schema.examples?.[0], schema.const, schema.default, schema.enum?.[0]];
  const first = named.find((one) => one !== undefined);
  if (first !== undefined) return first;
  const [other] = alternatives(schema);
  if (other) return exampleOf(other, depth);
  if (schema.properties) return objectExample(schema, depth);
  if (schema.items) return depth < DEEPEST ? [exampleOf(schema.items, depth + 1)] : [];
  const [type] = [schema.type ?? 'object'].flat();
  if (type === 'string') return FORMATS[schema.format ?? ''] ?? '';
  if (type === 'integer' || type === 'number') return schema.minimum ?? 0;
  if (type === 'boolean') return false;
  return type === 'null' ? null : {};
}

function objectExample({ properties = {}, required = [] }: Schema, depth: number): unknown {
  if (depth >= DEEPEST) return {};
  const names = Object.keys(properties);
  const shown = required.length > 0 ? names.filter((name) => required.includes(name)) : names;
  return Object.fromEntries(shown.map((name) => [name, exampleOf(properties[name] ?? {}, depth + 1)]));
}
