import { once } from 'node:events';
import { afterEach, describe, expect, it } from 'vitest';
import { createHttp, listenFirst, openDoors } from './index.ts';

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
