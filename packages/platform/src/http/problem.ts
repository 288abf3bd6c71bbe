import { STATUS_CODES } from 'node:http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { isUnavailable, type Refusal } from '../foundation/index.ts';

/** 32 lower-case hex digits that name a request in answers and logs. */
export const traceId = (request: FastifyRequest): string => request.id;

/** The sections of RFC 9110 that ASP.NET Core names, which writes the problems of Altinn's services. */
const SECTIONS: Readonly<Record<number, string>> = {
  400: '15.5.1',
  401: '15.5.2',
  403: '15.5.4',
  404: '15.5.5',
  405: '15.5.6',
  406: '15.5.7',
  408: '15.5.9',
  409: '15.5.10',
  412: '15.5.13',
  415: '15.5.16',
};

/** What kind of problem a status is. */
export const problemType = (status: number): string =>
  `https://tools.ietf.org/html/rfc9110#section-${status >= 500 ? '15.6.1' : (SECTIONS[status] ?? '15.5')}`;

/** `{type, title, status, traceId, …members}` as Altinn's services write it. */
export const problemDetails = (
  request: FastifyRequest,
  status: number,
  members: Readonly<Record<string, unknown>> = {},
) => ({
  type: problemType(status),
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
