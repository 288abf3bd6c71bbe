import { Type } from 'typebox';
import { type Events, type FeedPage, type Listeners, refuse, type StoredEvent } from '../events/index.ts';
import { text, wholeNumber } from '../http/index.ts';
import { SANDBOX, type SandboxSurface } from './surface.ts';

const MAX_EVENTS = 1000;
const DEFAULT_EVENTS = 100;
/** Longest wait for something to happen: below what proxies usually cut. */
const MAX_WAIT_S = 30;
/** CloudEvents 1.0.2, section 2: in front of every kind. */
const TYPE = 'no.portvakt.';

const CloudEvent = Type.Object(
  {
    specversion: Type.Literal('1.0'),
    id: Type.String({ description: 'The position in the feed: the same when it is sent again' }),
    source: Type.String({ description: 'The base URL of the platform' }),
    type: Type.String(),
    subject: Type.String(),
    time: Type.String({ format: 'date-time' }),
    datacontenttype: Type.Literal('application/json'),
    data: Type.Record(Type.String(), Type.Unknown()),
  },
  { title: 'CloudEvent' },
);
const Page = Type.Object(
  {
    feed: Type.String({ description: 'Which feed this is: another database has another' }),
    next: Type.String({ description: 'What to send as `after` to go on' }),
    events: Type.Array(CloudEvent),
  },
  { title: 'EventPage' },
);

export interface EventDoors {
  readonly events: Events;
  readonly listeners: Listeners;
  readonly base: string;
}

/** The feed of what has happened, with a cursor; it waits where there is nothing yet. */
export function eventRoutes({ route }: SandboxSurface, { events, base }: EventDoors): void {
  route({
    method: 'GET',
    path: '/sandbox/events',
    operationId: 'followEvents',
    summary: 'What has happened, as CloudEvents in the order in which it was committed',
    access: SANDBOX,
    query: {
      after: text('Where to go on: `next` of an answer, or oldest (the default) or newest'),
      limit: wholeNumber('At most so many', { from: 1, to: MAX_EVENTS, otherwise: DEFAULT_EVENTS }),
      wait: wholeNumber('Seconds to wait when there is nothing yet', { from: 0, to: MAX_WAIT_S, otherwise: 0 }),
    },
    answers: { 200: { description: 'A piece of the feed', schema: Page } },
    refusals: [409, 410],
    async handle({ query: { after = 'oldest', limit, wait }, request }, reply) {
      const from = placeIn(after);
      const over = new AbortController();
      const timer = setTimeout(() => over.abort(), wait * 1000);
      const gone = () => over.abort();
      request.raw.socket.once('close', gone);
      if (wait === 0) over.abort();
      try {
        reply.header('cache-control', 'no-store');
        return pageOf(await events.follow(from, limit, over.signal), base);
      } finally {
        clearTimeout(timer);
        request.raw.socket.off('close', gone);
      }
    },
  });
}

/** @throws Refusal `position-malformed` */
function placeIn(after: string): number | 'oldest' | 'newest' {
  if (after === 'oldest' || after === 'newest') return after;
  if (/^\d{1,15}$/.test(after)) return Number(after);
  throw refuse(
    'position-malformed',
    `after must be a number that an answer gave as next, oldest or newest: not ${JSON.stringify(after.slice(0, 40))}`,
  );
}

const pageOf = ({ feed, next, events }: FeedPage, base: string) => ({
  feed,
  next: String(next),
  events: events.map((event) => cloudEvent(event, base)),
});

const cloudEvent = ({ position, time, kind, subject, data }: StoredEvent, base: string) => ({
  specversion: '1.0' as const,
  id: String(position),
  source: base,
  type: TYPE + kind,
  subject,
  time: new Date(time).toISOString(),
  datacontenttype: 'application/json' as const,
  data,
});
