import { describe, expect, it, vi } from 'vitest';
import { createMaskinportenClient } from './client.ts';
import { decodeToken } from './decode.ts';
import { altinnOrigins, altinnPlatform, resolveEnvironment } from './environments.ts';
import { createFetch } from './fetch.ts';
import { fakeMaskinporten } from './testing/index.ts';
import { CLIENT_ID, privateJwk, READ, WRITE, world } from './testing/world.ts';

const CUSTOMER = '312770016';
const MINUTE = 60_000;

describe('the Altinn exchange', () => {
  it('reuses an Altinn token by its own life, not by Maskinporten’s (client-library#68)', async () => {
    const { client, clock, count } = await world();
    const first = await client.getAltinnToken();
    expect(first.expiresAt.getTime() - clock()).toBe(30 * MINUTE);
    clock.advance(25 * MINUTE);
    expect((await client.getAltinnToken()).value).toBe(first.value);
    expect([count('token'), count('exchange')]).toEqual([1, 1]);
  });

  it('takes raw and quoted bodies (client-library#67, altinn-authentication#11)', async () => {
    const token = 'e30.e30.x';
    for (const body of [token, `${token}\n`, JSON.stringify(token)]) {
      const { client, fake } = await world();
      fake.answerNext('exchange', () => new Response(body));
      expect((await client.getAltinnToken()).value).toBe(token);
    }
    const { client, fake } = await world({ retry: false });
    fake.answerNext('exchange', () => new Response('"broken'));
    await expect(client.getAltinnToken()).rejects.toMatchObject({ code: 'EXCHANGE_UNAVAILABLE' });
  });

  it('tells a platform without an exchange, such as Altinn’s own local one, from a refusal of the token (altinn-authentication#62)', async () => {
    const { client, fake } = await world({ retry: false });
    fake.answerNext('exchange', () => new Response(null, { status: 404 }));
    await expect(client.getAltinnToken()).rejects.toMatchObject({
      code: 'EXCHANGE_REJECTED',
      status: 404,
      retryable: false,
    });
  });

  it('asks for the test organisation, with or without enterprise user (client-library#69)', async () => {
    const { client, fake } = await world();
    const enterpriseUser = { name: 'user', password: 'word' };
    await client.getAltinnToken({ testOrg: true });
    await client.getAltinnToken({ testOrg: true, enterpriseUser });
    await client.getAltinnToken();
    const exchanges = fake.calls.filter((call) => call.target === 'exchange');
    expect(exchanges.map((call) => new URL(call.url).search)).toEqual(['?test=true', '?test=true', '']);
  });

  it('keeps Altinn tokens of platforms, test flags and enterprise users apart (client-library#31)', async () => {
    const { client, count } = await world();
    const requests = [
      {},
      { testOrg: true },
      { environment: { platform: 'https://platform.at22.altinn.cloud' } },
      { enterpriseUser: { name: 'a', password: '1' } },
      { enterpriseUser: { name: 'a', password: '2' } },
      { enterpriseUser: { name: 'b', password: '1' } },
    ];
    for (let round = 0; round < 2; round += 1) for (const request of requests) await client.getAltinnToken(request);
    expect([count('exchange'), count('token')]).toEqual([requests.length, 1]);
  });

  it('can use another Altinn environment than Maskinporten’s (client-library#70)', async () => {
    const { client, fake } = await world({ altinn: { environment: 'at23' } });
    await client.getAltinnToken();
    expect(fake.calls.at(-1)?.url).toBe(
      'https://platform.at23.altinn.cloud/authentication/api/v1/exchange/maskinporten',
    );
  });

  it('repeats a 401 once with a new Maskinporten token when the old one came from the cache (client-library#71, altinn-authentication#63)', async () => {
    const { client, fake, count } = await world();
    await client.getToken();
    fake.answerNext('exchange', () => new Response(null, { status: 401 }));
    expect((await client.getAltinnToken()).source).toBe('network');
    expect([count('token'), count('exchange')]).toEqual([2, 2]);
    fake.answerNext('exchange', () => new Response(null, { status: 401 }));
    await expect(client.getAltinnToken({ scopes: WRITE })).rejects.toMatchObject({ code: 'EXCHANGE_REJECTED' });
  });

  it('sends the enterprise user as base64 of UTF-8 (client-library#72)', async () => {
    const { client, fake } = await world();
    await client.getAltinnToken({ enterpriseUser: { name: 'brøk', password: async () => 'a:ø:c' } });
    const header = fake.calls.at(-1)?.headers.get('x-altinn-enterpriseuser-authentication') ?? '';
    expect(Buffer.from(header, 'base64').toString('utf8')).toBe('brøk:a:ø:c');
  });

  it('says that enterprise users are gone, and waits while one is locked (client-library#73)', async () => {
    const { client, fake, clock, count } = await world();
    const enterpriseUser = { name: 'user', password: 'word' };
    fake.answerNext('exchange', () => new Response(null, { status: 410 }));
    await expect(client.getAltinnToken({ enterpriseUser })).rejects.toMatchObject({
      code: 'ENTERPRISE_USER_GONE',
      hint: expect.stringContaining('system user'),
    });
    const locked = { enterpriseUser: { name: 'other', password: 'word' } };
    fake.answerNext('exchange', () => new Response(null, { status: 429, headers: { 'retry-after': '300' } }));
    for (let time = 0; time < 2; time += 1) {
      await expect(client.getAltinnToken(locked)).rejects.toMatchObject({ code: 'ENTERPRISE_USER_LOCKED' });
      clock.advance(299_000);
    }
    expect(count('exchange')).toBe(2);
    clock.advance(2000);
    await client.getAltinnToken(locked);
    expect(count('exchange')).toBe(3);
  });

  it('sends a wrong password once (client-library#74)', async () => {
    const { client, fake, count } = await world();
    await client.getToken();
    fake.answerNext('exchange', () => new Response(null, { status: 401 }));
    await expect(client.getAltinnToken({ enterpriseUser: { name: 'u', password: 'geheim' } })).rejects.toMatchObject({
      code: 'ENTERPRISE_USER_REJECTED',
      message: expect.not.stringContaining('geheim'),
    });
    expect(count('exchange')).toBe(1);
  });

  it('reads authorization_details as array and as object (client-library#85, altinn-authentication#29)', async () => {
    const { client } = await world();
    const request = { systemUser: { org: CUSTOMER } };
    for (const token of [await client.getToken(request), await client.getAltinnToken(request)])
      expect(decodeToken(token.value).claims['authorization_details']).toMatchObject([
        { type: 'urn:altinn:systemuser' },
      ]);
  });
});

