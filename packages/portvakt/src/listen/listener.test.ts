import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Platform, startPlatform } from '@portvakt/platform';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ListenerIo, type ListenerOptions, listen, type Standing } from './listener.ts';

interface Received {
  readonly id: string;
  readonly type: string;
  readonly specversion: string;
  readonly redelivery?: number;
}

describe('a listener', () => {
  let platform: Platform;
  let server: Server;
  let target: string;
  let received: Received[];
  let types: (string | undefined)[];
  let authorizations: (string | undefined)[];
  let standings: Standing[];
  /** Answers the next requests; after them 204. */
  let answers: ((response: ServerResponse) => void)[];
  let troubles: string[];
  let pauses: number[];
  let whilePausing: () => Promise<void>;
  const folder = mkdtempSync(join(tmpdir(), 'portvakt-listen-'));

  beforeEach(async () => {
    platform = await startPlatform({ port: 0 });
    [received, types, answers, troubles, pauses, authorizations, standings] = [[], [], [], [], [], [], []];
    whilePausing = async () => {};
    server = createServer(async (request, response) => {
      let body = '';
      for await (const piece of request) body += piece;
      received.push(JSON.parse(body) as Received);
      types.push(request.headers['content-type']);
      authorizations.push(request.headers.authorization);
      const answer = answers.shift() ?? ((to) => to.writeHead(204).end());
      answer(response);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    target = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
  });
  afterEach(async () => {
    await platform.stop();
    server.closeAllConnections();
    server.close();
  });

  const happen = async (times: number) => {
    for (let at = 0; at < times; at += 1)
      await platform.createClient({ organization: '310044423', name: `Klient ${at}`, scopes: [], keys: [] });
  };
  /** Listens until so many have been taken. */
  const until = async (count: number, more: Partial<ListenerOptions> = { from: 'oldest' }): Promise<void> => {
    const ending = new AbortController();
    let left = count;
    const io: ListenerIo = {
      taken() {
        left -= 1;
        if (left === 0) ending.abort();
      },
      trouble: (text) => troubles.push(text),
      stands: (standing) => standings.push(standing),
      async pause(ms) {
        pauses.push(ms);
        await whilePausing();
      },
    };
    await listen({ base: platform.urls.base, target, kinds: [], ...more }, io, ending.signal);
  };
  const ids = () => received.map((event) => Number(event.id));

  it('forwards every event, in order, as CloudEvents', async () => {
    await happen(3);
    await until(3);
    expect(ids()).toEqual([1, 2, 3]);
    expect(received[0]).toMatchObject({ specversion: '1.0', type: 'no.portvakt.client.created' });
    expect(received[0]).not.toHaveProperty('redelivery');
    expect(new Set(types)).toEqual(new Set(['application/cloudevents+json; charset=utf-8']));
  });

  it('sends one until it is taken, later each time, marked, and none before it', async () => {
    const fail =
      (status: number, headers: Record<string, string> = {}) =>
      (response: ServerResponse) =>
        void response.writeHead(status, headers).end();
    answers = [
      fail(204),
      fail(500),
      fail(302, { location: 'http://127.0.0.1:1/' }),
      fail(429, { 'retry-after': '7' }),
      (response) => response.destroy(),
    ];
    await happen(3);
    await until(3);
    expect(ids()).toEqual([1, 2, 2, 2, 2, 2, 3]);
    expect(received.map((event) => event.redelivery)).toEqual([undefined, undefined, 1, 2, 3, 4, undefined]);
    expect(pauses).toEqual([500, 1000, 7000, 4000]);
    expect(troubles.map((text) => /\(([^)]*)\)/.exec(text)?.[1])).toEqual([
      'it answers 500',
      'it answers 302, which leads elsewhere: give the address where that ends',
      'it answers 429',
      expect.stringContaining('is --forward-to right?'),
    ]);
  });

  it('goes on where it ended, and marks what it may have sent before', async () => {
    const state = join(folder, 'one.json');
    await happen(5);
    await until(2, { state, from: 'oldest' });
    expect(JSON.parse(readFileSync(state, 'utf8'))).toMatchObject({ next: '2', sending: '5' });
    await until(3, { state });
    expect(ids()).toEqual([1, 2, 3, 4, 5]);
    expect(received.map((event) => event.redelivery)).toEqual([undefined, undefined, 1, 1, 1]);
  });

  it('takes only the kinds that are wanted', async () => {
    await happen(1);
    await fetch(new URL('/sandbox/reset', platform.urls.base), { method: 'POST' });
    await happen(1);
    await until(1, { kinds: ['sandbox'], from: 'oldest' });
    expect(received.map((event) => event.type)).toEqual(['no.portvakt.sandbox.reset']);
  });

  it('says so when the platform has another database, and begins at its beginning', async () => {
    const state = join(folder, 'other.json');
    writeFileSync(state, JSON.stringify({ feed: 'another', next: '700', sending: '700' }));
    await happen(2);
    await until(2, { state });
    expect(ids()).toEqual([1, 2]);
    expect(troubles).toEqual([expect.stringContaining('has not come as far as before')]);
    writeFileSync(state, JSON.stringify({ feed: 'another', next: '1', sending: '1' }));
    await happen(1);
    await until(1, { state });
    expect(troubles[1]).toContain('has another database than before');
  });

  it('waits for a platform that is away', async () => {
    const { port } = platform;
    await platform.stop();
    whilePausing = async () => {
      if (pauses.length < 3) return;
      whilePausing = async () => {};
      platform = await startPlatform({ port });
      await happen(1);
    };
    await until(1, { from: 'oldest' });
    expect(ids()).toEqual([1]);
    expect(pauses).toEqual([500, 1000, 2000]);
    expect(troubles).toEqual([
      expect.stringMatching(
        /^localhost:\d+ refused the connection: .* "portvakt up", .*--url.* This goes on trying\.$/,
      ),
    ]);
  });

  it('sends user and password of the address as such, and tells nobody of them', async () => {
    await happen(1);
    answers = [(to) => to.writeHead(503).end()];
    await until(1, { from: 'oldest', target: `${target.replace('//', '//ola:hem%40lig@')}?key=gjeheim` });
    expect(authorizations).toEqual(Array(2).fill(`Basic ${Buffer.from('ola:hem@lig').toString('base64')}`));
    expect(troubles).toEqual([`${target} has not taken event 1 (it answers 503). This goes on trying.`]);
  });

  it('says where it stands before the first answer', async () => {
    await happen(1);
    let before: readonly Standing[] = [];
    answers = [
      (to) => {
        before = [...standings];
        to.writeHead(204).end();
      },
    ];
    await until(1);
    expect(before).toEqual([{ at: '0' }]);
  });

  it('refuses an address that is none', async () => {
    await expect(until(1, { base: 'nonsense' })).rejects.toThrow('must be a base URL');
  });

  it('refuses a state that is not one, and what answers but is no feed', async () => {
    const state = join(folder, 'broken.json');
    writeFileSync(state, '{"feed":');
    await expect(until(1, { state })).rejects.toThrow('take it away');
    await expect(until(1, { base: `${platform.urls.base}/maskinporten` })).rejects.toThrow('is it a platform');
  });
});
