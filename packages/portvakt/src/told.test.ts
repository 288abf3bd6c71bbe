import { requestToken } from '@portvakt/client';
import { createSystemsClient } from '@portvakt/client/systems';
import { describe, expect, it } from 'vitest';
import { told } from './told.ts';

const caught = async (failing: Promise<unknown>): Promise<unknown> =>
  failing.then(
    () => expect.fail('it did not fail'),
    (error: unknown) => error,
  );
const asking = (fetch: typeof globalThis.fetch, timeoutMs = 15_000) =>
  caught(requestToken('https://test.maskinporten.no/token', 'a.b.c', { fetch, timeoutMs }));

describe('what a command says when it has failed', () => {
  it('of a host that is not reached: which, why, and what to try', async () => {
    const cause = Object.assign(new Error('getaddrinfo'), { code: 'ENOTFOUND' });
    const error = await asking(() => Promise.reject(new TypeError('fetch failed', { cause })));
    expect(told(error)).toMatch(/^test\.maskinporten\.no is not found by name\. Check the spelling; .*HTTPS_PROXY/);
  });

  it('of a host that is too slow: that it may be tried again', async () => {
    const never: typeof globalThis.fetch = (_url, init) =>
      new Promise((_resolve, reject) => {
        init?.signal?.addEventListener('abort', () => reject(init.signal?.reason));
      });
    expect(told(await asking(never, 1))).toMatch(/^test\.maskinporten\.no did not answer in time\. Try again/);
  });

  it('of a redirect: that something else may answer at the address', async () => {
    const error = await asking(async () => Response.redirect('https://elsewhere.example/', 302));
    expect(told(error)).toMatch(/^test\.maskinporten\.no answered with a redirect, .*\. Check the address: a proxy/);
  });

  it('of a customer who has not answered in time: that, and nothing of a host', async () => {
    const systems = createSystemsClient({
      platform: 'https://platform.tt02.altinn.no',
      token: async () => 'a.b.c',
      fetch: async () => Response.json({ id: 'x', status: 'New' }),
    });
    const error = await caught(systems.waitForApproval('x', { timeoutMs: 0 }));
    expect(told(error)).toBe('the customer has not answered in time. Ask again later: the request stands for 180 days');
  });
});
