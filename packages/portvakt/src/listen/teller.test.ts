import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Platform, startPlatform } from '@portvakt/platform';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { listen } from './listener.ts';
import { Teller } from './teller.ts';

interface Told {
  readonly target: string;
  readonly at: string;
  readonly waiting: number;
  readonly trouble?: string;
  readonly problem?: string;
  readonly status?: number;
  readonly nextTry?: string;
}

describe('what a platform is told of a webhook', () => {
  let platform: Platform;
  let server: Server;
  let target: string;
  let status: number;
  let asked: number;
  beforeEach(async () => {
    platform = await startPlatform({ port: 0 });
    [status, asked] = [500, 0];
    server = createServer((_request, response) => {
      asked += 1;
      response.writeHead(status).end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    target = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook?token=gjeheim`;
  });
  afterEach(async () => {
    await platform.stop();
    server.closeAllConnections();
    server.close();
  });

  const told = async (): Promise<readonly Told[]> =>
    (await (await fetch(new URL('/sandbox/listeners', platform.urls.base))).json()) as Told[];

  it('is how far it is, what is in the way and when it tries again, without what may be secret; and its end', async () => {
    for (const name of ['en', 'to'])
      await platform.createClient({ organization: '310044423', name, scopes: [], keys: [] });
    const teller = new Teller(platform.urls.base, 'one', target);
    const ending = new AbortController();
    let go: (() => void) | undefined;
    const listening = listen(
      { base: platform.urls.base, target, kinds: [], from: 'oldest' },
      {
        taken() {},
        trouble() {},
        stands: (standing) => teller.tell(standing),
        pause: () =>
          new Promise((resolve) => {
            go = resolve;
          }),
      },
      ending.signal,
    );
    const shown = target.slice(0, target.indexOf('?'));
    await expect.poll(told).toEqual([
      {
        ...{ id: 'one', target: shown, at: '0', waiting: 2 },
        trouble: `${shown} has not taken event 1 (it answers 500).`,
        ...{ problem: 'answer', status: 500, nextTry: expect.any(String), seen: expect.any(String) },
      },
    ]);
    expect(asked).toBe(1);
    status = 204;
    go?.();
    await expect.poll(told).toEqual([{ id: 'one', target: shown, at: '2', waiting: 0, seen: expect.any(String) }]);
    ending.abort();
    await listening;
    await teller.end();
    expect(await told()).toEqual([]);
  });

  it('is refused in words when it is not what it must be', async () => {
    const put = async (id: string, body: string) => {
      const answer = await fetch(new URL(`/sandbox/listeners/${id}`, platform.urls.base), {
        method: 'PUT',
        headers: { 'content-type': 'application/json' },
        body,
      });
      return `${answer.status} ${((await answer.json()) as { detail?: string }).detail}`;
    };
    const good = { target: 'http://localhost/', at: '1' };
    expect(await put('a.b', JSON.stringify(good))).toMatch(/^400 .*its id must be/);
    expect(await put('a', '[]')).toMatch(/^400 .*JSON object/);
    expect(await put('a', JSON.stringify({ ...good, target: 'x'.repeat(501) }))).toMatch(/^400 .*target/);
    expect(await put('a', JSON.stringify({ ...good, at: 1 }))).toMatch(/^400 .*at must/);
    expect(await put('a', JSON.stringify({ ...good, trouble: {} }))).toMatch(/^400 .*trouble/);
    expect(await put('a', JSON.stringify({ ...good, problem: 'bad' }))).toMatch(/^400 .*problem/);
    expect(await put('a', JSON.stringify({ ...good, status: 99 }))).toMatch(/^400 .*status/);
    expect(await put('a', JSON.stringify({ ...good, retryInMs: -1 }))).toMatch(/^400 .*retryInMs/);
    expect(await told()).toEqual([]);
  });
});
