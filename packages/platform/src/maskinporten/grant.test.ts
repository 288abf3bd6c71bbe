import {
  createHmac,
  createPublicKey,
  generateKeyPairSync,
  type JsonWebKey,
  randomUUID,
  sign,
  verify,
} from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { acceptClient } from '../selfservice/client-rules.ts';
import {
  BEARER,
  CONSUMER,
  createHarness,
  DELEGATION_SOURCE,
  type Harness,
  headerOf,
  ISSUER,
  OTHER,
  OTHER_PRIVATE_KEY,
  otherPublicJwk,
  payloadOf,
  publicJwk,
  SUPPLIER,
  signed,
} from './harness.ts';

let harness: Harness;
beforeAll(async () => {
  harness = await createHarness();
});
afterAll(() => harness.close());

const TRACE = /\(trace_id: [0-9a-f]{32}\)$/;

async function refused(
  assertion: string,
  expected: { status?: number; error: string; code?: string; text?: string | RegExp },
) {
  const answer = await harness.token(assertion);
  expect(answer.body).toMatchObject({ error: expected.error });
  expect(answer.status).toBe(expected.status ?? 400);
  expect(answer.body['error_description']).toMatch(TRACE);
  expect(answer.body['error_uri']).toBe(expected.code === undefined ? undefined : `${ISSUER}errors/${expected.code}`);
  if (expected.text !== undefined) expect(answer.body['error_description']).toMatch(new RegExp(expected.text));
}

const post = (payload: string, type = 'application/x-www-form-urlencoded', query = '') =>
  harness.app.inject({
    method: 'POST',
    url: `/maskinporten/token${query}`,
    headers: { 'content-type': type },
    payload,
  });

type PublishedKey = JsonWebKey & { readonly kid: string };

const publishedKeys = async (): Promise<readonly PublishedKey[]> =>
  (await harness.app.inject('/maskinporten/jwk')).json<{ keys: PublishedKey[] }>().keys;

/** True when the key that a token names is among them, and has signed it. */
function verifies(token: string, keys: readonly PublishedKey[]): boolean {
  const key = keys.find(({ kid }) => kid === headerOf(token)['kid']);
  const [header, payload, signature = ''] = token.split('.');
  if (!key) return false;
  const publicKey = createPublicKey({ key, format: 'jwk' });
  return verify('sha256', Buffer.from(`${header}.${payload}`), publicKey, Buffer.from(signature, 'base64url'));
}

const tokenFor = async (assertion = harness.assertion()): Promise<string> =>
  (await harness.token(assertion)).body['access_token'] ?? '';

describe('metadata and keys', () => {
  it('serves exactly the seven members, and an issuer with a final slash (maskinporten#1, maskinporten#2)', async () => {
    const metadata = (await harness.app.inject('/maskinporten/.well-known/oauth-authorization-server')).json();
    expect(metadata).toEqual({
      issuer: ISSUER,
      token_endpoint: `${ISSUER}token`,
      jwks_uri: `${ISSUER}jwk`,
      grant_types_supported: [BEARER],
      token_endpoint_auth_methods_supported: ['private_key_jwt'],
      token_endpoint_auth_signing_alg_values_supported: ['RS256', 'RS384', 'RS512'],
      authorization_details_types_supported: ['urn:altinn:systemuser', 'urn:altinn:consent'],
    });
    const { body } = await harness.token(harness.assertion());
    expect(payloadOf(body['access_token'] ?? '')['iss']).toBe(metadata.issuer);
  });

  it('publishes RSA keys without private members, the one that signs among them (maskinporten#3, maskinporten#4)', async () => {
    const keys = await publishedKeys();
    for (const key of keys) {
      expect(Object.keys(key).sort()).toEqual(['alg', 'e', 'kid', 'kty', 'n', 'use']);
      expect(key.kty).toBe('RSA');
    }
    expect(verifies(await tokenFor(), keys)).toBe(true);
  });
});

