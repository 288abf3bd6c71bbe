import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import { type DocumentOptions, openApiDocument } from './openapi-document.ts';
import { ANYONE, ownSurface } from './own-surface.ts';
import { operationsOf } from './route.ts';

interface Described {
  readonly summary?: string;
  readonly tags?: readonly string[];
}

type Paths = Record<string, Record<string, Described>>;

const Document = Type.Object({
  openapi: Type.String(),
  info: Type.Object({ title: Type.String(), version: Type.String() }),
  paths: Type.Record(Type.String(), Type.Unknown()),
});

const METHODS = new Set(['get', 'put', 'post', 'delete', 'patch']);

/** One document a surface (`/openapi/{tag}.json`), all together (`/openapi/all.json`), and a page that lists them (`/docs`). */
export function openApiRoutes(app: FastifyInstance, options: DocumentOptions): void {
  let made: { all: object; paths: Paths; tags: readonly string[] } | undefined;
  const documents = () => {
    if (made) return made;
    const all = openApiDocument(operationsOf(app), options) as { readonly paths: Paths };
    const { paths } = all;
    const tags = [
      ...new Set(
        Object.values(paths).flatMap((path) => Object.values(path).flatMap((operation) => operation.tags ?? [])),
      ),
    ];
    made = { all, paths, tags: tags.sort() };
    return made;
  };
  const { route } = ownSurface(app);
  route({
    method: 'GET',
    path: '/openapi/:surface.json',
    operationId: 'readOpenApiDocument',
    summary: 'The OpenAPI document of a surface, or of all',
    access: ANYONE,
    answers: { 200: { description: 'OpenAPI 3.1', schema: Document } },
    refusals: [404],
    handle({ params }, reply) {
      const { all, paths, tags } = documents();
      if (params.surface === 'all') return all;
      const tag = tags.find((name) => slug(name) === params.surface);
      if (!tag) return reply.callNotFound();
      return { ...all, paths: ofTag(paths, tag) };
    },
  });
  route({
    method: 'GET',
    path: '/docs',
    operationId: 'readDocs',
    summary: 'A page that lists every operation',
    access: ANYONE,
    answers: { 200: { description: 'The page', type: 'text/html', schema: Type.String() } },
    handle(_, reply) {
      const { paths, tags } = documents();
      return reply
        .type('text/html; charset=utf-8')
        .header('content-security-policy', "default-src 'none'; style-src 'unsafe-inline'")
        .send(page(paths, tags));
    },
  });
}

const slug = (tag: string): string => tag.toLowerCase().replace(/[^a-z0-9]+/g, '-');

const ofTag = (paths: Paths, tag: string): Paths =>
  Object.fromEntries(
    Object.entries(paths).flatMap(([path, operations]) => {
      const kept = Object.entries(operations).filter(([, operation]) => operation.tags?.includes(tag));
      return kept.length === 0 ? [] : [[path, Object.fromEntries(kept)]];
    }),
  );

const escaped = (text: string): string => text.replace(/[&<>"]/g, (char) => `&#${char.charCodeAt(0)};`);

function page(paths: Paths, tags: readonly string[]): string {
  const sections = tags.map((tag) => {
    const rows = Object.entries(ofTag(paths, tag)).flatMap(([path, operations]) =>
      Object.entries(operations).flatMap(([method, operation]) =>
        METHODS.has(method)
          ? [
              `<tr><td>${method.toUpperCase()}</td><td><code>${escaped(path)}</code></td><td>${escaped(operation.summary ?? '')}</td></tr>`,
            ]
          : [],
      ),
    );
    const head =
      '<thead><tr><th scope="col">Method</th><th scope="col">Path</th><th scope="col">What it does</th></tr></thead>';
    return `<section id="${slug(tag)}"><h2>${escaped(tag)}</h2><p><a href="/openapi/${slug(tag)}.json">OpenAPI document</a></p><table>${head}<tbody>${rows.join('')}</tbody></table></section>`;
  });
  const menu = tags.map((tag) => `<li><a href="#${slug(tag)}">${escaped(tag)}</a></li>`).join('');
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Portvakt API</title><style>body{font:1rem/1.5 system-ui,sans-serif;max-width:75rem;margin:2rem auto;padding:0 1rem}table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:.35rem .75rem;border-bottom:1px solid #ccc;vertical-align:top}code{overflow-wrap:anywhere}</style></head><body><main><h1>Portvakt API</h1><p>Every surface of this platform. <a href="/openapi/all.json">All in one OpenAPI document</a>.</p><nav aria-label="Surfaces"><ul>${menu}</ul></nav>${sections.join('')}</main></body></html>`;
}
