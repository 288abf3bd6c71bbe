import { exportJWK, generateKeyPair, importJWK, type JWK, type JWTPayload, SignJWT } from 'jose';
import { describe, expect, it } from 'vitest';
import { fakeClock } from '../testing/index.ts';
import { READ, WRITE, world } from '../testing/world.ts';
import { createTokenValidator } from './index.ts';

const CUSTOMER = '312770016';
const ISSUER = 'https://test.maskinporten.no/';
const pair = generateKeyPair('RS256', { extractable: true });
const clock = fakeClock();

/** Signs as the real test Maskinporten would, and serves its keys. */
async function issuer(keys?: (key: JWK) => JWK[]) {
  const { privateKey, publicKey } = await pair;
  const key = { ...(await exportJWK(publicKey)), kid: 'k1' };
  let fetches = 0;
  const fetch = async () => {
    fetches += 1;
    return Response.json({ keys: keys ? keys(key) : [key] });
  };
  const sign = (claims: JWTPayload, kid = 'k1', iss = ISSUER) =>
    new SignJWT({ exp: clock() / 1000 + 100, scope: `${READ} ${WRITE}`, ...claims })
      .setProtectedHeader({ alg: 'RS256', kid })
      .setIssuer(iss)
      .sign(privateKey);
  return { fetch, sign, fetches: () => fetches, options: { environments: ['test' as const], fetch, clock } };
}

describe('the token validator', () => {
  it('takes tokens of Maskinporten and of Altinn, with who they are for', async () => {
    const { client, fake, clock: now } = await world();
    const validate = createTokenValidator({ environments: [fake.environment], fetch: fake.fetch, clock: now });
    const request = { systemUser: { org: CUSTOMER } };
    for (const token of [await client.getToken(request), await client.getAltinnToken(request)]) {
      const principal = await validate(token.value);
      expect(principal).toMatchObject({ kind: 'systemUser', issuer: token.kind, systemUser: { owner: CUSTOMER } });
    }
  });

  it('compares scopes whole, in tokens with several too (client-library#84)', async () => {
    const { options, sign } = await issuer();
    const token = await sign({ scope: `x:${READ} ${WRITE} altinn:instances.readmore` });
    const refused = createTokenValidator({ ...options, scopes: [READ] });
    await expect(refused(token)).rejects.toMatchObject({ code: 'SCOPE_MISSING' });
    const either = createTokenValidator({ ...options, scopes: [[READ, WRITE]] });
    expect((await either(token)).scopes.has(WRITE)).toBe(true);
    const both = createTokenValidator({ ...options, scopes: [READ, WRITE] });
    await expect(both(token)).rejects.toMatchObject({ code: 'SCOPE_MISSING' });
  });

  it('fetches keys once, again at most every 30 s for an unknown kid (client-library#86, maskinporten#6, altinn-authentication#53)', async () => {
    let second = false;
    const { options, sign, fetches } = await issuer((key) => (second ? [key, { ...key, kid: 'k2' }] : [key]));
    const validate = createTokenValidator(options);
    for (let time = 0; time < 5; time += 1) await validate(await sign({ jti: String(time) }));
    expect(fetches()).toBe(1);
    const next = await sign({}, 'k2');
    for (let time = 0; time < 3; time += 1)
      await expect(validate(next)).rejects.toMatchObject({ code: 'TOKEN_INVALID' });
    expect(fetches()).toBe(1);
    second = true;
    clock.advance(30_000);
    await validate(next);
    expect(fetches()).toBe(2);
  });

  it('takes padded standard base64 in n (client-library#86, altinn-authentication#51)', async () => {
    const { options, sign } = await issuer((key) => [
      { ...key, n: Buffer.from(String(key.n), 'base64url').toString('base64') },
    ]);
    expect((await createTokenValidator(options)(await sign({}))).issuer).toBe('maskinporten');
  });

  it('refuses TEST tokens for PROD, and every algorithm but RS (client-library#87)', async () => {
    const { options, sign, fetch } = await issuer();
    const prod = createTokenValidator({ environments: ['prod'], fetch, clock });
    await expect(prod(await sign({}))).rejects.toMatchObject({ code: 'TOKEN_INVALID' });
    const validate = createTokenValidator(options);
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const claims = part({ iss: ISSUER, exp: clock() / 1000 + 100 });
    await expect(validate(`${part({ alg: 'none' })}.${claims}.`)).rejects.toMatchObject({ code: 'TOKEN_INVALID' });
    const secret = new TextEncoder().encode('a secret of thirty-two characters');
    const ec = (await generateKeyPair('ES256')).privateKey;
    for (const [alg, key] of [
      ['HS256', secret],
      ['ES256', ec],
    ] as const) {
      const token = await new SignJWT({ exp: clock() / 1000 + 100 })
        .setProtectedHeader({ alg, kid: 'k1' })
        .setIssuer(ISSUER)
        .sign(key);
      await expect(validate(token)).rejects.toMatchObject({ code: 'TOKEN_INVALID' });
    }
  });

  it('refuses another algorithm also where its signature is good: a published EC key, PS256 by the very RSA key, its public half as a secret (client-library#87)', async () => {
    const { privateKey, publicKey } = await pair;
    const ec = await generateKeyPair('ES256', { extractable: true });
    const published = { ...(await exportJWK(ec.publicKey)), kid: 'ec' };
    const { options } = await issuer((key) => [key, published]);
    const validate = createTokenValidator(options);
    const secret = new TextEncoder().encode(JSON.stringify(await exportJWK(publicKey)));
    const rsa = await exportJWK(privateKey);
    for (const [alg, key, kid] of [
      ['ES256', ec.privateKey, 'ec'],
      ['PS256', await importJWK(rsa, 'PS256'), 'k1'],
      ['HS256', secret, 'k1'],
    ] as const) {
      const token = await new SignJWT({ exp: clock() / 1000 + 100 })
        .setProtectedHeader({ alg, kid })
        .setIssuer(ISSUER)
        .sign(key);
      await expect(validate(token)).rejects.toMatchObject({ code: 'TOKEN_INVALID' });
    }
  });

  it('finds the audience in a string and in an array, and refuses its absence (client-library#87)', async () => {
    const { options, sign } = await issuer();
    const validate = createTokenValidator({ ...options, audience: 'https://api.example/' });
    await validate(await sign({ aud: 'https://api.example/' }));
    await validate(await sign({ aud: ['https://other.example/', 'https://api.example/'] }));
    for (const aud of [undefined, 'https://other.example/'])
      await expect(validate(await sign(aud === undefined ? {} : { aud }))).rejects.toMatchObject({ code: 'AUDIENCE' });
  });

  it('refuses an expired token, also one it has seen before', async () => {
    const { options, sign } = await issuer();
    const validate = createTokenValidator(options);
    const token = await sign({});
    await validate(token);
    clock.advance(111_000);
    await expect(validate(token)).rejects.toMatchObject({ code: 'TOKEN_EXPIRED' });
    await expect(validate('nonsense')).rejects.toMatchObject({ code: 'TOKEN_INVALID' });
  });
});
