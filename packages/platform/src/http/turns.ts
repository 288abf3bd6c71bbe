/** Lets those who ask many things on one connection without waiting for the answers (HTTP pipelining) not hold up the others. */
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { isAlone } from './under-way.ts';

/** Requests of one connection that are worked on at once, and that are begun in one turn of the event loop. */
const MAX_AT_ONCE = 16;
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
    // Nothing waits where all has been answered, and no line is looked for.
    if (isAlone(socket)) return handler(request, response);
    socket[LINE] ??= new Line(socket, handler);
    socket[LINE].take([request, response]);
  };

/** Of a connection on which something was asked before the last answer was out. */
class Line {
  readonly #socket: Queued;
  readonly #handler: RequestListener;
  readonly #waiting: Exchange[] = [];
  #begun = 0;
  #isCalled = false;

  constructor(socket: Queued, handler: RequestListener) {
    this.#socket = socket;
    this.#handler = handler;
  }

  take(exchange: Exchange): void {
    if (this.#waiting.length === 0 && this.#begun < MAX_AT_ONCE) this.#begin(exchange);
    else if (this.#waiting.push(exchange) > MAX_WAITING) this.#socket.destroy();
    else this.#hold();
  }

  #begin([request, response]: Exchange): void {
    this.#begun += 1;
    response.once('close', this.#ended);
    this.#handler(request, response);
  }

  readonly #ended = (): void => {
    this.#begun -= 1;
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
    for (const exchange of this.#waiting.splice(0, MAX_AT_ONCE - this.#begun)) this.#begin(exchange);
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
