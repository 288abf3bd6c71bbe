/**
 * What the rooms are told of each answer when it is over. Fastify's own `onResponse` makes a function, two listeners and a logger for each
 * request, which took a tenth of a remembered decision; here one function serves all.
 */
import type { ServerResponse } from 'node:http';
import type { FastifyInstance, FastifyRequest } from 'fastify';

/** Called when an answer has gone out, or its caller has gone away. @param status of the answer */
export type Answered = (request: FastifyRequest, status: number) => void;

/** Says who wants to be told of an operation's answers; undefined = not this one. @param surface whose operation it is */
export type Watch = (operationId: string, surface: string) => Answered | undefined;

declare module 'fastify' {
  interface FastifyRequest {
    /** When it arrived, in milliseconds of `performance.now()`. */
    arrived: number;
    /** Who is told of its answer. */
    watchers: readonly Answered[] | undefined;
    /** What the operation tells those who watch it, beside its status: the room says which form that has. */
    told: unknown;
  }
}

const WATCHES = Symbol('watches');
const REQUEST = Symbol('request');

type Followed = ServerResponse & { [REQUEST]?: FastifyRequest | undefined };

const watchesOf = (app: FastifyInstance): Watch[] | undefined =>
  (app as unknown as Record<symbol, Watch[] | undefined>)[WATCHES];

/** Makes room for those who watch, and notes when each request arrives: called once, before any other hook. */
export function openWatches(app: FastifyInstance): void {
  app.decorate(WATCHES, [] as never);
  app.decorateRequest('arrived', 0);
  app.decorateRequest('watchers', undefined);
  app.decorateRequest('told', undefined);
}

/** Watches the operations that are made on the application afterwards. */
export function onAnswered(app: FastifyInstance, watch: Watch): void {
  const watches = watchesOf(app);
  if (!watches) throw new Error('openWatches has not been called for this application');
  watches.push(watch);
}

/** Those who want to be told of an operation's answers. */
export const watchersOf = (app: FastifyInstance, operationId: string, surface: string): readonly Answered[] =>
  (watchesOf(app) ?? []).map((watch) => watch(operationId, surface)).filter((one) => one !== undefined);

/** Lets these be told when the request has been answered. */
export function follow(request: FastifyRequest, response: ServerResponse, watchers: readonly Answered[]): void {
  if (watchers.length === 0) return;
  request.watchers = watchers;
  (response as Followed)[REQUEST] = request;
  response.on('close', answered);
}

function answered(this: Followed): void {
  const request = this[REQUEST];
  if (!request?.watchers) return;
  for (const tell of request.watchers) tell(request, this.statusCode);
  // The last response of a connection is kept as long as that is open; the request with its body need not be.
  this[REQUEST] = undefined;
}
