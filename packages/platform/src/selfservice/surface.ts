import type { FastifyInstance } from 'fastify';
import { type Answer, type Answers, problemAnswers, surface } from '../http/index.ts';
import {
  type AdministratorDeps,
  actorOf,
  actorOfPerson,
  ORGANIZATION_HEADER,
  organizationNamed,
  requirePerson,
} from './administrator.ts';
import { ApiErrorResponse } from './schemas.ts';

export const ROOT = '/selvbetjening';
export const V1 = `${ROOT}/api/v1`;
export const V2 = `${ROOT}/api/v2`;

export const ANYONE = { who: 'anyone' } as const;
/** A person in the portal, for an organisation whose integrations the person administers. */
export const PORTAL_USER = { who: 'person' } as const;

const refusal = (status: number, error: string, description: string, example: string): Answer => ({
  description,
  schema: ApiErrorResponse,
  example: {
    status,
    timestamp: '2026-01-01T08:00:00.000Z',
    correlation_id: '0af7651916cd43dd8448eb211c80319c',
    error,
    error_description: example,
    errors:
      status === 400
        ? [{ errorMessage: 'is required', isFieldError: true, objectName: 'request', fieldIdentifier: 'client_name' }]
        : [],
  },
});

const REFUSALS: Answers = {
  // An address that is too long is refused before anybody knows whose it is.
  ...problemAnswers({}),
  400: refusal(400, 'invalid_request', 'Something in the request is not as it must be', 'client_name: is required'),
  401: refusal(
    401,
    'invalid_token',
    'There is no token, or it proves nothing',
    'send a token: Authorization: Bearer …',
  ),
  403: refusal(
    403,
    'access_denied',
    'The token lacks the scope, or it is another organisation’s',
    'the token lacks the scope idporten:dcr.write',
  ),
  404: refusal(404, 'not_found', 'There is nothing of that name', 'there is no client 7b1f0f52'),
  409: refusal(
    409,
    'conflict',
    'It is there already, or is deactivated',
    'the client 7b1f0f52 is deactivated: activate it with PUT first',
  ),
  413: refusal(413, 'invalid_request', 'The body is too large', 'Request body is too large'),
  415: refusal(415, 'invalid_request', 'The body has a media type that is not read here', 'Unsupported Media Type'),
  429: refusal(
    429,
    'too_many_requests',
    'There have been too many requests; Retry-After says when to come again',
    'the client has asked too often: try again in 42 s',
  ),
  500: refusal(
    500,
    'server_error',
    'An unexpected error',
    'an unexpected error; the log names it by the correlation_id',
  ),
  503: refusal(
    503,
    'temporarily_unavailable',
    'A part that is needed is away; try again later',
    'an unexpected error; the log names it by the correlation_id',
  ),
};

const NAME = 'selvbetjening';

/** The self-service API (maskinporten.md 6): whoever is admitted comes as the organisation on whose behalf it is. */
export const selfserviceSurface = (app: FastifyInstance, deps: AdministratorDeps) =>
  surface(app, {
    name: NAME,
    isCaseSensitive: true,
    admit: {
      anyone: () => undefined,
      administrator: (request, access) => actorOf(deps, request, access),
      person: (request) => actorOfPerson(deps, requirePerson(deps, request), organizationNamed(request)),
    },
    headers: { administrator: ORGANIZATION_HEADER, person: ORGANIZATION_HEADER },
    refusals: REFUSALS,
  });

export type SelfServiceSurface = ReturnType<typeof selfserviceSurface>;

/** The same for a person who has yet to choose an organisation: the body names it, so only the person can be told beforehand. */
export const choosingSurface = (app: FastifyInstance, deps: AdministratorDeps) =>
  surface(app, {
    name: NAME,
    isCaseSensitive: true,
    admit: { person: (request) => requirePerson(deps, request) },
    refusals: REFUSALS,
  });

export type ChoosingSurface = ReturnType<typeof choosingSurface>;
