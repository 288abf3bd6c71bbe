/** How members of queries are read on these surfaces: what does not bind is shape C, under the member's name. */
import { type TSchema, Type } from 'typebox';
import type { Reader } from '../http/index.ts';
import { uuid } from './binding.ts';
import { unbound } from './refusals.ts';

const MAX_TEXT = 500;
const MAX_PACKAGES = 100;
const MAX_PACKAGE = 200;

/** A member that is given once or not at all; an empty one counts as not given. */
export const member = <T>(
  schema: TSchema,
  read: (value: string | undefined, name: string) => T,
  required = false,
): Reader<T> => ({
  schema,
  required,
  // All values come here, so that the refusal of a second one has this surface's shape.
  several: true,
  read: (values, name) => read(once(values, name), name),
});

const textsIn = (values: unknown): readonly string[] => [values].flat().filter((one) => typeof one === 'string');

function once(values: unknown, name: string): string | undefined {
  const [value, ...more] = textsIn(values);
  if (value === undefined || (value === '' && more.length === 0)) return undefined;
  if (more.length > 0 || value.length > MAX_TEXT) throw unbound({ [name]: ['give the parameter once'] });
  return value;
}

const text = (description: string): TSchema => Type.String({ description, maxLength: MAX_TEXT });

export const optionalText = (description: string): Reader<string | undefined> =>
  member(text(description), (value) => value);

export const requiredText = (description: string): Reader<string> =>
  member(
    text(description),
    (value, name) => {
      if (value === undefined) throw unbound({ [name]: [`the query parameter ${name} is required`] });
      return value;
    },
    true,
  );

/** A UUID that must be there; in lower case. */
export const uuidText = (description: string): Reader<string> =>
  member(Type.String({ description, format: 'uuid' }), (value, name) => uuid(value, name), true);

/** True for `true` in any case; all else is false. */
export const isTrue = (description: string): Reader<boolean> =>
  member(Type.Boolean({ description, default: false }), (value) => value?.toLowerCase() === 'true');

/** `?packages=a&packages=b` or `?packages=a,b`. */
export const packageList: Reader<readonly string[]> = {
  schema: Type.Array(Type.String({ maxLength: MAX_PACKAGE }), {
    description: 'Access packages that the clients must have given: several members, or one with commas',
    maxItems: MAX_PACKAGES,
  }),
  several: true,
  read(values, name) {
    const list = textsIn(values).flatMap((one) => one.split(','));
    if (list.length > MAX_PACKAGES || list.some((one) => one.length > MAX_PACKAGE))
      throw unbound({ [name]: ['too many or too long'] });
    return list.map((one) => one.trim()).filter((one) => one !== '');
  },
};
