import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { boundConnections, type ConnectionLimits } from './connections.ts';
import { SERVER_LIMITS } from './index.ts';
import { connectionsOf, unreadOf } from './under-way.ts';

const open: { server?: Server; sockets: Socket[] } = { sockets: [] };
afterEach(async () => {
  for (const socket of open.sockets.splice(0)) socket.destroy();
  open.server?.closeAllConnections();
  open.server?.close();
});

async function listening(limits: ConnectionLimits, handler: RequestListener, more: object = {}): Promise<void> {
  open.server = createServer({ ...SERVER_LIMITS, ...more }, handler);
  boundConnections(open.server, limits);
  await once(open.server.listen(0, '127.0.0.1'), 'listening');
}

/** A connection, and what has come on it until it was closed. */
async function connected(): Promise<{ readonly socket: Socket; readonly closed: Promise<string> }> {
  const { port } = (open.server as Server).address() as AddressInfo;
  const socket = connect(port, '127.0.0.1');
  open.sockets.push(socket);
  let text = '';
  socket.on('data', (data) => {
    text += data;
  });
  socket.on('error', () => {});
  // Not `once`, which fails when the server has reset the connection.
  const closed = new Promise<string>((resolve) => socket.on('close', () => resolve(text)));
  await once(socket, 'connect');
  return { socket, closed };
}

const GET = 'GET / HTTP/1.1\r\nHost: x\r\n\r\n';
/** What the server gives a request to arrive. */
const ARRIVAL_MS = 300;
const SLOW = { requestTimeout: ARRIVAL_MS, headersTimeout: ARRIVAL_MS, connectionsCheckingInterval: 50 };

describe('a connection', () => {
  it('on which a request comes too slowly is refused: headers, and a body', async () => {
    const reading: RequestListener = async (request, response) => {
      try {
        for await (const _ of request);
        response.end('all of it');
      } catch {
        // It was cut.
      }
    };
    await listening({}, reading, SLOW);
    for (const beginning of [
      'GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ',
      'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n',
    ]) {
      const { socket, closed } = await connected();
      socket.write(beginning);
      const drip = setInterval(() => socket.write('a'), 60);
      // Of the body the ninth byte would be there after 0.54 s.
      expect(await closed).toMatch(/^HTTP\/1\.1 408 |^$/);
      clearInterval(drip);
    }
  });

  it('on which nothing is asked at all is closed', async () => {
    await listening({}, (_, response) => void response.end(), SLOW);
    await (await connected()).closed;
  });

  it('whose client does not read its answer is closed, and the answer is made no longer', async () => {
    let closed = Promise.resolve<unknown>(undefined);
    await listening({ unread_ms: 200 }, (_, response) => {
      closed = once(response, 'close');
      response.write(Buffer.alloc(64 * 1024 * 1024));
    });
    const { socket } = await connected();
    socket.pause();
    socket.write(GET);
    await once(open.server as Server, 'request');
    await closed;
  });

  it('that waits for something to happen is left, however long that takes', async () => {
    let tell = () => {};
    await listening({ unread_ms: 50 }, (_, response) => {
      response.write('first');
      tell = () => response.end('last');
    });
    const { socket, closed } = await connected();
    const timedOut = once(open.server as Server, 'timeout');
    socket.write(GET);
    await timedOut;
    tell();
    socket.end();
    expect(await closed).toContain('last');
  });

  it('beyond the most that there may be is closed at once, and those that are there are served', async () => {
    await listening({ most: 3 }, (_, response) => void response.end('here'));
    const first = [await connected(), await connected(), await connected()];
    const flood = await Promise.all(Array.from({ length: 20 }, connected));
    expect(await Promise.all(flood.map(({ closed }) => closed))).toEqual(flood.map(() => ''));
    for (const { socket, closed } of first) {
      socket.end(GET);
      expect(await closed).toContain('here');
    }
    // There is room again.
    const { socket, closed } = await connected();
    socket.end(GET);
    expect(await closed).toContain('here');
  });

  it('holds answers that are not read only as long as all of them together are few: then who reads nothing is cut, and who reads is not', async () => {
    const SIZE = 8 * 1024 * 1024;
    // Half of it is two answers with their headers, of which one may be the reader's.
    const LIMIT = 4.5 * SIZE;
    await listening({ unreadBytes: LIMIT }, (_, response) => void response.end(Buffer.alloc(SIZE, 'x')));
    const server = open.server as Server;
    const held = () => [...connectionsOf(server)].reduce((sum, one) => sum + unreadOf(one), 0);
    const stuck = await Promise.all(Array.from({ length: 8 }, connected));
    for (const { socket } of stuck) {
      socket.pause();
      socket.write(GET);
    }
    const reader = await connected();
    reader.socket.write(GET.replace('\r\n\r\n', '\r\nConnection: close\r\n\r\n'));
    expect((await reader.closed).length).toBeGreaterThan(SIZE);
    const patient = { interval: 20 };
    await expect.poll(() => connectionsOf(server).size, patient).toBeLessThan(8);
    await expect.poll(held, patient).toBeLessThanOrEqual(LIMIT);
    expect(connectionsOf(server).size).toBeGreaterThan(0);
  });
});
