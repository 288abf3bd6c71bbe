import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { connect } from 'node:tls';
import 'reflect-metadata';
import { SubjectAlternativeNameExtension, X509Certificate, X509CertificateGenerator } from '@peculiar/x509';
import { createLocalJWKSet, type JSONWebKeySet, jwtVerify } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkProduction } from '../assembly/index.ts';
import { routesOf } from '../http/index.ts';
import { type Platform, startPlatform } from '../server.ts';
import { signGrant } from '../testing/grants.ts';
import { serverCertificate } from './authority.ts';
import { createHostsAuthority, type HostsAuthority, listenByName } from './index.ts';
import { APPS_DOMAINS, EXACT_NAMES, OWN_PARTS, pathOn } from './names.ts';
import { Renewal } from './renewal.ts';

const MASKINPORTEN = 'test.maskinporten.no';
const PLATFORM = 'platform.tt02.altinn.no';
const APPS = 'ttd.apps.tt02.altinn.no';
const SELF_SERVICE = 'api.test.samarbeid.digdir.no';
const GENERATOR = 'altinn-testtools-token-generator.azurewebsites.net';
const ORGANIZATION = '310044423';
const GRANT = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
const pair = generateKeyPairSync('rsa', { modulusLength: 2048 });

let authority: HostsAuthority;
let platform: Platform;
let clientId: string;
beforeAll(async () => {
  authority = await createHostsAuthority();
  platform = await startPlatform({ port: 0, hosts: { authority, port: 0 } });
  const client = await platform.createClient({
    organization: ORGANIZATION,
    name: 'Hosts',
    scopes: ['altinn:instances.read', 'altinn:authentication/systemregister.write'],
    keys: [{ ...pair.publicKey.export({ format: 'jwk' }), kid: 'k', use: 'sig', alg: 'RS256' } as never],
  });
  clientId = client.clientId;
});
afterAll(() => platform.stop());

interface Answer {
  readonly status: number;
  readonly head: string;
  readonly text: string;
}

/** Sends bytes over TLS, with a server name or none, and reads to the end. */
function raw(
  bytes: string,
  servername: string | null,
  { ca = authority.certificate, port = platform.tlsPort ?? 0 } = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const socket = connect({
      host: '127.0.0.1',
      port,
      ca,
      ...(servername === null ? { checkServerIdentity: () => undefined } : { servername }),
    });
    let all = '';
    socket.setEncoding('utf8').on('data', (part: string) => {
      all += part;
    });
    socket.once('error', reject).once('end', () => {
      const [head = '', ...rest] = all.split('\r\n\r\n');
      resolve({ status: Number(head.split(' ')[1]), head, text: rest.join('\r\n\r\n') });
    });
    socket.once('secureConnect', () => socket.write(bytes));
  });
}

const get = (host: string, path: string, headers: readonly string[] = [], name: string | null = host) =>
  raw([`GET ${path} HTTP/1.1`, `Host: ${host}`, 'Connection: close', ...headers, '', ''].join('\r\n'), name);

function post(host: string, path: string, body: string, headers: readonly string[] = []): Promise<Answer> {
  const lines = [`POST ${path} HTTP/1.1`, `Host: ${host}`, 'Connection: close', `Content-Length: ${body.length}`];
  return raw([...lines, ...headers, '', body].join('\r\n'), host);
}

/** The body of an answer in one piece or in chunks. */
const bodyOf = ({ head, text }: Answer): string =>
  /transfer-encoding: chunked/i.test(head) ? text.replace(/(^|\r\n)[0-9a-f]+\r\n/gi, '').trim() : text;
const json = (answer: Answer): Record<string, unknown> => JSON.parse(bodyOf(answer)) as Record<string, unknown>;

const grant = (over: object = {}) =>
  signGrant(
    pair.privateKey,
    { kid: 'k' },
    {
      aud: `https://${MASKINPORTEN}/`,
      iss: clientId,
      scope: 'altinn:instances.read',
      iat: Math.floor(platform.clock.now() / 1000),
      ...over,
    },
  );
const redeem = (assertion: string, host = MASKINPORTEN, path = '/token') =>
  post(host, path, new URLSearchParams({ grant_type: GRANT, assertion }).toString(), [
    'Content-Type: application/x-www-form-urlencoded',
  ]);

