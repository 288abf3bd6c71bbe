import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { startRelay } from './relay.ts';

const HOST = '127.0.0.1';

/** A server that says back what it is told, and remembers who has connected. */
async function startEcho() {
  const seen: unknown[] = [];
  const server = createServer((socket) => {
    seen.push(socket);
    socket.on('error', () => {}).pipe(socket);
  });
  await once(server.listen(0, HOST), 'listening');
  return { seen, port: (server.address() as AddressInfo).port, close: () => server.close() };
}

describe('a relay that is silent', () => {
  it('lets its server hear nothing of who connects meanwhile, and ends that connection when it is over', async () => {
    const echo = await startEcho();
    const relay = await startRelay({ port: echo.port, host: HOST });
    relay.silence();
    const during = connect(relay.port, HOST);
    const ended = once(during, 'close');
    await once(during, 'connect');
    // The relay accepts it in the next turn of the event loop.
    for (let turns = 0; turns < 2; turns += 1) await turn();
    relay.resume();
    const after = connect(relay.port, HOST);
    after.write('heard');
    const [answer] = await once(after, 'data');
    expect(String(answer)).toBe('heard');
    expect(echo.seen).toHaveLength(1);
    await ended;
    after.destroy();
    await relay.close();
    echo.close();
  });
});
