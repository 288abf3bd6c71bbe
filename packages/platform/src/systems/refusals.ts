/** The five error shapes of these surfaces (system-register-and-users.md 2), and what is answered in them. */
import { STATUS_CODES } from 'node:http';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { isUnavailable, Refusal, refusals } from '../foundation/index.ts';
import { HTTP_REFUSALS, logOf, problemDetails, sendRefusal, traceId } from '../http/index.ts';
import { PROBLEMS, type ProblemName, VALIDATIONS, type ValidationName } from './codes.ts';

type Extensions = Readonly<Record<string, unknown>>;

const INVALID = 'One or more validation errors occurred.';

/** Shapes A to D. */
export const REFUSALS = refusals('system register and system users', {
  ...PROBLEMS,
  rulesBroken: {
    status: 400,
    wire: 'STD-00000',
    what: INVALID,
    remedy: 'Mend each of validationErrors: their codes are in the table of rules.',
  },
  unbound: { status: 400, what: INVALID, remedy: 'Send members of the types that the OpenAPI document has.' },
  idMisused: {
    status: 400,
    form: 'text',
    what: 'The correlation-id is not a UUID of one’s own choice',
    remedy: 'Choose a new UUID.',
  },
  idTaken: {
    status: 409,
    form: 'text',
    what: 'Another call has just taken the id',
    remedy: 'Choose a new id.',
  },
  systemUnknown: {
    status: 404,
    form: 'text',
    what: 'There is no such system of the vendor',
    remedy: 'Check the id of the system and the vendor in the body.',
  },
  systemDeleted: {
    status: 400,
    form: 'text',
    what: 'The system has been deleted',
    remedy: 'Register another: this one cannot be changed.',
  },
  userUnknown: { status: 404, form: 'empty', what: 'there is no such system user', remedy: 'Check the id.' },
  userOfOtherVendor: {
    status: 401,
    form: 'empty',
    what: 'the system user belongs to another vendor',
    remedy: 'Use a token of that vendor.',
  },
  userGone: { status: 410, form: 'empty', what: 'the system user is gone', remedy: 'Ask for a new one.' },
});
const { refuse, isRefusal } = REFUSALS;

export { refuse };

/** Shape E, and what is answered as everywhere. */
export const DOOR_REFUSALS = refusals('system register and system users, at the door', {
  forbidden: {
    status: 403,
    form: 'empty',
    what: 'The caller may not do this',
    remedy: 'Read error_description in the header WWW-Authenticate.',
  },
  vendorScopeMissing: {
    status: 403,
    wire: 'vendor-scope-missing',
    what: 'The organisation has not been given a scope that vendors need',
    remedy: 'Ask the owner of the scope, which detail names, to give the organisation access.',
  },
  platformTokenInvalid: {
    status: 401,
    form: 'empty',
    what: 'The PlatformAccessToken proves nothing',
    remedy: 'Send one of the platform that has not expired.',
  },
  requestUnknown: { status: 404, what: 'There is no such request', remedy: 'Check the id.' },
  organizationUnknown: {
    status: 404,
    what: 'The register does not know the organisation',
    remedy: 'Give party, the number of an organisation.',
  },
  tooMany: {
    status: 429,
    what: 'So many of these a minute are not answered',
    remedy: 'Wait as long as `Retry-After` says.',
  },
});
export const { refuse: refuseAtDoor } = DOOR_REFUSALS;

/** Each rule of shape B. */
export const RULES = refusals('system register, rules', VALIDATIONS);

/** Shape A: a domain error. */
export const problem = (name: ProblemName, detail?: string, members: Extensions = {}): Refusal =>
  refuse(name, detail, { members });

export interface Broken {
  readonly rule: ValidationName;
  /** In place of the rule's title, where a code has two. */
  readonly title?: string;
  readonly detail?: string;
  readonly extensions?: Extensions;
}

