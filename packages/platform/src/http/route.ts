import type { FastifyContextConfig, FastifyInstance, FastifyReply, FastifyRequest, HTTPMethods } from 'fastify';
import type { Static, TSchema } from 'typebox';
import { UNAVAILABLE } from '../foundation/index.ts';
import type { Access } from './access.ts';
import { follow, watchersOf } from './answered.ts';
import { memberLetters } from './member-letters.ts';
import { spelledIn, valuesOf } from './query.ts';
import { REFUSALS } from './refusals.ts';
import { spelling } from './spelling.ts';

const KINDS = REFUSALS.kinds;

/** What a status answers with: nothing, JSON of a schema, or another media type. */
export interface Answer {
  readonly description: string;
  /** JSON; left out with no `type` = no body. */
  readonly schema?: TSchema;
  /** Media type; default `application/json` where there is a schema. */
  readonly type?: string;
  /** Media types that the same answer may have instead, by what was asked in. */
  readonly also?: readonly string[];
  readonly example?: unknown;
  /** The same status in another form: another media type, or no body. */
  readonly or?: readonly Answer[];
}

export type Answers = Readonly<Record<number, Answer>>;

/** One member of the query or of the headers: how it is described, and how it is read; `read` throws the surface's own refusal. */
export interface Reader<T> {
  readonly schema: TSchema;
  readonly required?: boolean;
  /** The member may come more than once: `read` then gets the list of all its values. */
  readonly several?: boolean;
  /** @param value undefined or a text; a list of texts for `several` */
  read(value: unknown, name: string): T;
}
export type Readers = Readonly<Record<string, Reader<unknown>>>;
/** What the documents say of a member, whoever reads it. */
export type Described = Readonly<Record<string, Pick<Reader<unknown>, 'schema' | 'required'>>>;

/** A body with rules that no schema can say, or whose wire has its own refusals: described by the schema, read by the function. */
export interface BodyReader<T> {
  readonly schema: TSchema;
  /** Media types; default `application/json`. */
  readonly types?: readonly string[];
  readonly required?: boolean;
  readonly example?: unknown;
  /** @throws the surface's own refusal */
  read(body: unknown): T;
}

type Body = TSchema | BodyReader<unknown>;
type Read<R> = R extends Readers
  ? { readonly [K in keyof R]: ReturnType<R[K]['read']> }
  : Readonly<Record<never, never>>;
type BodyOf<B> = B extends BodyReader<infer T> ? T : B extends TSchema ? Static<B> : undefined;

/** `/clients/:id/jwks/:kid(^x$)` → `'id' | 'kid'` */
type Names<Path extends string> = Path extends `${string}:${infer Rest}`
  ? Rest extends `${infer Name}/${infer More}`
    ? Bare<Name> | Names<More>
    : Bare<Rest>
  : never;
type Bare<Name extends string> = Name extends `${infer Plain}(${string}`
  ? Plain
  : Name extends `${infer Plain}.${string}`
    ? Plain
    : Name;

export interface Input<Path extends string, Q, H, B, Caller> {
  readonly params: { readonly [K in Names<Path>]: string };
  readonly query: Read<Q>;
  readonly headers: Read<H>;
  readonly body: BodyOf<B>;
  /** Whom the surface has admitted, in the form that this kind of access has there. */
  readonly caller: Caller;
  /** For what is none of the above: the stream of an upload, the address. */
  readonly request: FastifyRequest;
}

/** One operation: everything about it that anybody needs to know, once. */
export interface Route<
  Path extends string,
  A extends Access,
  Q extends Readers | undefined,
  H extends Readers | undefined,
  B extends Body | undefined,
  Caller,
> {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE' | 'PATCH';
  /** Fastify's form: `/clients/:id`. */
  readonly path: Path;
  readonly operationId: string;
  readonly summary: string;
  readonly access: A;
  /** Schemas of path parameters that are more than a text. */
  readonly params?: Readonly<Partial<Record<Names<Path>, TSchema>>>;
  readonly query?: Q;
  readonly headers?: H;
  /** A schema is checked before the handler; its refusal has the surface's form. */
  readonly body?: B;
  /** What is answered when it went well. */
  readonly answers: Answers;
  /** Statuses of the surface's own refusals, beside those that any operation, its access, method and parameters bring along. */
  readonly refusals?: readonly number[];
  /** Bytes. */
  readonly bodyLimit?: number;
  /** Not in the documents: the other spelling of a path, or what is the portal's alone. */
  readonly hidden?: boolean;
  /** The body of a 200, or the reply once it has been sent. */
  handle(input: Input<Path, Q, H, B, Caller>, reply: FastifyReply): unknown;
}

