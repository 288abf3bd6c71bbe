import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type JsonObject, parseJws, seconds, signJws } from '../foundation/index.ts';
import type { Register } from '../register/index.ts';
import { HttpBrowser } from '../testing/http-browser.ts';
import { createHarness, type Harness, type HarnessOptions, MANAGER } from './harness.ts';

const UPSTREAM = 'https://idp.example.test';

/** An OIDC provider of our own making: real keys and signatures, and a switch that takes its key set off the net. */
function upstreamProvider() {
  const pair = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const jwks: Record<string, JsonObject> = { one: pair.publicKey.export({ format: 'jwk' }) as JsonObject };
  const state = { up: true, fetches: 0, privateKey: pair.privateKey, kid: 'one' };
  const json = (value: unknown) => new Response(JSON.stringify(value), { status: 200 });
  const fetch = async (url: string): Promise<Response> => {
    state.fetches += 1;
    if (!state.up) throw new TypeError('fetch failed');
    return url.endsWith('/.well-known/openid-configuration')
      ? json({ issuer: UPSTREAM, jwks_uri: `${UPSTREAM}/jwk` })
      : json({ keys: Object.entries(jwks).map(([kid, jwk]) => ({ ...jwk, kid, use: 'sig' })) });
  };
  const rotate = (): void => {
    const next = generateKeyPairSync('rsa', { modulusLength: 2048 });
    jwks['two'] = next.publicKey.export({ format: 'jwk' }) as JsonObject;
    Object.assign(state, { privateKey: next.privateKey, kid: 'two' });
  };
  return { state, fetch, rotate };
}

