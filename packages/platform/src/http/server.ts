import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import Fastify, {
  type FastifyError,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  type FastifyServerOptions,
  LogController,
} from 'fastify';
import { isUnavailable, Refusal, unavailable } from '../foundation/index.ts';
import { openWatches } from './answered.ts';
import { dropIdleType, readBodies } from './bodies.ts';
import { trustProxies } from './client-address.ts';
import { boundConnections } from './connections.ts';
import { type Drain, drains } from './drain.ts';
import { faultLog, logOf, SECRET_PATHS, traceOf } from './fault-log.ts';
import { answerUnreadable, guardHeaders, refuseExpectations } from './guard-headers.ts';
import { sendProblem, sendRefusal } from './problem.ts';
import { parseQuery } from './query.ts';
import { invalidMembers, nothingAt, REFUSALS, refuse } from './refusals.ts';
import { openTable } from './route.ts';
import { inTurns } from './turns.ts';
import { atFirstUse } from './validation.ts';
import { metadataUrl } from './well-known.ts';

export interface HttpOptions {
  /** pino level, to standard output, or false for silence. Default: faults alone, to standard error. */
  readonly logLevel?: string | false;
  /** Largest request body in bytes. Default 1 MiB. */
  readonly bodyLimit?: number;
  /** Whether browsers are told to come by TLS alone: where the platform has an https address of its own. */
  readonly isStrict?: boolean;
  /** Whose `X-Forwarded-For` is believed; default nobody's. See `trustProxies`. */
  readonly trustedProxies?: readonly string[];
  /** A server that listens already, so that its port is known before any route is. */
  readonly server?: Server;
}

const MEBIBYTE = 1024 * 1024;
/** Tokens may reach 8 kB and more (maskinporten.md 8), so headers may too. */
const MAX_HEADER_BYTES = 32 * 1024;
const REQUEST_TIMEOUT_MS = 60_000;
/** Longer than load balancers keep an idle connection (mostly 60 s): whoever closes it first must not be asked at that moment. */
const KEEP_ALIVE_MS = 72_000;

/** Of every server that listens. */
export const SERVER_LIMITS = {
  maxHeaderSize: MAX_HEADER_BYTES,
  requestTimeout: REQUEST_TIMEOUT_MS,
  keepAliveTimeout: KEEP_ALIVE_MS,
} as const;

/**
 * Makes the Fastify instance that every room registers its routes on. Bodies are taken as they are: no type is coerced, nothing is removed,
 * so a number where a string belongs is a 400 and not a string.
 */
export function createHttp(options: HttpOptions = {}): FastifyInstance {
  const { server, isStrict = false } = options;
  const app = Fastify({
    ...(server === undefined ? {} : { serverFactory: (handler: RequestListener) => openWhenReady(server, handler) }),
    ...loggerOf(options.logLevel),
    bodyLimit: options.bodyLimit ?? MEBIBYTE,
    exposeHeadRoutes: false,
    rewriteUrl: addressOf,
    genReqId: requestIds(),
    logController: new LogController({ disableRequestLogging: true }),
    forceCloseConnections: true,
    requestTimeout: REQUEST_TIMEOUT_MS,
    clientErrorHandler: answerUnreadable(isStrict),
    // What no route has seen: an address that is too long, or that cannot be decoded.
    frameworkErrors: (error, request, reply) =>
      sendProblem(
        request,
        (reply as FastifyReply).headers(guardHeaders(isStrict)),
        error.statusCode ?? REFUSALS.kinds['address-unreadable'].status,
        {
          detail: error.message.slice(0, 200),
        },
      ),
    routerOptions: {
      maxParamLength: 500,
      // As ASP.NET finds paths. A surface whose real peer goes by letters says so itself.
      caseSensitive: false,
      ignoreTrailingSlash: true,
      querystringParser: parseQuery,
    },
    ...(server === undefined ? { http: { maxHeaderSize: MAX_HEADER_BYTES } } : {}),
    schemaController: {
      compilersFactory: { buildValidator: atFirstUse(), buildSerializer: () => () => JSON.stringify },
    },
    // Each schema is the platform's own, and is looked at where the documents are made (openapi): to compile the schema of schemas for that
    // took most of the first request that is checked.
    ajv: {
      customOptions: {
        coerceTypes: false,
        removeAdditional: false,
        useDefaults: true,
        allErrors: false,
        meta: false,
        validateSchema: false,
      },
    },
  });
  if (options.logLevel === undefined) app.log = faultLog;
  trustProxies(app, options.trustedProxies ?? []);
  collectRoutes(app);
  openTable(app);
  openWatches(app);
  receive(app, isStrict);
  refuseExpectations(app.server, isStrict);
  readBodies(app);
  app.setErrorHandler(answerError);
  app.setNotFoundHandler((request, reply) => sendRefusal(request, reply, nothingAt(request)));
  return app;
}

