import type { FastifyRequest } from 'fastify';
import type { Caller, Callers } from './callers.ts';
import { refuse } from './refusals.ts';

const SAFE_METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * The caller, who is counted, or 401 with `WWW-Authenticate` (RFC 6750 section 3). A cookie is not enough for a change asked for by another site:
 * such a request is 403.
 */
export function requireToken(callers: Callers, request: FastifyRequest, accept?: readonly Caller['issuer'][]): Caller {
  const caller = callers.of(request, accept);
  if (!caller)
    throw refuse('token-missing', 'send a token: Authorization: Bearer …', {
      headers: { 'www-authenticate': 'Bearer' },
    });
  if (caller.fromCookie && !SAFE_METHODS.has(request.method) && !sameOrigin(request))
    throw refuse('cookie-from-elsewhere', 'a change with a session cookie must come from the portal itself');
  callers.count(caller, request);
  return caller;
}

/** The caller if it has at least one of the scopes (exact match of a whole entry), else 403 naming what is missing. */
export function requireScope(
  callers: Callers,
  request: FastifyRequest,
  anyOf: readonly string[],
  accept?: readonly Caller['issuer'][],
): Caller {
  const caller = requireToken(callers, request, accept);
  if (anyOf.some((scope) => caller.scopes.has(scope))) return caller;
  const wanted = anyOf.join(' or ');
  throw refuse(
    'scope-missing',
    `the token lacks the scope ${wanted}; it has: ${[...caller.scopes].join(' ') || 'none'}`,
    { headers: { 'www-authenticate': `Bearer error="insufficient_scope", scope="${anyOf[0] ?? ''}"` } },
  );
}

/** Browsers say where a request comes from: `Sec-Fetch-Site`, and `Origin` on every change. */
function sameOrigin(request: FastifyRequest): boolean {
  const site = request.headers['sec-fetch-site'];
  if (site !== undefined) return site === 'same-origin';
  const { origin, host } = request.headers;
  return origin !== undefined && URL.canParse(origin) && new URL(origin).host === host;
}

/** Whether it is Altinn Studio, which publishes apps. */
export const isStudio = ({ claims }: Caller): boolean => claims['urn:altinn:app'] === STUDIO;

/** The app that Altinn Studio's token is of. */
export const STUDIO = 'studio.designer';
