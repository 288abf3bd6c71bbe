import type { Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { Server as TlsServer } from 'node:tls';

/** A connection that was made just now has so long to say what it wants: its first request may be on its way. */
const FIRST_REQUEST_MS = 250;

const ASKED = Symbol('asked');

/** With its last response, after those that had not ended when it came; with none where nothing has been asked yet. */
type Followed = Socket & { [ASKED]?: ServerResponse[] };

/** Stops a server: see `drains`. @param graceMs longest wait for what is under way; then it is cut */
export type Drain = (graceMs: number) => Promise<void>;

/**
 * Follows a server's connections from its start, so that it can stop without cutting what it has begun.
 * @returns what stops it: no connection is taken any more, those where nothing is under way are closed, and the others when they have been
 * answered (with `Connection: close`)
 */
export function drains(server: Server): Drain {
  const connections = new Set<Followed>();
  let stopping = false;
  // Of TLS the one that requests come by, which is there after the handshake.
  server.on(server instanceof TlsServer ? 'secureConnection' : 'connection', (socket: Followed) => {
    connections.add(socket);
    socket.once('close', () => connections.delete(socket));
  });
  /** Looked for when it matters: to listen to the end of each response took a twentieth of a remembered decision. */
  const underWay = (socket: Followed): ServerResponse[] =>
    socket[ASKED]?.filter(({ writableFinished }) => !writableFinished) ?? [];
  function closeAfter(response: ServerResponse): void {
    if (!response.headersSent) response.setHeader('connection', 'close');
    const { socket } = response.req;
    response.once('close', () => underWay(socket).length === 0 && socket.destroySoon());
  }
  server.on('request', ({ socket }: { readonly socket: Followed }, response) => {
    const before = socket[ASKED];
    if (before?.length === 1 && before[0]?.writableFinished) before[0] = response;
    else socket[ASKED] = [...underWay(socket), response];
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
      if (socket[ASKED] && begun.length === 0) socket.destroy();
    }
    const silent = setTimeout(() => {
      for (const socket of connections) if (!socket[ASKED]) socket.destroy();
    }, FIRST_REQUEST_MS);
    const all = setTimeout(() => server.closeAllConnections(), graceMs);
    await closed;
    clearTimeout(silent);
    clearTimeout(all);
  };
}
