/** How the members of this room's queries are read: what is empty is left out. */
import { type TSchema, Type } from 'typebox';
import { isUuid } from '../foundation/index.ts';
import { type Reader, spelledIn, valuesOf } from '../http/index.ts';
import { refuse } from './refusals.ts';

const given = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);

/** One value of a query where callers are admitted; empty is left out. @throws Refusal 400 when it is there twice */
export function valueIn(query: unknown, name: string): string | undefined {
  const [value, ...more] = valuesOf(query, spelledIn(query, name));
  if (more.length > 0) throw refuse('member-repeated', `give the query parameter ${name} once`);
  return given(value);
}

export const optional = (
  description: string,
  schema: TSchema = Type.String({ description }),
): Reader<string | undefined> => ({ schema, read: given });

export const needed = (description: string): Reader<string> => ({
  schema: Type.String({ description, minLength: 1 }),
  required: true,
  read(value, name) {
    const text = given(value);
    if (text === undefined) throw refuse('member-missing', `give the query parameter ${name}`);
    return text;
  },
});

/** @throws Refusal 400 */
function uuidIn(value: unknown, name: string): string | undefined {
  const text = given(value);
  if (text !== undefined && !isUuid(text))
    throw refuse('member-invalid', `${name} "${text.slice(0, 60)}" is not the UUID of a party`);
  return text?.toLowerCase();
}

const uuid = (description: string): Reader<string | undefined> => ({
  schema: Type.String({ description, format: 'uuid' }),
  read: uuidIn,
});

/** The ends of a connection; `askedOf` has the rules between them. */
export const ENDS = {
  party: { ...uuid('For whom is asked: the same as from or to'), required: true },
  from: uuid('Who gives'),
  to: uuid('Who gets'),
};

export const MAX_PAGE_SIZE = 100;
export const MAX_PAGE_NUMBER = 100_000;
const whole = (description: string, minimum: number, maximum: number) =>
  optional(description, Type.Integer({ description, minimum, maximum }));
const SIZE = whole('At most so many of the others; left out, all', 1, MAX_PAGE_SIZE);
const NUMBER = whole('From 0', 0, MAX_PAGE_NUMBER);

/** As Altinn pages; read by `recordsOf`. */
export const PAGE_HEADERS = { 'x-page-size': SIZE, 'x-page-number': NUMBER };
/** As the links to the next page do. */
export const PAGE = { pageSize: SIZE, pageNumber: NUMBER };
