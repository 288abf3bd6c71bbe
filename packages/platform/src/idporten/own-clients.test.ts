import { generateKeyPairSync } from 'node:crypto';
import * as client from 'openid-client';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { HttpBrowser } from '../testing/http-browser.ts';
import { type Sandbox, startSandbox } from '../testing/sandbox.ts';

const OWN = '310044423';
const PERSON = '01816010027';
const DAY_MS = 24 * 3600 * 1000;
const CLIENTS = '/selvbetjening/api/v1/clients';
const pair = generateKeyPairSync('rsa', { modulusLength: 2048 });
const publicKey = pair.publicKey.export({ type: 'spki', format: 'pem' });
const jwk = (over: object = {}) => ({
  ...pair.publicKey.export({ format: 'jwk' }),
  use: 'sig',
  alg: 'RS256',
  kid: 'k',
  ...over,
});

interface Made {
  readonly client_id: string;
  readonly client_secret?: string;
}

let box: Sandbox;
beforeAll(async () => {
  box = await startSandbox();
});
afterAll(() => box.stop());
afterEach(() => box.platform.clock.reset());

const admin = () => box.maskinportenToken(OWN, ['idporten:dcr.read', 'idporten:dcr.write']);
const redirect = () => `${box.base}/tilbake`;
const wish = (over: object = {}) => ({
  integration_type: 'idporten',
  application_type: 'web',
  client_name: 'Rugbrødbutikken',
  description: 'Test',
  token_endpoint_auth_method: 'client_secret_basic',
  grant_types: ['authorization_code'],
  scopes: ['openid', 'profile', 'altinn:instances.read'],
  redirect_uris: [redirect()],
  post_logout_redirect_uris: [redirect()],
  ...over,
});
async function make(over: object = {}): Promise<Made> {
  const { status, body, text } = await box.call<Made>('POST', CLIENTS, { token: await admin(), body: wish(over) });
  expect(status, text).toBe(201);
  return body;
}
const upload = async (id: string, keys: readonly object[]) =>
  box.call('POST', `${CLIENTS}/${id}/jwks`, { token: await admin(), body: { keys } });

const configure = (id: string, proof: client.ClientAuth, metadata: Partial<client.ClientMetadata> = {}) =>
  client.discovery(new URL(`${box.base}/idporten`), id, metadata, proof, { execute: [client.allowInsecureRequests] });
const byKey = () => {
  const algorithm = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' };
  return client.PrivateKeyJwt({ key: pair.privateKey.toCryptoKey(algorithm, false, ['sign']) as CryptoKey, kid: 'k' });
};

/** Sends a browser to the login page, logs the person in, and redeems the code: all as openid-client does it. */
async function logIn(config: client.Configuration, over: Record<string, string> = {}, to = redirect()) {
  const verifier = client.randomPKCECodeVerifier();
  const [state, nonce] = [client.randomState(), client.randomNonce()];
  const start = client.buildAuthorizationUrl(config, {
    redirect_uri: to,
    scope: 'openid profile altinn:instances.read',
    code_challenge: await client.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    acr_values: 'idporten-loa-high',
    state,
    nonce,
    ...over,
  });
  const browser = new HttpBrowser();
  const choice = await browser.get(start);
  if (!choice.url.pathname.startsWith('/idporten/interaction/')) return { page: choice };
  expect(choice.body).toContain('Rugbrødbutikken');
  const page = await browser.post(`${choice.url.href}/login`, { person: PERSON, method: 'BankID' });
  const tokens = await client.authorizationCodeGrant(config, page.url, {
    pkceCodeVerifier: verifier,
    expectedState: state,
    expectedNonce: nonce,
  });
  return { page, tokens };
}

const exchange = (token: string) => box.call('GET', '/authentication/api/v1/exchange/id-porten', { token });
const claimsIn = (token: string): Record<string, unknown> =>
  JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as Record<string, unknown>;