describe('the token request', () => {
  it('gives a token for a valid form (maskinporten#7, maskinporten#12)', async () => {
    const { status, body, headers } = await harness.token(harness.assertion());
    expect(status).toBe(200);
    expect(body).toMatchObject({ token_type: 'Bearer', expires_in: 120, scope: 'fjord:open.read' });
    expect(body['access_token']?.split('.')).toHaveLength(3);
    expect(headers['cache-control']).toBe('no-store');
  });

  it('refuses another grant type (maskinporten#8)', async () => {
    const response = await post('grant_type=client_credentials');
    expect(response.statusCode).toBe(400);
    expect(response.json()).toMatchObject({ error: 'unsupported_grant_type' });
  });

  it.each([
    [`grant_type=${encodeURIComponent(BEARER)}`],
    [`grant_type=${encodeURIComponent(BEARER)}&assertion=`],
    [`grant_type=${encodeURIComponent(BEARER)}&assertion=a.b.c&assertion=a.b.c`],
    [`grant_type=${encodeURIComponent(BEARER)}&grant_type=${encodeURIComponent(BEARER)}&assertion=a.b.c`],
    [''],
  ])('refuses a form without exactly one assertion: %s (maskinporten#9)', async (form) => {
    const response = await post(form);
    expect(response.statusCode).toBe(400);
    expect(response.json()).toMatchObject({ error: 'invalid_request' });
  });

  it('accepts unescaped colons in grant_type (maskinporten#10)', async () => {
    expect((await post(`grant_type=${BEARER}&assertion=${harness.assertion()}`)).statusCode).toBe(200);
  });

  it('accepts the parameters in the query of an empty POST (maskinporten#11)', async () => {
    const query = `?${new URLSearchParams({ grant_type: BEARER, assertion: harness.assertion() })}`;
    const response = await harness.app.inject({ method: 'POST', url: `/maskinporten/token${query}` });
    expect(response.statusCode).toBe(200);
  });

  it('is not moved by unknown headers (maskinporten#13)', async () => {
    const response = await harness.app.inject({
      method: 'POST',
      url: '/maskinporten/token',
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        consumer_org: OTHER,
        dpop: 'x.y.z',
        charset: 'utf-8',
      },
      payload: new URLSearchParams({ grant_type: BEARER, assertion: harness.assertion() }).toString(),
    });
    expect(response.statusCode).toBe(200);
    const claims = payloadOf(response.json().access_token);
    expect(claims['consumer']).toEqual({ authority: 'iso6523-actorid-upis', ID: `0192:${CONSUMER}` });
    expect(claims['cnf']).toBeUndefined();
  });

  it.each([
    ['application/json', JSON.stringify({ grant_type: BEARER }), 415],
    ['text/plain', 'grant_type=x', 415],
    ['application/x-www-form-urlencoded', `assertion=${'a'.repeat(70_000)}`, 413],
  ])('refuses a body of type %s with a clear 4xx', async (type, payload, status) => {
    const response = await post(payload, type);
    expect(response.statusCode).toBe(status);
    expect(response.json()).toMatchObject({ error: 'invalid_request' });
  });
});

describe('the header of a grant', () => {
  it.each(['RS256', 'RS384', 'RS512'])('accepts %s (maskinporten#14, maskinporten#23)', async (alg) => {
    expect((await harness.token(harness.assertion({}, { alg, kid: 'key-1', typ: 'JWT' }))).status).toBe(200);
  });

  it('refuses none, HMAC with the public key, PS and ES signatures (maskinporten#15)', async () => {
    const input = (alg: string) =>
      `${Buffer.from(JSON.stringify({ alg, kid: 'key-1' })).toString('base64url')}.${Buffer.from(JSON.stringify(harness.claims())).toString('base64url')}`;
    const modulus = JSON.stringify(publicJwk('key-1'));
    const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
    const hostile = [
      `${input('none')}.AA`,
      `${input('None')}.AA`,
      `${input('HS256')}.${createHmac('sha256', modulus).update(input('HS256')).digest('base64url')}`,
      `${input('ES256')}.${sign('sha256', Buffer.from(input('ES256')), { key: ec, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`,
      signed({ alg: 'PS256', kid: 'key-1' }, harness.claims()),
    ];
    for (const assertion of hostile)
      await refused(assertion, { error: 'invalid_request', code: 'MP-011', text: 'alg must be' });
    await refused(`${input('RS256')}.`, { error: 'invalid_request', code: 'MP-011' });
  });

  it('refuses a grant with neither kid nor x5c (maskinporten#16)', () =>
    refused(harness.assertion({}, {}), { error: 'invalid_request', code: 'MP-011', text: 'neither kid nor x5c' }));

  it('refuses x5c alone for a client with keys (maskinporten#17)', () =>
    refused(harness.assertion({}, { x5c: [CERTIFICATE] }), {
      error: 'invalid_grant',
      text: 'requires pre-registered jwk and no key identifier',
    }));

  it('refuses a kid of another client, though it exists (maskinporten#18)', async () => {
    await harness.selfservice.createClient({
      organization: OTHER,
      name: 'Other',
      scopes: [],
      keys: [otherPublicJwk('theirs')],
    });
    await refused(harness.assertion({}, { kid: 'theirs' }, OTHER_PRIVATE_KEY), {
      error: 'invalid_grant',
      text: 'Unknown key identifier',
    });
  });

  it('refuses x5c as a string (maskinporten#19)', () =>
    refused(harness.assertion({}, { x5c: 'MIIB' }), { error: 'invalid_grant', code: 'MP-123' }));

  it('never uses a key from inside the assertion', async () => {
    const jwk = otherPublicJwk('inside');
    for (const header of [
      { jwk },
      { jwk, kid: 'inside' },
      { jku: 'http://127.0.0.1:1/', kid: 'key-1' },
      { x5u: 'http://127.0.0.1:1/', kid: 'key-1' },
      { crit: ['exp'], kid: 'key-1' },
    ]) {
      const answer = await harness.token(harness.assertion({}, header, OTHER_PRIVATE_KEY));
      expect(answer.status).toBe(400);
    }
  });
});

