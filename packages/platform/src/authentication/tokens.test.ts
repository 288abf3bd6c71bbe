import { createHash, generateKeyPairSync } from 'node:crypto';
import * as jose from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { requireScope } from '../callers/index.ts';
import { type JsonObject, parseJws, seconds, signJws } from '../foundation/index.ts';
import { createHarness, type Harness, MANAGER, VENDOR } from './harness.ts';

const REFRESH = '/authentication/api/v1/refresh';

describe('GET /refresh', () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await createHarness();
    harness.clock.freeze();
  });
  afterAll(() => harness.close());

  const organizationToken = async (): Promise<string> =>
    (await harness.exchange(await harness.maskinportenToken({ sid: 'upstream' }))).body;
  const refresh = (token: string, query = '') =>
    harness.app.inject({ url: `${REFRESH}${query}`, headers: { authorization: `Bearer ${token}` } });
  const login = { acr: 'idporten-loa-high', amr: ['BankID'], sid: '' };
  const session = async () => {
    const person = await harness.register.party({ person: MANAGER });
    if (!person) throw new Error('no such person');
    const { sid } = (
      await harness.authentication.sessions.begin(person, {
        ...login,
        issuer: harness.idporten.issuer,
        sid: 'upstream',
        idToken: undefined,
      })
    ).session;
    return { sid, token: await harness.authentication.sessionToken(person, { ...login, sid }) };
  };

  it('gives a valid token a later exp and keeps every claim, sid included (altinn-authentication#44, altinn-authentication#47)', async () => {
    const token = await organizationToken();
    const before = parseJws(token).payload;
    harness.clock.advance(60_000);
    const answer = await refresh(token);
    expect(answer.statusCode).toBe(200);
    const after = parseJws(answer.body).payload;
    expect(after['exp']).toBe(Number(before['exp']) + 60);
    expect(after).toEqual({ ...before, exp: after['exp'], iat: after['iat'], nbf: after['nbf'] });
    expect(after['sid']).not.toBe('upstream');
  });

  it('can be done again and again, but not with an expired token', async () => {
    let token = await organizationToken();
    for (let round = 0; round < 3; round += 1) {
      harness.clock.advance(1_700_000);
      token = (await refresh(token)).body;
    }
    harness.clock.advance(1_811_000);
    expect((await refresh(token)).statusCode).toBe(401);
  });

  it('is 401 without a token, and with one of another issuer (altinn-authentication#46)', async () => {
    expect((await harness.app.inject(REFRESH)).statusCode).toBe(401);
    expect((await refresh('broken')).statusCode).toBe(401);
    expect((await refresh(await harness.maskinportenToken())).statusCode).toBe(401);
  });

  it('adds pid for a person when asked to, and only then (altinn-authentication#45)', async () => {
    const { token } = await session();
    expect(parseJws((await refresh(token)).body).payload).not.toHaveProperty('pid');
    expect(parseJws((await refresh(token, '?enrichPid=true')).body).payload['pid']).toBe(MANAGER);
    const organization = await refresh(await organizationToken(), '?enrichPid=true');
    expect(parseJws(organization.body).payload).not.toHaveProperty('pid');
    expect((await refresh(token, '?enrichPid=yes')).statusCode).toBe(400);
  });

  it('slides the session of a portal token, ends with it, and is 401 then', async () => {
    const { sid, token } = await session();
    let current = token;
    const begun = seconds(harness.clock);
    for (let round = 0; round < 26; round += 1) {
      harness.clock.advance(1_650_000);
      current = (await refresh(current)).body;
    }
    expect(Number(parseJws(current).payload['exp']) - begun).toBe(720 * 60);
    harness.clock.advance(400_000);
    expect((await refresh(current)).statusCode).toBe(401);
    const other = await session();
    await harness.authentication.sessions.end(other.sid);
    expect((await refresh(other.token)).statusCode).toBe(401);
    expect(sid).not.toBe(other.sid);
  });

  it('renews the cookie when the token came in it, without pid', async () => {
    const { token } = await session();
    for (const name of ['AltinnStudioRuntime', '.ALTINNTOKEN']) {
      const answer = await harness.app.inject({ url: `${REFRESH}?enrichPid=true`, cookies: { [name]: token } });
      expect(parseJws(answer.body).payload['pid']).toBe(MANAGER);
      const cookie = answer.cookies.find((one) => one.name === 'AltinnStudioRuntime');
      expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Lax', path: '/' });
      expect(parseJws(String(cookie?.value)).payload).not.toHaveProperty('pid');
    }
    expect((await refresh(token)).cookies).toEqual([]);
  });
});

