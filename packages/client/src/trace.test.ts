import { describe, expect, it } from 'vitest';
import { createMaskinportenClient } from './client.ts';
import { jwk } from './keys.ts';
import { createPdpClient } from './pdp/index.ts';
import { privateJwk, READ } from './testing/world.ts';

const TRACE = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';

/** A network that refuses everything, and what it was sent. */
function network() {
  const traces: (string | null)[] = [];
  const fetch = async (_: unknown, init?: RequestInit) => {
    traces.push(new Headers(init?.headers).get('traceparent'));
    return Response.json({ error: 'invalid_grant' }, { status: 400 });
  };
  return { traces, fetch: fetch as typeof globalThis.fetch };
}

describe('a trace that there is', () => {
  it.each([
    ['is sent on with what asks for a token', () => TRACE, [TRACE]],
    ['is not sent when there is none', () => undefined, [null]],
    ['is not sent when it is no trace: nothing gets into a header by it', () => 'x\r\nauthorization: y', [null]],
    ['is not sent when nobody gives it', undefined, [null]],
  ])('%s', async (_, traceparent, sent) => {
    const { traces, fetch } = network();
    const key = jwk(await privateJwk());
    const client = createMaskinportenClient({
      environment: 'test',
      clientId: 'a',
      key,
      scopes: READ,
      retry: false,
      fetch,
      ...(traceparent ? { traceparent } : {}),
    });
    await expect(client.getToken()).rejects.toMatchObject({ code: 'MASKINPORTEN_REJECTED' });
    expect(traces).toEqual(sent);
  });

  it('is sent on with a question to the PDP', async () => {
    const { traces, fetch } = network();
    const pdp = createPdpClient({ environment: 'test', token: async () => 'a', fetch, traceparent: () => TRACE });
    await expect(pdp.evaluate({ Request: {} } as never)).rejects.toThrow();
    expect(traces).toEqual([TRACE]);
  });
});