describe('the real names', () => {
  it('serve Maskinporten at the root, with the live issuer in metadata, keys, tokens and error addresses (maskinporten#131)', async () => {
    const issuer = `https://${MASKINPORTEN}/`;
    const metadata = json(await get(MASKINPORTEN, '/.well-known/oauth-authorization-server'));
    expect(metadata).toMatchObject({ issuer, token_endpoint: `${issuer}token`, jwks_uri: `${issuer}jwk` });
    const token = String(json(await redeem(grant()))['access_token']);
    const keys = json(await get(MASKINPORTEN, '/jwk')) as unknown as JSONWebKeySet;
    const { payload } = await jwtVerify(token, createLocalJWKSet(keys), { issuer });
    expect(payload).toMatchObject({ client_id: clientId });
    const refused = json(await redeem(grant({ aud: issuer.slice(0, -1) })));
    expect(refused['error_uri']).toBe(`${issuer}errors/MP-110`);
    expect((await get(MASKINPORTEN, '/errors/MP-110')).text).toContain('MP-110');
  });

  it('serve the exchange, whose tokens are tt02’s, and apps, whose links are too', async () => {
    const token = String(json(await redeem(grant()))['access_token']);
    const bearer = [`Authorization: Bearer ${token}`];
    const exchanged = await get(PLATFORM, '/authentication/api/v1/exchange/maskinporten', bearer);
    const altinn = bodyOf(exchanged).replaceAll('"', '');
    const claims: unknown = JSON.parse(Buffer.from(altinn.split('.')[1] ?? '', 'base64url').toString());
    expect(claims).toMatchObject({ iss: `https://${PLATFORM}/authentication/api/v1/openid/` });
    const list = await get(PLATFORM, '/storage/api/v1/instances?org=ttd', [`Authorization: Bearer ${altinn}`]);
    expect(list.status).toBeLessThan(404);
    expect((await get(APPS, '/ttd/org-demo/instances/50010001/0b3c7c9e-4d55-4b7e-9c39-0a5c1f7d2b11')).status).toBe(401);
    expect(
      (await get('platform.at22.altinn.cloud', '/authentication/api/v1/exchange/maskinporten', bearer)).status,
    ).toBe(200);
  });

  it('serve the hosted token generator, whose tokens the platform takes by its real name (token-generator#30)', async () => {
    const basic = `Authorization: Basic ${Buffer.from('user:password').toString('base64')}`;
    const path = '/api/GetPersonalToken?env=tt02&scopes=altinn:portal/enduser&pid=01816010027&userid=20001&authLvl=3';
    const answer = await get(GENERATOR, path, [basic]);
    expect([answer.status, /content-type: text\/plain/i.test(answer.head)]).toEqual([200, true]);
    const bearer = [`Authorization: Bearer ${bodyOf(answer)}`];
    const profile = await get(PLATFORM, '/profile/api/v1/users/current', bearer);
    expect(json(profile)).toMatchObject({ userId: 20001 });
  });

  it('serve the self-service API, and leave the plain port as it was', async () => {
    expect((await get(SELF_SERVICE, '/api/v1/clients')).status).toBe(401);
    const { status } = await fetch(`${platform.urls.base}/selvbetjening/api/v1/clients`);
    expect(status).toBe(401);
    const form = new URLSearchParams({
      grant_type: GRANT,
      assertion: grant({ aud: `${platform.urls.base}/maskinporten/` }),
    });
    const plain = await fetch(`${platform.urls.base}/maskinporten/token`, { method: 'POST', body: form });
    expect(plain.status).toBe(200);
    expect(platform.urls.portal).toBe(`${platform.urls.base}/`);
  });
});

