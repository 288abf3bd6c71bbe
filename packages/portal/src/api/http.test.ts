import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ApiFailure, call, callXml, orWhenMissing } from './http.ts';

const CLIENT = 'GET /selvbetjening/api/v1/clients/{id}';
const platform = vi.fn<typeof fetch>();
beforeEach(() => vi.stubGlobal('fetch', platform));
afterEach(() => vi.unstubAllGlobals());

const answers = (body: string, status = 200) => platform.mockResolvedValueOnce(new Response(body, { status }));
const asked = () => {
  const [address, { method, headers, body } = {}] = platform.mock.lastCall ?? [];
  return { address, method, headers, body };
};

describe('a call of an operation', () => {
  it('has its parameters in the address, escaped', async () => {
    answers('{"client_id":"a/b"}');
    expect(await call(CLIENT, { params: { id: 'a/b' }, organization: '310044423' })).toEqual({ client_id: 'a/b' });
    expect(asked()).toEqual({
      address: '/selvbetjening/api/v1/clients/a%2Fb',
      method: 'GET',
      headers: { accept: 'application/json', 'x-portvakt-organization': '310044423' },
      body: null,
    });
  });

  it('repeats a member of the query for each value, and leaves out what is not given', async () => {
    answers('[]');
    await call('GET /authentication/api/v1/systemuser/agent/{party}/clients', {
      params: { party: 7 },
      query: { facilitator: 'f', packages: ['urn:a', 'urn:b&c'] },
    });
    expect(asked().address).toBe(
      '/authentication/api/v1/systemuser/agent/7/clients?facilitator=f&packages=urn%3Aa&packages=urn%3Ab%26c',
    );
    answers('[]');
    await call('GET /selvbetjening/api/v1/clients');
    expect(asked().address).toBe('/selvbetjening/api/v1/clients');
  });

  it('sends an object as JSON and a text as it is', async () => {
    answers('{"version":2}');
    await call('PUT /policy-authoring/api/v1/resources/{id}/policy', {
      params: { id: 'r' },
      body: { xml: '<Policy/>' },
      ifMatch: '"1"',
    });
    expect(asked()).toMatchObject({
      headers: { 'content-type': 'application/json', 'if-match': '"1"' },
      body: '{"xml":"<Policy/>"}',
    });
    answers('{}');
    await call('POST /selvbetjening/api/v2/clients/{id}/key', { params: { id: 'c' }, body: '-----BEGIN' });
    expect(asked()).toMatchObject({ headers: { 'content-type': 'text/plain' }, body: '-----BEGIN' });
  });

  it('has deleted what somebody deleted meanwhile, and not what could not be deleted', async () => {
    const end = () => call('DELETE /sandbox/situations/{id}', { params: { id: 'ended-elsewhere' } });
    for (const status of [404, 410]) {
      answers('{"code":"situation-unknown"}', status);
      expect(await end()).toBeUndefined();
    }
    for (const [body, status] of [
      ['{"code":"address-unknown"}', 404],
      ['{}', 403],
      ['{}', 412],
      ['{}', 500],
    ] as const) {
      answers(body, status);
      await expect(end()).rejects.toThrow(ApiFailure);
    }
    answers('{}', 404);
    await expect(call(CLIENT, { params: { id: 'gone' } })).rejects.toThrow(ApiFailure);
  });

  it('gives undefined for an empty answer, and XML as it came', async () => {
    answers('');
    expect(await call('GET /accessmanagement/api/v1/meta/info/roles')).toBeUndefined();
    answers('<Policy/>');
    const policy = await callXml('GET /resourceregistry/api/v1/resource/{id}/policy', { params: { id: 'r' } });
    expect([policy, asked().headers]).toEqual(['<Policy/>', { accept: 'application/xml' }]);
  });

  it('does not compile for what no operation is, reads or answers', () => {
    const wrong = [
      // @ts-expect-error: no operation has this path
      () => call('GET /selvbetjening/api/v1/customers'),
      // @ts-expect-error: which client
      () => call(CLIENT),
      // @ts-expect-error: a client has no number
      () => call(CLIENT, { params: { id: 7 } }),
      // @ts-expect-error: the log is not read by person
      () => call('GET /sandbox/token-requests', { query: { person: 'x' } }),
      // @ts-expect-error: a policy is sent as XML in a member
      () => call('PUT /policy-authoring/api/v1/resources/{id}/policy', { params: { id: 'r' }, body: { policy: 'x' } }),
      // @ts-expect-error: a client has no such member
      async () => (await call(CLIENT, { params: { id: 'c' } })).secret_word,
    ];
    expect(wrong).toHaveLength(6);
  });

  it('is not made for an id that no address can carry: there is nothing of that name', async () => {
    const calls = platform.mock.calls.length;
    expect(await orWhenMissing(call(CLIENT, { params: { id: '..' } }), null)).toBeNull();
    expect(platform.mock.calls).toHaveLength(calls);
  });

  it('fails with the refusal, as missing when a page came instead of JSON, and without a status when nothing came', async () => {
    const failure = async () => call(CLIENT, { params: { id: 'c' } }).catch((error: unknown) => error);
    answers('{"error":"invalid_request"}', 400);
    expect(await failure()).toEqual(new ApiFailure(400, 'invalid_request'));
    answers('<!doctype html>');
    expect(await failure()).toEqual(new ApiFailure(404, ''));
    platform.mockRejectedValueOnce(new TypeError('fetch failed'));
    expect(await failure()).toEqual(new ApiFailure(0, ''));
  });
});
