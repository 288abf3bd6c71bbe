import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import { type BodyReader, problemAnswers, type Reader, surface, valuesOf } from '../http/index.ts';
import { REFUSALS } from './refusals.ts';

const problems = problemAnswers({ 400: 'The address is not what it must be' }, REFUSALS);

/** The pages of the test ID-porten: open to all, as one logs in there. */
export const idportenSurface = (app: FastifyInstance) =>
  surface(app, {
    name: 'idporten',
    isCaseSensitive: true,
    admit: { anyone: () => undefined },
    refusals: {
      ...problems,
      400: {
        description: 'A page that says what to do: begin anew, or choose a person',
        type: 'text/html',
        ...(problems[400] === undefined ? {} : { or: [problems[400]] }),
      },
      404: { description: 'No such page: the provider has what is no interaction', type: 'text/plain' },
    },
  });

/** The first value of a member; empty when there is none. */
export const textIn = (source: unknown, name: string): string => valuesOf(source, name)[0] ?? '';

/** The first of its values; empty when there is none. */
export const first = (description: string): Reader<string> => ({
  schema: Type.String({ description }),
  several: true,
  read: (value) => [value].flat().find((one) => typeof one === 'string') ?? '',
});

/** Whom to log in, and how. */
export interface Login {
  readonly person: string;
  readonly method: string;
}

export const LOGIN: BodyReader<Login> = {
  schema: Type.Object({
    person: Type.String({ description: 'Synthetic person number' }),
    method: Type.Optional(Type.String({ description: 'One of those on the page' })),
  }),
  types: ['application/x-www-form-urlencoded'],
  read: (body) => ({ person: textIn(body, 'person').trim(), method: textIn(body, 'method') }),
};
