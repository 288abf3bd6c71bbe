import { once } from 'node:events';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createHttp, HttpProblem, listenFirst, openDoors } from './index.ts';

describe('a server that listens before its routes are there', () => {
  const closing: (() => Promise<unknown>)[] = [];
  afterEach(async () => {
    for (const close of closing.splice(0)) await close();
  });

  it('lets every request wait that comes before they are, and answers it then', async () => {
    const { server, port } = await listenFirst('localhost', 0);
    const arrived = async (path: string) => {
      const seen = once(server, 'request');
      const answer = fetch(`http://localhost:${port}${path}`);
      await seen;
      return answer.then((response) => response.text());
    };
    const first = { answer: arrived('/there') };
    await once(server, 'request');
    const app = createHttp({ server });
    closing.push(() => app.close());
    let isReady = false;
    app.addHook('onReady', async () => {
      await new Promise(setImmediate);
      isReady = true;
    });
    app.get('/there', async () => (isReady ? 'here' : 'too early'));
    const second = { answer: arrived('/there') };
    await once(server, 'request');
    await app.ready();
    openDoors(server);
    expect([await first.answer, await second.answer]).toEqual(['here', 'here']);
    expect(await arrived('/there')).toBe('here');
  });
});

describe('a fault', () => {
  it('is in the log by the trace id that its answer names, also where nobody has asked for a log', async () => {
    const written: string[] = [];
    const spy = vi.spyOn(process.stderr, 'write').mockImplementation((text) => written.push(String(text)) > 0);
    const app = createHttp();
    app.get('/fault', async () => {
      throw new Error('the disk is full');
    });
    app.get('/refusal', async () => {
      throw new HttpProblem(400, 'no');
    });
    await app.inject('/refusal');
    const answer = await app.inject({ url: '/fault', headers: { authorization: 'Bearer secret' } });
    spy.mockRestore();
    expect(answer.statusCode).toBe(500);
    expect(written).toHaveLength(1);
    const line = JSON.parse(written[0] ?? '');
    expect(line).toMatchObject({ reqId: answer.json().traceId, err: { message: 'the disk is full' } });
    expect(written[0]).not.toContain('secret');
  });
});
