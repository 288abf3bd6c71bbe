import type { FastifyInstance } from 'fastify';
import { type Answer, problemAnswers, surface } from '../http/index.ts';
import { OAuthError } from './schemas.ts';

export const FORM_LIMIT = 64 * 1024;

export const ANYONE = { who: 'anyone' } as const;

const TRACE = '0af7651916cd43dd8448eb211c80319c';

/** The form of maskinporten.md 4. */
const oauth = (description: string, error: string, text: string, more: object = {}): Answer => ({
  description,
  schema: OAuthError,
  example: { error, error_description: `${text} (trace_id: ${TRACE})`, ...more },
});

/** Open to all: what proves a client is the grant in the body. */
export const maskinportenSurface = (app: FastifyInstance, issuer: string) =>
  surface(app, {
    name: 'maskinporten',
    isCaseSensitive: true,
    admit: { anyone: () => undefined },
    refusals: {
      ...problemAnswers({}),
      400: oauth('The request or its grant is refused', 'invalid_grant', 'Invalid assertion. Grant is used before', {
        error_uri: `${issuer}errors/MP-012`,
      }),
      403: oauth(
        'The consumer has no access to a scope',
        'forbidden',
        'Consumer has not been granted access to the scope fjord:kart.read',
        { error_uri: `${issuer}errors/MP-250` },
      ),
      404: { description: 'There is no such error code; the page lists those that are', type: 'text/html' },
      413: oauth('The body is too large', 'invalid_request', `The body may have at most ${FORM_LIMIT} bytes`),
      415: oauth('The body is no form', 'invalid_request', 'The body must be application/x-www-form-urlencoded'),
      429: oauth(
        'There have been too many requests; Retry-After says when to come again',
        'temporarily_unavailable',
        'the client has asked too often: try again in 42 s',
      ),
      500: oauth('An unexpected error; the log names it by the trace id', 'server_error', 'Internal error'),
      503: oauth(
        'No token can be issued now; Retry-After says when to try again',
        'temporarily_unavailable',
        'No token can be issued now, try again with a new assertion',
      ),
    },
  });

export type MaskinportenSurface = ReturnType<typeof maskinportenSurface>;
