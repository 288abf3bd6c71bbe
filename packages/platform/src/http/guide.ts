import { globSync } from 'node:fs';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { sendRefusal } from './problem.ts';
import { refuse } from './refusals.ts';
import { withoutPages } from './without-pages.ts';

/** Everything is the guide's own: no style or script in the text, and nothing from elsewhere. */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' data:; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

/** What a page or a file of the guide is sent with. */
export function guideHeaders(reply: { header(name: string, value: string): unknown }): void {
  reply.header('content-security-policy', POLICY);
  reply.header('referrer-policy', 'same-origin');
}

/**
 * The guide at `/guide`: each page at its name, and an address that has none gets the guide's own page that says so.
 * The files are sent by the static files' plugin, compressed as the build has left them.
 * @param folder the built portal, with the guide in its folder `guide`; without it there are no routes
 * @param files what is sent as it lies there, by its path
 */
export function guideRoutes(app: FastifyInstance, folder: string, files: ReadonlySet<string>): void {
  const pages = globSync('guide/**/*.html', { cwd: folder }).map((file) => file.replaceAll('\\', '/'));
  if (pages.length === 0) return;
  const send = (file: string, status: number) => (request: FastifyRequest, reply: FastifyReply) => {
    if (withoutPages.has(request.raw)) {
      const { method, url } = request;
      return sendRefusal(request, reply, refuse('address-unknown', `there is nothing at ${method} ${url}`));
    }
    return reply.code(status).sendFile(`/${file}`, folder);
  };
  const missing = 'guide/404.html';
  const sends = new Map<string, ReturnType<typeof send>>(
    pages
      .filter((page) => page !== missing)
      .map((page) => [`/${page.replace(/(\/index)?\.html$/, '')}`, send(page, 200)]),
  );
  const notFound = send(missing, 404);
  const answer = (path: string, request: FastifyRequest, reply: FastifyReply) => {
    const page = sends.get(path);
    if (page) return page(request, reply);
    return files.has(path) ? reply.sendFile(path) : notFound(request, reply);
  };
  app.get('/guide', (request, reply) => answer('/guide', request, reply));
  // One route for all: each costs every start something. As anywhere, a final slash makes no difference.
  app.get<{ Params: { '*': string } }>('/guide/*', (request, reply) =>
    answer(`/guide/${request.params['*']}`.replace(/\/$/, ''), request, reply),
  );
}
