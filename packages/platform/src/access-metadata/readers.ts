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

/** Several texts. */
export const several = (description: string): Reader<readonly string[]> => ({
  schema: Type.Array(Type.String(), { description }),
  several: true,
  read: (value) => [value].flat().filter((one): one is string => typeof one === 'string' && one.trim() !== ''),
});

/** `true` or `false` in any case. @param otherwise when absent or empty */
export const flag = (description: string, otherwise = false): Reader<boolean> => ({
  schema: Type.Boolean({ description, default: otherwise }),
  read(value, name) {
    if (typeof value !== 'string' || value === '') return otherwise;
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