/** An operation as the tables know it: OpenAPI, the matrix of callers, the fuzzer. */
export interface Operation {
  readonly surface: string;
  readonly method: HTTPMethods;
  /** As OpenAPI writes it: `/clients/{id}`. */
  readonly path: string;
  readonly operationId: string;
  readonly summary: string;
  readonly access: Access;
  readonly params: Readonly<Record<string, TSchema | undefined>>;
  readonly query: Readers;
  readonly headers: Described;
  readonly body: Body | undefined;
  readonly answers: Answers;
  readonly refusals: Answers;
  readonly hidden: boolean;
}

/** How a surface admits callers, by kind of access; a kind that is not here cannot be named by a route of the surface. */
export type Admission = {
  readonly [W in Access['who']]?: (request: FastifyRequest, access: Extract<Access, { readonly who: W }>) => unknown;
};

type Admitted<M extends Admission, A extends Access> = M[A['who']] extends (...input: never[]) => infer R
  ? Awaited<R>
  : never;
type Kinds<M extends Admission> = Extract<Access, { readonly who: keyof M }>;

export interface SurfaceOptions<M extends Admission> {
  /** As the documents call it. */
  readonly name: string;
  readonly admit: M;
  /** Headers that are read when a caller is admitted, by kind of access. */
  readonly headers?: Readonly<Partial<Record<Access['who'], Described>>>;
  /** The forms of this surface's errors by status, each with an example. */
  readonly refusals: Answers;
  /** Whether paths and members of queries and bodies are known in the letters alone in which they are declared. Default false: ASP.NET finds them in any, for all of Altinn. */
  readonly isCaseSensitive?: boolean;
}

export interface Surface<M extends Admission> {
  route<
    const Path extends string,
    const A extends Kinds<M>,
    const Q extends Readers | undefined = undefined,
    const H extends Readers | undefined = undefined,
    const B extends Body | undefined = undefined,
  >(definition: Route<Path, A, Q, H, B, Admitted<M, A>>): void;
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Whom the surface has admitted; set before the body is read. */
    admitted: unknown;
  }
  interface FastifyContextConfig {
    /** What this route is in the table of operations; a route without is in no table. */
    operation?: Operation;
  }
}

/** Every operation of an application, in the order in which they were made. */
const tables = new WeakMap<object, Operation[]>();
const TABLE = Symbol('operations');

/** Makes room for the table; called once, before any surface. */
export function openTable(app: FastifyInstance): void {
  const table: Operation[] = [];
  tables.set(app, table);
  app.decorate(TABLE, table as never);
  app.decorateRequest('admitted', undefined);
}

/** The table of all operations. @throws when `openTable` was not called */
export function operationsOf(app: FastifyInstance): readonly Operation[] {
  return tableOf(app);
}

function tableOf(app: FastifyInstance): Operation[] {
  const table = (app as unknown as Record<symbol, Operation[] | undefined>)[TABLE];
  if (!table) throw new Error('openTable has not been called for this application');
  return table;
}

/**
 * A surface on an application: its routes admit callers and refuse in one way. Callers are admitted before the body is read, so nobody who may
 * not call can make this process read one.
 */
export function surface<const M extends Admission>(app: FastifyInstance, options: SurfaceOptions<M>): Surface<M> {
  const table = tableOf(app);
  return {
    route(definition) {
      const { method, path, access, body, handle, query, headers, bodyLimit } = definition;
      const operation = describe(options, definition as AnyRoute);
      table.push(operation);
      const admit = options.admit[access.who] as ((request: FastifyRequest, access: Access) => unknown) | undefined;
      if (!admit) throw new Error(`${options.name} admits nobody as ${access.who}`);
      const isReader = body !== undefined && 'read' in body && typeof body.read === 'function';
      const config: FastifyContextConfig = { operation };
      const watchers = watchersOf(app, operation.operationId, operation.surface);
      const { isCaseSensitive = false } = options;
      const isSpelt = isCaseSensitive ? spelling(path) : undefined;
      const readQuery = readerOf(query, !isCaseSensitive);
      const spelt = body === undefined || isCaseSensitive ? asSent : memberLetters(isReader ? body['schema'] : body);
      const readHeaders = readerOf(headers, false);
      const isPublic = access.who === 'anyone';
      // Nothing waits here that need not: a promise would cost more than a remembered decision.
      app.route({
        method,
        url: path,
        config,
        ...(body === undefined || isReader ? {} : validated(body as TSchema, spelt)),
        ...(bodyLimit === undefined ? {} : { bodyLimit }),
        onRequest(request, reply, done) {
          if (isSpelt?.(request.url) === false) {
            reply.callNotFound();
            return;
          }
          follow(request, reply.raw, watchers);
          // What a caller is told is nobody else's; an operation whose answers may be kept says so itself.
          if (!isPublic) reply.header('cache-control', 'no-store');
          const admitted = admit(request, access);
          if (!(admitted instanceof Promise)) {
            request.admitted = admitted;
            return done();
          }
          admitted.then((caller: unknown) => {
            request.admitted = caller;
            done();
          }, done);
        },
        handler(request, reply) {
          const input = {
            params: request.params,
            query: readQuery(request.query),
            headers: readHeaders(request.headers),
            body: isReader ? (body as BodyReader<unknown>).read(spelt(request.body)) : body && request.body,
            caller: request.admitted,
            request,
          };
          const answer = handle(input as never, reply);
          return answer === undefined && !reply.sent ? reply.send() : answer;
        },
      });
    },
  };
}

