import { inspect } from 'node:util';
import { describe, expect, it, vi } from 'vitest';
import { type CachedToken, memoryCache, type TokenCache } from './cache.ts';
import { createMaskinportenClient } from './client.ts';
import { jwk } from './keys.ts';
import type { TokenRequest } from './request.ts';
import { privateJwk, READ, refusal, WRITE, world } from './testing/world.ts';

const CUSTOMER = '312770016';
const SECOND = 1000;

/** Lets everything that is ready run. */
const settle = () => new Promise((resolve) => setImmediate(resolve));

/** An answer that comes when told. */
function gate() {
  let open: (value: Response) => void = () => {};
  const response = new Promise<Response>((resolve) => {
    open = resolve;
  });
  return { open, answer: () => response };
}

describe('the cache', () => {
  it('answers the second identical call without a request (client-library#29)', async () => {
    const { client, count } = await world();
    const first = await client.getToken();
    const second = await client.getToken();
    expect([first.source, second.source, count('token')]).toEqual(['network', 'cache', 1]);
    expect(second.value).toBe(first.value);
  });

  it('keeps tokens for different things apart (client-library#30, client-library#32, maskinporten#107)', async () => {
    const { client, count } = await world();
    const requests = [
      {},
      { scopes: WRITE },
      { resource: 'https://a.example/' },
      { consumerOrg: CUSTOMER },
      { pid: '01816010027' },
      { systemUser: { org: CUSTOMER } },
      { systemUser: { org: CUSTOMER, externalRef: 'a' } },
      { scopes: ['a1', 'b'] },
      { scopes: ['a', '1b'] },
    ];
    const tokens = [];
    for (const request of requests) tokens.push((await client.getToken(request)).value);
    expect(new Set(tokens).size).toBe(requests.length);
    expect(count('token')).toBe(requests.length);
    // A set of scopes: order and repetition make no other one.
    expect((await client.getToken({ scopes: ['b', 'a1', 'b'] })).value).toBe(tokens[7]);
    expect((await client.getToken({ systemUser: { org: CUSTOMER, externalRef: 'a' } })).value).toBe(tokens[6]);
    expect(count('token')).toBe(requests.length);
  });

  it('looks at a request object anew each time: it may have been changed since (client-library#30)', async () => {
    const { client } = await world();
    type Changing = { -readonly [K in keyof TokenRequest]: TokenRequest[K] };
    const systemUser: { org: string; externalRef?: string } = { org: CUSTOMER };
    const scopes = [READ];
    const changes: ((request: Changing) => void)[] = [
      () => {},
      (request) => Object.assign(request, { scopes: WRITE }),
      (request) => Object.assign(request, { resource: 'https://a.example/' }),
      (request) => Object.assign(request, { consumerOrg: CUSTOMER }),
      (request) => Object.assign(request, { pid: '01816010027' }),
      (request) => Object.assign(request, { systemUser }),
      () => Object.assign(systemUser, { externalRef: 'a' }),
      () => Object.assign(systemUser, { org: '310044423' }),
      (request) => Object.assign(request, { systemUser: { org: '310044423', externalRef: 'b' } }),
      (request) => {
        delete request.systemUser;
        Object.assign(request, { consent: { id: 'a', from: 'b' } });
      },
      (request) => {
        delete request.consent;
        Object.assign(request, { scopes });
      },
      () => scopes.push(WRITE),
    ];
    const request: Changing = { scopes: READ };
    const tokens: string[] = [];
    for (const change of changes) {
      change(request);
      tokens.push((await client.getToken(request)).value);
      expect((await client.getToken(request)).value).toBe(tokens.at(-1));
      expect((await client.getToken({ ...request })).value).toBe(tokens.at(-1));
    }
    expect(new Set(tokens).size).toBe(changes.length);
  });

  it('keeps tokens of other environments, clients and keys apart in a cache that they share (client-library#30, maskinporten#107)', async () => {
    const cache = memoryCache();
    const { options, fake } = await world({ cache });
    const other = { ...(await privateJwk()), kid: 'key-1' };
    const asked: string[] = [];
    const fetch: typeof globalThis.fetch = async (input) => {
      asked.push(String(input));
      return Response.json({ access_token: `e30.e30.${asked.length}`, token_type: 'Bearer', expires_in: 100 });
    };
    const signer = await options.key.signer();
    const elsewhere = { name: 'own', issuer: 'https://a.example/', tokenEndpoint: `${fake.environment.issuer}token` };
    const clients = [
      {},
      { environment: elsewhere },
      { environment: { ...elsewhere, tokenEndpoint: 'https://a.example/token' } },
      { clientId: 'another' },
      { key: { signer: async () => ({ ...signer, id: 'another key' }) } },
      { key: jwk(other) },
    ].map((change) => createMaskinportenClient({ ...options, fetch, ...change }));
    const tokens = [];
    for (const client of [...clients, ...clients]) tokens.push((await client.getToken()).value);
    // The last has the very key of the first, and shares its tokens.
    expect(asked).toHaveLength(5);
    expect(new Set(tokens).size).toBe(5);
    expect(tokens[5]).toBe(tokens[0]);
  });

  it('shows a custom cache only hashed keys (client-library#32)', async () => {
    const seen: string[] = [];
    const inner = memoryCache();
    const cache: TokenCache = { ...inner, get: (key) => inner.get(seen[seen.push(key) - 1] ?? '') };
    const { client, options, count } = await world({ cache });
    await client.getToken({ pid: '01816010027' });
    expect(seen).toHaveLength(1);
    expect(seen[0]).toMatch(/^pv1:[0-9a-f]{64}$/);
    await createMaskinportenClient(options).getToken({ pid: '01816010027' });
    expect(count('token')).toBe(1);
  });

  it('reports a cache that throws and goes on without it (client-library#33)', async () => {
    const failed: unknown[] = [];
    const fail = () => {
      throw new Error('disk full');
    };
    const cache = { get: fail, set: fail, delete: fail };
    const { client } = await world({ cache, hooks: { onCacheError: (error) => failed.push(error) } });
    expect((await client.getToken()).source).toBe('network');
    expect(failed).toHaveLength(2);
  });

  it('leaves a cache that does not answer after timeoutMs, and goes on without it (client-library#33)', async () => {
    const failed: unknown[] = [];
    const never = () => new Promise<never>(() => {});
    const cache = { get: never, set: never, delete: never };
    const hooks = { onCacheError: (error: unknown) => failed.push(error) };
    const { client } = await world({ cache, hooks, timeoutMs: 500 });
    const token = await client.getToken();
    expect(failed).toEqual([
      expect.objectContaining({ name: 'TimeoutError' }),
      expect.objectContaining({ name: 'TimeoutError' }),
    ]);
    expect((await client.getToken()).value).toBe(token.value);
    await client.invalidate(token);
    expect(failed).toHaveLength(3);
  });

  it('lets a caller go that aborts while the cache is read, and tells the cache (client-library#45)', async () => {
    const signals: (AbortSignal | undefined)[] = [];
    const failed: unknown[] = [];
    const cache: TokenCache = {
      get: (_key, options) => {
        signals.push(options?.signal);
        return new Promise(() => {});
      },
      set: () => {},
      delete: () => {},
    };
    const { client, count } = await world({ cache, hooks: { onCacheError: (error) => failed.push(error) } });
    const leaving = new AbortController();
    const left = client.getToken({}, { signal: leaving.signal });
    await expect.poll(() => signals).toHaveLength(1);
    leaving.abort(new Error('enough'));
    await expect(left).rejects.toThrow('enough');
    expect([signals[0]?.aborted, failed, count('token')]).toEqual([true, [], 0]);
  });

  it('lets the least recently used entry go first (client-library#36)', () => {
    const cache = memoryCache({ maxEntries: 2 });
    const token: CachedToken = { token: 't', kind: 'altinn', scopes: [], obtainedAt: 0, expiresAt: 1 };
    for (const key of ['a', 'b']) void cache.set(key, token, 1);
    cache.get('a');
    void cache.set('c', token, 1);
    expect(['a', 'b', 'c'].map((key) => cache.get(key) !== undefined)).toEqual([true, false, true]);
  });

  it('never returns a token past its expiry (client-library#37)', async () => {
    const { client, clock, count } = await world();
    await client.getToken();
    clock.advance(120 * SECOND);
    expect(client.peek()).toBeUndefined();
    expect((await client.getToken()).source).toBe('network');
    expect(count('token')).toBe(2);
  });

  it('can use and keep a token that lives 5 s (client-library#38, maskinporten#109)', async () => {
    const { client, clock, count } = await world({}, { tokenSeconds: 5 });
    await client.getToken();
    clock.advance(3 * SECOND);
    expect((await client.getToken()).source).toBe('cache');
    expect(count('token')).toBe(1);
  });

  it('can use a token that lives shorter than the margins that are set (maskinporten#109)', async () => {
    const works: Promise<unknown>[] = [];
    const renewal = { softSeconds: 60, hardSeconds: 30 };
    const waitUntil = (work: Promise<unknown>) => works.push(work);
    const { client, clock, count } = await world({ renewal, waitUntil }, { tokenSeconds: 5 });
    await client.getToken();
    clock.advance(2 * SECOND);
    expect((await client.getToken()).source).toBe('cache');
    expect([works.length, count('token')]).toEqual([0, 1]);
    clock.advance(SECOND);
    expect((await client.getToken()).source).toBe('network');
    expect(count('token')).toBe(2);
  });

  it('takes the life of a token without expires_in from its exp (client-library#28)', async () => {
    const { client, fake, clock } = await world();
    const claims = Buffer.from(JSON.stringify({ exp: clock() / 1000 + 300 })).toString('base64url');
    fake.answerNext('token', () => Response.json({ access_token: `e30.${claims}.x`, token_type: 'Bearer' }));
    expect((await client.getToken()).expiresAt.getTime() - clock()).toBe(300 * SECOND);
  });

  it('shows no secret when client or token is printed (client-library#59)', async () => {
    const { client } = await world();
    const token = await client.getToken({ pid: '01816010027' });
    const printed = [token, client].flatMap((thing) => [
      JSON.stringify(thing),
      inspect(thing, { depth: 9 }),
      `${thing}`,
    ]);
    for (const text of printed) {
      expect(text).not.toContain(token.value);
      expect(text).not.toContain('01816010027');
    }
  });
});

