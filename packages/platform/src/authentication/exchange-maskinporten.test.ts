import * as jose from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseJws, seconds } from '../foundation/index.ts';
import type { Register } from '../register/index.ts';
import { BAKERY, createHarness, DIGDIR, enterpriseHeader, type Harness, SERVICE_OWNER, VENDOR } from './harness.ts';

const actor = (number: string, prefix = '0192') => ({ authority: 'iso6523-actorid-upis', ID: `${prefix}:${number}` });
const SERVICE_OWNER_SCOPE = 'altinn:serviceowner/instances.read';

describe('GET /exchange/maskinporten', () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await createHarness();
  });
  afterAll(() => harness.close());

  it('is 401 with an empty body when no bearer token is sent, or an empty one (altinn-authentication#3, altinn-authentication#1)', async () => {
    for (const headers of [
      {},
      { authorization: 'Bearer ' },
      { authorization: 'Basic dTpw' },
      { authorization: 'Bearer' },
    ]) {
      const answer = await harness.exchange(undefined, { headers });
      expect([answer.status, answer.body]).toEqual([401, '']);
      expect(answer.headers['www-authenticate']).toBe('Bearer');
    }
  });

  it('is 401 when the bearer value is no JWT (altinn-authentication#4)', async () => {
    for (const token of ['hello', 'a.b', 'a.b.c', 'e30.e30.', 'x'.repeat(20_000)])
      expect((await harness.exchange(token)).status).toBe(401);
  });

  it('is 400 naming the trusted providers when the provider is unknown (altinn-authentication#5)', async () => {
    const answer = await harness.exchange(await harness.maskinportenToken(), { provider: 'feide' });
    expect(answer.status).toBe(400);
    expect(answer.headers['content-type']).toContain('text/plain');
    for (const word of ['feide', 'maskinporten', 'id-porten', 'altinnstudio']) expect(answer.body).toContain(word);
  });

  it('looks at the token before the provider (altinn-authentication#6)', async () => {
    expect((await harness.exchange(undefined, { provider: 'feide' })).status).toBe(401);
    expect((await harness.exchange('broken', { provider: 'feide' })).status).toBe(401);
  });

  it('takes the provider name and the scheme word in any case (altinn-authentication#7, altinn-authentication#8)', async () => {
    const token = await harness.maskinportenToken();
    expect((await harness.exchange(token, { provider: 'MaskinPorten' })).status).toBe(200);
    const headers = { authorization: `bEARER   ${token}  ` };
    expect((await harness.exchange(undefined, { headers })).status).toBe(200);
  });

  it('answers bare text without Accept, and for any type (altinn-authentication#9)', async () => {
    for (const accept of [undefined, '*/*', 'text/plain', 'application/json, text/plain, */*', 'application/xml']) {
      const headers = accept === undefined ? {} : { accept };
      const answer = await harness.exchange(await harness.maskinportenToken(), { headers });
      expect(answer.headers['content-type']).toBe('text/plain; charset=utf-8');
      expect(answer.body).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+$/);
    }
  });

  it('answers a JSON string when JSON is asked for (altinn-authentication#10)', async () => {
    for (const accept of [
      'application/json',
      'APPLICATION/JSON; charset=utf-8',
      'text/plain;q=0.5, application/json',
    ]) {
      const answer = await harness.exchange(await harness.maskinportenToken(), { headers: { accept } });
      expect(answer.headers['content-type']).toContain('application/json');
      expect(JSON.parse(answer.body)).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+$/);
    }
  });

  it('takes what follows the colon in consumer.ID as the organisation, whatever the prefix (altinn-authentication#12)', async () => {
    const claims = (
      await harness.exchange(await harness.maskinportenToken({ consumer: actor(BAKERY, '9908') }))
    ).claims();
    expect(claims['urn:altinn:orgNumber']).toBe(BAKERY);
  });

  it('is 401 for a token from another issuer (altinn-authentication#13)', async () => {
    const other = `${harness.base.replace('localhost', 'evil')}/maskinporten/`;
    for (const iss of [other, `${harness.base}/maskinporten`, harness.authentication.issuer, undefined]) {
      const answer = await harness.exchange(await harness.maskinportenToken({ iss }));
      expect(answer.status).toBe(401);
    }
  });

  it('is 401 for a token whose signature is not ours, or that names its own key', async () => {
    const token = await harness.maskinportenToken();
    const { publicKey, privateKey } = await jose.generateKeyPair('RS256', { extractable: true });
    const [, payload = ''] = token.split('.');
    const { kid } = parseJws(token).header;
    const claims = parseJws(token).payload as jose.JWTPayload;
    const forged = await new jose.SignJWT(claims)
      .setProtectedHeader({ alg: 'RS256', kid: String(kid), jwk: await jose.exportJWK(publicKey) })
      .sign(privateKey);
    const none = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${payload}.AA`;
    const secret = new TextEncoder().encode(JSON.stringify(harness.signingKeys.ring('maskinporten').jwks().keys[0]));
    const confused = await new jose.SignJWT(claims).setProtectedHeader({ alg: 'HS256', kid: String(kid) }).sign(secret);
    for (const bad of [forged, none, confused, `${token.slice(0, -6)}AAAAAA`])
      expect((await harness.exchange(bad)).status).toBe(401);
  });

  it('is 401 for an expired token, past a tolerance of 10 s (altinn-authentication#14)', async () => {
    const now = seconds(harness.clock);
    expect((await harness.exchange(await harness.maskinportenToken({ exp: now - 8 }))).status).toBe(200);
    expect((await harness.exchange(await harness.maskinportenToken({ exp: now - 11 }))).status).toBe(401);
    expect((await harness.exchange(await harness.maskinportenToken({ exp: undefined }))).status).toBe(401);
    expect((await harness.exchange(await harness.maskinportenToken({ nbf: now + 30 }))).status).toBe(401);
  });

  it('is 401 without a consumer (altinn-authentication#15)', async () => {
    for (const consumer of [undefined, null, '0192:310044423', [], {}, { authority: 'iso6523-actorid-upis' }])
      expect((await harness.exchange(await harness.maskinportenToken({ consumer }))).status).toBe(401);
  });

  it('is 401 when consumer.authority is another, or the ID has no number (altinn-authentication#16)', async () => {
    const bad = [{ ...actor(BAKERY), authority: 'other' }, actor(''), { ...actor(BAKERY), ID: BAKERY }];
    for (const consumer of bad)
      expect((await harness.exchange(await harness.maskinportenToken({ consumer }))).status).toBe(401);
  });

  it('adds urn:altinn:org for a listed organisation with a service owner scope (altinn-authentication#17)', async () => {
    for (const scope of [SERVICE_OWNER_SCOPE, `x:y ${SERVICE_OWNER_SCOPE}`, 'altinn:serviceowner']) {
      const token = await harness.maskinportenToken({ consumer: actor(SERVICE_OWNER), scope });
      expect((await harness.exchange(token)).claims()['urn:altinn:org']).toBe('ttd');
    }
  });

  it('adds no urn:altinn:org without such a scope (altinn-authentication#18)', async () => {
    const token = await harness.maskinportenToken({ consumer: actor(SERVICE_OWNER) });
    expect((await harness.exchange(token)).claims()).not.toHaveProperty('urn:altinn:org');
  });

  it('is 200 without urn:altinn:org for an organisation that is not listed (altinn-authentication#19)', async () => {
    const answer = await harness.exchange(await harness.maskinportenToken({ scope: SERVICE_OWNER_SCOPE }));
    expect(answer.status).toBe(200);
    expect(answer.claims()).not.toHaveProperty('urn:altinn:org');
  });

  it('turns digdir into ttd with test=true, and no other (altinn-authentication#20, altinn-authentication#21)', async () => {
    const exchange = async (number: string, query: string) => {
      const token = await harness.maskinportenToken({ consumer: actor(number), scope: SERVICE_OWNER_SCOPE });
      return (await harness.exchange(token, { query })).claims()['urn:altinn:org'];
    };
    expect(await exchange(DIGDIR, '?test=true')).toBe('ttd');
    expect(await exchange(DIGDIR, '?test=True')).toBe('ttd');
    expect(await exchange(DIGDIR, '?test=false')).toBe('digdir');
    expect(await exchange(DIGDIR, '')).toBe('digdir');
    expect(await exchange('310013579', '?test=true')).toBe('skogdir');
  });

  it('is 400 for a test flag that is no flag', async () => {
    for (const query of ['?test=ja', '?test=true&test=true'])
      expect((await harness.exchange(await harness.maskinportenToken(), { query })).status).toBe(400);
  });

  it('sets method and level, and its own life and session id (altinn-authentication#22, altinn-authentication#23)', async () => {
    const now = seconds(harness.clock);
    const claims = (
      await harness.exchange(await harness.maskinportenToken({ exp: now + 60, sid: 'upstream' }))
    ).claims();
    expect(claims['urn:altinn:authenticatemethod']).toBe('maskinporten');
    expect(claims['urn:altinn:authlevel']).toBe(3);
    expect(Number(claims['exp']) - Number(claims['iat'])).toBe(1800);
    expect(Number(claims['iat'])).toBeLessThanOrEqual(seconds(harness.clock));
    expect(claims['nbf']).toBe(claims['iat']);
    expect(claims['sid']).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('copies scope, client_id, consumer, supplier and delegation_source, drops aud and client_amr, and sets iss (altinn-authentication#24, altinn-authentication#25, altinn-authentication#26, altinn-authentication#27)', async () => {
    const delegated = { supplier: actor(VENDOR), delegation_source: 'https://altinn.no', jti: 'keep-me' };
    const upstream = await harness.maskinportenToken(delegated);
    const claims = (await harness.exchange(upstream)).claims();
    const before = parseJws(upstream).payload;
    for (const name of ['scope', 'client_id', 'consumer', 'supplier', 'delegation_source', 'token_type', 'jti'])
      expect(claims[name]).toEqual(before[name]);
    for (const name of ['aud', 'client_amr']) expect(claims).not.toHaveProperty(name);
    expect(claims['iss']).toBe(`${harness.base}/authentication/api/v1/openid/`);
  });

  it('copies no claim in Altinn’s own name space', async () => {
    const forged = { 'urn:altinn:org': 'skd', 'urn:altinn:userid': 20001, nameid: '20001', 'urn:altinn:scope': 'x' };
    const claims = (await harness.exchange(await harness.maskinportenToken(forged))).claims();
    for (const name of Object.keys(forged)) expect(claims).not.toHaveProperty(name);
  });

  it('makes authorization_details an object whose systemuser_id stays an array; the organisation is the vendor (altinn-authentication#28, altinn-authentication#30)', async () => {
    const details = {
      type: 'urn:altinn:systemuser',
      systemuser_id: ['7f1b9a52-3c55-4c0e-9d9b-2a6f1e0f4c3d'],
      systemuser_org: actor(BAKERY),
      system_id: `${VENDOR}_lonn`,
    };
    const token = await harness.maskinportenToken({ consumer: actor(VENDOR), authorization_details: [details] });
    const claims = (await harness.exchange(token)).claims();
    expect(claims['authorization_details']).toEqual(details);
    expect(claims['urn:altinn:orgNumber']).toBe(VENDOR);
    expect((claims['authorization_details'] as typeof details).systemuser_org.ID).toBe(`0192:${BAKERY}`);
  });

  it('signs with RS256 and a kid that is published (altinn-authentication#50, altinn-authentication#54)', async () => {
    const answer = await harness.exchange(await harness.maskinportenToken());
    const set = await harness.app.inject('/authentication/api/v1/openid/.well-known/openid-configuration/jwks');
    const keys = jose.createLocalJWKSet(set.json());
    const { payload, protectedHeader } = await jose.jwtVerify(answer.body, keys, {
      issuer: harness.authentication.issuer,
    });
    expect(protectedHeader).toMatchObject({ alg: 'RS256', typ: 'JWT' });
    expect(protectedHeader.kid).toMatch(/^[0-9A-F]{40}$/);
    expect(protectedHeader.x5t).toBe(Buffer.from(protectedHeader.kid ?? '', 'hex').toString('base64url'));
    expect(payload['urn:altinn:orgNumber']).toBe(BAKERY);
  });
});

describe('an enterprise user at the exchange', () => {
  const good = enterpriseHeader('fjordvik-bedrift:Rugbrod-Kanel-42');

  it('is gone when it is switched off: 410 after the token was accepted (altinn-authentication#31, altinn-authentication#32)', async () => {
    const harness = await createHarness({ options: { enterpriseUsers: 'gone' } });
    const answer = await harness.exchange(await harness.maskinportenToken(), { headers: good });
    expect(answer.status).toBe(410);
    expect(answer.headers['content-type']).toContain('application/problem+json');
    expect(JSON.parse(answer.body)).toMatchObject({
      type: 'https://docs.altinn.studio',
      status: 410,
      title: expect.stringMatching(/enterprise user/i),
      detail: expect.stringMatching(/system user.*ID-porten/i),
    });
    expect((await harness.exchange('broken', { headers: good })).status).toBe(401);
    const noConsumer = await harness.maskinportenToken({ consumer: undefined });
    expect((await harness.exchange(noConsumer, { headers: good })).status).toBe(401);
    const empty = { 'x-altinn-enterpriseuser-authentication': '' };
    expect((await harness.exchange(await harness.maskinportenToken(), { headers: empty })).status).toBe(200);
    await harness.close();
  });

  it('gets its own claims beside the organisation’s, and is known to the register', async () => {
    const harness = await createHarness();
    const claims = (await harness.exchange(await harness.maskinportenToken(), { headers: good })).claims();
    expect(claims).toMatchObject({
      'urn:altinn:userid': 30001,
      'urn:altinn:username': 'fjordvik-bedrift',
      'urn:altinn:partyid': 50030001,
      'urn:altinn:orgNumber': BAKERY,
      'urn:altinn:authenticatemethod': 'virksomhetsbruker',
      'urn:altinn:authlevel': 3,
      scope: 'altinn:instances.read altinn:instances.write',
    });
    expect(await harness.authentication.enterpriseUser(30001)).toMatchObject({ organization: BAKERY });
    const user = await harness.register.party({ userId: 30001 });
    const bakery = await harness.register.party({ organization: BAKERY });
    if (!user || !bakery) throw new Error('the register lacks the enterprise user or its organisation');
    expect((await harness.register.roles(user, bakery)).map((role) => role.code)).toContain('utinn');
    await harness.close();
  });

  it('is 400 malformed, 401 wrong or foreign, and a password may hold a colon (altinn-authentication#33)', async () => {
    const harness = await createHarness();
    const status = async (headers: Record<string, string>, consumer = actor(BAKERY)) =>
      (await harness.exchange(await harness.maskinportenToken({ consumer }), { headers })).status;
    const raw = (value: string) => ({ 'x-altinn-enterpriseuser-authentication': value });
    for (const bad of [raw('%%%'), raw('bm8tY29sb24='), raw('/w=='), raw('a'.repeat(2000)), enterpriseHeader(':x')])
      expect(await status(bad)).toBe(400);
    expect(await status(enterpriseHeader('fjordvik-bedrift:wrong'))).toBe(401);
    expect(await status(enterpriseHeader('nobody:Rugbrod-Kanel-42'))).toBe(401);
    expect(await status(good, actor(VENDOR))).toBe(401);
    expect(await status(enterpriseHeader('KVELDSOL-bedrift:Hovedbok:Bilag-7'), actor('310032085'))).toBe(200);
    await harness.close();
  });

  it('is locked after five wrong passwords, also when they come at once: 429 with Retry-After until the time is out (altinn-authentication#33)', async () => {
    const harness = await createHarness();
    harness.clock.freeze();
    const attempt = async (password: string) =>
      harness.exchange(await harness.maskinportenToken(), {
        headers: enterpriseHeader(`fjordvik-bedrift:${password}`),
      });
    const wrong = await Promise.all(Array.from({ length: 8 }, (_, index) => attempt(`wrong-${index}`)));
    expect(wrong.filter((answer) => answer.status === 401)).toHaveLength(5);
    expect(wrong.filter((answer) => answer.status === 429)).toHaveLength(3);
    const locked = await attempt('Rugbrod-Kanel-42');
    expect([locked.status, locked.headers['retry-after']]).toEqual([429, '3600']);
    harness.clock.advance(3_599_000);
    expect((await attempt('Rugbrod-Kanel-42')).headers['retry-after']).toBe('1');
    harness.clock.advance(1_000);
    expect((await attempt('Rugbrod-Kanel-42')).status).toBe(200);
    for (let index = 0; index < 4; index += 1) expect((await attempt('wrong')).status).toBe(401);
    expect((await attempt('Rugbrod-Kanel-42')).status).toBe(200);
    expect((await attempt('wrong')).status).toBe(401);
    await harness.close();
  });

  it('cannot be locked by another organisation', async () => {
    const harness = await createHarness();
    const headers = enterpriseHeader('fjordvik-bedrift:wrong');
    for (let index = 0; index < 6; index += 1) {
      const token = await harness.maskinportenToken({ consumer: actor(VENDOR) });
      expect((await harness.exchange(token, { headers })).status).toBe(401);
    }
    expect((await harness.exchange(await harness.maskinportenToken(), { headers: good })).status).toBe(200);
    await harness.close();
  });
});

describe('when a part behind the exchange fails', () => {
  it('is 401 and never 5xx', async () => {
    const failing = (register: Register): Register =>
      Object.assign(register, {
        serviceOwner: async () => Promise.reject(new Error('the database is away')),
      });
    const harness = await createHarness({ register: failing });
    const answer = await harness.exchange(await harness.maskinportenToken({ scope: SERVICE_OWNER_SCOPE }));
    expect(answer.status).toBe(401);
    expect(answer.body).not.toContain('database');
    await harness.close();
  });
});
