import type { FastifyReply } from 'fastify';
import { attachment } from '../http/index.ts';
import { ownsApp } from './access.ts';
import { markElementRead } from './element-operations.ts';
import type { PermittedElement } from './element-rules.ts';
import type { Storage } from './storage.ts';

/** Sends an element's bytes and notes that it has been read, unless the app's owner reads. */
export async function download(storage: Storage, permitted: PermittedElement, reply: FastifyReply) {
  const { caller, row } = permitted;
  const { element, content } = await storage.opened(row.instance, permitted, caller);
  if (!element.isRead && !ownsApp(caller, row.instance.org) && !element.deleteStatus)
    await markElementRead(storage, permitted);
  return reply
    .header('content-type', element.contentType || 'application/octet-stream')
    .header('content-length', element.size)
    .header('content-disposition', attachment(element.filename))
    .header('content-security-policy', "default-src 'none'; sandbox")
    .send(content);
}
