import { generateKeyPairSync, randomUUID, X509Certificate } from 'node:crypto';
import 'reflect-metadata';
import { X509CertificateGenerator } from '@peculiar/x509';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { redeem, signGrant } from '../testing/grants.ts';
import { type Sandbox, startSandbox } from '../testing/sandbox.ts';

const OWN = '310044423';
const OTHER = '310075272';
const DIGDIR = '310007404';
const DAY_MS = 24 * 3600 * 1000;
const API = '/selvbetjening/api';
const SCOPES = ['altinn:instances.read'];
const pair = generateKeyPairSync('rsa', { modulusLength: 2048 });
const publicKey = pair.publicKey.export({ type: 'spki', format: 'pem' }) as string;

interface Issued {
  readonly serialNumber: string;
  readonly certificate: string;
  readonly chain: readonly string[];
}
interface Key {
  readonly kid: string;
  readonly exp: number;
  readonly x5c?: readonly string[];
}
interface Outcome {
  readonly status: number;
  readonly text: string;
}

let box: Sandbox;
beforeAll(async () => {
  box = await startSandbox();
});
afterAll(() => box.stop());
afterEach(() => box.platform.clock.reset());

const der = (pem: string): string => new X509Certificate(pem).raw.toString('base64');
const issue = async (organization = OWN, days = 30): Promise<Issued> =>
  (await box.call<Issued>('POST', '/sandbox/certificates', { body: { organization, publicKey, days } }))
    .body as unknown as Issued;
const revoke = (serial: string) => box.call('POST', `/sandbox/certificates/${serial}/revoke`);
const jwk = (x5c: readonly string[], over: object = {}) => ({
  ...pair.publicKey.export({ format: 'jwk' }),
  use: 'sig',
  alg: 'RS256',
  kid: 'certificate',
  x5c,
  ...over,
});
const admin = () => box.maskinportenToken(OWN, ['idporten:dcr.read', 'idporten:dcr.write']);
const newClient = async (): Promise<string> =>
  (await box.platform.createClient({ organization: OWN, name: 'Test', scopes: SCOPES })).clientId;
const pemOf = (x5c: readonly string[]): string =>
  x5c.map((one) => new X509Certificate(Buffer.from(one, 'base64')).toString()).join('');

/** Every way in which a certificate becomes a client's key, with the chain as x5c; and the grant that brings it along. */
const WAYS: Readonly<Record<string, (x5c: readonly string[]) => Promise<Outcome>>> = {
  'POST jwks': async (x5c) =>
    box.call('POST', `${API}/v1/clients/${await newClient()}/jwks`, {
      token: await admin(),
      body: { keys: [jwk(x5c)] },
    }),
  'PUT jwks/{kid}': async (x5c) =>
    box.call('PUT', `${API}/v1/clients/${await newClient()}/jwks/certificate`, {
      token: await admin(),
      body: jwk(x5c),
    }),
  'v2 key, as a JWK': async (x5c) => upload(JSON.stringify(jwk(x5c))),
  'v2 key, as PEM': async (x5c) => upload(pemOf(x5c)),
  'v2 key, as PEM of openssl pkcs12': async (x5c) => upload(`Bag Attributes\r\n    friendlyName: x\r\n${pemOf(x5c)}`),
  'the onboarding wizard': async (x5c) =>
    box.call('POST', `${API}/v1/datasharing/consumer/client`, {
      token: await box.maskinportenToken(OWN, ['idporten:dcr.datasharing']),
      body: { description: 'Test', scopes: SCOPES, keys: [jwk(x5c)] },
    }),
  'the library': async (x5c) => {
    const wish = { organization: OWN, name: 'Test', scopes: SCOPES, keys: [jwk(x5c)] };
    return box.platform.createClient(wish).then(
      () => ({ status: 201, text: '' }),
      (error: Error) => ({ status: 400, text: error.message }),
    );
  },
  'x5c in a grant': async (x5c) => grant(await newClient(), { x5c }),
};

async function upload(raw: string): Promise<Outcome> {
  return box.call('POST', `${API}/v2/clients/${await newClient()}/key`, {
    token: await admin(),
    raw,
    headers: { 'content-type': 'text/plain' },
  });
}

