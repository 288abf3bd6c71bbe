/** Express middleware: `app.get('/x', requireToken(…), requirePermission(…), handler)`. */
import type { Principal } from '@portvakt/client/validate';
import type { Request, RequestHandler, Response } from 'express';
import { checkPermission, checkToken, isRefusal, type PermissionRule, type Refusal, type TokenRule } from './decide.ts';

const refuse = (response: Response, { status, headers, body }: Refusal) =>
  void response.status(status).set(headers).send(JSON.stringify(body));

/** Takes only requests with a good token; the principal is then in `res.locals.principal`. */
export function requireToken(rule: TokenRule): RequestHandler {
  return async (request, response, next) => {
    const checked = await checkToken(rule, request.headers.authorization);
    if (isRefusal(checked)) return refuse(response, checked);
    response.locals['principal'] = checked;
    return next();
  };
}

/** Takes only what the PDP permits. Comes after `requireToken`. */
export function requirePermission(rule: PermissionRule<Request>): RequestHandler {
  return async (request, response, next) => {
    const principal = response.locals['principal'] as Principal | undefined;
    if (!principal) throw new TypeError('requirePermission needs requireToken before it');
    const refusal = await checkPermission(rule, principal, request);
    return refusal ? refuse(response, refusal) : next();
  };
}
