/** Hono middleware: `app.get('/x', requireToken(…), requirePermission(…), handler)`. */
import type { Principal } from '@portvakt/client/validate';
import type { Context, MiddlewareHandler } from 'hono';
import { checkPermission, checkToken, isRefusal, type PermissionRule, type Refusal, type TokenRule } from './decide.ts';

/** Variables for `new Hono<PortvaktVariables>()`. */
export interface PortvaktVariables {
  Variables: { principal: Principal };
}

const refuse = ({ status, headers, body }: Refusal) => new Response(JSON.stringify(body), { status, headers });

/** Takes only requests with a good token; the principal is then in `c.get("principal")`. */
export function requireToken(rule: TokenRule): MiddlewareHandler<PortvaktVariables> {
  return async (context, next) => {
    const checked = await checkToken(rule, context.req.header('authorization'));
    if (isRefusal(checked)) return refuse(checked);
    context.set('principal', checked);
    await next();
    return undefined;
  };
}

/** Takes only what the PDP permits. Comes after `requireToken`. */
export function requirePermission(rule: PermissionRule<Context>): MiddlewareHandler<PortvaktVariables> {
  return async (context, next) => {
    const principal: Principal | undefined = context.get('principal');
    if (!principal) throw new TypeError('requirePermission needs requireToken before it');
    const refusal = await checkPermission(rule, principal, context);
    if (refusal) return refuse(refusal);
    await next();
    return undefined;
  };
}
