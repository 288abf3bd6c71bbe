/** How members of queries are read here. A member that is read once and given twice is refused by the HTTP room. */

import { type TSchema, Type } from 'typebox';
import { isoTime } from '../foundation/index.ts';
import type { Reader } from '../http/index.ts';
import { type InstanceStatus, READ_STATUSES } from './model.ts';
import { refuse } from './refusals.ts';

const textsOf = (value: unknown): readonly string[] =>
  [value].flat().filter((one): one is string => typeof one === 'string');

const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

/** All of its values; none when it is absent. */
export const every = (schema: TSchema): Reader<readonly string[]> => ({ schema, several: true, read: textsOf });

/** A text, or undefined when the member is absent. */
export const once = (description: string): Reader<string | undefined> => ({
  schema: Type.String({ description }),
  read: textOf,
});

/** The first of its values. */
const first = (description: string): Reader<string | undefined> => ({
  schema: Type.String({ description }),
  several: true,
  read: (value) => textsOf(value)[0],
});

/** True for `true` in any case, and false for all else. */
export const isTrue = (description: string): Reader<boolean> => ({
  schema: Type.Boolean({ description, default: false }),
  read: (value) => textOf(value)?.toLowerCase() === 'true',
});

/** A time in milliseconds; of several the first. @throws Refusal 400 */
export const instant = (description: string): Reader<number | undefined> => ({
  schema: Type.String({ description }),
  several: true,
  read(value) {
    const [text] = textsOf(value);
    if (text === undefined) return undefined;
    const time = isoTime(text);
    if (Number.isNaN(time)) throw refuse('member-invalid', 'Invalid time format: use ISO 8601.');
    return time;
  },
});

/** A read status, in any case. @throws Refusal 400 */
export const readStatus: Reader<InstanceStatus['readStatus']> = {
  schema: Type.Union(READ_STATUSES.map((status) => Type.Literal(status))),
  required: true,
  read(value) {
    const wish = textOf(value) ?? '';
    const status = READ_STATUSES.find((one) => one.toLowerCase() === wish.toLowerCase());
    if (status) return status;
    throw refuse(
      'member-invalid',
      `Invalid read status: ${wish.slice(0, 40)}. Accepted types include: ${READ_STATUSES.join(', ')}`,
    );
  },
};

/** What the query says of an upload (altinn-instances.md 5.1). */
export const UPLOAD_QUERY = {
  refs: every(Type.Array(Type.String({ format: 'uuid' }), { description: 'Other elements that it belongs with' })),
  generatedFromTask: first('The task that made it'),
} as const;
