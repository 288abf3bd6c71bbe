import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { isUnavailable } from '../foundation/index.ts';
import { acceptEmptyBodies, HTTP_REFUSALS, logOf, traceId } from '../http/index.ts';
import { DETAIL_TYPES } from './authorization-details.ts';
import { ERROR_PAGE_POLICY, errorPage } from './error-pages.ts';
import { assertionIn, formIn, JWT_BEARER_GRANT } from './form.ts';
import { type RefusalDeps, type RefusalNote, refusalNote } from './refusal-note.ts';
import { errorBody, type GrantRefusal, isRefusal, refuse } from './refusals.ts';
import type { RequestLog } from './request-log.ts';
import { KeySet, Metadata, Token, TokenRequest } from './schemas.ts';
import { ANYONE, FORM_LIMIT, type MaskinportenSurface, maskinportenSurface } from './surface.ts';
import { exchangeGrant, type Progress, type TokenEndpointDeps } from './token-endpoint.ts';

/** What the token endpoint tells those who watch it. */
export interface ToldOfGrant {
  readonly progress: Progress;
  /** As it was sent. */
  readonly assertion: string | undefined;
  readonly token?: string;
  readonly refused?: GrantRefusal;
}

const BASE = '/maskinporten';
const RETRY_AFTER_S = 1;
const FORM = 'application/x-www-form-urlencoded';

export interface MaskinportenRouteDeps {
  readonly endpoint: TokenEndpointDeps;
  readonly log: RequestLog;
  readonly waiting?: NonNullable<RefusalDeps['waiting']>;
}

/** Token endpoint, metadata, keys and error pages (maskinporten.md 1 to 4). */
export function maskinportenRoutes(app: FastifyInstance, deps: MaskinportenRouteDeps): void {
  const { issuer } = deps.endpoint;
  app.register(async (scope) => {
    scope.setErrorHandler((error, request, reply) => answer(error as FastifyError, request, reply, issuer));
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser(FORM, { parseAs: 'string', bodyLimit: FORM_LIMIT }, (_request, body, done) =>
      done(null, parseForm(String(body))),
    );
    acceptEmptyBodies(scope);
    const doors = maskinportenSurface(scope, issuer);
    tokenRoute(doors, deps);
    publishingRoutes(doors, deps);
  });
}

function tokenRoute({ route }: MaskinportenSurface, deps: MaskinportenRouteDeps): void {
  const { endpoint, log } = deps;
  route({
    method: 'POST',
    path: `${BASE}/token`,
    operationId: 'issueToken',
    summary: 'Exchange a signed grant for an access token',
    access: ANYONE,
    body: {
      schema: TokenRequest,
      types: [FORM],
      required: false,
      example: { grant_type: JWT_BEARER_GRANT, assertion: 'eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiIyZDc0In0.c2lnbmF0dXJl' },
      read: formIn,
    },
    answers: { 200: { description: 'The token', schema: Token } },
    refusals: [403],
    bodyLimit: FORM_LIMIT,
    async handle({ body, request }, reply) {
      const progress: Progress = {};
      let assertion: string | undefined;
      try {
        // The query is left unread where the body has the parameters: this is the hottest of all paths.
        assertion = assertionIn(body ?? request.query);
        const token = await exchangeGrant(endpoint, assertion, progress);
        log.note(progress);
        request.told = { progress, assertion, token: token.access_token } satisfies ToldOfGrant;
        return reply.header('cache-control', 'no-store').header('pragma', 'no-cache').send(token);
      } catch (error) {
        // What could not be recorded is nobody's mistake.
        if (isRefusal(error) && error.code !== 'grant-unrecorded') {
          const note = await noteRefusal(deps, progress, assertion, error);
          request.told = { ...note, assertion } satisfies ToldOfGrant;
        }
        throw error;
      }
    },
  });
}

