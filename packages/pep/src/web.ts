/** For what answers a web `Request` with a `Response`: Next.js route handlers, Workers and other edge functions, Deno, Bun. */
import { ConfigurationError } from '@portvakt/client';
import type { Principal } from '@portvakt/client/validate';
import {
  checkPermission,
  checkPermissionRule,
  checkToken,
  checkTokenRule,
  isRefusal,
  type PermissionRule,
  type TokenRule,
} from './decide.ts';
import { responseOf } from './response.ts';

/** A request, and whatever else the runtime gives a handler: Next.js the route's parameters, Workers the environment. */
export interface Call<Rest extends readonly unknown[]> {
  readonly request: Request;
  readonly rest: Rest;
}

/** What a protected handler asks of a request. */
export interface Rules<Rest extends readonly unknown[]> {
  readonly token: TokenRule;
  /** Left out: a good token is enough. */
  readonly permission?: PermissionRule<Call<Rest>>;
}

/**
 * A handler that is reached only with a good token, and where a permission is asked for, only when the PDP permits.
 * @param handler takes the request, who asks, and what else the runtime gives
 * @throws ConfigurationError
 */
export function protect<Rest extends readonly unknown[]>(
  rules: Rules<Rest>,
  handler: (request: Request, principal: Principal, ...rest: Rest) => Response | Promise<Response>,
): (request: Request, ...rest: Rest) => Promise<Response> {
  checkTokenRule(rules?.token);
  const { token, permission } = rules;
  if (permission !== undefined) checkPermissionRule(permission);
  if (typeof handler !== 'function')
    throw new ConfigurationError('handler is missing', { hint: 'Give a function of the request and the principal' });
  return async (request, ...rest) => {
    const principal = await checkToken(token, request.headers.get('authorization') ?? undefined);
    if (isRefusal(principal)) return responseOf(principal);
    const refusal = permission && (await checkPermission(permission, principal, { request, rest }));
    return refusal ? responseOf(refusal) : handler(request, principal, ...rest);
  };
}