describe('environments', () => {
  it.each([
    ['prod', 'https://platform.altinn.no'],
    ['tt02', 'https://platform.tt02.altinn.no'],
    ['at21', 'https://platform.at21.altinn.cloud'],
    ['at24', 'https://platform.at24.altinn.cloud'],
    ['yt01', 'https://platform.yt01.altinn.cloud'],
  ] as const)('finds the platform of %s at %s (altinn-authentication#2)', (name, platform) => {
    expect(altinnPlatform(name)).toBe(platform);
    expect(altinnOrigins(name).some((origin) => origin.test(platform))).toBe(true);
    expect(altinnOrigins(name).some((origin) => origin.test(`${platform}.evil.example`))).toBe(false);
  });

  it('resolves prod, test and local, and refuses ver2 naming test (client-library#3)', () => {
    expect(resolveEnvironment('prod')).toMatchObject({
      issuer: 'https://maskinporten.no/',
      tokenEndpoint: 'https://maskinporten.no/token',
      altinnPlatform: 'https://platform.altinn.no',
    });
    expect(resolveEnvironment('prod').appsBase?.('ttd')).toBe('https://ttd.apps.altinn.no');
    expect(resolveEnvironment('test')).toMatchObject({
      issuer: 'https://test.maskinporten.no/',
      tokenEndpoint: 'https://test.maskinporten.no/token',
      altinnPlatform: 'https://platform.tt02.altinn.no',
    });
    expect(resolveEnvironment('test').appsBase?.('ttd')).toBe('https://ttd.apps.tt02.altinn.no');
    expect(resolveEnvironment('local').issuer).toBe('http://localhost:7070/maskinporten/');
    expect(() => resolveEnvironment('ver2' as never)).toThrow(/"test"/);
  });

  it('uses an issuer without final slash as it is, and finds its endpoint by metadata once (client-library#4, client-library#5)', async () => {
    const issuer = 'https://issuer.example';
    const asked: string[] = [];
    const audiences: unknown[] = [];
    const answer: typeof fetch = async (input, init) => {
      const url = String(input);
      asked.push(url);
      if (url.includes('.well-known')) return Response.json({ issuer, token_endpoint: `${issuer}/t` });
      const assertion = new URLSearchParams(String(init?.body)).get('assertion') ?? '';
      audiences.push(decodeToken(assertion).claims['aud']);
      return Response.json({ access_token: 'e30.e30.x', token_type: 'Bearer', expires_in: 100 });
    };
    const { options } = await world();
    const client = createMaskinportenClient({ ...options, environment: { name: 'own', issuer }, fetch: answer });
    await client.getToken();
    await client.getToken({ scopes: WRITE });
    expect(asked).toEqual([`${issuer}/.well-known/oauth-authorization-server`, `${issuer}/t`, `${issuer}/t`]);
    expect(audiences).toEqual([issuer, issuer]);
  });

  it('asks for the metadata again after a day, and keeps what it had while that fails (client-library#5)', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: Date.UTC(2026, 0, 1) });
    try {
      const issuer = 'https://daily.example';
      let endpoint = `${issuer}/one`;
      const asked: string[] = [];
      const answer: typeof fetch = async (input) => {
        const url = String(input);
        asked.push(url.slice(issuer.length));
        if (!url.includes('.well-known'))
          return Response.json({ access_token: 'e30.e30.x', token_type: 'Bearer', expires_in: 100 });
        return endpoint === ''
          ? new Response('', { status: 503 })
          : Response.json({ issuer, token_endpoint: endpoint });
      };
      const { options } = await world();
      const client = createMaskinportenClient({ ...options, environment: { name: 'own', issuer }, fetch: answer });
      const ask = async (after: number): Promise<readonly string[]> => {
        vi.setSystemTime(Date.now() + after);
        await client.getToken({}, { refresh: true });
        return asked.splice(0);
      };
      const metadata = '/.well-known/oauth-authorization-server';
      expect(await ask(0)).toEqual([metadata, '/one']);
      expect(await ask(24 * 60 * MINUTE - 1000)).toEqual(['/one']);
      endpoint = '';
      expect(await ask(1001)).toEqual([metadata, '/one']);
      expect(await ask(29_000)).toEqual(['/one']);
      endpoint = `${issuer}/two`;
      expect(await ask(1001)).toEqual([metadata, '/two']);
    } finally {
      vi.useRealTimers();
    }
  });

  it('refuses plain http on a public host (client-library#9)', () => {
    const environment = { name: 'own', issuer: 'http://maskinporten.example/' };
    expect(() => resolveEnvironment(environment)).toThrow(/not https/);
    expect(() => resolveEnvironment({ ...environment, allowHttp: true })).not.toThrow();
    const platform = 'http://altinn.example';
    expect(() => resolveEnvironment({ name: 'own', issuer: 'https://a.example/', altinnPlatform: platform })).toThrow(
      /not https/,
    );
  });
});