function publishingRoutes({ route }: MaskinportenSurface, { endpoint }: MaskinportenRouteDeps): void {
  const { issuer, ring } = endpoint;
  const metadata = {
    issuer,
    token_endpoint: `${issuer}token`,
    jwks_uri: `${issuer}jwk`,
    grant_types_supported: [JWT_BEARER_GRANT],
    token_endpoint_auth_methods_supported: ['private_key_jwt'],
    token_endpoint_auth_signing_alg_values_supported: ['RS256', 'RS384', 'RS512'],
    authorization_details_types_supported: DETAIL_TYPES,
  };
  route({
    method: 'GET',
    path: `${BASE}/.well-known/oauth-authorization-server`,
    operationId: 'readMaskinportenMetadata',
    summary: 'Metadata (RFC 8414)',
    access: ANYONE,
    answers: { 200: { description: 'Where what is', schema: Metadata } },
    handle: () => metadata,
  });
  route({
    method: 'GET',
    path: `${BASE}/jwk`,
    operationId: 'readMaskinportenKeys',
    summary: 'Keys that verify access tokens',
    access: ANYONE,
    answers: { 200: { description: 'The keys', schema: KeySet } },
    handle: () => ring.freshJwks(),
  });
  route({
    method: 'GET',
    path: `${BASE}/errors/:code`,
    operationId: 'explainError',
    summary: 'What an error code means',
    access: ANYONE,
    answers: { 200: { description: 'Cause and remedy, in Norwegian and English', type: 'text/html' } },
    refusals: [404],
    handle({ params }, reply) {
      const page = errorPage(params.code);
      const isRefused = page.status >= HTTP_REFUSALS.kinds['address-unreadable'].status;
      return reply
        .code(page.status)
        .type('text/html; charset=utf-8')
        .header('cache-control', isRefused ? 'no-store' : 'no-cache')
        .header('content-security-policy', ERROR_PAGE_POLICY)
        .send(page.html);
    },
  });
}

/** The log is a help for developers: when it fails, the answer is given all the same. */
async function noteRefusal(
  { endpoint: { selfservice }, log, waiting }: MaskinportenRouteDeps,
  progress: Progress,
  assertion: string | undefined,
  refused: GrantRefusal,
): Promise<RefusalNote> {
  const deps = { selfservice, ...(waiting === undefined ? {} : { waiting }) };
  const note = await refusalNote(deps, progress, assertion, refused).catch(() => ({ progress, refused }));
  log.note(note.progress, note.refused);
  return note;
}

/** Each parameter's values; one given twice is a list. Names cannot reach an object's prototype. */
function parseForm(body: string): Record<string, string | string[]> {
  const form: Record<string, string | string[]> = Object.create(null);
  for (const [name, value] of new URLSearchParams(body)) {
    const known = form[name];
    form[name] = known === undefined ? value : [known, value].flat();
  }
  return form;
}

/** `error`, `error_description` with trace id, `error_uri` (maskinporten.md 4). A 503 is what clients try again (2.1). */
function answer(error: FastifyError, request: FastifyRequest, reply: FastifyReply, issuer: string): FastifyReply {
  const refusal = told(error);
  if (refusal.code === 'grant-unrecorded') {
    logOf(request).warn({ err: error }, 'no token can be issued now');
    reply.header('retry-after', RETRY_AFTER_S);
  } else if (HTTP_REFUSALS.isRefusal(error, 'too-many-requests')) reply.headers({ ...error.headers });
  if (refusal.code === 'internal') logOf(request).error({ err: error }, 'token request failed');
  return reply
    .code(refusal.status)
    .header('cache-control', 'no-store')
    .send(errorBody(refusal, traceId(request), issuer));
}

/** What the client is told of a failure: why something is away, or has failed, is for the log alone. */
function told(error: FastifyError): GrantRefusal {
  if (isUnavailable(error) || isRefusal(error, 'grant-unrecorded')) return refuse('grant-unrecorded');
  if (isRefusal(error)) return error;
  if (HTTP_REFUSALS.isRefusal(error, 'too-many-requests')) return refuse('too-many-requests', error.message);
  const { 'body-type': type, 'body-too-large': large, internal } = HTTP_REFUSALS.kinds;
  const { statusCode = internal.status } = error;
  if (statusCode >= internal.status) return refuse('internal');
  if (statusCode === type.status) return refuse('body-type');
  if (statusCode === large.status) return refuse('body-too-large', `The body may have at most ${FORM_LIMIT} bytes`);
  return refuse('body-unreadable', error.message);
}
