import type {} from '@fastify/swagger';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { type Caller, type Callers, requireScope } from '../callers/index.ts';
import type { Database } from '../database/index.ts';
import { BoundedCache, type Clock, seconds } from '../foundation/index.ts';
import { bearerToken, HttpProblem } from '../http/index.ts';
import type { DecisionPoint } from './authorization.ts';
import type { Memo, Side } from './context-handler.ts';
import { failure, type Outcome } from './decide.ts';
import { BodyError, type JsonRequest, multiRequest, readJsonRequest, singleRequest } from './json-request.ts';
import { jsonResponse } from './json-response.ts';

export const AUTHORIZE_SCOPES = ['altinn:authorization/authorize', 'altinn:authorization/authorize.admin'] as const;

export interface AuthorizationRoutesDeps {
  readonly authorization: DecisionPoint;
  readonly callers: Callers;
  readonly clock: Clock;
  readonly database: Database;
}

/** Tokens whose signature has been verified, so that a PEP that asks often is verified once. */
const MAX_REMEMBERED_TOKENS = 1_000;
/** In a multi request other requests get their turn after this many decisions. */
const TURN = 200;

/** `/authorization/api/v1/…` (altinn-pdp.md 2–5). */
export function authorizationRoutes(app: FastifyInstance, deps: AuthorizationRoutesDeps): void {
  const mayAuthorize = tokenCheck(deps);
  app.register(async (scope) => {
    // Only JSON is understood here; the defaults would take text, and forms where another room has allowed them.
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('application/json', { parseAs: 'string' }, scope.getDefaultJsonParser('error', 'error'));
    scope.addHook('onRequest', async (request) => mayAuthorize(request));
    for (const path of ['/authorization/api/v1/authorize', '/authorization/api/v1/Authorize'])
      scope.post(
        path,
        { schema: { tags: ['authorization'], summary: 'Ask the PDP (XACML JSON)', hide: path.endsWith('Authorize') } },
        async (request, reply) => {
          const outcomes = await answer(deps.authorization, readBody(request.body), 'external');
          return reply.type('application/json; charset=utf-8').send(jsonResponse(outcomes));
        },
      );
  });
}

/** Checks token and scope; a token seen before is only checked for its lifetime, which has no tolerance here (altinn-pdp.md 3). */
function tokenCheck(deps: AuthorizationRoutesDeps): (request: FastifyRequest) => void {
  const known = new BoundedCache<Caller>(MAX_REMEMBERED_TOKENS);
  deps.database.onChange('signing-key', () => known.clear());
  return (request) => {
    const token = bearerToken(request);
    const remembered = token === undefined ? undefined : known.get(token);
    const caller = remembered ?? requireScope(deps.callers, request, AUTHORIZE_SCOPES, ['altinn']);
    const { exp } = caller.claims;
    if (typeof exp !== 'number' || exp <= seconds(deps.clock)) {
      if (token !== undefined) known.delete(token);
      throw new HttpProblem(
        401,
        'the token has expired: get a new one',
        {},
        { 'www-authenticate': 'Bearer error="invalid_token"' },
      );
    }
    if (!remembered && token !== undefined) known.set(token, caller);
  };
}

/** @throws HttpProblem 400 with the place in the body */
function readBody(body: unknown): JsonRequest {
  try {
    return readJsonRequest(body);
  } catch (error) {
    if (!(error instanceof BodyError)) throw error;
    throw new HttpProblem(400, undefined, {
      title: 'One or more validation errors occurred.',
      errors: { [error.path]: [error.message] },
    });
  }
}

/** Every result of a request. A part that fails with an exception makes the whole answer one Indeterminate (altinn-pdp.md 4). */
export async function answer(
  authorization: DecisionPoint,
  request: JsonRequest,
  side: Side,
): Promise<readonly Outcome[]> {
  try {
    if (request.references.length < 2) return [await authorization.evaluate(singleRequest(request), side)];
    const memo: Memo = new Map();
    const outcomes: Outcome[] = [];
    for (const [index, part] of multiRequest(request).entries()) {
      const outcome = await authorization.evaluate(part, side, memo);
      if (outcome.decidedBy === 'error') return [outcome];
      outcomes.push(outcome);
      if (index % TURN === TURN - 1) await new Promise(setImmediate);
    }
    return outcomes;
  } catch (error) {
    return [failure(error, side)];
  }
}
