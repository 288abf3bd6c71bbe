import * as client from 'openid-client';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { parseJws } from '../foundation/index.ts';
import { HttpBrowser, logIn } from '../testing/http-browser.ts';
import { createHarness, type Harness, MANAGER } from './harness.ts';

const API = '/authentication/api/v1';
const CALLBACK = 'https://arbeidsflate.example/tilbake';
const SECRET = 'hemmelig+/%:æ';

describe('Altinn as an OpenID Connect provider', () => {
  let harness: Harness;
  let verifier: string;
  let challenge: string;
  beforeAll(async () => {
    const scopes = ['openid', 'altinn:portal/enduser', 'altinn:instances.read'];
    harness = await createHarness({
      listen: true,
      options: {
        oidcClients: [
          { clientId: 'arbeidsflate', clientSecret: SECRET, redirectUris: [CALLBACK], scopes },
          { clientId: 'spa', redirectUris: [CALLBACK], scopes },
        ],
      },
    });
    verifier = client.randomPKCECodeVerifier();
    challenge = await client.calculatePKCECodeChallenge(verifier);
  });
  afterEach(() => harness.clock.reset());
  afterAll(() => harness.close());

  const query = (changes: Record<string, string | undefined> = {}): string => {
    const all = {
      client_id: 'spa',
      redirect_uri: CALLBACK,
      response_type: 'code',
      scope: 'openid altinn:portal/enduser',
      state: 's&1',
      nonce: 'n1',
      code_challenge: challenge,
      code_challenge_method: 'S256',
      ...changes,
    };
    const given = Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined);
    return new URLSearchParams(given).toString();
  };
  const authorize = async (browser: HttpBrowser, changes: Record<string, string | undefined> = {}) => {
    const page = await browser.step(new URL(`${harness.base}${API}/authorize?${query(changes)}`), {});
    const location = page.headers.get('location');
    return { status: page.status, body: page.body, location: location === null ? undefined : new URL(location) };
  };
  const codeOf = async (browser: HttpBrowser, changes: Record<string, string | undefined> = {}): Promise<string> =>
    (await authorize(browser, changes)).location?.searchParams.get('code') ?? '';
  const token = async (form: Record<string, string>, headers: Record<string, string> = {}) => {
    const answer = await harness.app.inject({
      method: 'POST',
      url: `${API}/token`,
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
      payload: new URLSearchParams(form).toString(),
    });
    return { status: answer.statusCode, body: answer.json() as Record<string, string>, headers: answer.headers };
  };
  const redeem = (code: string, changes: Record<string, string> = {}) =>
    token({
      grant_type: 'authorization_code',
      client_id: 'spa',
      redirect_uri: CALLBACK,
      code_verifier: verifier,
      code,
      ...changes,
    });

  it('logs the person in first, and then sends a code that gives tokens of ten minutes', async () => {
    const browser = new HttpBrowser();
    const choice = await browser.get(`${harness.base}${API}/authorize?${query()}`);
    expect(choice.url.pathname).toContain('/idporten/interaction/');
    const { browser: done } = await logIn(harness.base, MANAGER, { browser });
    const { location } = await authorize(done);
    expect(location?.origin).toBe('https://arbeidsflate.example');
    expect(location?.searchParams.get('state')).toBe('s&1');
    expect(location?.searchParams.get('iss')).toBe(harness.authentication.issuer);
    const { status, body } = await redeem(location?.searchParams.get('code') ?? '');
    expect(status).toBe(200);
    expect(body).toMatchObject({ token_type: 'Bearer', expires_in: 600, scope: 'openid altinn:portal/enduser' });
    const access = parseJws(String(body['access_token'])).payload;
    expect(access).toMatchObject({
      scope: 'openid altinn:portal/enduser',
      client_id: 'spa',
      'urn:altinn:userid': '20001',
    });
    expect(Number(access['exp']) - Number(access['iat'])).toBe(600);
    const id = parseJws(String(body['id_token'])).payload;
    expect(id).toMatchObject({
      aud: 'spa',
      nonce: 'n1',
      acr: 'idporten-loa-substantial',
      iss: harness.authentication.issuer,
    });
    expect(id['sub']).toBe(access['sub']);
    expect(harness.callers.verify(String(body['access_token'])).scopes.has('altinn:portal/enduser')).toBe(true);
    expect(() => harness.callers.verify(String(body['id_token']))).toThrow('ID token');
  });

  it('goes on to the client by itself after the login', async () => {
    const browser = new HttpBrowser();
    const choice = await browser.get(`${harness.base}${API}/authorize?${query({ redirect_uri: CALLBACK })}`);
    const login = await browser.step(new URL(`${choice.url.href}/login`), {
      method: 'POST',
      body: `person=${MANAGER}`,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    });
    let location = new URL(login.headers.get('location') ?? '', harness.base);
    while (location.origin === harness.base)
      location = new URL((await browser.step(location, {})).headers.get('location') ?? '', location);
    expect(location.href.startsWith(`${CALLBACK}?code=`)).toBe(true);
  });

  it('gives two clients different subjects for one person', async () => {
    const { browser } = await logIn(harness.base, MANAGER);
    const basic = `Basic ${Buffer.from(`arbeidsflate:${encodeURIComponent(SECRET)}`).toString('base64')}`;
    const form = { grant_type: 'authorization_code', redirect_uri: CALLBACK, code_verifier: verifier };
    const code = await codeOf(browser, { client_id: 'arbeidsflate' });
    const one = await token({ ...form, code }, { authorization: basic });
    const other = await redeem(await codeOf(browser));
    expect([one.status, other.status]).toEqual([200, 200]);
    const subjectOf = (body: Record<string, string>) => parseJws(String(body['id_token'])).payload['sub'];
    expect(subjectOf(one.body)).not.toBe(subjectOf(other.body));
  });

  it('redirects nowhere for an unknown client or address, and tells a known client of its mistakes', async () => {
    const { browser } = await logIn(harness.base, MANAGER);
    const nowhere = [
      { client_id: 'ukjent' },
      { client_id: undefined },
      { redirect_uri: undefined },
      { redirect_uri: `${CALLBACK}/mer` },
      { redirect_uri: 'https://evil.example/' },
    ];
    for (const changes of nowhere) {
      const { status, location } = await authorize(browser, changes);
      expect([status, location]).toEqual([400, undefined]);
    }
    const mistakes: [Record<string, string | undefined>, string][] = [
      [{ response_type: 'token' }, 'unsupported_response_type'],
      [{ scope: 'altinn:portal/enduser' }, 'invalid_scope'],
      [{ scope: 'openid altinn:serviceowner' }, 'invalid_scope'],
      [{ code_challenge: undefined }, 'invalid_request'],
      [{ code_challenge: 'short' }, 'invalid_request'],
      [{ code_challenge_method: 'plain' }, 'invalid_request'],
      [{ acr_values: 'level9' }, 'invalid_request'],
      [{ acr_values: 'idporten-loa-high', prompt: 'none' }, 'login_required'],
    ];
    for (const [changes, error] of mistakes) {
      const { location } = await authorize(browser, changes);
      expect(location?.searchParams.get('error')).toBe(error);
      expect(location?.searchParams.get('state')).toBe('s&1');
    }
    expect((await authorize(new HttpBrowser(), { prompt: 'none' })).location?.searchParams.get('error')).toBe(
      'login_required',
    );
    const twice = await harness.app.inject(`${API}/authorize?${query()}&client_id=spa`);
    expect([twice.statusCode, twice.json().error]).toEqual([400, 'invalid_request']);
  });

  it('takes a code once, from its client, with its verifier and address, within a minute', async () => {
    const { browser } = await logIn(harness.base, MANAGER);
    const errorOf = async (answer: ReturnType<typeof redeem>) => {
      const { status, body } = await answer;
      return [status, body['error']];
    };
    const grantError = [400, 'invalid_grant'];
    expect(await errorOf(redeem(await codeOf(browser), { code_verifier: 'x'.repeat(43) }))).toEqual(grantError);
    expect(await errorOf(redeem(await codeOf(browser), { code_verifier: '' }))).toEqual(grantError);
    expect(await errorOf(redeem(await codeOf(browser), { redirect_uri: 'https://evil.example/' }))).toEqual(grantError);
    expect(await errorOf(redeem(await codeOf(browser, { client_id: 'arbeidsflate' })))).toEqual(grantError);
    expect(await errorOf(redeem('guess'))).toEqual(grantError);
    const late = await codeOf(browser);
    harness.clock.advance(60_000);
    expect(await errorOf(redeem(late))).toEqual(grantError);
    const invalidClient = [401, 'invalid_client'];
    for (const changes of [{ client_id: 'ukjent' }, { client_id: 'arbeidsflate' }, { client_secret: 'x' }])
      expect(await errorOf(redeem(await codeOf(browser), changes))).toEqual(invalidClient);
    expect(await errorOf(redeem('x', { client_id: 'arbeidsflate', client_secret: 'wrong' }))).toEqual(invalidClient);
    expect(await errorOf(token({ client_id: 'spa', grant_type: 'password' }))).toEqual([400, 'unsupported_grant_type']);
    const json = await harness.app.inject({ method: 'POST', url: `${API}/token`, payload: { client_id: 'spa' } });
    expect([json.statusCode, json.json().error]).toEqual([400, 'invalid_request']);
  });

  it('ends all that came of a code when it comes twice, also at once', async () => {
    const { browser } = await logIn(harness.base, MANAGER);
    const code = await codeOf(browser);
    const answers = await Promise.all([redeem(code), redeem(code), redeem(code)]);
    expect(answers.filter((answer) => answer.status === 200).length).toBeLessThanOrEqual(1);
    const renew = async (refresh: string | undefined) =>
      (await token({ grant_type: 'refresh_token', client_id: 'spa', refresh_token: refresh ?? '' })).status;
    for (const answer of answers) expect(await renew(answer.body['refresh_token'])).toBe(400);
    const another = await codeOf(browser);
    const good = await redeem(another);
    expect(good.status).toBe(200);
    expect((await redeem(another)).status).toBe(400);
    expect(await renew(good.body['refresh_token'])).toBe(400);
  });

  it('renews with a refresh token once each, and not after logout', async () => {
    const { browser } = await logIn(harness.base, MANAGER);
    const first = (await redeem(await codeOf(browser))).body['refresh_token'] ?? '';
    const renew = (refresh: string, clientId = 'spa') =>
      token({ grant_type: 'refresh_token', client_id: clientId, refresh_token: refresh });
    const second = await renew(first);
    expect(second.status).toBe(200);
    const third = await renew(second.body['refresh_token'] ?? '');
    expect(third.status).toBe(200);
    expect((await renew(first)).status).toBe(400);
    expect((await renew(third.body['refresh_token'] ?? '')).status).toBe(400);
    const other = (await redeem(await codeOf(browser))).body['refresh_token'] ?? '';
    await browser.get(`${harness.base}${API}/logout`);
    expect((await renew(other)).body['error']).toBe('invalid_grant');
  });

  it('renews for as long as the session lasts: half an hour unused, and twelve hours in all', async () => {
    const { browser } = await logIn(harness.base, MANAGER);
    const renew = (refresh: string) => token({ grant_type: 'refresh_token', client_id: 'spa', refresh_token: refresh });
    const unused = (await redeem(await codeOf(browser))).body['refresh_token'] ?? '';
    let current = (await redeem(await codeOf(browser))).body['refresh_token'] ?? '';
    const begun = harness.clock.now();
    for (let round = 0; round < 25; round += 1) {
      harness.clock.advance(28 * 60_000);
      const { status, body } = await renew(current);
      expect([round, status]).toEqual([round, 200]);
      current = body['refresh_token'] ?? '';
      // Its session is used all the time, and it is not.
      if (round === 1) expect((await renew(unused)).body['error']).toBe('invalid_grant');
    }
    harness.clock.set(begun + 720 * 60_000);
    expect((await renew(current)).body['error']).toBe('invalid_grant');
  });
});
