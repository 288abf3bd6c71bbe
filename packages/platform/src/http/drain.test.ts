import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Drain, drains } from './drain.ts';

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
});
