/** OpenAPI 3.1 out of the table of operations. Pure: the same table gives the same document. */
import type { TSchema } from 'typebox';
import { type Access, isOpen, scopesOf } from './access.ts';
import type { Answer, BodyReader, Described, Operation } from './route.ts';
import { wordsOf } from './surface-words.ts';

type Json = Readonly<Record<string, unknown>>;

export interface DocumentOptions {
  readonly version: string;
  readonly base: string;
}

/** One document of the operations: each with id, security and scopes, parameters, body, answers and every form of error. */
export function openApiDocument(operations: readonly Operation[], { version, base }: DocumentOptions): Json {
  const shown = operations.filter(({ hidden }) => !hidden);
  const paths: Record<string, Record<string, Json>> = {};
  /** How the first operation of a path has named its parameters, by the path without names. */
  const spellings = new Map<string, string>();
  for (const operation of shown) {
    const bare = operation.path.replaceAll(NAME, '{}');
    const spelling = spellings.get(bare) ?? operation.path;
    spellings.set(bare, spelling);
    const path = paths[spelling] ?? {};
    path[operation.method.toLowerCase()] = described(operation, namesIn(spelling));
    paths[spelling] = path;
  }
  const names = [...new Set(shown.map((one) => one.surface))].sort();
  return {
    openapi: '3.1.0',
    info: {
      title: 'Portvakt',
      version,
      description: 'Maskinporten and Altinn Authorization on your own machine.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: base }],
    tags: names.map((name) => ({ name, description: wordsOf(name) })),
    paths,
    components: {
      securitySchemes: {
        bearer: {
          type: 'http',
          scheme: 'bearer',
          bearerFormat: 'JWT',
          description:
            'A token of Maskinporten, one exchanged for an Altinn token, or one to exchange; an entry lists the scopes that open the operation, one of which is enough.',
        },
      },
    },
  };
}

const NAME = /\{(\w+)\}/g;
const namesIn = (path: string): readonly string[] => [...path.matchAll(NAME)].map(([, name = '']) => name);

/** Requirements, one of which is enough; an empty one asks for nothing. */
function securityOf(access: Access): readonly Json[] {
  if (isOpen(access) && access.who !== 'local') return [];
  // One scope is enough, so each is an alternative of its own.
  const scopes = scopesOf(access).map((scope) => ({ bearer: [scope] }));
  return [...(isOpen(access) ? [{}] : []), ...(scopes.length > 0 ? scopes : [{ bearer: [] }])];
}

/** @param names of the path's parameters, in their order: OpenAPI knows no second path that differs in names alone */
function described(operation: Operation, names: readonly string[]): Json {
  const { access, body } = operation;
  return {
    operationId: operation.operationId,
    summary: operation.summary,
    tags: [operation.surface],
    'x-access': access,
    security: securityOf(access),
    parameters: [
      ...Object.entries(operation.params).map(([name, schema], index) => ({
        name: names[index] ?? name,
        in: 'path',
        required: true,
        schema: schema ?? { type: 'string' },
      })),
      ...parameters(operation.query, 'query'),
      ...parameters(operation.headers, 'header'),
    ],
    ...(body === undefined ? {} : { requestBody: requestBody(body) }),
    responses: Object.fromEntries(
      [...Object.entries(operation.answers), ...Object.entries(operation.refusals)].map(([status, answer]) => [
        status,
        response(answer),
      ]),
    ),
  };
}

const parameters = (readers: Described, place: 'query' | 'header'): readonly Json[] =>
  Object.entries(readers).map(([name, { schema, required }]) => ({
    name,
    in: place,
    ...(required ? { required } : {}),
    schema,
  }));

function requestBody(body: TSchema | BodyReader<unknown>): Json {
  const { schema, types, required, example } = 'read' in body ? (body as BodyReader<unknown>) : asReader(body);
  const content = { schema, ...(example === undefined ? {} : { example }) };
  return {
    required: required ?? true,
    content: Object.fromEntries((types ?? ['application/json']).map((type) => [type, content])),
  };
}

const asReader = (schema: TSchema): Omit<BodyReader<unknown>, 'read'> => ({ schema });

function response(answer: Answer): Json {
  const forms = [answer, ...(answer.or ?? [])];
  const content = Object.fromEntries(
    forms.flatMap(({ schema, type, also = [], example }) => {
      if (schema === undefined && type === undefined) return [];
      const one = { ...(schema === undefined ? {} : { schema }), ...(example === undefined ? {} : { example }) };
      return [type ?? 'application/json', ...also].map((name) => [name, one]);
    }),
  );
  return {
    description: forms.map(({ description }) => description).join('; or: '),
    ...(Object.keys(content).length === 0 ? {} : { content }),
  };
}
