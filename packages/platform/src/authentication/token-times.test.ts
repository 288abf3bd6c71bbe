import { generateKeyPairSync } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { faultInTimes, type JsonObject, seconds, signJws } from '../foundation/index.ts';
import { createHarness, type Harness, MANAGER } from './harness.ts';

const API = '/authentication/api/v1';
const UPSTREAM = 'https://idp.example.test';
const studio = generateKeyPairSync('rsa', { modulusLength: 2048 });
const idporten = generateKeyPairSync('rsa', { modulusLength: 2048 });

const answers = (url: string): Response =>
  new Response(
    JSON.stringify(
      url.endsWith('/.well-known/openid-configuration')
        ? { issuer: UPSTREAM, jwks_uri: `${UPSTREAM}/jwk` }
        : { keys: [{ ...idporten.publicKey.export({ format: 'jwk' }), kid: 'one', use: 'sig' }] },
    ),
  );

let harness: Harness;
beforeAll(async () => {
  harness = await createHarness({
    loginProvider: { issuer: UPSTREAM },
    options: {
      trustedKeys: { studio: [studio.publicKey.export({ type: 'spki', format: 'pem' }) as string] },
      fetch: async (url) => answers(url),
    },
  });
  harness.clock.freeze(Date.parse('2026-11-28T10:00:00Z'));
});
afterAll(() => harness.close());

const altinn = (claims: JsonObject) =>
  harness.signingKeys
    .ring('altinn')
    .sign({ iss: harness.authentication.issuer, 'urn:altinn:userid': '20001', ...claims });
const get = async (url: string, request: { headers?: Record<string, string>; cookies?: Record<string, string> }) =>
  (await harness.app.inject({ url: `${API}${url}`, ...request })).statusCode;
const exchanged = async (provider: string, token: string) => (await harness.exchange(token, { provider })).status;

/** Every way in that a signed token has, and what is answered: 200, or something else. */
const doors: Readonly<Record<string, (times: JsonObject) => Promise<number>>> = {
  'a Maskinporten token that is exchanged': async (times) =>
    exchanged('maskinporten', await harness.maskinportenToken({ iat: undefined, exp: undefined, ...times })),
  'an ID-porten token that is exchanged': async (times) => {
    const claims = { iss: UPSTREAM, pid: MANAGER, acr: 'Level4', scope: 'altinn:instances.read', ...times };
    return exchanged('id-porten', await signJws({ alg: 'RS256', kid: 'one' }, claims, idporten.privateKey));
  },
  'an Altinn Studio token that is exchanged': async (times) =>
    exchanged('altinnstudio', await signJws({ alg: 'RS256' }, { iss: 'studio', ...times }, studio.privateKey)),
  'an Altinn token in the header': async (times) =>
    get('/refresh', { headers: { authorization: `Bearer ${await altinn(times)}` } }),
  'an Altinn token in a cookie': async (times) =>
    get('/refresh', { cookies: { AltinnStudioRuntime: await altinn(times) } }),
  'a platform access token': async (times) => {
    const about = { iss: 'platform', aud: 'platform.altinn.no', 'urn:altinn:app': 'x' };
    const token = await harness.signingKeys.ring('altinn').sign({ ...about, ...times });
    try {
      harness.authentication.platformAccess.verify(token);
      return 200;
    } catch {
      return 401;
    }
  },
};

const now = (): number => seconds(harness.clock);

describe.each(Object.entries(doors))('%s', (_door, open) => {
  it('is taken while its times hold, with ten seconds for clocks that differ', async () => {
    for (const times of [
      { exp: now() + 1 },
      { exp: now() - 9 },
      { exp: now() + 60.5, nbf: now() - 0.5, iat: now() - 0.5 },
      { exp: now() + 60, nbf: now() + 10 },
      { exp: now() + 60, iat: now() + 10 },
    ])
      expect([times, await open(times)]).toEqual([times, 200]);
  });

  it('is refused outside them, and when a time is no number', async () => {
    const odd = ['x', `${now()}`, null, true, [], {}, [now()]];
    for (const times of [
      {},
      { exp: now() - 10 },
      { exp: -1 },
      { exp: now() + 60, nbf: now() + 11 },
      { exp: now() + 60, iat: now() + 11 },
      { exp: now() + 3600, nbf: now() + 1800 },
      { exp: now() - 5, nbf: now() + 6 },
      { exp: now() - 5, iat: now() + 6 },
      ...odd.flatMap((value) => [{ exp: value }, { exp: now() + 60, nbf: value }, { exp: now() + 60, iat: value }]),
    ])
      expect([times, await open(times)]).toEqual([times, 401]);
  });
});

describe('the fault in times', () => {
  it('names the claim, and knows infinity from a time', () => {
    for (const [claims, name] of [
      [{}, 'exp'],
      [{ exp: JSON.parse('1e400') }, 'exp'],
      [{ exp: 1 }, 'exp'],
      [{ exp: 200, nbf: JSON.parse('-1e400') }, 'nbf'],
      [{ exp: 200, nbf: 150 }, 'nbf'],
      [{ exp: 200, iat: 150 }, 'iat'],
    ] as const)
      expect(faultInTimes(claims, 100, 10)).toMatch(new RegExp(`\\b${name}\\b`));
    expect(faultInTimes({ exp: 200, nbf: 100, iat: 100 }, 100, 10)).toBeUndefined();
  });
});
