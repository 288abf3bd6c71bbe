import type { FastifyRequest } from 'fastify';
import { fileName, firstPart, isMultipart, rawBody, sentType } from '../http/index.ts';
import type { Upload } from './new-element.ts';
import { refuse } from './refusals.ts';

const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;
const MAX_REFS = 100;
const MAX_CONTENT_TYPE = 200;

/** What the query says of an upload. */
export interface UploadLabels {
  readonly refs: readonly string[];
  readonly generatedFromTask: string | undefined;
}

/** Reads an upload's body: the raw stream, or the first part of a multipart form. */
export async function readUpload(
  request: FastifyRequest,
  { refs, generatedFromTask: task }: UploadLabels,
): Promise<Upload> {
  if (refs.length > MAX_REFS || refs.some((ref) => !UUID.test(ref)))
    throw refuse('refs-malformed', 'refs must be GUIDs of data elements.');
  const shared = { refs, ...(task === undefined ? {} : { generatedFromTask: task.slice(0, 100) }) };
  const named = fileName(request.headers['content-disposition']);
  if (isMultipart(sentType(request))) {
    const part = await firstPart(request);
    if (!part) throw refuse('file-missing', 'No data attachments found.');
    const contentType = (part.contentType ?? '').slice(0, MAX_CONTENT_TYPE);
    return { ...shared, source: part.content, contentType, fileName: part.fileName ?? named };
  }
  const contentType = sentType(request).slice(0, MAX_CONTENT_TYPE);
  return { ...shared, source: rawBody(request), contentType, fileName: named };
}