async function grant(clientId: string, header: object): Promise<Outcome & { readonly code: string | undefined }> {
  const iat = Math.floor(box.platform.clock.now() / 1000);
  const claims = { aud: box.platform.urls.maskinportenIssuer, iss: clientId, scope: SCOPES.join(' '), iat };
  const { status, body } = await redeem(box.platform.http, signGrant(pair.privateKey, { ...header }, claims));
  return { status, text: body['error_description'] ?? '', code: body['error_uri']?.split('/').at(-1) };
}

/** A certificate that nobody trusted has issued. */
async function selfSigned(): Promise<string> {
  const algorithm = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' };
  const made = await X509CertificateGenerator.createSelfSigned({
    name: `2.5.4.5=${OWN}, CN=X`,
    signingAlgorithm: algorithm,
    keys: {
      publicKey: pair.publicKey.toCryptoKey(algorithm, true, ['verify']) as CryptoKey,
      privateKey: pair.privateKey.toCryptoKey(algorithm, true, ['sign']) as CryptoKey,
    },
  });
  return Buffer.from(made.rawData).toString('base64');
}

/** Certificates that are worth nothing, and the word by which the refusal says so. */
const WORTHLESS: Readonly<Record<string, { readonly make: () => Promise<readonly string[]>; readonly says: RegExp }>> =
  {
    revoked: {
      make: async () => {
        const { certificate, serialNumber } = await issue();
        await revoke(serialNumber);
        return [der(certificate)];
      },
      says: /revoked/,
    },
    expired: {
      make: async () => {
        const { certificate } = await issue(OWN, 1);
        box.platform.clock.advance(2 * DAY_MS);
        return [der(certificate)];
      },
      says: /expired/,
    },
    'not yet valid': {
      make: async () => {
        box.platform.clock.advance(3 * DAY_MS);
        const { certificate } = await issue();
        box.platform.clock.reset();
        return [der(certificate)];
      },
      says: /not valid before/,
    },
    'another organisation’s': { make: async () => [der((await issue(OTHER)).certificate)], says: new RegExp(OTHER) },
    'self-signed': { make: async () => [await selfSigned()], says: /not trusted/ },
  };

describe.each(Object.entries(WAYS))('a certificate that comes by %s', (_way, bring) => {
  it('is taken when it is good, alone and with its chain (maskinporten#20, maskinporten#121)', async () => {
    const { certificate, chain } = await issue();
    for (const x5c of [[certificate], [certificate, ...chain]]) {
      const { status, text } = await bring(x5c.map(der));
      expect([200, 201], text).toContain(status);
    }
  });

  it.each(Object.entries(WORTHLESS))(
    'is refused with the reason: %s (maskinporten#121)',
    async (_kind, { make, says }) => {
      const { status, text } = await bring(await make());
      expect(status, text).toBe(400);
      expect(text).toMatch(says);
    },
  );

  it('may have its base64 broken into lines, as node-forge does (maskinporten#123)', async () => {
    const { certificate } = await issue();
    for (const line of ['\r\n', '\n', ' \t'])
      expect([200, 201]).toContain((await bring([der(certificate).replace(/.{64}/g, `$&${line}`)])).status);
  });
});

describe('the base64 of an x5c', () => {
  it('may hold white space and no other character of another alphabet (maskinporten#123)', async () => {
    const { certificate } = await issue();
    const good = der(certificate);
    for (const bad of [
      good.replaceAll('+', '-').replaceAll('/', '_'),
      `${good}!`,
      `${good.slice(0, 8)}.${good.slice(8)}`,
      ' ',
    ])
      for (const bring of [WAYS['POST jwks'], WAYS['x5c in a grant']])
        expect((await bring?.([bad]))?.status, bad.slice(0, 20)).toBe(400);
    const clientId = await newClient();
    const iat = Math.floor(box.platform.clock.now() / 1000);
    const claims = { aud: box.platform.urls.maskinportenIssuer, iss: clientId, scope: SCOPES.join(' '), iat };
    const [header = '', payload = '', signature = ''] = signGrant(pair.privateKey, { x5c: [good] }, claims).split('.');
    for (const text of [
      `${header}\n.${payload}.${signature}`,
      `${header}.${payload} .${signature}`,
      `${header}.${payload}.${signature}\r\n`,
    ])
      expect((await redeem(box.platform.http, text)).status).toBe(400);
  });
});

