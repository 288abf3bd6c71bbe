import type { IncomingHttpHeaders } from 'node:http';
import type { Dispatcher } from 'undici';
import { type Attacher, type AttachOptions, attacher } from '../attach.ts';
import type { MaskinportenClient } from '../options.ts';
import type { AccessToken } from '../token.ts';

export type { AttachOptions } from '../attach.ts';

type Dispatch = Dispatcher['dispatch'];
type DispatchOptions = Dispatcher.DispatchOptions & { readonly signal?: unknown };
type Handler = Dispatcher.DispatchHandler;
type Controller = Dispatcher.DispatchController;

/**
 * An interceptor for undici's dispatchers that adds a token for the listed origins, and sends once more with a new one after 401:
 * `new Agent().compose(undiciInterceptor(client, { origins }))`. Put undici's own redirect interceptor outside of it, so that every
 * hop is judged by its origin. @throws ConfigurationError
 */
export function undiciInterceptor(
  client: MaskinportenClient,
  options: AttachOptions,
): Dispatcher.DispatcherComposeInterceptor {
  const attach = attacher(client, options);
  return (dispatch) => (options, handler) => {
    const headers = headerRecord(options.headers);
    const url = URL.parse(`${options.origin ?? ''}${options.path}`);
    if (!url || !attach.concerns(url.origin, 'authorization' in headers)) return dispatch(options, handler);
    new Sending(attach, dispatch, { ...options, headers }, handler, url).start();
    return true;
  };
}

/** One request, and what has become of it. */
class Sending {
  readonly #attach: Attacher;
  readonly #dispatch: Dispatch;
  readonly #options: DispatchOptions & { readonly headers: Record<string, string | string[]> };
  readonly #handler: Handler;
  readonly #question: Request;

  constructor(
    attach: Attacher,
    dispatch: Dispatch,
    options: DispatchOptions & { readonly headers: Record<string, string | string[]> },
    handler: Handler,
    url: URL,
  ) {
    this.#attach = attach;
    this.#dispatch = dispatch;
    this.#options = options;
    this.#handler = handler;
    const { method, headers, signal } = options;
    const pairs = Object.entries(headers).flatMap(([name, value]) =>
      [value].flat().map((one): [string, string] => [name, one]),
    );
    this.#question = new Request(url, {
      method,
      headers: pairs,
      ...(signal instanceof AbortSignal ? { signal } : {}),
    });
  }

  start(): void {
    this.#send((token) => {
      const mayResend = this.#attach.resends && token.source === 'cache' && replayable(this.#options.body);
      return mayResend ? new UnlessRefused(this.#handler, () => this.#again(token)) : this.#handler;
    });
  }

  #again(refused: AccessToken): void {
    this.#attach.renews(refused).then(
      () => this.#send(() => this.#handler),
      (error: Error) => this.#fail(error),
    );
  }

  #send(handlerFor: (token: AccessToken) => Handler): void {
    this.#attach
      .token(this.#question)
      .then((token) => {
        const headers = { ...this.#options.headers, authorization: `Bearer ${token.value}` };
        this.#dispatch({ ...this.#options, headers }, handlerFor(token));
      })
      .catch((error: Error) => this.#fail(error));
  }

  /** The request never began, so there is no controller: undici's own interceptors give null then, too. */
  #fail(error: Error): void {
    this.#handler.onResponseError?.(null as unknown as Controller, error);
  }
}

/** A 401 may be long; more than this is not read to its end. */
const MAX_DRAINED_BYTES = 64 * 1024;

/** Passes everything on, but a 401: that is read to its end and answered by sending again. */
class UnlessRefused implements Handler {
  readonly #inner: Handler;
  readonly #again: () => void;
  #refused = false;
  #drained = 0;

  constructor(inner: Handler, again: () => void) {
    this.#inner = inner;
    this.#again = again;
  }

  onRequestStart(controller: Controller, context: unknown): void {
    this.#inner.onRequestStart?.(controller, context);
  }

  onRequestUpgrade(...event: Parameters<NonNullable<Handler['onRequestUpgrade']>>): void {
    this.#inner.onRequestUpgrade?.(...event);
  }

  onResponseStart(controller: Controller, status: number, headers: IncomingHttpHeaders, message?: string): void {
    this.#refused = status === 401;
    if (!this.#refused) this.#inner.onResponseStart?.(controller, status, headers, message);
  }

  onResponseData(controller: Controller, chunk: Buffer): void {
    if (!this.#refused) {
      this.#inner.onResponseData?.(controller, chunk);
      return;
    }
    this.#drained += chunk.length;
    if (this.#drained > MAX_DRAINED_BYTES) controller.abort(new Error('the rest of a 401 is not wanted'));
  }

  onResponseEnd(controller: Controller, trailers: IncomingHttpHeaders): void {
    if (this.#refused) this.#again();
    else this.#inner.onResponseEnd?.(controller, trailers);
  }

  onResponseError(controller: Controller, error: Error): void {
    if (this.#refused && this.#drained > MAX_DRAINED_BYTES) this.#again();
    else this.#inner.onResponseError?.(controller, error);
  }
}

const replayable = (body: unknown): boolean =>
  body === undefined || body === null || typeof body === 'string' || body instanceof Uint8Array;

/** All forms of headers that undici takes, names in lower case. */
function headerRecord(headers: Dispatcher.DispatchOptions['headers']): Record<string, string | string[]> {
  const record: Record<string, string | string[]> = {};
  for (const [name, value] of pairsOf(headers ?? {}))
    if (value !== undefined && value !== null) record[name.toLowerCase()] = value as string | string[];
  return record;
}

function pairsOf(headers: NonNullable<Dispatcher.DispatchOptions['headers']>): Iterable<[string, unknown]> {
  if (Array.isArray(headers)) {
    const flat = headers as string[];
    return flat.flatMap((name, index): [string, unknown][] => (index % 2 === 0 ? [[name, flat[index + 1]]] : []));
  }
  if (Symbol.iterator in headers) return headers as Iterable<[string, unknown]>;
  return Object.entries(headers);
}
