import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { isMultipart, type Part, readParts } from './multipart.ts';

interface Taken {
  readonly contentType: string;
  parts?: AsyncGenerator<Part>;
}

const taken = new WeakMap<FastifyRequest, Taken>();

/**
 * Lets the routes of this scope take every body as a stream, whatever its Content-Type is, one that cannot be read or an empty one too:
 * `sentType`, `rawBody` and `firstPart` give it. What a route leaves unread runs out after its answer.
 */
export function takeRawBodies(scope: FastifyInstance): void {
  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser('*', (_request, payload, done) => done(null, payload));
  scope.addHook('onRequest', (request, _reply, done) => {
    const { headers } = request.raw;
    taken.set(request, { contentType: headers['content-type'] ?? '' });
    // The framework refuses types that it cannot read before a route is asked.
    delete headers['content-type'];
    done();
  });
  scope.addHook('onResponse', async (request) => {
    await taken.get(request)?.parts?.return(undefined);
    request.raw.resume();
  });
}

/** The Content-Type as it was sent; empty when there was none. */
export const sentType = (request: FastifyRequest): string => taken.get(request)?.contentType ?? '';

/** The body as a stream; an empty one when there was none. */
export const rawBody = (request: FastifyRequest): Readable =>
  request.body instanceof Readable ? request.body : Readable.from([]);

/** The first part of a multipart body. @throws Refusal 400 when the body cannot be read */
export async function firstPart(request: FastifyRequest): Promise<Part | undefined> {
  const of = taken.get(request);
  const contentType = sentType(request);
  if (!of || !isMultipart(contentType)) return undefined;
  of.parts = readParts(contentType, rawBody(request), 1);
  return (await of.parts.next()).value ?? undefined;
}

/** All bytes of a stream. @throws what `tooLarge` makes when there are more than `limit`; the rest is then left unread */
export async function bytesOf(source: Readable, limit: number, tooLarge: () => Error): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of source.iterator({ destroyOnReturn: false })) {
    size += (piece as Buffer).length;
    if (size > limit) throw tooLarge();
    pieces.push(piece as Buffer);
  }
  return Buffer.concat(pieces);
}
