import type { FastifyReply, FastifyRequest } from 'fastify';
import { logOf, sendRefusal } from '../http/index.ts';
import { wantsJson } from './accept.ts';
import { isRefusal, REFUSALS } from './refusals.ts';

/** A token as the body: bare text, or a JSON string when the caller asks for JSON. Never cached. */
export function sendToken(request: FastifyRequest, reply: FastifyReply, token: string): FastifyReply {
  reply.header('cache-control', 'no-store').header('vary', 'accept');
  return wantsJson(request.headers.accept)
    ? reply.type('application/json; charset=utf-8').send(JSON.stringify(token))
    : reply.type('text/plain; charset=utf-8').send(token);
}

/** The error handler of every authentication surface (altinn-authentication.md 3.1, 3.2, 4); what others have refused is the HTTP room's. */
export function answerError(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  if (!isRefusal(error)) throw error;
  const { code, kind, cause, message } = error;
  if (cause !== undefined)
    logOf(request)[code === 'PROVIDER_UNAVAILABLE' ? 'error' : 'warn']({ err: cause, code }, message);
  if (kind.wire !== undefined) {
    reply.header('cache-control', 'no-store');
    if (kind.status === REFUSALS.kinds.TOKEN_REJECTED.status)
      reply.header('www-authenticate', code === 'TOKEN_MISSING' ? 'Bearer' : 'Bearer error="invalid_token"');
  }
  return sendRefusal(request, reply, error);
}

export const FORM = 'application/x-www-form-urlencoded';

/** True when the body was sent as a form, and not as JSON, which is read as well. */
export const isForm = ({ headers }: FastifyRequest): boolean =>
  /^application\/x-www-form-urlencoded\b/i.test(headers['content-type'] ?? '');