describe('what is not one of the names (hostile)', () => {
  it.each([
    ['another host', 'example.com'],
    ['production', 'maskinporten.no'],
    ['production’s platform', 'platform.altinn.no'],
    ['this machine', 'localhost'],
    ['an address', '127.0.0.1'],
    ['a name below', `x.${MASKINPORTEN}`],
    ['two names below', 'a.b.apps.tt02.altinn.no'],
    ['the domain of the apps itself', 'apps.tt02.altinn.no'],
    ['an app host of a name of ours', 'sandbox.apps.tt02.altinn.no'],
    ['a final dot', `${MASKINPORTEN}.`],
    ['a user', `x@${MASKINPORTEN}`],
    ['a port that is none', `${MASKINPORTEN}:x`],
    ['nothing', ''],
  ])('is 421: %s (maskinporten#132)', async (_what, host) => {
    expect((await get(host, '/token', [], null)).status).toBe(421);
  });

  it('is 421 too when Host says another than the connection, comes twice, or the address has one of its own', async () => {
    expect((await get(PLATFORM, '/authentication/api/v1/openid/x', [], MASKINPORTEN)).status).toBe(421);
    expect((await get(MASKINPORTEN, `https://${PLATFORM}/token`)).status).toBe(421);
    expect((await get(MASKINPORTEN, '/jwk', [`Host: ${PLATFORM}`])).status).toBeGreaterThanOrEqual(400);
    expect((await get(MASKINPORTEN, '/jwk', [], null)).status).toBe(200);
    expect((await get(MASKINPORTEN.toUpperCase(), '/jwk', [], MASKINPORTEN)).status).toBe(200);
    expect((await get(`${MASKINPORTEN}:8443`, '/jwk', [], MASKINPORTEN)).status).toBe(200);
    const { status, text } = await raw('OPTIONS * HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n', MASKINPORTEN);
    expect([status, text.includes('portvakt hosts')]).toEqual([421, true]);
  });

  it('reaches no path of one host through another, however it is written (maskinporten#132)', async () => {
    const paths: readonly (readonly [string, string])[] = [
      ...[
        '/maskinporten/jwk',
        '/../maskinporten/jwk',
        '/%6daskinporten/jwk',
        '//maskinporten/jwk',
        '/authentication/../maskinporten/jwk',
        '/authentication/%2e%2e/maskinporten/jwk',
        '/.well-known/oauth-authorization-server/maskinporten',
        '/.well-known/openid-configuration/idporten',
        '/maskinporten/.well-known/oauth-authorization-server',
        '/sandbox/clock',
        '/%73andbox/clock',
        '/selvbetjening/api/v1/scopes/all',
        '/ttd/org-demo/instances/1/2',
        '/metrics',
        '/health',
        '/portal/environment',
        '/',
        '/docs',
        '/openapi/all.json',
        '/jwk',
      ].map((path) => [PLATFORM, path] as const),
      ...[
        '/sandbox/clock',
        '/../sandbox/clock',
        '/%2e%2e/sandbox/clock',
        '//sandbox/clock',
        '/',
        '/maskinporten/jwk',
      ].map((path) => [MASKINPORTEN, path] as const),
      ...['/.well-known/oauth-authorization-server/idporten', '/authentication/api/v1/openid/x'].map(
        (path) => [MASKINPORTEN, path] as const,
      ),
      ...[
        '/sandbox/clock',
        '/digdir/app/instances/1/2',
        '/ttd/../sandbox/clock',
        '/ttd/x/api',
        '/storage/api/v1/instances',
      ].map((path) => [APPS, path] as const),
      ...[
        '/ttd/%2e%2e/sandbox/clock',
        '/TTD/org-demo/instances',
        '/%74td/org-demo/instances',
        '/ttd/x/instances/y/z/w/v',
      ].map((path) => [APPS, path] as const),
      ...[
        '/',
        '/api/v1/clients',
        '/api/.well-known/jwks.json',
        '/api/GetPersonalToken/../../sandbox/clock',
        '/api/GetPersonalToken%2f..%2f..%2fsandbox%2fclock',
        '/token-generator/api/GetPersonalToken?env=tt02',
        '/authentication/api/v1/openid/x',
      ].map((path) => [GENERATOR, path] as const),
      ...['/maskinporten/jwk', '/v1/clients', '/api/../../sandbox/clock', '/selvbetjening/api/v1/scopes/all'].map(
        (path) => [SELF_SERVICE, path] as const,
      ),
    ];
    const answers = await Promise.all(
      paths.map(async ([host, path]) => [host, path, (await get(host, path, ['Accept: text/html'])).status]),
    );
    expect(answers.filter(([, , status]) => status !== 404)).toEqual([]);
  });

  it('has no say in what the host is called in links', async () => {
    const door = await listenByName({ host: '127.0.0.1', port: 0, authority });
    const lines = [
      `GET /storage/x HTTP/1.1`,
      `Host: ${PLATFORM}`,
      'X-Forwarded-Host: evil.example',
      'X-Forwarded-Proto: http',
    ];
    const bytes = [...lines, 'Connection: close', '', ''].join('\r\n');
    expect((await raw(bytes, PLATFORM, { port: door.port })).status).toBe(503);
    door.open(({ headers }, response) =>
      response.end(`${headers['x-forwarded-proto']} ${headers['x-forwarded-host']}`),
    );
    expect(bodyOf(await raw(bytes, PLATFORM, { port: door.port }))).toBe(`https ${PLATFORM}`);
    await door.drain(0);
  });

  it('has no own part of the platform that a service owner’s name could be', () => {
    const parts = routesOf(platform.http).map(({ path }) => path.split('/')[1] ?? '');
    const own = new Set(parts.filter((part) => /^[a-z]/.test(part)));
    expect([...own].filter((part) => !OWN_PARTS.has(part) && !/\.\w+$|^assets/.test(part))).toEqual([]);
    const apps = routesOf(platform.http).filter(({ path }) => path.startsWith('/:org('));
    expect(apps.length).toBeGreaterThan(10);
    const below = apps.map(({ path }) => `/ttd/org-demo${path.slice(path.indexOf('$)', path.indexOf('/:app')) + 2)}`);
    expect(below.filter((path) => pathOn(APPS, path) === undefined)).toEqual([]);
  });

  it('finds Altinn’s paths in any letters, and leads nobody past its host by them (altinn-pdp#83)', () => {
    for (const path of [
      '/ResourceRegistry/API/v1/resource',
      '/Storage/api/v1/instances?x=1',
      '/AccessManagement/Api/v1/x',
    ])
      expect(pathOn(PLATFORM, path)).toBe(path);
    for (const path of [
      '/Operator/api/v1/sessions',
      '/SANDBOX/clock',
      '/Maskinporten/token',
      '/Portal/api/v1/sessions',
    ])
      expect(pathOn(PLATFORM, path)).toBeUndefined();
    expect(pathOn(APPS, '/ttd/org-demo/Instances')).toBe('/ttd/org-demo/Instances');
    expect(pathOn(APPS, '/TTD/org-demo/instances')).toBeUndefined();
    expect(pathOn(APPS, '/Storage/api/v1')).toBeUndefined();
  });
});

