import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { operationsOf } from '../http/index.ts';
import { redeem, signGrant } from '../testing/grants.ts';
import { requirePromised } from '../testing/promised.ts';
import { type Sandbox, startSandbox } from '../testing/sandbox.ts';
import { PRODUCTION_LIMITS } from './index.ts';

const OWNER = '310001236';
const SAMPLES: Readonly<Record<string, string>> = { party: '50020008', partyId: '50020008', org: 'ttd', app: 'demo' };
const GUID = '00000000-0000-4000-8000-000000000001';
const PROXY = '10.0.0.5';

let box: Sandbox;
beforeAll(async () => {
  box = await startSandbox({
    trustedProxies: ['10.0.0.0/8'],
    rateLimits: { ...PRODUCTION_LIMITS, address: 40, failures: 4, logins: 3, client: 5, organization: 8, codes: 2 },
  });
  box.platform.clock.freeze(Date.UTC(2026, 10, 29, 12));
});
afterAll(() => box.stop());
/** Everybody may begin anew. */
const nextMinute = (): void => box.platform.clock.advance(60_000);

const ask = (method: string, url: string, from: { remoteAddress?: string; forwarded?: string }, token?: string) =>
  box.platform.http.inject({
    method: method as 'GET',
    url,
    remoteAddress: from.remoteAddress ?? PROXY,
    headers: {
      ...(from.forwarded === undefined ? {} : { 'x-forwarded-for': from.forwarded }),
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
  });

const flood = async (from: { remoteAddress?: string; forwarded?: string }, times = 40): Promise<number[]> => {
  const statuses: number[] = [];
  for (let time = 0; time < times; time += 1) statuses.push((await ask('GET', '/maskinporten/jwk', from)).statusCode);
  return statuses;
};

describe('an address that has asked too often', () => {
  beforeAll(nextMinute);
  const flooding = { forwarded: '203.0.113.77' };

  it('is told so by every operation in the form of its surface, and when to come again', async () => {
    expect(new Set(await flood(flooding))).toEqual(new Set([200]));
    const operations = operationsOf(box.platform.http);
    for (const { method, path } of operations) {
      const url = path.replace(/\{(\w+)\}/g, (_, name: string) => SAMPLES[name] ?? GUID);
      const answer = await ask(method, url, flooding);
      if (path.startsWith('/health')) expect([url, answer.statusCode]).toEqual([url, 200]);
      else {
        expect([url, answer.statusCode, answer.headers['retry-after']]).toEqual([url, 429, '60']);
        requirePromised(operations, method, url, { status: 429, text: answer.body });
      }
    }
    expect(operations.length).toBeGreaterThan(200);
  });

  it('is told so where there is nothing, too, and others are not', async () => {
    for (const url of ['/', '/nowhere', '/docs', '/portal/nowhere', '/.well-known/nothing'])
      expect([url, (await ask('GET', url, flooding)).statusCode]).toEqual([url, 429]);
    expect((await ask('GET', '/maskinporten/jwk', { forwarded: '203.0.113.78' })).statusCode).toBe(200);
    expect((await ask('GET', '/maskinporten/jwk', { remoteAddress: '203.0.113.77' })).statusCode).toBe(429);
    const { body } = await ask('GET', '/metrics', { remoteAddress: '127.0.0.1' });
    expect(body).toMatch(/^portvakt_rate_limited_total\{kind="address"\} [1-9]\d\d$/m);
    expect(body).toMatch(/^portvakt_refusals_total\{operation="issueToken",code="too-many-requests"\} 1$/m);
    expect(body).not.toContain('203.0.113.77');
  });

  it('cannot lie about where it is', async () => {
    const statuses: number[] = [];
    for (let time = 0; time < 41; time += 1)
      statuses.push(...(await flood({ remoteAddress: '198.51.100.9', forwarded: `192.0.2.${time}` }, 1)));
    expect(statuses.at(-2)).toBe(200);
    expect(statuses.at(-1)).toBe(429);
    // What it has put before the address that the trusted proxy has seen makes no difference either.
    expect(await flood({ forwarded: '1.2.3.4, 203.0.113.77' }, 1)).toEqual([429]);
  });

  it('is one, whichever of its network’s addresses of IPv6 it comes from', async () => {
    const statuses: number[] = [];
    for (let time = 0; time < 41; time += 1)
      statuses.push(...(await flood({ forwarded: `2001:db8:5:6:${time.toString(16)}::1` }, 1)));
    expect(statuses.filter((status) => status === 429)).toHaveLength(1);
    expect(await flood({ forwarded: '2001:db8:5:7::1' }, 1)).toEqual([200]);
  });
});

describe('a client that has asked too often', () => {
  const scope = 'altinn:authorization/authorize';
  const grant = (clientId: string, key = createPrivateKey({ key: box.privateJwk as never, format: 'jwk' })) =>
    signGrant(
      key,
      { kid: 'test' },
      {
        aud: box.platform.urls.maskinportenIssuer,
        iss: clientId,
        scope,
        iat: Math.floor(box.platform.clock.now() / 1000),
      },
    );

  it('gets no more tokens for a minute, in OAuth’s form, and others do', async () => {
    nextMinute();
    const [clientId, other] = [await box.createClient(OWNER, [scope]), await box.createClient(OWNER, [scope])];
    const answers = [];
    for (let time = 0; time < 6; time += 1) answers.push(await redeem(box.platform.http, grant(clientId)));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 429]);
    expect(answers[5]?.body).toEqual({
      error: 'temporarily_unavailable',
      error_description: expect.stringMatching(/^the client has asked too often: try again in 60 s \(trace_id: /),
    });
    // Five and three of one organisation are as many as it may have.
    for (const status of [200, 200, 200, 429])
      expect((await redeem(box.platform.http, grant(other))).status).toBe(status);
    nextMinute();
    expect((await redeem(box.platform.http, grant(clientId))).status).toBe(200);
  });

  it('is not made to wait by somebody who knows its id, who waits himself', async () => {
    nextMinute();
    const clientId = await box.createClient(OWNER, [scope]);
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const statuses: number[] = [];
    for (let time = 0; time < 6; time += 1)
      statuses.push((await redeem(box.platform.http, grant(clientId, privateKey))).status);
    expect(statuses).toEqual([400, 400, 400, 400, 429, 429]);
    const form = { grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion: grant(clientId) };
    const elsewhere = await box.platform.http.inject({
      method: 'POST',
      url: '/maskinporten/token',
      remoteAddress: '203.0.113.1',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      payload: new URLSearchParams(form).toString(),
    });
    expect(elsewhere.statusCode).toBe(200);
  });

  it('is refused at the decision point, where its token is remembered, and each request counts once', async () => {
    nextMinute();
    const token = await box.altinnToken('310044423', [scope]);
    nextMinute();
    const statuses: number[] = [];
    for (let time = 0; time < 6; time += 1)
      statuses.push((await ask('POST', '/authorization/api/v1/authorize', {}, token)).statusCode);
    expect(statuses.slice(0, 5)).not.toContain(429);
    expect(statuses[5]).toBe(429);
  });
});

describe('who proves nothing', () => {
  it('is let begin so many log-ins', async () => {
    nextMinute();
    const statuses: number[] = [];
    for (let time = 0; time < 4; time += 1)
      statuses.push((await ask('GET', '/authentication/api/v1/authentication', {})).statusCode);
    expect(statuses).toEqual([302, 302, 302, 429]);
  });

  it('is let try so many one-time codes, whatever address each comes from', async () => {
    const token = await box.personToken('01816010027');
    nextMinute();
    const statuses: number[] = [];
    for (let time = 0; time < 3; time += 1) {
      const answer = await box.platform.http.inject({
        method: 'POST',
        url: '/operator/api/v1/claim',
        remoteAddress: `203.0.113.${time}`,
        headers: { authorization: `Bearer ${token}` },
        payload: { code: '00000-00000-00000-00000-00000' },
      });
      statuses.push(answer.statusCode);
    }
    expect(statuses).toEqual([403, 403, 429]);
  });
});
