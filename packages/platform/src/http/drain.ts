import type { Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

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
  /** What is under way on each connection; undefined where nothing has been asked yet. */
  const underWay = new Map<Socket, Set<ServerResponse> | undefined>();
  let stopping = false;
  server.on('connection', (socket) => {
    underWay.set(socket, undefined);
    socket.once('close', () => underWay.delete(socket));
  });
  /** One function for all responses: making one for each took longer than all else here. */
  function settle(this: ServerResponse): void {
    const { socket } = this.req;
    const responses = underWay.get(socket);
    responses?.delete(this);
    if (stopping && responses?.size === 0) socket.destroySoon();
  }
  server.on('request', ({ socket }, response) => {
    let responses = underWay.get(socket);
    if (responses === undefined) {
      responses = new Set();
      underWay.set(socket, responses);
    }
    responses.add(response);
    if (stopping) response.setHeader('connection', 'close');
    response.on('close', settle);
  });
  return async (graceMs) => {
    stopping = true;
    // What has arrived and has not been read yet counts as begun.
    await new Promise(setImmediate);
    const closed = new Promise<void>((resolve) => {
      server.close(() => resolve());
    });
    for (const [socket, responses] of underWay) {
      if (responses?.size === 0) socket.destroy();
      for (const response of responses ?? []) if (!response.headersSent) response.setHeader('connection', 'close');
    }
    const silent = setTimeout(() => {
      for (const [socket, responses] of underWay) if (!responses) socket.destroy();
    }, FIRST_REQUEST_MS);
    const all = setTimeout(() => server.closeAllConnections(), graceMs);
    await closed;
    clearTimeout(silent);
    clearTimeout(all);
  };
}
