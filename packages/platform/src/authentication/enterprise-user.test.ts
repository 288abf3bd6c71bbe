import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seconds, signJws } from '../foundation/index.ts';
import { type Platform, startPlatform } from '../server.ts';
import { sandboxEnterpriseUsers } from './index.ts';

describe('an enterprise user in the sandbox', () => {
  const pair = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const [user] = sandboxEnterpriseUsers;
  let platform: Platform;
  let clientId: string;
  beforeAll(async () => {
    platform = await startPlatform({ port: 0 });
    const scopes = ['altinn:instances.read', 'altinn:instances.write'];
    const jwk = { ...pair.publicKey.export({ format: 'jwk' }), kid: 'k1', use: 'sig', alg: 'RS256' };
    const client = await platform.createClient({ organization: '310044423', name: 'test', scopes, keys: [jwk] });
    clientId = client.clientId;
  });
  afterAll(() => platform.stop());

  it('creates an instance for its organisation, and for no other', async () => {
    const now = seconds(platform.clock);
    const claims = {
      iss: clientId,
      aud: platform.urls.maskinportenIssuer,
      jti: randomUUID(),
      iat: now,
      exp: now + 100,
    };
    const scope = 'altinn:instances.read altinn:instances.write';
    const assertion = await signJws({ alg: 'RS256', kid: 'k1' }, { ...claims, scope }, pair.privateKey);
    const grant = await fetch(`${platform.urls.maskinportenIssuer}token`, {
      method: 'POST',
      body: new URLSearchParams({ grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion }),
    });
    const { access_token: maskinporten } = (await grant.json()) as { access_token: string };
    const credentials = Buffer.from(`${user?.userName}:${user?.password}`).toString('base64');
    const exchange = await fetch(`${platform.urls.base}/authentication/api/v1/exchange/maskinporten`, {
      headers: { authorization: `Bearer ${maskinporten}`, 'x-altinn-enterpriseuser-authentication': credentials },
    });
    const token = await exchange.text();
    const create = async (organisationNumber: string) => {
      const answer = await fetch(`${platform.urls.base}/ttd/demo/instances`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: JSON.stringify({ instanceOwner: { organisationNumber } }),
      });
      return answer.status;
    };
    expect(await create('310044423')).toBe(201);
    expect(await create('310075272')).toBe(403);
  });
});
