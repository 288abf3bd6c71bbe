import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { constant, sendConstant } from './constant.ts';
import { guideHeaders, guideRoutes } from './guide.ts';
import { sendRefusal } from './problem.ts';
import { nothingAt } from './refusals.ts';
import { withoutPages } from './without-pages.ts';

const POLICY =
  "default-src 'self'; img-src 'self' data:; style-src 'self'; script-src 'self'; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'";

/** Paths that belong to an API: an unknown one is a 404 problem and never the web app's page. A test holds the operations to it. */
export const API =
  /^\/(maskinporten|selvbetjening|authentication|authorization|resourceregistry|register|storage|idporten|profile|sandbox|openapi|access|\.well-known|accessmanagement\/api|policy-authoring|portal|metrics|audit|operator\/api|token-generator|api|health)(\/|$)|\/\.well-known\//i;

/** What the build names by its content: a new build gives it a new name. */
const HASHED = /[\\/]assets[\\/][^\\/]+-[\w-]{8,}\.\w+(\.br|\.gz)?$/;

/**
 * Serves a built single-page app at `/`; its own paths all give its page. Where the build has left `name.br` and `name.gz` beside a file,
 * those are sent to whom they suit. Hashed names are kept for a year; the page and the rest are asked about each time, by their ETag.
 * @param folder the build; nothing is served when it has no index.html
 */
export function webAppRoutes(app: FastifyInstance, folder: string): void {
  const index = join(folder, 'index.html');
  if (!existsSync(index)) return;
  const page = builtPage(index, POLICY);
  const guide = join(folder, 'guide', sep);
  const files = filesIn(folder);
  app.register(fastifyStatic, {
    root: folder,
    // A route for each of some hundred files would be a third of the time that a start takes.
    serve: false,
    index: false,
    preCompressed: true,
    cacheControl: false,
    setHeaders(reply, path) {
      reply.header('cache-control', HASHED.test(path) ? 'public, max-age=31536000, immutable' : 'no-cache');
      if (path.startsWith(guide)) guideHeaders(reply);
    },
  });
  guideRoutes(app, folder, files);
  // In no table of operations: it serves files and the page of every address in the app, and is nobody's API.
  // A route and not the not-found handler, which the server has set already: that one answers every other method.
  app.get<{ Params: { '*': string } }>('/*', (request, reply) => {
    const file = `/${request.params['*']}`;
    if (files.has(file)) return reply.sendFile(file);
    const path = request.url.split('?', 1)[0] ?? '/';
    const { accept = '*/*' } = request.headers;
    // At `/` there is nothing else, so those who take anything (a health check, say) get the page too.
    const wantsPage = accept.includes('text/html') || (path === '/' && accept.includes('*/*'));
    if (!wantsPage || API.test(path) || withoutPages.has(request.raw))
      return sendRefusal(request, reply, nothingAt(request));
    return page(request, reply.header('vary', 'accept'));
  });
}

/**
 * What is sent as it lies there, by its path. Compressed forms go in the place of what they are of, and pages with their policies, by routes.
 * Told apart from folders by their ending: where Yarn has put the package into an archive, a folder's entries do not say what they are.
 */
function filesIn(folder: string): ReadonlySet<string> {
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map(
    (path) => `/${path.replaceAll(sep, '/')}`,
  );
  const isSent = (path: string): boolean => /\/[^./][^/]*\.\w+$/.test(path) && !/\.(br|gz)$|\/\./.test(path);
  return new Set(paths.filter((path) => isSent(path) && (path.startsWith('/guide/') || !path.endsWith('/index.html'))));
}

/**
 * Sends a page of the build, which is read now.
 * @param policy its content security policy
 * @throws when the file is not there
 */
export function builtPage(
  file: string,
  policy: string,
): (request: FastifyRequest, reply: FastifyReply) => FastifyReply {
  const page = constant('text/html; charset=utf-8', readFileSync(file, 'utf8'), ['br', 'gzip']);
  return (request, reply) => {
    reply.header('content-security-policy', policy).header('referrer-policy', 'same-origin');
    return sendConstant(request, reply, page);
  };
}
