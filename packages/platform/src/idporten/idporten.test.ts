import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createHarness, type Harness, MANAGER } from '../authentication/harness.ts';
import { systemClock } from '../foundation/index.ts';
import { HttpBrowser, logIn } from '../testing/http-browser.ts';
import { adapterFactory } from './adapter.ts';
import { createIdporten } from './index.ts';
import { methodsFor, satisfies, wantedAcr } from './levels.ts';
import { choicePage } from './pages.ts';
import { languageOf } from './texts.ts';

const REDIRECT = '/tilbake';

describe('the test ID-porten', () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await createHarness({
      listen: true,
      clients: (base) => [
        { clientId: 'tjeneste', name: '<b>Tjeneste & sønn</b>', redirectUris: [`${base}${REDIRECT}`] },
        {
          clientId: 'hemmelig',
          clientSecret: 'en-lang-hemmelighet-for-testen-av-klienten',
          name: 'Hemmelig',
          redirectUris: ['https://tjeneste.example/tilbake'],
        },
      ],
    });
  });
  afterAll(() => harness.close());

  const challenge = 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM';
  const authorizeUrl = (changes: Record<string, string | undefined> = {}): URL => {
    const parameters = {
      client_id: 'tjeneste',
      response_type: 'code',
      redirect_uri: `${harness.base}${REDIRECT}`,
      scope: 'openid',
      state: 'abc',
      code_challenge: challenge,
      code_challenge_method: 'S256',
      ...changes,
    };
    const url = new URL(`${harness.base}/idporten/auth`);
    for (const [name, value] of Object.entries(parameters)) if (value !== undefined) url.searchParams.set(name, value);
    return url;
  };
  const answerOf = async (changes: Record<string, string | undefined>, browser = new HttpBrowser()) => {
    const page = await browser.step(authorizeUrl(changes), {});
    const location = page.headers.get('location');
    const target = location === null ? undefined : new URL(location.replace('#', '?'), page.url);
    return { status: page.status, error: target?.searchParams.get('error') ?? undefined, page };
  };

  it('describes itself by its own address, whatever Host says', async () => {
    const metadata = await harness.app.inject({
      url: '/idporten/.well-known/openid-configuration',
      headers: { host: 'evil.example', 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'https' },
    });
    expect(metadata.body).not.toContain('evil');
    expect(metadata.json()).toMatchObject({
      issuer: `${harness.base}/idporten`,
      authorization_endpoint: `${harness.base}/idporten/auth`,
      token_endpoint: `${harness.base}/idporten/token`,
      end_session_endpoint: `${harness.base}/idporten/session/end`,
      jwks_uri: `${harness.base}/idporten/jwks`,
      acr_values_supported: ['idporten-loa-low', 'idporten-loa-substantial', 'idporten-loa-high'],
      code_challenge_methods_supported: ['S256'],
      response_types_supported: ['code'],
    });
    const jwks = await harness.app.inject('/idporten/jwks');
    for (const key of jwks.json().keys)
      expect(Object.keys(key).toSorted()).toEqual(['alg', 'e', 'kid', 'kty', 'n', 'use']);
  });

  it('asks for PKCE of every client, and sends errors only to registered addresses', async () => {
    expect(await answerOf({ code_challenge: undefined, code_challenge_method: undefined })).toMatchObject({
      error: 'invalid_request',
    });
    expect(await answerOf({ code_challenge_method: 'plain' })).toMatchObject({ error: 'invalid_request' });
    for (const changes of [
      { redirect_uri: 'https://evil.example/' },
      { client_id: 'ukjent' },
      { client_id: undefined },
    ]) {
      const { status, page } = await answerOf(changes);
      expect([status, page.headers.get('location')]).toEqual([400, null]);
      expect(page.headers.get('content-type')).toContain('text/html');
    }
    expect(await answerOf({ response_type: 'token' })).toMatchObject({ error: 'unsupported_response_type' });
    expect(await answerOf({ prompt: 'none' })).toMatchObject({ error: 'login_required' });
  });

  it('writes no request value into a page as markup', async () => {
    const { page } = await answerOf({ client_id: '"><script>alert(1)</script>' });
    expect(page.body).not.toContain('<script>alert');
    const choice = await new HttpBrowser().get(authorizeUrl());
    expect(choice.body).toContain('&lt;b&gt;Tjeneste &amp; sønn&lt;/b&gt;');
    expect(choice.body).not.toContain('<b>Tjeneste');
    const view = { language: 'nb', action: '/x', clientName: 'T', methods: [], more: false } as const;
    const evil = `"><script>alert('x')</script>`;
    const html = choicePage({
      ...view,
      query: evil,
      message: evil,
      persons: [{ name: evil, pid: evil, actsFor: [evil] }],
    });
    expect(html).not.toContain('<script>');
  });

  it('lets its pages load nothing from elsewhere, run no foreign script and stand in no frame', async () => {
    const browser = new HttpBrowser();
    const choice = await browser.get(authorizeUrl());
    const policy = choice.headers.get('content-security-policy') ?? '';
    for (const part of ["default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'"])
      expect(policy).toContain(part);
    expect(policy).not.toContain('unsafe');
    expect(choice.headers.get('cache-control')).toBe('no-store');
    expect(choice.body).not.toMatch(/(src|href)="https?:|@import|url\(/);
  });

  it('offers first whom the service expects, by name or number, and otherwise everybody', async () => {
    const firstFor = async (hint: string) => {
      const { body } = await new HttpBrowser().get(authorizeUrl({ login_hint: hint }));
      const marked = /value="(\d+)" class="primary"/.exec(body)?.[1];
      expect(body.split('value="01816010027"').length).toBe(2);
      return [/name="person" value="(\d+)"/.exec(body)?.[1] === marked, marked];
    };
    expect(await firstFor('RASK RØYSKATT')).toEqual([true, '01816010027']);
    expect(await firstFor('01816010027')).toEqual([true, '01816010027']);
    for (const nobody of ['RØYSKATT', '<script>', '']) expect((await firstFor(nobody))[1]).toBeUndefined();
  });

  it('finds persons by part of the name or number, in bokmål or English', async () => {
    const browser = new HttpBrowser();
    const choice = await browser.get(authorizeUrl({ ui_locales: 'en' }));
    expect(choice.body).toContain('<html lang="en">');
    expect(choice.body).toContain('Log in as RASK RØYSKATT');
    expect(choice.body).toContain('May act for: FJORDVIK BAKERI AS');
    const byName = await browser.get(`${choice.url.href}?q=steinbit&lang=nb`);
    expect(byName.body).toContain('Logg inn som STØDIG STEINBIT');
    expect(byName.body).not.toContain('RASK RØYSKATT');
    expect((await browser.get(`${choice.url.href}?q=01816010027`)).body).toContain('RASK RØYSKATT');
    expect((await browser.get(`${choice.url.href}?q=%25`)).body).toContain('No person matches');
    expect((await browser.get(`${choice.url.href}?q=a&q=b`)).status).toBe(200);
  });

  it('refuses a person that does not exist, and an interaction that this browser has not begun', async () => {
    const browser = new HttpBrowser();
    const choice = await browser.get(authorizeUrl());
    for (const person of ['', '12345678901', "' or 1=1 --", '310044423']) {
      const page = await browser.post(`${choice.url.href}/login`, { person });
      expect([page.status, page.url.pathname]).toEqual([400, `${choice.url.pathname}/login`]);
      expect(page.body).toContain('role="alert"');
    }
    const stranger = new HttpBrowser();
    for (const path of ['', '/login', '/cancel']) {
      const page =
        path === ''
          ? await stranger.get(choice.url)
          : await stranger.post(`${choice.url.href}${path}`, { person: MANAGER });
      expect(page.status).toBe(400);
    }
    expect((await browser.get(`${harness.base}/idporten/interaction/${'x'.repeat(43)}`)).status).toBe(400);
  });

  it('asks for a new login when a higher level is wanted, and offers only methods that give it', async () => {
    const { browser } = await logIn(harness.base, MANAGER);
    const same = await answerOf({ acr_values: 'idporten-loa-substantial', prompt: 'none' }, browser);
    expect(same.error).toBeUndefined();
    expect(await answerOf({ acr_values: 'idporten-loa-high', prompt: 'none' }, browser)).toMatchObject({
      error: 'login_required',
    });
    const step = await browser.get(authorizeUrl({ acr_values: 'idporten-loa-high' }));
    expect(step.body).toContain('value="BankID"');
    expect(step.body).not.toContain('value="TestID"');
    const raised = await browser.post(`${step.url.href}/login`, { person: MANAGER, method: 'TestID' });
    expect(raised.url.searchParams.get('code')).toEqual(expect.any(String));
    expect((await answerOf({ acr_values: 'idporten-loa-high', prompt: 'none' }, browser)).error).toBeUndefined();
  });

  it('gives tokens for a code once, to the client and verifier that it was made for', async () => {
    const { browser } = await logIn(harness.base, MANAGER);
    const verifier = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk';
    const codeFrom = async () => {
      const page = await browser.step(authorizeUrl(), {});
      return new URL(page.headers.get('location') ?? '').searchParams.get('code') ?? '';
    };
    const redeem = async (changes: Record<string, string>, more: Record<string, string> = {}) => {
      const form = {
        grant_type: 'authorization_code',
        client_id: 'tjeneste',
        redirect_uri: `${harness.base}${REDIRECT}`,
        code_verifier: verifier,
        ...changes,
      };
      const payload = new URLSearchParams(form).toString();
      const headers = { 'content-type': 'application/x-www-form-urlencoded', ...more };
      const answer = await harness.app.inject({ method: 'POST', url: '/idporten/token', payload, headers });
      return [answer.statusCode, answer.json().error];
    };
    expect(await redeem({ code: await codeFrom(), code_verifier: 'x'.repeat(43) })).toEqual([400, 'invalid_grant']);
    expect(await redeem({ code: await codeFrom(), client_id: 'hemmelig' })).toEqual([401, 'invalid_client']);
    expect(await redeem({ code: await codeFrom(), client_id: 'ukjent' })).toEqual([401, 'invalid_client']);
    const code = await codeFrom();
    expect(await redeem({ code })).toEqual([200, undefined]);
    expect(await redeem({ code })).toEqual([400, 'invalid_grant']);
    expect(await redeem({ code: 'x' })).toEqual([400, 'invalid_grant']);
    const foreign = { origin: 'https://evil.example' };
    expect(await redeem({ code: await codeFrom() }, foreign)).toEqual([400, 'invalid_request']);
    expect(await redeem({ code: await codeFrom() }, { origin: harness.base })).toEqual([200, undefined]);
  });

  it('answers broken requests with 4xx', async () => {
    const post = (path: string, payload: string, type = 'application/x-www-form-urlencoded') =>
      harness.app.inject({ method: 'POST', url: `/idporten${path}`, payload, headers: { 'content-type': type } });
    const answers = await Promise.all([
      post('/token', ''),
      post('/token', '{"a":1}', 'application/json'),
      post('/token', `a=${'x'.repeat(200_000)}`),
      post('/token', 'grant_type=authorization_code&grant_type=x&client_id=tjeneste'),
      post('/session/end/confirm', 'xsrf=x&logout=yes'),
      harness.app.inject('/idporten/session/end?id_token_hint=broken'),
      harness.app.inject('/idporten/session/end?post_logout_redirect_uri=https://evil.example&client_id=tjeneste'),
      harness.app.inject('/idporten/unknown'),
      harness.app.inject('/idporten/auth/unknown'),
      harness.app.inject('/idporten/auth?scope=%00'),
      harness.app.inject({ url: '/idporten/me', headers: { authorization: 'Bearer x' } }),
      harness.app.inject({ url: '/idporten/auth', headers: { cookie: 'idporten_session=x; idporten_session.sig=y' } }),
    ]);
    for (const answer of answers) {
      expect(answer.statusCode).toBeGreaterThanOrEqual(400);
      expect(answer.statusCode).toBeLessThan(500);
      expect(answer.headers['location']).toBeUndefined();
    }
  });

  it('keeps sessions, codes and its key over a restart', async () => {
    const { browser } = await logIn(harness.base, MANAGER);
    const before = (await harness.app.inject('/idporten/jwks')).json();
    const urls = { base: harness.base, idportenIssuer: `${harness.base}/idporten` } as Parameters<
      typeof createIdporten
    >[0]['urls'];
    const again = await createIdporten({
      database: harness.database,
      clock: harness.clock,
      register: harness.register,
      urls,
    });
    expect(again.portalClient).toEqual(harness.idporten.portalClient);
    const provider = await again.provider();
    const session = await provider.Session.find(browser.cookie('idporten_session') ?? '');
    expect(session?.accountId).toBe('10000000-0000-4000-8000-000000000001');
    expect(before.keys).toHaveLength(1);
    expect((await harness.database.db.selectFrom('idporten_secret').select('name').execute()).length).toBe(3);
  });
});

