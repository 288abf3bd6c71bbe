import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { boundConnections } from './connections.ts';
import { SERVER_LIMITS } from './index.ts';
import { inTurns } from './turns.ts';
import { connectionsOf, unreadOf } from './under-way.ts';

const AT_ONCE = 16;
const PATIENT = { interval: 20 };
const open: { server?: Server; sockets: Socket[] } = { sockets: [] };
afterEach(() => {
  for (const socket of open.sockets.splice(0)) socket.destroy();
  open.server?.closeAllConnections();
  open.server?.close();
});

/** @returns most requests that had come and were not answered, at any time */
async function listening(handler: RequestListener): Promise<() => number> {
  let [come, answered, most] = [0, 0, 0];
  open.server = createServer(SERVER_LIMITS);
  boundConnections(open.server);
  open.server.on('request', (_, response) => {
    come += 1;
    most = Math.max(most, come - answered);
    response.on('close', () => {
      answered += 1;
    });
  });
  open.server.on('request', inTurns(handler));
  await once(open.server.listen(0, '127.0.0.1'), 'listening');
  return () => most;
}

async function connected(): Promise<Socket> {
  const socket = connect(((open.server as Server).address() as AddressInfo).port, '127.0.0.1');
  open.sockets.push(socket);
  socket.on('error', () => {});
  await once(socket, 'connect');
  return socket;
}

const STATUS = 'HTTP/1.1 200 ';

/** Resolves with what has come when so many answers have. */
const answers = (socket: Socket, count: number): Promise<string> =>
  new Promise((resolve) => {
    const parts: string[] = [];
    let [found, rest] = [0, ''];
    socket.on('data', (part) => {
      parts.push(String(part));
      const pieces = (rest + part).split(STATUS);
      found += pieces.length - 1;
      // One may be cut in two.
      rest = pieces.at(-1)?.slice(1 - STATUS.length) ?? '';
      if (found >= count) resolve(parts.join(''));
    });
  });

const get = (path: string): string => `GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`;
const post = (path: string, body: string): string =>
  `POST ${path} HTTP/1.1\r\nHost: x\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
const numbered = (count: number, one: (path: string) => string): string =>
  Array.from({ length: count }, (_, index) => one(`/${index}`)).join('');

describe('requests sent on one connection without waiting', () => {
  it('are begun a few in a turn, so that another connection is answered before them', async () => {
    const begun = new Map<number, number>();
    let turn = 0;
    const count = () => {
      turn += 1;
      if (open.server?.listening) setImmediate(count);
    };
    const order: string[] = [];
    await listening(({ url = '' }, response) => {
      order.push(url);
      begun.set(turn, (begun.get(turn) ?? 0) + 1);
      response.end('x');
    });
    count();
    const [many, other] = [await connected(), await connected()];
    const all = answers(many, 6000);
    many.write(numbered(6000, get));
    await once(many, 'data');
    other.write(get('/health'));
    await answers(other, 1);
    expect(order.length).toBeLessThan(3000);
    await all;
    // Those that the first turn finds, before any has waited, and those that were let in: never more than twice what is worked on at once.
    expect(Math.max(...begun.values())).toBeLessThanOrEqual(2 * AT_ONCE);
    expect(order.filter((url) => url !== '/health')).toEqual(Array.from({ length: 6000 }, (_, index) => `/${index}`));
  });

  it('are worked on a few at once, whatever waits for something, and are answered in their order', async () => {
    let [working, most] = [0, 0];
    const outstanding = await listening((request, response) => {
      working += 1;
      most = Math.max(most, working);
      response.on('close', () => {
        working -= 1;
      });
      let body = '';
      request.on('data', (part) => {
        body += part;
      });
      request.on('end', () => setImmediate(() => response.end(`<${request.url} ${body}>`)));
    });
    const socket = await connected();
    const all = answers(socket, 8000);
    socket.write(numbered(8000, (path) => post(path, `body of ${path}`)));
    const text = await all;
    expect([...text.matchAll(/<\/(\d+) body of \/(\d+)>/g)].map(([, path, body]) => [path, body].join(' '))).toEqual(
      Array.from({ length: 8000 }, (_, index) => `${index} ${index}`),
    );
    expect(most).toBeLessThanOrEqual(AT_ONCE + 1);
    // No more was read than a read brings.
    expect(outstanding()).toBeLessThan(4000);
  });

  it('are not begun while answers are not read: as much is made as may wait, whatever is asked for', async () => {
    const SIZE = 134_000;
    let [begun, most] = [0, 0];
    const unread = () => [...connectionsOf(open.server as Server)].map(unreadOf);
    await listening((_, response) => {
      begun += 1;
      response.end('x'.repeat(SIZE));
      most = Math.max(most, ...unread());
    });
    const sockets = await Promise.all(Array.from({ length: 20 }, connected));
    for (const socket of sockets) socket.pause().write(numbered(100, get));
    // What the kernel takes for those who do not read is its own.
    let [before, looks] = [-1, 0];
    await expect
      .poll(() => {
        looks = begun === before && unread().every((bytes) => bytes > 0) ? looks + 1 : 0;
        before = begun;
        return looks;
      }, PATIENT)
      .toBeGreaterThan(5);
    expect(most).toBeLessThan(3 * SIZE);
    expect(unread().reduce((sum, bytes) => sum + bytes, 0)).toBeLessThan(20 * 3 * SIZE);
    expect(begun).toBeLessThan(20 * 100);
    // Who reads after all gets everything.
    const [one] = sockets as [Socket];
    const all = answers(one, 100);
    one.resume();
    expect((await all).split(STATUS)).toHaveLength(101);
  });

  it('are dropped when their connection is gone', async () => {
    let begun = 0;
    const wait: (() => void)[] = [];
    await listening((_, response) => {
      begun += 1;
      wait.push(() => response.end('x'));
    });
    const socket = await connected();
    socket.write(numbered(200, get));
    await once(open.server as Server, 'request');
    await new Promise(setImmediate);
    const closed = new Promise((resolve) => (open.server as Server).once('connection', resolve));
    socket.destroy();
    for (const end of wait.splice(0)) end();
    const next = await connected();
    await closed;
    next.write(get('/'));
    await once(open.server as Server, 'request');
    expect(begun).toBeLessThanOrEqual(2 * AT_ONCE + 2);
  });

  it('are handed on as they come where each waits for the one before', async () => {
    const turns: string[] = [];
    await listening(({ url = '' }, response) => {
      turns.push(url);
      response.end('x');
    });
    const socket = await connected();
    for (let index = 0; index < 50; index += 1) {
      const answer = answers(socket, 1);
      socket.write(get(`/${index}`));
      await answer;
      socket.removeAllListeners('data');
    }
    expect(turns).toHaveLength(50);
  });
});