/** Shape B: every broken rule in one list. */
export const validation = (broken: readonly Broken[]): Refusal =>
  refuse('rulesBroken', undefined, {
    members: {
      validationErrors: broken.map(({ rule, title, detail, extensions }) => {
        const { wire, path, what } = VALIDATIONS[rule];
        return {
          code: wire,
          title: title ?? what,
          paths: [path],
          ...(detail === undefined ? {} : { detail }),
          ...extensions,
        };
      }),
    },
  });

/** Shape C: the request does not bind. */
export const unbound = (errors: Readonly<Record<string, readonly string[]>>): Refusal =>
  refuse('unbound', undefined, { members: { errors } });

/** 403 without body; the reason is for the header and the log. */
export const forbidden = (reason: string): Refusal => refuseAtDoor('forbidden', reason);

const PROBLEM_TYPE = 'application/problem+json; charset=utf-8';

/**
 * Answers every failure of a scope in the form of these surfaces; 401 and 403 are empty (shape E), their reason is in a header.
 * @param atDoor how those are answered instead
 */
export function answerErrors(scope: FastifyInstance, atDoor: typeof sendRefusal = empty): void {
  scope.setErrorHandler<FastifyError | Error>((error, request, reply) => {
    if (isRefusal(error)) return answer(error, request, reply);
    // These surfaces have no form of their own for it.
    if (isUnavailable(error) || HTTP_REFUSALS.isRefusal(error, 'too-many-requests')) throw error;
    if (error instanceof Refusal) return atDoor(request, reply, error);
    const { internal, 'body-unreadable': unreadable } = HTTP_REFUSALS.kinds;
    const status = ('statusCode' in error ? error.statusCode : undefined) ?? internal.status;
    if (status === unreadable.status)
      return answer(unbound({ $: [`the body is not readable as JSON: ${error.message}`] }), request, reply);
    const isFailure = status >= internal.status;
    const detail = isFailure ? internal.what : error.message;
    if (isFailure) logOf(request).error({ err: error }, 'request failed');
    return reply
      .code(status)
      .type(PROBLEM_TYPE)
      .send(problemDetails(request, status, { detail }));
  });
}

function answer(refusal: Refusal, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const { status, kind, message } = refusal;
  reply.code(status).header('cache-control', 'no-store');
  if (kind.form !== undefined) return reply.type('text/plain; charset=utf-8').send(kind.form === 'text' ? message : '');
  return reply.type(PROBLEM_TYPE).send({ ...bodyOf(refusal), traceId: traceId(request) });
}

/** Shapes A to C, all but the traceId. */
export function bodyOf({ kind, status, detail, members }: Refusal): Extensions {
  const title = kind.what;
  if (kind.wire === undefined)
    return { type: 'https://tools.ietf.org/html/rfc9110#section-15.5.1', title, status, ...members };
  return {
    type: `urn:altinn:error:${kind.wire}`,
    title,
    status,
    code: kind.wire,
    statusDescription: STATUS_CODES[status],
    ...(detail === undefined ? {} : { detail }),
    ...members,
  };
}

/** Header values are ASCII without quotation marks. */
const headerText = (text: string): string =>
  text
    .replace(/[^\x20-\x7e]/g, '?')
    .replaceAll('"', "'")
    .slice(0, 300);

function empty(request: FastifyRequest, reply: FastifyReply, error: Refusal): FastifyReply {
  const { status, headers, message } = error;
  const { forbidden: no, platformTokenInvalid: unproven } = DOOR_REFUSALS.kinds;
  if (status !== unproven.status && status !== no.status) return sendRefusal(request, reply, error);
  const challenge = headers['www-authenticate'] ?? 'Bearer error="insufficient_scope"';
  const separator = challenge === 'Bearer' ? ' ' : ', ';
  return reply
    .code(status)
    .headers({ ...headers, 'www-authenticate': `${challenge}${separator}error_description="${headerText(message)}"` })
    .send();
}
