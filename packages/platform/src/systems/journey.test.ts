import { createPrivateKey, generateKeyPairSync, randomUUID } from 'node:crypto';
import { decodeJwt, SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Platform, startPlatform } from '../server.ts';
import { HttpBrowser, logIn } from '../testing/http-browser.ts';
import { ACCOUNTANT, accessPackage, BAKERY, PERSONS, right, SCOPES, systemBody, VENDOR } from './harness.ts';

/** The way through the whole house: real HTTP, real logins, real grants. */
let platform: Platform;
let clientId: string;
let browser: HttpBrowser;
const keys = generateKeyPairSync('rsa', { modulusLength: 2048 });
const SCOPE_LIST = [SCOPES.register, SCOPES.write, SCOPES.read, 'altinn:instances.read'];

beforeAll(async () => {
  platform = await startPlatform({ port: 0 });
  const publicJwk = { ...keys.publicKey.export({ format: 'jwk' }), kid: 'one', alg: 'RS256', use: 'sig' };
  const client = { organization: VENDOR, name: 'Fjordlønn', scopes: SCOPE_LIST, keys: [publicJwk] };
  clientId = (await platform.createClient(client)).clientId;
  ({ browser } = await logIn(platform.urls.base, PERSONS.dagl));
});
afterAll(() => platform.stop());

interface Details {
  readonly type: string;
  readonly systemuser_id: readonly string[];
  readonly systemuser_org: { readonly authority: string; readonly ID: string };
  readonly system_id: string;
}

async function grant(details?: {
  owner: string;
  externalRef?: string;
}): Promise<{ status: number; body: Record<string, string> }> {
  const now = Math.floor(platform.clock.now() / 1000);
  const systemUser = details && {
    type: 'urn:altinn:systemuser',
    systemuser_org: { authority: 'iso6523-actorid-upis', ID: `0192:${details.owner}` },
    ...(details.externalRef === undefined ? {} : { externalRef: details.externalRef }),
  };
  const claims = {
    aud: platform.urls.maskinportenIssuer,
    iss: clientId,
    scope: details ? 'altinn:instances.read' : SCOPE_LIST.join(' '),
    iat: now,
    exp: now + 60,
    jti: randomUUID(),
    ...(systemUser ? { authorization_details: [systemUser] } : {}),
  };
  const key = createPrivateKey(keys.privateKey.export({ format: 'pem', type: 'pkcs8' }));
  const assertion = await new SignJWT(claims).setProtectedHeader({ alg: 'RS256', kid: 'one' }).sign(key);
  const answer = await fetch(`${platform.urls.maskinportenIssuer}token`, {
    method: 'POST',
    body: new URLSearchParams({ grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion }),
  });
  return { status: answer.status, body: (await answer.json()) as Record<string, string> };
}

const detailsIn = (token: string | undefined) => decodeJwt(token ?? '')['authorization_details'] as Details[];

