import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { boundConnections } from './connections.ts';
import { type Drain, drains } from './drain.ts';
import { SERVER_LIMITS } from './index.ts';
import { inTurns } from './turns.ts';
import { connectionsOf, underWay } from './under-way.ts';

let server: Server;
let drain: Drain;
let port: number;
let answer: (text: string) => void;
let asked: Promise<unknown>;
beforeEach(async () => {
  server = createServer((request, response) => {
    answer = (text) => response.end(text);
    request.resume();
  });
  drain = drains(server);
  asked = once(server, 'request');
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  port = (server.address() as AddressInfo).port;
});
afterEach(() => {
  vi.useRealTimers();
  server.closeAllConnections();
});

interface Talk {
  readonly socket: Socket;
  readonly said: () => string;
  readonly ended: Promise<unknown>;
}

async function talk(text = ''): Promise<Talk> {
  const socket = connect(port, '127.0.0.1');
  let said = '';
  socket.setEncoding('utf8').on('data', (part: string) => {
    said += part;
  });
  socket.on('error', () => {});
  const ended = new Promise((resolve) => socket.once('close', resolve));
  const taken = once(server, 'connection');
  await once(socket, 'connect');
  await taken;
  socket.write(text);
  return { socket, said: () => said, ended };
}

/** The turn that a server which stops gives to what has arrived. */
const arrivalsTaken = () => new Promise(setImmediate);

const GET = 'GET / HTTP/1.1\r\nHost: x\r\n\r\n';

describe('a server that stops', () => {
  it('closes a connection that has been answered at once, and one on which nothing is asked soon', async () => {
    const fresh = await talk();
    const used = await talk(GET);
    await asked;
    answer('done');
    await expect.poll(used.said).toContain('done');
    expect(used.said()).not.toContain('Connection: close');
    await drain(1_000_000);
    await Promise.all([fresh.ended, used.ended]);
  });

  it('answers what has been asked, says that it closes, and takes no new connection meanwhile', async () => {
    const upload = await talk('POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\nab');
    await asked;
    let stopped = false;
    const stopping = drain(1_000_000).then(() => {
      stopped = true;
    });
    await arrivalsTaken();
    const late = connect(port, '127.0.0.1');
    const [error] = (await once(late, 'error')) as [NodeJS.ErrnoException];
    expect(error.code).toBe('ECONNREFUSED');
    expect(stopped).toBe(false);
    upload.socket.write('cd');
    answer('taken');
    await stopping;
    await upload.ended;
    expect(upload.said().toLowerCase()).toContain('connection: close');
    expect(upload.said()).toContain('taken');
  });

  it('answers the first request of a connection that was made just before', async () => {
    const fresh = await talk();
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const stopping = drain(1_000_000);
    fresh.socket.write(GET);
    await asked;
    answer('taken');
    await stopping;
    await fresh.ended;
    expect(fresh.said()).toContain('taken');
  });

  it('cuts what has not ended when the time is over', async () => {
    const hanging = await talk(GET);
    await asked;
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const stopping = drain(30_000);
    await arrivalsTaken();
    vi.advanceTimersByTime(29_999);
    expect(hanging.socket.destroyed).toBe(false);
    vi.advanceTimersByTime(1);
    await stopping;
    await hanging.ended;
    expect(hanging.said()).toBe('');
  });

  describe('with requests that were sent without waiting for the answers', () => {
    const begun: string[] = [];
    const waiting: (() => void)[] = [];
    const numbers = (count: number, from = 0) => Array.from({ length: count }, (_, place) => `/${from + place}`);
    const gets = (paths: readonly string[]) => paths.map((path) => `GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`).join('');
    const answered = (text: string) => [...text.matchAll(/<(\S+)>/g)].map(([, path]) => path);
    const closing = (text: string) => text.match(/connection: close/gi) ?? [];
    beforeEach(async () => {
      begun.length = 0;
      waiting.length = 0;
      server.close();
      server = createServer(SERVER_LIMITS);
      boundConnections(server);
      server.on(
        'request',
        inTurns(({ url = '' }, response) => {
          begun.push(url);
          waiting.push(() => response.end(`<${url}>`));
        }),
      );
      drain = drains(server);
      asked = once(server, 'request');
      await once(server.listen(0, '127.0.0.1'), 'listening');
      port = (server.address() as AddressInfo).port;
    });
    const answerAll = () => {
      for (const end of waiting.splice(0)) end();
    };

    it('answers each that it has taken, once and in order, and says with the last that it closes', async () => {
      const one = await talk(gets(numbers(50)));
      await asked;
      const stopping = drain(1_000_000);
      await expect
        .poll(() => {
          answerAll();
          return begun.length;
        })
        .toBe(50);
      answerAll();
      await Promise.all([stopping, one.ended]);
      expect(answered(one.said())).toEqual(numbers(50));
      expect(begun).toEqual(numbers(50));
      expect(closing(one.said())).toHaveLength(1);
      expect(one.said().toLowerCase().lastIndexOf('connection: close')).toBeGreaterThan(one.said().indexOf('</48>'));
    });

    it('begins none that comes after the one that was said to be the last', async () => {
      const one = await talk(gets(numbers(2)));
      await asked;
      await expect.poll(() => begun.length).toBe(2);
      const stopping = drain(1_000_000);
      await arrivalsTaken();
      let come = 0;
      server.on('request', () => {
        come += 1;
      });
      one.socket.write(gets(numbers(3, 2)));
      await expect.poll(() => come).toBe(3);
      answerAll();
      await Promise.all([stopping, one.ended]);
      expect(begun).toEqual(numbers(2));
      expect(answered(one.said())).toEqual(numbers(2));
    });

    it('answers what comes behind an answer whose headers are out already', async () => {
      const one = await talk();
      server.prependOnceListener('request', (_, response) => {
        response.write('first part ');
      });
      one.socket.write(gets(['/0']));
      await expect.poll(one.said).toContain('first part');
      const stopping = drain(1_000_000);
      await arrivalsTaken();
      one.socket.write(gets(['/1']));
      await expect.poll(() => begun.length).toBe(2);
      answerAll();
      await Promise.all([stopping, one.ended]);
      expect(answered(one.said())).toEqual(['/0', '/1']);
      expect(closing(one.said())).toHaveLength(1);
    });

    it('does not cut an answer that has been made whole and is being read', async () => {
      const SIZE = 32 * 1024 * 1024;
      const one = await talk();
      one.socket.pause();
      one.socket.write(gets(['/0']));
      await asked;
      await expect.poll(() => waiting.length).toBe(1);
      const [response] = [...connectionsOf(server)].flatMap((socket) => [...underWay(socket)]);
      response?.end(Buffer.alloc(SIZE, 'x'));
      const stopping = drain(1_000_000);
      await arrivalsTaken();
      await arrivalsTaken();
      one.socket.resume();
      await Promise.all([stopping, one.ended]);
      expect(one.said().length).toBeGreaterThan(SIZE);
    });
  });
});
