import type {} from '@fastify/swagger';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type Caller, type Callers, requireScope } from '../callers/index.ts';
import type { Database } from '../database/index.ts';
import { BoundedCache, type Clock, seconds } from '../foundation/index.ts';
import { acceptEmptyBodies, bearerToken, checkJson, HttpProblem } from '../http/index.ts';
import { createAnswerMemory } from './answer-memory.ts';
import type { DecisionRequest } from './attributes.ts';
import type { DecisionPoint } from './authorization.ts';
import type { Side } from './context.ts';
import { failure, type Outcome } from './decide.ts';
import { type DecisionLog, eventOf } from './decision-log.ts';
import { ArgumentError } from './errors.ts';
import { explain } from './explanation.ts';
import { BodyError, type JsonRequest, multiRequest, readJsonRequest, singleRequest } from './json-request.ts';
import { jsonResponse, jsonResult } from './json-response.ts';
import type { Memo } from './recall.ts';
import { scanMulti, scanRequest } from './scan-request.ts';
import { readXmlRequest, xmlResponse } from './xml.ts';

export const AUTHORIZE_SCOPES = ['altinn:authorization/authorize', 'altinn:authorization/authorize.admin'] as const;
export const ADMIN_SCOPE = 'altinn:authorization/authorize.admin';

export interface DecisionRoutesDeps {
  readonly authorization: DecisionPoint;
  readonly callers: Callers;
  readonly clock: Clock;
  readonly database: Database;
  readonly decisionLog: DecisionLog;
  /**
   * Sandbox: the internal endpoint is open, as inside Altinn's own network, and anyone who may ask may have an explanation.
   * Otherwise both need a token, explanations one with the admin scope. Default false.
   */
  readonly sandbox?: boolean;
  /** Most answers remembered for requests that come again word for word; 0 = none. Default 20,000. */
  readonly rememberedAnswers?: number;
}

const DEFAULT_REMEMBERED_ANSWERS = 20_000;

/** Tokens whose signature has been verified, so that a PEP that asks often is verified once. */
const MAX_REMEMBERED_TOKENS = 1_000;
/** In a multi request other requests get their turn after this many decisions. */
const TURN = 200;
const JSON_TYPE = 'application/json; charset=utf-8';

export type TokenCheck = (request: FastifyRequest) => Caller;

/** `/authorization/api/v1/authorize` and `…/decision` (altinn-pdp.md 2–5). */
export function decisionRoutes(app: FastifyInstance, deps: DecisionRoutesDeps, mayAuthorize: TokenCheck): void {
  const limit = deps.rememberedAnswers ?? DEFAULT_REMEMBERED_ANSWERS;
  const memory = createAnswerMemory(deps.database, limit, deps.authorization.counts);
  // With the decision log on, each decision is made, so that each is logged.
  const remembers = !deps.authorization.lookups.switches.auditLog;
  app.register(async (scope) => {
    // Only JSON is understood here; the defaults would take text, and forms where another room has allowed them.
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('application/json', { parseAs: 'string' }, (_, body, done) => done(null, body));
    acceptEmptyBodies(scope);
    scope.addHook('onRequest', (request, _, done) => {
      mayAuthorize(request);
      done();
    });
    for (const path of ['/authorization/api/v1/authorize', '/authorization/api/v1/Authorize'])
      scope.post<Explainable>(path, { schema: schema('Ask the PDP (XACML JSON)', path) }, (request, reply) => {
        const text = typeof request.body === 'string' ? request.body : '';
        const plain = remembers && request.query.explain === undefined;
        const known = plain ? memory.get(text) : undefined;
        if (known !== undefined) return void reply.type(JSON_TYPE).send(known);
        const { generation } = memory;
        const send = (outcomes: readonly Outcome[]): FastifyReply => {
          const body = jsonResponse(outcomes);
          if (plain) memory.keep(text, body, outcomes, generation);
          return reply.type(JSON_TYPE).send(body);
        };
        const quick = scanRequest(text);
        const asking = askingOf(deps, 'external', request, plain);
        const outcomes = quick ? answerSingle(asking, quick) : answer(asking, scanMulti(text) ?? readBody(text));
        if (request.query.explain === 'true')
          return Promise.resolve(outcomes).then((made) => sendJson(deps, request, reply, made, mayAuthorize));
        // Nothing waits when everything is in memory: a promise would cost more than the decision.
        return outcomes instanceof Promise ? outcomes.then(send) : void send(outcomes);
      });
  });
  app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', { parseAs: 'string' }, (_, body, done) => done(null, body));
    if (!deps.sandbox) scope.addHook('onRequest', async (request) => void mayAuthorize(request));
    for (const path of ['/authorization/api/v1/decision', '/authorization/api/v1/Decision'])
      scope.post<Explainable>(
        path,
        { schema: schema('Ask the PDP from inside (XACML JSON or XML)', path) },
        async (request, reply) => {
          const text = typeof request.body === 'string' ? request.body : '';
          if (request.headers['content-type']?.includes('application/json'))
            return sendJson(deps, request, reply, await internalJson(deps, text, request), mayAuthorize);
          const outcomes = await internalXml(deps, text, request);
          return reply.type('application/xml; charset=utf-8').send(xmlResponse(outcomes));
        },
      );
  });
}

