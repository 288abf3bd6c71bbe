/** Asks the Altinn PDP (altinn-pdp.md 3 to 5, 15). */

import { check, checkCall, checkMembers, checkOptional } from '../check.ts';
import { ConfigurationError, PdpError } from '../errors.ts';
import { send } from '../http.ts';
import type { CallOptions } from '../options.ts';
import { challenge } from '../refusals.ts';
import { type Attribute, type Principal, subjectOf } from './subject.ts';

export { type Attribute, type Principal, subjectOf } from './subject.ts';

/** A party by its party id, the nine digits of an organisation, or the eleven of a person. */
export type PartyRef = { readonly partyId: number } | { readonly organisation: string } | { readonly person: string };
/** What is asked about: a resource of the registry, or an app `org/app` with an instance `{partyId}/{guid}`; and whose it is. */
export type ResourceRef = (
  | { readonly resource: string }
  | { readonly app: `${string}/${string}`; readonly instance?: string; readonly task?: string }
) & {
  readonly party: PartyRef;
};

/** May this subject do this with that? */
export interface Question {
  readonly subject: Principal | readonly Attribute[];
  readonly action: string;
  readonly resource: ResourceRef;
}

/** The answer to one question. */
export interface Decision {
  /** Exactly one Permit whose level obligation the subject meets. */
  readonly permit: boolean;
  readonly result: 'Permit' | 'Deny' | 'NotApplicable' | 'Indeterminate';
  readonly requiredLevel?: number;
  readonly raw: unknown;
}

/** A request as it goes over the wire (altinn-pdp.md 4). */
export interface XacmlJsonRequest {
  readonly Request: Readonly<Record<string, unknown>>;
}

interface XacmlObligation {
  readonly attributeAssignment?: readonly { readonly category?: string | null; readonly value?: string }[];
}

/** One result as it comes over the wire. */
export interface XacmlJsonResult {
  readonly decision: Decision['result'];
  readonly obligations?: readonly XacmlObligation[] | null;
}

/** An answer as it comes over the wire: one result a decision. */
export interface XacmlJsonResponse {
  readonly response: readonly XacmlJsonResult[];
}

/** Asks the decision point. Methods reject with `PdpError` or `NetworkError`. */
export interface PdpClient {
  decide(question: Question, options?: CallOptions): Promise<Decision>;
  /** One multi-request; the order is kept. */
  decideAll(questions: readonly Question[], options?: CallOptions): Promise<readonly Decision[]>;
  evaluate(request: XacmlJsonRequest, options?: CallOptions): Promise<XacmlJsonResponse>;
}

/** Where the decision point is, and who asks. */
export interface PdpOptions {
  readonly platform: string;
  /** A token with the scope `altinn:authorization/authorize`. */
  readonly token: () => Promise<string>;
  readonly subscriptionKey?: string;
  /** How long a decision may be reused; default 0, at most 5 minutes. */
  readonly cacheMs?: number;
  readonly fetch?: typeof fetch;
}

const ACTION_ID = 'urn:oasis:names:tc:xacml:1.0:action:action-id';
const LEVEL = 'urn:altinn:minimum-authenticationlevel';
const MAX_CACHE_MS = 5 * 60_000;
const MAX_CACHED = 10_000;

/** Makes a client of the decision point. */
export function createPdpClient(options: PdpOptions): PdpClient {
  checkMembers(options, 'options', { platform: 'an http URL', token: 'a function' }, '');
  checkOptional(
    options,
    'options',
    { subscriptionKey: 'a text', cacheMs: 'a number, 0 or more', fetch: 'a function' },
    '',
  );
  const cacheMs = Math.min(options.cacheMs ?? 0, MAX_CACHE_MS);
  const cache = new Map<string, { decision: Decision; until: number }>();
  const evaluate = evaluating(options);
  return {
    evaluate,
    async decide(question, call) {
      checkQuestion(question);
      const key = JSON.stringify([attributesOf(question.subject), question.action, question.resource]);
      const kept = cache.get(key);
      if (kept && kept.until > Date.now()) return kept.decision;
      const { response } = await evaluate(single(question), call);
      const decision = decisionOf(response, question.subject);
      if (cacheMs > 0) {
        if (cache.size >= MAX_CACHED) cache.clear();
        cache.set(key, { decision, until: Date.now() + cacheMs });
      }
      return decision;
    },
    async decideAll(questions, call) {
      check(questions, 'questions', 'a list of objects');
      for (const one of questions) checkQuestion(one);
      const [first] = questions;
      if (!first) return [];
      if (questions.length === 1) return [await this.decide(first, call)];
      const { response } = await evaluate(multiple(questions), call);
      // A failure of one question is one Indeterminate for all of them.
      return questions.map((question, index) =>
        decisionOf(
          response.length === questions.length ? response.slice(index, index + 1) : response,
          question.subject,
        ),
      );
    },
  };
}

/** One request to the PDP and its answer. */
function evaluating(options: PdpOptions): PdpClient['evaluate'] {
  const url = `${options.platform.replace(/\/+$/, '')}/authorization/api/v1/authorize`;
  return async (request, call = {}) => {
    checkMembers(request, 'request', { Request: 'an object' });
    checkCall(call);
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
    };
    const answer = await send(url, { method: 'POST', headers, body }, http);
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
    return readResponse(answer.text);
  };
}

function bodyOf(request: XacmlJsonRequest): string {
  try {
    return JSON.stringify(request);
  } catch (cause) {
    throw new ConfigurationError('request cannot be written as JSON', { cause, hint: 'Give plain objects' });
  }
}