describe('the claims of a grant', () => {
  it.each([
    ['no slash', ISSUER.slice(0, -1)],
    ['the token endpoint', `${ISSUER}token`],
    ['two values', [ISSUER, 'https://other.test/']],
    ['twice the issuer', [ISSUER, ISSUER]],
    ['an object', { issuer: ISSUER }],
    ['a number', 1],
    ['other case', ISSUER.toUpperCase()],
  ])('refuses aud: %s (maskinporten#24, maskinporten#25, maskinporten#26)', (_what, aud) =>
    refused(harness.assertion({ aud }), { error: 'invalid_grant', code: 'MP-110' }),
  );

  it('accepts aud as a list of one (maskinporten#27)', async () => {
    expect((await harness.token(harness.assertion({ aud: [ISSUER] }))).status).toBe(200);
  });

  it('refuses an unknown iss (maskinporten#28)', () =>
    refused(harness.assertion({ iss: randomUUID() }), { error: 'invalid_grant', code: 'MP-100' }));

  it('refuses a deactivated client', async () => {
    const { clientId } = await harness.selfservice.createClient({
      organization: CONSUMER,
      name: 'Gone',
      scopes: [],
      keys: [publicJwk('key-1')],
    });
    await harness.selfservice.deactivateClient({ organization: CONSUMER, supplier: false }, clientId);
    await refused(harness.assertion({ iss: clientId }), { error: 'invalid_grant', code: 'MP-100' });
  });

  it('takes 120 s from iat to exp and refuses 121 s (maskinporten#29)', async () => {
    const now = Math.floor(harness.clock.now() / 1000);
    expect((await harness.token(harness.assertion({ iat: now, exp: now + 120 }))).status).toBe(200);
    await refused(harness.assertion({ iat: now, exp: now + 121 }), {
      error: 'invalid_grant',
      text: '^Invalid assertion',
    });
  });

  it('takes iat 9 s ahead and refuses 11 s (maskinporten#30)', async () => {
    const now = Math.floor(harness.clock.now() / 1000);
    expect((await harness.token(harness.assertion({ iat: now + 9, exp: now + 60 }))).status).toBe(200);
    await refused(harness.assertion({ iat: now + 11, exp: now + 60 }), {
      error: 'invalid_grant',
      text: 'Issue time is after now',
    });
  });

  it('refuses exp in the past, and at this very second (maskinporten#31)', async () => {
    const now = Math.floor(harness.clock.now() / 1000);
    for (const exp of [now - 1, now])
      await refused(harness.assertion({ iat: now - 60, exp }), { error: 'invalid_grant', code: 'MP-130' });
  });

  it('takes a grant once (maskinporten#32)', async () => {
    const assertion = harness.assertion();
    expect((await harness.token(assertion)).status).toBe(200);
    await refused(assertion, { error: 'invalid_grant', code: 'MP-012' });
  });

  it('gives one token to a hundred that come at once', async () => {
    const assertion = harness.assertion();
    const answers = await Promise.all(Array.from({ length: 100 }, () => harness.token(assertion)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200, 400]));
  });

  it('refuses a new assertion with a live jti of the same client, and not of another (maskinporten#33)', async () => {
    const jti = randomUUID();
    expect((await harness.token(harness.assertion({ jti }))).status).toBe(200);
    await refused(harness.assertion({ jti, scope: 'fjord:open.write' }), { error: 'invalid_grant', code: 'MP-012' });
    const other = await harness.selfservice.createClient({
      organization: CONSUMER,
      name: 'Other',
      scopes: ['fjord:open.read'],
      keys: [publicJwk('key-1')],
    });
    expect((await harness.token(harness.assertion({ jti, iss: other.clientId }))).status).toBe(200);
  });

  it('takes a grant without jti once (maskinporten#34)', async () => {
    const assertion = harness.assertion({ jti: undefined, nbf: 1 });
    expect((await harness.token(assertion)).status).toBe(200);
    await refused(assertion, { error: 'invalid_grant', code: 'MP-012' });
  });

  it('tolerates nbf and sub (maskinporten#35)', async () => {
    expect((await harness.token(harness.assertion({ nbf: 0, sub: harness.clientId }))).status).toBe(200);
  });

  it('refuses an undocumented claim (maskinporten#36)', () =>
    refused(harness.assertion({ foo: 'bar' }), { error: 'invalid_request', text: '^Invalid assertion.*foo' }));

  it('refuses a signature by another key, and an altered one (maskinporten#37)', async () => {
    await refused(harness.assertion({}, { kid: 'key-1' }, OTHER_PRIVATE_KEY), {
      error: 'invalid_grant',
      code: 'MP-124',
    });
    const [header = '', payload = '', signature = ''] = harness.assertion().split('.');
    const flipped = Buffer.from(signature, 'base64url');
    flipped[10] = (flipped[10] ?? 0) ^ 1;
    const forged = Buffer.from(JSON.stringify(harness.claims({ scope: 'fjord:open.write' }))).toString('base64url');
    await refused(`${header}.${forged}.${signature}`, { error: 'invalid_grant', code: 'MP-124' });
    for (const altered of [
      flipped,
      flipped.subarray(0, 200),
      Buffer.concat([Buffer.from(signature, 'base64url'), Buffer.alloc(1)]),
    ])
      await refused(`${header}.${payload}.${altered.toString('base64url')}`, {
        error: 'invalid_grant',
        code: 'MP-124',
      });
  });

  it('refuses an expired key, until it is posted again (maskinporten#38, maskinporten#39)', async () => {
    const exp = Math.floor(harness.clock.now() / 1000) + 3600;
    const key = { ...publicJwk('short'), exp };
    const { clientId } = await harness.selfservice.createClient({
      organization: CONSUMER,
      name: 'Short',
      scopes: ['fjord:open.read'],
      keys: [key],
    });
    const grant = () => harness.assertion({ iss: clientId }, { kid: 'short' });
    expect((await harness.token(grant())).status).toBe(200);
    harness.clock.advance(3_601_000);
    await refused(grant(), { error: 'invalid_grant', code: 'MP-121' });
    await harness.selfservice.setKeys({ organization: CONSUMER, supplier: false }, clientId, [publicJwk('short')]);
    expect((await harness.token(grant())).status).toBe(200);
    harness.clock.advance(-3_601_000);
  });

  it('does not use up the jti of a grant that is refused before its signature is verified, or for it (maskinporten#40)', async () => {
    const kid = 'key-1';
    const early: readonly ((jti: string) => string)[] = [
      (jti) => harness.assertion({ jti, foo: 'bar' }),
      (jti) => harness.assertion({ jti, iat: 'text' }),
      (jti) => harness.assertion({ jti, scope: '' }),
      (jti) => harness.assertion({ jti }, { kid, alg: 'PS256' }),
      (jti) => harness.assertion({ jti }, {}),
      (jti) => harness.assertion({ jti }, { kid: 'nobody’s' }),
      (jti) => harness.assertion({ jti }, { x5c: [CERTIFICATE] }),
      (jti) => harness.assertion({ jti }, { x5c: 'MIIB' }),
      (jti) => harness.assertion({ jti }, { kid }, OTHER_PRIVATE_KEY),
    ];
    for (const [which, made] of early.entries()) {
      const jti = randomUUID();
      expect([which, (await harness.token(made(jti))).status]).toEqual([which, 400]);
      expect([which, (await harness.token(harness.assertion({ jti }))).status]).toEqual([which, 200]);
    }
  });

  it.each([
    ['iat', 'text'],
    ['iat', 1.5],
    ['iat', -1],
    ['iat', null],
    ['iat', 1e300],
    ['iat', undefined],
    ['exp', 'text'],
    ['exp', 1.5],
    ['exp', -1],
    ['exp', {}],
    ['exp', undefined],
    ['scope', ''],
    ['scope', '   '],
    ['scope', ['fjord:open.read']],
    ['scope', undefined],
    ['scope', '\ud800'],
    ['iss', ''],
    ['iss', 1],
    ['iss', undefined],
    ['aud', undefined],
    ['jti', ''],
    ['jti', 7],
    ['jti', 'x'.repeat(501)],
    ['resource', 7],
    ['resource', []],
    ['resource', [1]],
    ['consumer_org', '0192:310044423'],
    ['consumer_org', '123'],
    ['consumer_org', 310044423],
    ['nbf', 'x'],
    ['sub', 1],
    ['pid', 1],
  ])('refuses %s = %j', (name, value) =>
    refused(harness.assertion({ [name]: value }), { error: 'invalid_request', code: 'MP-011' }),
  );
});