describe('the OpenID documents', () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await createHarness();
  });
  afterAll(() => harness.close());

  it('give the issuer and, beneath it, the key set (altinn-authentication#48, altinn-authentication#1)', async () => {
    const answer = await harness.app.inject('/authentication/api/v1/openid/.well-known/openid-configuration');
    expect(answer.headers['content-type']).toContain('application/json');
    const api = `${harness.base}/authentication/api/v1`;
    expect(answer.json()).toEqual({
      issuer: `${api}/openid/`,
      authorization_endpoint: `${api}/authorize/`,
      token_endpoint: `${api}/token/`,
      end_session_endpoint: `${api}/openid/logout/`,
      jwks_uri: `${api}/openid/.well-known/openid-configuration/jwks`,
      response_types_supported: ['token'],
      subject_types_supported: ['pairwise'],
      id_token_signing_alg_values_supported: ['RS256'],
    });
  });

  it('publish keys with kty, use, kid, n, e and x5c, all the same key, named by the certificate’s thumbprint (altinn-authentication#49, altinn-authentication#50)', async () => {
    const set = await harness.app.inject('/authentication/api/v1/openid/.well-known/openid-configuration/jwks');
    const { keys } = set.json<{ keys: Record<string, unknown>[] }>();
    expect(keys.length).toBeGreaterThan(0);
    for (const key of keys) {
      expect(Object.keys(key).toSorted()).toEqual(['e', 'kid', 'kty', 'n', 'use', 'x5c']);
      expect(key).toMatchObject({ kty: 'RSA', use: 'sig', e: 'AQAB', kid: expect.stringMatching(/^[0-9A-F]{40}$/) });
      const leaf = String((key['x5c'] as string[])[0]);
      const certificate = await jose.importX509(
        `-----BEGIN CERTIFICATE-----\n${leaf}\n-----END CERTIFICATE-----`,
        'RS256',
        { extractable: true },
      );
      expect((await jose.exportJWK(certificate)).n).toBe(key['n']);
      expect(createHash('sha1').update(Buffer.from(leaf, 'base64')).digest('hex').toUpperCase()).toBe(key['kid']);
    }
  });
});

