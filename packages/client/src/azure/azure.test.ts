import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
import { writePkcs12 } from 'altinn-jwks';
import { calculateJwkThumbprint, decodeProtectedHeader } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createMaskinportenClient } from '../client.ts';
import { fakeMaskinporten } from '../testing/index.ts';
import { CLIENT_ID, privateJwk, READ, world } from '../testing/world.ts';
import { keyVaultKey, keyVaultSecret } from './index.ts';
import { startVault, type TestVault } from './vault-server.ts';

let vault: TestVault;
beforeAll(async () => {
  vault = await startVault();
});
afterAll(() => vault.stop());
beforeEach(() => {
  vault.calls.length = 0;
  vault.failures.length = 0;
});

const place = (name: string) => ({
  vaultUrl: vault.url,
  name,
  credential: vault.credential,
  client: { ...vault.client, retryOptions: { maxRetries: 2, retryDelayInMs: 1 } },
});
const asked = () => vault.calls.filter(({ authorized }) => authorized);
const kidsSent = (fake: Awaited<ReturnType<typeof world>>['fake']) =>
  fake.calls
    .filter(({ target }) => target === 'token')
    .map(({ body }) => decodeProtectedHeader(new URLSearchParams(body).get('assertion') ?? '').kid);

describe('keyVaultSecret', () => {
  it('reads the secret once for two tokens, after the vault’s challenge (client-library#66)', async () => {
    vault.secrets.set('app', [{ version: 'v1', value: JSON.stringify(await privateJwk()) }]);
    const { client } = await world({ key: keyVaultSecret(place('app')) });
    await client.getToken();
    await client.getToken({ scopes: 'other:scope' });
    expect(asked().map(({ path }) => path)).toEqual(['/secrets/app/']);
    expect(vault.calls[0]?.authorized).toBe(false);
  });

  it('takes a JWK set in base64, PEM and the PKCS#12 file of a certificate', async () => {
    const jwk = await privateJwk();
    const key = createPrivateKey({ key: jwk as never, format: 'jwk' });
    const name = { name: 'x', notBefore: new Date('2026-01-01'), notAfter: new Date('2036-01-01') };
    const values = [
      Buffer.from(JSON.stringify({ keys: [jwk] })).toString('base64'),
      key.export({ type: 'pkcs8', format: 'pem' }) as string,
      (await writePkcs12(key, { passphrase: 'word', ...name })).toString('base64'),
    ];
    for (const value of values) {
      vault.secrets.set('any', [{ version: 'v1', value }]);
      const signer = await keyVaultSecret({ ...place('any'), kid: 'key-1', password: 'word' }).signer();
      expect(signer.header.kid).toBe('key-1');
      expect(signer.id).toBe(await calculateJwkThumbprint({ kty: 'RSA', n: jwk.n ?? '', e: jwk.e ?? '' }));
    }
  });

  it('asks for a newer version at once when the key is refused (client-library#65)', async () => {
    const jwk = await privateJwk();
    const stranger = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ format: 'jwk' });
    vault.secrets.set('rotated', [{ version: 'v1', value: JSON.stringify({ ...stranger, kid: 'old' }) }]);
    const { client, fake } = await world({ key: keyVaultSecret(place('rotated')) });
    fake.answerNext('token', () => {
      vault.secrets.get('rotated')?.push({ version: 'v2', value: JSON.stringify(jwk) });
      const description = 'Invalid assertion. Unknown key identifier';
      return Response.json({ error: 'invalid_grant', error_description: description }, { status: 400 });
    });
    await client.getToken();
    expect(kidsSent(fake)).toEqual(['old', 'key-1']);
  });

  it('says what is wrong, and what may pass, without the secret', async () => {
    const secret = keyVaultSecret(place('none'));
    await expect(secret.signer()).rejects.toMatchObject({ code: 'KEY', retryable: false, hint: expect.any(String) });
    vault.failures.push(403);
    await expect(secret.signer()).rejects.toMatchObject({ message: expect.stringContaining('Secrets User') });
    vault.failures.push(503, 503, 503);
    await expect(secret.signer()).rejects.toMatchObject({ code: 'KEY', retryable: true });
    vault.secrets.set('junk', [{ version: 'v1', value: 'not-a-key-but-secret' }]);
    const message = await keyVaultSecret(place('junk'))
      .signer()
      .catch((error: Error) => error.message);
    expect(message).not.toContain('not-a-key');
    const away = { ...place('app'), vaultUrl: 'https://127.0.0.1:1' };
    await expect(keyVaultSecret(away).signer()).rejects.toMatchObject({ code: 'KEY', retryable: true });
  });
});

describe('keyVaultKey', () => {
  it('sends only a digest, and the token endpoint accepts what the vault signs (client-library#66)', async () => {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    vault.keys.set('signing', [{ version: 'v1', key: privateKey }]);
    const { n, e } = privateKey.export({ format: 'jwk' });
    const thumbprint = await calculateJwkThumbprint({ kty: 'RSA', n: n ?? '', e: e ?? '' });
    const fake = fakeMaskinporten({
      clients: [{ clientId: CLIENT_ID, keys: [{ kty: 'RSA', n, e, kid: thumbprint, alg: 'RS256' }] }],
    });
    const { environment, fetch } = fake;
    const key = keyVaultKey(place('signing'));
    const client = createMaskinportenClient({ environment, fetch, clientId: CLIENT_ID, key, scopes: READ });
    expect((await client.getToken()).kind).toBe('maskinporten');
    await client.getToken({ scopes: 'other:scope' });
    expect(kidsSent(fake)).toEqual([thumbprint, thumbprint]);
    expect(asked().map(({ method, path }) => `${method} ${path}`)).toEqual([
      'GET /keys/signing/',
      'POST /keys/signing/v1/sign',
      'POST /keys/signing/v1/sign',
    ]);
    for (const { body } of asked().slice(1)) {
      const { alg, value } = JSON.parse(body) as { alg: string; value: string };
      expect([alg, Buffer.from(value, 'base64url').length]).toEqual(['RS256', 32]);
    }
  });

  it('follows a rotation, takes kid and certificates, and tells when the vault forbids signing', async () => {
    const pair = () => generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
    vault.keys.set('app', [{ version: 'v1', key: pair() }]);
    const source = keyVaultKey({ ...place('app'), x5c: ['AAAA'], kid: 'mine', refreshMs: 0 });
    const first = await source.signer();
    expect(first.header).toEqual({ x5c: ['AAAA'], kid: 'mine' });
    vault.keys.get('app')?.push({ version: 'v2', key: pair() });
    expect((await source.signer()).id).not.toBe(first.id);
    vault.failures.push(403);
    await expect(first.sign(new Uint8Array(3))).rejects.toMatchObject({ code: 'KEY', retryable: false });
    const abort = AbortSignal.abort(new Error('no longer wanted'));
    await expect(first.sign(new Uint8Array(3), { signal: abort })).rejects.toThrow();
  });
});