type Explainable = { Querystring: { explain?: string } };

const schema = (summary: string, path: string) => ({
  tags: ['authorization'],
  summary,
  // Paths are matched in any case (altinn-pdp.md 2); one spelling is enough in the documentation.
  hide: /[A-Z]/.test(path),
});

/** Checks token and scope; a token seen before is only checked for its lifetime, which has no tolerance here (altinn-pdp.md 3). */
export function tokenCheck(deps: Pick<DecisionRoutesDeps, 'callers' | 'clock' | 'database'>): TokenCheck {
  const known = new BoundedCache<Caller>(MAX_REMEMBERED_TOKENS);
  /** The header and caller of the last request: mostly the next has the same, and comparing costs less than hashing. */
  let last: { readonly header: string; readonly caller: Caller } | undefined;
  deps.database.onChange('signing-key', () => {
    known.clear();
    last = undefined;
  });
  return (request) => {
    const header = request.headers.authorization;
    if (last !== undefined && header === last.header && isCurrent(last.caller, deps.clock)) return last.caller;
    const token = bearerToken(request);
    const remembered = token === undefined ? undefined : known.get(token);
    const caller = remembered ?? requireScope(deps.callers, request, AUTHORIZE_SCOPES, ['altinn']);
    if (!isCurrent(caller, deps.clock)) {
      if (token !== undefined) known.delete(token);
      const headers = { 'www-authenticate': 'Bearer error="invalid_token"' };
      throw new HttpProblem(401, 'the token has expired: get a new one', {}, headers);
    }
    if (!remembered && token !== undefined) known.set(token, caller);
    if (header !== undefined && token !== undefined) last = { header, caller };
    return caller;
  };
}

function isCurrent({ claims: { exp } }: Caller, clock: Clock): boolean {
  return typeof exp === 'number' && exp > seconds(clock);
}

