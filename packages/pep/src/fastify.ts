/** Fastify hooks: `app.get('/x', { preHandler: [requireToken(…), requirePermission(…)] }, handler)`. */
import type { Principal } from '@portvakt/client/validate';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { checkPermission, checkToken, isRefusal, type PermissionRule, type Refusal, type TokenRule } from './decide.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Set by `requireToken`. */
    principal?: Principal;
  }
}

export type FastifyHook = (request: FastifyRequest, reply: FastifyReply) => Promise<unknown>;

const refuse = (reply: FastifyReply, { status, headers, body }: Refusal) =>
  reply.code(status).headers(headers).send(JSON.stringify(body));

/** Takes only requests with a good token; the principal is then on `request.principal`. */
export function requireToken(rule: TokenRule): FastifyHook {
  return async (request, reply) => {
    const checked = await checkToken(rule, request.headers.authorization);
    if (isRefusal(checked)) return refuse(reply, checked);
    request.principal = checked;
    return undefined;
  };
}

/** Takes only what the PDP permits. Comes after `requireToken`. */
export function requirePermission(rule: PermissionRule<FastifyRequest>): FastifyHook {
  return async (request, reply) => {
    if (!request.principal) throw new TypeError('requirePermission needs requireToken before it');
    const refusal = await checkPermission(rule, request.principal, request);
    return refusal ? refuse(reply, refusal) : undefined;
  };
}
