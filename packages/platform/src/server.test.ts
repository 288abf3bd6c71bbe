import { generateKeyPairSync, randomBytes, X509Certificate } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openDatabase, readMasterKeys } from './database/index.ts';
import { movableClock } from './foundation/index.ts';
import { API } from './http/web-app.ts';
import { seedRegister } from './register/index.ts';
import { TestAuthority } from './sandbox/index.ts';
import { startPlatform } from './server.ts';
import { createSigningKeys } from './signing-keys/index.ts';
import { freshDatabase, testDatabase } from './testing/database.ts';
import { redeem, signGrant } from './testing/grants.ts';
import { operationsOf } from './testing/operations.ts';
import { world } from './world/index.ts';

const loginProvider = { issuer: 'https://login.example', clientId: 'portvakt', clientSecret: 'x' };
const masterKey = () => randomBytes(32).toString('base64');

it('has no operation whose unknown neighbours would be given the web app’s page, but for apps and the pages themselves', async () => {
  const platform = await startPlatform({ port: 0 });
  const paths = operationsOf(platform.http).map(({ path }) => path);
  await platform.stop();
  expect(paths.length).toBeGreaterThan(250);
  const others = paths.filter((path) => !path.startsWith('/{org}/{app}/') && path !== '/docs');
  expect(others.filter((path) => !API.test(path))).toEqual([]);
});

describe('production mode', () => {
  it('alone has certificate authorities, and no revocation lists without them: else nothing starts', async () => {
    const revocationLists = ['-----BEGIN X509 CRL-----'];
    await expect(startPlatform({ port: 0, certificateAuthorities: 'PEM' })).rejects.toThrow(/are for production mode/);
    await expect(startPlatform({ port: 0, revocationLists })).rejects.toThrow(/are for production mode/);
    await expect(startPlatform({ port: 0, mode: 'production', revocationLists })).rejects.toThrow(/give these too/);
  });

  it.each([4, 4.5, 3_651, Number.NaN])('changes signing keys every so many days, and not every %d', async (days) => {
    await expect(startPlatform({ port: 0, signingKeyDays: days })).rejects.toThrow(/signs for 5 to 3650 days, and not/);
  });

  it('does not start without database, https, master key and login provider, and names all that is missing', async () => {
    await expect(startPlatform({ port: 0, mode: 'production' })).rejects.toThrow(
      /PostgreSQL.*https base URL.*master key.*OpenID Connect/,
    );
    const plain = {
      baseUrl: 'http://portvakt.example',
      masterKey: masterKey(),
      loginProvider: { ...loginProvider, issuer: 'http://login.example' },
    };
    await expect(startPlatform({ port: 0, mode: 'production', database: 'portvakt.db', ...plain })).rejects.toThrow(
      /PostgreSQL.*https base URL.*https issuer/,
    );
  });

  it('has none of the sandbox’s doors and nobody of the synthetic world', async ({ skip }) => {
    const place = await freshDatabase();
    if (place.url === ':memory:') return skip('needs PostgreSQL: runs in the project postgres');
    const platform = await startPlatform({
      port: 0,
      mode: 'production',
      stopNotice: 0,
      database: place.url,
      baseUrl: 'https://portvakt.example',
      masterKey: masterKey(),
      loginProvider,
    });
    const status = async (url: string, method: 'GET' | 'POST' = 'GET') =>
      (await platform.http.inject({ method, url, ...(method === 'POST' ? { payload: {} } : {}) })).statusCode;
    expect(await status('/health')).toBe(200);
    expect(await status('/idporten/.well-known/openid-configuration')).toBe(404);
    for (const { method, url } of await sandboxDoors())
      expect([url, (await platform.http.inject({ method, url, payload: {} })).statusCode]).toEqual([url, 404]);
    platform.faults.add({ kind: 'status', status: 500, count: 5 });
    expect(await status('/maskinporten/jwk')).toBe(200);
    expect(await status('/selvbetjening/api/v1/auth/switch-synth-org', 'POST')).toBe(404);
    expect(await status('/authorization/api/v1/decision', 'POST')).toBe(401);
    expect(await status('/selvbetjening/api/v1/organizations/310044423')).toBe(404);
    expect((await platform.http.inject('/maskinporten/.well-known/oauth-authorization-server')).json().issuer).toBe(
      'https://portvakt.example/maskinporten/',
    );
    await platform.stop();
    await place.drop();
  });
});

