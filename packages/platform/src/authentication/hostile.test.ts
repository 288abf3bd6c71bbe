import { generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Party, PartyRef, Register } from '../register/index.ts';
import { logIn } from '../testing/http-browser.ts';
import { createHarness, enterpriseHeader, type Harness, MANAGER } from './harness.ts';

const API = '/authentication/api/v1';

/** A register that tells of its parties otherwise. */
const seenAs =
  (see: (party: Party, ref: PartyRef) => Party) =>
  (register: Register): Register => {
    const party: Register['party'] = async (ref) => {
      const found = await register.party(ref);
      return found && see(found, ref);
    };
    return new Proxy(register, {
      get(target, name) {
        if (name === 'party') return party;
        const member: unknown = Reflect.get(target, name);
        // It has members that are its own alone, which no stand-in reaches.
        return typeof member === 'function' ? member.bind(target) : member;
      },
    });
  };

describe('the authentication surface under hostile input', () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await createHarness();
  });
  afterAll(() => harness.close());

  const header = fc.string({
    unit: fc.integer({ min: 0x21, max: 0xff }).map((code) => String.fromCharCode(code)),
    maxLength: 200,
  });
  const jwtLike = fc
    .tuple(fc.json(), fc.json(), header)
    .map(([head, body, end]) => [head, body, end].map((part) => Buffer.from(part).toString('base64url')).join('.'));

  it('answers every token that is not one with 401, whatever its parts hold', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(header, jwtLike),
        fc.constantFrom('maskinporten', 'id-porten', 'altinnstudio'),
        async (token, provider) => {
          const answer = await harness.exchange(undefined, { provider, headers: { authorization: `Bearer ${token}` } });
          expect(answer.status).toBe(401);
        },
      ),
      { numRuns: 150 },
    );
  });

  it('answers any signed claims with 200, 401 or 403, never 5xx', async () => {
    const value = fc.oneof(
      fc.string(),
      fc.integer(),
      fc.constant(null),
      fc.array(fc.string()),
      fc.dictionary(fc.string(), fc.string()),
    );
    const claims = fc.record(
      { consumer: value, scope: value, authorization_details: value, supplier: value, jti: value, nbf: value },
      { requiredKeys: [] },
    );
    await fc.assert(
      fc.asyncProperty(claims, async (given) => {
        const answer = await harness.exchange(await harness.maskinportenToken(given));
        expect([200, 401]).toContain(answer.status);
      }),
      { numRuns: 60 },
    );
  });

  it('answers every enterprise header with 400, 401 or 429', async () => {
    const token = await harness.maskinportenToken();
    const headers = fc.oneof(
      header.map((text) => ({ 'x-altinn-enterpriseuser-authentication': text || 'x' })),
      fc.tuple(fc.string(), fc.string()).map(([name, password]) => enterpriseHeader(`x${name}:${password}`)),
    );
    await fc.assert(
      fc.asyncProperty(headers, async (sent) => {
        expect([400, 401, 429]).toContain((await harness.exchange(token, { headers: sent })).status);
      }),
      { numRuns: 25 },
    );
  });

  it('answers every method, path and query with less than 500', async () => {
    const paths = [
      '/exchange/maskinporten',
      '/exchange/%00',
      '/exchange/..%2f..%2fetc',
      '/refresh',
      '/introspection',
      '/authentication',
      '/upstream/callback',
      '/logout',
      '/logout/handleloggedout',
      '/openid/logout',
      '/openid/.well-known/openid-configuration',
      '/frontchannel_logout',
      '/upstream/frontchannel-logout',
      '/authorize',
      '/token',
    ].map((path) => `${API}${path}`);
    const all = [...paths, '/profile/api/v1/users/current', '/profile/api/v1/users/current/profilesettings'];
    const queries = [
      '',
      '?a[]=1',
      '?__proto__=1',
      '?test=1',
      '?state=%00&code=%ff',
      '?iss=x&sid=%27',
      `?goto=${'%20'.repeat(500)}`,
    ];
    const cookies = {
      AltinnStudioRuntime: 'x',
      altinnsession: "' or 1=1",
      altinnlogin: 'ø',
      AltinnLogoutInfo: '%',
      '.ALTINNTOKEN': 'a.b.c',
    };
    for (const url of all)
      for (const method of ['GET', 'POST', 'PATCH', 'DELETE', 'PUT'] as const)
        for (const query of queries) {
          const body =
            method === 'GET' ? {} : { payload: '{"token":{"a":1}}', headers: { 'content-type': 'application/json' } };
          const answer = await harness.app.inject({ method, url: `${url}${query}`, cookies, ...body });
          // The one 503 that is right: nobody listens where the login provider should be.
          if (answer.statusCode !== 503) expect(answer.statusCode, `${method} ${url}${query}`).toBeLessThan(500);
          else expect(url).toBe(`${API}/authentication`);
        }
  });

  it('refuses a body that is no form, too large or broken with 4xx', async () => {
    const post = (payload: string | Buffer, type: string) =>
      harness.app.inject({ method: 'POST', url: `${API}/token`, payload, headers: { 'content-type': type } });
    expect((await post('{', 'application/json')).statusCode).toBe(400);
    expect((await post('a'.repeat(1_100_000), 'application/x-www-form-urlencoded')).statusCode).toBe(413);
    expect((await post('x', 'text/xml')).statusCode).toBe(415);
    expect((await post('%', 'application/x-www-form-urlencoded')).statusCode).toBe(401);
  });
});

