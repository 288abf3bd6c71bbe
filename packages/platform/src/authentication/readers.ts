/** How members of this room's queries and headers are read. */
import { type TSchema, Type } from 'typebox';
import type { Reader } from '../http/index.ts';
import { refuse } from './refusals.ts';

const textsIn = (value: unknown): readonly string[] => [value].flat().filter((one) => typeof one === 'string');

/** A text given at most once, however long it is. */
export const single = (description: string, schema: TSchema = Type.String()): Reader<string | undefined> => ({
  schema: { ...schema, description },
  several: true,
  read(value, name) {
    const [text, ...more] = textsIn(value);
    if (more.length === 0) return text;
    throw refuse('member-repeated', `give ${name} once`);
  },
});

/** A text that is given once and is not empty. @param missing what a request without it is told */
export const needed = (description: string, missing: string): Reader<string> => {
  const { schema, read } = single(description);
  return {
    schema,
    required: true,
    several: true,
    read(value, name) {
      const text = read(value, name);
      if (text) return text;
      throw refuse('member-missing', missing);
    },
  };
};

/** `true` or `false` in any case; left out or empty = false. */
export const flag = (description: string): Reader<boolean> => {
  const { read } = single(description);
  return {
    schema: Type.Boolean({ description, default: false }),
    several: true,
    read(value, name) {
      const text = read(value, name)?.trim().toLowerCase();
      if (text === undefined || text === '' || text === 'false') return false;
      if (text === 'true') return true;
      throw refuse('member-invalid', `${name} must be true or false`);
    },
  };
};

/** Every value that was sent: for members whose refusals the handler gives, in its own order. */
export const asSent = (description: string): Reader<readonly string[]> => ({
  schema: Type.String({ description }),
  several: true,
  read: textsIn,
});

/** A header as it was sent. */
export const header = (description: string): Reader<string | undefined> => ({
  schema: Type.String({ description }),
  read: (value) => (typeof value === 'string' ? value : undefined),
});
