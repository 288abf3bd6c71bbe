import { Readable } from 'node:stream';
import type { FastifyRequest } from 'fastify';
import { JsonSyntaxError, parseJsonStrictly } from '../foundation/index.ts';
import { HttpProblem } from '../http/index.ts';
import { TextAnswer } from './errors.ts';

const JSON_LIMIT = 1024 * 1024;
/** What a creation may bring along in memory; larger elements are uploaded on their own, streamed. */
const PARTS_LIMIT = 32 * 1024 * 1024;

/** A part of a multipart creation. */
export interface DataPart {
  readonly dataType: string;
  readonly contentType: string;
  readonly fileName: string | undefined;
  readonly bytes: Buffer;
}

/** The body of POST instances: JSON, nothing, or multipart with a part `instance` and one part a data element (altinn-instances.md 6.1). */
export async function readCreationBody(
  request: FastifyRequest,
): Promise<{ instance: unknown; parts: readonly DataPart[] }> {
  if (request.isMultipart()) return readMultipart(request);
  if (!(request.body instanceof Readable)) return { instance: undefined, parts: [] };
  const bytes = await gather(request.body, JSON_LIMIT);
  return { instance: bytes.length === 0 ? undefined : parse(bytes.toString('utf8')), parts: [] };
}

async function readMultipart(request: FastifyRequest) {
  let instance: unknown;
  let total = 0;
  const parts: DataPart[] = [];
  for await (const part of request.parts()) {
    const bytes = part.type === 'file' ? await gather(part.file, PARTS_LIMIT - total) : Buffer.from(String(part.value));
    total += bytes.length;
    if (part.fieldname === 'instance') instance = parse(bytes.toString('utf8'));
    else if (part.type === 'file')
      parts.push({ dataType: part.fieldname, contentType: part.mimetype, fileName: part.filename || undefined, bytes });
    else parts.push({ dataType: part.fieldname, contentType: part.mimetype, fileName: undefined, bytes });
  }
  return { instance, parts };
}

async function gather(source: Readable, limit: number): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of source) {
    size += (piece as Buffer).length;
    if (size > limit)
      throw new HttpProblem(413, `a creation may hold at most ${limit} bytes: upload large elements on their own`, {
        title: 'Request too large',
      });
    pieces.push(piece as Buffer);
  }
  return Buffer.concat(pieces);
}

function parse(text: string): unknown {
  try {
    return parseJsonStrictly(text);
  } catch (error) {
    if (error instanceof JsonSyntaxError)
      throw new TextAnswer(400, `The instance cannot be read as JSON: ${error.message}`);
    throw error;
  }
}
