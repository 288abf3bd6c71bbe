import { once } from 'node:events';
import { Readable } from 'node:stream';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createHttp, invalidMembers, listenFirst, openDoors, queryLists, valuesOf } from './index.ts';

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

describe('HEAD', () => {
  it('is answered as GET is, without the body, and where there is only another method with 404', async () => {
    const { server, port } = await listenFirst('localhost', 0);
    const app = createHttp({ server });
    app.get('/there', async (_, reply) => reply.header('etag', '"1"').send({ here: 'å' }));
    app.get('/stream', (_, reply) => reply.type('text/plain').send(Readable.from(['a', 'b'])));
    app.post('/only-post', async () => 'taken');
    await app.ready();
    openDoors(server);
    const ask = async (method: string, path: string) => {
      const answer = await fetch(`http://localhost:${port}${path}`, { method });
      // These are the connection's: no body is not sent in chunks, and this client closes it after HEAD.
      const {
        date,
        connection,
        'keep-alive': kept,
        'transfer-encoding': chunks,
        ...headers
      } = Object.fromEntries(answer.headers);
      return { status: answer.status, headers, body: await answer.text() };
    };
    for (const path of ['/there', '/there?x=1', '/stream']) {
      const get = await ask('GET', path);
      expect([path, get.status, get.body.length > 0]).toEqual([path, 200, true]);
      expect(await ask('HEAD', path)).toEqual({ ...get, body: '' });
    }
    for (const path of ['/only-post', '/nothing'])
      expect(await ask('HEAD', path)).toMatchObject({ status: 404, body: '' });
    const { statusCode, payload, headers } = await app.inject({ method: 'HEAD', url: '/there' });
    expect([statusCode, payload, headers['content-length']]).toEqual([200, '', '13']);
    await app.close();
  });
});

describe('bodies', () => {
  const app = createHttp();
  app.post('/', async (request) => ({ body: request.body ?? 'none' }));
  app.post('/schema', { schema: { body: { type: 'object' } } }, async () => 'taken');
  const post = (payload: string | Buffer, type = 'application/json', url = '/') =>
    app.inject({ method: 'POST', url, payload, headers: { 'content-type': type } });
  const list = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);

  it('of JSON may be nested 64 levels deep, whatever stands in their texts', async () => {
    expect((await post(list(64))).statusCode).toBe(200);
    for (const deep of [
      list(65),
      list(10_000),
      `{"a":${list(64)}}`,
      '['.repeat(10_000),
      `{"a":"\\\\","b":${list(64)}}`,
    ]) {
      const answer = await post(deep);
      expect([answer.statusCode, answer.json().detail]).toEqual([400, 'the body is nested deeper than 64 levels']);
    }
    for (const flat of [
      JSON.stringify(list(10_000)),
      JSON.stringify({ a: `"${list(100)}\\` }),
      `[${'[],'.repeat(1000)}[]]`,
    ])
      expect((await post(flat)).json()).toEqual({ body: JSON.parse(flat) });
  });

  it('of JSON are UTF-8, and no other bytes are kept as question marks', async () => {
    expect((await post(Buffer.from('{"a":"Bærum"}', 'latin1'))).statusCode).toBe(400);
    expect((await post('{"a":"Bærum"}')).json()).toEqual({ body: { a: 'Bærum' } });
    expect((await post('\ufeff{"a":1}')).json()).toEqual({ body: { a: 1 } });
  });

  it('that are empty are no bodies, and others of a type that nobody reads are 415', async () => {
    for (const type of ['application/json', 'application/json; charset=utf-8', 'text/plain', 'a/b', 'nonsense', ' ']) {
      expect([type, (await post('', type)).json()]).toEqual([type, { body: 'none' }]);
      expect([type, (await post('', type, '/schema')).statusCode]).toEqual([type, 400]);
    }
    for (const type of ['text/plain', 'a/b', 'nonsense'])
      expect([type, (await post('x', type)).statusCode]).toEqual([type, 415]);
    expect((await post('x', 'a/b', '/nowhere')).statusCode).toBe(404);
  });

  it('cannot reach a prototype, and hold no NUL', async () => {
    for (const body of ['{"__proto__":{"x":1}}', '{"constructor":{"prototype":{}}}', '{"a":"\\u0000"}'])
      expect([body, (await post(body)).statusCode]).toEqual([body, 400]);
    expect((await post('{"a":"\\\\u0000"}')).json()).toEqual({ body: { a: '\\u0000' } });
  });
});

describe('the members of a query', () => {
  const app = createHttp();
  app.get<{ Querystring: { a?: string } }>('/one', async ({ query }) => ({ a: query.a?.toUpperCase() ?? null }));
  app.get('/list', async ({ query }) => ({ all: valuesOf(query, 'a'), lists: queryLists(query) }));
  const get = async (url: string) => {
    const { statusCode, body } = await app.inject(url);
    return [statusCode, JSON.parse(body)];
  };

  it('read as one text each, and are refused when they are read and there more than once', async () => {
    expect(await get('/one?a=%C3%A6+1')).toEqual([200, { a: 'Æ 1' }]);
    expect(await get('/one?b=1&b=2&__proto__=1&__proto__=2&constructor=3')).toEqual([200, { a: null }]);
    expect(await get('/one?a=1&a=2')).toEqual([
      400,
      expect.objectContaining({ detail: 'give the query parameter a once; it is there 2 times' }),
    ]);
    expect((await get('/one?a=%zz&a'))[0]).toBe(400);
  });

  it('are lists for who asks for lists', async () => {
    expect(await get('/list?a=1&a=2&b=3&c')).toEqual([
      200,
      { all: ['1', '2'], lists: { a: ['1', '2'], b: '3', c: '' } },
    ]);
    expect(await get('/list?b=3')).toEqual([200, { all: [], lists: { b: '3' } }]);
    expect(valuesOf({ a: ['1', '2'], b: 7 }, 'a')).toEqual(['1', '2']);
    expect([valuesOf({ b: 7 }, 'b'), valuesOf(undefined, 'b'), valuesOf('text', 'length')]).toEqual([[], [], []]);
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
      throw invalidMembers({ a: ['no'] });
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

describe('headers of every answer', () => {
  it('hold browsers to TLS where the platform has an https address, and let them guess no type', async () => {
    const headersOf = async (isStrict: boolean) => {
      const app = createHttp({ isStrict });
      const { headers } = await app.inject('/nowhere');
      await app.close();
      return [headers['strict-transport-security'], headers['x-content-type-options']];
    };
    expect(await headersOf(true)).toEqual(['max-age=31536000', 'nosniff']);
    expect(await headersOf(false)).toEqual([undefined, 'nosniff']);
  });
});
