import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { connectionsOf, followAnswers, underWay, unreadOf } from './under-way.ts';

/** Of one server of a node; further ones are closed as they come. */
const MAX_CONNECTIONS = 10_000;
/** Whoever has taken nothing of an answer for so long gets no more of it. */
const UNREAD_MS = 60_000;
/** So much of answers may be made and not be read, of all connections of a server together. */
const UNREAD_BYTES = 64 * 1024 * 1024;
const LOOK_MS = 250;

export interface ConnectionLimits {
  readonly most?: number;
  readonly unread_ms?: number;
  readonly unreadBytes?: number;
}

/**
 * Bounds what connections cost: how many there are, how long one may hold an answer that nobody reads, and how much all of them hold. Requests
 * that come slowly are bounded by the server's own limits (`SERVER_LIMITS`).
 */
export function boundConnections(
  server: Server,
  { most = MAX_CONNECTIONS, unread_ms = UNREAD_MS, unreadBytes = UNREAD_BYTES }: ConnectionLimits = {},
): void {
  server.maxConnections = most;
  server.timeout = unread_ms;
  followAnswers(server);
  server.on('timeout', (socket) => {
    // What is still being made, or follows what happens, has sent all that there is.
    if (underWay(socket).length > 0 && socket.writableLength === 0) return;
    socket.destroy();
  });
  const connections = connectionsOf(server);
  const taken = new WeakMap<Socket, number>();
  const looks = setInterval(() => shed(connections, taken, unreadBytes), LOOK_MS).unref();
  server.once('close', () => clearInterval(looks));
}

/**
 * Where too much is unread, cuts connections whose other side has taken nothing since the last look, those that hold most first, until half of it
 * is left. Where it is twice too much others are cut too.
 * @param taken what each had taken at the last look
 */
function shed(connections: ReadonlySet<Socket>, taken: WeakMap<Socket, number>, most: number): void {
  const holding: { readonly socket: Socket; readonly unread: number; readonly isStuck: boolean }[] = [];
  let sum = 0;
  for (const socket of connections) {
    const unread = unreadOf(socket);
    if (unread === 0) continue;
    sum += unread;
    const now = socket.bytesWritten - socket.writableLength;
    holding.push({ socket, unread, isStuck: taken.get(socket) === now });
    taken.set(socket, now);
  }
  if (sum <= most) return;
  holding.sort((a, b) => Number(b.isStuck) - Number(a.isStuck) || b.unread - a.unread);
  for (const { socket, unread, isStuck } of holding) {
    if (sum <= (isStuck ? most / 2 : 2 * most)) break;
    sum -= unread;
    socket.destroy();
  }
}
