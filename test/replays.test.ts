/**
 * Clients that do not run from npm, replayed: what each sends is read from its source at the commit that is named, to the letter of its claims,
 * headers and bodies, and goes to the real addresses that are written into it (docs/clients.md).
 */
import { createPrivateKey, createPublicKey, randomUUID, sign, X509Certificate } from 'node:crypto';
import { request } from 'node:https';
import { createHostsAuthority, type HostsAuthority } from '@portvakt/platform';
import { type Sandbox, startSandbox } from '@portvakt/platform/testing/sandbox';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const ISSUER = 'https://test.maskinporten.no/';
const SELF_SERVICE = 'https://api.test.samarbeid.digdir.no/api/v1';
const PLATFORM = 'https://platform.tt02.altinn.no';
const GRANT = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
const FORM = { 'Content-Type': 'application/x-www-form-urlencoded' };
const JSON_TYPE = { 'Content-Type': 'application/json' };
/** Skogdirektoratet owns a prefix; the vendor, and its customer. */
const OWNER = '310013579';
const VENDOR = '310019747';
const CUSTOMER = { organization: '310044423', partyId: 50020008, director: '01816010027' };
const ADMIN = 'idporten:dcr.write idporten:dcr.read idporten:scopes.write idporten:scopes.read';

let box: Sandbox;
let authority: HostsAuthority;
beforeAll(async () => {
  authority = await createHostsAuthority();
  box = await startSandbox({ hosts: { authority, port: 0 } });
});
afterAll(() => box.stop());

interface Answer {
  readonly status: number;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: each client reads other members
  readonly json: any;
}

