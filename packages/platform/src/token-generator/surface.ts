import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { problemAnswers, sendRefusal, surface } from '../http/index.ts';
import { refuseOtherSites } from '../sandbox/index.ts';
import { isRefusal, REFUSALS } from './refusals.ts';

const PROBLEMS = problemAnswers({ 403: 'The request comes from a page of another site' }, REFUSALS);
const Faults = Type.Record(Type.String(), Type.String());

/** Open to whoever is on this machine. The hosted generator asks for a password; here whatever is sent as one is taken. */
export const generatorSurface = (app: FastifyInstance) =>
  surface(app, {
    name: 'token generator',
    admit: { sandbox: refuseOtherSites },
    refusals: {
      ...PROBLEMS,
      400: {
        description: 'Members of the query that are missing or wrong, each with what it must be',
        schema: Faults,
        example: { env: 'must be given' },
        // What no route has seen, such as an address with NUL, has the form of every surface.
        ...(PROBLEMS[400] === undefined ? {} : { or: [PROBLEMS[400]] }),
      },
    },
  });

export type GeneratorSurface = ReturnType<typeof generatorSurface>;

/** Faults of the query have the form of the hosted generator; what others refuse has theirs. */
export function answerError(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  if (!isRefusal(error)) throw error;
  if (error.fields.length === 0) return sendRefusal(request, reply, error);
  return reply
    .code(error.status)
    .type('application/json; charset=utf-8')
    .send(Object.fromEntries(error.fields.map(({ field, message }) => [field, message])));
}
