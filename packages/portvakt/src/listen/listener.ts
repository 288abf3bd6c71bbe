/** Follows the feed and forwards every event, at least once and in order, however often either side goes away. */
import querystring from 'node:querystring';
import { type Cursor, readCursor, writeCursor } from './cursor.ts';
import { type CloudEvent, type Piece, readFeed } from './feed.ts';

export interface ListenerOptions {
  /** The platform. */
  readonly base: string;
  /** Where events are sent; left out: they are printed only. */
  readonly target?: string;
  /** File in which it is kept how far this has come; left out: nothing is kept. */
  readonly state?: string;
  /** Where to begin, whatever is kept; left out: where the last run ended, or at the newest. */
  readonly from?: string;
  /** Kinds that are wanted, by how they begin without `no.portvakt.`; none = all. */
  readonly kinds: readonly string[];
}

/** What is in the way; of which kind, where it is the receiver that does not take an event. */
interface Trouble {
  readonly why: string;
  readonly problem?: 'answer' | 'redirect' | 'silence' | 'unreached';
  readonly status?: number;
}

/** How far a listener has come, and what is in the way. */
export interface Standing extends Partial<Omit<Trouble, 'why'>> {
  readonly at: string;
  readonly trouble?: string;
  readonly retryInMs?: number;
}

export interface ListenerIo {
  /** An event has been taken. @param status of the answer; undefined when nothing is sent */
  taken(event: CloudEvent, status: number | undefined, attempt: number): void;
  /** What is in the way, once for each thing. */
  trouble(text: string): void;
  /** How it goes, for whoever looks: each time that something has changed, and while nothing happens. */
  stands?(standing: Standing): void;
  /** Resolves after so many ms, or when the signal ends. */
  pause(ms: number, signal: AbortSignal): Promise<void>;
}

const PAGE = 100;
const WAIT_S = 25;
const SEND_MS = 10_000;
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 60_000;
const PREFIX = 'no.portvakt.';

/** Runs until the signal ends. @throws Error when nothing can come of it: what answers is no feed, or the kept state is unreadable */
export async function listen(options: ListenerOptions, io: ListenerIo, signal: AbortSignal): Promise<void> {
  const { base, state, from } = options;
  let cursor = state === undefined || from !== undefined ? undefined : await readCursor(state);
  const away = new Patience(io);
  while (!signal.aborted) {
    // The first answer says where this begins: until then nothing is waited for.
    const waitS = cursor ? WAIT_S : 0;
    const piece = await readFeed(base, { after: cursor?.next ?? from ?? 'newest', waitS, limit: PAGE, signal });
    if (signal.aborted) break;
    if (piece.kind === 'away') await away.wait(piece, signal);
    else if (piece.kind !== 'events') cursor = await begunAnew(piece, options, io, signal);
    else {
      away.over();
      cursor = await forwarded(piece, await placed(cursor, piece, options, io), options, io, signal);
    }
  }
}

type Events = Extract<Piece, { kind: 'events' }>;

/** The cursor in the feed that has answered: another one begins at its own beginning. */
async function placed(
  cursor: Cursor | undefined,
  { feed, next, events }: Events,
  { base, state }: ListenerOptions,
  io: ListenerIo,
): Promise<Cursor> {
  if (cursor?.feed === feed) return cursor;
  if (cursor)
    io.trouble(`The platform at ${base} has another database than before: its events are told from the first.`);
  const before = String(Number(events[0]?.id ?? Number(next) + 1) - 1);
  const begun = { feed, next: before, sending: before };
  if (state !== undefined) await writeCursor(state, begun);
  return begun;
}

/** Where the kept place is none: from the first event that there is. */
async function begunAnew(
  { kind }: Piece,
  { base, state }: ListenerOptions,
  io: ListenerIo,
  signal: AbortSignal,
): Promise<Cursor | undefined> {
  io.trouble(
    kind === 'gone'
      ? `Events have been missed: the platform at ${base} no longer keeps what came next. This goes on from the oldest that it has.`
      : `The platform at ${base} has not come as far as before: its database is another one. Its events are told from the first.`,
  );
  const begun = { feed: '', next: '0', sending: '0' };
  const piece = await readFeed(base, { after: 'oldest', waitS: 0, limit: 1, signal });
  if (piece.kind !== 'events') return begun;
  const first = String(Number(piece.events[0]?.id ?? Number(piece.next) + 1) - 1);
  const cursor = { feed: piece.feed, next: first, sending: first };
  if (state !== undefined) await writeCursor(state, cursor);
  return cursor;
}

