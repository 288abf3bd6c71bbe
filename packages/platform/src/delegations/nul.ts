import type { FastifyInstance } from 'fastify';

const NUL_IN_URL = /%00/;
/** A NUL in any string, as JSON writes it; an escaped backslash in front makes it plain text. */
const NUL_IN_JSON = /(?<!\\)(?:\\\\)*\\u0000/;

/**
 * Refuses the character NUL in addresses and bodies of a scope: PostgreSQL cannot keep it in a text, and no identifier has it.
 * @param refusal makes the error of the surface; `where` is `url` or `body`
 */
export function refuseNul(scope: FastifyInstance, refusal: (where: 'url' | 'body') => Error): void {
  scope.addHook('preHandler', async (request) => {
    if (NUL_IN_URL.test(request.url)) throw refusal('url');
    if (request.body !== undefined && NUL_IN_JSON.test(JSON.stringify(request.body))) throw refusal('body');
  });
}
