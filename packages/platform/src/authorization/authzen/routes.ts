import type {} from '@fastify/swagger';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type PlatformUrls, Turns, Unavailable } from '../../foundation/index.ts';
import { acceptEmptyBodies, HttpProblem, jsonParser } from '../../http/index.ts';
import type { DecisionPoint } from '../authorization.ts';
import type { TokenCheck } from '../token-check.ts';
import { altinnDomain } from './altinn-domain.ts';
import type { Answer, Domain } from './domain.ts';
import {
  AuthzenError,
  isObject,
  type Json,
  MAX_VALUES,
  readBatch,
  readEvaluation,
  readSemantic,
  type Semantic,
  sizeOf,
} from './model.ts';
import { searchActions, searchResources, searchSubjects } from './search.ts';

export interface AuthzenDeps {
  readonly authorization: DecisionPoint;
  readonly urls: Pick<PlatformUrls, 'base'>;
  readonly mayAuthorize: TokenCheck;
  /** Domains in front of Altinn's own: the first that serves a resource's type answers. */
  readonly domains?: readonly Domain[];
}

const schema = (summary: string) => ({ tags: ['AuthZEN'], summary });

/** `/access/v1/…` and `/.well-known/authzen-configuration`: OpenID AuthZEN Authorization API 1.0. */
export function authzenRoutes(app: FastifyInstance, deps: AuthzenDeps): void {
  const domains = [...(deps.domains ?? []), altinnDomain(deps.authorization)];
  const domainOf = (type: string) => domains.find((domain) => domain.serves(type));
  app.get(
    '/.well-known/authzen-configuration',
    { schema: schema('Where the AuthZEN endpoints are') },
    async (request, reply) => {
      echoRequestId(request, reply);
      return reply.header('cache-control', 'public, max-age=3600').send(metadata(deps.urls.base));
    },
  );
  app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('application/json', { parseAs: 'buffer' }, jsonParser(scope));
    acceptEmptyBodies(scope);
    scope.setErrorHandler(answerError);
    scope.addHook('onRequest', async (request, reply) => {
      echoRequestId(request, reply);
      deps.mayAuthorize(request);
    });
    scope.post('/access/v1/evaluation', { schema: schema('May the subject do this?') }, async (request) =>
      evaluateOne(bodyOf(request.body), domainOf),
    );
    scope.post('/access/v1/evaluations', { schema: schema('Several questions at once') }, async (request) => {
      const body = bodyOf(request.body);
      const semantic = readSemantic(body);
      const batch = readBatch(body);
      return batch ? { evaluations: await evaluateAll(batch, semantic, domainOf) } : evaluateOne(body, domainOf);
    });
    const searches = { subject: searchSubjects, resource: searchResources, action: searchActions };
    for (const [what, search] of Object.entries(searches))
      scope.post(`/access/v1/search/${what}`, { schema: schema(`Search: ${what}s`) }, async (request) =>
        search(bodyOf(request.body), domainOf),
      );
  });
}

function echoRequestId(request: FastifyRequest, reply: FastifyReply): void {
  const id = request.headers['x-request-id'];
  if (typeof id === 'string') reply.header('x-request-id', id);
}

/** The metadata document; no signed form. */
export const metadata = (base: string) => ({
  policy_decision_point: base,
  access_evaluation_endpoint: `${base}/access/v1/evaluation`,
  access_evaluations_endpoint: `${base}/access/v1/evaluations`,
  search_subject_endpoint: `${base}/access/v1/search/subject`,
  search_resource_endpoint: `${base}/access/v1/search/resource`,
  search_action_endpoint: `${base}/access/v1/search/action`,
});

/** Errors are a text; another content type than JSON is 400 too. */
function answerError(error: Error & { statusCode?: number }, _: unknown, reply: FastifyReply): FastifyReply {
  const status = error instanceof AuthzenError || error.statusCode === 415 ? 400 : (error.statusCode ?? 500);
  if (error instanceof HttpProblem || error instanceof Unavailable) reply.headers({ ...error.headers });
  if (status >= 500) reply.log.error({ err: error }, 'request failed');
  const text = status >= 500 ? 'an unexpected error; the log has more' : error.message;
  return reply.code(status).type('text/plain; charset=utf-8').send(text);
}

function bodyOf(body: unknown): Json {
  if (!isObject(body)) throw new AuthzenError('the body must be a JSON object with subject, action and resource');
  return body;
}

async function evaluateOne(body: Json, domainOf: (type: string) => Domain | undefined): Promise<Answer> {
  const evaluation = readEvaluation(body);
  const domain = domainOf(evaluation.resource.type);
  if (!domain)
    return {
      decision: false,
      context: { reason: `no policy is about resources of the type "${evaluation.resource.type}"` },
    };
  return domain.evaluate(evaluation);
}

/** Values of properties that are looked at before others have their turn. */
const VALUES_A_TURN = 5_000;
/** What deciding takes by itself, in values of properties. */
const DECISION = 25;

/**
 * How many values the properties of each question have. The context is not counted: it is made ready once for all that share it.
 * @throws AuthzenError when they are too many together
 */
function sizesOf(batch: readonly Json[]): readonly number[] {
  const known = new Map<Json, number>();
  const size = (entity: unknown): number => {
    const properties = isObject(entity) ? entity['properties'] : undefined;
    if (!isObject(properties)) return 0;
    const found = known.get(properties) ?? sizeOf(properties);
    known.set(properties, found);
    return found;
  };
  const sizes = batch.map(({ subject, action, resource }) => size(subject) + size(action) + size(resource));
  const total = sizes.reduce((sum, one) => sum + one, 0);
  if (total > MAX_VALUES)
    throw new AuthzenError(
      `the evaluations have ${total} values in properties together; at most ${MAX_VALUES} are read`,
    );
  return sizes;
}

/** Every answer in the order of the questions; a question that cannot be read is answered false, with the error in its context. */
async function evaluateAll(
  batch: readonly Json[],
  semantic: Semantic,
  domainOf: (type: string) => Domain | undefined,
): Promise<readonly Answer[]> {
  const sizes = sizesOf(batch);
  const turns = new Turns(VALUES_A_TURN);
  const answers: Answer[] = [];
  for (const [index, item] of batch.entries()) {
    const turn = turns.spend(DECISION + (sizes[index] ?? 0));
    if (turn) await turn;
    const answer = await evaluateOne(item, domainOf).catch((error: unknown): Answer => {
      if (!(error instanceof AuthzenError)) throw error;
      return { decision: false, context: { error: { status: 400, message: error.message } } };
    });
    const stops = semantic === (answer.decision ? 'permit_on_first_permit' : 'deny_on_first_deny');
    answers.push(
      stops ? { ...answer, context: { ...answer.context, reason: answer.context?.['reason'] ?? semantic } } : answer,
    );
    if (stops) break;
  }
  return answers;
}