describe('scopes and access', () => {
  it('refuses a scope that is not on the client, whether it exists or not (maskinporten#41)', async () => {
    const { clientId } = await harness.selfservice.createClient({
      organization: CONSUMER,
      name: 'Reads',
      scopes: ['fjord:open.read'],
      keys: [publicJwk('key-1')],
    });
    const scope = 'fjord:open.write';
    await refused(harness.assertion({ iss: clientId, scope }), { error: 'invalid_scope', code: 'MP-200', text: scope });
    expect((await harness.token(harness.assertion({ scope }))).status).toBe(200);
    for (const scope of ['fjord:unknown', 'fjord:open.rea', 'FJORD:open.read'])
      await refused(harness.assertion({ scope }), { error: 'invalid_scope', code: 'MP-200', text: scope });
  });

  it('refuses the whole request for one bad scope (maskinporten#42)', () =>
    refused(harness.assertion({ scope: 'fjord:open.read fjord:unknown' }), { error: 'invalid_scope', code: 'MP-200' }));

  it('refuses a scope that the consumer was never granted (maskinporten#44)', () =>
    refused(harness.assertion({ scope: 'fjord:closed' }), {
      status: 403,
      error: 'forbidden',
      code: 'MP-250',
      text: 'fjord:closed',
    }));

  it('gives nothing for an access that is REQUESTED or DENIED, and gives for one that is APPROVED (maskinporten#48)', async () => {
    const { database } = harness.selfservice;
    const access = { scope: 'fjord:closed', consumer: CONSUMER, created: 0, last_updated: 0 };
    for (const state of ['REQUESTED', 'DENIED', 'APPROVED', undefined]) {
      await database.db.deleteFrom('scope_access').where('scope', '=', access.scope).execute();
      if (state !== undefined)
        await database.db
          .insertInto('scope_access')
          .values({ ...access, state })
          .execute();
      await database.announce({ topic: 'scope-access', key: access.scope });
      const { status } = await harness.token(harness.assertion({ scope: access.scope }));
      expect([state, status]).toEqual([state, state === 'APPROVED' ? 200 : 403]);
    }
  });

  it('can answer a missing access as TEST once did', async () => {
    const older = await createHarness({ missingAccess: 'invalid_scope' });
    const answer = await older.token(older.assertion({ scope: 'fjord:closed' }));
    expect([answer.status, answer.body['error'], answer.body['error_uri']]).toEqual([
      400,
      'invalid_scope',
      `${ISSUER}errors/MP-250`,
    ]);
    await older.close();
  });

  it('lets a scope that is open to all be used, and one that is granted (maskinporten#47)', async () => {
    for (const scope of ['fjord:open.read', 'fjord:granted'])
      expect((await harness.token(harness.assertion({ scope }))).status).toBe(200);
  });

  it('gives the scopes back as they were asked for, each once', async () => {
    const { body } = await harness.token(
      harness.assertion({ scope: 'fjord:open.write  fjord:open.read fjord:open.write' }),
    );
    expect(body['scope']).toBe('fjord:open.write fjord:open.read');
  });

  it('carries error, description with trace id, and uri on coded errors (maskinporten#51)', async () => {
    const { body } = await harness.token(harness.assertion({ aud: 'x' }));
    expect(Object.keys(body)).toEqual(['error', 'error_description', 'error_uri']);
    expect(body['error_description']).toMatch(TRACE);
  });
});