describe('platform access tokens', () => {
  const owner = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const pem = owner.publicKey.export({ type: 'spki', format: 'pem' }) as string;
  let harness: Harness;
  beforeAll(async () => {
    harness = await createHarness({ options: { trustedKeys: { ttd: [pem] } } });
  });
  afterAll(() => harness.close());

  const claims = (more: JsonObject = {}): JsonObject => {
    const now = seconds(harness.clock);
    const all = {
      iss: 'ttd',
      aud: 'platform.altinn.no',
      'urn:altinn:app': 'demo',
      nbf: now - 5,
      exp: now + 300,
      ...more,
    };
    return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
  };
  const sign = (more: JsonObject = {}) => signJws({ alg: 'RS256' }, claims(more), owner.privateKey);
  const introspect = async (form: string, authorization?: string) => {
    const token = authorization ?? `Bearer ${(await harness.exchange(await harness.maskinportenToken())).body}`;
    return harness.app.inject({
      method: 'POST',
      url: '/authentication/api/v1/introspection',
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        ...(token === '' ? {} : { authorization: token }),
      },
      payload: form,
    });
  };

  it('last 300 s for platform.altinn.no, and name the component (altinn-authentication#61)', async () => {
    const token = await harness.authentication.platformAccess.issue('storage');
    const issued = parseJws(token).payload;
    const now = seconds(harness.clock);
    expect(issued).toMatchObject({ iss: 'platform', aud: 'platform.altinn.no', 'urn:altinn:app': 'storage' });
    expect(Number(issued['exp']) - now).toBeGreaterThanOrEqual(299);
    expect(Number(issued['exp']) - Number(issued['nbf'])).toBe(305);
    expect(harness.authentication.platformAccess.verify(token)).toEqual({ issuer: 'platform', app: 'storage' });
    expect(harness.authentication.platformAccess.verify(await sign())).toEqual({ issuer: 'ttd', app: 'demo' });
  });

  it('prove nothing as a bearer token, and an Altinn token proves nothing in their place (altinn-authentication#61)', async () => {
    const token = await harness.authentication.platformAccess.issue('storage');
    expect(() => harness.callers.verify(token)).toThrow('not trusted');
    const altinn = (await harness.exchange(await harness.maskinportenToken())).body;
    expect(() => harness.authentication.platformAccess.verify(altinn)).toThrow('not trusted');
  });

  it('are refused when sent twice, foreign, expired, for another audience or without app', async () => {
    const { verify } = harness.authentication.platformAccess;
    const good = await sign();
    expect(() => verify(undefined)).toThrow('exactly one');
    expect(() => verify([good, good])).toThrow('exactly one');
    expect(() => verify('x.y.z')).toThrow('cannot be read');
    const now = seconds(harness.clock);
    const bad = [
      { iss: 'skd' },
      { iss: 'platform' },
      { aud: 'other' },
      { 'urn:altinn:app': undefined },
      { exp: now - 11 },
    ];
    for (const more of [...bad, { exp: undefined }, { nbf: now + 60 }]) {
      const token = await sign(more);
      expect(() => verify(token)).toThrow();
    }
  });

  it('POST /introspection is 401 without authentication (altinn-authentication#55)', async () => {
    expect((await introspect(`token=${await sign()}`, '')).statusCode).toBe(401);
    expect((await introspect(`token=${await sign()}`, 'Bearer x.y.z')).statusCode).toBe(401);
  });

  it('POST /introspection says active for a good token, with and without a hint (altinn-authentication#56)', async () => {
    for (const hint of ['&token_type_hint=eFormidlingAccessToken', '&token_type_hint=anything', '']) {
      const answer = await introspect(`token=${await sign()}${hint}`);
      expect([answer.statusCode, answer.json()]).toEqual([200, { active: true, iss: 'ttd' }]);
    }
    const late = await sign({ exp: seconds(harness.clock) - 50 });
    expect((await introspect(`token=${late}`)).json()).toEqual({ active: true, iss: 'ttd' });
  });

  it('POST /introspection says inactive for one that does not validate (altinn-authentication#57)', async () => {
    const expired = await sign({ exp: seconds(harness.clock) - 61 });
    for (const token of ['hello', expired, await sign({ iss: 'skd' })]) {
      const answer = await introspect(`token=${token}`);
      expect([answer.statusCode, answer.json()]).toEqual([200, { active: false }]);
    }
  });

  it('POST /introspection is 400 for an empty token, and 415 for another content type (altinn-authentication#58)', async () => {
    for (const form of ['', 'token=', 'token=%20', 'token=a&token=b', 'other=1']) {
      const answer = await introspect(form);
      expect(answer.statusCode).toBe(400);
      expect(answer.headers['content-type']).toContain('text/plain');
    }
    const authorization = `Bearer ${(await harness.exchange(await harness.maskinportenToken())).body}`;
    const json = await harness.app.inject({
      method: 'POST',
      url: '/authentication/api/v1/introspection',
      headers: { authorization },
      payload: { token: 'x' },
    });
    expect(json.statusCode).toBe(415);
  });
});

describe('an API behind the callers’ checks', () => {
  it('takes a Maskinporten token and its exchanged form alike, and one scope must match exactly (altinn-authentication#60)', async () => {
    const scope = 'altinn:authentication/systemregister.write';
    const harness = await createHarness({
      routes: (app, callers) => {
        app.post<{ Querystring: { accepts: string } }>('/vendor', async (request) => {
          const { kind, organization, clientId } = requireScope(callers, request, request.query.accepts.split(' '));
          return { kind, organization, clientId };
        });
      },
    });
    const call = (token: string | undefined, accepts: string) => {
      const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
      return harness.app.inject({ method: 'POST', url: '/vendor', query: { accepts }, headers });
    };
    const consumer = { authority: 'iso6523-actorid-upis', ID: `0192:${VENDOR}` };
    const upstream = await harness.maskinportenToken({ consumer, scope: `x:y ${scope}` });
    const exchanged = (await harness.exchange(upstream)).body;
    const answers = await Promise.all([upstream, exchanged].map((token) => call(token, `other ${scope}`)));
    expect(answers.map((answer) => answer.statusCode)).toEqual([200, 200]);
    expect(answers[1]?.json()).toEqual(answers[0]?.json());
    expect(answers[0]?.json()).toMatchObject({ kind: 'organization', organization: VENDOR });
    for (const token of [upstream, exchanged])
      for (const near of ['altinn:authentication/systemregister', `${scope}.more`, scope.toUpperCase(), 'x'])
        expect((await call(token, near)).statusCode).toBe(403);
    expect((await call(undefined, scope)).statusCode).toBe(401);
    await harness.close();
  });
});
