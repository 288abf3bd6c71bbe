/** From what was sent to the outcomes of its decisions: reads, decides part after part, writes the decision log. */
import type { FastifyRequest } from 'fastify';
import type { Clock } from '../foundation/index.ts';
import { checkJson, invalidMembers, logOf } from '../http/index.ts';
import type { DecisionRequest } from './attributes.ts';
import type { DecisionPoint } from './authorization.ts';
import type { Side } from './context.ts';
import { failure, type Outcome } from './decide.ts';
import type { Decider } from './decider.ts';
import { type DecisionLog, eventOf } from './decision-log.ts';
import { type JsonRequest, multiRequest, readJsonRequest, singleRequest } from './json-request.ts';
import * as name from './names.ts';
import { isMalformed, isUndecidable, refuse } from './refusals.ts';
import { readXmlRequest } from './xml.ts';

/** In a multi request other requests get their turn after this many decisions. */
const TURN = 200;

export interface AnsweringDeps {
  readonly authorization: DecisionPoint;
  readonly clock: Clock;
  readonly decisionLog: DecisionLog;
  /** Told of system users that were not permitted something, in the sandbox. */
  readonly denied?: ((systemUser: string) => void) | undefined;
}

/** A JSON request from outside. @throws Refusal 400 with the place in the body */
export function readBody(text: string): JsonRequest {
  checkJson(text);
  let body: unknown;
  try {
    // Members are read by name only, so nothing in a body can reach a prototype.
    body = JSON.parse(text);
  } catch {
    throw refuse('body-unreadable', 'the body is not JSON');
  }
  try {
    return readJsonRequest(body);
  } catch (error) {
    if (!isMalformed(error)) throw error;
    throw invalidMembers({ [error.parameters['path'] ?? '']: [error.message] });
  }
}

/** A JSON request from inside; one that cannot be read is Indeterminate (altinn-pdp.md 5). */
export async function internalJson(
  deps: AnsweringDeps,
  text: string,
  request: FastifyRequest,
  mayRemember: boolean,
): Promise<readonly Outcome[]> {
  let asked: JsonRequest;
  try {
    checkJson(text);
    asked = readJsonRequest(JSON.parse(text));
  } catch (error) {
    return [failure(error, 'internal')];
  }
  return answer(askingOf(deps, 'internal', request, mayRemember), asked);
}

/** The same in XML. */
export async function internalXml(
  deps: AnsweringDeps,
  text: string,
  request: FastifyRequest,
): Promise<readonly Outcome[]> {
  let asked: DecisionRequest;
  try {
    asked = readXmlRequest(text);
  } catch (error) {
    return [failure(error, 'internal')];
  }
  const outcome = await deps.authorization.decider.decide(asked, 'internal');
  log(deps, [asked], [outcome], request);
  return [outcome];
}

/** On whose behalf decisions are made, and how. */
export interface Asking {
  readonly deps: AnsweringDeps;
  readonly side: Side;
  readonly http: FastifyRequest;
  readonly decider: Decider;
}

/** @param plain nothing but the decisions is wanted, so that those made before will do */
export const askingOf = (deps: AnsweringDeps, side: Side, http: FastifyRequest, plain: boolean): Asking => ({
  deps,
  side,
  http,
  decider: plain ? deps.authorization.remembering : deps.authorization.decider,
});

/**
 * Every result of a request: at once when all that it needs is in memory. A part that fails with an exception makes the whole answer one
 * Indeterminate (altinn-pdp.md 4).
 */
export function answer(asking: Asking, request: JsonRequest): readonly Outcome[] | Promise<readonly Outcome[]> {
  try {
    if (request.references.length >= 2) return answerMulti(asking, multiRequest(request));
    return answerSingle(asking, singleRequest(request));
  } catch (error) {
    if (!isUndecidable(error)) logOf(asking.http).error({ err: error }, 'a decision failed');
    return [failure(error, asking.side)];
  }
}

export function answerSingle(
  { deps, side, http, decider }: Asking,
  asked: DecisionRequest,
): readonly Outcome[] | Promise<readonly Outcome[]> {
  const outcome = decider.decide(asked, side);
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
  { deps, side, http, decider }: Asking,
  parts: readonly DecisionRequest[],
): readonly Outcome[] | Promise<readonly Outcome[]> {
  const together = decider.together();
  const outcomes: Outcome[] = [];
  const next = () => together.decide(parts[outcomes.length] as DecisionRequest, side);
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

function tellDenied(
  denied: (systemUser: string) => void,
  parts: readonly DecisionRequest[],
  outcomes: readonly Outcome[],
): void {
  for (const [index, { decision }] of outcomes.entries()) {
    const systemUser = decision === 'Permit' ? undefined : parts[index]?.subject.first(name.SYSTEM_USER);
    if (systemUser !== undefined) denied(systemUser);
  }
}

/** Writes audit events where the switches ask for them; none for an access-list refusal (altinn-pdp.md 8.3). */
function log(
  deps: AnsweringDeps,
  parts: readonly DecisionRequest[],
  outcomes: readonly Outcome[],
  request: FastifyRequest,
): void {
  if (deps.denied) tellDenied(deps.denied, parts, outcomes);
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