describe('what may be logged', () => {
  it('tells in hooks and errors of no assertion, token, key, password or person (client-library#59, maskinporten#112)', async () => {
    const said: unknown[] = [];
    const hear = (event: unknown): void => void said.push(event);
    const hooks = {
      onTokenRequest: hear,
      onTokenResult: hear,
      onClockSkew: hear,
      onKeyChange: hear,
      onCacheError: hear,
    };
    const { client, fake } = await world({ hooks, retry: false });
    const request = { pid: '01816010027', enterpriseUser: { name: 'user', password: 'hemmelig-7' } };
    const token = await client.getAltinnToken(request);
    const plain = await client.getToken(request);
    for (const target of ['token', 'exchange'] as const)
      for (const status of [400, 401, 403, 429, 502]) {
        for (let time = 0; time < 2; time += 1) fake.answerNext(target, () => refusal(status, 'invalid_grant', 'no'));
        const failed = await client.getAltinnToken({ ...request, scopes: WRITE }, { refresh: true }).catch(hear);
        expect(failed).toBeUndefined();
      }
    const { d = '', p = '', q = '' } = await privateJwk();
    const assertions = fake.calls.map((call) => new URLSearchParams(call.body).get('assertion') ?? '').filter(Boolean);
    const secrets = [
      ...assertions,
      token.value,
      plain.value,
      d,
      p,
      q,
      request.pid,
      'hemmelig-7',
      'dXNlcjpoZW1tZWxpZy03',
    ];
    expect(said.length).toBeGreaterThan(20);
    for (const thing of said)
      for (const text of [JSON.stringify(thing), inspect(thing, { depth: 9, showHidden: true }), `${thing}`])
        for (const secret of secrets) expect(text).not.toContain(secret);
  });
});

