/**
 * Writes the types with which a package calls the platform, out of the table of operations: of every operation that the `operations.json`
 * beside the types names, what is sent and what is answered; and the tables that the migrations make of an empty SQLite database. With `--check` it writes nothing, and fails when a file is not what it would be.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startPlatform } from '@portvakt/platform';
import { migratedSchema } from '@portvakt/platform/testing/database';
import { type Answer, type Operation, operationsOf } from '@portvakt/platform/testing/operations';
import { compile, type JSONSchema } from 'json-schema-to-typescript';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const TARGETS = ['packages/client/src/generated/operations.ts', 'packages/portal/src/api/generated/operations.ts'];
const BANNER = `/** What the platform takes and answers. Written by \`npm run generate\` from its table of operations: change the schemas there. */`;

const TEXT: JSONSchema = { type: 'string' };

/** Schemas with a title by that title: each becomes one type, whoever uses it. */
type Named = Map<string, JSONSchema>;

/** The schema as far as a type can say it. @throws Error when two schemas that differ have one title */
function plain(schema: JSONSchema, named: Named): JSONSchema {
  const { title, ...untitled } = schema;
  if (title === undefined) return bare(untitled, named);
  const known = named.get(title);
  const found = bare(untitled, named);
  if (known && JSON.stringify(known) !== JSON.stringify(found))
    throw new Error(`two schemas that differ are called ${title}: give one of them another title`);
  named.set(title, found);
  return { $ref: `#/definitions/${title}` };
}

/** What a type cannot say, such as patterns and bounds, is left out. */
function bare(schema: JSONSchema, named: Named): JSONSchema {
  const { type, tsType, properties, patternProperties, required, items, anyOf, allOf, description } = schema;
  const values = Object.values(patternProperties ?? {});
  const isAnything = !type && !tsType && !anyOf && !allOf && !schema.enum && !('const' in schema);
  return {
    ...(isAnything ? { tsType: 'unknown' } : {}),
    ...('const' in schema ? { enum: [schema['const']] } : {}),
    ...(schema.enum ? { enum: schema.enum } : {}),
    ...(type === undefined ? {} : { type }),
    ...(tsType === undefined ? {} : { tsType }),
    ...(description === undefined ? {} : { description }),
    ...(properties === undefined ? {} : { properties: mapped(properties, named), required: required ?? [] }),
    ...(values[0] ? { additionalProperties: plain(values[0], named) } : {}),
    ...(items === undefined || Array.isArray(items) ? {} : { items: plain(items, named) }),
    ...(anyOf ? { anyOf: anyOf.map((one) => plain(one, named)) } : {}),
    ...(allOf ? { allOf: allOf.map((one) => plain(one, named)) } : {}),
  };
}

/** A member without a schema is a text. */
const mapped = (schemas: Readonly<Record<string, JSONSchema | undefined>>, named: Named): Record<string, JSONSchema> =>
  Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, plain(schema ?? TEXT, named)]));

const object = (properties: Readonly<Record<string, JSONSchema>>, required = Object.keys(properties)): JSONSchema => ({
  type: 'object',
  properties,
  required,
});

/** The forms in which a status answers: JSON of its schema, the text of another media type, nothing. */
function formsOf(answer: Answer): readonly JSONSchema[] {
  const { schema, type = schema ? 'application/json' : undefined, or = [] } = answer;
  const form = type === undefined ? { tsType: 'undefined' } : /\bjson\b/.test(type) ? (schema ?? {}) : TEXT;
  return [form, ...or.flatMap(formsOf)];
}

/** One operation as a type: its parameters, its body, and what it answers when it went well. */
function described({ params, query, body, answers, summary }: Operation, named: Named): JSONSchema {
  const parts: Record<string, JSONSchema> = {};
  const optional = new Set<string>();
  if (Object.keys(params).length > 0) parts['params'] = object(mapped(params, named));
  const members = Object.entries(query);
  if (members.length > 0) {
    const required = members.flatMap(([name, reader]) => (reader.required ? [name] : []));
    const schemas = Object.fromEntries(members.map(([name, { schema }]) => [name, schema]));
    parts['query'] = object(mapped(schemas, named), required);
    if (required.length === 0) optional.add('query');
  }
  if (body !== undefined) {
    const { schema, required }: Content = 'read' in body ? (body as Content) : { schema: body };
    parts['body'] = plain(schema, named);
    if (required === false) optional.add('body');
  }
  const well = Object.entries(answers).flatMap(([status, answer]) => (Number(status) < 300 ? formsOf(answer) : []));
  const forms = [...new Map(well.map((form) => [JSON.stringify(form), plain(form, named)])).values()];
  parts['answer'] = forms.length === 1 && forms[0] ? forms[0] : { anyOf: forms };
  const required = Object.keys(parts).filter((part) => !optional.has(part));
  return { ...object(parts, required), description: summary };
}

interface Content {
  readonly schema: JSONSchema;
  readonly required?: boolean;
}

/** @throws Error for a name that no operation has */
async function typesOf(operationIds: readonly string[], table: readonly Operation[]): Promise<string> {
  const named: Named = new Map();
  const operations = operationIds.map((id) => {
    const operation = table.find(({ operationId }) => operationId === id);
    if (!operation) throw new Error(`no operation is called "${id}"`);
    return [`${operation.method} ${operation.path}`, described(operation, named)];
  });
  const schema = {
    ...object(Object.fromEntries(operations)),
    title: 'Operations',
    definitions: Object.fromEntries(named),
  };
  return compile(schema, 'Operations', {
    additionalProperties: false,
    bannerComment: BANNER,
    ignoreMinAndMaxItems: true,
    style: { printWidth: 120, singleQuote: true },
    unknownAny: true,
  });
}

const check = process.argv.includes('--check');

/** Writes a file, or with `--check` says that it is not what it would be. */
function settle(target: string, text: string, source: string): void {
  const path = join(ROOT, target);
  if (existsSync(path) && readFileSync(path, 'utf8') === text) return;
  if (check) {
    console.error(`${target} is out of step with ${source}: run npm run generate`);
    process.exitCode = 1;
  } else {
    writeFileSync(path, text);
    console.log(`${target} is written anew`);
  }
}

const platform = await startPlatform({ port: 0 });
try {
  const table = operationsOf(platform.http);
  for (const target of TARGETS) {
    const ids: readonly string[] = JSON.parse(readFileSync(join(ROOT, dirname(target), 'operations.json'), 'utf8'));
    settle(target, await typesOf(ids, table), 'the table of operations');
  }
} finally {
  await platform.stop();
}

const statements = (await migratedSchema()).map((statement) => `  ${JSON.stringify(statement)},\n`).join('');
settle(
  'packages/platform/src/database/generated/sqlite-schema.ts',
  `/** The tables that the migrations make of an empty SQLite database. Written by \`npm run generate\`: change the migrations. */\nexport const SQLITE_SCHEMA: readonly string[] = [\n${statements}];\n`,
  'the migrations',
);
