import type { FastifyInstance } from 'fastify';
import type { TSchema } from 'typebox';
import type { AccessRequestDesk } from '../../delegations/index.ts';
import type { PlatformUrls } from '../../foundation/index.ts';
import type { BodyReader } from '../../http/index.ts';
import type { DecisionPoint } from '../authorization.ts';
import { toldDomain } from '../decision-notes.ts';
import { ANYONE, AUTHORIZE } from '../surface.ts';
import type { TokenCheck } from '../token-check.ts';
import { accessRequestRoutes, REQUESTS_PATH } from './access-request-routes.ts';
import { type AltinnDomain, altinnDomain } from './altinn-domain.ts';
import type { Denials } from './denials.ts';
import type { Answer, Domain } from './domain.ts';
import { type DomainOf, evaluateAll, evaluateOne } from './evaluate.ts';
import { type Evaluation, type Json, readEvaluation, readObject, readQuestions } from './model.ts';
import {
  ActionSearch,
  ActionsFound,
  Configuration,
  Decision,
  Decisions,
  EntitiesFound,
  EvaluationRequest,
  EvaluationsRequest,
  ResourceSearch,
  SubjectSearch,
} from './schemas.ts';
import {
  readActionSearch,
  readResourceSearch,
  readSubjectSearch,
  searchActions,
  searchResources,
  searchSubjects,
} from './search.ts';
import { type AuthzenSurface, authzenSurface, discoverySurface, echoRequestId } from './surface.ts';

export interface AuthzenDeps {
  readonly authorization: DecisionPoint;
  readonly urls: Pick<PlatformUrls, 'altinn'>;
  readonly mayAuthorize: TokenCheck;
  /** Domains in front of Altinn's own: the first that serves a resource's type answers. */
  readonly domains?: readonly Domain[];
  /** Takes requests for what was denied; without it no denial can be asked about. */
  readonly requests?: { readonly desk: AccessRequestDesk; readonly denials: Denials };
}

const QUESTION = {
  subject: { type: 'person', id: '01816010027' },
  action: { name: 'read' },
  resource: { type: 'resource', id: 'skogdir-felling', properties: { organization: '310044423' } },
};

/** @param read from a JSON object; what is none is refused */
const reader = <T>(schema: TSchema, read: (body: Json) => T): BodyReader<T> => ({
  schema,
  read: (body) => read(readObject(body)),
});

const EVALUATION = { ...reader(EvaluationRequest, readEvaluation), example: QUESTION };
const EVALUATIONS = reader(EvaluationsRequest, readQuestions);
const SUBJECT_SEARCH = reader(SubjectSearch, readSubjectSearch);
const RESOURCE_SEARCH = reader(ResourceSearch, readResourceSearch);
const ACTION_SEARCH = reader(ActionSearch, readActionSearch);

/** `/access/v1/…` and `/.well-known/authzen-configuration`: OpenID AuthZEN Authorization API 1.0. */
export function authzenRoutes(app: FastifyInstance, deps: AuthzenDeps): void {
  const { onDecision } = deps.authorization;
  const others = (deps.domains ?? []).map((domain) => (onDecision ? toldDomain(domain, onDecision) : domain));
  // Altinn's own is told by the decision point.
  const altinn = altinnDomain(deps.authorization);
  const domains = [...others, altinn];
  const domainOf: DomainOf = (type) => domains.find((domain) => domain.serves(type));
  discoverySurface(app).route({
    method: 'GET',
    path: '/.well-known/authzen-configuration',
    operationId: 'readAuthzenConfiguration',
    summary: 'Where the AuthZEN endpoints are',
    access: ANYONE,
    answers: { 200: { description: 'The addresses of all endpoints', schema: Configuration } },
    handle({ request }, reply) {
      echoRequestId(request, reply);
      return reply
        .header('cache-control', 'public, max-age=3600')
        .send(metadata(deps.urls.altinn, deps.requests !== undefined));
    },
  });
  app.register(async (scope) => {
    const authzen = authzenSurface(scope, deps);
    evaluationRoutes(authzen, domainOf, inviting(deps, domainOf, altinn));
    searchRoutes(authzen, domainOf);
  });
  if (deps.requests) accessRequestRoutes(app, { ...deps, ...deps.requests, domain: altinn, base: deps.urls.altinn });
}

