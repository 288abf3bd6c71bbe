import { gunzipSync } from 'node:zlib';
import { Type } from 'typebox';
import { beforeEach, describe, expect, it } from 'vitest';
import { refusals } from '../foundation/index.ts';

const { refuse } = refusals('here', { 'token-missing': { status: 401, what: 'No token', remedy: 'Send one.' } });

import {
  anyOf,
  createHttp,
  openApiDocument,
  openApiRoutes,
  operationsOf,
  problemAnswers,
  surface,
  text,
  texts,
} from './index.ts';

const TOKEN = { who: 'token', scopes: ['a:read', 'a:write'] } as const;

const build = async () => {
  const app = createHttp();
  const admitted: unknown[] = [];
  const things = surface(app, {
    name: 'things',
    admit: {
      anyone: () => undefined,
      token(request, access) {
        admitted.push(access);
        if (request.headers.authorization === undefined) throw refuse('token-missing', 'send a token');
        return { name: request.headers.authorization };
      },
    },
    headers: { token: { 'X-Who': { schema: Type.String({ description: 'Who asks' }) } } },
    refusals: problemAnswers({}),
  });
  things.route({
    method: 'PUT',
    path: '/things/:id(^\\d+$)/parts/:part',
    operationId: 'putPart',
    summary: 'Put a part',
    access: TOKEN,
    params: { id: Type.String({ pattern: '^\\d+$' }) },
    query: { kind: anyOf('The kind', ['big', 'small']), note: text('A note') },
    body: Type.Object({ size: Type.Integer() }, { additionalProperties: false }),
    answers: { 200: { description: 'The part', schema: Type.Object({ size: Type.Integer() }) } },
    refusals: [404],
    handle: ({ params, query, body, caller }) => ({ ...params, ...query, size: body.size, by: caller.name }),
  });
  things.route({
    method: 'GET',
    path: '/things',
    operationId: 'listThings',
    summary: 'All things',
    access: { who: 'anyone' },
    answers: {
      200: {
        description: 'The things',
        schema: Type.Array(Type.String()),
        or: [{ description: 'one a line', type: 'text/plain' }, { description: 'nothing' }],
      },
    },
    handle: () => ['a'],
  });
  openApiRoutes(app, { version: '1', base: 'https://portvakt.example' });
  await app.ready();
  return { app, admitted };
};