describe('an ID-porten client made in self-service', () => {
  const kinds: Readonly<Record<string, () => Promise<client.Configuration>>> = {
    client_secret_basic: async () => {
      const { client_id, client_secret } = await make();
      return configure(client_id, client.ClientSecretBasic(client_secret));
    },
    client_secret_post: async () => {
      const made = await make({ token_endpoint_auth_method: 'client_secret_post' });
      return configure(made.client_id, client.ClientSecretPost(made.client_secret));
    },
    private_key_jwt: async () => {
      const { client_id } = await make({ token_endpoint_auth_method: 'private_key_jwt' });
      expect((await upload(client_id, [jwk()])).status).toBe(201);
      return configure(client_id, byKey());
    },
    none: async () => {
      const made = await make({ token_endpoint_auth_method: 'none', application_type: 'browser' });
      return configure(made.client_id, client.None());
    },
    'a new secret': async () => {
      const { client_id } = await make();
      const again = await box.call<Made>('POST', `${CLIENTS}/${client_id}/secret`, { token: await admin() });
      return configure(client_id, client.ClientSecretBasic(again.body.client_secret));
    },
    'type api_klient': async () => {
      const { client_id, client_secret } = await make({ integration_type: 'api_klient' });
      return configure(client_id, client.ClientSecretBasic(client_secret));
    },
  };

  it.each(Object.entries(kinds))(
    'logs a person in, and its token is exchanged for Altinn’s: %s (maskinporten#125, altinn-authentication#34)',
    async (kind, configured) => {
      const { tokens } = await logIn(await configured());
      expect(tokens?.claims()).toMatchObject({
        pid: PERSON,
        acr: 'idporten-loa-high',
        amr: ['BankID'],
        name: 'RASK RØYSKATT',
      });
      const claims = claimsIn(tokens?.access_token ?? '');
      const method =
        kind.startsWith('client_') || kind === 'none' || kind === 'private_key_jwt' ? kind : 'client_secret_basic';
      expect(claims).toMatchObject({
        pid: PERSON,
        client_amr: method,
        client_orgno: OWN,
        scope: 'altinn:instances.read',
      });
      expect(Number(claims['exp']) - Number(claims['iat'])).toBe(120);
      const answer = await exchange(tokens?.access_token ?? '');
      expect(answer.status, answer.text).toBe(200);
      expect(claimsIn(answer.text)).toMatchObject({
        'urn:altinn:userid': '20001',
        'urn:altinn:authlevel': 4,
        pid: PERSON,
      });
    },
  );

  it('needs PKCE, a registered address and its own scopes (maskinporten#126)', async () => {
    const { client_id, client_secret } = await make({ scopes: ['openid'] });
    const config = await configure(client_id, client.ClientSecretBasic(client_secret));
    const errorOf = async (over: Record<string, string>) =>
      (await logIn(config, { scope: 'openid', ...over })).page.url.searchParams.get('error');
    expect((await logIn(config, { scope: 'openid' })).tokens).toBeDefined();
    expect(await errorOf({ code_challenge: '', code_challenge_method: '' })).toBe('invalid_request');
    expect(await errorOf({ scope: 'openid profile' })).toBe('invalid_scope');
    const more = await logIn(config, { scope: 'openid altinn:instances.read' });
    expect([more.tokens?.scope, (await exchange(String(more.tokens?.access_token))).status]).toEqual(['openid', 401]);
    const nothing = await make({ scopes: ['altinn:instances.read'] });
    const apiOnly = await configure(nothing.client_id, client.ClientSecretBasic(nothing.client_secret));
    expect((await logIn(apiOnly, { scope: 'openid' })).page.url.searchParams.get('error')).toBe('invalid_scope');
    const elsewhere = await logIn(config, { scope: 'openid' }, `${box.base}/annet`);
    expect([elsewhere.page.status, elsewhere.page.url.pathname]).toEqual([400, '/idporten/auth']);
  });

  it('is known by its own secret or key only, until these end (maskinporten#125)', async () => {
    const { client_id, client_secret = '' } = await make();
    for (const secret of ['x', 'none', `${client_secret}x`, (await make()).client_secret ?? ''])
      await expect(logIn(await configure(client_id, client.ClientSecretBasic(secret)))).rejects.toThrow();
    await box.call('POST', `${CLIENTS}/${client_id}/secret`, { token: await admin() });
    await expect(logIn(await configure(client_id, client.ClientSecretBasic(client_secret)))).rejects.toThrow();
    const other = await make();
    box.platform.clock.advance(361 * DAY_MS);
    await expect(
      logIn(await configure(other.client_id, client.ClientSecretBasic(other.client_secret))),
    ).rejects.toThrow();
    box.platform.clock.reset();
    expect(
      (await logIn(await configure(other.client_id, client.ClientSecretBasic(other.client_secret)))).tokens,
    ).toBeDefined();

    const keyed = await make({ token_endpoint_auth_method: 'private_key_jwt' });
    await expect(logIn(await configure(keyed.client_id, byKey()))).rejects.toThrow();
    await upload(keyed.client_id, [jwk()]);
    expect((await logIn(await configure(keyed.client_id, byKey()))).tokens).toBeDefined();
    box.platform.clock.advance(366 * DAY_MS);
    await expect(logIn(await configure(keyed.client_id, byKey()))).rejects.toThrow();
  });

  it('whose key is a certificate is not known any more once this is revoked (maskinporten#122)', async () => {
    const { client_id } = await make({ token_endpoint_auth_method: 'private_key_jwt' });
    const { body } = await box.call<{ certificate: string; serialNumber: string }>('POST', '/sandbox/certificates', {
      body: { organization: OWN, publicKey },
    });
    const x5c = [body.certificate.replace(/-----[^-]+-----/g, '').trim()];
    expect((await upload(client_id, [jwk({ x5c })])).status).toBe(201);
    expect((await logIn(await configure(client_id, byKey()))).tokens).toBeDefined();
    await box.call('POST', `/sandbox/certificates/${body.serialNumber}/revoke`);
    await expect(logIn(await configure(client_id, byKey()))).rejects.toThrow();
  });

  it('gets refresh tokens when it is registered for them', async () => {
    const made = await make({ grant_types: ['authorization_code', 'refresh_token'], refresh_token_usage: 'ONETIME' });
    const config = await configure(made.client_id, client.ClientSecretBasic(made.client_secret));
    const { tokens } = await logIn(config);
    const first = String(tokens?.refresh_token);
    const renewed = await client.refreshTokenGrant(config, first);
    expect(claimsIn(renewed.access_token)).toMatchObject({ pid: PERSON, acr: 'idporten-loa-high' });
    expect((await exchange(renewed.access_token)).status).toBe(200);
    await expect(client.refreshTokenGrant(config, first)).rejects.toThrow();
    const without = await make();
    expect(
      (await logIn(await configure(without.client_id, client.ClientSecretBasic(without.client_secret)))).tokens
        ?.refresh_token,
    ).toBeUndefined();
  });

  it('is gone when it is deactivated, and never there for a Maskinporten client', async () => {
    const made = await make();
    const config = await configure(made.client_id, client.ClientSecretBasic(made.client_secret));
    await box.call('DELETE', `${CLIENTS}/${made.client_id}`, { token: await admin() });
    expect((await logIn(config)).page.status).toBe(400);
    const machine = await box.createClient(OWN, ['altinn:instances.read']);
    expect((await logIn(await configure(machine, client.None()))).page.status).toBe(400);
  });

  it('may have openid and profile, which are listed for its type alone (maskinporten#126)', async () => {
    const names = async (query: string) =>
      (await box.call<{ name: string }[]>('GET', `/selvbetjening/api/v1/scopes/all${query}`)).body.map(
        ({ name }) => name,
      );
    expect(await names('?integration_type=idporten')).toEqual(expect.arrayContaining(['openid', 'profile']));
    expect(await names('?integration_type=maskinporten')).not.toContain('openid');
    const machine = wish({
      integration_type: 'maskinporten',
      scopes: ['openid'],
      token_endpoint_auth_method: 'private_key_jwt',
      grant_types: ['urn:ietf:params:oauth:grant-type:jwt-bearer'],
    });
    const refused = await box.call('POST', CLIENTS, { token: await admin(), body: machine });
    expect([refused.status, refused.text]).toEqual([400, expect.stringContaining('openid')]);
  });

  it('returns nowhere that is no address', async () => {
    for (const field of ['redirect_uris', 'post_logout_redirect_uris'])
      for (const uri of ['tilbake', '/tilbake', 'https://x.example/#a', 'javascript:alert(1)', 'data:text/html,x', ''])
        for (const application_type of ['web', 'native']) {
          const body = wish({ [field]: [uri], application_type });
          const answer = await box.call('POST', CLIENTS, { token: await admin(), body });
          expect([uri, answer.status, answer.text.includes(field)]).toEqual([uri, 400, true]);
        }
    const made = await make({
      application_type: 'native',
      token_endpoint_auth_method: 'none',
      redirect_uris: ['no.butikk:/tilbake'],
    });
    expect(made.client_id).toBeDefined();
  });
});
