/** How the members of this room's queries and headers are read; what is wrong is told by the name of the member. */
import { type TSchema, Type } from 'typebox';
import { invalidMembers, type Reader } from '../http/index.ts';

export const invalid = invalidMembers;

const asText = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

/** A text of any length; undefined when absent. */
export const anyText = (
  description: string,
  schema: TSchema = Type.String({ description }),
): Reader<string | undefined> => ({
  schema,
  read: asText,
});

/** `true` or `false` in any case. */
export const flag = (description: string, otherwise: boolean): Reader<boolean> => ({
  schema: Type.Boolean({ description, default: otherwise }),
  read(value, name) {
    const text = asText(value);
    if (text === undefined) return otherwise;
    if (/^(true|false)$/i.test(text)) return text.toLowerCase() === 'true';
    throw invalid({ [name]: [`"${text.slice(0, 40)}" is not true or false`] });
  },
});

const MAX_PAGE = 1000;

/** How many lines a page has; more than there may be are as many as there may be. */
export const pageLimit: Reader<number> = {
  schema: Type.Integer({ description: 'At most so many lines', minimum: 1, default: MAX_PAGE }),
  read(value, name) {
    const text = asText(value);
    if (text === undefined) return MAX_PAGE;
    if (!/^\d{1,6}$/.test(text) || Number(text) === 0)
      throw invalid({ [name]: [`"${text.slice(0, 40)}" is not a number above 0`] });
    return Math.min(Number(text), MAX_PAGE);
  },
};

export const versionNumber: Reader<number | undefined> = {
  schema: Type.Integer({ description: 'An earlier version', minimum: 0 }),
  read(value, name) {
    const text = asText(value);
    if (text === undefined) return undefined;
    if (!/^\d{1,9}$/.test(text)) throw invalid({ [name]: [`"${text.slice(0, 40)}" is not a number`] });
    return Number(text);
  },
};

/** Of a change that may depend on the version (RFC 9110 section 13). */
export const PRECONDITIONS = {
  'if-match': anyText('Only when the list has one of these versions, or is there: *'),
  'if-none-match': anyText('Only when the list has none of these versions, or is not there: *'),
};
