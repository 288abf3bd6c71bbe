import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import { type Constant, constant, sendConstant } from './constant.ts';
import { type DocumentOptions, openApiDocument } from './openapi-document.ts';
import { ANYONE, ownSurface } from './own-surface.ts';
import { refuse } from './refusals.ts';
import { operationsOf } from './route.ts';
import { builtPage } from './web-app.ts';

export interface ReferenceOptions extends DocumentOptions {
  /** Folder of the built portal, which holds the page; without it there are the documents alone. */
  readonly portal?: string;
}

interface Described {
  readonly tags?: readonly string[];
}

type Paths = Record<string, Record<string, Described>>;

const Document = Type.Object({
  openapi: Type.String(),
  info: Type.Object({ title: Type.String(), version: Type.String() }),
  servers: Type.Array(Type.Object({ url: Type.String() })),
  paths: Type.Record(Type.String(), Type.Unknown()),
});

/** Everything is the page's own: no style or script in the text, nothing from elsewhere, and requests to this platform alone. */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' data:; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

const NOT_CHANGED = { description: 'It is as the reader has it' };

/** One document a surface (`/openapi/{tag}.json`), all together (`/openapi/all.json`), and the page to read and try them (`/docs`). */
export function openApiRoutes(app: FastifyInstance, options: ReferenceOptions): void {
  let all: { readonly paths: Paths } | undefined;
  const made = new Map<string, Constant | undefined>();
  const document = (name: string): Constant | undefined => {
    if (made.has(name)) return made.get(name);
    all ??= openApiDocument(operationsOf(app), options) as { readonly paths: Paths };
    const paths = name === 'all' ? all.paths : ofSurface(all.paths, name);
    if (Object.keys(paths).length === 0) return undefined;
    // A long text that says much the same of every operation: a thirtieth of it travels.
    const text = JSON.stringify({ ...all, paths });
    const found = constant('application/json; charset=utf-8', text, ['gzip']);
    made.set(name, found);
    return found;
  };
  const { route } = ownSurface(app);
  route({
    method: 'GET',
    path: '/openapi/:surface.json',
    operationId: 'readOpenApiDocument',
    summary: 'The OpenAPI document of a surface, or of all',
    access: ANYONE,
    answers: { 200: { description: 'OpenAPI 3.1', schema: Document }, 304: NOT_CHANGED },
    refusals: [404],
    handle({ params, request }, reply) {
      const found = document(params.surface);
      return found ? sendConstant(request, reply, found) : reply.callNotFound();
    },
  });
  const file = join(options.portal ?? '', 'reference', 'index.html');
  const page = options.portal !== undefined && existsSync(file) ? builtPage(file, POLICY) : undefined;
  route({
    method: 'GET',
    path: '/docs',
    operationId: 'readDocs',
    summary: 'The page on which every operation can be read and tried',
    access: ANYONE,
    answers: { 200: { description: 'The page', type: 'text/html', schema: Type.String() }, 304: NOT_CHANGED },
    refusals: [404],
    handle({ request }, reply) {
      if (!page)
        throw refuse('pages-missing', 'this platform was started without its web pages: build them (npm run build)');
      return page(request, reply);
    },
  });
}

const slug = (tag: string): string => tag.toLowerCase().replace(/[^a-z0-9]+/g, '-');

const ofSurface = (paths: Paths, name: string): Paths =>
  Object.fromEntries(
    Object.entries(paths).flatMap(([path, operations]) => {
      const kept = Object.entries(operations).filter(([, { tags = [] }]) => tags.some((tag) => slug(tag) === name));
      return kept.length === 0 ? [] : [[path, Object.fromEntries(kept)]];
    }),
  );