describe('concurrency', () => {
  it('makes one request for 1 000 cold calls (client-library#39, maskinporten#110)', async () => {
    const { client, count } = await world();
    const tokens = await Promise.all(Array.from({ length: 1000 }, () => client.getToken()));
    expect(count('token')).toBe(1);
    expect(new Set(tokens).size).toBe(1);
  });

  it('does not let a slow answer delay another key (client-library#40)', async () => {
    const { client, fake, count } = await world();
    const slow = gate();
    fake.answerNext('token', slow.answer);
    const first = client.getToken();
    while (count('token') === 0) await settle();
    expect((await client.getToken({ scopes: WRITE })).source).toBe('network');
    slow.open(Response.json({ access_token: 'e30.e30.x', token_type: 'Bearer', expires_in: 9 }));
    expect((await first).value).toBe('e30.e30.x');
  });

  it('leaves the others alone when one of them aborts, and rejects with its reason (client-library#44, client-library#45)', async () => {
    const { client, fake, count } = await world();
    const slow = gate();
    fake.answerNext('token', slow.answer);
    const leaving = new AbortController();
    const left = client.getToken({}, { signal: leaving.signal });
    const stays = client.getToken();
    while (count('token') === 0) await settle();
    const reason = new Error('closed');
    leaving.abort(reason);
    await expect(left).rejects.toBe(reason);
    slow.open(Response.json({ access_token: 'e30.e30.x', token_type: 'Bearer', expires_in: 9 }));
    expect((await stays).value).toBe('e30.e30.x');
    expect(count('token')).toBe(1);
  });

  it('rejects a caller that aborts while the key is read (client-library#45)', async () => {
    const { options, fake } = await world();
    const leaving = new AbortController();
    const key = {
      signer: async () => {
        leaving.abort();
        return options.key.signer();
      },
    };
    const client = createMaskinportenClient({ ...options, key });
    await expect(client.getToken({}, { signal: leaving.signal })).rejects.toBe(leaving.signal.reason);
    expect(fake.calls).toHaveLength(0);
  });

  it('ends the request when the only one aborts, and starts afresh for the next (client-library#44)', async () => {
    const signals: (AbortSignal | null | undefined)[] = [];
    const { client, fake } = await world();
    const hanging = createMaskinportenClient({
      ...(await world()).options,
      fetch: (_input, init) => {
        signals.push(init?.signal);
        return new Promise((_resolve, reject) =>
          init?.signal?.addEventListener('abort', () => reject(init.signal?.reason)),
        );
      },
    });
    const leaving = new AbortController();
    const left = hanging.getToken({}, { signal: leaving.signal });
    while (signals.length === 0) await settle();
    leaving.abort();
    const next = hanging.getToken({}, { signal: AbortSignal.abort() });
    await expect(left).rejects.toMatchObject({ name: 'AbortError' });
    await expect(next).rejects.toMatchObject({ name: 'AbortError' });
    expect(signals[0]?.aborted).toBe(true);
    expect((await client.getToken()).source).toBe('network');
    expect(fake.calls).toHaveLength(1);
  });
});

