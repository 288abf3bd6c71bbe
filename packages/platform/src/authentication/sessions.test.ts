import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startPlatform } from '../server.ts';
import { type FreshDatabase, freshDatabase } from '../testing/database.ts';
import { HttpBrowser, logIn } from '../testing/http-browser.ts';
import { type Sandbox, startSandbox } from '../testing/sandbox.ts';
import { agentIn } from './agent.ts';

const OWN = '/portal/api/v1/sessions';
const OPERATED = '/operator/api/v1/sessions';
const PERSON = '01816010027';
const OTHER = '21838810052';
const OPERATOR_ORGANIZATION = '310007404';
const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';
const UNKNOWN_ID = 'AAAAAAAAAAAAAAAAAAAAAA';

interface Shown {
  readonly id: string;
  readonly begun: string;
  readonly lastUsed: string;
  readonly browser: string | null;
  readonly system: string | null;
  readonly isThis: boolean;
}

describe('what a browser says of itself', () => {
  it.each([
    [FIREFOX, 'Firefox', 'Linux'],
    [
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/138.0.0.0 Safari/537.36 Edg/138.0.0.0',
      'Edge',
      'Windows',
    ],
    [
      'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1',
      'Safari',
      'iOS',
    ],
    [
      'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/138.0.0.0 Mobile Safari/537.36',
      'Chrome',
      'Android',
    ],
    [
      'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/138.0.0.0 Safari/537.36 OPR/122.0.0.0',
      'Opera',
      'macOS',
    ],
    ['<script>alert(1)</script>', undefined, undefined],
    [undefined, undefined, undefined],
  ])('is cut down to names of a list: %s', (text, browser, system) => {
    expect(agentIn(text)).toEqual({ browser, system });
  });
});