describe('delegation', () => {
  const scope = 'fjord:granted';
  const vendorGrant = async (over: Record<string, unknown>) => {
    const { clientId } = await harness.selfservice.createClient({
      organization: SUPPLIER,
      name: 'Vendor',
      scopes: [scope, 'fjord:open.read'],
      keys: [publicJwk('key-1')],
    });
    return harness.assertion({ iss: clientId, scope, ...over });
  };

  it('gives consumer, supplier and source for an active delegation (maskinporten#52)', async () => {
    harness.altinn.delegations.add(`${CONSUMER} ${SUPPLIER} ${scope}`);
    const { body } = await harness.token(await vendorGrant({ consumer_org: CONSUMER }));
    expect(payloadOf(body['access_token'] ?? '')).toMatchObject({
      consumer: { authority: 'iso6523-actorid-upis', ID: `0192:${CONSUMER}` },
      supplier: { authority: 'iso6523-actorid-upis', ID: `0192:${SUPPLIER}` },
      delegation_source: DELEGATION_SOURCE,
    });
    harness.altinn.delegations.clear();
  });

  it('refuses without a delegation, and for a scope that cannot be delegated (maskinporten#53)', async () => {
    await refused(await vendorGrant({ consumer_org: CONSUMER }), {
      status: 403,
      error: 'forbidden',
      code: 'MP-251',
      text: `${CONSUMER}.*${scope}.*${SUPPLIER}`,
    });
    harness.altinn.delegations.add(`${CONSUMER} ${SUPPLIER} fjord:open.read`);
    await refused(await vendorGrant({ consumer_org: CONSUMER, scope: 'fjord:open.read' }), {
      status: 403,
      error: 'forbidden',
      code: 'MP-251',
    });
    harness.altinn.delegations.clear();
  });

  it('refuses consumer_org of the client’s own organisation (maskinporten#54)', async () =>
    refused(await vendorGrant({ consumer_org: SUPPLIER }), {
      error: 'invalid_request',
      text: 'combination consumer_org in claim and delegation scope',
    }));

  it('checks the access of the consumer, not of the supplier (maskinporten#55)', async () => {
    const { database } = harness.selfservice;
    const access = { scope, consumer: SUPPLIER, state: 'APPROVED', created: 0, last_updated: 0 };
    await database.db.insertInto('scope_access').values(access).execute();
    await database.announce({ topic: 'scope-access', key: scope });
    expect((await harness.token(await vendorGrant({}))).status).toBe(200);
    harness.altinn.delegations.add(`${OTHER} ${SUPPLIER} ${scope}`);
    await refused(await vendorGrant({ consumer_org: OTHER }), { status: 403, error: 'forbidden', code: 'MP-250' });
    harness.altinn.delegations.clear();
    await database.db.deleteFrom('scope_access').where('consumer', '=', SUPPLIER).execute();
    await database.announce({ topic: 'scope-access', key: scope });
  });

  it('refuses consumer_org together with iss_onbehalfof (maskinporten#56)', async () =>
    refused(await vendorGrant({ consumer_org: CONSUMER, iss_onbehalfof: 'x' }), {
      error: 'invalid_request',
      text: 'iss_onbehalfof',
    }));

  it('names neither supplier nor source without consumer_org (maskinporten#57)', async () => {
    const { body } = await harness.token(harness.assertion());
    const claims = payloadOf(body['access_token'] ?? '');
    expect(claims).not.toHaveProperty('supplier');
    expect(claims).not.toHaveProperty('delegation_source');
  });

  it('names the supplier of a client that it made for a customer', async () => {
    const body = {
      integration_type: 'maskinporten',
      client_name: 'For customer',
      client_orgno: CONSUMER,
      scopes: ['fjord:open.read'],
    };
    const actor = { organization: SUPPLIER, supplier: true };
    const {
      client: { clientId },
    } = await harness.selfservice.addClient(actor, acceptClient(body));
    await harness.selfservice.setKeys(actor, clientId, [publicJwk('key-1')]);
    const { body: answer } = await harness.token(harness.assertion({ iss: clientId }));
    const claims = payloadOf(answer['access_token'] ?? '');
    expect(claims).toMatchObject({ consumer: { ID: `0192:${CONSUMER}` }, supplier: { ID: `0192:${SUPPLIER}` } });
    expect(claims).not.toHaveProperty('delegation_source');
  });
});

