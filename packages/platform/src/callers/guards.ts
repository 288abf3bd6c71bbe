import type { FastifyRequest } from 'fastify';
import { HttpProblem } from '../http/index.ts';
import { type Caller, type Callers, TokenRejected } from './callers.ts';

const SAFE_METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * The caller, or 401 with `WWW-Authenticate` (RFC 6750 section 3). A cookie is not enough for a change asked for by another site:
 * such a request is 403.
 */
export function requireToken(callers: Callers, request: FastifyRequest, accept?: readonly Caller['issuer'][]): Caller {
  let caller: Caller | undefined;
  try {
    caller = callers.of(request, accept);
  } catch (error) {
    if (!(error instanceof TokenRejected)) throw error;
    throw new HttpProblem(401, error.message, {}, { 'www-authenticate': 'Bearer error="invalid_token"' });
  }
  if (!caller)
    throw new HttpProblem(401, 'send a token: Authorization: Bearer …', {}, { 'www-authenticate': 'Bearer' });
  if (caller.fromCookie && !SAFE_METHODS.has(request.method) && !sameOrigin(request))
    throw new HttpProblem(403, 'a change with a session cookie must come from the portal itself');
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
  throw new HttpProblem(
    403,
    `the token lacks the scope ${wanted}; it has: ${[...caller.scopes].join(' ') || 'none'}`,
    {},
    { 'www-authenticate': `Bearer error="insufficient_scope", scope="${anyOf[0] ?? ''}"` },
  );
}

/** Browsers say where a request comes from: `Sec-Fetch-Site`, and `Origin` on every change. */
function sameOrigin(request: FastifyRequest): boolean {
  const site = request.headers['sec-fetch-site'];
  if (site !== undefined) return site === 'same-origin';
  const { origin, host } = request.headers;
  return origin !== undefined && URL.canParse(origin) && new URL(origin).host === host;
}
