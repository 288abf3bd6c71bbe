import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import axios from 'axios';
import { Agent, interceptors, request as undiciRequest } from 'undici';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { AttachOptions } from './attach.ts';
import { axiosInterceptor } from './axios/index.ts';
import type { MaskinportenClient } from './client.ts';
import { decodeToken } from './decode.ts';
import { createFetch } from './fetch.ts';
import { READ, world } from './testing/world.ts';
import { undiciInterceptor } from './undici/index.ts';

interface Call {
  readonly method?: string;
  readonly headers?: Record<string, string>;
  readonly body?: string | Readable;
  readonly signal?: AbortSignal;
}
type Send = (url: string, call?: Call) => Promise<{ readonly status: number; readonly body: string }>;

/** The same wishes, each through its library. */
const ADAPTERS: Readonly<Record<string, (client: MaskinportenClient, options: AttachOptions) => Send>> = {
  fetch(client, options) {
    const http = createFetch(client, options);
    return async (url, { body, ...call } = {}) => {
      const stream = body instanceof Readable ? { body: Readable.toWeb(body) as ReadableStream, duplex: 'half' } : {};
      const response = await http(url, { ...call, ...(typeof body === 'string' ? { body } : stream) } as RequestInit);
      return { status: response.status, body: await response.text() };
    };
  },
  undici(client, options) {
    const { redirect } = interceptors;
    const dispatcher = new Agent().compose(undiciInterceptor(client, options), redirect({ maxRedirections: 3 }));
    return async (url, call = {}) => {
      const { statusCode, body } = await undiciRequest(url, { ...call, dispatcher } as Parameters<
        typeof undiciRequest
      >[1]);
      return { status: statusCode, body: await body.text() };
    };
  },
  axios(client, options) {
    const instance = axios.create({ validateStatus: null, responseType: 'text' });
    axiosInterceptor(client, options)(instance);
    return async (url, { body, ...call } = {}) => {
      const { status, data } = await instance.request({ url, ...call, ...(body === undefined ? {} : { data: body }) });
      return { status, body: String(data) };
    };
  },
};

interface Seen {
  readonly port: number;
  readonly authorization: string | undefined;
  readonly body: string;
}

const servers: Server[] = [];
const seen: Seen[] = [];
/** Answers to come; then 200. */
let statuses: number[] = [];
/** Answered with 401 whenever it comes. */
let revoked: string | undefined;
let api = '';
let stranger = '';

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  let body = '';
  for await (const chunk of request) body += chunk;
  seen.push({ port: request.socket.localPort ?? 0, authorization: request.headers.authorization, body });
  const location = request.url === '/away' ? `${stranger}/arrived` : undefined;
  const { authorization } = request.headers;
  const refused = revoked !== undefined && authorization === revoked;
  const status = location === undefined ? (statuses.shift() ?? (refused ? 401 : 200)) : 302;
  response.writeHead(status, location === undefined ? {} : { location }).end(`answer ${status}`);
}

