import { Type } from 'typebox';
import { type KnownListener, type ListenerNote, PROBLEMS } from '../events/index.ts';
import type { EventDoors } from './event-routes.ts';
import { refuse } from './refusals.ts';
import { SANDBOX, type SandboxSurface } from './surface.ts';

const BASE = '/sandbox/listeners';
const MAX_TEXT = 500;
const LONGEST_PAUSE_MS = 3_600_000;
const ID = /^[\w-]{1,64}$/;
const POSITION = /^\d{1,15}$/;

const target = Type.String({ description: 'Where events are sent, without credentials and query' });
const at = Type.String({ description: 'The last event that was taken' });
const trouble = Type.String({ description: 'What is in the way, while something is' });
const inTheWay = {
  trouble: Type.Optional(trouble),
  problem: Type.Optional(
    Type.Union(
      PROBLEMS.map((one) => Type.Literal(one)),
      { description: 'Which kind of trouble' },
    ),
  ),
  status: Type.Optional(Type.Integer({ description: 'Of the answer, where there was one' })),
};
const Note = Type.Object(
  {
    target,
    at,
    ...inTheWay,
    retryInMs: Type.Optional(Type.Integer({ description: 'Milliseconds until it is tried again' })),
  },
  { additionalProperties: false },
);
const Listener = Type.Object(
  {
    id: Type.String(),
    target,
    at,
    waiting: Type.Integer({ description: 'Events that have come since' }),
    ...inTheWay,
    nextTry: Type.Optional(Type.String({ format: 'date-time' })),
    seen: Type.String({ format: 'date-time', description: 'When it was heard of last' }),
  },
  { title: 'FeedListener' },
);

/** Who forwards the feed to a webhook, and how that goes: `portvakt listen` tells it. */
export function listenerRoutes({ route }: SandboxSurface, { events, listeners }: EventDoors): void {
  route({
    method: 'GET',
    path: BASE,
    operationId: 'listListeners',
    summary: 'Who forwards the feed, how far they have come, and what is in the way',
    access: SANDBOX,
    answers: { 200: { description: 'Those heard of in the last minute or so', schema: Type.Array(Listener) } },
    async handle() {
      const known = listeners.list();
      if (known.length === 0) return [];
      const { next } = await events.after('newest', 1);
      return known.map((one) => told(one, next));
    },
  });
  route({
    method: 'PUT',
    path: `${BASE}/:id`,
    operationId: 'noteListener',
    summary: 'Say how forwarding goes',
    access: SANDBOX,
    body: { schema: Note, example: { target: 'http://localhost:3000/events', at: '42' }, read: noteIn },
    answers: { 204: { description: 'It is noted' } },
    handle({ params, body }, reply) {
      listeners.note(idIn(params.id), body);
      return reply.code(204).send();
    },
  });
  route({
    method: 'DELETE',
    path: `${BASE}/:id`,
    operationId: 'forgetListener',
    summary: 'Say that forwarding has ended',
    access: SANDBOX,
    answers: { 204: { description: 'It is forgotten' } },
    handle({ params }, reply) {
      listeners.forget(idIn(params.id));
      return reply.code(204).send();
    },
  });
}

const told = ({ seen, nextTry, ...listener }: KnownListener, last: number) => ({
  ...listener,
  waiting: Math.max(0, last - Number(listener.at)),
  seen: new Date(seen).toISOString(),
  ...(nextTry === undefined ? {} : { nextTry: new Date(nextTry).toISOString() }),
});

const malformed = (text: string) => refuse('listener-malformed', text);

function idIn(id: string): string {
  if (ID.test(id)) return id;
  throw malformed('its id must be 1 to 64 letters, digits, "-" or "_"');
}

/** @throws Refusal `listener-malformed` naming the member */
function noteIn(body: unknown): ListenerNote {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) throw malformed('send a JSON object');
  const {
    target: to,
    at: place,
    trouble: why,
    problem: kind,
    status,
    retryInMs,
  } = body as Readonly<Record<string, unknown>>;
  const isShort = (text: unknown): text is string => typeof text === 'string' && text.length <= MAX_TEXT;
  if (!isShort(to) || to === '') throw malformed(`target must be a text of 1 to ${MAX_TEXT} characters`);
  if (typeof place !== 'string' || !POSITION.test(place)) throw malformed('at must be the id of an event, as a text');
  if (why !== undefined && !isShort(why)) throw malformed(`trouble must be a text of at most ${MAX_TEXT} characters`);
  const problem = PROBLEMS.find((one) => one === kind);
  if (kind !== undefined && problem === undefined) throw malformed(`problem must be one of ${PROBLEMS.join(', ')}`);
  const isStatus = (code: unknown): code is number =>
    Number.isInteger(code) && Number(code) >= 100 && Number(code) <= 599;
  if (status !== undefined && !isStatus(status)) throw malformed('status must be a whole number from 100 to 599');
  const isPause = (ms: unknown): ms is number =>
    Number.isInteger(ms) && Number(ms) >= 0 && Number(ms) <= LONGEST_PAUSE_MS;
  if (retryInMs !== undefined && !isPause(retryInMs))
    throw malformed(`retryInMs must be a whole number from 0 to ${LONGEST_PAUSE_MS}`);
  return {
    ...{ target: to, at: place },
    ...(why === undefined ? {} : { trouble: why }),
    ...(problem === undefined ? {} : { problem }),
    ...(status === undefined ? {} : { status }),
    ...(retryInMs === undefined ? {} : { retryInMs }),
  };
}
