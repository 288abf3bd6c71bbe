/** How members of queries and headers are read; for surfaces whose refusals are problem details. */
import { STATUS_CODES } from 'node:http';
import { type TSchema, Type } from 'typebox';
import type { RefusalKind, Refusals, RefusalTable } from '../foundation/index.ts';
import { problemType } from './problem.ts';
import { REFUSALS, refuse } from './refusals.ts';
import type { Answers, Reader } from './route.ts';

const MAX_TEXT = 500;

/** @throws Refusal 400 when the member came more than once or is too long */
function once(value: unknown, name: string): string | undefined {
  if (value === undefined) return undefined;
  if (typeof value !== 'string') throw refuse('member-repeated', `give ${name} once`);
  if (value.length > MAX_TEXT) throw refuse('member-too-long', `${name} has more than ${MAX_TEXT} characters`);
  return value;
}

/** A text, or undefined when the member is absent. */
export const text = (description: string): Reader<string | undefined> => ({
  schema: Type.String({ description, maxLength: MAX_TEXT }),
  read: once,
});

/** Texts from a member that may come more than once. */
export const texts = (description: string, most = 100): Reader<readonly string[]> => ({
  schema: Type.Array(Type.String({ maxLength: MAX_TEXT }), { description, maxItems: most }),
  several: true,
  read(value, name) {
    const all = value === undefined ? [] : [value].flat();
    if (all.length > most) throw refuse('member-repeated', `${name} may come at most ${most} times`);
    return all.map((one) => once(one, name) ?? '');
  },
});

/** A whole number within bounds. */
export const wholeNumber = (
  description: string,
  { from, to, otherwise }: { readonly from: number; readonly to: number; readonly otherwise: number },
): Reader<number> => ({
  schema: Type.Integer({ description, minimum: from, maximum: to, default: otherwise }),
  read(value, name) {
    const given = once(value, name);
    const number = given === undefined ? otherwise : /^-?\d{1,15}$/.test(given) ? Number(given) : Number.NaN;
    if (number >= from && number <= to) return number;
    throw refuse('member-invalid', `${name} must be ${from} to ${to}`);
  },
});

/** One of some values, required unless there is a default. */
export function anyOf<const V extends string>(description: string, values: readonly V[], otherwise?: V): Reader<V> {
  return {
    schema: Type.Union(values.map((value) => Type.Literal(value)) as TSchema[], {
      description,
      ...(otherwise === undefined ? {} : { default: otherwise }),
    }),
    required: otherwise === undefined,
    read(value, name) {
      const given = once(value, name) ?? otherwise;
      const found = values.find((one) => one === given);
      if (found !== undefined) return found;
      throw refuse('member-invalid', `give ${values.map((one) => `${name}=${one}`).join(' or ')}, once`);
    },
  };
}

const Problem = Type.Object({
  type: Type.String(),
  title: Type.String(),
  status: Type.Integer(),
  traceId: Type.String(),
  detail: Type.Optional(Type.String()),
  errors: Type.Optional(Type.Record(Type.String(), Type.Array(Type.String()))),
});

/**
 * Problem details (RFC 9457) as the errors of a surface.
 * @param reasons by status, why it comes
 * @param own the table of the surface, whose first kind with a status is its example
 */
export function problemAnswers(
  reasons: Readonly<Record<number, string>>,
  own: Refusals<RefusalTable> = REFUSALS,
): Answers {
  const kinds = [...Object.values(own.kinds), ...Object.values<RefusalKind>(REFUSALS.kinds)];
  return Object.fromEntries(
    Object.entries({ ...COMMON, ...reasons }).map(([key, description]) => {
      const status = Number(key);
      const answer = {
        description,
        type: 'application/problem+json',
        schema: Problem,
        // For the documents alone: no start waits for it.
        get example() {
          const kind = kinds.find((one) => one.status === status && one.form === undefined);
          return {
            type: problemType(status),
            title: STATUS_CODES[status],
            status,
            traceId: '0af7651916cd43dd8448eb211c80319c',
            detail: kind?.what ?? description,
          };
        },
      };
      return [key, answer];
    }),
  );
}

const COMMON: Readonly<Record<number, string>> = {
  400: 'The request is not what it must be',
  401: 'There is no token, or it proves nothing',
  403: 'The caller may not do this',
  404: 'There is nothing of that name',
  409: 'It does not fit what is there',
  413: 'The body is too large',
  414: 'A part of the address is too long',
  415: 'The body has a media type that is not read here',
  429: 'There have been too many requests; Retry-After says when to come again',
  500: 'An unexpected error; the log names it by the traceId',
  503: 'A part that is needed is away; try again later',
};
