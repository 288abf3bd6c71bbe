/** What the forms of the self-service API are made of. */
import { type TSchema, Type } from 'typebox';

export const oneOf = (values: readonly string[], words = {}) =>
  Type.Union(
    values.map((value) => Type.Literal(value)),
    words,
  );
export const list = (items: TSchema, words = {}) => Type.Array(items, words);
/** What a field means, with its unit, and a value such as it may have. */
export const said = (description: string, example?: unknown) => ({
  description,
  ...(example === undefined ? {} : { examples: [example] }),
});

export const Text = Type.String();
export const Time = Type.String({ format: 'date-time', ...said('With offset', '2026-01-01T09:00:00+01:00') });
const NINE_DIGITS = '^[0-9]{9}$';
export const OrganizationNumber = Type.String({ pattern: NINE_DIGITS, examples: ['310044423'] });
export const organizationNumber = (description: string) =>
  Type.String({ pattern: NINE_DIGITS, ...said(description, '310044423') });
/** What may stand in an address: client ids, kids, ids of entries. */
export const idOf = (description: string, example: string) =>
  Type.String({ pattern: '^[A-Za-z0-9._-]{1,100}$', ...said(description, example) });
export const seconds = (description: string, example: number) =>
  Type.Integer({ minimum: 0, ...said(`Seconds: ${description}`, example) });
export const times = { created: Time, last_updated: Time };