describe('renewal', () => {
  it('returns at once in the soft window and renews once behind (client-library#41, maskinporten#107)', async () => {
    const works: Promise<unknown>[] = [];
    const { client, clock, count } = await world({ waitUntil: (work) => works.push(work) });
    const old = await client.getToken();
    clock.advance(95 * SECOND);
    const during = await Promise.all([client.getToken(), client.getToken(), client.getToken()]);
    expect(during.map((token) => token.value)).toEqual([old.value, old.value, old.value]);
    await Promise.all(works);
    expect(works).toHaveLength(1);
    expect(count('token')).toBe(2);
    expect((await client.getToken()).value).not.toBe(old.value);
  });

  it('serves the valid token while renewal fails, with 5 s between tries (client-library#42)', async () => {
    const works: Promise<unknown>[] = [];
    const { client, clock, fake, count } = await world({ retry: false, waitUntil: (work) => works.push(work) });
    const old = await client.getToken();
    clock.advance(91 * SECOND);
    for (let second = 0; second < 4; second += 1) {
      fake.answerNext('token', () => new Response('', { status: 503 }));
      expect((await client.getToken()).value).toBe(old.value);
      await Promise.all(works);
      clock.advance(SECOND);
    }
    expect(count('token')).toBe(2);
    clock.advance(2 * SECOND);
    await client.getToken();
    await Promise.all(works);
    expect(count('token')).toBe(3);
  });

  it('waits for a new token after the hard margin, and still serves the old one if that fails (client-library#43)', async () => {
    const { client, clock, fake } = await world({ retry: false });
    const old = await client.getToken();
    clock.advance(111 * SECOND);
    fake.answerNext('token', () => new Response('', { status: 503 }));
    expect((await client.getToken()).value).toBe(old.value);
    const fresh = await client.getToken();
    expect(fresh.source).toBe('network');
    expect(fresh.value).not.toBe(old.value);
  });
});