describe('who may see and own what in production', () => {
  it('is as strict as in the rooms: no stranger in the register, no open test owner', async ({ skip }) => {
    const place = await freshDatabase();
    if (place.url === ':memory:') return skip('needs PostgreSQL: runs in the project postgres');
    const secret = masterKey();
    const database = await openDatabase({ url: place.url, masterKeys: readMasterKeys(secret) });
    await database.transaction((trx) => seedRegister(trx, world));
    const platform = await startPlatform({
      port: 0,
      mode: 'production',
      stopNotice: 0,
      database: place.url,
      baseUrl: 'https://portvakt.example',
      masterKey: secret,
      loginProvider,
    });
    const { clock, http } = platform;
    const keys = await createSigningKeys({ database, clock });
    const token = async (scope: string, claims: object) => {
      const now = Math.floor(clock.now() / 1000);
      const iss = platform.urls.altinnIssuer;
      return `Bearer ${await keys.ring('altinn').sign({ iss, scope, iat: now, exp: now + 600, ...claims })}`;
    };
    const person = world.persons.find((one) => one.personNumber === '21838810052');
    const authorization = await token('altinn:portal/enduser', {
      'urn:altinn:userid': person?.userId,
      'urn:altinn:party:uuid': person?.uuid,
    });
    for (const partyId of [50010001, 50020008, 59999999])
      expect(
        (await http.inject({ url: `/register/api/v1/parties/${partyId}`, headers: { authorization } })).statusCode,
      ).toBe(403);
    const own = await http.inject({ url: `/register/api/v1/parties/${person?.partyId}`, headers: { authorization } });
    expect(own.statusCode, own.body).toBe(200);
    const texts = { nb: 'Test', nn: 'Test', en: 'Test' };
    const post = async (organization: string, authority: { organization: string; orgcode: string }) => {
      const consumer = { authority: 'iso6523-actorid-upis', ID: `0192:${organization}` };
      const headers = { authorization: await token('altinn:resourceregistry/resource.write', { consumer }) };
      const payload = {
        identifier: `made-by-${organization}`,
        resourceType: 'GenericAccessResource',
        title: texts,
        description: texts,
        rightDescription: texts,
        hasCompetentAuthority: authority,
      };
      return (await http.inject({ method: 'POST', url: '/resourceregistry/api/v1/resource', headers, payload }))
        .statusCode;
    };
    const ttd = { organization: '310001236', orgcode: 'ttd' };
    expect(await post('310013579', ttd)).toBe(403);
    expect(await post('310013579', { organization: '310013579', orgcode: 'ttd' })).toBe(400);
    expect(await post('310001236', ttd)).toBe(201);
    await platform.stop();
    await database.close();
    await place.drop();
  });
});

describe('the OpenAPI document', () => {
  it('says of each surface what it is for', async () => {
    const platform = await startPlatform({ port: 0 });
    const { tags } = (await platform.http.inject('/openapi/all.json')).json<{
      readonly tags: readonly { readonly name: string; readonly description: string }[];
    }>();
    await platform.stop();
    expect(tags.length).toBeGreaterThan(20);
    expect(tags.filter(({ description }) => description.startsWith('Operations of'))).toEqual([]);
  });

  it('says, once, of each operation for administrators how the organisation is named', async () => {
    const platform = await startPlatform({ port: 0 });
    const { paths } = (await platform.http.inject('/openapi/all.json')).json<{
      readonly paths: Readonly<Record<string, Readonly<Record<string, DescribedOperation>>>>;
    }>();
    await platform.stop();
    const all = Object.values(paths).flatMap((path) => Object.values(path));
    const administrators = all.filter((operation) => operation['x-access'].who === 'administrator');
    expect(administrators.length).toBeGreaterThan(30);
    const headers = ({ parameters = [] }: DescribedOperation) =>
      parameters.filter(({ name }) => name === 'X-Portvakt-Organization').length;
    expect(administrators.filter((operation) => headers(operation) !== 1)).toEqual([]);
  });
});

interface DescribedOperation {
  readonly 'x-access': { readonly who: string };
  readonly parameters?: readonly { readonly name: string }[];
}