describe('restricted and rich tokens', () => {
  const claimsFor = async (over: Record<string, unknown>) =>
    payloadOf((await harness.token(harness.assertion(over))).body['access_token'] ?? '');

  it('copies resource to aud, as string and as list (maskinporten#58, maskinporten#60)', async () => {
    expect((await claimsFor({ resource: 'https://api.test/v1' }))['aud']).toBe('https://api.test/v1');
    expect((await claimsFor({ resource: ['urn:fjord:api'] }))['aud']).toBe('urn:fjord:api');
    expect((await claimsFor({ resource: ['urn:a:1', 'urn:a:2'] }))['aud']).toEqual(['urn:a:1', 'urn:a:2']);
  });

  it.each(['https://api.test/#part', 'api', '/api', '//api.test', ''])(
    'refuses resource %j (maskinporten#59)',
    (resource) => refused(harness.assertion({ resource }), { error: 'invalid_target', text: 'without fragment' }),
  );

  it('has no aud without resource (maskinporten#61)', async () => {
    expect(await claimsFor({})).not.toHaveProperty('aud');
  });

  it('copies a valid pid and refuses another without repeating it (maskinporten#62)', async () => {
    expect((await claimsFor({ pid: '01816010027' }))['pid']).toBe('01816010027');
    const answer = await harness.token(harness.assertion({ pid: '01816010028' }));
    expect(answer.body['error']).toBe('invalid_request');
    expect(JSON.stringify(answer.body)).not.toContain('01816010028');
  });

  const org = { authority: 'iso6523-actorid-upis', ID: `0192:${OTHER}` };
  const details = (...elements: object[]) => ({ authorization_details: elements });
  const systemUser = { type: 'urn:altinn:systemuser', systemuser_org: org };

  it.each([
    ['an unknown type (maskinporten#63)', details({ type: 'urn:other' }), 'MP-301'],
    ['an unknown field (maskinporten#64)', details({ ...systemUser, extra: 1 }), 'MP-302'],
    ['externalRef with a space (maskinporten#65)', details({ ...systemUser, externalRef: 'a b' }), 'MP-302'],
    ['externalRef of 256 characters', details({ ...systemUser, externalRef: 'a'.repeat(256) }), 'MP-302'],
    ['two elements (maskinporten#68)', details(systemUser, systemUser), 'MP-303'],
    ['no element', details(), 'MP-303'],
    ['an object', { authorization_details: systemUser }, 'MP-303'],
    ['an element that is null', { authorization_details: [null] }, 'MP-303'],
    ['another authority', details({ ...systemUser, systemuser_org: { authority: 'x', ID: org.ID } }), 'MP-303'],
    ['an organisation without prefix', details({ ...systemUser, systemuser_org: { ...org, ID: OTHER } }), 'MP-303'],
    [
      'a consent without id',
      details({ type: 'urn:altinn:consent', from: 'urn:altinn:person:identifier-no:01816010027' }),
      'MP-303',
    ],
  ])('refuses %s', (_what, over, code) => refused(harness.assertion(over), { error: 'invalid_request', code }));

  it('refuses a system user that Altinn does not find (maskinporten#66)', () =>
    refused(harness.assertion(details(systemUser)), {
      error: 'invalid_altinn_customer_configuration',
      code: 'MP-303',
    }));

  it('refuses a system-user grant without scope (maskinporten#69)', () =>
    refused(harness.assertion({ scope: undefined, ...details(systemUser) }), {
      error: 'invalid_request',
      code: 'MP-011',
    }));

  it('gives a system-user token as the contract has it; a missing externalRef means the customer’s number (maskinporten#67, maskinporten#70)', async () => {
    harness.altinn.systemUsers.set(`${OTHER} ${OTHER}`, {
      id: '5d6f1a0c-9b37-4a55-8a0e-77b0e6c3d912',
      systemId: `${CONSUMER}_fjord`,
    });
    const claims = await claimsFor(details(systemUser));
    expect(claims['authorization_details']).toEqual([
      {
        type: 'urn:altinn:systemuser',
        systemuser_id: ['5d6f1a0c-9b37-4a55-8a0e-77b0e6c3d912'],
        system_id: `${CONSUMER}_fjord`,
        systemuser_org: org,
      },
    ]);
    expect(claims['consumer']).toEqual({ authority: 'iso6523-actorid-upis', ID: `0192:${CONSUMER}` });
    expect(claims).not.toHaveProperty('supplier');
    expect(harness.altinn.asked.at(-1)).toEqual({
      clientId: harness.clientId,
      systemProviderOrgNo: CONSUMER,
      systemUserOwnerOrgNo: OTHER,
    });
    await refused(harness.assertion(details({ ...systemUser, externalRef: 'other' })), {
      error: 'invalid_altinn_customer_configuration',
      code: 'MP-303',
    });
  });

  it('gives a consent token only when the consent is to the token’s consumer (maskinporten#71)', async () => {
    const id = 'e1c9b1de-8f43-4d0f-9b5a-0f3f5a6c7d21';
    const from = 'urn:altinn:person:identifier-no:01816010027';
    const consent = {
      id,
      from,
      consented: '2026-01-01T08:12:44.120Z',
      validTo: '2026-12-01T00:00:00Z',
      consentRights: [{ action: ['consent'] }],
    };
    const grant = details({ type: 'urn:altinn:consent', id, from });
    harness.altinn.consents.set(id, { ...consent, to: OTHER });
    await refused(harness.assertion(grant), { error: 'invalid_altinn_customer_configuration', code: 'MP-303' });
    harness.altinn.consents.set(id, { ...consent, to: CONSUMER });
    expect((await claimsFor(grant))['authorization_details']).toEqual([
      { type: 'urn:altinn:consent', ...consent, to: { authority: 'iso6523-actorid-upis', ID: `0192:${CONSUMER}` } },
    ]);
  });
});

