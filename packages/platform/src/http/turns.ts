/** Lets those who ask many things on one connection without waiting for the answers (HTTP pipelining) not hold up the others. */
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { isAlone, takesNoMore, underWay, unreadOf } from './under-way.ts';

/** Requests of one connection that are worked on at once, and that are begun in one turn of the event loop. */
const MAX_AT_ONCE = 16;
/** Fewer are, where answers are large: so much may be made of one connection and not be read. One answer may be larger. */
const MAX_UNREAD_BYTES = 256 * 1024;
/** As many as are begun of a connection of which nothing is known yet. */
const FIRST_AT_ONCE = 2;
/** What a single read from a connection may bring waits; a connection that has more waiting is cut. */
const MAX_WAITING = 4_000;

type Exchange = readonly [request: IncomingMessage, response: ServerResponse & { readonly req: IncomingMessage }];
const LINE = Symbol('line');
type Queued = Socket & { [LINE]?: Line };

/**
 * Hands requests on, of each connection a few at once; the others wait, and no more is read from it meanwhile. Of a server whose answers are
 * followed (`followAnswers`).
 */
export const inTurns =
  (handler: RequestListener): RequestListener =>
  (request, response) => {
    const socket: Queued = request.socket;
    // Its answer would never be sent, so nothing is done of it.
    if (takesNoMore(socket) && !response.hasHeader('connection')) return void request.resume();
    // Nothing waits where all has been answered, and no line is looked for.
    if (isAlone(socket)) return handler(request, response);
    socket[LINE] ??= new Line(socket, handler, underWay(socket).slice(0, -1));
    socket[LINE].take([request, response]);
  };

/**
 * Of a connection on which something was asked before the last answer was out. How many are worked on at once grows with each that is taken, and
 * is bounded by the largest of them: whoever asks for much and reads nothing is to cost little.
 */
class Line {
  readonly #socket: Queued;
  readonly #handler: RequestListener;
  readonly #waiting: Exchange[] = [];
  #begun = 0;
  #isCalled = false;
  #atOnce = FIRST_AT_ONCE;
  #sent: number;
  #largest = 1;

  /** @param before what was asked before and is not answered yet */
  constructor(socket: Queued, handler: RequestListener, before: readonly ServerResponse[]) {
    this.#socket = socket;
    this.#handler = handler;
    this.#sent = socket.bytesWritten;
    for (const response of before) this.#follow(response);
  }

  take(exchange: Exchange): void {
    if (this.#waiting.length === 0 && this.#mayBegin()) this.#begin(exchange);
    else if (this.#waiting.push(exchange) > MAX_WAITING) this.#socket.destroy();
    else this.#hold();
  }

  /** Where nothing is begun nothing is unread: somebody always calls for the next. */
  #mayBegin(): boolean {
    if (this.#begun === 0) return true;
    const most = Math.min(this.#atOnce, Math.floor(MAX_UNREAD_BYTES / this.#largest));
    return this.#begun < most && unreadOf(this.#socket) < MAX_UNREAD_BYTES;
  }

  #begin([request, response]: Exchange): void {
    this.#follow(response);
    this.#handler(request, response);
  }

  #follow(response: ServerResponse): void {
    this.#begun += 1;
    response.once('close', this.#ended);
  }

  readonly #ended = (): void => {
    this.#begun -= 1;
    this.#atOnce = Math.min(MAX_AT_ONCE, this.#atOnce + 1);
    const { bytesWritten } = this.#socket;
    this.#largest = Math.max(this.#largest, bytesWritten - this.#sent);
    this.#sent = bytesWritten;
    if (this.#waiting.length === 0) {
      if (this.#begun === 0) delete this.#socket[LINE];
    } else if (!this.#isCalled) {
      this.#isCalled = true;
      // Others are heard in between.
      setImmediate(this.#next);
    }
  };

  readonly #next = (): void => {
    this.#isCalled = false;
    if (this.#socket.destroyed) return;
    while (this.#mayBegin()) {
      const next = this.#waiting.shift();
      if (!next) break;
      this.#begin(next);
    }
    if (this.#waiting.length === 0) this.#release();
  };

  /** Node reads on after each message that has come whole, by `resume`. */
  #hold(): void {
    this.#socket.resume = () => this.#socket;
    this.#socket.pause();
  }

  #release(): void {
    Reflect.deleteProperty(this.#socket, 'resume');
    this.#socket.resume();
  }
}
