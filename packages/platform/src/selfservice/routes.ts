import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type Clock, Refusal } from '../foundation/index.ts';
import { traceId } from '../http/index.ts';
import { accessRoutes } from './access-routes.ts';
import { altinnRoutes } from './altinn-routes.ts';
import { clientRoutes } from './client-routes.ts';
import { datasharingRoutes } from './datasharing-routes.ts';
import { ApiError, notFound, REFUSAL_HEADER, refusalHeader } from './errors.ts';
import { keyRoutes } from './key-routes.ts';
import { OnBehalfOfEntries } from './onbehalfof.ts';
import { onBehalfOfRoutes } from './onbehalfof-routes.ts';
import { type PortalRouteDeps, portalRoutes, switchRoutes } from './portal-routes.ts';
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
      throw notFound(`there is no operation ${request.method} ${request.url.split('?', 1)[0]?.slice(0, 200)}`);
    });
  });
}

/** `ApiErrorResponse` (maskinporten.md 6.5). */
function answer(
  error: FastifyError | ApiError | Refusal,
  request: FastifyRequest,
  reply: FastifyReply,
  clock: Clock,
): FastifyReply {
  if (error instanceof Refusal) reply.headers({ ...error.headers });
  const known = error instanceof ApiError;
  const status = known ? error.status : (error.statusCode ?? 500);
  if (status >= 500) request.log.error({ err: error }, 'self-service request failed');
  if (known) reply.header(REFUSAL_HEADER, refusalHeader(error));
  return reply.code(status).send({
    status,
    timestamp: new Date(clock.now()).toISOString(),
    correlation_id: traceId(request),
    error: known ? error.error : (ERRORS[status] ?? (status < 500 ? 'invalid_request' : 'server_error')),
    error_description: status < 500 ? error.message : 'an unexpected error; the log names it by the correlation_id',
    errors: (known ? error.fields : []).map(({ field, message }) => ({
      errorMessage: message,
      isFieldError: true,
      objectName: 'request',
      fieldIdentifier: field,
    })),
  });
}

const ERRORS: Readonly<Record<number, string>> = {
  401: 'invalid_token',
  403: 'access_denied',
  404: 'not_found',
  503: 'temporarily_unavailable',
};
