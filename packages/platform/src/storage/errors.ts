import type { FastifyReply, FastifyRequest } from 'fastify';
import { HttpProblem } from '../http/index.ts';

/** An answer whose body is one sentence as a JSON string, as live writes its 400 and 404 (altinn-instances.md 8). */
export class TextAnswer extends Error {
  override readonly name = 'TextAnswer';
  readonly statusCode: number;
  constructor(statusCode: number, text: string) {
    super(text);
    this.statusCode = statusCode;
  }
}

/** 403 with what would have been needed; clients must not depend on the body. */
export const forbidden = (detail: string, members: Record<string, unknown> = {}): HttpProblem =>
  new HttpProblem(403, detail, members);

/** How the app library titles a 403 of its own, other than that of a gateway or a policy on a route. */
export const UNAUTHORIZED = { title: 'Unauthorized' } as const;

export const unknownInstance = (guid: string): TextAnswer => new TextAnswer(404, `Unable to find instance ${guid}`);

/** Answers a `TextAnswer`; leaves everything else to the HTTP room. */
export function answerText(error: unknown, _request: FastifyRequest, reply: FastifyReply): FastifyReply {
  if (!(error instanceof TextAnswer)) throw error;
  return reply.code(error.statusCode).type('application/json; charset=utf-8').send(JSON.stringify(error.message));
}
