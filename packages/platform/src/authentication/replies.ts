import type { FastifyReply, FastifyRequest } from 'fastify';
import { sendProblem } from '../http/index.ts';
import { wantsJson } from './accept.ts';
import { type RefusalCode, Refused } from './errors.ts';

const STATUS: Readonly<Record<RefusalCode, number>> = {
  TOKEN_MISSING: 401,
  TOKEN_REJECTED: 401,
  PROVIDER_UNKNOWN: 400,
  SCOPE_MISSING: 403,
  ENTERPRISE_GONE: 410,
  ENTERPRISE_MALFORMED: 400,
  ENTERPRISE_REJECTED: 401,
  ENTERPRISE_LOCKED: 429,
  SESSION_ENDED: 401,
  REQUEST_INVALID: 400,
  LOGIN_UNKNOWN: 400,
  LOGIN_REFUSED: 403,
  PROVIDER_UNAVAILABLE: 503,
};

/** A token as the body: bare text, or a JSON string when the caller asks for JSON. Never cached. */
export function sendToken(request: FastifyRequest, reply: FastifyReply, token: string): FastifyReply {
  reply.header('cache-control', 'no-store').header('vary', 'accept');
  return wantsJson(request.headers.accept)
    ? reply.type('application/json; charset=utf-8').send(JSON.stringify(token))
    : reply.type('text/plain; charset=utf-8').send(token);
}

/** A refusal in the form that the contract gives its code (altinn-authentication.md 3.1, 3.2, 4). */
export function sendRefusal(request: FastifyRequest, reply: FastifyReply, refused: Refused): FastifyReply {
  const status = STATUS[refused.code];
  reply.header('cache-control', 'no-store');
  if (status === 401)
    reply.header('www-authenticate', refused.code === 'TOKEN_MISSING' ? 'Bearer' : 'Bearer error="invalid_token"');
  if (refused.retryAfterS !== undefined) reply.header('retry-after', String(refused.retryAfterS));
  if (refused.code === 'TOKEN_MISSING') return reply.code(401).send();
  if (refused.code === 'PROVIDER_UNKNOWN')
    return reply.code(400).type('text/plain; charset=utf-8').send(refused.message);
  const gone = {
    type: 'https://docs.altinn.studio',
    title: 'Enterprise users (virksomhetsbruker) are no longer available',
  };
  return sendProblem(request, reply, status, {
    ...(refused.code === 'ENTERPRISE_GONE' ? gone : {}),
    detail: refused.message,
    code: refused.code,
  });
}

/** The error handler of every authentication surface. */
export function answerError(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  if (error instanceof Refused) {
    if (error.cause !== undefined) {
      const level = error.code === 'PROVIDER_UNAVAILABLE' ? 'error' : 'warn';
      request.log[level]({ err: error.cause, code: error.code }, error.message);
    }
    return sendRefusal(request, reply, error);
  }
  throw error;
}

export const FORM = 'application/x-www-form-urlencoded';

/** True when the body was sent as a form, and not as JSON, which is read as well. */
export const isForm = ({ headers }: FastifyRequest): boolean =>
  /^application\/x-www-form-urlencoded\b/i.test(headers['content-type'] ?? '');