describe('sessions that are open', () => {
  let place: FreshDatabase;
  let box: Sandbox;
  let machine: string;
  beforeAll(async () => {
    place = await freshDatabase();
    box = await startSandbox({ database: place.url });
    machine = await box.maskinportenToken(OPERATOR_ORGANIZATION, ['portvakt:operator']);
  });
  afterAll(async () => {
    await box.stop();
    await place.drop();
  });

  const begin = async (person = PERSON) => {
    const { browser } = await logIn(box.base, person, { browser: new HttpBrowser({ userAgent: FIREFOX }) });
    return { browser, token: browser.cookie('AltinnStudioRuntime') ?? '' };
  };
  const list = async (token: string): Promise<readonly Shown[]> =>
    (await box.call<readonly Shown[]>('GET', OWN, { token })).body;
  const ofPerson = async (person: string) =>
    (
      await box.call<{ name: string | null; sessions: readonly Shown[] }>('GET', `${OPERATED}/${person}`, {
        token: machine,
      })
    ).body;
  const isGood = async (token: string, base = box.base): Promise<boolean> => {
    const answer = await fetch(`${base}/profile/api/v1/users/current`, {
      headers: { authorization: `Bearer ${token}` },
    });
    return answer.status === 200;
  };
  const end = (path: string, token: string, headers = {}) => box.call('DELETE', path, { token, headers });
  const uuidOf = async (token: string): Promise<string> =>
    (await box.call<{ userUuid: string }>('GET', '/profile/api/v1/users/current', { token })).body.userUuid;

  it('are seen by their person, with the browser, and without what is secret of them', async () => {
    const [one, two] = [await begin(), await begin()];
    const answer = await box.call<readonly Shown[]>('GET', OWN, { token: one.token });
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(answer.body).toHaveLength(2);
    expect(answer.body.filter(({ isThis }) => isThis)).toHaveLength(1);
    expect(answer.body[0]).toMatchObject({ browser: 'Firefox', system: 'Linux' });
    for (const { token, browser } of [one, two]) {
      const claims = Buffer.from(token.split('.')[1] ?? '', 'base64url').toString();
      expect(answer.text).not.toContain((JSON.parse(claims) as { sid: string }).sid);
      expect(answer.text).not.toContain(browser.cookie('altinnsession'));
    }
    box.platform.clock.advance(60_000);
    await two.browser.get(`${box.base}/authentication/api/v1/refresh`);
    const [last] = await list(two.browser.cookie('AltinnStudioRuntime') ?? '');
    expect(last?.isThis).toBe(true);
    expect(Date.parse(last?.lastUsed ?? '') - Date.parse(last?.begun ?? '')).toBeGreaterThanOrEqual(60_000);
  });

  it('are ended one by one: the token, the cookie and the renewal are refused at once', async () => {
    const [one, two] = [await begin(), await begin()];
    const id = (await list(two.token)).find(({ isThis }) => isThis)?.id ?? '';
    expect(await isGood(two.token)).toBe(true);
    expect((await end(`${OWN}/${id}`, one.token)).status).toBe(204);
    expect([await isGood(one.token), await isGood(two.token)]).toEqual([true, false]);
    const refused = await box.call('GET', '/authentication/api/v1/refresh', { token: two.token });
    expect(refused.status).toBe(401);
    expect(refused.text).toContain('the session of the token has ended');
    const again = await two.browser.step(
      new URL(`${box.base}/authentication/api/v1/authentication?goto=${encodeURIComponent(`${box.base}/`)}`),
      {},
    );
    expect(again.headers.get('location')).toContain('/idporten/');
    expect((await end(`${OWN}/${id}`, one.token)).status).toBe(404);
  });

  it('are ended all but the one that asks', async () => {
    const [one, two, other] = [await begin(), await begin(), await begin(OTHER)];
    const before = (await list(one.token)).length;
    expect(await end(OWN, one.token)).toMatchObject({ status: 200, body: { ended: before - 1 } });
    expect([await isGood(one.token), await isGood(two.token), await isGood(other.token)]).toEqual([true, false, true]);
    expect(await end(OWN, one.token)).toMatchObject({ status: 200, body: { ended: 0 } });
  });

  it('are nobody else’s to end: another’s id, one that is none, no log-in, another site, another kind of token', async () => {
    const [one, other] = [await begin(), await begin(OTHER)];
    const [{ id } = { id: '' }] = await list(other.token);
    for (const wrong of [id, UNKNOWN_ID]) expect((await end(`${OWN}/${wrong}`, one.token)).status).toBe(404);
    for (const wrong of ['x', '%00', `${id}'`, 'a'.repeat(500)])
      expect((await end(`${OWN}/${wrong}`, one.token)).status, wrong).toBeGreaterThanOrEqual(400);
    const cookie = `AltinnStudioRuntime=${one.token}`;
    for (const headers of [
      {},
      { cookie, 'sec-fetch-site': 'cross-site' },
      { cookie, origin: 'https://evil.example' },
      { cookie },
    ])
      for (const path of [OWN, `${OWN}/${id}`])
        expect((await box.call('DELETE', path, { headers })).status).toBe('cookie' in headers ? 403 : 401);
    expect((await box.call('GET', OWN)).status).toBe(401);
    const organization = await box.altinnToken('310044423', ['altinn:instances.read']);
    expect((await end(OWN, organization)).status).toBe(403);
    expect((await end(OWN, machine)).status).toBe(401);
    expect([await isGood(one.token), await isGood(other.token)]).toEqual([true, true]);
  });

  it('are seen and ended by whoever operates the platform, and by nobody else in that way', async () => {
    const [one, two] = [await begin(), await begin()];
    const person = await uuidOf(one.token);
    const found = await box.call<readonly { id: string; sessions: number }[]>('GET', OPERATED, { token: machine });
    expect(found.body.find((row) => row.id === person)?.sessions).toBeGreaterThanOrEqual(2);
    const search = async (query: string) =>
      (
        await box.call<readonly { id: string }[]>('GET', `${OPERATED}?query=${encodeURIComponent(query)}`, {
          token: machine,
        })
      ).body;
    expect((await search('røyskatt')).map(({ id }) => id)).toContain(person);
    for (const none of ['%', '_', '\\', "' or 1=1", 'finnes ikke']) expect(await search(none), none).toEqual([]);
    const own = await list(two.token);
    const { name, sessions: of } = await ofPerson(person.toUpperCase());
    expect(name).toContain('RØYSKATT');
    expect(of.map(({ id }) => id)).toEqual(own.map(({ id }) => id));
    expect(of.every(({ isThis }) => !isThis)).toBe(true);
    const id = own.find(({ isThis }) => isThis)?.id ?? '';
    for (const path of [OPERATED, `${OPERATED}/${person}`])
      expect((await box.call('GET', path, { token: one.token })).status).toBe(403);
    expect((await end(`${OPERATED}/${person}`, one.token)).status).toBe(403);
    const stranger = await uuidOf((await begin(OTHER)).token);
    expect((await end(`${OPERATED}/${stranger}/${id}`, machine)).status).toBe(404);
    expect((await end(`${OPERATED}/${person}/${id}`, machine)).status).toBe(204);
    expect([await isGood(one.token), await isGood(two.token)]).toEqual([true, false]);
    expect((await end(`${OPERATED}/${person}`, machine)).body['ended']).toBeGreaterThanOrEqual(1);
    expect(await isGood(one.token)).toBe(false);
    expect((await ofPerson(person)).sessions).toEqual([]);
    expect(await ofPerson('00000000-0000-4000-8000-000000000000')).toEqual({ name: null, sessions: [] });
  });

  it('that are ended stand in the audit log, without what is secret of them', async () => {
    const one = await begin();
    const person = await uuidOf(one.token);
    expect((await end(`${OPERATED}/${person}`, machine)).status).toBe(200);
    const two = await begin();
    await end(OWN, two.token);
    const audit = await box.call<{ rows: readonly { operation: string; by: { person?: string } }[] }>(
      'GET',
      '/operator/api/v1/audit?limit=10',
      { token: machine },
    );
    const operations = audit.body.rows.map(({ operation }) => operation);
    expect(operations).toEqual(expect.arrayContaining(['endSessionsOfPerson', 'endOtherSessions']));
    expect(audit.body.rows.find(({ operation }) => operation === 'endOtherSessions')?.by.person).toBe(person);
  });

  it('stop on every node, also on one that starts afterwards', async ({ skip }) => {
    if (place.url === ':memory:') return skip('two nodes need PostgreSQL: runs in the project postgres');
    box.platform.clock.reset();
    const node = () => startPlatform({ port: 0, database: place.url, baseUrl: box.base });
    const [one, two, three] = [await begin(), await begin(), await begin()];
    const second = await node();
    const near = `http://localhost:${second.port}`;
    expect([await isGood(one.token, near), await isGood(two.token, near)]).toEqual([true, true]);
    const id = (await list(two.token)).find(({ isThis }) => isThis)?.id ?? '';
    await end(`${OWN}/${id}`, one.token);
    expect(await isGood(two.token, near)).toBe(false);
    await end(OWN, one.token);
    expect([await isGood(one.token, near), await isGood(three.token, near)]).toEqual([true, false]);
    await second.stop();
    const third = await node();
    const late = `http://localhost:${third.port}`;
    expect([await isGood(one.token, late), await isGood(two.token, late), await isGood(three.token, late)]).toEqual([
      true,
      false,
      false,
    ]);
    await third.stop();
  });

  it('end with a log-out, token and all', async () => {
    const [one, two] = [await begin(OTHER), await begin(OTHER)];
    await one.browser.step(new URL(`${box.base}/authentication/api/v1/logout`), {});
    expect([await isGood(one.token), await isGood(two.token)]).toEqual([false, true]);
  });
});
