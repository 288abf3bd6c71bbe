import { createHash } from 'node:crypto';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** A text that stays the same while the process runs, with what its readers need to ask for it anew cheaply. */
export interface Constant {
  readonly type: string;
  readonly text: string;
  readonly etag: string;
  /** The best first. */
  readonly compressed: readonly (readonly [coding: Coding, bytes: () => Buffer])[];
}

const COMPRESS = { br: brotliCompressSync, gzip: gzipSync };
type Coding = keyof typeof COMPRESS;

/** @param codings in which it is compressed once, when the first asks for it: br is small and takes its time, so it is for short texts */
export function constant(type: string, text: string, codings: readonly Coding[] = []): Constant {
  const etag = `"${createHash('sha256').update(text).digest('base64url').slice(0, 27)}"`;
  // Weak where the bytes that travel are not the same for all (RFC 9110 section 8.8.1).
  const compressed = codings.map((coding) => {
    let bytes: Buffer | undefined;
    return [coding, () => (bytes ??= COMPRESS[coding](text))] as const;
  });
  return { type, text, etag: codings.length > 0 ? `W/${etag}` : etag, compressed };
}

/** Sends it, or 304 to whoever has it already; compressed to whoever takes that. */
export function sendConstant(request: FastifyRequest, reply: FastifyReply, known: Constant): FastifyReply {
  reply.type(known.type).header('etag', known.etag).header('cache-control', 'no-cache');
  if (known.compressed.length > 0) {
    const vary = reply.getHeader('vary');
    reply.header('vary', vary === undefined ? 'accept-encoding' : `${vary}, accept-encoding`);
  }
  if (isKnown(request.headers['if-none-match'], known.etag)) return reply.code(304).send();
  const [coding, bytes] = known.compressed.find(([one]) => takes(request.headers['accept-encoding'], one)) ?? [];
  return coding === undefined ? reply.send(known.text) : reply.header('content-encoding', coding).send(bytes?.());
}

const strong = (etag: string): string => etag.trim().replace(/^W\//, '');

/** Whether the reader has this version: any of a list, weak or strong (RFC 9110 section 13.1.2). */
export const isKnown = (header: string | undefined, etag: string): boolean =>
  header?.split(',').some((one) => strong(one) === strong(etag) || one.trim() === '*') ?? false;

/** RFC 9110 section 12.5.3; who takes anything (`*`) may well have said it of something else. */
const takes = (header: string | string[] | undefined, coding: Coding): boolean =>
  [header ?? []]
    .flat()
    .flatMap((one) => one.split(','))
    .some((one) => {
      const [name = '', ...weights] = one.split(';').map((part) => part.trim().toLowerCase());
      return name === coding && !weights.some((weight) => /^q=0(\.0*)?$/.test(weight));
    });