describe('retry and failure memory', () => {
  it('tries again after 503 with a new assertion each time (client-library#12, client-library#49, maskinporten#108)', async () => {
    const { client, fake, count } = await world();
    for (let time = 0; time < 2; time += 1) fake.answerNext('token', () => new Response('', { status: 503 }));
    expect((await client.getToken()).source).toBe('network');
    expect(count('token')).toBe(3);
    expect(new Set(fake.calls.map((call) => call.claims.jti)).size).toBe(3);
  });

  it.each([
    ['429', () => new Response('', { status: 429 })],
    ['502', () => new Response('', { status: 502 })],
    ['a broken connection', () => Promise.reject(new TypeError('fetch failed'))],
    ['MP-012', () => refusal(400, 'invalid_grant', 'MP-012 Assertion already used')],
  ])('never sends an assertion or jti twice: %s (maskinporten#108)', async (_what, answer) => {
    const { client, fake, count } = await world();
    fake.answerNext('token', answer);
    await client.getToken().catch(() => client.getToken({}, { refresh: true }));
    expect(count('token')).toBe(2);
    expect(new Set(fake.calls.map((call) => call.claims.jti)).size).toBe(2);
    expect(new Set(fake.calls.map((call) => new URLSearchParams(call.body).get('assertion'))).size).toBe(2);
  });

  it('says of a host that gives no answer which it is, and what to try', async () => {
    const { client, fake } = await world({ retry: false });
    const cause = new TypeError('fetch failed');
    fake.answerNext('token', () => Promise.reject(cause));
    const error = await client.getToken().catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'NETWORK', host: 'localhost:7070', cause, retryable: true });
    expect(error).toHaveProperty('message', expect.stringMatching(/could not be reached\. Check the address/));
    expect(error).toHaveProperty('hint', expect.stringContaining('proxy'));
  });

  it('takes an assertion nowhere else: a redirect is refused at once, and said', async () => {
    const { client, fake, count } = await world();
    fake.answerNext('token', () => Response.redirect('https://elsewhere.example/token', 307));
    const message = expect.stringContaining('answered with a redirect, which is not followed');
    await expect(client.getToken()).rejects.toMatchObject({ code: 'NETWORK', retryable: false, message });
    expect(count('token')).toBe(1);
  });

  it.each(['token', 'exchange'] as const)('cuts off an answer that does not end: %s', async (target) => {
    const { client, fake, count } = await world({ altinn: true });
    const chunk = new Uint8Array(1_000_000).fill(0x20);
    let given = 0;
    const cancelled = new Promise<void>((resolve) => {
      const endless = new ReadableStream({
        pull(controller) {
          given += 1;
          controller.enqueue(chunk);
        },
        cancel: () => resolve(),
      });
      fake.answerNext(target, () => new Response(endless));
    });
    const message = expect.stringMatching(
      /^\S+ answered with more than 20000000 characters, and was cut off\. Check the address/,
    );
    await expect(client.getAltinnToken()).rejects.toMatchObject({ code: 'NETWORK', retryable: false, message });
    await cancelled;
    expect(given).toBeLessThan(25);
    expect(count(target)).toBe(1);
  });

  it('reads an answer of a fetch whose bodies are no streams', async () => {
    const { client, fake } = await world({ retry: false });
    const text = () => Promise.resolve('{"error":"invalid_scope","error_description":"som sådan"}');
    fake.answerNext('token', () => ({ status: 400, headers: new Headers(), text }) as unknown as Response);
    await expect(client.getToken()).rejects.toMatchObject({ status: 400, description: 'som sådan' });
  });

  it.each(['token', 'exchange'] as const)(
    'waits as long as Retry-After says, to the millisecond, before it asks again: %s (client-library#50)',
    async (target) => {
      const { client, fake, count } = await world({ altinn: true });
      fake.answerNext(target, () => new Response('', { status: 503, headers: { 'retry-after': '2' } }));
      vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
      try {
        const asked = client.getAltinnToken();
        // What comes before the wait takes its own time; only the wait is a timer that leads to another request.
        while (count(target) < 1 || vi.getTimerCount() < 1) await settle();
        await vi.advanceTimersByTimeAsync(1_999);
        for (let turn = 0; turn < 20; turn += 1) await settle();
        expect(count(target)).toBe(1);
        await vi.advanceTimersByTimeAsync(1);
        await asked;
        expect(count(target)).toBe(2);
      } finally {
        vi.useRealTimers();
      }
    },
  );

  it('fails at once when Retry-After lies beyond the deadline (client-library#50)', async () => {
    const { client, fake, count } = await world();
    fake.answerNext('token', () => new Response('', { status: 503, headers: { 'retry-after': '60' } }));
    await expect(client.getToken()).rejects.toMatchObject({ retryAfterMs: 60_000, status: 503 });
    expect(count('token')).toBe(1);
  });

  it('does not repeat a refusal within 1 s, then asks again (client-library#46, client-library#51)', async () => {
    const { client, fake, clock, count } = await world();
    fake.answerNext('token', () => refusal(400, 'invalid_scope', 'MP-200 no'));
    for (let time = 0; time < 2; time += 1)
      await expect(client.getToken()).rejects.toMatchObject({ error: 'invalid_scope', mpCode: 'MP-200' });
    expect(count('token')).toBe(1);
    clock.advance(1001);
    expect((await client.getToken()).source).toBe('network');
  });

  it('passes cache and failure memory by on refresh (client-library#53)', async () => {
    const { client, fake, count } = await world();
    fake.answerNext('token', () => refusal(400, 'invalid_scope', 'MP-200 no'));
    await expect(client.getToken()).rejects.toThrow();
    await client.getToken({}, { refresh: true });
    await client.getToken({}, { refresh: true });
    expect(count('token')).toBe(3);
  });

  it('learns from the server that its clock is wrong, once (client-library#52, maskinporten#108)', async () => {
    const offsets: number[] = [];
    const { clock, options, client, fake, count } = await world(
      { hooks: { onClockSkew: (e) => offsets.push(e.offsetMs) } },
      {},
    );
    const slow = createMaskinportenClient({ ...options, clock: () => clock() - 300 * SECOND });
    await slow.getToken();
    expect([count('token'), offsets]).toEqual([2, [300 * SECOND]]);
    await slow.getToken({ scopes: WRITE });
    expect(count('token')).toBe(3);
    expect(fake.calls.at(-1)?.claims.iat).toBe(clock() / 1000 - 10);
    expect(new Set(fake.calls.map((call) => call.claims.jti)).size).toBe(3);
    await client.getToken();
  });

  it('signs right before it sends, by the clock it is given (maskinporten#111)', async () => {
    const { client, clock, fake, options } = await world();
    const issued = () => fake.calls.at(-1)?.claims.iat;
    for (let time = 0; time < 3; time += 1) {
      fake.answerNext('token', () => {
        clock.advance(7 * SECOND);
        return new Response('', { status: 503 });
      });
      const before = clock();
      await client.getToken({}, { refresh: true });
      expect(issued()).toBe((before + 7 * SECOND) / 1000 - 10);
    }
    const offset = createMaskinportenClient({ ...options, clock: () => clock() + 5 * SECOND });
    await offset.getToken({ scopes: WRITE });
    expect(issued()).toBe(clock() / 1000 + 5 - 10);
    // A key source may take its time: the time of signing counts.
    const signer = async () => {
      clock.advance(90 * SECOND);
      return options.key.signer();
    };
    await createMaskinportenClient({ ...options, key: { signer } }).getToken();
    expect(issued()).toBe(clock() / 1000 - 10);
  });

  it('asks the key source once for another key when its key is refused (client-library#65, maskinporten#108)', async () => {
    const { options, fake, count } = await world();
    const good = await options.key.signer();
    let refreshed = 0;
    const key = {
      signer: async () => (refreshed === 0 ? { ...good, id: 'old', header: { kid: 'gone' } } : good),
      refresh: async () => ++refreshed === 1,
    };
    const changes: unknown[] = [];
    const client = createMaskinportenClient({ ...options, key, hooks: { onKeyChange: (e) => changes.push(e) } });
    await client.getToken();
    expect([refreshed, count('token'), changes.length]).toEqual([1, 2, 1]);
    expect(fake.calls).toHaveLength(2);
    expect(new Set(fake.calls.map((call) => call.claims.jti)).size).toBe(2);
  });

  it('takes a 200 without a token, or HTML from a gateway, for unavailable (client-library#27, client-library#57)', async () => {
    const { client, fake } = await world({ retry: false });
    fake.answerNext('token', () => Response.json({ error: 'odd' }));
    await expect(client.getToken()).rejects.toMatchObject({ code: 'MASKINPORTEN_UNAVAILABLE', retryable: true });
    fake.answerNext('token', () => new Response('<html>Bad gateway</html>', { status: 502 }));
    await expect(client.getToken()).rejects.toMatchObject({ code: 'MASKINPORTEN_UNAVAILABLE', status: 502 });
  });

  it('gives code, status, error, description and trace of a refusal (client-library#55, client-library#56, maskinporten#45)', async () => {
    const trace = '4bf92f3577b34da6a3ce929d0e0e4736';
    // As TEST has once answered, and as the documentation has it.
    for (const [status, error] of [
      [400, 'invalid_scope'],
      [403, 'forbidden'],
    ] as const) {
      const { client, fake } = await world();
      fake.answerNext('token', () => refusal(status, error, `MP-250 no access (trace_id: ${trace})`));
      await expect(client.getToken()).rejects.toMatchObject({
        code: 'MASKINPORTEN_REJECTED',
        mpCode: 'MP-250',
        status,
        error,
        traceId: trace,
        hint: expect.stringContaining('owner of the API'),
      });
    }
  });

  it('leaves a server that does not answer after timeoutMs (client-library#54)', async () => {
    const { options } = await world();
    let tries = 0;
    const hang: typeof fetch = (_input, init) => {
      tries += 1;
      return new Promise((_resolve, reject) => {
        // Unlike the real one, this timer must hold the process until it has fired.
        const hold = setTimeout(() => {}, 5000);
        init?.signal?.addEventListener('abort', () => {
          clearTimeout(hold);
          reject(init.signal?.reason);
        });
      });
    };
    const client = createMaskinportenClient({ ...options, fetch: hang, timeoutMs: 5, key: jwk(await privateJwk()) });
    await expect(client.getToken({ scopes: READ })).rejects.toMatchObject({ code: 'TIMEOUT' });
    expect(tries).toBe(3);
  });
});
