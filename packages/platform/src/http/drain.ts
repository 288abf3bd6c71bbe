import type { Server, ServerResponse } from 'node:http';
import { connectionsOf, followAnswers, hasAsked, letBeLast, takesNoMore, underWay } from './under-way.ts';

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
  // Of several that were asked for together Node sends none after one with `Connection: close`: the last alone has it.
  function closeAfter(response: ServerResponse): void {
    const { socket } = response.req;
    if (!response.headersSent) letBeLast(response);
    else response.once('close', () => underWay(socket).length === 0 && socket.destroySoon());
  }
  followAnswers(server);
  server.prependListener('request', ({ socket }, response) => {
    if (stopping && !takesNoMore(socket)) closeAfter(response);
  });
  return async (graceMs) => {
    // What has arrived and has not been read yet counts as begun.
    await new Promise(setImmediate);
    stopping = true;
    // Node takes those for idle whose answer has been made whole, read or not.
    server.closeIdleConnections = () => {};
    const closed = new Promise<void>((resolve) => {
      server.close(() => resolve());
    });
    for (const socket of connections) {
      const begun = underWay(socket);
      const last = begun.at(-1);
      if (last) closeAfter(last);
      else if (hasAsked(socket)) socket.destroy();
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
