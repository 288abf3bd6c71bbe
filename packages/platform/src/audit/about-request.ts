import type { FastifyRequest } from 'fastify';
import { traceId, traceParentOf } from '../http/index.ts';
import { redactText } from '../live-log/index.ts';

/** A longer path is cut. */
const MAX_PATH = 500;

/** What was asked, without what may be secret in it: members of the query are not told. */
export function aboutRequest(request: FastifyRequest): Readonly<Record<string, string>> {
  const { traceId: trace } = traceParentOf(request.headers) ?? {};
  const path = request.url.split('?', 1)[0] ?? '';
  return {
    method: request.method,
    path: redactText(path.slice(0, MAX_PATH)),
    request: traceId(request),
    ...(trace === undefined ? {} : { trace }),
  };
}
