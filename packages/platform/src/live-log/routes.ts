import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { type Authentication, SESSION_COOKIE } from '../authentication/index.ts';
import type { Callers } from '../callers/index.ts';
import { anyOf, problemAnswers, type Reader, surface, takeOver, text, wholeNumber } from '../http/index.ts';
import type { Register } from '../register/index.ts';
import { ORGANIZATION_HEADER, organizationOf } from '../selfservice/index.ts';
import { KINDS, OUTCOMES } from './entry.ts';
import { type LiveLog, MAX_ENTRIES } from './live-log.ts';
import { REFUSALS, refuse } from './refusals.ts';
import { Events, LogDetails, LogList } from './schemas.ts';
import type { Sink } from './streams.ts';

const PATH = '/portal/api/v1/log';
const EVENTS = 'text/event-stream';
const DEFAULT_ROWS = 200;

export interface LiveLogRoutesDeps {
  readonly liveLog: LiveLog;
  readonly callers: Callers;
  readonly register: Register;
  readonly authentication: Pick<Authentication, 'sessions'>;
}

/** The log of an organisation, for its own clients and for whoever administers its integrations. */
export function liveLogRoutes(app: FastifyInstance, deps: LiveLogRoutesDeps): void {
  const { liveLog } = deps;
  const { route } = surface(app, {
    name: 'portal',
    admit: { administrator: (request) => organizationOf(deps.callers, deps.register, request) },
    headers: { administrator: ORGANIZATION_HEADER },
    refusals: problemAnswers({ 429: 'The log is followed in too many places at once' }, REFUSALS),
  });
  const access = { who: 'administrator', right: 'log', scopes: [] } as const;
  route({
    method: 'GET',
    path: PATH,
    operationId: 'readLog',
    summary: 'What the organisation’s clients have asked, newest first; with Accept: text/event-stream as it happens',
    access,
    query: {
      client: text('Of this client alone'),
      kind: optional('Of this kind alone', KINDS),
      outcome: optional('With this outcome alone', OUTCOMES),
      text: text('With this text in them, in any case'),
      before: text('Only rows that are older than the one with this id'),
      limit: wholeNumber('At most so many', { from: 1, to: MAX_ENTRIES, otherwise: DEFAULT_ROWS }),
    },
    headers: { 'last-event-id': text('Streams: the last row that the reader has') },
    answers: {
      200: {
        description: 'The rows',
        schema: LogList,
        or: [{ description: 'every row from now on, whatever the query', type: EVENTS, schema: Events }],
      },
    },
    refusals: [400, 429],
    handle({ query, headers, caller, request }, reply) {
      if (request.headers.accept?.includes(EVENTS)) {
        follow(deps, caller, headers['last-event-id'], request, reply);
        return undefined;
      }
      const { client: clientId, kind, outcome, text: part, before, limit } = query;
      return reply.header('cache-control', 'no-store').send({
        rows: liveLog.list(caller, { clientId, kind, outcome, text: part }, limit, before),
        last: liveLog.last,
        since: new Date(liveLog.since).toISOString(),
      });
    },
  });
  route({
    method: 'GET',
    path: `${PATH}/:id`,
    operationId: 'readLogRow',
    summary: 'A row of the log with request and answer, without their secrets',
    access,
    answers: { 200: { description: 'All that is kept of it', schema: LogDetails } },
    refusals: [400, 404],
    handle({ params, caller }, reply) {
      const details = liveLog.details(caller, params.id);
      if (!details) throw refuse('row-unknown', `there is no row ${params.id.slice(0, 40)} in the log`);
      return reply.header('cache-control', 'no-store').send(details);
    },
  });
}

/** One of some values, or none. */
function optional<const V extends string>(description: string, values: readonly V[]): Reader<V | undefined> {
  const given = anyOf(description, values);
  return {
    schema: Type.Union(
      values.map((value) => Type.Literal(value)),
      { description },
    ),
    read: (value, name) => (value === undefined ? undefined : given.read(value, name)),
  };
}

/** @throws Refusal 429 */
function follow(
  deps: LiveLogRoutesDeps,
  organization: string,
  lastId: string | undefined,
  request: FastifyRequest,
  reply: FastifyReply,
): void {
  const { liveLog } = deps;
  const follower = followerOf(deps.callers, request, organization);
  if (!liveLog.hasRoom(follower)) throw refuse('streams-many', undefined, { headers: { 'retry-after': '10' } });
  const raw = takeOver(reply);
  raw.writeHead(200, {
    'content-type': `${EVENTS}; charset=utf-8`,
    'cache-control': 'no-store',
    // Proxies that gather answers would hold it back.
    'x-accel-buffering': 'no',
  });
  const sink: Sink = {
    write: (event) => void raw.write(event),
    get waiting() {
      return raw.writableLength;
    },
    end: () => void raw.end(),
    destroy: () => void raw.destroy(),
  };
  const mayStill = () => isStillAllowed(deps, request, organization);
  const close = liveLog.follow({ organization, follower, sink, mayStill }, lastId);
  raw.on('close', close);
  // A reader that has gone is noticed by `close`.
  raw.on('error', () => undefined);
}

/** A person, by its session where it has one; else a client. */
function followerOf(callers: Callers, request: FastifyRequest, organization: string): string {
  const caller = callers.of(request);
  const session = request.cookies[SESSION_COOKIE];
  return session ?? caller?.partyUuid ?? caller?.clientId ?? organization;
}

/** The token is still good, its session has not ended, and the person still administers the organisation. */
async function isStillAllowed(
  { callers, register, authentication }: LiveLogRoutesDeps,
  request: FastifyRequest,
  organization: string,
): Promise<boolean> {
  const handle = request.cookies[SESSION_COOKIE];
  if (callers.of(request)?.fromCookie && handle !== undefined && !(await authentication.sessions.byHandle(handle)))
    return false;
  return (await organizationOf(callers, register, request)) === organization;
}
