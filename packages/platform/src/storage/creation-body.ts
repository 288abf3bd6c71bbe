import type { FastifyRequest } from 'fastify';
import { isMalformedJson, parseJsonStrictly } from '../foundation/index.ts';
import { bytesOf, isMultipart, type Part, rawBody, readParts, sentType } from '../http/index.ts';
import type { DataPart } from './creation.ts';
import { refuse } from './refusals.ts';

const JSON_LIMIT = 1024 * 1024;
/** What a creation may bring along in memory; larger elements are uploaded on their own, streamed. */
const PARTS_LIMIT = 32 * 1024 * 1024;
const MAX_PARTS = 40;

interface CreationBody {
  readonly instance: unknown;
  readonly parts: readonly DataPart[];
}

/** The body of POST instances: JSON, nothing, or multipart with a part `instance` and one part a data element (altinn-instances.md 6.1). */
export async function readCreationBody(request: FastifyRequest): Promise<CreationBody> {
  if (isMultipart(sentType(request))) return readMultipart(request);
  const bytes = await bytesOf(rawBody(request), JSON_LIMIT, () => tooLarge(JSON_LIMIT));
  return { instance: bytes.length === 0 ? undefined : parse(bytes), parts: [] };
}

/** Parts are told apart by their names alone, and each must say what it holds, as the app library demands it. */
async function readMultipart(request: FastifyRequest): Promise<CreationBody> {
  let instance: unknown;
  let total = 0;
  const parts: DataPart[] = [];
  for await (const part of readParts(sentType(request), rawBody(request), MAX_PARTS)) {
    const { name, contentType } = labelled(part);
    const bytes = await bytesOf(part.content, PARTS_LIMIT - total, () => tooLarge(PARTS_LIMIT));
    total += bytes.length;
    if (name !== 'instance') parts.push({ dataType: name, contentType, fileName: part.fileName, bytes });
    else if (instance !== undefined) throw unreadable('there are two parts named instance: send one');
    else if (!/^application\/json\b/i.test(contentType))
      throw unreadable(`the part instance is ${contentType}: send it as application/json`);
    else instance = parse(bytes);
  }
  return { instance, parts };
}

function labelled({ name, contentType }: Part): { name: string; contentType: string } {
  if (name === undefined) throw unreadable('a part has no name: send Content-Disposition: form-data; name="…"');
  if (contentType === undefined) throw unreadable(`the part ${name.slice(0, 60)} has no Content-Type: send one`);
  return { name, contentType: contentType.slice(0, 200) };
}

const unreadable = (detail: string) =>
  refuse('parts-unreadable', detail, { members: { title: 'Error reading request' } });

const tooLarge = (limit: number) =>
  refuse('creation-too-large', `a creation may hold at most ${limit} bytes: upload large elements on their own`, {
    members: {
      title: 'Request too large',
    },
  });

function parse(bytes: Buffer): unknown {
  try {
    // .NET writes a byte order mark, and reads past one.
    return parseJsonStrictly(bytes.toString('utf8').replace(/^\uFEFF/, ''));
  } catch (error) {
    if (isMalformedJson(error))
      throw refuse('instance-unreadable', `The instance cannot be read as JSON: ${error.message}`);
    throw error;
  }
}
