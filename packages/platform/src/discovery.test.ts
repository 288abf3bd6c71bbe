import { createPrivateKey } from 'node:crypto';
import {
  discoveryRequest,
  genericTokenEndpointRequest,
  allowInsecureRequests as insecure,
  processDiscoveryResponse,
  processGenericTokenEndpointResponse,
  None as withoutAuthentication,
} from 'oauth4webapi';
import { allowInsecureRequests, discovery, genericGrantRequest, None } from 'openid-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { signGrant } from './testing/grants.ts';
import { type Sandbox, startSandbox } from './testing/sandbox.ts';

const GRANT = 'urn:ietf:params:oauth:grant-type:jwt-bearer';

let box: Sandbox;
beforeAll(async () => {
  box = await startSandbox();
});
afterAll(() => box.stop());

/** Issuers of the platform: path, and whether OpenID Connect's name of the metadata is theirs too. */
const ISSUERS = [
  ['Maskinporten', '/maskinporten/', false],
  ['the test ID-porten', '/idporten', true],
  ['Altinn', '/authentication/api/v1/openid/', true],
] as const;

describe.each(ISSUERS)('the metadata of %s', (_name, path, openid) => {
  const issuer = () => `${box.base}${path}`;
  const kinds = openid
    ? (['oauth-authorization-server', 'openid-configuration'] as const)
    : (['oauth-authorization-server'] as const);
  const bare = path.replace(/\/$/, '');

  it('is where RFC 8414 and OpenID Connect Discovery have it, with and without a final slash (maskinporten#124)', async () => {
    for (const kind of kinds)
      for (const place of [
        `/.well-known/${kind}${bare}`,
        `/.well-known/${kind}${bare}/`,
        `/.well-known/${kind}${bare}?x=1`,
        `${bare}/.well-known/${kind}`,
        `${bare}/.well-known/${kind}/`,
        `${bare}//.well-known/${kind}`,
      ]) {
        const answer = await box.call<{ issuer?: string }>('GET', place);
        expect([place, answer.status, answer.body?.issuer]).toEqual([place, 200, issuer()]);
        expect(answer.headers.get('content-type')).toMatch(/^application\/json/);
      }
  });

  it('is found by openid-client and oauth4webapi (maskinporten#124)', async () => {
    for (const algorithm of openid ? (['oauth2', 'oidc'] as const) : (['oauth2'] as const)) {
      const url = new URL(issuer());
      const config = await discovery(url, 'client', undefined, undefined, {
        algorithm,
        execute: [allowInsecureRequests],
      });
      expect(config.serverMetadata().jwks_uri).toContain(box.base);
      const response = await discoveryRequest(url, { algorithm, [insecure]: true });
      expect((await processDiscoveryResponse(url, response)).issuer).toBe(issuer());
    }
  });

  it('names endpoints and keys that answer', async () => {
    const { body } = await box.call<Record<string, string>>('GET', `/.well-known/oauth-authorization-server${bare}`);
    const keys = await fetch(String(body['jwks_uri']));
    expect(((await keys.json()) as { keys: unknown[] }).keys.length).toBeGreaterThan(0);
    expect((await fetch(String(body['token_endpoint']), { method: 'POST' })).status).toBeLessThan(500);
  });
});

describe('a grant', () => {
  const issuer = () => new URL(`${box.base}/maskinporten/`);
  const grant = async () => {
    const clientId = await box.createClient('310044423', ['altinn:instances.read']);
    const claims = {
      aud: issuer().href,
      iss: clientId,
      scope: 'altinn:instances.read',
      iat: Math.floor(Date.now() / 1000),
    };
    const key = createPrivateKey({ key: { ...box.privateJwk }, format: 'jwk' });
    return { clientId, assertion: signGrant(key, { kid: 'test' }, claims) };
  };

  it('is redeemed by openid-client, which has discovered where', async () => {
    const { clientId, assertion } = await grant();
    const execute = [allowInsecureRequests];
    const config = await discovery(issuer(), clientId, undefined, None(), { algorithm: 'oauth2', execute });
    const token = await genericGrantRequest(config, GRANT, { assertion });
    expect(token).toMatchObject({ token_type: 'bearer', scope: 'altinn:instances.read', expires_in: 120 });
  });

  it('is redeemed by oauth4webapi, which has discovered where, and tells why one is refused', async () => {
    const { clientId, assertion } = await grant();
    const options = { [insecure]: true };
    const response = await discoveryRequest(issuer(), { algorithm: 'oauth2', ...options });
    const server = await processDiscoveryResponse(issuer(), response);
    const client = { client_id: clientId };
    const redeem = () =>
      genericTokenEndpointRequest(server, client, withoutAuthentication(), GRANT, { assertion }, options);
    const token = await processGenericTokenEndpointResponse(server, client, await redeem());
    expect(token).toMatchObject({ token_type: 'bearer', expires_in: 120 });
    const again = processGenericTokenEndpointResponse(server, client, await redeem());
    await expect(again).rejects.toMatchObject({ error: 'invalid_grant', status: 400 });
  });
});

it('is 404 for an issuer that is not there, and for a name that Maskinporten does not have', async () => {
  for (const place of [
    '/.well-known/oauth-authorization-server',
    '/.well-known/oauth-authorization-server/',
    '/.well-known/oauth-authorization-server/nothing',
    '/.well-known/openid-configuration/maskinporten',
    '/.well-known/openid-configuration/%2e%2e/maskinporten',
    '/maskinporten/.well-known/openid-configuration',
  ])
    for (const accept of ['application/json', 'text/html'])
      expect([place, (await box.call('GET', place, { headers: { accept } })).status]).toEqual([place, 404]);
});