const asSent = (body: unknown): unknown => body;

/** What is checked before the handler, with the names that the schema has. */
const validated = (schema: TSchema, spelt: (body: unknown) => unknown) => ({
  schema: { body: schema },
  ...(spelt === asSent
    ? {}
    : {
        preValidation(request: FastifyRequest, _: FastifyReply, done: () => void) {
          request.body = spelt(request.body);
          done();
        },
      }),
});

type AnyRoute = Route<string, Access, Readers | undefined, Readers | undefined, Body | undefined, unknown>;

const NONE: Readers = {};

function readerOf(
  readers: Readers | undefined,
  inAnyCase: boolean,
): (values: unknown) => Readonly<Record<string, unknown>> {
  if (readers === undefined) return () => NONE;
  const members = Object.entries(readers);
  return (values) => {
    const given = values as Readonly<Record<string, unknown>>;
    const looks = inAnyCase && hasMembers(given);
    const read: Record<string, unknown> = {};
    for (const [name, reader] of members) {
      const sent = looks ? spelledIn(given, name) : name;
      read[name] = reader.read(reader.several ? valuesOf(values, sent) : given[sent], name);
    }
    return read;
  };
}

/** Mostly nothing is asked for behind a path. */
function hasMembers(values: object): boolean {
  for (const _ in values) return true;
  return false;
}

/** Fastify's `:id(^x$)` as OpenAPI's `{id}`. */
const PARAMETER = /:([A-Za-z]+)(?:\([^/]*\))?/g;

const UNAUTHORIZED = 401;
const FORBIDDEN = 403;
const OF_ACCESS: Readonly<Partial<Record<Access['who'], readonly number[]>>> = { anyone: [], sandbox: [FORBIDDEN] };

/** Of any address one cannot be decoded, or holds NUL; anything may be asked for too often, or fail; and what the platform stands on may be away. */
const OF_ALL = [KINDS['address-unreadable'], KINDS['too-many-requests'], KINDS.internal, UNAVAILABLE].map(
  ({ status }) => status,
);
/** A body is read before anybody asks whether the operation wants one. */
const OF_BODIES = [KINDS['body-too-large'], KINDS['body-type']].map(({ status }) => status);

function describe({ name, headers, refusals }: SurfaceOptions<Admission>, route: AnyRoute): Operation {
  const names = [...route.path.matchAll(PARAMETER)].map(([, parameter = '']) => parameter);
  const params: Readonly<Record<string, TSchema | undefined>> = route.params ?? {};
  const { who } = route.access;
  const implied = [
    ...OF_ALL,
    ...(OF_ACCESS[who] ?? [UNAUTHORIZED, FORBIDDEN]),
    ...(names.length === 0 ? [] : [KINDS['address-too-long'].status]),
    ...(route.method === 'GET' ? [] : OF_BODIES),
    ...(route.refusals ?? []),
  ];
  for (const status of implied) refusalOf(refusals, status, route);
  let known: Answers | undefined;
  return {
    surface: name,
    method: route.method,
    path: route.path.replaceAll(PARAMETER, '{$1}'),
    operationId: route.operationId,
    summary: route.summary,
    access: route.access,
    params: Object.fromEntries(names.map((parameter) => [parameter, params[parameter]])),
    query: route.query ?? NONE,
    headers: { ...headers?.[who], ...route.headers },
    body: route.body,
    answers: route.answers,
    // For the documents alone: no start waits for them.
    get refusals() {
      known ??= Object.fromEntries(
        [...new Set(implied)].sort((a, b) => a - b).map((status) => [status, refusalOf(refusals, status, route)]),
      );
      return known;
    },
    hidden: route.hidden ?? false,
  };
}

function refusalOf(refusals: Answers, status: number, { method, path }: AnyRoute): Answer {
  const known = refusals[status];
  if (!known) throw new Error(`${method} ${path} refuses with ${status}, whose form its surface does not say`);
  return known;
}
