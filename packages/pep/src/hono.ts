/** Hono middleware: `app.get('/x', requireToken(…), requirePermission(…), handler)`. */
import type { Principal } from '@portvakt/client/validate';
import type { Context, MiddlewareHandler } from 'hono';
import {
  checkPermission,
  checkPermissionRule,
  checkToken,
  checkTokenRule,
  isRefusal,
  noPrincipal,
  type PermissionRule,
  type TokenRule,
} from './decide.ts';
import { responseOf } from './response.ts';

/** Variables for `new Hono<PortvaktVariables>()`. */
export interface PortvaktVariables {
  Variables: { principal: Principal };
}

/** Takes only requests with a good token; the principal is then in `c.get("principal")`. @throws ConfigurationError */
export function requireToken(rule: TokenRule): MiddlewareHandler<PortvaktVariables> {
  checkTokenRule(rule);
  return async (context, next) => {
    const checked = await checkToken(rule, context.req.header('authorization'));
    if (isRefusal(checked)) return responseOf(checked);
    context.set('principal', checked);
    await next();
    return undefined;
  };
}

/** Takes only what the PDP permits. Comes after `requireToken`. @throws ConfigurationError */
export function requirePermission(rule: PermissionRule<Context>): MiddlewareHandler<PortvaktVariables> {
  checkPermissionRule(rule);
  return async (context, next) => {
    const principal: Principal | undefined = context.get('principal');
    if (!principal) throw noPrincipal();
    const refusal = await checkPermission(rule, principal, context);
    if (refusal) return responseOf(refusal);
    await next();
    return undefined;
  };
}