describe('the adapter', () => {
  it('hides what has expired, sweeps it, and revokes a grant with all that came of it', async () => {
    const harness = await createHarness();
    let now = systemClock.now();
    const make = adapterFactory(harness.database, { now: () => now }, async () => undefined);
    const codes = make('AuthorizationCode');
    const sessions = make('Session');
    await codes.upsert('short', { grantId: 'g' }, 60);
    await codes.upsert('long', { grantId: 'g' }, 600);
    await sessions.upsert('s1', { uid: 'u1', accountId: 'a' }, 600);
    await codes.consume('short');
    expect(await codes.find('short')).toMatchObject({ grantId: 'g', consumed: Math.floor(now / 1000) });
    expect(await sessions.findByUid('u1')).toMatchObject({ accountId: 'a' });
    now += 61_000;
    expect(await codes.find('short')).toBeUndefined();
    await codes.upsert('other', { grantId: 'h' }, 600);
    const rows = await harness.database.db.selectFrom('idporten_entry').select('id').execute();
    expect(rows).toHaveLength(3);
    for (const row of rows) expect(row.id).toMatch(/^[\w-]{43}$/);
    await codes.revokeByGrantId('g');
    expect(await codes.find('long')).toBeUndefined();
    expect(await codes.find('other')).toBeDefined();
    await sessions.destroy('s1');
    expect(await sessions.find('s1')).toBeUndefined();
    await harness.close();
  });
});

describe('levels and languages', () => {
  it('take the lowest known level among those asked for', () => {
    expect(wantedAcr('idporten-loa-high idporten-loa-substantial ukjent')).toBe('idporten-loa-substantial');
    expect(wantedAcr('ukjent')).toBeUndefined();
    expect(wantedAcr(undefined)).toBeUndefined();
    expect(satisfies('idporten-loa-high', 'idporten-loa-substantial')).toBe(true);
    expect(satisfies(undefined, 'idporten-loa-low')).toBe(false);
    expect(methodsFor('idporten-loa-high').map((method) => method.amr)).toEqual(['BankID']);
  });

  it('choose English only when it is wished before Norwegian', () => {
    expect(languageOf(undefined, 'en-GB,nb;q=0.5')).toBe('en');
    expect(languageOf('nn', 'en')).toBe('nb');
    expect(languageOf('se fr', 'de')).toBe('nb');
  });
});