describe('the access token', () => {
  it('has the constant claims and no sub or nbf (maskinporten#72, maskinporten#73, maskinporten#74, maskinporten#75)', async () => {
    const now = Math.floor(harness.clock.now() / 1000);
    const { body } = await harness.token(harness.assertion());
    const claims = payloadOf(body['access_token'] ?? '');
    expect(claims).toEqual({
      scope: 'fjord:open.read',
      iss: ISSUER,
      client_amr: 'private_key_jwt',
      token_type: 'Bearer',
      exp: now + 120,
      iat: now,
      client_id: harness.clientId,
      jti: expect.stringMatching(/^[\w-]{43}$/),
      consumer: { authority: 'iso6523-actorid-upis', ID: `0192:${CONSUMER}` },
    });
  });

  it('lives as long as client and scopes allow (maskinporten#76, maskinporten#77)', async () => {
    const { clientId } = await harness.selfservice.createClient({
      organization: CONSUMER,
      name: 'Long',
      scopes: ['fjord:short', 'fjord:medium', 'fjord:zero'],
      accessTokenLifetime: 3600,
      keys: [publicJwk('key-1')],
    });
    const lifetime = async (scope: string) =>
      Number((await harness.token(harness.assertion({ iss: clientId, scope }))).body['expires_in']);
    expect(await lifetime('fjord:short fjord:medium')).toBe(60);
    expect(await lifetime('fjord:medium')).toBe(300);
    expect(await lifetime('fjord:zero')).toBe(3600);
  });

  it('has a jti of its own each time (maskinporten#78)', async () => {
    const ids = await Promise.all(
      Array.from(
        { length: 50 },
        async () => payloadOf((await harness.token(harness.assertion())).body['access_token'] ?? '')['jti'],
      ),
    );
    expect(new Set(ids).size).toBe(50);
  });

  it('verifies with the key set after a rotation, old and new (maskinporten#5)', async () => {
    const first = await tokenFor();
    await harness.ring.rotate();
    expect(await publishedKeys()).toHaveLength(2);
    harness.clock.advance(24 * 3600 * 1000 - 1000);
    const before = await tokenFor();
    expect(headerOf(before)['kid']).toBe(headerOf(first)['kid']);
    harness.clock.advance(2000);
    const after = await tokenFor();
    expect(headerOf(after)['kid']).not.toBe(headerOf(before)['kid']);
    // To the last second of the last token that the old key has signed, by far.
    harness.clock.advance(3600 * 1000);
    const keys = await publishedKeys();
    expect([verifies(before, keys), verifies(after, keys)]).toEqual([true, true]);
  });
});

