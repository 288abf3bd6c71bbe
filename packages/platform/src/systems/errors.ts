/** The five error shapes of these surfaces (system-register-and-users.md 2). */
import { STATUS_CODES } from 'node:http';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { isUnavailable, Refusal } from '../foundation/index.ts';
import { HttpProblem, problemDetails, sendRefusal, traceId } from '../http/index.ts';
import { PROBLEMS, type ProblemName, problemCode, VALIDATIONS, type ValidationName, validationCode } from './codes.ts';

type Extensions = Readonly<Record<string, unknown>>;

/** A failure with its whole answer. */
export class SystemsError extends Error {
  override readonly name = 'SystemsError';
  readonly status: number;
  /** A sentence (shape D) or a problem (A, B, C). */
  readonly body: string | Extensions;

  constructor(status: number, message: string, body: string | Extensions) {
    super(message);
    this.status = status;
    this.body = body;
  }
}

/** Shape A: a domain error. */
export function problem(name: ProblemName, detail?: string, extensions: Extensions = {}): SystemsError {
  const [, status, title] = PROBLEMS[name];
  const code = problemCode(name);
  return new SystemsError(status, detail ?? title, {
    type: `urn:altinn:error:${code}`,
    title,
    status,
    code,
    statusDescription: STATUS_CODES[status],
    ...(detail === undefined ? {} : { detail }),
    ...extensions,
  });
}

export interface Broken {
  readonly rule: ValidationName;
  /** In place of the rule's title, where a code has two. */
  readonly title?: string;
  readonly detail?: string;
  readonly extensions?: Extensions;
}

/** Shape B: every broken rule in one list. */
export function validation(broken: readonly Broken[]): SystemsError {
  const title = 'One or more validation errors occurred.';
  return new SystemsError(400, title, {
    type: 'urn:altinn:error:STD-00000',
    title,
    status: 400,
    code: 'STD-00000',
    statusDescription: STATUS_CODES[400],
    validationErrors: broken.map(({ rule, title: other, detail, extensions }) => {
      const [, path, text] = VALIDATIONS[rule];
      return {
        code: validationCode(rule),
        title: other ?? text,
        paths: [path],
        ...(detail === undefined ? {} : { detail }),
        ...extensions,
      };
    }),
  });
}

/** Shape C: the request does not bind. */
export function unbound(errors: Readonly<Record<string, readonly string[]>>): SystemsError {
  const title = 'One or more validation errors occurred.';
  return new SystemsError(400, Object.values(errors).flat().join('; '), {
    type: 'https://tools.ietf.org/html/rfc9110#section-15.5.1',
    title,
    status: 400,
    errors,
  });
}

/** Shape D: a sentence. */
export const sentence = (status: 400 | 404 | 409, text: string): SystemsError => new SystemsError(status, text, text);

/** 403 without body; the reason is for the header and the log. */
export const forbidden = (reason: string): HttpProblem => new HttpProblem(403, reason);

const PROBLEM_TYPE = 'application/problem+json; charset=utf-8';

/** Answers every failure of a scope in the form of these surfaces; 401 and 403 are empty (shape E), their reason is in a header. */
export function answerErrors(scope: FastifyInstance): void {
  scope.setErrorHandler<FastifyError | Error>((error, request, reply) => {
    if (error instanceof SystemsError) return answer(error, request, reply);
    // These surfaces have no form of their own for it.
    if (isUnavailable(error)) throw error;
    if (error instanceof Refusal) return empty(error, request, reply);
    const status = 'statusCode' in error ? (error.statusCode ?? 500) : 500;
    if (status === 400)
      return answer(unbound({ $: [`the body is not readable as JSON: ${error.message}`] }), request, reply);
    const detail = status < 500 ? error.message : 'an unexpected error; the log names it by the traceId';
    if (status >= 500) request.log.error({ err: error }, 'request failed');
    return reply
      .code(status)
      .type(PROBLEM_TYPE)
      .send(problemDetails(request, status, { detail }));
  });
}

function answer(error: SystemsError, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const { status, body } = error;
  reply.code(status).header('cache-control', 'no-store');
  if (typeof body === 'string') return reply.type('text/plain; charset=utf-8').send(body);
  return reply.type(PROBLEM_TYPE).send({ ...body, traceId: traceId(request) });
}

/** Header values are ASCII without quotation marks. */
const headerText = (text: string): string =>
  text
    .replace(/[^\x20-\x7e]/g, '?')
    .replaceAll('"', "'")
    .slice(0, 300);

function empty(error: Refusal, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const { status, headers, message } = error;
  if (status !== 401 && status !== 403) return sendRefusal(request, reply, error);
  const challenge = headers['www-authenticate'] ?? 'Bearer error="insufficient_scope"';
  const separator = challenge === 'Bearer' ? ' ' : ', ';
  return reply
    .code(status)
    .headers({ ...headers, 'www-authenticate': `${challenge}${separator}error_description="${headerText(message)}"` })
    .send();
}
