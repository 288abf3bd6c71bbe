import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { CALLER_REFUSALS } from '../callers/index.ts';
import { type Clock, isUnavailable, Refusal, UNAVAILABLE } from '../foundation/index.ts';
import { HTTP_REFUSALS, logOf, traceId } from '../http/index.ts';
import { accessRoutes } from './access-routes.ts';
import { altinnRoutes } from './altinn-routes.ts';
import { clientRoutes } from './client-routes.ts';
import { datasharingRoutes } from './datasharing-routes.ts';
import { keyRoutes } from './key-routes.ts';
import { OnBehalfOfEntries } from './onbehalfof.ts';
import { onBehalfOfRoutes } from './onbehalfof-routes.ts';
import { type PortalRouteDeps, portalRoutes, switchRoutes } from './portal-routes.ts';
import { isRefusal, REFUSAL_HEADER, refusalHeader, refuse } from './refusals.ts';
import { scopeRoutes } from './scope-routes.ts';
import { choosingSurface, ROOT, selfserviceSurface } from './surface.ts';

const JWK_LIMIT = 64 * 1024;

export interface SelfServiceRouteDeps extends PortalRouteDeps {
  readonly clock: Clock;
}

/** The self-service API (maskinporten.md 6.2). */
export function selfserviceRoutes(app: FastifyInstance, deps: SelfServiceRouteDeps): void {
  const entries = new OnBehalfOfEntries(deps.selfservice);
  app.register(async (scope) => {
    scope.setErrorHandler((error, request, reply) => answer(error as FastifyError, request, reply, deps.clock));
    scope.addContentTypeParser('text/plain', { parseAs: 'string', bodyLimit: JWK_LIMIT }, (_request, body, done) =>
      done(null, body),
    );
    const surface = selfserviceSurface(scope, deps);
    clientRoutes(surface, { ...deps, entries });
    keyRoutes(surface, deps);
    onBehalfOfRoutes(surface, { ...deps, entries });
    scopeRoutes(surface, deps);
    accessRoutes(surface, deps);
    datasharingRoutes(surface, deps);
    altinnRoutes(surface, deps);
    portalRoutes(surface, deps);
    if (deps.sandbox) switchRoutes(choosingSurface(scope, deps), deps);
    // Whatever else is asked for here is answered in this API's own form.
    scope.all(`${ROOT}/*`, async (request) => {
      throw refuse(
        'operation-unknown',
        `there is no operation ${request.method} ${request.url.split('?', 1)[0]?.slice(0, 200)}`,
      );
    });
  });
}

/** `ApiErrorResponse` (maskinporten.md 6.5). */
function answer(
  error: FastifyError | Refusal,
  request: FastifyRequest,
  reply: FastifyReply,
  clock: Clock,
): FastifyReply {
  const { internal } = HTTP_REFUSALS.kinds;
  const { statusCode: status = internal.status, message } = error;
  if (error instanceof Refusal) reply.headers({ ...error.headers });
  const isOwn = isRefusal(error);
  if (isOwn) reply.header(REFUSAL_HEADER, refusalHeader(error));
  const isFailure = status >= internal.status;
  if (isFailure) logOf(request)[isUnavailable(error) ? 'warn' : 'error']({ err: error }, 'self-service request failed');
  return reply
    .code(status)
    .header('cache-control', 'no-store')
    .send({
      status,
      timestamp: new Date(clock.now()).toISOString(),
      correlation_id: traceId(request),
      error:
        (isOwn ? error.kind.wire : undefined) ?? ERRORS.get(status) ?? (isFailure ? 'server_error' : 'invalid_request'),
      error_description: isFailure ? 'an unexpected error; the log names it by the correlation_id' : message,
      errors: (isOwn ? error.fields : []).map(({ field, message: why }) => ({
        errorMessage: why,
        isFieldError: true,
        objectName: 'request',
        fieldIdentifier: field,
      })),
    });
}

/** What others refuse, as `error` of this API. */
const ERRORS: ReadonlyMap<number, string> = new Map([
  [CALLER_REFUSALS.kinds['token-missing'].status, 'invalid_token'],
  [CALLER_REFUSALS.kinds['scope-missing'].status, 'access_denied'],
  [HTTP_REFUSALS.kinds['address-unknown'].status, 'not_found'],
  [HTTP_REFUSALS.kinds['too-many-requests'].status, 'too_many_requests'],
  [UNAVAILABLE.status, 'temporarily_unavailable'],
]);
