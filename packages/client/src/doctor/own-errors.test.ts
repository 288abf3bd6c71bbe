import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writePkcs12 } from 'altinn-jwks';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { keyVaultKey, keyVaultSecret } from '../azure/index.ts';
import { installed } from '../azure/vault.ts';
import { startVault, type TestVault } from '../azure/vault-server.ts';
import { createMaskinportenClient } from '../client.ts';
import { resolveEnvironment } from '../environments.ts';
import { ConfigurationError, type ConfigurationReason, KeyError, type KeyReason, NetworkError } from '../errors.ts';
import { jwk, pem } from '../keys.ts';
import {
  findConfiguration,
  fromDotnetSettings,
  fromEnv,
  fromSettingsFile,
  keyFile,
  keyStore,
  pkcs12,
} from '../node/index.ts';
import { openPkcs12 } from '../node/open-pkcs12.ts';
import { normalize } from '../request.ts';
import { CLIENT_ID, privateJwk, READ } from '../testing/world.ts';
import { CAUSES } from './causes.ts';
import { causeOfConfiguration, causeOfKey, causeOfNetwork } from './own-errors.ts';

const folder = mkdtempSync(join(tmpdir(), 'portvakt-reasons-'));
const file = (name: string, content: string | Uint8Array): string => {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
};

let vault: TestVault;
beforeAll(async () => {
  vault = await startVault();
});
afterAll(() => vault.stop());

const place = (name: string) => ({
  vaultUrl: vault.url,
  name,
  credential: vault.credential,
  client: { ...vault.client, retryOptions: { maxRetries: 0 } },
});

