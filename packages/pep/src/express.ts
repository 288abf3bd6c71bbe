/** Express middleware: `app.get('/x', requireToken(…), requirePermission(…), handler)`. */
import type { Principal } from '@portvakt/client/validate';
import type { Request, RequestHandler, Response } from 'express';
import {
  checkPermission,
  checkPermissionRule,
  checkToken,
  checkTokenRule,
  isRefusal,
  noPrincipal,
  type PermissionRule,
  type Refusal,
  type TokenRule,
} from './decide.ts';

const refuse = (response: Response, { status, headers, body }: Refusal) =>
  void response.status(status).set(headers).send(JSON.stringify(body));

/** Takes only requests with a good token; the principal is then in `res.locals.principal`. @throws ConfigurationError */
export function requireToken(rule: TokenRule): RequestHandler {
  checkTokenRule(rule);
  return async (request, response, next) => {
    const checked = await checkToken(rule, request.headers.authorization);
    if (isRefusal(checked)) return refuse(response, checked);
    response.locals['principal'] = checked;
    return next();
  };
}

/** Takes only what the PDP permits. Comes after `requireToken`. @throws ConfigurationError */
export function requirePermission(rule: PermissionRule<Request>): RequestHandler {
  checkPermissionRule(rule);
  return async (request, response, next) => {
    const principal = response.locals['principal'] as Principal | undefined;
    if (!principal) throw noPrincipal();
    const refusal = await checkPermission(rule, principal, request);
    return refusal ? refuse(response, refusal) : next();
  };
}