/** Decides one question, and says of a denial where it can be asked about. */
type Evaluate = (evaluation: Evaluation) => Promise<Answer>;

function inviting({ requests, urls }: AuthzenDeps, domainOf: DomainOf, altinn: AltinnDomain): Evaluate {
  return async (evaluation) => {
    if (!requests || domainOf(evaluation.resource.type) !== altinn) return evaluateOne(evaluation, domainOf);
    const { answer, lack } = await altinn.judge(evaluation);
    if (!lack || !(await requests.desk.mayAsk(lack))) return answer;
    const invitation = await requests.denials.invitation(evaluation, `${urls.altinn}${REQUESTS_PATH}`);
    return { ...answer, context: { ...answer.context, ...invitation } };
  };
}

/** The metadata document; no signed form. */
export const metadata = (base: string, takesRequests = false) => ({
  policy_decision_point: base,
  access_evaluation_endpoint: `${base}/access/v1/evaluation`,
  access_evaluations_endpoint: `${base}/access/v1/evaluations`,
  search_subject_endpoint: `${base}/access/v1/search/subject`,
  search_resource_endpoint: `${base}/access/v1/search/resource`,
  search_action_endpoint: `${base}/access/v1/search/action`,
  ...(takesRequests
    ? {
        access_request_endpoint: `${base}${REQUESTS_PATH}`,
        capabilities: ['urn:openid:authzen:capability:access-request'],
      }
    : {}),
});

function evaluationRoutes({ route }: AuthzenSurface, domainOf: DomainOf, evaluate: Evaluate): void {
  route({
    method: 'POST',
    path: '/access/v1/evaluation',
    operationId: 'evaluateAccess',
    summary: 'May the subject do this?',
    access: AUTHORIZE,
    body: EVALUATION,
    answers: { 200: { description: 'The decision', schema: Decision } },
    handle: ({ body }) => evaluate(body),
  });
  route({
    method: 'POST',
    path: '/access/v1/evaluations',
    operationId: 'evaluateAccesses',
    summary: 'Several questions at once',
    access: AUTHORIZE,
    body: EVALUATIONS,
    answers: { 200: { description: 'The decisions in the order of the questions', schema: Decisions } },
    handle: async ({ body }) =>
      body.batch ? { evaluations: await evaluateAll(body.batch, body.semantic, domainOf) } : evaluate(body.evaluation),
  });
}

function searchRoutes({ route }: AuthzenSurface, domainOf: DomainOf): void {
  route({
    method: 'POST',
    path: '/access/v1/search/subject',
    operationId: 'searchSubjects',
    summary: 'Search: who may do this?',
    access: AUTHORIZE,
    body: SUBJECT_SEARCH,
    answers: { 200: { description: 'A page of subjects', schema: EntitiesFound } },
    handle: ({ body }) => searchSubjects(body, domainOf),
  });
  route({
    method: 'POST',
    path: '/access/v1/search/resource',
    operationId: 'searchPermittedResources',
    summary: 'Search: with what may the subject do this?',
    access: AUTHORIZE,
    body: RESOURCE_SEARCH,
    answers: { 200: { description: 'A page of resources', schema: EntitiesFound } },
    handle: ({ body }) => searchResources(body, domainOf),
  });
  route({
    method: 'POST',
    path: '/access/v1/search/action',
    operationId: 'searchActions',
    summary: 'Search: what may the subject do with this?',
    access: AUTHORIZE,
    body: ACTION_SEARCH,
    answers: { 200: { description: 'A page of actions', schema: ActionsFound } },
    handle: ({ body }) => searchActions(body, domainOf),
  });
}
