import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { parseJws } from '../foundation/index.ts';
import { HttpBrowser, logIn } from '../testing/http-browser.ts';
import { createHarness, enterpriseHeader, type Harness, MANAGER } from './harness.ts';

const API = '/authentication/api/v1';

describe('logging a person in', () => {
  let harness: Harness;
  const redirects: string[] = [];
  beforeAll(async () => {
    harness = await createHarness({
      listen: true,
      logoutRedirect: async (reason) => {
        redirects.push(`${reason.kind} ${reason.id}`);
        return reason.kind === 'systemUserRequest' ? `${harness.base}/leverandor` : undefined;
      },
    });
  });
  afterEach(() => {
    harness.clock.reset();
    redirects.length = 0;
  });
  afterAll(() => harness.close());
  const sessions = async (): Promise<number> =>
    (await harness.database.db.selectFrom('login_session').select('sid').execute()).length;

  it('goes through ID-porten with PKCE and back to goto, and leaves the cookies', async () => {
    const { browser, page } = await logIn(harness.base, MANAGER, { goto: `${harness.base}/?side=1` });
    expect(page.url.href).toBe(`${harness.base}/?side=1`);
    const authorize = new URL(browser.visited.find((url) => url.includes('/idporten/auth?')) ?? '');
    expect(authorize.searchParams.get('code_challenge_method')).toBe('S256');
    const caller = harness.callers.verify(browser.cookie('AltinnStudioRuntime') ?? '');
    expect(caller).toMatchObject({ kind: 'person', userId: 20001, authenticationLevel: 3, partyId: 50010001 });
    expect(caller.claims).not.toHaveProperty('pid');
    expect(caller.claims['originaliss']).toBe(harness.idporten.issuer);
    expect(browser.cookie('altinnsession')).toMatch(/^[\w-]{43}$/);
    expect(browser.cookie('AltinnPartyId')).toBe('50010001');
    expect(browser.cookie('AltinnPartyUuid')).toBe('10000000-0000-4000-8000-000000000001');
  });

  it('sets the token and session cookies HttpOnly and SameSite=Lax, and keeps answers out of caches', async () => {
    const answer = await harness.app.inject(`${API}/authentication?goto=${harness.base}/`);
    expect(answer.statusCode).toBe(302);
    expect(answer.headers['cache-control']).toBe('no-store');
    expect(answer.cookies[0]).toMatchObject({ name: 'altinnlogin', httpOnly: true, sameSite: 'Lax', path: API });
  });

  it('is not needed while the session is fresh, and is for a higher level', async () => {
    const { browser } = await logIn(harness.base, MANAGER);
    browser.visited.length = 0;
    const again = await browser.get(`${harness.base}${API}/authentication?goto=${harness.base}/?again=1`);
    expect(again.url.search).toBe('?again=1');
    expect(browser.visited.some((url) => url.includes('/idporten/'))).toBe(false);
    const before = await sessions();
    const former = browser.cookie('altinnsession') ?? '';
    const { page } = await logIn(harness.base, MANAGER, { browser, acr: 'idporten-loa-high', method: 'BankID' });
    expect(page.url.pathname).toBe('/');
    expect(browser.cookie('altinnsession')).not.toBe(former);
    expect(await harness.authentication.sessions.byHandle(former)).toBeUndefined();
    const token = parseJws(browser.cookie('AltinnStudioRuntime') ?? '').payload;
    expect(token).toMatchObject({ acr: 'idporten-loa-high', 'urn:altinn:authlevel': 4 });
    expect(await sessions()).toBe(before);
  });

  it('asks anew with prompt=login, also somebody who is logged in, and says who is expected', async () => {
    const { browser } = await logIn(harness.base, MANAGER);
    const at = `${harness.base}${API}/authentication?goto=${harness.base}/`;
    expect((await browser.get(`${at}&login_hint=FREMMED%20FALK`)).url.pathname).toBe('/');
    browser.visited.length = 0;
    const choice = await browser.get(`${at}&login_hint=FREMMED%20FALK&prompt=login`);
    expect(choice.url.pathname).toContain('/idporten/interaction/');
    const authorize = new URL(browser.visited.find((url) => url.includes('/idporten/auth?')) ?? '');
    expect(authorize.searchParams.get('login_hint')).toBe('FREMMED FALK');
  });

  it('is 400 for unknown acr_values, and goes to the base for a foreign goto', async () => {
    const unknown = await harness.app.inject(`${API}/authentication?goto=${harness.base}/&acr_values=level9`);
    expect(unknown.statusCode).toBe(400);
    expect(unknown.json().detail).toContain('level9');
    const { page } = await logIn(harness.base, MANAGER, { goto: 'https://evil.example/' });
    expect(page.url.href).toBe(`${harness.base}/`);
    const twice = await harness.app.inject(`${API}/authentication?goto=a&goto=b`);
    expect(twice.statusCode).toBe(400);
  });

  it('cannot be finished twice, in another browser, or without having begun', async () => {
    const browser = new HttpBrowser();
    const choice = await browser.get(`${harness.base}${API}/authentication`);
    const login = await browser.step(new URL(`${choice.url.href}/login`), {
      method: 'POST',
      body: `person=${MANAGER}`,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    });
    const resumed = await browser.step(new URL(login.headers.get('location') ?? ''), {});
    const callback = resumed.headers.get('location') ?? '';
    expect(callback).toContain('/upstream/callback?code=');
    const thief = await new HttpBrowser().get(callback);
    expect(thief.status).toBe(400);
    expect((await browser.get(callback)).status).toBe(400);
    expect((await browser.get(`${harness.base}${API}/upstream/callback`)).status).toBe(400);
    expect((await browser.get(`${harness.base}${API}/upstream/callback?state=x&code=y`)).status).toBe(400);
    expect(browser.cookie('AltinnStudioRuntime')).toBeUndefined();
  });

  it('takes no answer that has been tampered with, and says so with 4xx', async () => {
    for (const tamper of [
      (url: URL) => url.searchParams.set('iss', 'https://evil.example'),
      (url: URL) => url.searchParams.delete('iss'),
      (url: URL) => url.searchParams.append('state', 'x'),
      (url: URL) => url.searchParams.set('code', 'x'),
      (url: URL) => url.searchParams.set('error', 'server_error'),
    ]) {
      const browser = new HttpBrowser();
      const choice = await browser.get(`${harness.base}${API}/authentication`);
      const login = await browser.step(new URL(`${choice.url.href}/login`), {
        method: 'POST',
        body: `person=${MANAGER}`,
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
      });
      const resumed = await browser.step(new URL(login.headers.get('location') ?? ''), {});
      const callback = new URL(resumed.headers.get('location') ?? '');
      tamper(callback);
      const page = await browser.step(callback, {});
      expect([400, 403]).toContain(page.status);
      expect(browser.cookie('AltinnStudioRuntime')).toBeUndefined();
    }
  });

  it('moves to the platform’s own name first, when it was called by its address', async () => {
    const headers = { host: '127.0.0.1:7070' };
    const answer = await harness.app.inject({ url: `${API}/authentication?goto=x`, headers });
    expect([answer.statusCode, answer.headers['location']]).toEqual([
      302,
      `${harness.base}${API}/authentication?goto=x`,
    ]);
    const loop = await harness.app.inject({ url: `${API}/authentication`, headers: { host: 'proxy.internal' } });
    expect(loop.headers['location']).toContain('/idporten/auth?');
  });

  it('may be under way in two tabs of one browser', async () => {
    const browser = new HttpBrowser();
    const first = await browser.get(`${harness.base}${API}/authentication?goto=${harness.base}/?tab=1`);
    const second = await browser.get(`${harness.base}${API}/authentication?goto=${harness.base}/?tab=2`);
    for (const [tab, choice] of [first, second].entries()) {
      const page = await browser.post(`${choice.url.href}/login`, { person: MANAGER });
      expect([page.status, page.url.search]).toEqual([200, `?tab=${tab + 1}`]);
    }
  });

  it('that is begun and left for too long has to begin anew', async () => {
    const browser = new HttpBrowser();
    const choice = await browser.get(`${harness.base}${API}/authentication`);
    harness.clock.advance(16 * 60 * 1000);
    const page = await browser.post(`${choice.url.href}/login`, { person: MANAGER });
    expect(page.status).toBe(400);
    expect(JSON.parse(page.body).detail).toContain('begin anew');
  });

  it('that is broken off leads to the portal, logged out', async () => {
    const browser = new HttpBrowser();
    const choice = await browser.get(`${harness.base}${API}/authentication?goto=${harness.base}/?x=1`);
    const page = await browser.post(`${choice.url.href}/cancel`, {});
    expect(page.url.href).toBe(`${harness.base}/`);
    expect(browser.cookie('AltinnStudioRuntime')).toBeUndefined();
  });

  it('ends here and at ID-porten with the logout', async () => {
    const { browser } = await logIn(harness.base, MANAGER);
    const token = browser.cookie('AltinnStudioRuntime') ?? '';
    const asking = await browser.get(`${harness.base}${API}/logout`);
    expect(asking.url.pathname).toBe('/idporten/session/end');
    const xsrf = /name="xsrf" value="([^"]+)"/.exec(asking.body)?.[1] ?? '';
    const page = await browser.post(`${harness.base}/idporten/session/end/confirm`, { xsrf, logout: 'yes' });
    expect(page.url.href).toBe(`${harness.base}/`);
    for (const name of ['AltinnStudioRuntime', 'altinnsession', 'AltinnPartyId', 'AltinnPartyUuid', 'idporten_session'])
      expect(browser.cookie(name)).toBeUndefined();
    const headers = { authorization: `Bearer ${token}` };
    expect((await harness.app.inject({ url: `${API}/refresh`, headers })).statusCode).toBe(401);
    const choice = await browser.get(`${harness.base}${API}/authentication`);
    expect(choice.url.pathname).toContain('/idporten/interaction/');
  });

  it('leads on to the vendor whose request was answered, when it has named a place', async () => {
    const browser = new HttpBrowser();
    const id = '7f1b9a52-3c55-4c0e-9d9b-2a6f1e0f4c3d';
    browser.setCookie('AltinnLogoutInfo', `SystemuserRequestId=${id}`);
    const page = await browser.get(`${harness.base}${API}/logout`);
    expect(page.url.href).toBe(`${harness.base}/leverandor`);
    expect(browser.cookie('AltinnLogoutInfo')).toBeUndefined();
    browser.setCookie('AltinnLogoutInfo', `SystemuserChangeRequestId=${id}`);
    expect((await browser.get(`${harness.base}${API}/logout`)).url.href).toBe(`${harness.base}/`);
    expect(redirects).toEqual([`systemUserRequest ${id}`, `changeRequest ${id}`]);
  });

  it('ends a session by front-channel logout only for the iss and sid that name it', async () => {
    const { browser } = await logIn(harness.base, MANAGER);
    const { sid } = parseJws(browser.cookie('AltinnStudioRuntime') ?? '').payload;
    const row = await harness.database.db
      .selectFrom('login_session')
      .selectAll()
      .where('sid', '=', String(sid))
      .executeTakeFirstOrThrow();
    const end = (path: string, iss: string, name: unknown) =>
      harness.app.inject(`${API}${path}?iss=${encodeURIComponent(iss)}&sid=${encodeURIComponent(String(name))}`);
    const alive = async () =>
      (await harness.authentication.sessions.byHandle(browser.cookie('altinnsession') ?? '')) !== undefined;
    expect((await end('/upstream/frontchannel-logout', 'https://other', row.upstream_sid)).statusCode).toBe(200);
    expect((await end('/upstream/frontchannel-logout', row.issuer, 'other')).statusCode).toBe(200);
    expect(await alive()).toBe(true);
    expect((await end('/upstream/frontchannel-logout', row.issuer, row.upstream_sid)).statusCode).toBe(200);
    expect(await alive()).toBe(false);
    expect((await harness.app.inject(`${API}/frontchannel_logout`)).statusCode).toBe(400);
  });

  it('keeps only a hash of the session handle, and sweeps what has expired', async () => {
    const { browser } = await logIn(harness.base, MANAGER);
    const rows = await harness.database.db.selectFrom('login_session').selectAll().execute();
    expect(JSON.stringify(rows)).not.toContain(browser.cookie('altinnsession'));
    harness.clock.advance(31 * 60 * 1000);
    await logIn(harness.base, MANAGER, { browser: new HttpBrowser() });
    expect(await sessions()).toBe(1);
    const gone = await browser.get(`${harness.base}${API}/authentication?acr_values=level2`);
    expect(gone.url.pathname).toBe('/');
    expect(browser.visited.at(-2)).toContain('/upstream/callback');
  });
});

