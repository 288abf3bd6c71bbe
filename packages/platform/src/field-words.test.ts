import { expect, it } from 'vitest';
import { startPlatform } from './server.ts';
import { openApiDocument, operationsOf } from './testing/operations.ts';

interface Schema {
  readonly $ref?: string;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
}
interface Operation {
  readonly operationId: string;
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema?: Schema }>> };
}

/** Every field of a body with whether it says what it means; fields of fields too. */
function* fieldsOf(
  of: Schema,
  place: string,
  named: (ref: string) => Schema,
): Generator<readonly [place: string, isTold: boolean]> {
  const schema = of.$ref === undefined ? of : named(of.$ref);
  for (const part of [...(schema.anyOf ?? []), ...(schema.allOf ?? [])]) yield* fieldsOf(part, place, named);
  if (schema.items) yield* fieldsOf(schema.items, `${place}[]`, named);
  for (const [name, field] of Object.entries(schema.properties ?? {})) {
    const { description } = field.$ref === undefined ? field : { ...named(field.$ref), ...field };
    yield [`${place}.${name}`, description !== undefined];
    yield* fieldsOf(field, `${place}.${name}`, named);
  }
}

it('says what every field of every body means', async () => {
  const platform = await startPlatform({ port: 0 });
  const document = openApiDocument(operationsOf(platform.http), { version: '0', base: 'https://portvakt.test' });
  await platform.stop();
  const { schemas = {} } = document['components'] as { readonly schemas?: Readonly<Record<string, Schema>> };
  const named = (ref: string): Schema => schemas[ref.split('/').at(-1) ?? ''] ?? {};
  const paths = Object.values(document['paths'] as Readonly<Record<string, Readonly<Record<string, Operation>>>>);
  const fields = paths
    .flatMap((path) => Object.values(path))
    .flatMap(({ operationId, requestBody }) =>
      Object.values(requestBody?.content ?? {}).flatMap(({ schema }) => [
        ...fieldsOf(schema ?? {}, operationId, named),
      ]),
    );
  expect(fields.length).toBeGreaterThan(1000);
  expect(fields.filter(([, isTold]) => !isTold).map(([place]) => place)).toEqual([]);
});
