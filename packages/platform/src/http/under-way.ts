/** What is being answered on each connection of a server. */
import type { Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { Server as TlsServer } from 'node:tls';

const ASKED = Symbol('asked');
/** Marks a connection of which nothing more is taken. On the connection itself: a weak set is looked through for each request. */
const LAST = Symbol('last');

/** With its last response, after those that had not ended when it came; with none where nothing has been asked yet. */
type Followed = Socket & { [ASKED]?: ServerResponse[]; [LAST]?: true };

const followed = new WeakSet<Server>();
const connections = new WeakMap<Server, Set<Socket>>();

/** The connections of a server, to be asked for at its start: what opens and closes later is in it. */
export function connectionsOf(server: Server): ReadonlySet<Socket> {
  const known = connections.get(server);
  if (known) return known;
  const open = new Set<Socket>();
  connections.set(server, open);
  // Of TLS the one that requests come by, which is there after the handshake.
  server.on(server instanceof TlsServer ? 'secureConnection' : 'connection', (socket: Socket) => {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
  });
  return open;
}

/** Follows the connections of a server, from its start; once, whoever asks for it. */
export function followAnswers(server: Server): void {
  if (followed.has(server)) return;
  followed.add(server);
  server.on('request', ({ socket }: { readonly socket: Followed }, response) => {
    const before = socket[ASKED];
    if (before === undefined) socket[ASKED] = [response];
    else if (before.length === 1 && before[0]?.writableFinished) before[0] = response;
    else {
      // They end in the order in which they were asked for.
      const first = before.findIndex(({ writableFinished }) => !writableFinished);
      before.splice(0, first < 0 ? before.length : first);
      before.push(response);
    }
  });
}

/** Whether all that was asked on the connection before its last request had been answered when that came. */
export const isAlone = (socket: Followed): boolean => socket[ASKED]?.length === 1;

/** Whether anything has been asked on the connection. */
export const hasAsked = (socket: Followed): boolean => socket[ASKED] !== undefined;

/** What has not been answered whole. Looked for when it matters: to listen to the end of each response took a twentieth of a remembered decision. */
export const underWay = (socket: Followed): readonly ServerResponse[] =>
  socket[ASKED]?.filter(({ writableFinished }) => !writableFinished) ?? [];

/** Bytes of answers that have been made and that the other side has not taken: those in its connection, and those that wait for it. */
export const unreadOf = (socket: Socket): number =>
  underWay(socket).reduce((sum, { writableLength }) => sum + writableLength, 0);

/** The answer says `Connection: close`: what is asked on its connection after it is not taken. */
export function letBeLast(response: ServerResponse): void {
  response.setHeader('connection', 'close');
  const socket: Followed = response.req.socket;
  socket[LAST] = true;
}

/** Whether what comes on the connection is not to be taken any more. */
export const takesNoMore = (socket: Followed): boolean => socket[LAST] === true;
