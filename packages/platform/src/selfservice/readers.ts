/** How queries are read here: as the other surfaces do, but refused as `ApiErrorResponse` says it, and empty values count. */
import { Type } from 'typebox';
import type { BodyReader, Reader } from '../http/index.ts';
import { invalidField } from './refusals.ts';

/** @throws Refusal 400 when it is given twice */
function once(value: unknown, name: string): string | undefined {
  const [first, ...more] = [value].flat().filter((one) => typeof one === 'string');
  if (more.length === 0) return first;
  throw invalidField(name, 'may be given once');
}

/** @throws Refusal 400 for anything but true and false */
function truth(value: unknown, name: string): boolean | undefined {
  const given = once(value, name);
  if (given === undefined || given === '') return undefined;
  if (given === 'true' || given === 'false') return given === 'true';
  throw invalidField(name, 'must be true or false');
}

// All are read as lists, so that what is given twice is refused here, and in this API's own form.

export const text = (description: string): Reader<string | undefined> => ({
  schema: Type.String({ description }),
  several: true,
  read: once,
});

export const flag = (description: string): Reader<boolean | undefined> => ({
  schema: Type.Boolean({ description }),
  several: true,
  read: truth,
});

export const inactive: Reader<boolean> = {
  schema: Type.Boolean({ description: 'true: what is deactivated too', default: false }),
  several: true,
  read: (value, name) => truth(value, name) ?? false,
};

/** Scopes hold slashes, so they travel in the query. @throws Refusal 400 when there is none */
export const scopeName: Reader<string> = {
  schema: Type.String({ description: 'Full name of the scope' }),
  required: true,
  several: true,
  read(value, name) {
    const given = once(value, name);
    if (given) return given;
    throw invalidField(name, 'is required in the query: ?scope=');
  },
};

/** A body whose rules ask what is there already, such as whose client a key is for: they read it once they know. */
export const later = ({ schema, example }: Pick<BodyReader<unknown>, 'schema' | 'example'>): BodyReader<unknown> => ({
  schema,
  example,
  read: (body) => body,
});