describe('GET /profile/api/v1/users/current', () => {
  it('tells the logged-in person who they are, and keeps the language', async () => {
    const harness = await createHarness({ listen: true });
    const { browser } = await logIn(harness.base, MANAGER);
    const path = '/profile/api/v1/users/current';
    const cookies = { AltinnStudioRuntime: browser.cookie('AltinnStudioRuntime') ?? '' };
    const mine = await harness.app.inject({ url: path, cookies });
    expect(mine.json()).toMatchObject({
      userId: 20001,
      partyId: 50010001,
      party: { partyUuid: '10000000-0000-4000-8000-000000000001', name: 'RASK RØYSKATT', ssn: MANAGER },
      profileSettingPreference: { language: 'nb' },
    });
    const change = (payload: object, headers: Record<string, string>) =>
      harness.app.inject({ method: 'PATCH', url: `${path}/profilesettings`, cookies, payload, headers });
    expect((await change({ language: 'en' }, {})).statusCode).toBe(403);
    expect((await change({ language: 'en' }, { 'sec-fetch-site': 'cross-site' })).statusCode).toBe(403);
    const own = { 'sec-fetch-site': 'same-origin' };
    for (const bad of [{ language: 'se' }, { language: 1 }, {}, { language: 'en', userId: 1 }])
      expect((await change(bad, own)).statusCode).toBe(400);
    expect((await change({ language: 'en' }, own)).statusCode).toBe(200);
    const after = await harness.app.inject({ url: path, cookies });
    expect(after.json().profileSettingPreference).toEqual({ language: 'en' });
    expect((await harness.app.inject(path)).statusCode).toBe(401);
    const organization = (await harness.exchange(await harness.maskinportenToken())).body;
    const headers = { authorization: `Bearer ${organization}` };
    expect((await harness.app.inject({ url: path, headers })).statusCode).toBe(403);
    const enterprise = await harness.exchange(await harness.maskinportenToken(), {
      headers: enterpriseHeader('fjordvik-bedrift:Rugbrod-Kanel-42'),
    });
    const theirs = await harness.app.inject({ url: path, headers: { authorization: `Bearer ${enterprise.body}` } });
    expect(theirs.json()).toMatchObject({ userId: 30001, userName: 'fjordvik-bedrift', userType: 3 });
    expect(theirs.json().party).not.toHaveProperty('ssn');
    await harness.close();
  });
});