/** @throws HttpProblem 400 with the place in the body */
function readBody(text: string): JsonRequest {
  checkJson(text);
  let body: unknown;
  try {
    // Members are read by name only, so nothing in a body can reach a prototype.
    body = JSON.parse(text);
  } catch {
    throw new HttpProblem(400, 'the body is not JSON');
  }
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

async function sendJson(
  deps: DecisionRoutesDeps,
  request: FastifyRequest<Explainable>,
  reply: FastifyReply,
  outcomes: readonly Outcome[],
  mayAuthorize: TokenCheck,
): Promise<FastifyReply> {
  if (request.query.explain !== 'true') return reply.type(JSON_TYPE).send(jsonResponse(outcomes));
  if (!deps.sandbox && !mayAuthorize(request).scopes.has(ADMIN_SCOPE))
    throw new HttpProblem(403, `an explanation needs the scope ${ADMIN_SCOPE}`);
  const { lookups } = deps.authorization;
  const response = [];
  for (const outcome of outcomes)
    response.push({ ...jsonResult(outcome), explanation: await explain(outcome, lookups) });
  return reply.type(JSON_TYPE).send(JSON.stringify({ response }));
}

async function internalJson(
  deps: DecisionRoutesDeps,
  text: string,
  request: FastifyRequest<Explainable>,
): Promise<readonly Outcome[]> {
  let asked: JsonRequest;
  try {
    checkJson(text);
    asked = readJsonRequest(JSON.parse(text));
  } catch (error) {
    return [failure(error, 'internal')];
  }
  const plain = !deps.authorization.lookups.switches.auditLog && request.query.explain === undefined;
  return answer(askingOf(deps, 'internal', request, plain), asked);
}

async function internalXml(
  deps: DecisionRoutesDeps,
  text: string,
  request: FastifyRequest,
): Promise<readonly Outcome[]> {
  let asked: DecisionRequest;
  try {
    asked = readXmlRequest(text);
  } catch (error) {
    return [failure(error, 'internal')];
  }
  const outcome = await deps.authorization.evaluate(asked, 'internal');
  log(deps, [asked], [outcome], request);
  return [outcome];
}

/** On whose behalf decisions are made, and how. */
interface Asking {
  readonly deps: DecisionRoutesDeps;
  readonly side: Side;
  readonly http: FastifyRequest;
  readonly decide: DecisionPoint['evaluate'];
}

/** @param plain nothing but the decisions is wanted, so that those made before will do */
const askingOf = (deps: DecisionRoutesDeps, side: Side, http: FastifyRequest, plain: boolean): Asking => ({
  deps,
  side,
  http,
  decide: plain ? deps.authorization.answer : deps.authorization.evaluate,
});

/**
 * Every result of a request: at once when all that it needs is in memory. A part that fails with an exception makes the whole answer one
 * Indeterminate (altinn-pdp.md 4).
 */
function answer(asking: Asking, request: JsonRequest): readonly Outcome[] | Promise<readonly Outcome[]> {
  try {
    if (request.references.length >= 2) return answerMulti(asking, multiRequest(request));
    return answerSingle(asking, singleRequest(request));
  } catch (error) {
    if (!(error instanceof ArgumentError)) asking.http.log.error({ err: error }, 'a decision failed');
    return [failure(error, asking.side)];
  }
}

function answerSingle(
  { deps, side, http, decide }: Asking,
  asked: DecisionRequest,
): readonly Outcome[] | Promise<readonly Outcome[]> {
  const outcome = decide(asked, side);
  const done = (made: Outcome): readonly Outcome[] => {
    log(deps, [asked], [made], http);
    return [made];
  };
  return outcome instanceof Promise ? outcome.then(done) : done(outcome);
}

/**
 * The parts one after another: at once while everything is in memory, then waiting where needed and letting others have their turn. What
 * one has looked up the others do not look up again.
 */
function answerMulti(
  { deps, side, http, decide }: Asking,
  parts: readonly DecisionRequest[],
): readonly Outcome[] | Promise<readonly Outcome[]> {
  const memo: Memo = new Map();
  const outcomes: Outcome[] = [];
  const next = () => decide(parts[outcomes.length] as DecisionRequest, side, memo);
  const finish = (): readonly Outcome[] => {
    const failed = outcomes.find((one) => one.decidedBy === 'error');
    if (failed) return [failed];
    log(deps, parts, outcomes, http);
    return outcomes;
  };
  const waiting = async (first: Outcome | Promise<Outcome>): Promise<readonly Outcome[]> => {
    for (let outcome = await first; ; outcome = await next()) {
      outcomes.push(outcome);
      if (outcome.decidedBy === 'error' || outcomes.length === parts.length) return finish();
      if (outcomes.length % TURN === 0) await new Promise(setImmediate);
    }
  };
  while (outcomes.length < parts.length) {
    const outcome = next();
    if (outcome instanceof Promise || outcomes.length === TURN) return waiting(outcome);
    outcomes.push(outcome);
    if (outcome.decidedBy === 'error') break;
  }
  return finish();
}

/** Writes audit events where the switches ask for them; none for an access-list refusal (altinn-pdp.md 8.3). */
function log(
  deps: DecisionRoutesDeps,
  parts: readonly DecisionRequest[],
  outcomes: readonly Outcome[],
  request: FastifyRequest,
): void {
  const { switches } = deps.authorization.lookups;
  if (!switches.auditLog || (parts.length > 1 && !switches.decisionRequestLogMultiRequest)) return;
  const forwarded = request.headers['x-forwarded-for'];
  const ip = (Array.isArray(forwarded) ? forwarded[0] : forwarded)?.split(',', 1)[0]?.trim() || null;
  for (const [index, outcome] of outcomes.entries()) {
    if (outcome.decidedBy === 'access list') continue;
    if (outcome.decision === 'Indeterminate' && !switches.decisionRequestLogRequestOnError) continue;
    deps.decisionLog.write(eventOf(outcome, parts[index] as DecisionRequest, ip, deps.clock.now()));
  }
}
