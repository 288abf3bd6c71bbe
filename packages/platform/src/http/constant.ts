import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** A text that stays the same while the process runs, with what its readers need to ask for it anew cheaply. */
export interface Constant {
  readonly type: string;
  readonly text: string;
  readonly etag: string;
  readonly compressed?: Buffer;
}

/** @param compress for long texts: then it is compressed once, now */
export function constant(type: string, text: string, { compress = false } = {}): Constant {
  const etag = `"${createHash('sha256').update(text).digest('base64url').slice(0, 27)}"`;
  // Weak where the bytes that travel are not the same for all (RFC 9110 section 8.8.1).
  return compress ? { type, text, etag: `W/${etag}`, compressed: gzipSync(text) } : { type, text, etag };
}

/** Sends it, or 304 to whoever has it already; compressed to whoever takes gzip. */
export function sendConstant(request: FastifyRequest, reply: FastifyReply, known: Constant): FastifyReply {
  reply.type(known.type).header('etag', known.etag).header('cache-control', 'no-cache');
  if (isKnown(request.headers['if-none-match'], known.etag)) return reply.code(304).send();
  if (known.compressed === undefined) return reply.send(known.text);
  reply.header('vary', 'accept-encoding');
  return takesGzip(request.headers['accept-encoding'])
    ? reply.header('content-encoding', 'gzip').send(known.compressed)
    : reply.send(known.text);
}

const strong = (etag: string): string => etag.trim().replace(/^W\//, '');

/** Whether the reader has this version: any of a list, weak or strong (RFC 9110 section 13.1.2). */
const isKnown = (header: string | undefined, etag: string): boolean =>
  header?.split(',').some((one) => strong(one) === strong(etag) || one.trim() === '*') ?? false;

/** RFC 9110 section 12.5.3; who takes anything (`*`) may well have said it of something else. */
const takesGzip = (header: string | string[] | undefined): boolean =>
  [header ?? []]
    .flat()
    .some((one) => one.split(',').some((coding) => /^\s*gzip\s*(?:;\s*q=(?!0(?:\.0*)?\s*$).*)?$/i.test(coding)));
