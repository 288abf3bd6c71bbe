import { createPublicKey, generateKeyPairSync, type KeyObject, randomUUID, sign, X509Certificate } from 'node:crypto';
import 'reflect-metadata';
import {
  CRLDistributionPointsExtension,
  X509Certificate as PeculiarCertificate,
  X509CertificateGenerator,
  X509Crl,
} from '@peculiar/x509';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { certificateTrust } from '../business-certificates/index.ts';
import { movableClock } from '../foundation/index.ts';
import { type Platform, startPlatform } from '../server.ts';
import { type FreshDatabase, freshDatabase, testDatabase } from '../testing/database.ts';
import { TestAuthority } from './index.ts';

const ORGANIZATION = '310044423';
const OTHER = '310019747';
const DAY_MS = 24 * 3600 * 1000;
const pair = generateKeyPairSync('rsa', { modulusLength: 2048 });
const publicKey = pair.publicKey.export({ type: 'spki', format: 'pem' }) as string;

interface Issued {
  readonly serialNumber: string;
  readonly certificate: string;
  readonly chain: readonly string[];
}

const der = (pem: string): string => new X509Certificate(pem).raw.toString('base64');

describe('business certificates', () => {
  let place: FreshDatabase;
  let platform: Platform;
  let clientId: string;

  const issue = async (body: object): Promise<{ status: number; issued: Issued; text: string }> => {
    const response = await platform.http.inject({ method: 'POST', url: '/sandbox/certificates', payload: body });
    return { status: response.statusCode, issued: response.json() as Issued, text: response.body };
  };
  const certificateOf = async (organization = ORGANIZATION, days = 30): Promise<Issued> =>
    (await issue({ organization, publicKey, days })).issued;
  const grant = (x5c: readonly string[], key: KeyObject = pair.privateKey, iss = clientId): string => {
    const now = Math.floor(platform.clock.now() / 1000);
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const claims = {
      aud: platform.urls.maskinportenIssuer,
      iss,
      scope: 'altinn:instances.read',
      iat: now,
      exp: now + 60,
    };
    const input = `${part({ alg: 'RS256', x5c })}.${part({ ...claims, jti: randomUUID() })}`;
    return `${input}.${sign('sha256', Buffer.from(input), key).toString('base64url')}`;
  };
  const redeem = async (assertion: string): Promise<{ status: number; body: Record<string, string> }> => {
    const form = { grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion };
    const response = await platform.http.inject({
      method: 'POST',
      url: '/maskinporten/token',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      payload: new URLSearchParams(form).toString(),
    });
    return { status: response.statusCode, body: response.json() };
  };
  const refused = async (assertion: string, code: string): Promise<void> => {
    const { status, body } = await redeem(assertion);
    expect(status, JSON.stringify(body)).toBe(400);
    expect(body).toMatchObject({ error: 'invalid_grant' });
    expect(body['error_uri']).toBe(`${platform.urls.maskinportenIssuer}errors/${code}`);
  };

  beforeAll(async () => {
    place = await freshDatabase();
    platform = await startPlatform({ port: 0, database: place.url });
    const client = { organization: ORGANIZATION, name: 'Uten nøkler', scopes: ['altinn:instances.read'] };
    clientId = (await platform.createClient(client)).clientId;
  });
  afterAll(async () => {
    await platform.stop();
    await place.drop();
  });

  it('are for the organisation, valid, and signed by an authority that OpenSSL takes', async () => {
    const { certificate, chain } = await certificateOf();
    const [leaf, issuing, root] = [certificate, ...chain].map((pem) => new X509Certificate(pem));
    expect(leaf?.subject).toContain(`serialNumber=${ORGANIZATION}`);
    expect(leaf?.subject).toContain(`organizationIdentifier=NTRNO-${ORGANIZATION}`);
    expect(leaf?.subject).toContain('O=FJORDVIK BAKERI AS');
    expect(leaf?.ca).toBe(false);
    expect(issuing && leaf?.checkIssued(issuing) && leaf.verify(issuing.publicKey)).toBe(true);
    expect(root && issuing?.checkIssued(root) && issuing.verify(root.publicKey)).toBe(true);
    expect(leaf?.publicKey.equals(createPublicKey(publicKey))).toBe(true);
  });

  it('give a token with the leaf alone and with the chain (maskinporten#20, maskinporten#72, maskinporten#74)', async () => {
    const { certificate, chain } = await certificateOf();
    for (const x5c of [[certificate], [certificate, ...chain]]) {
      const { status, body } = await redeem(grant(x5c.map(der)));
      expect(status, JSON.stringify(body)).toBe(200);
      const claims = JSON.parse(Buffer.from(body['access_token']?.split('.')[1] ?? '', 'base64url').toString());
      expect(claims).toMatchObject({ client_amr: 'virksomhetssertifikat', consumer: { ID: `0192:${ORGANIZATION}` } });
      expect(Object.keys(claims).toSorted()).toEqual(
        'client_amr client_id consumer exp iat iss jti scope token_type'.split(' '),
      );
    }
  });

  it('of another organisation are refused with MP-122 (maskinporten#21)', async () =>
    refused(grant([der((await certificateOf(OTHER)).certificate)]), 'MP-122'));

  it('of another environment’s authority are refused with MP-120 (maskinporten#22)', async () => {
    const database = await testDatabase();
    const production = await new TestAuthority({
      database,
      clock: movableClock(),
      listUrl: 'https://x.example',
    }).open();
    const { certificate } = await production.issue({ organization: ORGANIZATION, name: 'X', publicKey, days: 30 });
    await refused(grant([der(certificate)]), 'MP-120');
    // Bringing its authority along does not help.
    await refused(grant([certificate, ...(await production.chain())].map(der)), 'MP-120');
    await database.close();
  });

  it('are refused when another key has signed the grant, and once their time is over', async () => {
    const { certificate } = await certificateOf();
    const other = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
    await refused(grant([der(certificate)], other), 'MP-124');
    platform.clock.advance(31 * DAY_MS);
    await refused(grant([der(certificate)]), 'MP-124');
    platform.clock.reset();
    platform.clock.advance(-DAY_MS);
    await refused(grant([der(certificate)]), 'MP-124');
    platform.clock.reset();
    expect((await redeem(grant([der(certificate)]))).status).toBe(200);
  });

  it('issued by a business certificate, or by its owner, are refused', async () => {
    const { certificate, chain } = await certificateOf();
    const algorithm = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' };
    const own = await X509CertificateGenerator.create({
      subject: `2.5.4.5=${ORGANIZATION}, CN=X`,
      issuer: 'CN=X',
      signingAlgorithm: algorithm,
      publicKey: pair.publicKey.toCryptoKey(algorithm, true, ['verify']) as CryptoKey,
      signingKey: pair.privateKey.toCryptoKey(algorithm, true, ['sign']) as CryptoKey,
    });
    const forged = Buffer.from(own.rawData).toString('base64');
    await refused(grant([forged]), 'MP-120');
    await refused(grant([forged, der(certificate), ...chain.map(der)]), 'MP-120');
    await refused(grant([...chain, certificate].map(der)), 'MP-120');
  });

  it('that are revoked are refused at once, stand in the signed list, and in a list read from a file', async () => {
    const { certificate, chain, serialNumber } = await certificateOf();
    const { certificate: kept, serialNumber: keptNumber } = await certificateOf();
    const revoked = await platform.http.inject({ method: 'POST', url: `/sandbox/certificates/${serialNumber}/revoke` });
    expect(revoked.statusCode).toBe(204);
    await refused(grant([der(certificate)]), 'MP-120');
    expect((await redeem(grant([der(kept)]))).status).toBe(200);
    const list = await platform.http.inject({ method: 'GET', url: '/sandbox/certificates/revoked' });
    expect(list.headers['content-type']).toBe('application/pkix-crl');
    const crl = new X509Crl(new Uint8Array(list.rawPayload));
    expect(crl.entries.map((entry) => entry.serialNumber.toUpperCase())).toEqual([serialNumber]);
    const trust = await certificateTrust(chain.join('\n'), [new Uint8Array(list.rawPayload)]);
    expect(trust.isRevoked(new X509Certificate(certificate))).toBe(true);
    expect(trust.isRevoked(new X509Certificate(kept))).toBe(false);
    await expect(certificateTrust(kept, [new Uint8Array(list.rawPayload)])).rejects.toThrow('not signed by any');
    await expect(certificateTrust('nothing')).rejects.toThrow('no PEM certificate');
    // It is read again while the platform runs, and stays as it was when that fails.
    const told: string[] = [];
    let now: () => Promise<Uint8Array> = async () => new Uint8Array(list.rawPayload);
    const renewed = await certificateTrust(chain.join('\n'), [() => now()], () => crl.nextUpdate?.getTime() ?? 0);
    renewed.onTrouble((text) => told.push(text));
    platform.clock.advance(2_000);
    await platform.http.inject({ method: 'POST', url: `/sandbox/certificates/${keptNumber}/revoke` });
    const later = await platform.http.inject('/sandbox/certificates/revoked');
    now = async () => new Uint8Array(later.rawPayload);
    expect(renewed.isRevoked(new X509Certificate(kept))).toBe(false);
    await renewed.renew();
    expect([renewed.isRevoked(new X509Certificate(kept)), renewed.stale]).toEqual([true, 0]);
    now = async () => Promise.reject(new Error('crl.example cannot be reached'));
    await renewed.renew();
    expect([renewed.isRevoked(new X509Certificate(kept)), renewed.stale]).toEqual([true, 1]);
    // Whoever stands between may give an older one, in which it had not been revoked.
    now = async () => new Uint8Array(list.rawPayload);
    await renewed.renew();
    expect([renewed.isRevoked(new X509Certificate(kept)), renewed.stale]).toEqual([true, 1]);
    expect(told).toEqual([
      'A revocation list could not be read again, and is used as it was: crl.example cannot be reached',
      expect.stringMatching(/used as it was: it is of \d{4}-.*, and the one that is used of \d{4}-/),
    ]);
    renewed.stop();
    const known = await platform.http.inject(`/sandbox/certificates?organization=${ORGANIZATION}`);
    expect(known.json().find((one: Issued) => one.serialNumber === serialNumber)).toHaveProperty('revoked');
    expect((await platform.http.inject({ method: 'POST', url: '/sandbox/certificates/AB12/revoke' })).statusCode).toBe(
      404,
    );
  });

  it('no longer open a client that has a registered key (maskinporten#17)', async () => {
    const jwk = { ...pair.publicKey.export({ format: 'jwk' }), kid: 'k', alg: 'RS256', use: 'sig' };
    const client = { organization: ORGANIZATION, name: 'Nøkkel', scopes: ['altinn:instances.read'], keys: [jwk] };
    const withKey = (await platform.createClient(client)).clientId;
    const { certificate } = await certificateOf();
    const { body } = await redeem(grant([der(certificate)], pair.privateKey, withKey));
    expect(body['error_description']).toContain('requires pre-registered jwk and no key identifier (kid) provided');
  });

  it.each([
    ['another kind of organisation number', { organization: '310044424', publicKey }],
    ['an organisation that is not there', { organization: '974760673', publicKey }],
    [
      'a private key',
      { organization: ORGANIZATION, publicKey: pair.privateKey.export({ type: 'pkcs8', format: 'pem' }) },
    ],
    ['no key', { organization: ORGANIZATION, publicKey: 'abc' }],
    ['a missing key', { organization: ORGANIZATION }],
    ['too many days', { organization: ORGANIZATION, publicKey, days: 5000 }],
    [
      'an EC key',
      {
        organization: ORGANIZATION,
        publicKey: generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ type: 'spki', format: 'pem' }),
      },
    ],
    [
      'a weak key',
      {
        organization: ORGANIZATION,
        publicKey: generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey.export({
          type: 'spki',
          format: 'pem',
        }),
      },
    ],
  ])('are not issued for %s', async (_what, body) => {
    const { status, text } = await issue(body);
    expect(status, text).toBe(400);
    expect(text).not.toContain('PRIVATE KEY');
  });

  it('name the revocation list however long its address is', async () => {
    const database = await testDatabase();
    for (const length of [20, 150, 400]) {
      const listUrl = `https://x.example/${'a'.repeat(length)}`;
      const authority = await new TestAuthority({ database, clock: movableClock(), listUrl }).open();
      const issued = await authority.issue({ organization: ORGANIZATION, name: 'X', publicKey, days: 1 });
      const found = new PeculiarCertificate(issued.certificate).getExtension(CRLDistributionPointsExtension);
      const [point] = found?.distributionPoints ?? [];
      expect(point?.distributionPoint?.fullName?.[0]?.uniformResourceIdentifier).toBe(listUrl);
    }
    await database.close();
  });

  it('come from one authority, though two nodes make it at once', async () => {
    const database = await testDatabase();
    const deps = { database, clock: movableClock(), listUrl: 'https://x.example' };
    const [one, two] = await Promise.all([new TestAuthority(deps).open(), new TestAuthority(deps).open()]);
    const [first, second] = await Promise.all([one.chain(), two.chain()]);
    expect(first).toEqual(second);
    await database.close();
  });
});