describe('error pages and the developer’s log', () => {
  it('explains every code in both languages, and lists the codes for an unknown one', async () => {
    for (const code of [
      'MP-011',
      'MP-012',
      'MP-100',
      'MP-110',
      'MP-121',
      'MP-124',
      'MP-130',
      'MP-200',
      'MP-250',
      'MP-251',
      'MP-303',
    ]) {
      const page = await harness.app.inject(`/maskinporten/errors/${code}`);
      expect(page.statusCode).toBe(200);
      expect(page.headers['content-security-policy']).toMatch(/^default-src 'none'; style-src 'sha256-[\w+/]+=';/);
      expect(page.body).toContain('lang="nb"');
      expect(page.body).toContain('lang="en"');
    }
    expect((await harness.app.inject('/maskinporten/errors/constructor')).statusCode).toBe(404);
  });

  it('keeps what was asked and why it was refused, never the assertion or a token', async () => {
    const assertion = harness.assertion({ scope: 'fjord:closed' });
    await harness.token(assertion);
    const { body } = await harness.token(harness.assertion());
    const entries = await harness.log.of(CONSUMER, harness.clientId, 1000);
    const refusal = entries.find((entry) => entry.code === 'MP-250');
    expect(refusal).toMatchObject({ outcome: 'refused', check: 'access', kid: 'key-1', scopes: ['fjord:closed'] });
    expect(refusal?.remedy).toContain('Ask the owner');
    expect(entries.some((entry) => entry.outcome === 'issued')).toBe(true);
    const text = JSON.stringify(entries);
    expect(text).not.toContain(assertion);
    expect(text).not.toContain(body['access_token']);
    expect(await harness.log.of(OTHER)).toEqual([]);
  });
});

/** Self-signed, good until 2036; its private key is gone. */
const CERTIFICATE =
  'MIIDOTCCAiGgAwIBAgIURIuX7LzuUgoQL+xYzMHfsUU7nJIwDQYJKoZIhvcNAQELBQAwLDEWMBQGA1UEAwwNUG9ydHZha3QgdGVzdDESMBAGA1UEBRMJMzEwMDQ0NDIzMB4XDTI2MTEyMzA1NDkwNloXDTM2MTEyMDA1NDkwNlowLDEWMBQGA1UEAwwNUG9ydHZha3QgdGVzdDESMBAGA1UEBRMJMzEwMDQ0NDIzMIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEApnSYIiAU9fqP3H6z+8ovTpAULMl3EP6WGy7a6qFGSTKKW9byoxdZDcPdBEniRaGVWzbHNf6uIEvR23wS7O1Ur2bVbRdJoPKXP9bQHzsx/c3EvW0Eu8IgaITSCybFNAkNxZX4fQKJxkpY96JhbmXzLGVoA8J7YryTWYFa6C4wfYcZ0Go1JZ+TCVPlc2w6j5YnxdElIYGdl9fprYBqRHLQCZSAwkj2JlKFNcLNfl/Oyan4CgmLJ55eKnp4AufrOT/VsqIPfoav+cXq0l5wtGM59mHJznvlwu96ec3uc8LT7E/QFXaYaSpR65CrIc5pE+zvOO+mvqCSlnqHgh1wFGX+GwIDAQABo1MwUTAdBgNVHQ4EFgQULiiYycIaugcC723+vHg1sBKkCkowHwYDVR0jBBgwFoAULiiYycIaugcC723+vHg1sBKkCkowDwYDVR0TAQH/BAUwAwEB/zANBgkqhkiG9w0BAQsFAAOCAQEAcrofPvb5ed3B4wu2n+zwzg2JdmfUuW3O0gIlRKxYjmOQyKY5wEWmQBUfnF30mRWPfHxOSBYsFrGASlCFFSqKcVb3dGJsB50k3cOWE+qA4uoEDKsl/8mEW5GZy44upSm675R1kFwXfAiNAvV6a1QHMrCjqdR2KWkhJdgIfdE8xCkDxuzN6YmE2KEkrRNMZznCL8zzhAcqUU6eBHk3+MWjQTTb8EXdykTciiNmpgkx8Fn3A8MClqcOY6L8tevQJ/I6PqKuVGpL0WuM1GjP+V8ym0TQ40sETqmf5tKWHHkn7M7/QyrTK4NyeEFYAbibanZnaiwnORWNAvNJPUhWcT/m6g==';