async function forwarded(
  { events, next }: Events,
  cursor: Cursor,
  options: ListenerOptions,
  io: ListenerIo,
  signal: AbortSignal,
): Promise<Cursor> {
  const { target, state, kinds } = options;
  const keep = async (kept: Cursor): Promise<Cursor> => {
    if (state !== undefined) await writeCursor(state, kept);
    return kept;
  };
  const wanted = events.filter(
    ({ type }) => kinds.length === 0 || kinds.some((kind) => type.startsWith(PREFIX + kind)),
  );
  if (events.length === 0) {
    io.stands?.({ at: next });
    return { ...cursor, next };
  }
  // The first answer may be long in coming.
  io.stands?.({ at: cursor.next });
  let at = wanted.length > 0 ? await keep({ ...cursor, sending: later(cursor.sending, next) }) : cursor;
  for (const event of wanted) {
    const isAgain = Number(event.id) <= Number(cursor.sending);
    const taken =
      target === undefined || (await sent({ event, target, before: isAgain ? 1 : 0, at: at.next }, io, signal));
    if (!taken) return keep(at);
    if (target === undefined) io.taken(event, undefined, 0);
    at = { ...at, next: event.id };
    io.stands?.({ at: event.id });
  }
  io.stands?.({ at: next });
  return keep({ ...at, next });
}

const later = (a: string, b: string): string => (Number(a) > Number(b) ? a : b);

/** Sends until it is taken. @returns false when the signal ended before */
async function sent(
  { event, target, before, at }: { event: CloudEvent; target: string; before: number; at: string },
  io: ListenerIo,
  signal: AbortSignal,
): Promise<boolean> {
  const patience = new Patience(io, at);
  const shown = shownAddress(target);
  for (let attempt = before; !signal.aborted; attempt += 1) {
    // The receiver sees that it may have had it; its id is the same.
    const body = JSON.stringify(attempt === 0 ? event : { ...event, redelivery: attempt });
    const answer = await post(target, body);
    if (answer.ok) {
      io.taken(event, answer.status, attempt);
      return true;
    }
    const { retryAfterMs, ok, ...trouble } = answer;
    const why = `${shown} has not taken event ${event.id} (${trouble.why}).`;
    await patience.wait({ ...trouble, why }, signal, retryAfterMs);
  }
  return false;
}

/** An address without what may be secret in it: user, password and query. */
export function shownAddress(target: string): string {
  const { origin, pathname } = new URL(target);
  return `${origin}${pathname}`;
}

/** Where to send, and as whom: `fetch` takes no user and password in an address. */
function addressed(target: string): { readonly url: URL; readonly headers: Readonly<Record<string, string>> } {
  const url = new URL(target);
  const { username, password } = url;
  if (username === '' && password === '') return { url, headers: {} };
  [url.username, url.password] = ['', ''];
  const who = Buffer.from(`${querystring.unescape(username)}:${querystring.unescape(password)}`).toString('base64');
  return { url, headers: { authorization: `Basic ${who}` } };
}

interface Outcome extends Trouble {
  readonly ok: boolean;
  readonly retryAfterMs?: number;
}

/** One try. A redirect is not followed: what is sent must not wander. */
async function post(target: string, body: string): Promise<Outcome> {
  try {
    const { url, headers } = addressed(target);
    const response = await fetch(url, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/cloudevents+json; charset=utf-8' },
      body,
      redirect: 'manual',
      signal: AbortSignal.timeout(SEND_MS),
    });
    const { ok, status } = response;
    await response.body?.cancel();
    const seconds = Number(response.headers.get('retry-after') ?? Number.NaN);
    const problem = status >= 300 && status < 400 ? 'redirect' : 'answer';
    const rest = problem === 'redirect' ? ', which leads elsewhere: give the address where that ends' : '';
    const why = `it answers ${status}${rest}`;
    return { ok, status, problem, why, ...(seconds > 0 ? { retryAfterMs: seconds * 1000 } : {}) };
  } catch (error) {
    const isSlow = error instanceof Error && error.name === 'TimeoutError';
    return isSlow
      ? { ok: false, problem: 'silence', why: `no answer within ${SEND_MS / 1000} s` }
      : { ok: false, problem: 'unreached', why: `${reason(error)}: is it running, and is --forward-to right?` };
  }
}

/** What kept an event from being sent: the system's word for it where there is one. */
const reason = (error: unknown): string => {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return (cause as { code?: string }).code ?? (cause instanceof Error ? cause.message : String(cause));
};

/** Waits longer each time, and says what it waits for when that is new. */
class Patience {
  readonly #io: ListenerIo;
  /** The last event that was taken; undefined = it is the platform that is away, which nobody can be told of. */
  readonly #at: string | undefined;
  #pause = FIRST_PAUSE_MS;
  #said = '';

  constructor(io: ListenerIo, at?: string) {
    this.#io = io;
    this.#at = at;
  }

  async wait({ why, problem, status }: Trouble, signal: AbortSignal, atLeastMs = 0): Promise<void> {
    if (why !== this.#said) this.#io.trouble(`${why} This goes on trying.`);
    this.#said = why;
    const ms = Math.min(Math.max(this.#pause, atLeastMs), LONGEST_PAUSE_MS);
    if (this.#at !== undefined)
      this.#io.stands?.({
        ...{ at: this.#at, trouble: why, retryInMs: ms },
        ...(problem === undefined ? {} : { problem }),
        ...(status === undefined ? {} : { status }),
      });
    await this.#io.pause(ms, signal);
    this.#pause = Math.min(this.#pause * 2, LONGEST_PAUSE_MS);
  }

  over(): void {
    this.#pause = FIRST_PAUSE_MS;
    this.#said = '';
  }
}
