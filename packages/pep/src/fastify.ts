/** Fastify hooks: `app.get('/x', { preHandler: [requireToken(…), requirePermission(…)] }, handler)`. */
import type { Principal } from '@portvakt/client/validate';
import type { FastifyReply, FastifyRequest } from 'fastify';
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

declare module 'fastify' {
  interface FastifyRequest {
    /** Set by `requireToken`. */
    principal?: Principal;
  }
}

/** For `preHandler` or `onRequest` of a route. */
export type FastifyHook = (request: FastifyRequest, reply: FastifyReply) => Promise<unknown>;

const refuse = (reply: FastifyReply, { status, headers, body }: Refusal) =>
  reply.code(status).headers(headers).send(JSON.stringify(body));

/** Takes only requests with a good token; the principal is then on `request.principal`. @throws ConfigurationError */
export function requireToken(rule: TokenRule): FastifyHook {
  checkTokenRule(rule);
  return async (request, reply) => {
    const checked = await checkToken(rule, request.headers.authorization);
    if (isRefusal(checked)) return refuse(reply, checked);
    request.principal = checked;
    return undefined;
  };
}

/** Takes only what the PDP permits. Comes after `requireToken`. @throws ConfigurationError */
export function requirePermission(rule: PermissionRule<FastifyRequest>): FastifyHook {
  checkPermissionRule(rule);
  return async (request, reply) => {
    if (!request.principal) throw noPrincipal();
    const refusal = await checkPermission(rule, request.principal, request);
    return refusal ? refuse(reply, refusal) : undefined;
  };
}
