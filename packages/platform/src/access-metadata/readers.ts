/** How this room reads queries and headers: nothing is too long to look for, and `True` is true. */
import { Type } from 'typebox';
import type { Reader } from '../http/index.ts';
import { type Language, languageOf } from './metadata.ts';
import { refuse } from './refusals.ts';

/** A text of any length, or undefined when the member is absent. */
export const words = (description: string): Reader<string | undefined> => ({
  schema: Type.String({ description }),
  read: (value) => (typeof value === 'string' ? value : undefined),
});

/** `true` or `false` in any case; false when absent or empty. */
export const flag = (description: string): Reader<boolean> => ({
  schema: Type.Boolean({ description, default: false }),
  read(value, name) {
    if (typeof value !== 'string' || value === '') return false;
    if (/^(true|false)$/i.test(value)) return value.toLowerCase() === 'true';
    throw refuse('flag-invalid', undefined, {
      members: { errors: { [name]: [`"${value.slice(0, 40)}" is not true or false`] } },
    });
  },
});

const language: Reader<Language> = {
  schema: Type.String({ description: 'nb, nn or en; bokmål for others', default: 'nb' }),
  read: (value) => languageOf(typeof value === 'string' ? value : undefined),
};

export const LANGUAGE = { 'accept-language': language };
