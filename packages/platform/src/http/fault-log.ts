import type { IncomingHttpHeaders } from 'node:http';
import type { FastifyBaseLogger, FastifyInstance, FastifyRequest } from 'fastify';
import { pino } from 'pino';
import { traceParentOf } from './trace-context.ts';

/** Never in a log. */
export const SECRET_PATHS = ['req.headers.authorization', 'req.headers.cookie', 'res.headers["set-cookie"]'];

/**
 * Faults alone, to standard error: answers of 500 name their line in the log, so there is a log even where nobody has asked for one. Fastify
 * is not told of it: with a logger of its own it follows every response to its end and makes a logger for each request, which took 10 % of a
 * remembered decision.
 */
export const faultLog: FastifyBaseLogger = pino({ level: 'error', redact: SECRET_PATHS }, process.stderr);

/**
 * The logger of a request, which names it in every line. Not `request.log`: without a log level that one is silent (a test sees to it that
 * nobody writes there).
 */
export const logOf = (request: FastifyRequest): FastifyBaseLogger =>
  request.server.log === faultLog ? faultLog.child({ reqId: request.id, ...traceOf(request.headers) }) : request.log;

/** The logger for what no request is to blame for: `createHttp` has put one there without a log level too. */
export const ownLog = (http: FastifyInstance): FastifyBaseLogger => http.log;

/** The trace that the caller has named, for every line of the request. */
export function traceOf(headers: IncomingHttpHeaders): { readonly trace?: string } {
  const { traceId: trace } = traceParentOf(headers) ?? {};
  return trace === undefined ? {} : { trace };
}
