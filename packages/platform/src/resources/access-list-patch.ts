/** JSON Patch (RFC 6902), as far as an access list has something to patch. */
import { type Static, Type } from 'typebox';
import { invalid } from './readers.ts';

export const JSON_PATCH = 'application/json-patch+json';

const MAX_OPERATIONS = 20;
const MAX_VALUE = 4000;

export const AccessListPatch = Type.Array(
  Type.Object({
    op: Type.Union([Type.Literal('replace'), Type.Literal('add'), Type.Literal('test')], {
      description: 'replace and add write the value; test refuses the whole when another is there',
    }),
    path: Type.Union([Type.Literal('/name'), Type.Literal('/description')], {
      description: 'Which member of the list',
    }),
    value: Type.String({ minLength: 1, maxLength: MAX_VALUE, description: 'What it is to be, or must be' }),
  }),
  { maxItems: MAX_OPERATIONS },
);

export type Patch = Static<typeof AccessListPatch>;
type Operation = Patch[number];

const OPERATIONS: readonly Operation['op'][] = ['replace', 'add', 'test'];
const PATHS: readonly Operation['path'][] = ['/name', '/description'];

/** @throws Refusal 400 naming the members that are wrong, by the place of their operation */
export function patchIn(body: unknown): Patch {
  if (!Array.isArray(body)) throw invalid({ body: ['must be a list of operations (RFC 6902)'] });
  if (body.length > MAX_OPERATIONS) throw invalid({ body: [`must be at most ${MAX_OPERATIONS} operations`] });
  return body.map((one: unknown, index) => operationIn(one, index));
}

function operationIn(one: unknown, index: number): Operation {
  const given: { readonly op?: unknown; readonly path?: unknown; readonly value?: unknown } =
    typeof one === 'object' && one !== null ? one : {};
  const { value } = given;
  const op = OPERATIONS.find((known) => known === given.op);
  const path = PATHS.find((known) => known === given.path);
  const isValue = typeof value === 'string' && value !== '' && [...value].length <= MAX_VALUE;
  if (op !== undefined && path !== undefined && isValue) return { op, path, value };
  throw invalid({
    ...(op === undefined ? { [`${index}.op`]: [`must be one of ${OPERATIONS.join(', ')}`] } : {}),
    ...(path === undefined ? { [`${index}.path`]: [`must be one of ${PATHS.join(', ')}`] } : {}),
    ...(isValue ? {} : { [`${index}.value`]: [`must be text of 1 to ${MAX_VALUE} characters`] }),
  });
}
