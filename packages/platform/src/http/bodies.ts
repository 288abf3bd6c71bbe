/** What becomes of a request's body before any route sees it, the same in every room. */
import { isUtf8 } from 'node:buffer';
import { errorCodes, type FastifyBodyParser, type FastifyInstance, type FastifyRequest } from 'fastify';
import { hasNul, isNestedDeeper } from '../foundation/index.ts';
import { refuse } from './refusals.ts';

/** As deep as .NET's `System.Text.Json` reads (its `MaxDepth`); beyond, walking through a body could run out of stack. */
export const MAX_JSON_DEPTH = 64;

/**
 * Reads bodies with care: an empty body is no body, whatever its type is said to be (clients of many kinds name a type on every request,
 * see {@link dropIdleType}); JSON is UTF-8, not nested without end, and without NUL, which PostgreSQL does not keep. A scope that removes the parsers takes back what
 * it needs with {@link jsonParser} and {@link acceptEmptyBodies}.
 */
export function readBodies(app: FastifyInstance): void {
  app.removeContentTypeParser(['application/json', 'text/plain']);
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, jsonParser(app));
  acceptEmptyBodies(app);
}

/** An empty `Content-Type` is none, and one that cannot be read says nothing about a body that is not there: Fastify would answer 415. */
export function dropIdleType({ headers }: FastifyRequest): void {
  const { 'content-type': type, 'content-length': length = '0', 'transfer-encoding': encoding } = headers;
  if (type === undefined) return;
  const isEmpty = length === '0' && encoding === undefined;
  if (type.trim() === '' || (isEmpty && !type.includes('/'))) delete headers['content-type'];
}

/**
 * Takes requests whose body is empty and whose type has no parser in this scope, as if no type had been named; any other body of such a
 * type is 415.
 */
export function acceptEmptyBodies(scope: FastifyInstance): void {
  scope.addContentTypeParser('*', { parseAs: 'buffer' }, (request, body, done) => {
    if (body.length === 0 || request.is404) done(null);
    else done(new errorCodes.FST_ERR_CTP_INVALID_MEDIA_TYPE());
  });
}

/** A parser of JSON for `addContentTypeParser` with `parseAs: 'buffer'`; an empty body is undefined. */
export function jsonParser(app: FastifyInstance): FastifyBodyParser<Buffer> {
  const parse = app.getDefaultJsonParser('error', 'error');
  return (request, body, done) => {
    if (body.length === 0) return void done(null);
    if (!isUtf8(body))
      return void done(refuse('body-unreadable', 'the body is not UTF-8, which JSON must be (RFC 8259, section 8.1)'));
    const text = body.toString('utf8');
    try {
      checkJson(text);
    } catch (error) {
      return void done(error as Error);
    }
    parse(request, text, done);
  };
}

/** @throws Refusal 400 for what no room takes: too deep nesting, and NUL */
export function checkJson(text: string): void {
  if (isNestedDeeper(text, MAX_JSON_DEPTH))
    throw refuse('body-unreadable', `the body is nested deeper than ${MAX_JSON_DEPTH} levels`);
  if (hasNul(text)) throw refuse('body-unreadable', 'the character NUL (\\u0000) is not accepted');
}