async function call(
  method: string,
  path: string,
  token: string,
  body?: unknown,
): Promise<{ status: number; body: Record<string, string> }> {
  const answer = await fetch(`${platform.urls.base}/authentication/api/v1${path}`, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  return { status: answer.status, body: (text === '' ? {} : JSON.parse(text)) as Record<string, string> };
}

const inPortal = (who: HttpBrowser, method: string, path: string) =>
  who.step(new URL(`/authentication/api/v1${path}`, platform.urls.base), {
    method,
    headers: { origin: platform.urls.base, accept: 'application/json' },
  });

describe('a vendor, a customer and Maskinporten', () => {
  it('go from registration to token, and back to none', async () => {
    const token = (await grant()).body['access_token'] ?? '';
    const accessPackages = [accessPackage('skatt-naering'), accessPackage('regnskapsforer-lonn')];
    const system = systemBody('lonn', { clientId: [clientId], accessPackages });
    expect((await call('POST', '/systemregister/vendor', token, system)).status).toBe(200);
    const wanted = {
      systemId: system.id,
      partyOrgNo: BAKERY.number,
      externalRef: 'kunde-1',
      rights: [right('ttd-lonnsrapport')],
    };
    expect((await grant({ owner: BAKERY.number, externalRef: 'kunde-1' })).body['error']).toBe(
      'invalid_altinn_customer_configuration',
    );
    const asked = await call('POST', '/systemuser/request/vendor', token, wanted);
    expect(asked.status).toBe(201);
    const id = asked.body['id'] ?? '';
    // A request alone gives no token.
    expect((await grant({ owner: BAKERY.number, externalRef: 'kunde-1' })).status).toBe(400);
    const approved = await inPortal(browser, 'POST', `/systemuser/request/${BAKERY.partyId}/${id}/approve`);
    expect([approved.status, approved.body]).toEqual([200, 'true']);
    expect((await call('GET', `/systemuser/request/vendor/${id}`, token)).body['status']).toBe('Accepted');
    const got = await grant({ owner: BAKERY.number, externalRef: 'kunde-1' });
    expect(detailsIn(got.body['access_token'])[0]?.systemuser_id).toEqual([id]);
    expect((await inPortal(browser, 'DELETE', `/systemuser/${BAKERY.partyId}/${id}`)).status).toBe(202);
    const gone = await grant({ owner: BAKERY.number, externalRef: 'kunde-1' });
    expect(gone.status).toBe(400);
    expect(gone.body['error']).toBe('invalid_altinn_customer_configuration');
    expect(gone.body['error_uri']).toContain('MP-303');
  });

  it('give one authorization_details element, with systemuser_id as a list (system-register-and-users#79)', async () => {
    const id = await approvedUser('kunde-2');
    const { body } = await grant({ owner: BAKERY.number, externalRef: 'kunde-2' });
    expect(detailsIn(body['access_token'])).toEqual([
      {
        type: 'urn:altinn:systemuser',
        systemuser_id: [id],
        systemuser_org: { authority: 'iso6523-actorid-upis', ID: `0192:${BAKERY.number}` },
        system_id: `${VENDOR}_lonn`,
      },
    ]);
    expect(decodeJwt(body['access_token'] ?? '')['consumer']).toEqual({
      authority: 'iso6523-actorid-upis',
      ID: `0192:${VENDOR}`,
    });
  });

  it('refuse a grant without the externalRef that was set, with MP-303 (system-register-and-users#80)', async () => {
    await approvedUser('kunde-3');
    for (const externalRef of [undefined, 'kunde-33']) {
      const { status, body } = await grant({ owner: BAKERY.number, ...(externalRef ? { externalRef } : {}) });
      expect(status).toBe(400);
      expect(body['error']).toBe('invalid_altinn_customer_configuration');
      expect(body['error_uri']).toContain('MP-303');
    }
    expect((await grant({ owner: BAKERY.number, externalRef: 'kunde-3' })).status).toBe(200);
  });

  it('name the facilitator in an agent’s token (system-register-and-users#81)', async () => {
    const token = (await grant()).body['access_token'] ?? '';
    const wanted = {
      systemId: `${VENDOR}_lonn`,
      partyOrgNo: ACCOUNTANT.number,
      accessPackages: [accessPackage('regnskapsforer-lonn')],
    };
    const id = (await call('POST', '/systemuser/request/vendor/agent', token, wanted)).body['id'] ?? '';
    const accountant = (await logIn(platform.urls.base, PERSONS.accountant)).browser;
    const path = `/systemuser/request/agent/${ACCOUNTANT.partyId}/${id}/approve`;
    expect((await inPortal(accountant, 'POST', path)).body).toBe('true');
    const added = await inPortal(
      accountant,
      'POST',
      `/systemuser/agent/${ACCOUNTANT.partyId}/${id}?provider=${ACCOUNTANT.uuid}&client=${BAKERY.uuid}`,
    );
    expect(added.status).toBe(200);
    const [details] = detailsIn((await grant({ owner: ACCOUNTANT.number })).body['access_token']);
    expect(details).toMatchObject({ systemuser_id: [id], systemuser_org: { ID: `0192:${ACCOUNTANT.number}` } });
    // The client itself has no such system user.
    expect((await grant({ owner: BAKERY.number })).status).toBe(400);
  });

  it('tell the vendor nothing in the redirect: it polls (system-register-and-users#82)', async () => {
    const token = (await grant()).body['access_token'] ?? '';
    const redirectUrl = 'https://fjordlonn.example/done?state=1';
    const wanted = {
      systemId: `${VENDOR}_lonn`,
      partyOrgNo: BAKERY.number,
      externalRef: 'kunde-4',
      redirectUrl,
      rights: [right('ttd-lonnsrapport')],
    };
    const { body } = await call('POST', '/systemuser/request/vendor', token, wanted);
    const id = body['id'] ?? '';
    const status = async () => (await call('GET', `/systemuser/request/vendor/${id}`, token)).body['status'];
    expect(await status()).toBe('New');
    const rejected = await inPortal(browser, 'POST', `/systemuser/request/${BAKERY.partyId}/${id}/reject`);
    expect(rejected.body).toBe('true');
    expect(await status()).toBe('Rejected');
    const shown = JSON.parse((await inPortal(browser, 'GET', `/systemuser/request/${id}`)).body) as Record<
      string,
      string
    >;
    expect(shown['redirectUrl']).toBe(redirectUrl);
    const leaving = new HttpBrowser();
    leaving.setCookie('AltinnLogoutInfo', `SystemuserRequestId=${id}`);
    const logout = new URL('/authentication/api/v1/logout/handleloggedout', platform.urls.base);
    const { headers } = await leaving.step(logout, { method: 'GET' });
    expect(headers.get('location')).toBe(redirectUrl);
  });
});

describe('the stream of system users', () => {
  it('is closed to a PlatformAccessToken that the platform has not signed', async () => {
    const ask = (token: string) =>
      fetch(`${platform.urls.base}/authentication/api/v1/systemuser/internal/systemusers/stream`, {
        headers: { PlatformAccessToken: token },
      });
    const forged = await new SignJWT({ iss: 'platform', aud: 'platform.altinn.no', 'urn:altinn:app': 'x' })
      .setProtectedHeader({ alg: 'RS256', kid: 'one' })
      .setExpirationTime('5m')
      .sign(keys.privateKey);
    for (const token of ['', 'x', forged]) expect((await ask(token)).status).toBe(401);
  });
});

async function approvedUser(externalRef: string): Promise<string> {
  const token = (await grant()).body['access_token'] ?? '';
  const wanted = {
    systemId: `${VENDOR}_lonn`,
    partyOrgNo: BAKERY.number,
    externalRef,
    rights: [right('ttd-lonnsrapport')],
  };
  const id = (await call('POST', '/systemuser/request/vendor', token, wanted)).body['id'] ?? '';
  const approved = await inPortal(browser, 'POST', `/systemuser/request/${BAKERY.partyId}/${id}/approve`);
  expect(approved.body).toBe('true');
  return id;
}
