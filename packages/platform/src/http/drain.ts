import type { Server, ServerResponse } from 'node:http';
import { connectionsOf, followAnswers, hasAsked, underWay } from './under-way.ts';

/** A connection that was made just now has so long to say what it wants: its first request may be on its way. */
const FIRST_REQUEST_MS = 250;

/** Stops a server: see `drains`. @param graceMs longest wait for what is under way; then it is cut */
export type Drain = (graceMs: number) => Promise<void>;

/**
 * Follows a server's connections from its start, so that it can stop without cutting what it has begun.
 * @returns what stops it: no connection is taken any more, those where nothing is under way are closed, and the others when they have been
 * answered (with `Connection: close`)
 */
export function drains(server: Server): Drain {
  const connections = connectionsOf(server);
  let stopping = false;
  function closeAfter(response: ServerResponse): void {
    if (!response.headersSent) response.setHeader('connection', 'close');
    const { socket } = response.req;
    response.once('close', () => underWay(socket).length === 0 && socket.destroySoon());
  }
  followAnswers(server);
  server.on('request', (_, response) => {
    if (stopping) closeAfter(response);
  });
  return async (graceMs) => {
    stopping = true;
    // What has arrived and has not been read yet counts as begun.
    await new Promise(setImmediate);
    const closed = new Promise<void>((resolve) => {
      server.close(() => resolve());
    });
    for (const socket of connections) {
      const begun = underWay(socket);
      begun.forEach(closeAfter);
      if (hasAsked(socket) && begun.length === 0) socket.destroy();
    }
    const silent = setTimeout(() => {
      for (const socket of connections) if (!hasAsked(socket)) socket.destroy();
    }, FIRST_REQUEST_MS);
    const all = setTimeout(() => server.closeAllConnections(), graceMs);
    await closed;
    clearTimeout(silent);
    clearTimeout(all);
  };
}
