import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { isUnavailable, Refusal } from '../../foundation/index.ts';
import {
  type Answers,
  acceptEmptyBodies,
  HTTP_REFUSALS,
  jsonParser,
  logOf,
  problemAnswers,
  surface,
} from '../../http/index.ts';
import { AUTHZEN_REFUSALS } from '../refusals.ts';
import type { TokenCheck } from '../token-check.ts';

const NAME = 'AuthZEN';

const Message = Type.String();
const message = (description: string, example: string) => ({
  description,
  type: 'text/plain',
  schema: Message,
  example,
});
/** Every error is a text. A body of another type than JSON is 400 as well; 415 stands here for completeness, and is never given. */
const REFUSALS: Answers = {
  400: message('The request is not what AuthZEN says', 'subject.id is required, as text'),
  401: message('There is no token, or it proves nothing, or it has expired', 'the token has expired: get a new one'),
  403: message('The token lacks the scope', 'the token lacks the scope altinn:authorization/authorize'),
  413: message('The body is too large', 'Request body is too large'),
  415: message('The body is not JSON', 'Unsupported Media Type'),
  429: message(
    'There have been too many requests; Retry-After says when to come again',
    'the client has asked too often: try again in 42 s',
  ),
  500: message('An unexpected error', 'an unexpected error; the log has more'),
  503: message('A part that is needed is away; try again later', 'an unexpected error; the log has more'),
};

/** Takes over a scope: JSON alone is read, each answer names the request that it belongs to, errors are a text. */
export function authzenSurface(scope: FastifyInstance, { mayAuthorize }: { readonly mayAuthorize: TokenCheck }) {
  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser('application/json', { parseAs: 'buffer' }, jsonParser(scope));
  acceptEmptyBodies(scope);
  scope.setErrorHandler(answerError);
  scope.addHook('onRequest', (request, reply, done) => {
    echoRequestId(request, reply);
    done();
  });
  return surface(scope, { name: NAME, isCaseSensitive: true, admit: { token: mayAuthorize }, refusals: REFUSALS });
}

export type AuthzenSurface = ReturnType<typeof authzenSurface>;

/** Where the endpoints are, is told to anyone. */
export const discoverySurface = (app: FastifyInstance) =>
  surface(app, { name: NAME, isCaseSensitive: true, admit: { anyone: () => undefined }, refusals: problemAnswers({}) });

export function echoRequestId(request: FastifyRequest, reply: FastifyReply): void {
  const id = request.headers['x-request-id'];
  if (typeof id === 'string') reply.header('x-request-id', id);
}

/** Errors are a text; another content type than JSON is 400 too. */
function answerError(
  error: Error & { statusCode?: number },
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  const { internal, 'body-type': bodyType } = HTTP_REFUSALS.kinds;
  const given = error.statusCode ?? internal.status;
  const status = given === bodyType.status ? AUTHZEN_REFUSALS.kinds['media-type'].status : given;
  if (error instanceof Refusal) reply.headers({ ...error.headers });
  if (status >= internal.status)
    logOf(request)[isUnavailable(error) ? 'warn' : 'error']({ err: error }, 'request failed');
  const text = status >= internal.status ? 'an unexpected error; the log has more' : error.message;
  return reply.code(status).type('text/plain; charset=utf-8').send(text);
}
