import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import type { Caller } from '../../callers/index.ts';
import type { AccessRequestDesk, Submission, Task } from '../../delegations/index.ts';
import { isUuid } from '../../foundation/index.ts';
import { type BodyReader, problemAnswers, type Reader, surface } from '../../http/index.ts';
import { ACCESS_REQUEST_REFUSALS, isAuthzenRefusal, refuseRequest } from '../refusals.ts';
import { AUTHORIZE } from '../surface.ts';
import type { TokenCheck } from '../token-check.ts';
import type { AltinnDomain } from './altinn-domain.ts';
import { type Denials, digest } from './denials.ts';
import { type Evaluation, isObject, type Json, readEvaluation, readObject } from './model.ts';
import { EvaluationRequest } from './schemas.ts';

/** Where requests for access are sent, below the platform's address. */
export const REQUESTS_PATH = '/access/v1/requests';
const MAX_KEY = 255;

export interface AccessRequestRoutesDeps {
  readonly desk: AccessRequestDesk;
  readonly denials: Denials;
  readonly domain: AltinnDomain;
  readonly base: string;
  readonly mayAuthorize: TokenCheck;
}

interface AccessRequest {
  readonly evaluation: Evaluation;
  readonly denial: unknown;
  readonly digest: string;
}

const text = (description: string) => Type.Optional(Type.String({ description }));
const Denial = Type.Object(
  {
    evaluation_id: text('As the denial has it; refused when it is that of another'),
    evaluated_at: text('When it was denied, as the denial has it; ignored'),
    expires_at: Type.String({
      format: 'date-time',
      description: 'Until when it can be asked about: expires_at of access_request in the denial',
    }),
    reason: text('Why it was denied; ignored'),
    binding_token: Type.String({ description: 'What proves the denial: binding_token of access_request in it' }),
    template: text('How the request is to be filled in; ignored'),
  },
  { description: 'The denial of what is asked for, at most ten minutes old' },
);

const SUBMISSION: BodyReader<AccessRequest> = {
  schema: Type.Object({
    ...EvaluationRequest.properties,
    denial: Denial,
    requested_access: Type.Optional(
      Type.Object({}, { description: 'For how long it is wanted: requested_until is refused, for none can be kept' }),
    ),
    client: Type.Optional(Type.Object({}, { description: 'Which program asks; ignored' })),
  }),
  required: true,
  read(sent) {
    try {
      const body = readObject(sent);
      refuseUnmet(body);
      return { evaluation: readEvaluation(body), denial: body['denial'], digest: digest(body) };
    } catch (error) {
      // Evaluations tell it as a text, and this endpoint as problem details.
      throw isAuthzenRefusal(error) ? refuseRequest('submission-malformed', error.message) : error;
    }
  },
};

/** What would have to be kept and cannot be: to take it and do otherwise would be worse. */
function refuseUnmet(body: Json): void {
  const { items, callback, requested_access: wish } = body;
  if (items !== undefined)
    throw refuseRequest('submission-unmet', 'items: send a request for each, with its own denial');
  if (callback !== undefined)
    throw refuseRequest('submission-unmet', 'callback: no address is called; ask the status_endpoint');
  if (isObject(wish) && wish['requested_until'] !== undefined)
    throw refuseRequest(
      'submission-unmet',
      'requested_access.requested_until: what is given here lasts until it is withdrawn',
    );
}

const KEY: Reader<string | undefined> = {
  schema: Type.Optional(Type.String({ maxLength: MAX_KEY })),
  read(value) {
    if (typeof value !== 'string' || value === '') return undefined;
    if (value.length > MAX_KEY)
      throw refuseRequest('submission-unmet', `Idempotency-Key is longer than ${MAX_KEY} characters`);
    return value;
  },
};

const Uri = Type.String({ format: 'uri' });
const TaskAnswer = Type.Object(
  {
    task: Type.Object({
      id: Type.String({ format: 'uuid' }),
      status: Type.Union((['pending', 'approved', 'denied', 'cancelled'] as const).map((one) => Type.Literal(one))),
      status_endpoint: Uri,
      links: Type.Optional(Type.Object({ cancel: Uri })),
    }),
    result: Type.Optional(
      Type.Object({
        mode: Type.Literal('reevaluate'),
        approval: Type.Object({ id: Type.String(), approved_at: Type.String({ format: 'date-time' }) }),
      }),
    ),
  },
  { title: 'AccessRequestTask' },
);

