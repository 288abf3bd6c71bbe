import type { FastifyInstance, FastifyRequest } from 'fastify';
import { onAnswered } from './answered.ts';
import { logOf } from './fault-log.ts';

const LEVELS: ReadonlySet<string> = new Set(['info', 'debug', 'trace']);
const FIRST_FAULT = 500;

/**
 * A line for each answer of the operations that are made on the application afterwards, where the level asks for it; nothing is done otherwise.
 * It names the request, the caller's trace, the operation and its route, the client and its organisation; no address as it was sent, no header
 * and no body, in which secrets and person numbers may be.
 */
export function logRequests(app: FastifyInstance): void {
  if (!LEVELS.has(app.log.level)) return;
  const codes = new WeakMap<FastifyRequest, string>();
  app.addHook('onError', (request, _, error: { readonly code?: unknown }, done) => {
    if (typeof error.code === 'string') codes.set(request, error.code);
    done();
  });
  onAnswered(app, (operation) => (request, status) => {
    const { method, path } = request.routeOptions.config.operation ?? {};
    const code = codes.get(request);
    const line = {
      operation,
      method,
      route: path,
      status,
      ms: Math.round((performance.now() - request.arrived) * 1000) / 1000,
      ...callerOf(request.admitted),
      ...(code === undefined ? {} : { code }),
    };
    // Faults have a line of their own besides, with their stack.
    if (status >= FIRST_FAULT) logOf(request).warn(line, 'answered');
    else logOf(request).info(line, 'answered');
  });
}

/** Of surfaces that admit whom the token names; others tell it otherwise, and it is left out. */
function callerOf(admitted: unknown): { readonly client?: string; readonly organization?: string } {
  if (typeof admitted !== 'object' || admitted === null) return {};
  const client = 'clientId' in admitted && typeof admitted.clientId === 'string' ? admitted.clientId : undefined;
  const organization =
    'organization' in admitted && typeof admitted.organization === 'string' ? admitted.organization : undefined;
  return { ...(client === undefined ? {} : { client }), ...(organization === undefined ? {} : { organization }) };
}
