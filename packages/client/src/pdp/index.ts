/** Asks the Altinn PDP (altinn-pdp.md 3 to 5, 15). */

import { check, checkCall, checkMembers, checkOptional } from '../check.ts';
import { ConfigurationError, PdpError } from '../errors.ts';
import { send } from '../http.ts';
import type { CallOptions } from '../options.ts';
import { platformOf } from '../platform.ts';
import { challenge } from '../refusals.ts';
import { decisionOf, readResponse } from './decision.ts';
import { KeptAnswers } from './kept-answers.ts';
import type {
  Decision,
  PdpClient,
  PdpOptions,
  Question,
  XacmlJsonRequest,
  XacmlJsonResponse,
  XacmlJsonResult,
} from './model.ts';
import { checkQuestion, multiple, single } from './question.ts';
import { sandboxReasons } from './sandbox-reasons.ts';

export type {
  Decision,
  PartyRef,
  PdpClient,
  PdpOptions,
  Question,
  ResourceRef,
  Why,
  XacmlJsonRequest,
  XacmlJsonResponse,
  XacmlJsonResult,
  XacmlObligation,
} from './model.ts';
export { type Attribute, type Principal, subjectOf } from './subject.ts';

const MAX_CACHE_MS = 5 * 60_000;
const DEFAULT_ENTRIES = 10_000;

/** Makes a client of the decision point. @throws ConfigurationError */
export function createPdpClient(options: PdpOptions): PdpClient {
  checkMembers(options, 'options', { token: 'a function' }, '');
  const number = 'a number, 0 or more';
  checkOptional(
    options,
    'options',
    {
      platform: 'an http URL',
      subscriptionKey: 'a text',
      cacheMs: number,
      cacheEntries: number,
      clock: 'a function',
      explainInSandbox: 'true or false',
      fetch: 'a function',
      traceparent: 'a function',
    },
    '',
  );
  const pdp = new Pdp({ ...options });
  return {
    evaluate: (request, call) => pdp.evaluate(request, call),
    decide: (question, call) => pdp.decide(question, call),
    decideAll: (questions, call) => pdp.decideAll(questions, call),
  };
}

class Pdp implements PdpClient {
  readonly #ask: Asking;
  readonly #answers: KeptAnswers | undefined;
  readonly #reasons: ReturnType<typeof sandboxReasons> | undefined;

  constructor(options: PdpOptions) {
    const { cacheMs = 0, cacheEntries = DEFAULT_ENTRIES, clock, explainInSandbox } = options;
    const platform = platformOf(options);
    const ask = asking(platform, options);
    this.#ask = ask;
    if (cacheMs > 0)
      this.#answers = new KeptAnswers({
        ttlMs: Math.min(cacheMs, MAX_CACHE_MS),
        entries: cacheEntries,
        // Not the wall clock: set back, it would keep a right that is gone alive.
        now: clock ?? (() => performance.now()),
      });
    if (explainInSandbox)
      this.#reasons = sandboxReasons(platform, {
        explain: (request) => ask(request, {}, '?explain=true'),
        look: (url) =>
          send(url, { headers: { accept: 'application/json' } }, options.fetch ? { fetch: options.fetch } : {}),
      });
  }

  async evaluate(request: XacmlJsonRequest, call: CallOptions = {}): Promise<XacmlJsonResponse> {
    checkMembers(request, 'request', { Request: 'an object' });
    checkCall(call);
    return readResponse(await this.#ask(request, call));
  }

  async decide(question: Question, call: CallOptions = {}): Promise<Decision> {
    checkQuestion(question);
    checkCall(call);
    const request = single(question);
    const ask = async (signal?: AbortSignal) => (await this.evaluate(request, signal ? { signal } : {})).response;
    const results = this.#answers
      ? await this.#answers.get(JSON.stringify(request), call, ask)
      : await ask(call.signal);
    const decision = decisionOf(results, question.subject);
    return (await this.#explained([question], [decision]))[0] ?? decision;
  }

  async decideAll(questions: readonly Question[], call: CallOptions = {}): Promise<readonly Decision[]> {
    check(questions, 'questions', 'a list of objects');
    for (const one of questions) checkQuestion(one);
    checkCall(call);
    const [first] = questions;
    if (!first) return [];
    if (questions.length === 1) return [await this.decide(first, call)];
    const results = await this.#resultsOf(questions, call);
    return this.#explained(
      questions,
      questions.map(({ subject }, index) => decisionOf(results[index] ?? [], subject)),
    );
  }

  /** Those of questions that are answered already, and of the others in one request. */
  async #resultsOf(
    questions: readonly Question[],
    call: CallOptions,
  ): Promise<readonly (readonly XacmlJsonResult[])[]> {
    const answers = this.#answers;
    const keys = answers ? questions.map((question) => JSON.stringify(single(question))) : [];
    const kept = questions.map((_, index) => (call.refresh ? undefined : answers?.find(keys[index] ?? '')));
    const missing = questions.filter((_, index) => !kept[index]);
    if (missing.length === 0) return kept.map((results) => results ?? []);
    const keep = answers?.asking();
    const { response } = await this.evaluate(multiple(missing), call);
    let next = 0;
    return kept.map((known, index) => {
      if (known) return known;
      // A failure of one question is one Indeterminate for all of them.
      const own = response.length === missing.length ? response.slice(next, next + 1) : response;
      next += 1;
      if (response.length === missing.length) keep?.(keys[index] ?? '', own);
      return own;
    });
  }

  async #explained(questions: readonly Question[], decisions: readonly Decision[]): Promise<readonly Decision[]> {
    return this.#reasons ? this.#reasons(questions, decisions) : decisions;
  }
}

type Asking = (request: XacmlJsonRequest, call: CallOptions, query?: string) => Promise<string>;

/** One request to the PDP. @returns the body of its answer */
function asking(platform: string, options: PdpOptions): Asking {
  const url = `${platform}/authorization/api/v1/authorize`;
  return async (request, call, query = '') => {
    const body = bodyOf(request);
    const bearer = await options.token();
    check(bearer, 'what token gives', 'a text');
    const headers = {
      'content-type': 'application/json',
      accept: 'application/json',
      authorization: `Bearer ${bearer}`,
      ...(options.subscriptionKey === undefined ? {} : { 'ocp-apim-subscription-key': options.subscriptionKey }),
    };
    const http = {
      ...(options.fetch ? { fetch: options.fetch } : {}),
      ...(call.signal ? { signal: call.signal } : {}),
      ...(options.traceparent ? { traceparent: options.traceparent } : {}),
    };
    const answer = await send(`${url}${query}`, { method: 'POST', headers, body }, http);
    if (answer.status >= 500)
      throw new PdpError('PDP_UNAVAILABLE', `the PDP answered ${answer.status}`, {
        status: answer.status,
        retryable: true,
      });
    if (answer.status !== 200)
      throw new PdpError('PDP_REJECTED', `the PDP refused the question (${answer.status})${challenge(answer)}`, {
        status: answer.status,
        ...(answer.status === 403 ? { hint: 'The token needs the scope altinn:authorization/authorize' } : {}),
      });
    return answer.text;
  };
}

function bodyOf(request: XacmlJsonRequest): string {
  try {
    return JSON.stringify(request);
  } catch (cause) {
    throw new ConfigurationError('request cannot be written as JSON', { cause, hint: 'Give plain objects' });
  }
}
