import type { FastifyInstance, FastifyRequest } from 'fastify';
import { addressGroup, clientAddress, HEALTH_PATHS, onAnswered, ownLog } from '../http/index.ts';
import type { RateLimits } from './rate-limits.ts';

/** Where somebody proves who it is: what is refused there counts as a failure of its address, and after too many nothing more is looked at. */
const PROVING: ReadonlySet<string> = new Set([
  'issueToken',
  'exchangeToken',
  'redeemOidcGrant',
  'finishLogIn',
  'claimOperator',
]);
/** A log-in begins and ends. */
const LOG_IN: ReadonlySet<string> = new Set(['logIn', 'finishLogIn', 'authorizeFrontEnd']);

const FIRST_REFUSAL = 400;
const FIRST_FAULT = 500;
const TOO_MANY = 429;

/** Counts every request by its address, and what is refused where somebody proves who it is. Before the operations are made. */
export function watchRates(http: FastifyInstance, limits: RateLimits): void {
  const warn = warnOnce(http);
  http.addHook('onRequest', (request, _, done) => {
    // Fastify makes this anew each time that it is asked for.
    const { url, config } = request.routeOptions;
    if (HEALTH_PATHS.has(url)) return done();
    try {
      const address = addressGroup(clientAddress(request));
      warn(request, address);
      limits.take('address', address);
      const { operationId = '' } = config.operation ?? {};
      if (LOG_IN.has(operationId)) limits.take('logins', address);
      if (PROVING.has(operationId)) limits.check('failures', address);
      done();
    } catch (error) {
      done(error as Error);
    }
  });
  onAnswered(http, (operationId) => {
    if (!PROVING.has(operationId)) return undefined;
    return (request, status) => {
      if (status >= FIRST_REFUSAL && status < FIRST_FAULT && status !== TOO_MANY)
        limits.note('failures', addressGroup(clientAddress(request)));
    };
  });
}

/** Says once that all requests of a proxy count as one address, where it has not been configured. */
function warnOnce(http: FastifyInstance): (request: FastifyRequest, address: string) => void {
  let hasWarned = false;
  return ({ headers, socket }, address) => {
    if (hasWarned || headers['x-forwarded-for'] === undefined) return;
    if (address !== addressGroup(socket.remoteAddress ?? '')) return;
    hasWarned = true;
    ownLog(http).warn(
      `Requests with X-Forwarded-For come from ${address}, which is no trusted proxy: all of them count as one address. If it is yours, name it: --trusted-proxies ${address}`,
    );
  };
}