describe('an operation', () => {
  let app: Awaited<ReturnType<typeof build>>['app'];
  let admitted: unknown[];
  beforeEach(async () => {
    ({ app, admitted } = await build());
  });
  const put = (url: string, payload: unknown, headers = {}) =>
    app.inject({
      method: 'PUT',
      url,
      payload: payload as object,
      headers: { 'content-type': 'application/json', authorization: 'me', ...headers },
    });

  it('gives its handler what was read: parameters, query, body and caller', async () => {
    const answer = await put('/things/7/parts/lid?kind=big', { size: 3 });
    expect(answer.json()).toEqual({ id: '7', part: 'lid', kind: 'big', size: 3, by: 'me' });
    expect(admitted).toEqual([TOKEN]);
  });

  it('admits before it reads: whoever may not call is refused whatever the body', async () => {
    const answer = await app.inject({
      method: 'PUT',
      url: '/things/7/parts/lid',
      payload: '{',
      headers: { 'content-type': 'application/json' },
    });
    expect(answer.statusCode).toBe(401);
  });

  it.each([
    ['a body off its schema', '/things/7/parts/lid?kind=big', { size: 'x' }],
    ['a member that is unknown', '/things/7/parts/lid?kind=big', { size: 1, more: 1 }],
    ['a query member that is missing', '/things/7/parts/lid', { size: 1 }],
    ['a query member that came twice', '/things/7/parts/lid?kind=big&kind=big', { size: 1 }],
    ['a query member of another value', '/things/7/parts/lid?kind=huge', { size: 1 }],
  ])('refuses %s with 400', async (_, url, payload) => {
    expect((await put(url, payload)).statusCode).toBe(400);
  });

  it('is in the table once, with everything that documents and tests need', () => {
    expect(operationsOf(app).map(({ operationId, path, surface }) => [operationId, path, surface])).toEqual([
      ['putPart', '/things/{id}/parts/{part}', 'things'],
      ['listThings', '/things', 'things'],
      ['readOpenApiDocument', '/openapi/{surface}.json', 'platform'],
      ['readDocs', '/docs', 'platform'],
    ]);
    expect(Object.keys(operationsOf(app)[0]?.refusals ?? {})).toEqual([
      '400',
      '401',
      '403',
      '404',
      '413',
      '414',
      '415',
      '429',
      '500',
      '503',
    ]);
    expect(Object.keys(operationsOf(app)[1]?.refusals ?? {})).toEqual(['400', '429', '500', '503']);
    expect(Object.keys(operationsOf(app)[1]?.headers ?? {})).toEqual([]);
  });

  it.each([
    ['gzip, deflate, br', 'gzip'],
    ['br;q=1, gzip;q=0.5', 'gzip'],
    ['gzip;q=0', undefined],
    ['gzip;q=0.0, br', undefined],
    ['identity', undefined],
    [undefined, undefined],
  ])(
    'stands in a document that is compressed for who takes it, and asked for anew by its ETag: %s',
    async (accepted, encoding) => {
      const headers = accepted === undefined ? {} : { 'accept-encoding': accepted };
      const answer = await app.inject({ url: '/openapi/all.json', headers });
      const sent = encoding === 'gzip' ? gunzipSync(answer.rawPayload).toString() : answer.payload;
      expect(Object.keys(JSON.parse(sent).paths)).toContain('/things');
      expect(answer.headers).toMatchObject({ 'cache-control': 'no-cache', vary: 'accept-encoding' });
      expect(answer.headers['content-encoding']).toBe(encoding);
      const known = { ...headers, 'if-none-match': String(answer.headers['etag']) };
      const again = await app.inject({ url: '/openapi/all.json', headers: known });
      expect([again.statusCode, again.payload]).toEqual([304, '']);
    },
  );

  it('stands in the OpenAPI document with id, security, parameters, body, answers and errors', async () => {
    const { paths } = (await app.inject('/openapi/things.json')).json();
    expect(paths['/things/{id}/parts/{part}'].put).toMatchObject({
      operationId: 'putPart',
      security: [{ bearer: ['a:read'] }, { bearer: ['a:write'] }],
      parameters: [
        { name: 'id', in: 'path', required: true, schema: { pattern: '^\\d+$' } },
        { name: 'part', in: 'path', required: true, schema: { type: 'string' } },
        { name: 'kind', in: 'query', required: true },
        { name: 'note', in: 'query' },
        { name: 'X-Who', in: 'header', schema: { description: 'Who asks' } },
      ],
      requestBody: { required: true, content: { 'application/json': { schema: { type: 'object' } } } },
      responses: { 200: {}, 400: { content: { 'application/problem+json': { example: { status: 400 } } } }, 401: {} },
    });
    const { security, responses } = paths['/things'].get;
    expect(security).toEqual([]);
    expect(responses[200].description).toBe('The things; or: one a line; or: nothing');
    expect(Object.keys(responses[200].content)).toEqual(['application/json', 'text/plain']);
    expect(responses[401]).toBeUndefined();
  });

  it('shares its path in the document with one whose parameters have other names', () => {
    const [put] = operationsOf(app);
    if (!put) throw new Error('there is no operation');
    const other = { ...put, method: 'GET', operationId: 'readPart', path: '/things/{thing}/parts/{name}' } as const;
    const get = { ...other, params: { thing: put.params['id'], name: undefined } };
    const document = openApiDocument([put, get], { version: '1', base: 'https://portvakt.example' });
    const paths = document['paths'] as Record<string, Record<string, { readonly parameters: readonly object[] }>>;
    expect(Object.keys(paths)).toEqual(['/things/{id}/parts/{part}']);
    expect(paths['/things/{id}/parts/{part}']?.['get']?.parameters.slice(0, 2)).toMatchObject([
      { name: 'id', in: 'path', schema: { pattern: '^\\d+$' } },
      { name: 'part', in: 'path', schema: { type: 'string' } },
    ]);
  });

  it.each([
    [{ who: 'anyone' }, []],
    [{ who: 'upstream', providers: ['x'] }, [{ bearer: [] }]],
    [{ who: 'local', scopes: ['a:read'] }, [{}, { bearer: ['a:read'] }]],
  ] as const)('says in the document what opens it: %j', (access, security) => {
    const [put] = operationsOf(app);
    if (!put) throw new Error('there is no operation');
    const { paths } = openApiDocument([{ ...put, access }], { version: '1', base: 'https://portvakt.example' });
    expect(paths).toMatchObject({ '/things/{id}/parts/{part}': { put: { security } } });
  });

  it('cannot be made on a surface that does not say how it refuses', () => {
    const bare = surface(createHttp(), { name: 'bare', admit: { anyone: () => undefined }, refusals: {} });
    expect(() =>
      bare.route({
        method: 'GET',
        path: '/x',
        operationId: 'x',
        summary: 'x',
        access: { who: 'anyone' },
        answers: {},
        handle: () => 1,
      }),
    ).toThrow('whose form its surface does not say');
  });

  it('does not compile without access, or with one that its surface does not admit', () => {
    const bare = surface(createHttp(), {
      name: 'bare',
      admit: { anyone: () => undefined },
      refusals: problemAnswers({}),
    });
    const common = { method: 'GET', path: '/x', operationId: 'x', summary: 'x', answers: {}, handle: () => 1 } as const;
    // @ts-expect-error an operation without access
    expect(() => bare.route(common)).toThrow();
    // @ts-expect-error a kind of access that this surface does not know
    expect(() => bare.route({ ...common, access: { who: 'sandbox' } })).toThrow('admits nobody as sandbox');
  });
});

describe('a query', () => {
  it('is found in any letters, as it is called first, each by itself; not where the surface says so (altinn-pdp#74)', async () => {
    const app = createHttp();
    for (const [path, more] of [
      ['/loose', {}],
      ['/strict', { isCaseSensitive: true }],
    ] as const)
      surface(app, {
        name: 'any',
        admit: { anyone: () => undefined },
        refusals: problemAnswers({}),
        ...more,
      }).route({
        method: 'GET',
        path,
        operationId: `read${path.slice(1)}`,
        summary: 'Read',
        access: { who: 'anyone' },
        query: { dataType: text('One'), names: texts('Several') },
        answers: { 200: { description: 'What was read', schema: Type.Any() } },
        handle: ({ query }) => query,
      });
    const read = async (url: string) => (await app.inject(url)).json();
    expect(await read('/loose?datatype=a&NAMES=b&NAMES=c')).toEqual({ dataType: 'a', names: ['b', 'c'] });
    expect(await read('/loose?datatype=a&dataType=b')).toEqual({ dataType: 'b', names: [] });
    expect(await read('/loose?__proto__=a&toString=b')).toEqual({ names: [] });
    expect((await app.inject('/loose?DATATYPE=a&DATATYPE=b')).statusCode).toBe(400);
    expect(await read('/strict?datatype=a')).toEqual({ names: [] });
    await app.close();
  });
});
