import { discoveryRequest, allowInsecureRequests as insecure, processDiscoveryResponse } from 'oauth4webapi';
import { allowInsecureRequests, discovery } from 'openid-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from './testing/sandbox.ts';

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