/**
 * HEAD is answered by the routes of GET: Node has seen the method already, and sends what GET would without its body. A route of its own for each
 * would be a third of the time that a start takes.
 */
function addressOf(request: IncomingMessage): string {
  if (request.method === 'HEAD') request.method = 'GET';
  const { url = '/' } = request;
  return url.includes('/.well-known/') ? metadataUrl(url) : url;
}

/** A route as it was registered, hidden ones too. */
export interface Route {
  readonly method: string;
  /** With its parameters: `/a/:b`, `/a/:b(^\\d+$)`, `/a/*`. */
  readonly path: string;
}

const routes = new WeakMap<FastifyInstance, Route[]>();

function collectRoutes(app: FastifyInstance): void {
  const all: Route[] = [];
  routes.set(app, all);
  app.addHook('onRoute', ({ method, url }) => {
    for (const one of [method].flat()) all.push({ method: one, path: url });
  });
}

/** Every route of an app made by {@link createHttp}: for tests that walk them all. */
export const routesOf = (app: FastifyInstance): readonly Route[] => routes.get(app) ?? [];

/** Where nobody reads a log Fastify is not told how a request's logger is made: it would make and check one for each, a tenth of a remembered decision. */
function loggerOf(level: HttpOptions['logLevel']): FastifyServerOptions {
  if (level === undefined || level === false) return { logger: false };
  return {
    logger: { level, redact: SECRET_PATHS },
    childLoggerFactory: (logger, bindings, options, raw) =>
      logger.child({ ...bindings, ...traceOf(raw.headers) }, options),
  };
}

const IDS_EACH = 0x10000;

/**
 * Names of requests: 32 hex digits, of which 28 are random and drawn anew after 65,536 requests, and the last four count. They have to differ
 * and to be no secret; 16 random bytes for each cost 7 % of a decision.
 */
function requestIds(): () => string {
  let prefix = '';
  let next = IDS_EACH;
  return () => {
    if (next === IDS_EACH) {
      prefix = randomBytes(14).toString('hex');
      next = 0;
    }
    const id = prefix + (IDS_EACH + next).toString(16).slice(1);
    next += 1;
    return id;
  };
}

/** What every request passes first. One hook, since each that there is costs every request something. */
function receive(app: FastifyInstance, isStrict: boolean): void {
  const headers = Object.entries(guardHeaders(isStrict));
  app.addHook('onRequest', (request, reply, done) => {
    request.arrived = performance.now();
    for (const [name, value] of headers) reply.header(name, value);
    dropIdleType(request);
    done(wrongAddress(request));
  });
}

const CHANGING_A_RECORD: ReadonlySet<string> = new Set(['PUT', 'PATCH', 'DELETE']);

/**
 * PostgreSQL keeps no NUL character in text, so none comes in with an address; bodies are read without it too.
 *
 * A final slash makes no difference to who reads or adds. Where one record is changed it would: an id that came out empty, or that was `.`
 * or `..` (the URL Standard leaves the slash before them), must not change or delete what lies above. A route that is itself written
 * with a final slash is meant.
 */