/** What an input makes the client throw, at once or later. */
async function thrown(give: () => unknown): Promise<unknown> {
  try {
    await give();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}

const TWO_KEYS = { MASKINPORTEN_CLIENT_ID: 'a', MASKINPORTEN_CLIENT_JWK: '{"n":1}', MASKINPORTEN_JWK_BASE64: 'e30' };

/** An input for every reason: one that is added to the union and not here does not compile. */
const CONFIGURATION: Readonly<Record<ConfigurationReason, () => unknown>> = {
  'configuration-missing': () => {
    throw findConfiguration({ env: {}, folder }).error;
  },
  'file-missing': () => fromSettingsFile(join(folder, 'none.json')),
  'file-malformed': () => fromSettingsFile(file('cut.json', '{"authority":')),
  'client-id-missing': () => fromEnv({}),
  'key-missing': () => fromEnv({ MASKINPORTEN_CLIENT_ID: 'a' }),
  'keys-two': () => fromEnv(TWO_KEYS),
  'key-of-other-type': async () => {
    vault.keys.set('ec', [{ version: 'v1', key: generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey }]);
    const error = await thrown(() => keyVaultKey(place('ec')).signer());
    throw error instanceof KeyError ? error.cause : error;
  },
  'key-without-kid': () => fromEnv({ MASKINPORTEN_CLIENT_ID: 'a', MASKINPORTEN_PRIVATE_KEY: 'PEM' }),
  'scopes-missing': () => normalize({}),
  'environment-missing': () => resolveEnvironment(undefined),
  'environment-unknown': () => resolveEnvironment('stage' as 'test'),
  'address-invalid': () => resolveEnvironment({ name: 'x', issuer: 'http://maskinporten.example/' }),
  'organisation-number-invalid': () => normalize({ scopes: READ, consumerOrg: '123456789' }),
  'external-reference-invalid': () =>
    normalize({ scopes: READ, systemUser: { org: '991825827', externalRef: 'with blanks' } }),
  'resource-invalid': () => normalize({ scopes: READ, resource: 'api' }),
  'windows-store': () =>
    fromDotnetSettings({ ClientId: 'a', Scope: READ, Environment: 'test', CertificateStoreThumbprint: 'AA' }),
  'package-missing': () => installed('@azure/nothing', () => Promise.reject(new Error('not found'))),
  'value-invalid': async () =>
    createMaskinportenClient({ environment: 'test', clientId: CLIENT_ID, key: jwk(await privateJwk()), timeoutMs: -1 }),
};

const secret = async () => createPrivateKey({ key: (await privateJwk()) as never, format: 'jwk' });
const rsa = (modulusLength: number) => generateKeyPairSync('rsa', { modulusLength }).privateKey;
const pkcs8 = async (): Promise<string> => (await secret()).export({ type: 'pkcs8', format: 'pem' }).toString();
const pfx = async () =>
  writePkcs12(await secret(), {
    passphrase: 'word',
    name: 'x',
    notBefore: new Date('2026-01-01'),
    notAfter: new Date('2036-01-01'),
  });

const KEY: Readonly<Record<KeyReason, () => unknown>> = {
  'key-file-missing': () => keyFile(join(folder, 'none.pem')).signer(),
  'key-set-missing': () => keyStore(mkdtempSync(join(folder, 'store-')), { name: 'none' }).signer(),
  'vault-refused': () => keyVaultSecret(place('none')).signer(),
  'key-public': async () => {
    const { kty, n, e, kid } = await privateJwk();
    return jwk({ kty, n, e, kid }).signer();
  },
  'key-of-other-type': () => jwk({ kty: 'EC', d: 'x' }).signer(),
  'key-too-small': () => jwk({ ...rsa(1024).export({ format: 'jwk' }), kid: 'a' }).signer(),
  'key-algorithm': async () => jwk({ ...(await privateJwk()), alg: 'PS256' }).signer(),
  'key-without-kid': () => jwk(rsa(2048).export({ format: 'jwk' })).signer(),
  'key-password': async () => pkcs12({ bytes: await pfx(), password: 'wrong' }).signer(),
  'certificate-of-other-key': async () => {
    const [der] = (await openPkcs12(await pfx(), 'word')).certificates;
    const other = rsa(2048).export({ type: 'pkcs8', format: 'pem' }).toString();
    return keyFile(file('mixed.pem', `${other}${der?.toString() ?? ''}`)).signer();
  },
  'package-missing': async () => {
    vi.doMock('altinn-jwks', () => {
      throw new Error('not found');
    });
    try {
      await openPkcs12(new Uint8Array(1), '');
    } finally {
      vi.doUnmock('altinn-jwks');
    }
  },
  'key-unreadable': () => jwk('e30!').signer(),
};

it('a proxy that opens no way is told apart from a host that is away', () => {
  // As Node's fetch rejects behind HTTPS_PROXY.
  const refusal = Object.assign(new Error('Proxy response (407) !== 200 when HTTP Tunneling'), {
    code: 'UND_ERR_ABORTED',
  });
  const cause = new TypeError('fetch failed', { cause: new Error('Request was cancelled.', { cause: refusal }) });
  const error = new NetworkError('NETWORK', 'a.example could not be reached', { cause });
  expect(causeOfNetwork(error)).toEqual({ cause: 'proxy-refused', code: 'proxy 407' });
});

describe('the reasons of the client’s own errors', () => {
  it.each(Object.entries(CONFIGURATION))('%s is thrown by an option, and the check knows it', async (reason, give) => {
    const error = await thrown(give);
    expect(error).toBeInstanceOf(ConfigurationError);
    expect(error).toMatchObject({ code: 'CONFIG', reason });
    expect(causeOfConfiguration(error)).toBe(reason);
    expect(CAUSES).toHaveProperty([causeOfConfiguration(error)]);
  });

  it.each(Object.entries(KEY))('%s is thrown by a key source, and the check knows it', async (reason, give) => {
    const error = await thrown(give);
    expect(error).toBeInstanceOf(KeyError);
    expect(error).toMatchObject({ code: 'KEY', reason });
    expect(causeOfKey(error)).toBe(reason);
    expect(CAUSES).toHaveProperty([causeOfKey(error)]);
  });

  it('an encrypted PEM asks for its password, in the core too', async () => {
    const encrypted = (await pkcs8()).replaceAll('PRIVATE', 'ENCRYPTED PRIVATE');
    for (const give of [() => pem(encrypted, { kid: 'a' }).signer(), () => keyFile(file('e.pem', encrypted)).signer()])
      expect(await thrown(give)).toMatchObject({ reason: 'key-password' });
  });

  it('finds the reason below a source that reads its key again', async () => {
    vault.keys.set('ec', [{ version: 'v1', key: generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey }]);
    expect(causeOfKey(await thrown(() => keyVaultKey(place('ec')).signer()))).toBe('key-of-other-type');
  });
});