describe('GET /exchange/id-porten', () => {
  let upstream: ReturnType<typeof upstreamProvider>;
  let harness: Harness;
  const create = (setup: HarnessOptions = {}) =>
    createHarness({ ...setup, loginProvider: { issuer: UPSTREAM }, options: { fetch: upstream.fetch } });
  beforeAll(async () => {
    upstream = upstreamProvider();
    harness = await create();
  });
  afterAll(() => harness.close());

  const token = (claims: JsonObject = {}, header: JsonObject = {}): Promise<string> => {
    const now = seconds(harness.clock);
    const defaults: JsonObject = {
      iss: UPSTREAM,
      sub: 'pairwise-subject',
      aud: UPSTREAM,
      sid: 'upstream-session',
      at_hash: 'x',
      pid: MANAGER,
      acr: 'idporten-loa-substantial',
      amr: ['BankID'],
      client_id: 'sbs',
      client_amr: 'private_key_jwt',
      scope: 'openid altinn:instances.read',
      iat: now - 5,
      exp: now + 600,
    };
    const merged = Object.entries({ ...defaults, ...claims }).filter(([, value]) => value !== undefined);
    const { privateKey, kid } = upstream.state;
    return signJws({ alg: 'RS256', kid, ...header }, Object.fromEntries(merged), privateKey);
  };
  const exchange = (text: string, query = '') => harness.exchange(text, { provider: 'id-porten', query });

  it('gives the person’s claims for a token with an altinn: scope (altinn-authentication#34)', async () => {
    const answer = await exchange(await token());
    expect(answer.status).toBe(200);
    expect(answer.claims()).toMatchObject({
      nameid: '20001',
      'urn:altinn:userid': '20001',
      'urn:altinn:partyid': 50010001,
      'urn:altinn:party:uuid': '10000000-0000-4000-8000-000000000001',
      'urn:altinn:authenticatemethod': 'BankID',
      'urn:altinn:authlevel': 3,
      pid: MANAGER,
      acr: 'idporten-loa-substantial',
      amr: 'BankID',
      client_amr: 'private_key_jwt',
      iss: harness.authentication.issuer,
    });
    for (const name of ['aud', 'at_hash', 'sub']) expect(answer.claims()).not.toHaveProperty(name);
    expect(answer.claims()['sid']).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('takes a partner’s scope (altinn-authentication#35)', async () => {
    for (const scope of ['skatteetaten:formueinntekt/skattemelding', 'openid skatteetaten:mvameldinginnsending'])
      expect((await exchange(await token({ scope }))).status).toBe(200);
  });

  it('is 403 with only foreign scopes (altinn-authentication#36)', async () => {
    for (const scope of ['openid profile', 'digdir:altinn:x', 'skatteetaten:annet', undefined])
      expect((await exchange(await token({ scope }))).status).toBe(403);
  });

  it('is 401 without pid or acr, or with an acr that tells no level (altinn-authentication#37)', async () => {
    const bad = [{ pid: undefined }, { pid: '  ' }, { acr: undefined }, { acr: 'high' }, { acr: 'Level9' }];
    for (const claims of bad) expect((await exchange(await token(claims))).status).toBe(401);
  });

  it('is 401 when the person is unknown, or the register fails (altinn-authentication#38)', async () => {
    expect((await exchange(await token({ pid: '25907999999' }))).status).toBe(401);
    const failing = (register: Register): Register =>
      Object.assign(register, {
        party: async () => Promise.reject(new Error('the register is away')),
      });
    const broken = await create({ register: failing });
    const answer = await broken.exchange(await token(), { provider: 'id-porten' });
    expect(answer.status).toBe(401);
    await broken.close();
  });

  it('reads the level from acr, by name or by its last digit (altinn-authentication#39)', async () => {
    const level = async (acr: string) => (await exchange(await token({ acr }))).claims()['urn:altinn:authlevel'];
    expect(await level('idporten-loa-high')).toBe(4);
    expect(await level('idporten-loa-substantial')).toBe(3);
    expect(await level('idporten-loa-low')).toBe(0);
    expect(await level('Level4')).toBe(4);
    const noMethod = (await exchange(await token({ amr: undefined }))).claims();
    expect(noMethod['urn:altinn:authenticatemethod']).toBe('NotDefined');
  });

  it('keeps the incoming exp, and ignores test=true (altinn-authentication#40)', async () => {
    const exp = seconds(harness.clock) + 77;
    expect((await exchange(await token({ exp }), '?test=true')).claims()['exp']).toBe(exp);
  });

  it('takes user id, party id, UUID and user name from the register and not from the token (altinn-authentication#41)', async () => {
    const row = { user_id: 20001, user_name: 'rask', language: 'nb' };
    await harness.database.db.insertInto('user_profile').values(row).execute();
    const forged = { 'urn:altinn:userid': '1', nameid: '1', 'urn:altinn:partyid': 1, 'urn:altinn:username': 'evil' };
    expect((await exchange(await token(forged))).claims()).toMatchObject({
      nameid: '20001',
      'urn:altinn:userid': '20001',
      'urn:altinn:username': 'rask',
      'urn:altinn:partyid': 50010001,
      'urn:altinn:party:uuid': '10000000-0000-4000-8000-000000000001',
    });
  });

  it('is 401 for another issuer, an expired token, a wrong key and a header that names its own', async () => {
    const stranger = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const claims = parseJws(await token()).payload;
    const signedBy = (key: KeyObject, header: JsonObject = {}) =>
      signJws({ alg: 'RS256', kid: 'one', ...header }, claims, key);
    const jwk = stranger.publicKey.export({ format: 'jwk' });
    const bad = [
      await token({ iss: `${UPSTREAM}/` }),
      await token({ exp: seconds(harness.clock) - 11 }),
      await token({ exp: undefined }),
      await token({}, { kid: 'unknown' }),
      await token({}, { kid: undefined }),
      await token({}, { crit: ['b64'] }),
      await signedBy(stranger.privateKey),
      await signedBy(stranger.privateKey, { jwk, jku: `${UPSTREAM}/evil` }),
      await harness.maskinportenToken(),
    ];
    for (const text of bad) expect((await exchange(text)).status).toBe(401);
  });

  it('fetches the keys anew for an unknown kid, and not for each such token', async () => {
    harness.clock.advance(60_000);
    upstream.rotate();
    expect((await exchange(await token())).status).toBe(200);
    const before = upstream.state.fetches;
    for (let index = 0; index < 5; index += 1) await exchange(await token({}, { kid: `guess-${index}` }));
    expect(upstream.state.fetches - before).toBe(0);
  });

  it('is 401, not 5xx, when the key set cannot be fetched; and recovers (altinn-authentication#63)', async () => {
    const fresh = await create();
    fresh.clock.freeze(harness.clock.now());
    upstream.state.up = false;
    expect((await fresh.exchange(await token(), { provider: 'id-porten' })).status).toBe(401);
    upstream.state.up = true;
    fresh.clock.advance(11_000);
    expect((await fresh.exchange(await token(), { provider: 'id-porten' })).status).toBe(200);
    await fresh.close();
  });
});

describe('GET /exchange/id-porten with the embedded ID-porten', () => {
  it('exchanges an access token got by code flow and PKCE (altinn-authentication#34, altinn-authentication#39)', async () => {
    const harness = await createHarness({
      listen: true,
      clients: (base) => [
        {
          clientId: 'sluttbrukersystem',
          name: 'Sluttbrukersystemet',
          redirectUris: [`${base}/tilbake`],
          scopes: ['altinn:instances.read'],
          organization: '310019747',
        },
      ],
    });
    try {
      harness.clock.advance(3 * 3600 * 1000);
      const client = await import('openid-client');
      const config = await client.discovery(
        new URL(harness.idporten.issuer),
        'sluttbrukersystem',
        undefined,
        client.None(),
        { execute: [client.allowInsecureRequests] },
      );
      const verifier = client.randomPKCECodeVerifier();
      const start = client.buildAuthorizationUrl(config, {
        redirect_uri: `${harness.base}/tilbake`,
        scope: 'openid profile altinn:instances.read altinn:instances.write',
        code_challenge: await client.calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
        acr_values: 'idporten-loa-high',
        state: 'abc',
      });
      const browser = new HttpBrowser();
      const choice = await browser.get(start);
      const back = await browser.post(`${choice.url.href}/login`, { person: MANAGER, method: 'BankID' });
      const tokens = await client.authorizationCodeGrant(config, back.url, {
        pkceCodeVerifier: verifier,
        expectedState: 'abc',
      });
      expect(tokens.claims()).toMatchObject({ pid: MANAGER, acr: 'idporten-loa-high', amr: ['BankID'] });
      expect(tokens.claims()?.['sid']).toEqual(expect.any(String));
      const upstream = parseJws(tokens.access_token).payload;
      expect(upstream).toMatchObject({ pid: MANAGER, acr: 'idporten-loa-high', scope: 'altinn:instances.read' });
      expect(upstream).toMatchObject({ client_orgno: '310019747', token_type: 'Bearer' });
      const answer = await harness.exchange(tokens.access_token, { provider: 'id-porten' });
      expect(answer.claims()).toMatchObject({ 'urn:altinn:userid': '20001', 'urn:altinn:authlevel': 4 });
      expect(answer.claims()['exp']).toBe(upstream['exp']);
      expect((await harness.exchange(String(tokens.id_token), { provider: 'id-porten' })).status).not.toBe(200);
    } finally {
      await harness.close();
    }
  });
});

describe('GET /exchange/altinnstudio', () => {
  const studio = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const pem = studio.publicKey.export({ type: 'spki', format: 'pem' }) as string;
  const sign = (claims: JsonObject) => signJws({ alg: 'RS256' }, claims, studio.privateKey);

  it('exchanges a token of Altinn Studio and keeps its claims, issuer included (altinn-authentication#42)', async () => {
    const harness = await createHarness({ options: { trustedKeys: { studio: [pem] } } });
    const now = seconds(harness.clock);
    const claims = { iss: 'studio', 'urn:altinn:app': 'studio.designer', aud: 'platform.altinn.no', exp: now + 60 };
    const answer = await harness.exchange(await sign(claims), { provider: 'altinnstudio' });
    expect(answer.status).toBe(200);
    expect(answer.claims()).toEqual({ ...claims, exp: expect.any(Number) });
    expect(Number(answer.claims()['exp']) - now).toBeGreaterThanOrEqual(1800);
    await harness.close();
  });

  it('is 401 for another issuer, one whose key is not known, a wrong key and an expired token (altinn-authentication#43)', async () => {
    const trustedKeys = { studio: [pem], ttd: [pem] };
    const harness = await createHarness({ options: { trustedKeys } });
    const exp = seconds(harness.clock) + 60;
    const stranger = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
    const bad = [
      await sign({ iss: 'ttd', exp }),
      await sign({ iss: 'Studio', exp }),
      await sign({ iss: 'dev-studio', exp }),
      await sign({ iss: 'studio', exp: exp - 100 }),
      await sign({ iss: 'studio' }),
      await signJws({ alg: 'RS256' }, { iss: 'studio', exp }, stranger),
    ];
    for (const token of bad) expect((await harness.exchange(token, { provider: 'altinnstudio' })).status).toBe(401);
    await harness.close();
  });
});