/** @throws ConfigurationError */
function checkQuestion(question: Question): void {
  checkMembers(question, 'question', {
    action: 'a text',
    resource: 'an object',
    subject: ['an object', 'a list of objects'],
  });
  const { subject, resource } = question;
  if (Array.isArray(subject))
    for (const one of subject) checkMembers(one, 'an attribute of subject', { id: 'a text', value: 'a text' });
  else subjectOf(subject as Principal);
  checkMembers(resource, 'question.resource', { party: 'an object' });
  const named = 'resource' in resource ? { resource: 'a text' as const } : { app: 'a text' as const };
  checkMembers(resource, 'question.resource', named);
  checkOptional(resource, 'question.resource', { instance: 'a text', task: 'a text' });
  const { partyId, organisation, person } = resource.party as Record<string, unknown>;
  check(partyId ?? organisation ?? person, 'question.resource.party', 'a text', 'a number, 0 or more');
}

function readResponse(text: string): XacmlJsonResponse {
  try {
    const { response, Response } = JSON.parse(text) as { response?: unknown; Response?: unknown };
    const results = response ?? Response;
    if (Array.isArray(results) && results.every(isResult)) return { response: results };
  } catch {
    // Falls through: what is not JSON is no answer either.
  }
  throw new PdpError('PDP_UNAVAILABLE', 'the PDP answered with something that is no XACML response', {
    retryable: true,
  });
}

const isResult = (value: unknown): value is XacmlJsonResult => {
  const { decision, obligations } = (value ?? {}) as { decision?: unknown; obligations?: unknown };
  return (
    typeof decision === 'string' && (obligations === undefined || obligations === null || Array.isArray(obligations))
  );
};

const attributesOf = (subject: Question['subject']): readonly Attribute[] =>
  Array.isArray(subject) ? (subject as readonly Attribute[]) : subjectOf(subject as Principal);
const json = (attributes: readonly Attribute[]) =>
  attributes.map(({ id, value }) => ({ AttributeId: id, Value: value }));

function resourceAttributes(resource: ResourceRef): readonly Attribute[] {
  const { party } = resource;
  const owner: Attribute =
    'partyId' in party
      ? { id: 'urn:altinn:partyid', value: String(party.partyId) }
      : 'organisation' in party
        ? { id: 'urn:altinn:organization:identifier-no', value: party.organisation }
        : { id: 'urn:altinn:person:identifier-no', value: party.person };
  if ('resource' in resource) return [{ id: 'urn:altinn:resource', value: resource.resource }, owner];
  const [org = '', app = ''] = resource.app.split('/');
  return [
    { id: 'urn:altinn:org', value: org },
    { id: 'urn:altinn:app', value: app },
    owner,
    ...(resource.instance === undefined ? [] : [{ id: 'urn:altinn:instance-id', value: resource.instance }]),
    ...(resource.task === undefined ? [] : [{ id: 'urn:altinn:task', value: resource.task }]),
  ];
}

const single = (question: Question): XacmlJsonRequest => ({
  Request: {
    AccessSubject: [{ Attribute: json(attributesOf(question.subject)) }],
    Action: [{ Attribute: [{ AttributeId: ACTION_ID, Value: question.action }] }],
    Resource: [{ Attribute: json(resourceAttributes(question.resource)) }],
  },
});

/** Equal subjects, actions and resources are sent once. */
function multiple(questions: readonly Question[]): XacmlJsonRequest {
  const pools = { s: new Map<string, string>(), a: new Map<string, string>(), r: new Map<string, string>() };
  const objects = { s: [] as object[], a: [] as object[], r: [] as object[] };
  const id = (kind: 's' | 'a' | 'r', attributes: readonly object[]): string => {
    const text = JSON.stringify(attributes);
    const known = pools[kind].get(text);
    if (known) return known;
    const made = `${kind}${pools[kind].size + 1}`;
    pools[kind].set(text, made);
    objects[kind].push({ Id: made, Attribute: attributes });
    return made;
  };
  const references = questions.map((question) => ({
    ReferenceId: [
      id('s', json(attributesOf(question.subject))),
      id('a', [{ AttributeId: ACTION_ID, Value: question.action }]),
      id('r', json(resourceAttributes(question.resource))),
    ],
  }));
  return {
    Request: {
      AccessSubject: objects.s,
      Action: objects.a,
      Resource: objects.r,
      MultiRequests: { RequestReference: references },
    },
  };
}

/** Exactly one result, Permit, level met; the level of an organisation decides when the user's is too high for a service owner (altinn-pdp.md 15). */
function decisionOf(results: readonly XacmlJsonResult[], subject: Question['subject']): Decision {
  const [result] = results;
  if (!result || results.length !== 1) return { permit: false, result: 'Indeterminate', raw: results };
  if (result.decision !== 'Permit') return { permit: false, result: result.decision, raw: result };
  const level = levelIn(result, LEVEL);
  const orgLevel = levelIn(result, `${LEVEL}-org`);
  const principal = Array.isArray(subject) ? undefined : (subject as Principal);
  const has = principal?.level ?? 0;
  // Bare attributes tell no level: whoever asks with them must compare `requiredLevel` itself.
  const met =
    principal === undefined ||
    level === undefined ||
    has >= level ||
    (principal.serviceOwner !== undefined && orgLevel !== undefined && has >= orgLevel);
  return { permit: met, result: 'Permit', ...(level === undefined ? {} : { requiredLevel: level }), raw: result };
}

function levelIn(result: XacmlJsonResult, category: string): number | undefined {
  const values = (result.obligations ?? []).flatMap((obligation) =>
    (obligation.attributeAssignment ?? []).flatMap((assignment) =>
      assignment.category === category ? [Number(assignment.value)] : [],
    ),
  );
  return values.length === 0 ? undefined : Math.max(...values);
}
