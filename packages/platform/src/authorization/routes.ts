import type { FastifyInstance, FastifyReply } from 'fastify';
import { Type } from 'typebox';
import type { Caller } from '../callers/index.ts';
import type { Database } from '../database/index.ts';
import { acceptEmptyBodies, type Reader } from '../http/index.ts';
import { createAnswerMemory } from './answer-memory.ts';
import {
  type AnsweringDeps,
  answer,
  answerSingle,
  askingOf,
  internalJson,
  internalXml,
  readBody,
} from './answering.ts';
import type { Outcome } from './decide.ts';
import { explain } from './explanation.ts';
import { jsonResponse, jsonResult } from './json-response.ts';
import { refuse } from './refusals.ts';
import { scanMulti, scanRequest } from './scan-request.ts';
import { XacmlRequest, XacmlResponse } from './schemas.ts';
import { AUTHORIZE, authorizationSurface, fromInside, type SurfaceDeps } from './surface.ts';
import { ADMIN_SCOPE } from './token-check.ts';
import { xmlResponse } from './xml.ts';

export interface DecisionRoutesDeps extends AnsweringDeps {
  readonly database: Database;
  /**
   * Sandbox: the internal endpoint is open, as inside Altinn's own network, and anyone who may ask may have an explanation.
   * Otherwise both need a token, explanations one with the admin scope. Default false.
   */
  readonly sandbox?: boolean;
  /** Most answers remembered for requests that come again word for word; 0 = none. Default 20,000. */
  readonly rememberedAnswers?: number;
}

/** What these routes tell those who watch them. */
export interface ToldOfDecision {
  /** Where it is remembered; else it is the body. */
  readonly question?: string;
  readonly answer: string;
}

type Deps = DecisionRoutesDeps & SurfaceDeps;

const DEFAULT_REMEMBERED_ANSWERS = 20_000;
const JSON_TYPE = 'application/json; charset=utf-8';
const XML_TYPE = 'application/xml';

/** `true` asks for explanations; what is given at all makes the decision anew. */
const explained: Reader<boolean | undefined> = {
  schema: Type.Boolean({ description: 'Say why each decision is as it is' }),
  read: (value) => (value === undefined ? undefined : value === 'true'),
};

/** As it was sent: most requests are known by their text, or read by scanning it. */
const asText = (body: unknown): string => (typeof body === 'string' ? body : '');

const example = {
  Request: {
    AccessSubject: [{ Attribute: [{ AttributeId: 'urn:altinn:person:identifier-no', Value: '01816010027' }] }],
    Action: [{ Attribute: [{ AttributeId: 'urn:oasis:names:tc:xacml:1.0:action:action-id', Value: 'read' }] }],
    Resource: [
      {
        Attribute: [
          { AttributeId: 'urn:altinn:resource', Value: 'skogdir-felling' },
          { AttributeId: 'urn:altinn:organization:identifier-no', Value: '310044423' },
        ],
      },
    ],
  },
};

/** `/authorization/api/v1/authorize` and `…/decision` (altinn-pdp.md 2–5). */
export function decisionRoutes(app: FastifyInstance, deps: Deps): void {
  app.register(async (scope) => {
    // Only JSON is understood here; the defaults would take text, and forms where another room has allowed them.
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('application/json', { parseAs: 'string' }, (_, body, done) => done(null, body));
    acceptEmptyBodies(scope);
    externalRoutes(scope, deps);
  });
  app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', { parseAs: 'string' }, (_, body, done) => done(null, body));
    internalRoutes(scope, deps);
  });
}

/** Where decisions are kept, in a log of their own or in the audit log, each is made, so that each is there. */
const remembersAnswers = ({ authorization }: Deps): boolean =>
  !authorization.lookups.switches.auditLog && authorization.onDecision === undefined;

function externalRoutes(scope: FastifyInstance, deps: Deps): void {
  const { route } = authorizationSurface(scope, deps);
  const limit = deps.rememberedAnswers ?? DEFAULT_REMEMBERED_ANSWERS;
  const memory = createAnswerMemory(deps.database, limit, deps.authorization.counts);
  deps.authorization.memories.set('answers', memory);
  const remembers = remembersAnswers(deps);
  route({
    method: 'POST',
    path: '/authorization/api/v1/authorize',
    operationId: 'authorize',
    summary: 'Ask the PDP (XACML JSON)',
    access: AUTHORIZE,
    query: { explain: explained },
    body: { schema: XacmlRequest, example, read: asText },
    answers: { 200: { description: 'One result a decision', schema: XacmlResponse } },
    // Nothing waits when everything is in memory: a promise would cost more than the decision.
    handle({ body: text, query, request, caller }, reply) {
      const plain = remembers && query.explain === undefined;
      const known = plain ? memory.get(text) : undefined;
      if (known !== undefined) {
        request.told = known satisfies ToldOfDecision;
        return reply.type(JSON_TYPE).send(known.answer);
      }
      const { generation } = memory;
      const send = (outcomes: readonly Outcome[]): FastifyReply => {
        const body = jsonResponse(outcomes);
        if (plain) memory.keep(text, body, outcomes, generation);
        request.told = { answer: body } satisfies ToldOfDecision;
        return reply.type(JSON_TYPE).send(body);
      };
      const quick = scanRequest(text);
      const asking = askingOf(deps, 'external', request, plain);
      const outcomes = quick ? answerSingle(asking, quick) : answer(asking, scanMulti(text) ?? readBody(text));
      if (query.explain) return Promise.resolve(outcomes).then((made) => sendExplained(deps, reply, made, caller));
      return outcomes instanceof Promise ? outcomes.then(send) : send(outcomes);
    },
  });
}

function internalRoutes(scope: FastifyInstance, deps: Deps): void {
  const { route } = authorizationSurface(scope, deps);
  const remembers = remembersAnswers(deps);
  route({
    method: 'POST',
    path: '/authorization/api/v1/decision',
    operationId: 'decide',
    summary: 'Ask the PDP from inside (XACML JSON or XML)',
    access: fromInside(deps.sandbox),
    query: { explain: explained },
    // What is not said to be JSON is read as XML. The schema is that of the JSON form; that of XML is the XACML 3.0 standard's.
    body: { schema: XacmlRequest, types: ['application/json', XML_TYPE], example, read: asText },
    answers: {
      200: { description: 'The results, in the form of the request', schema: XacmlResponse, also: [XML_TYPE] },
    },
    async handle({ body: text, query, request, caller }, reply) {
      if (!request.headers['content-type']?.includes('application/json')) {
        const outcomes = await internalXml(deps, text, request);
        return reply.type(`${XML_TYPE}; charset=utf-8`).send(xmlResponse(outcomes));
      }
      const outcomes = await internalJson(deps, text, request, remembers && query.explain === undefined);
      if (query.explain) return sendExplained(deps, reply, outcomes, caller);
      return reply.type(JSON_TYPE).send(jsonResponse(outcomes));
    },
  });
}

async function sendExplained(
  deps: Deps,
  reply: FastifyReply,
  outcomes: readonly Outcome[],
  caller: Caller | undefined,
): Promise<FastifyReply> {
  if (!deps.sandbox && !caller?.scopes.has(ADMIN_SCOPE))
    throw refuse('explanation-closed', `an explanation needs the scope ${ADMIN_SCOPE}`);
  const { lookups } = deps.authorization;
  const response = [];
  for (const outcome of outcomes)
    response.push({ ...jsonResult(outcome), explanation: await explain(outcome, lookups) });
  return reply.type(JSON_TYPE).send(JSON.stringify({ response }));
}
