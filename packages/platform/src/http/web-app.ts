import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';
import { sendProblem } from './problem.ts';

const POLICY =
  "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; script-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'";

/** Paths that belong to an API: an unknown one is a 404 problem and never the web app's page. */
const API =
  /^\/(maskinporten|selvbetjening|authentication|authorization|resourceregistry|register|storage|idporten|profile|sandbox|openapi|access|\.well-known|accessmanagement\/api|policy-authoring|metrics)(\/|$)/;

/** Serves a built single-page app at `/`; its own paths all give its page. */
export function webAppRoutes(app: FastifyInstance, folder: string): void {
  const index = join(folder, 'index.html');
  if (!existsSync(index)) return;
  const page = readFileSync(index, 'utf8');
  app.register(fastifyStatic, {
    root: folder,
    index: false,
    wildcard: false,
    immutable: true,
    maxAge: '1y',
    schemaHide: true,
    allowedPath: (path) => path !== '/index.html',
  });
  // A route and not the not-found handler, which the server has set already: that one answers every other method.
  app.get('/*', { schema: { hide: true } }, (request, reply) => {
    const path = request.url.split('?', 1)[0] ?? '/';
    const { accept = '*/*' } = request.headers;
    // At `/` there is nothing else, so those who take anything (a health check, say) get the page too.
    const wantsPage = accept.includes('text/html') || (path === '/' && accept.includes('*/*'));
    if (!wantsPage || API.test(path))
      return sendProblem(request, reply, 404, { detail: `there is nothing at ${request.method} ${path}` });
    return reply
      .type('text/html; charset=utf-8')
      .header('cache-control', 'no-cache')
      .header('content-security-policy', POLICY)
      .header('referrer-policy', 'same-origin')
      .header('x-content-type-options', 'nosniff')
      .send(page);
  });
}
