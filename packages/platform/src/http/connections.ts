import type { Server } from 'node:http';
import { followAnswers, underWay } from './under-way.ts';

/** Of one server of a node; further ones are closed as they come. */
const MAX_CONNECTIONS = 10_000;
/** Whoever has taken nothing of an answer for so long gets no more of it. */
const UNREAD_MS = 60_000;

export interface ConnectionLimits {
  readonly most?: number;
  readonly unread_ms?: number;
}

/**
 * Bounds what connections cost: how many there are, and how long one may hold an answer that nobody reads. Requests that come slowly are bounded
 * by the server's own limits (`SERVER_LIMITS`).
 */
export function boundConnections(
  server: Server,
  { most = MAX_CONNECTIONS, unread_ms = UNREAD_MS }: ConnectionLimits = {},
): void {
  server.maxConnections = most;
  server.timeout = unread_ms;
  followAnswers(server);
  server.on('timeout', (socket) => {
    // What is still being made, or follows what happens, has sent all that there is.
    if (underWay(socket).length > 0 && socket.writableLength === 0) return;
    socket.destroy();
  });
}