async function listen(): Promise<string> {
  const server = createServer((request, response) => void answer(request, response));
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`;
}

beforeAll(async () => {
  api = await listen();
  stranger = await listen();
});
beforeEach(() => {
  seen.length = 0;
  statuses = [];
  revoked = undefined;
});
afterEach(() => expect(statuses).toEqual([]));
afterAll(() => {
  for (const server of servers) server.closeAllConnections();
  for (const server of servers) server.close();
});

const CUSTOMERS = ['312770016', '310044423'];
const ownerIn = (authorization: string | undefined): unknown => {
  const [details] = decodeToken(String(authorization).replace('Bearer ', '')).claims['authorization_details'] as {
    systemuser_org?: { ID: string };
  }[];
  return details?.systemuser_org?.ID;
};

describe.each(Object.entries(ADAPTERS))('%s', (_name, adapt) => {
  const made = async (options: Partial<AttachOptions> = {}) => {
    const all = await world();
    return { ...all, send: adapt(all.client, { origins: [api], ...options }) };
  };

  it('puts the token on for the listed origins only (client-library#75, client-library#79)', async () => {
    const { send, client } = await made();
    expect(await send(`${api}/a?b=c`)).toEqual({ status: 200, body: 'answer 200' });
    await send(`${stranger}/a`);
    expect(seen.map(({ authorization }) => authorization)).toEqual([
      `Bearer ${(await client.getToken()).value}`,
      undefined,
    ]);
  });

  it('takes it off when a redirect leads to another origin (client-library#75, client-library#79)', async () => {
    const { send } = await made();
    expect((await send(`${api}/away`)).status).toBe(200);
    expect(seen.map(({ authorization }) => authorization !== undefined)).toEqual([true, false]);
    expect(seen[1]?.port).not.toBe(seen[0]?.port);
  });

  it('keeps the caller’s Authorization, also after 401, unless told otherwise (client-library#76, client-library#79)', async () => {
    const headers = { Authorization: 'Bearer mine' };
    const { send } = await made();
    statuses = [401];
    expect((await send(api, { headers })).status).toBe(401);
    await (await made({ overwrite: true })).send(api, { headers });
    expect(seen.map(({ authorization }) => authorization === 'Bearer mine')).toEqual([true, false]);
  });

  it('sends once more, with the body, when a cached token is refused (client-library#77, client-library#79)', async () => {
    const { send, client } = await made();
    await client.getToken();
    statuses = [401, 200];
    const answered = await send(api, { method: 'POST', body: 'text', headers: { 'content-type': 'text/plain' } });
    expect(answered).toEqual({ status: 200, body: 'answer 200' });
    expect(seen.map(({ body }) => body)).toEqual(['text', 'text']);
    expect(seen[0]?.authorization).not.toBe(seen[1]?.authorization);
  });

  it('takes a second 401 and one with a fresh token for final (client-library#77, client-library#79)', async () => {
    const { send, client } = await made();
    statuses = [401];
    expect((await send(api)).status).toBe(401);
    await client.getToken();
    statuses = [401, 401];
    expect((await send(api)).status).toBe(401);
    expect(seen).toHaveLength(3);
  });

  it('resends neither a stream nor what it was told not to (client-library#78, client-library#79)', async () => {
    const { send, client } = await made();
    await client.getToken();
    statuses = [401];
    const streamed = await send(api, { method: 'POST', body: Readable.from([Buffer.from('part')]) });
    expect(streamed.status).toBe(401);
    const other = await made({ resendOn401: false });
    await other.client.getToken();
    statuses = [401];
    expect((await other.send(api)).status).toBe(401);
    expect(seen).toHaveLength(2);
  });

  it('renews once for ten requests refused with one token (client-library#78, client-library#79)', async () => {
    const { send, client, count } = await made();
    revoked = `Bearer ${(await client.getToken()).value}`;
    const answers = await Promise.all(Array.from({ length: 10 }, () => send(api)));
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 10 }, () => 200));
    expect(count('token')).toBe(2);
  });

  it('acts as another system user with each request (client-library#79)', async () => {
    const { send } = await made({
      request: ({ url, headers, method }) => ({
        scopes: READ,
        systemUser: { org: new URL(url).searchParams.get('org') ?? '', externalRef: headers.get('x-ref') ?? method },
      }),
    });
    for (const org of CUSTOMERS) await send(`${api}/?org=${org}`, { headers: { 'x-ref': 'branch' } });
    expect(seen.map(({ authorization }) => ownerIn(authorization))).toEqual(CUSTOMERS.map((org) => `0192:${org}`));
  });

  it('fails like the token request, and sends nothing', async () => {
    const { send, fake } = await made();
    fake.answerNext('token', () => new Response('{"error":"invalid_scope"}', { status: 400 }));
    await expect(send(api)).rejects.toMatchObject({ code: 'MASKINPORTEN_REJECTED' });
    expect(seen).toEqual([]);
  });

  it('ends with the caller’s signal', async () => {
    const { send, fake } = await made();
    const abort = new AbortController();
    fake.answerNext('token', () => {
      abort.abort();
      return new Promise(() => {});
    });
    await expect(send(api, { signal: abort.signal })).rejects.toThrow();
    expect(seen).toEqual([]);
  });
});

it('axios without validateStatus gets its own error after a second 401, and its instance back when ejected', async () => {
  const { client } = await world();
  await client.getToken();
  const instance = axios.create();
  const eject = axiosInterceptor(client, { origins: [api] })(instance);
  statuses = [401, 401];
  await expect(instance.get(api)).rejects.toMatchObject({ response: { status: 401 } });
  await client.getToken();
  statuses = [401];
  expect((await instance.get(api)).status).toBe(200);
  eject();
  await instance.get(api);
  expect(seen.at(-1)?.authorization).toBeUndefined();
});
