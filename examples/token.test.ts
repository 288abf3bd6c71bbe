import { generateKeyPairSync } from 'node:crypto';
import { createMaskinportenClient, jwk, localEnvironment } from '@portvakt/client';
import { startPlatform } from '@portvakt/platform';
import { afterAll, afterEach, expect, it } from 'vitest';

const ORGANIZATION = '310044423';
const SCOPES = ['altinn:instances.read'];
const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const names = { kid: 'test', alg: 'RS256', use: 'sig' };

// A whole Maskinporten and Altinn of its own, on a free port, in memory.
const platform = await startPlatform({ port: 0 });
afterEach(() => {
  platform.faults.clear();
  platform.clock.reset();
});
afterAll(() => platform.stop());

// An integration, as Samarbeidsportalen would make it, and the code under test: here the client itself.
const { clientId } = await platform.createClient({
  organization: ORGANIZATION,
  name: 'My service',
  scopes: [...SCOPES, 'altinn:broker.read'],
  keys: [{ ...publicKey.export({ format: 'jwk' }), ...names }],
});
const client = createMaskinportenClient({
  environment: localEnvironment(platform.urls.base),
  clientId,
  key: jwk({ ...privateKey.export({ format: 'jwk' }), ...names }),
  scopes: SCOPES,
  clock: () => platform.clock.now(),
});

it('keeps a token, and gets a new one when it has expired', async () => {
  const first = (await client.getToken()).value;
  expect((await client.getToken()).value).toBe(first);
  platform.clock.advance(121_000);
  expect((await client.getToken()).value).not.toBe(first);
});

it('asks again when Maskinporten is down for a moment', async () => {
  platform.faults.add({ kind: 'status', status: 503, path: '/maskinporten/token', count: 1 });
  platform.faults.add({ kind: 'reset', path: '/maskinporten/token', count: 1 });
  expect((await client.getToken({}, { refresh: true })).value).toBeTruthy();
  expect(platform.faults.active).toBe(false);
});

it('says so when the provider has not granted the scope', async () => {
  await expect(client.with({ scopes: 'altinn:broker.read' }).getToken()).rejects.toMatchObject({ mpCode: 'MP-250' });
});