/** Every door of a sandbox, as its OpenAPI document lists them. */
async function sandboxDoors(): Promise<{ method: 'GET' | 'POST' | 'PUT' | 'DELETE'; url: string }[]> {
  const sandbox = await startPlatform({ port: 0 });
  const { paths } = (await sandbox.http.inject('/openapi/sandbox.json')).json() as {
    paths: Record<string, Record<string, unknown>>;
  };
  await sandbox.stop();
  const doors = Object.entries(paths).flatMap(([path, operations]) =>
    Object.keys(operations).map((method) => ({
      method: method.toUpperCase() as 'GET',
      url: path.replace(/\{\w+\}/g, 'AB12'),
    })),
  );
  expect(doors.length).toBeGreaterThan(10);
  for (const door of [
    '/sandbox/clock',
    '/sandbox/faults',
    '/sandbox/reset',
    '/sandbox/rotate-keys',
    '/sandbox/certificates',
  ])
    expect(doors.map(({ url }) => url)).toContain(door);
  return doors;
}

describe('business certificates in production', () => {
  it('are trusted when their authority is configured, and their revocation list is heeded (maskinporten#22)', async ({
    skip,
  }) => {
    const place = await freshDatabase();
    if (place.url === ':memory:') return skip('needs PostgreSQL: runs in the project postgres');
    const organization = '310044423';
    const pair = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const publicKey = pair.publicKey.export({ type: 'spki', format: 'pem' }) as string;
    const database = await testDatabase();
    const issuer = await new TestAuthority({ database, clock: movableClock(), listUrl: 'https://ca.example' }).open();
    const issue = () => issuer.issue({ organization, name: 'X', publicKey, days: 30 });
    const [kept, revoked] = [await issue(), await issue()];
    await issuer.revoke(revoked.serialNumber);
    const platform = await startPlatform({
      port: 0,
      mode: 'production',
      stopNotice: 0,
      database: place.url,
      baseUrl: 'https://portvakt.example',
      masterKey: masterKey(),
      loginProvider,
      certificateAuthorities: (await issuer.chain()).join('\n'),
      revocationLists: [await issuer.revocationList()],
    });
    const { clientId } = await platform.createClient({ organization, name: 'X', scopes: [] });
    const code = async ({ certificate }: { certificate: string }) => {
      const x5c = [new X509Certificate(certificate).raw.toString('base64')];
      const iat = Math.floor(platform.clock.now() / 1000);
      const claims = { aud: platform.urls.maskinportenIssuer, iss: clientId, scope: 'no:scope', iat };
      return (await redeem(platform.http, signGrant(pair.privateKey, { x5c }, claims))).body['error_uri']?.slice(-6);
    };
    // The certificate has opened the door; the scope behind it is not there.
    expect(await code(kept)).toBe('MP-200');
    expect(await code(revoked)).toBe('MP-120');
    await platform.stop();
    await place.drop();
    await database.close();
  });
});

describe('the master key', () => {
  it('encrypts private keys at rest, also those from before; another key opens nothing', async () => {
    const place = await freshDatabase();
    // Two starts on one SQLite database need a file.
    const url =
      place.url === ':memory:' ? join(mkdtempSync(join(tmpdir(), 'portvakt-server-')), 'portvakt.db') : place.url;
    await (await startPlatform({ port: 0, database: url })).stop();
    const key = masterKey();
    await (await startPlatform({ port: 0, database: url, masterKey: key })).stop();
    const database = await openDatabase({ url });
    const rows = await database.db.selectFrom('signing_key').select('private_key').execute();
    await database.close();
    expect(rows.length).toBeGreaterThan(1);
    for (const row of rows) expect(row.private_key).toMatch(/^enc:v1:/);
    await expect(startPlatform({ port: 0, database: url, masterKey: masterKey() })).rejects.toThrow(
      'cannot be decrypted with this master key',
    );
    await expect(startPlatform({ port: 0, database: url })).rejects.toThrow('are encrypted');
    await (await startPlatform({ port: 0, database: url, masterKey: key })).stop();
    await expect(startPlatform({ port: 0, masterKey: 'short' })).rejects.toThrow('32 random bytes');
    await place.drop();
  });
});
