import type { ServerResponse } from 'node:http';
import type { FastifyReply } from 'fastify';

/**
 * Hands the answer to a room that writes it by itself, with the headers that every answer has. They wait at the reply until then: one header
 * that Node has been given before makes it go through all of them anew.
 */
export function takeOver(reply: FastifyReply): ServerResponse {
  const { raw } = reply;
  for (const [name, value] of Object.entries(reply.getHeaders())) if (value !== undefined) raw.setHeader(name, value);
  reply.hijack();
  return raw;
}
