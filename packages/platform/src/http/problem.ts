import { STATUS_CODES } from 'node:http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { isUnavailable, type Refusal } from '../foundation/index.ts';

/** 32 lower-case hex digits that name a request in answers and logs. */
export const traceId = (request: FastifyRequest): string => request.id;

/** `{type, title, status, traceId, …members}` as Altinn's services write it. */
export const problemDetails = (
  request: FastifyRequest,
  status: number,
  members: Readonly<Record<string, unknown>> = {},
) => ({
  type: `https://tools.ietf.org/html/rfc9110#section-${status >= 500 ? '15.6.1' : '15.5'}`,
  title: STATUS_CODES[status] ?? 'Error',
  status,
  traceId: traceId(request),
  ...members,
});

export function sendProblem(
  request: FastifyRequest,
  reply: FastifyReply,
  status: number,
  members: Readonly<Record<string, unknown>> = {},
): FastifyReply {
  return reply
    .code(status)
    .header('cache-control', 'no-store')
    .type('application/problem+json; charset=utf-8')
    .send(problemDetails(request, status, members));
}

/**
 * A refusal as problem details (RFC 9457), or in the form that its kind has instead. Why something that the platform needs is away is told
 * in general words alone: the rest is for the log.
 */
export function sendRefusal(request: FastifyRequest, reply: FastifyReply, refusal: Refusal): FastifyReply {
  const { status, kind, message, members, headers } = refusal;
  reply.header('cache-control', 'no-store').headers({ ...headers });
  if (kind.form === 'empty') return reply.code(status).send();
  if (kind.form === 'text') return reply.code(status).type('text/plain; charset=utf-8').send(message);
  const detail = isUnavailable(refusal) ? kind.what : refusal.detail;
  return sendProblem(request, reply, status, {
    ...(detail === undefined ? {} : { detail }),
    ...(kind.wire === undefined ? {} : { code: kind.wire }),
    ...members,
  });
}