/** An API that answers with what it was sent. */
function api(statuses: number[] = []) {
  const seen: { url: string; authorization: string | null; body: string }[] = [];
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const request = new Request(input, init);
    seen.push({
      url: request.url,
      authorization: request.headers.get('authorization'),
      body: await request.text(),
    });
    return new Response(null, { status: statuses.shift() ?? 200 });
  };
  return { seen, fetch };
}

describe('the fetch wrapper', () => {
  const url = 'https://ttd.apps.tt02.altinn.no/ttd/demo/instances';

  it('gives the token only to listed origins (client-library#75)', async () => {
    const { client } = await world();
    const { seen, fetch } = api();
    const http = createFetch(client, { origins: altinnOrigins('test'), fetch });
    for (const target of [
      url,
      'https://platform.tt02.altinn.no/x',
      'https://evil.example/',
      `${url.replace('.no', '.no.evil.example')}`,
    ])
      await http(target);
    expect(seen.map(({ authorization }) => authorization !== null)).toEqual([true, true, false, false]);
  });

  it('keeps an Authorization of the caller, also after 401, unless told otherwise (client-library#76)', async () => {
    const { client } = await world();
    const { seen, fetch } = api([401]);
    const headers = { authorization: 'Bearer mine' };
    const kept = await createFetch(client, { origins: altinnOrigins('test'), fetch })(url, { headers });
    expect(kept.status).toBe(401);
    await createFetch(client, { origins: altinnOrigins('test'), fetch, overwrite: true })(url, { headers });
    expect(seen.map(({ authorization }) => authorization === 'Bearer mine')).toEqual([true, false]);
  });

  it('sends once more with a new token when a cached one is refused, with the body; a fresh one is final (client-library#77)', async () => {
    const { client } = await world();
    const { seen, fetch } = api([401, 401, 200]);
    const http = createFetch(client, { origins: altinnOrigins('test'), fetch });
    expect((await http(url, { method: 'POST', body: 'one' })).status).toBe(401);
    expect((await http(url, { method: 'POST', body: 'two' })).status).toBe(200);
    expect(seen.map(({ body }) => body)).toEqual(['one', 'two', 'two']);
    expect(seen[1]?.authorization).not.toBe(seen[2]?.authorization);
  });

  it('renews once for ten requests refused with one token, and never sends a stream twice (client-library#78)', async () => {
    const { client, count } = await world();
    await client.getToken({ systemUser: { org: CUSTOMER } });
    const { fetch } = api(Array.from({ length: 10 }, () => 401));
    const options = { origins: altinnOrigins('test'), fetch, request: () => ({ systemUser: { org: CUSTOMER } }) };
    const answers = await Promise.all(Array.from({ length: 10 }, () => createFetch(client, options)(url)));
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 10 }, () => 200));
    expect(count('token')).toBe(2);
    const stream = new Blob(['part']).stream();
    const other = api([401]);
    const init = { method: 'POST', body: stream, duplex: 'half' } as RequestInit;
    expect((await createFetch(client, { ...options, fetch: other.fetch })(url, init)).status).toBe(401);
    expect(other.seen).toHaveLength(1);
  });
});