function wrongAddress(request: FastifyRequest): Refusal | undefined {
  const { url, method } = request;
  if (url.includes('%00')) return refuse('address-unreadable', 'the character NUL (%00) is not accepted in an address');
  // What Fastify knows of the route comes as an object made anew each time, so it is asked last.
  const isMeant = () => request.routeOptions.url?.endsWith('/') === true;
  if (CHANGING_A_RECORD.has(method) && /^[^?]*\/(?:\?|$)/.test(url) && !isMeant())
    return refuse('address-without-id', `an address that is changed with ${method} does not end with a slash`);
  return undefined;
}

type Exchange = Parameters<RequestListener>;

/** What has arrived at a server that has no routes yet. */
const early = new WeakMap<Server, { readonly hold: RequestListener; readonly waiting: Exchange[] }>();
/** Opens a server to requests. */
const doors = new WeakMap<Server, () => void>();
const STARTING = unavailable('the platform starts');
/** Beyond these a server that starts says so at once. */
const MAX_WAITING = 1000;

/** Fastify has no hooks to run before it is ready: a request that came in earlier would end the process. */
function openWhenReady(server: Server, handler: RequestListener): Server {
  doors.set(server, () => {
    const { hold, waiting = [] } = early.get(server) ?? {};
    if (hold) server.off('request', hold);
    const take = inTurns(handler);
    server.on('request', take);
    for (const exchange of waiting.splice(0)) take(...exchange);
  });
  return server;
}

/**
 * Answers what has waited at the server of {@link listenFirst}, and all that comes. Only once `ready()` of the app that was made with it has
 * been waited for: among its hooks, some rooms would not be ready yet.
 */
export function openDoors(server: Server): void {
  doors.get(server)?.();
}

/**
 * Takes a port before anything else is made; what arrives meanwhile waits until {@link openDoors}.
 * @param port 0 = any free one
 * @throws with `code` EADDRINUSE when the port is taken
 */
export async function listenFirst(host: string, port: number): Promise<{ server: Server; port: number; drain: Drain }> {
  const server = createServer(SERVER_LIMITS);
  boundConnections(server);
  const drain = drains(server);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
  const waiting: Exchange[] = [];
  const hold: RequestListener = (request, response) => {
    if (waiting.length < MAX_WAITING) waiting.push([request, response]);
    else response.writeHead(STARTING.status, { ...guardHeaders(false), ...STARTING.headers }).end();
  };
  early.set(server, { hold, waiting });
  server.on('request', hold);
  return { server, port: (server.address() as AddressInfo).port, drain };
}

/** The default for surfaces that have no error form of their own: problem details; an unexpected failure is logged and told without inner text. */
function answerError(error: FastifyError | Refusal, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  if (error instanceof Refusal) {
    if (isUnavailable(error)) logOf(request).warn({ err: error }, 'not available');
    return sendRefusal(request, reply, error);
  }
  if (error.validation) {
    const errors = Object.fromEntries(
      error.validation.map((issue) => [
        issue.instancePath.slice(1).replaceAll('/', '.') ||
          String(issue.params['missingProperty'] ?? error.validationContext ?? 'body'),
        [issue.message ?? 'invalid'],
      ]),
    );
    return sendRefusal(request, reply, invalidMembers(errors));
  }
  // Nobody hears the answer; it is the caller that has gone, and no fault of the platform.
  if (isCut(request)) return sendRefusal(request, reply, refuse('request-cut', 'the request was cut off'));
  const { status: internal } = REFUSALS.kinds.internal;
  const status = error.statusCode ?? internal;
  if (status < internal) return sendProblem(request, reply, status, { detail: error.message });
  logOf(request).error({ err: error }, 'request failed');
  return sendRefusal(request, reply, refuse('internal', REFUSALS.kinds.internal.what));
}

/** The caller has gone before its request was there as a whole. */
const isCut = ({ raw }: FastifyRequest): boolean => raw.destroyed && !raw.complete;