/** `/access/v1/requests…`: who was denied asks for what is missing (access-management.md 3.1). */
export function accessRequestRoutes(app: FastifyInstance, deps: AccessRequestRoutesDeps): void {
  const { route } = surface(app, {
    name: 'AuthZEN',
    isCaseSensitive: true,
    admit: { token: deps.mayAuthorize },
    refusals: PROBLEMS,
  });
  const answers = { 200: { description: 'How the request stands', schema: TaskAnswer } };
  const params = { id: Type.String({ description: 'The id of a task' }) };
  route({
    method: 'POST',
    path: REQUESTS_PATH,
    operationId: 'requestAccess',
    summary: 'Ask for what was denied',
    access: AUTHORIZE,
    headers: { 'idempotency-key': KEY },
    body: SUBMISSION,
    answers: { 202: { description: 'The request waits for an answer', schema: TaskAnswer } },
    refusals: [409, 410],
    async handle({ caller, body, headers: { 'idempotency-key': key } }, reply) {
      const task = await submit(deps, organizationOf(caller), body, key);
      const answer = taskJson(deps, task);
      return reply.code(202).header('location', answer.task.status_endpoint).send(answer);
    },
  });
  route({
    method: 'GET',
    path: `${REQUESTS_PATH}/:id`,
    operationId: 'readAccessRequestTask',
    summary: 'How a request for access stands',
    access: AUTHORIZE,
    params,
    answers,
    refusals: [404],
    handle: async ({ caller, params: { id } }) => taskJson(deps, await known(deps, id, organizationOf(caller))),
  });
  route({
    method: 'POST',
    path: `${REQUESTS_PATH}/:id/cancel`,
    operationId: 'cancelAccessRequest',
    summary: 'Take a request for access back',
    access: AUTHORIZE,
    params,
    answers,
    refusals: [404, 409],
    async handle({ caller, params: { id } }) {
      const organization = organizationOf(caller);
      const { status } = await known(deps, id, organization);
      const cancelled = status === 'pending' ? await deps.desk.cancel(id.toLowerCase(), organization) : undefined;
      if (!cancelled) throw refuseRequest('task-ended', `the request is not pending any more: ${status}`);
      return taskJson(deps, cancelled);
    },
  });
}

const PROBLEMS = problemAnswers(
  { 409: 'The key was used for something else, or the request is answered', 410: 'The denial is too old' },
  ACCESS_REQUEST_REFUSALS,
);

/** @throws Refusal 403 */
function organizationOf({ organization }: Caller): string {
  if (organization === undefined) throw refuseRequest('requester-unknown');
  return organization;
}

async function submit(
  { denials, desk, domain }: AccessRequestRoutesDeps,
  organization: string,
  { evaluation, denial, digest: body }: AccessRequest,
  key: string | undefined,
): Promise<Task> {
  const submission: Submission | undefined = key === undefined ? undefined : { key: digest([organization, key]), body };
  const binding = await denials.binding(evaluation, denial);
  if (binding === 'expired') throw refuseRequest('denial-expired');
  if (binding === 'unbound') throw refuseRequest('denial-unbound');
  const { lack } = await domain.judge(evaluation);
  if (!lack || !(await desk.mayAsk(lack))) throw refuseRequest('not-requestable');
  const task = await desk.ask(lack, organization, submission);
  if (!task) throw refuseRequest('key-reused');
  return task;
}

/** @throws Refusal 404, for another's as for none */
async function known({ desk }: AccessRequestRoutesDeps, id: string, organization: string): Promise<Task> {
  const task = isUuid(id) ? await desk.task(id.toLowerCase(), organization) : undefined;
  if (!task) throw refuseRequest('task-unknown');
  return task;
}

function taskJson({ base }: AccessRequestRoutesDeps, { id, status, changed }: Task) {
  const status_endpoint = `${base}${REQUESTS_PATH}/${id}`;
  const links = status === 'pending' ? { links: { cancel: `${status_endpoint}/cancel` } } : {};
  const approval = { id, approved_at: new Date(changed).toISOString() };
  const result = status === 'approved' ? { result: { mode: 'reevaluate' as const, approval } } : {};
  return { task: { id, status, status_endpoint, ...links }, ...result };
}