describe('the fake', () => {
  it('really verifies: a foreign key, a replay and a missing scope are refused', async () => {
    const { fake, options } = await world();
    const bodies: string[] = [];
    const recording: typeof fetch = (input, init) => {
      bodies.push(String(init?.body));
      return fake.fetch(input, init);
    };
    await createMaskinportenClient({ ...options, fetch: recording }).getToken();
    const again = await fake.fetch(fake.environment.tokenEndpoint ?? '', { method: 'POST', body: bodies[0] ?? '' });
    expect(await again.json()).toMatchObject({ error_description: expect.stringContaining('MP-012') });
    const stranger = { ...(await privateJwk()), n: `A${(await privateJwk()).n?.slice(1)}` };
    const clients = [{ clientId: CLIENT_ID, keys: [stranger], scopes: [WRITE] }];
    const other = fakeMaskinporten({ clients, clock: options.clock ?? Date.now });
    const client = createMaskinportenClient({ ...options, fetch: other.fetch });
    await expect(client.getToken()).rejects.toMatchObject({ error: 'invalid_grant' });
    const narrow = fakeMaskinporten({
      clients: [{ clientId: CLIENT_ID, keys: [await privateJwk()], scopes: [WRITE] }],
      clock: options.clock ?? Date.now,
    });
    const limited = createMaskinportenClient({ ...options, fetch: narrow.fetch });
    await expect(limited.getToken({ scopes: READ })).rejects.toMatchObject({ mpCode: 'MP-200' });
  });
});