interface Sent {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Sends exactly this to the address, which is this machine. */
function ask(url: string, { method = 'GET', headers = {}, body }: Sent = {}): Promise<Answer> {
  const { hostname, pathname, search } = new URL(url);
  const to = { host: '127.0.0.1', port: box.platform.tlsPort, servername: hostname, ca: authority.certificate };
  return new Promise((resolve, reject) => {
    const length = body === undefined ? {} : { 'Content-Length': Buffer.byteLength(body) };
    const sent = { Host: hostname, ...headers, ...length };
    const asked = request({ ...to, method, path: pathname + search, headers: sent }, async (answer) => {
      let text = '';
      for await (const part of answer.setEncoding('utf8')) text += part;
      resolve({
        status: answer.statusCode ?? 0,
        text,
        json: text.startsWith('{') || /^[["]/.test(text) ? JSON.parse(text) : undefined,
      });
    });
    asked.once('error', reject).end(body);
  });
}

const now = (): number => Math.floor(Date.now() / 1000);
const key = () => createPrivateKey({ key: { ...box.privateJwk }, format: 'jwk' });

/** A JWS of just these members, in this order. */
function jws(header: object, claims: object): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const input = `${part(header)}.${part(claims)}`;
  return `${input}.${sign('sha256', Buffer.from(input), key()).toString('base64url')}`;
}

/** A business certificate of the sandbox for that key, PEM, the leaf first. */
async function certificates(organization: string): Promise<readonly string[]> {
  const publicKey = createPublicKey(key()).export({ type: 'spki', format: 'pem' });
  const body = { organization, publicKey, days: 30 };
  const issued = await box.call<{ certificate: string; chain: string[] }>('POST', '/sandbox/certificates', { body });
  return [issued.body.certificate, ...issued.body.chain];
}
const der = (pem: string): string => new X509Certificate(pem).raw.toString('base64');

/** A client whose certificate is its key. */
const certified = async (organization: string, scopes: string): Promise<string> =>
  (await box.platform.createClient({ organization, name: 'Replay', scopes: scopes.split(' ') })).clientId;

describe('nais/digdirator, b11811a (2026-08-20)', () => {
  it('registers clients, keys, scopes and consumers with what its Go program sends', async () => {
    const clientId = await certified(OWNER, ADMIN);
    const header = { alg: 'RS256', typ: 'JWT', x5c: (await certificates(OWNER)).map(der) };
    const metadata = await ask(`${ISSUER}.well-known/oauth-authorization-server`);
    /** Each request has a token of its own, and a content type with or without a body. */
    const call = async (method: string, path: string, payload?: object): Promise<Answer> => {
      const claims = {
        iss: clientId,
        aud: metadata.json.issuer,
        exp: now() + 120,
        nbf: now(),
        iat: now(),
        jti: randomUUID(),
        scope: ADMIN,
      };
      const body = new URLSearchParams({ assertion: jws(header, claims), grant_type: GRANT }).toString();
      const token = await ask(metadata.json.token_endpoint, { method: 'POST', headers: FORM, body });
      expect([token.status, token.text]).toEqual([200, token.text]);
      const headers = { Authorization: `Bearer ${token.json.access_token}`, ...JSON_TYPE };
      const rest = method === 'GET' ? {} : { body: payload === undefined ? '' : JSON.stringify(payload) };
      return ask(`${SELF_SERVICE}/${path}`, { method, headers, ...rest });
    };
    const registration = {
      access_token_lifetime: 120,
      application_type: 'web',
      authorization_lifetime: 7200,
      client_name: 'Arbeids- og velferdsetaten',
      client_uri: 'https://www.nav.no',
      description: 'dev:team:app',
      frontchannel_logout_session_required: false,
      grant_types: [GRANT],
      integration_type: 'maskinporten',
      post_logout_redirect_uris: null,
      redirect_uris: null,
      refresh_token_usage: 'ONETIME',
      scopes: ['altinn:instances.read'],
      sso_disabled: false,
      token_endpoint_auth_method: 'private_key_jwt',
    };
    const made = await call('POST', 'clients', registration);
    expect([made.status, made.text]).toEqual([201, expect.stringContaining('dev:team:app')]);
    const id: string = made.json.client_id;
    const listed = (await call('GET', 'clients')).json as { client_id: string; description: string }[];
    expect(listed).toContainEqual(expect.objectContaining({ client_id: id, description: 'dev:team:app' }));
    expect(
      (await call('PUT', `clients/${id}`, { ...registration, description: 'dev:team:new' })).json.description,
    ).toBe('dev:team:new');

    expect((await call('GET', `clients/${id}/jwks`)).json.keys).toEqual([]);
    const { kty, n, e } = createPublicKey(key()).export({ format: 'jwk' });
    const kid = randomUUID();
    const keys = { keys: [{ use: 'sig', kty, kid, alg: 'RS256', n, e }] };
    expect((await call('POST', `clients/${id}/jwks`, keys)).json.keys).toMatchObject([
      { kid, exp: expect.any(Number) },
    ]);

    const subscope = `replay/${randomUUID().slice(0, 8)}`;
    const scope = {
      accessible_for_all: false,
      active: true,
      allowed_integration_types: ['maskinporten'],
      at_max_age: 30,
      description: 'replay - dev:team:app',
      name: '',
      prefix: 'skogdir',
      requires_pseudonymous_tokens: false,
      requires_user_authentication: false,
      requires_user_consent: false,
      subscope,
      token_type: 'SELF_CONTAINED',
      visibility: 'PUBLIC',
    };
    const { json: registered } = await call('POST', 'scopes', scope);
    expect(registered).toMatchObject({ name: `skogdir:${subscope}`, active: true });
    const query = `?scope=${encodeURIComponent(registered.name)}`;
    expect((await call('GET', 'scopes?inactive=true')).json.map(({ name }: { name: string }) => name)).toContain(
      registered.name,
    );
    expect((await call('PUT', `scopes${query}`, { ...scope, at_max_age: 60 })).json.at_max_age).toBe(60);
    expect((await call('PUT', `scopes/access/${VENDOR}${query}`)).json).toMatchObject({
      consumer_orgno: VENDOR,
      state: 'APPROVED',
    });
    expect((await call('GET', `scopes/access${query}`)).json).toMatchObject([
      { consumer_orgno: VENDOR, state: 'APPROVED' },
    ]);
    expect((await call('DELETE', `scopes/access/${VENDOR}${query}`)).json).toMatchObject({ state: 'DENIED' });
    expect((await call('GET', 'scopes/access/all')).status).toBe(200);
    const open = (await call('GET', 'scopes/all?accessible_for_all=true')).json as { accessible_for_all: boolean }[];
    expect(open.every(({ accessible_for_all }) => accessible_for_all)).toBe(true);
    expect((await call('DELETE', `scopes${query}`)).json.active).toBe(false);
    expect((await call('DELETE', `clients/${id}`)).status).toBeLessThan(300);
  });
});

describe('oslokommune/okdata-maskinporten-api, 3e8656c (2026-05-26)', () => {
  it('makes a client, adds a key to those that are there, and removes one after the other', async () => {
    const clientId = await certified(OWNER, ADMIN);
    const [leaf = ''] = await certificates(OWNER);
    const call = async (method: string, scopes: readonly string[], path: string, payload?: object): Promise<Answer> => {
      const { token_endpoint } = (await ask(`${ISSUER}.well-known/oauth-authorization-server`)).json;
      expect(token_endpoint.startsWith(ISSUER)).toBe(true);
      const claims = {
        aud: ISSUER,
        exp: now() + 120,
        iat: now(),
        iss: clientId,
        jti: randomUUID(),
        scope: scopes.join(' '),
      };
      const assertion = jws({ alg: 'RS256', typ: 'JWT', x5c: [der(leaf)] }, claims);
      const body = new URLSearchParams({ grant_type: GRANT, assertion }).toString();
      const token = await ask(token_endpoint, { method: 'POST', headers: FORM, body });
      expect(Object.keys(token.json).sort()).toEqual(['access_token', 'expires_in', 'scope', 'token_type']);
      const headers = { Accept: '*/*', ...JSON_TYPE, Authorization: `Bearer ${token.json.access_token}` };
      return ask(`${SELF_SERVICE}/clients${path}`, {
        method,
        headers,
        ...(payload === undefined ? {} : { body: JSON.stringify(payload) }),
      });
    };
    const [write, read] = [['idporten:dcr.write'], ['idporten:dcr.read']];
    const made = await call('POST', write, '', {
      client_name: 'DIG - okdata-team-freg-app - test',
      description: 'Freg-klient for app (team)',
      scopes: ['altinn:instances.read'],
      token_endpoint_auth_method: 'private_key_jwt',
      grant_types: [GRANT],
      integration_type: 'maskinporten',
      application_type: 'web',
    });
    expect(made.status).toBe(201);
    const path = `/${made.json.client_id}/jwks`;
    const { kty, n, e } = createPublicKey(key()).export({ format: 'jwk' });
    const jwk = (kid: string) => ({ kid, alg: 'RS256', use: 'sig', n, e, kty, exp: now() + 30 * 86_400 });
    type Keys = readonly { readonly kid: string }[];
    const existing = async (): Promise<Keys> => (await call('GET', read, path)).json.keys ?? [];
    const posted = (keys: Keys) => call('POST', write, path, { keys: keys.map((one) => ({ ...one, use: 'sig' })) });
    for (const kid of ['kid-2026-11-28-12-00-00', 'kid-2026-11-28-12-00-01'])
      expect((await posted([jwk(kid), ...(await existing())])).status).toBeLessThan(300);
    expect((await existing()).map(({ kid }) => kid).sort()).toEqual([
      'kid-2026-11-28-12-00-00',
      'kid-2026-11-28-12-00-01',
    ]);
    const left = (await existing()).filter(({ kid }) => !kid.endsWith('00'));
    expect((await posted(left)).json.keys).toHaveLength(1);
    expect((await call('DELETE', write, path)).status).toBeLessThan(300);
    expect(await existing()).toEqual([]);
    expect((await call('DELETE', write, `/${made.json.client_id}`)).status).toBeLessThan(300);
  });
});

describe('clients of the token endpoint', () => {
  const scope = 'altinn:instances.read altinn:instances.write';
  const redeem = (body: string, headers: Readonly<Record<string, string>> = FORM) =>
    ask(`${ISSUER}token`, { method: 'POST', headers, body });
  const form = (assertion: string) => new URLSearchParams({ grant_type: GRANT, assertion }).toString();

  it('nais/texas, b7b2193 (2026-04-30): 30 s, nbf, one resource as a text', async () => {
    const iss = await box.createClient(CUSTOMER.organization, scope.split(' '));
    const claims = {
      exp: now() + 30,
      iat: now(),
      nbf: now(),
      jti: randomUUID(),
      scope,
      iss,
      aud: ISSUER,
      resource: 'https://api.example/',
    };
    const { status, json } = await redeem(form(jws({ typ: 'JWT', alg: 'RS256', kid: 'test' }, claims)));
    expect([status, json.token_type]).toEqual([200, 'Bearer']);
  });

  it('vtfk/maskinporten-auth 2.0.6, 048c087 (2025-02-04): PEM with CRLF, whose CR stays inside x5c', async () => {
    const iss = await certified(CUSTOMER.organization, scope);
    const [leaf = ''] = await certificates(CUSTOMER.organization);
    const x5c = [leaf.replaceAll('\n', '\r\n').replace(/(-----(BEGIN|END) (CERTIFICATE|PRIVATE KEY)-----|\n)/g, '')];
    expect(x5c[0]).toContain('\r');
    const claims = { scope, jti: randomUUID(), iat: now(), exp: now() + 120, aud: ISSUER, iss };
    expect(
      (await redeem(form(jws({ alg: 'RS256', typ: 'JWT', x5c }, claims)), { 'Content-type': FORM['Content-Type'] }))
        .status,
    ).toBe(200);
  });

  it('ks-no/fiks-maskinporten-client-dotnet, 1048f31 (2026-04-28): certificate alone, headers of its own', async () => {
    const iss = await certified(CUSTOMER.organization, scope);
    const [leaf = ''] = await certificates(CUSTOMER.organization);
    const claims = {
      iss,
      resource: 'https://api.example/',
      aud: ISSUER,
      iat: now(),
      exp: now() + 120,
      scope,
      jti: randomUUID(),
    };
    const assertion = (header: object, over: object = {}) =>
      jws({ typ: 'JWT', alg: 'RS256', x5c: [der(leaf)], ...header }, { ...claims, ...over });
    const headers = { ...FORM, consumer_org: '310075272', Charset: 'utf-8', 'Cache-Control': 'no-cache' };
    expect((await redeem(form(assertion({})), headers)).status).toBe(200);
    // As its maintainers saw it in TEST: a kid, and nothing uploaded.
    const refused = await redeem(form(assertion({ kid: 'mine' }, { jti: randomUUID() })), headers);
    expect(refused.json.error_description).toContain('Unknown key identifier (kid) for client');
  });

  it('lepture/authlib, 38ac0d2: an hour by default, which is refused with what to do; 120 s are taken', async () => {
    const iss = await box.createClient(CUSTOMER.organization, scope.split(' '));
    const assertion = (expires_in: number) =>
      jws({ alg: 'RS256', kid: 'test' }, { iss, aud: ISSUER, iat: now(), exp: now() + expires_in, scope });
    const refused = await redeem(form(assertion(3600)));
    expect([refused.status, refused.json.error_description]).toEqual([
      400,
      expect.stringContaining('exp − iat is 3600 s'),
    ]);
    expect((await redeem(form(assertion(120)))).status).toBe(200);
  });
});

describe('olefredrik/Wenche, 430cf5b (2026-04-23)', () => {
  const ADMINISTERS =
    'altinn:authentication/systemregister.write altinn:authentication/systemuser.request.read altinn:authentication/systemuser.request.write';
  const WORKS = 'altinn:instances.read altinn:instances.write';
  const RIGHTS = [{ resource: [{ id: 'urn:altinn:resource', value: 'app_ttd_demo' }] }];
  const APP = 'https://ttd.apps.tt02.altinn.no/ttd/demo';

  it('walks a vendor’s whole way: system, request, approval, token, exchange, instance (altinn-instances#86)', async () => {
    const clientId = await box.createClient(VENDOR, [...ADMINISTERS.split(' '), ...WORKS.split(' ')]);
    const tokenFor = async (scope: string, organization?: string): Promise<string> => {
      const systemuser_org = { authority: 'iso6523-actorid-upis', ID: `0192:${organization}` };
      const details =
        organization === undefined
          ? {}
          : { authorization_details: [{ type: 'urn:altinn:systemuser', systemuser_org }] };
      const claims = {
        iss: clientId,
        sub: clientId,
        aud: ISSUER,
        scope,
        iat: now(),
        exp: now() + 119,
        jti: randomUUID(),
        ...details,
      };
      const body = new URLSearchParams({
        grant_type: GRANT,
        assertion: jws({ alg: 'RS256', kid: 'test' }, claims),
      }).toString();
      return (await ask(`${ISSUER}token`, { method: 'POST', headers: FORM, body })).json.access_token;
    };
    const call = (
      token: string,
      method: string,
      url: string,
      payload?: object,
      more: Readonly<Record<string, string>> = JSON_TYPE,
    ) =>
      ask(url, {
        method,
        headers: { Authorization: `Bearer ${token}`, ...(payload === undefined ? {} : more) },
        ...(payload === undefined ? {} : { body: JSON.stringify(payload) }),
      });
    const admin = await tokenFor(ADMINISTERS);
    const api = `${PLATFORM}/authentication/api/v1`;
    const id = `${VENDOR}_wenche2`;
    const system = {
      id,
      vendor: { authority: 'iso6523-actorid-upis', ID: `0192:${VENDOR}` },
      name: { nb: 'Wenche', nn: 'Wenche', en: 'Wenche' },
      description: { nb: 'Innsending', nn: 'Innsending', en: 'Submission' },
      clientId: [clientId],
      isVisible: true,
      rights: RIGHTS,
    };
    expect((await call(admin, 'POST', `${api}/systemregister/vendor`, system)).status).toBe(200);
    // It is registered anew each time, and updated when it is told that the system exists.
    const again = await call(admin, 'POST', `${api}/systemregister/vendor`, system);
    expect([again.status, again.text]).toEqual([400, expect.stringContaining('already exists')]);
    expect((await call(admin, 'PUT', `${api}/systemregister/vendor/${id}`, system)).status).toBe(200);

    const wish = { systemId: id, partyOrgNo: CUSTOMER.organization, integrationTitle: 'Wenche', rights: RIGHTS };
    const { json: asked } = await call(admin, 'POST', `${api}/systemuser/request/vendor`, wish);
    expect(asked).toMatchObject({ status: 'New', confirmUrl: expect.stringMatching(/^http/) });
    const status = async () => (await call(admin, 'GET', `${api}/systemuser/request/vendor/${asked.id}`)).json.status;
    const approve = `/authentication/api/v1/systemuser/request/${CUSTOMER.partyId}/${asked.id}/approve`;
    await box.call('POST', approve, { token: await box.personToken(CUSTOMER.director) });
    expect(await status()).toBe('Accepted');
    const users = (await call(admin, 'GET', `${api}/systemuser/vendor/bysystem/${id}`)).json.data;
    expect(users).toMatchObject([{ reporteeOrgNo: CUSTOMER.organization }]);
    const change = { requiredRights: RIGHTS, unwantedRights: [] };
    const query = new URLSearchParams({ 'correlation-id': randomUUID(), 'system-user-id': users[0].id });
    expect((await call(admin, 'POST', `${api}/systemuser/changerequest/vendor?${query}`, change)).status).toBeLessThan(
      300,
    );

    const maskinporten = await tokenFor(WORKS, CUSTOMER.organization);
    const { text } = await call(maskinporten, 'GET', `${api}/exchange/maskinporten`);
    const altinn = text.trim().replace(/^"|"$/g, '');
    const headers = { Accept: 'application/json', ...JSON_TYPE };
    const made = await call(
      altinn,
      'POST',
      `${APP}/instances`,
      { instanceOwner: { organisationNumber: CUSTOMER.organization } },
      headers,
    );
    expect(made.status).toBe(201);
    const own = `${APP}/instances/${made.json.id}`;
    // Its name of the parameter is in lower case.
    const attachment = await ask(`${own}/data?datatype=attachment`, {
      method: 'POST',
      headers: {
        Authorization: `Bearer ${altinn}`,
        'Content-Type': 'text/plain',
        'Content-Disposition': 'attachment; filename="vedlegg.txt"',
      },
      body: 'hei',
    });
    expect([attachment.status, attachment.text]).toEqual([201, attachment.text]);
    expect((await call(altinn, 'PUT', `${own}/process/next`)).status).toBe(200);
    expect((await call(altinn, 'GET', own)).json).toMatchObject({ selfLinks: { apps: own } });
  });
});