describe('a good x5c together with a kid', () => {
  it('is refused for its kid while no key is registered, and the kid counts when there is one (maskinporten#130)', async () => {
    const x5c = [der((await issue()).certificate)];
    const clientId = await newClient();
    const both = await grant(clientId, { x5c, kid: 'certificate' });
    expect([both.status, both.text]).toEqual([400, expect.stringContaining('Unknown key identifier (kid)')]);
    expect((await grant(clientId, { x5c })).status).toBe(200);
    const body = { keys: [jwk(x5c)] };
    await box.call('POST', `${API}/v1/clients/${clientId}/jwks`, { token: await admin(), body });
    expect((await grant(clientId, { x5c, kid: 'certificate' })).status).toBe(200);
  });
});

describe('a key that is a certificate', () => {
  const registered = async (certificate: string, over: object = {}) => {
    const clientId = await newClient();
    const { body, status } = await box.call<{ keys: Key[] }>('POST', `${API}/v1/clients/${clientId}/jwks`, {
      token: await admin(),
      body: { keys: [jwk([der(certificate)], over)] },
    });
    expect(status).toBe(201);
    return { clientId, key: body.keys[0] };
  };
  const header = { kid: 'certificate' };

  it('lives no longer than the certificate, whatever exp says (maskinporten#122)', async () => {
    const { certificate } = await issue(OWN, 30);
    const notAfter = Date.parse(new X509Certificate(certificate).validTo) / 1000;
    expect((await registered(certificate)).key?.exp).toBe(notAfter);
    expect((await registered(certificate, { exp: notAfter + 3600 })).key?.exp).toBe(notAfter);
    expect((await registered(certificate, { exp: notAfter - 3600 })).key?.exp).toBe(notAfter - 3600);
    const long = (await issue(OWN, 800)).certificate;
    const year = Math.floor(box.platform.clock.now() / 1000) + 365 * 86_400;
    expect(Math.abs(((await registered(long)).key?.exp ?? 0) - year)).toBeLessThan(60);
  });

  it('gives tokens until the certificate is revoked (maskinporten#122)', async () => {
    const { certificate, serialNumber } = await issue();
    const { clientId } = await registered(certificate);
    expect((await grant(clientId, header)).status).toBe(200);
    await revoke(serialNumber);
    expect(await grant(clientId, header)).toMatchObject({
      status: 400,
      code: 'MP-120',
      text: expect.stringContaining('revoked'),
    });
  });

  it('gives tokens until the certificate has expired, and none before it is valid (maskinporten#122)', async () => {
    const { certificate } = await issue(OWN, 1);
    const { clientId } = await registered(certificate);
    expect((await grant(clientId, header)).status).toBe(200);
    box.platform.clock.advance(2 * DAY_MS);
    expect(await grant(clientId, header)).toMatchObject({ status: 400, code: 'MP-121' });
    box.platform.clock.reset();
    box.platform.clock.advance(-2 * DAY_MS);
    expect(await grant(clientId, header)).toMatchObject({ status: 400, code: 'MP-124' });
  });

  it('is Digdir’s to administer too, through Altinn’s paths (maskinporten#121)', async () => {
    const token = await box.maskinportenToken(DIGDIR, ['idporten:dcr.altinn']);
    const made = await box.call<{ client_id: string }>('POST', `${API}/v1/altinn/admin/clients`, {
      token,
      body: {
        integration_type: 'maskinporten',
        client_name: `Test ${randomUUID()}`,
        client_orgno: OWN,
        token_endpoint_auth_method: 'private_key_jwt',
        scopes: SCOPES,
      },
    });
    const path = `${API}/v1/altinn/admin/clients/${made.body.client_id}/jwks`;
    const theirs = await box.call('POST', path, {
      token,
      body: { keys: [jwk([der((await issue(OTHER)).certificate)])] },
    });
    expect([theirs.status, theirs.text]).toEqual([400, expect.stringContaining(OTHER)]);
    const good = await box.call('POST', path, { token, body: { keys: [jwk([der((await issue()).certificate)])] } });
    expect(good.status).toBe(201);
  });
});