describe('the login provider', () => {
  it('is told to be away with 503 when it cannot be reached, and the next try asks again', async () => {
    const harness = await createHarness({ loginProvider: { issuer: 'http://127.0.0.1:9' } });
    for (let round = 0; round < 2; round += 1) {
      const answer = await harness.app.inject(`${API}/authentication`);
      expect(answer.statusCode).toBe(503);
      expect(answer.json().detail).toContain('cannot be reached');
    }
    await harness.close();
  });

  it('may know us by a key instead of a secret (private_key_jwt)', async () => {
    const pair = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const pem = pair.privateKey.export({ type: 'pkcs8', format: 'pem' }) as string;
    const harness = await createHarness({
      listen: true,
      loginProvider: { clientId: 'portal-med-nokkel', clientKey: { kid: 'portal-1', pem } },
      clients: (base) => [
        {
          clientId: 'portal-med-nokkel',
          name: 'Portal',
          keys: [{ ...pair.publicKey.export({ format: 'jwk' }), kid: 'portal-1', use: 'sig', alg: 'RS256' }],
          redirectUris: [`${base}${API}/upstream/callback`],
          postLogoutRedirectUris: [`${base}${API}/logout/handleloggedout`],
        },
      ],
    });
    const { browser, page } = await logIn(harness.base, MANAGER);
    expect(page.url.href).toBe(`${harness.base}/`);
    expect(harness.callers.verify(browser.cookie('AltinnStudioRuntime') ?? '').userId).toBe(20001);
    await harness.close();
  });

  it('may log in only those whom the register knows as users', async () => {
    let strangers = false;
    const harness = await createHarness({
      listen: true,
      register: seenAs((party, ref) => {
        if (!strangers || !('person' in ref)) return party;
        const { userId: _without, ...rest } = party;
        return rest;
      }),
    });
    strangers = true;
    const { browser, page } = await logIn(harness.base, MANAGER);
    expect([page.status, page.url.pathname]).toEqual([403, `${API}/upstream/callback`]);
    expect(browser.cookie('AltinnStudioRuntime')).toBeUndefined();
    await harness.close();
  });
});

describe('a person who is no user any more', () => {
  it('has no session any more: the token is not renewed, and no session of theirs is left', async () => {
    let isGone = false;
    const harness = await createHarness({
      listen: true,
      register: seenAs((party, ref) => (isGone && 'uuid' in ref ? { ...party, isDeleted: true } : party)),
    });
    const [one] = [await logIn(harness.base, MANAGER), await logIn(harness.base, MANAGER)];
    const count = async () => (await harness.database.db.selectFrom('login_session').select('sid').execute()).length;
    const refresh = () => one.browser.step(new URL(`${harness.base}${API}/refresh`), {});
    expect([(await refresh()).status, await count()]).toEqual([200, 2]);
    isGone = true;
    expect([(await refresh()).status, await count()]).toEqual([401, 0]);
    isGone = false;
    expect((await refresh()).status).toBe(401);
    await harness.close();
  });
});

describe('a person who is put into the register as gone', () => {
  it('has no session from that moment on, and their tokens are refused', async () => {
    const harness = await createHarness({ listen: true });
    const { browser } = await logIn(harness.base, MANAGER);
    const { database, register } = harness;
    const authorization = `Bearer ${browser.cookie('AltinnStudioRuntime')}`;
    const ask = async () => (await fetch(`${harness.base}${API}/refresh`, { headers: { authorization } })).text();
    expect(await ask()).toMatch(/^ey/);
    const person = await register.party({ person: MANAGER });
    if (!person) throw new Error('no such person');
    const save = (isDeleted: boolean) =>
      database.transaction((trx, announce) => register.saveParties(trx, announce, [{ ...person, isDeleted }]));
    await save(true);
    expect(await ask()).toContain('the session of the token has ended');
    await save(false);
    expect(await ask()).toContain('the session of the token has ended');
    expect((await logIn(harness.base, MANAGER)).browser.cookie('AltinnStudioRuntime')).toBeDefined();
    await harness.close();
  });
});

describe('cookies over https', () => {
  it('are Secure', async () => {
    const harness = await createHarness({ base: 'https://portvakt.example' });
    const person = await harness.register.party({ person: MANAGER });
    if (!person) throw new Error('no such person');
    const upstream = {
      issuer: harness.idporten.issuer,
      sid: 'x',
      idToken: undefined,
      acr: 'idporten-loa-high',
      amr: [],
    };
    const { session, handle } = await harness.authentication.sessions.begin(person, upstream);
    const token = await harness.authentication.tokenOf(session);
    const refresh = await harness.app.inject({
      url: `${API}/refresh`,
      cookies: { AltinnStudioRuntime: String(token) },
    });
    expect(refresh.cookies[0]).toMatchObject({ name: 'AltinnStudioRuntime', secure: true, httpOnly: true });
    const again = await harness.app.inject({
      url: `${API}/authentication?goto=https://app.portvakt.example/x`,
      cookies: { altinnsession: handle },
    });
    expect(again.headers['location']).toBe('https://app.portvakt.example/x');
    expect(again.cookies[0]).toMatchObject({ secure: true });
    await harness.close();
  });
});