describe('the authority', () => {
  it('vouches for no name but those: its constraints refuse what its key has signed', async () => {
    const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
    const key = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const made = await X509CertificateGenerator.create({
      serialNumber: '01',
      subject: 'CN=altinn.no',
      issuer: new X509Certificate(authority.certificate).subjectName.toJSON(),
      notBefore: new Date(Date.now() - 1000),
      notAfter: new Date(Date.now() + 60_000_000),
      signingAlgorithm: algorithm,
      publicKey: key.publicKey.toCryptoKey(algorithm, true, ['verify']) as CryptoKey,
      signingKey: createPrivateKey(authority.privateKey).toCryptoKey(algorithm, true, ['sign']) as CryptoKey,
      extensions: [new SubjectAlternativeNameExtension([{ type: 'dns', value: 'altinn.no' }])],
    });
    const server = createServer({
      cert: made.toString('pem'),
      key: key.privateKey.export({ type: 'pkcs8', format: 'pem' }),
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const fault = await new Promise<string>((resolve) => {
      const socket = connect({ host: '127.0.0.1', port, ca: authority.certificate, servername: 'altinn.no' }, () =>
        resolve('trusted'),
      );
      socket.once('error', (error: NodeJS.ErrnoException) => resolve(error.message));
      socket.once('close', () => server.close());
    });
    expect(fault).toMatch(/PERMITTED|permitted/);
  });

  it('of an earlier version vouches for what it could then, and spoils nothing of it by a name that it may not (token-generator#30)', async () => {
    const older = await createHostsAuthority(
      Date.now(),
      [...EXACT_NAMES, ...APPS_DOMAINS].filter((name) => name !== GENERATOR),
    );
    const door = await listenByName({ host: '127.0.0.1', port: 0, authority: older });
    const ask = (host: string, path: string) =>
      raw(`GET ${path} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`, host, {
        ca: older.certificate,
        port: door.port,
      });
    expect((await ask(PLATFORM, '/storage/x')).status).toBe(503);
    expect((await ask(APPS, '/ttd/demo/api')).status).toBe(503);
    await expect(ask(GENERATOR, '/api/GetPersonalToken')).rejects.toThrow(/altnames/);
    await door.drain(0);
  });

  it('is another for each machine, and is trusted by nobody who was not told', async () => {
    const other = await createHostsAuthority();
    expect(other.privateKey).not.toBe(authority.privateKey);
    await expect(
      raw(`GET /jwk HTTP/1.1\r\nHost: ${MASKINPORTEN}\r\n\r\n`, MASKINPORTEN, { ca: other.certificate }),
    ).rejects.toThrow(/certificate/);
  });

  it('is refused when it has expired, is not of one piece, or is none', async () => {
    const now = Date.now();
    const other = await createHostsAuthority();
    await expect(serverCertificate(authority, now + 731 * 24 * 3600 * 1000)).rejects.toThrow('expired');
    await expect(serverCertificate({ ...authority, privateKey: other.privateKey }, now)).rejects.toThrow(
      'belong together',
    );
    await expect(serverCertificate({ ...authority, certificate: 'x' }, now)).rejects.toThrow('no certificate and key');
    expect(EXACT_NAMES.filter((name) => !/test|tt02|at2|yt01/.test(name))).toEqual([]);
  });

  it('is nothing for production', () => {
    expect(() => checkProduction({ hosts: { authority } })).toThrow('production has its own');
  });
});

describe('a certificate that ends, and an authority that is replaced, while the platform runs', () => {
  const DAY = 24 * 3600 * 1000;
  const shown = async (server: Server): Promise<string> => {
    const { port } = server.address() as AddressInfo;
    const socket = connect({ host: '127.0.0.1', port, rejectUnauthorized: false });
    await once(socket, 'secureConnect');
    const { serialNumber, valid_to } = socket.getPeerCertificate();
    socket.destroy();
    return `${serialNumber} ${valid_to}`;
  };

  it('the next one is shown a month before, and told of is only what somebody has to do', async () => {
    let current = authority;
    let isGone = false;
    const renewal = new Renewal(async () => {
      if (isGone) throw new Error('there is no authority');
      return current;
    });
    const { cert, key } = await renewal.begin();
    const server = createServer({ cert, key });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    renewal.follow(server);
    const told: string[] = [];
    renewal.onTrouble((text) => told.push(text));
    const first = await shown(server);
    await renewal.look(Date.now() + 366 * DAY);
    expect([await shown(server), told]).toEqual([first, []]);
    await renewal.look(Date.now() + 368 * DAY);
    const second = await shown(server);
    expect([second === first, told]).toEqual([false, []]);
    // The authority itself holds for 730 days.
    await renewal.look(Date.now() + 701 * DAY);
    await renewal.look(Date.now() + 701 * DAY);
    expect(told).toEqual([expect.stringContaining('expires on')]);
    await renewal.look(Date.now() + 731 * DAY);
    expect(told[1]).toContain('stays as it is: the authority of the host names expired');
    current = await createHostsAuthority(Date.now() + 731 * DAY);
    await renewal.look(Date.now() + 731 * DAY);
    expect(told).toHaveLength(2);
    const third = await shown(server);
    expect(third).not.toBe(second);
    isGone = true;
    await renewal.look(Date.now() + 732 * DAY);
    expect([await shown(server), told[2]]).toEqual([third, expect.stringContaining('there is no authority')]);
    renewal.stop();
    server.close();
  });
});

describe('starting and stopping', () => {
  it('tells that the port is taken before anything is made, and answers nobody once stopped', async () => {
    const taken = { authority, port: platform.tlsPort ?? 0 };
    await expect(startPlatform({ port: 0, hosts: taken })).rejects.toMatchObject({ code: 'EADDRINUSE' });
    const short = await startPlatform({ port: 0, hosts: { authority, port: 0 } });
    await short.stop();
    const again = await startPlatform({ port: 0, hosts: { authority, port: short.tlsPort ?? 0 } });
    expect(again.tlsPort).toBe(short.tlsPort);
    await again.stop();
  });
});
