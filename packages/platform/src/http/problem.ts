import { STATUS_CODES } from 'node:http';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** An answer with a problem body (RFC 9457). Throw it; the HTTP room turns it into the response. */
export class HttpProblem extends Error {
  override readonly name = 'HttpProblem';
  readonly statusCode: number;
  readonly members: Readonly<Record<string, unknown>>;
  readonly headers: Readonly<Record<string, string>>;

  /** @param detail what was wrong, with what value (never a secret), and what to do */
  constructor(
    statusCode: number,
    detail?: string,
    members: Readonly<Record<string, unknown>> = {},
    headers: Readonly<Record<string, string>> = {},
  ) {
    super(detail ?? STATUS_CODES[statusCode] ?? 'problem');
    this.statusCode = statusCode;
    this.members = detail === undefined ? members : { detail, ...members };
    this.headers = headers;
  }
}

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
    .type('application/problem+json; charset=utf-8')
    .send(problemDetails(request, status, members));
}
