import { createPrivateKey, generateKeyPairSync, randomUUID, sign } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPlatform } from '@portvakt/platform';
import { startSandbox } from '@portvakt/platform/testing/sandbox';
import { expect, it } from 'vitest';

const ORGANIZATION = '310044423';
const SCOPE = 'altinn:instances.read';

const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

it('a key that one process on an SQLite file has removed gives no token at another on the same file', async () => {
  const database = join(mkdtempSync(join(tmpdir(), 'portvakt-shared-')), 'data.db');
  const box = await startSandbox({ database });
  const other = await startPlatform({ port: 0, database, baseUrl: box.base });
  const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const spare = { ...publicKey.export({ format: 'jwk' }), kid: 'spare', alg: 'RS256', use: 'sig' };
  const clientId = await box.createClient(ORGANIZATION, [SCOPE]);
  const administrator = await box.maskinportenToken(ORGANIZATION, ['idporten:dcr.write']);
  const keys = `/selvbetjening/api/v1/clients/${clientId}/jwks`;
  const key = createPrivateKey({ key: box.privateJwk, format: 'jwk' });
  const ask = async (base: string): Promise<number> => {
    const iat = Math.floor(Date.now() / 1000);
    const aud = box.platform.urls.maskinportenIssuer;
    const claims = { aud, iss: clientId, scope: SCOPE, iat, exp: iat + 100, jti: randomUUID() };
    const input = `${part({ alg: 'RS256', kid: 'test' })}.${part(claims)}`;
    const assertion = `${input}.${sign('sha256', Buffer.from(input), key).toString('base64url')}`;
    const form = { grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion };
    return (await fetch(`${base}/maskinporten/token`, { method: 'POST', body: new URLSearchParams(form) })).status;
  };
  const elsewhere = `http://localhost:${other.port}`;
  expect([await ask(box.base), await ask(elsewhere)]).toEqual([200, 200]);
  expect((await box.call('PUT', `${keys}/spare`, { token: administrator, body: spare })).status).toBe(200);
  expect((await box.call('DELETE', `${keys}/test`, { token: administrator })).status).toBe(204);
  expect([await ask(box.base), await ask(elsewhere)]).toEqual([400, 400]);
  await other.stop();
  await box.stop();
});
