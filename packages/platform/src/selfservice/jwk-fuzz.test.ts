import { generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type AcceptedKey, acceptJwk, acceptKeySet, acceptKeyText, publicKeyOf } from './jwk-rules.ts';
import { isRefusal } from './refusals.ts';

const RUNS = process.env['PORTVAKT_TESTS'] === 'long' ? 100_000 : 10_000;
const NOW = Date.parse('2026-11-23T10:00:00Z');
const YEAR_MS = 365 * 24 * 3600 * 1000;
const pair = generateKeyPairSync('rsa', { modulusLength: 2048 });
const good = { ...pair.publicKey.export({ format: 'jwk' }), use: 'sig', alg: 'RS256', kid: 'k' };
const secret = pair.privateKey.export({ format: 'jwk' });
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey;
const pems = [
  pair.publicKey.export({ type: 'spki', format: 'pem' }) as string,
  pair.publicKey.export({ type: 'pkcs1', format: 'pem' }) as string,
  pair.privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
  ec.export({ type: 'spki', format: 'pem' }) as string,
  '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n',
];

const value = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(good.n, good.e, 'AQAB', 'RSA', 'sig', 'RS256', 'RS512', 'k') },
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.base64String({ maxLength: 60 }),
  fc.integer(),
  fc.double(),
  fc.boolean(),
  fc.constant(null),
  fc.array(fc.base64String({ maxLength: 20 }), { maxLength: 3 }),
  fc.object({ maxDepth: 2, maxKeys: 3 }),
);
const member = fc.oneof(
  fc.constantFrom(
    'kty',
    'use',
    'alg',
    'kid',
    'n',
    'e',
    'exp',
    'x5c',
    'd',
    'p',
    'q',
    'dp',
    'dq',
    'qi',
    'k',
    'oth',
    '__proto__',
  ),
  fc.string({ maxLength: 6 }),
);
/** A good key with some members changed, so that every rule is reached and not only the first. */
const jwk = fc
  .tuple(
    fc.dictionary(member, value, { maxKeys: 3 }),
    fc.subarray(['kty', 'use', 'alg', 'kid', 'n', 'e'], { maxLength: 1 }),
  )
  .map(([over, without]) =>
    Object.fromEntries(Object.entries({ ...good, ...over }).filter(([name]) => !without.includes(name as never))),
  );
/** A good key whose modulus or exponent has been cut, stretched or altered. */
const altered = fc
  .tuple(fc.constantFrom('n' as const, 'e' as const), fc.nat({ max: 400 }), fc.base64String({ maxLength: 8 }))
  .map(([name, at, text]) => ({ ...good, [name]: `${String(good[name]).slice(0, at)}${text.replace(/[+/=]/g, '_')}` }));

const PUBLIC = ['kty', 'use', 'alg', 'kid', 'n', 'e', 'x5c'];

/** Whatever is accepted must be a sound public key and nothing else. */
function sound({ jwk: kept, expires }: AcceptedKey): void {
  if (Object.keys(kept).some((name) => !PUBLIC.includes(name))) throw new Error(`kept ${Object.keys(kept).join()}`);
  if (!/^[A-Za-z0-9._-]{1,255}$/.test(kept.kid)) throw new Error(`kid ${kept.kid}`);
  if (!(expires > NOW && expires <= NOW + YEAR_MS && Number.isInteger(expires))) throw new Error(`expires ${expires}`);
  const { modulusLength = 0, publicExponent = 0n } = publicKeyOf(kept).asymmetricKeyDetails ?? {};
  if (modulusLength < 2048 || modulusLength > 8192 || publicExponent < 65_537n) throw new Error('a weak key');
}

let accepted = 0;
function acceptOrRefuse(accept: () => readonly AcceptedKey[]): void {
  try {
    for (const key of accept()) sound(key);
    accepted += 1;
  } catch (error) {
    if (!isRefusal(error) || error.status !== 400) throw error;
    if (error.message.length > 1000) throw new Error(`a text of ${error.message.length} characters`);
    for (const name of ['d', 'p', 'q'] as const)
      if (error.message.includes(String(secret[name]))) throw new Error('the text repeats a private member');
  }
}

// The rules know no database: once is enough.
describe.skipIf(process.env['PORTVAKT_TEST_DATABASE_URL'])('the upload of keys, with anything at all', () => {
  it('keeps a sound public key or refuses with 400: JWKs (maskinporten#92, maskinporten#93, maskinporten#95)', () => {
    accepted = 0;
    fc.assert(
      fc.property(fc.oneof({ weight: 3, arbitrary: jwk }, altered, value), (one) => {
        acceptOrRefuse(() => [acceptJwk(one, NOW)]);
      }),
      { numRuns: RUNS },
    );
    // Both ways are taken, often.
    expect(accepted).toBeGreaterThan(RUNS / 100);
    expect(accepted).toBeLessThan(RUNS * 0.9);
  });

  it('keeps a sound public key or refuses with 400: texts of JSON and PEM (maskinporten#97)', () => {
    accepted = 0;
    const cut = fc
      .tuple(fc.constantFrom(...pems), fc.nat({ max: 2000 }), fc.string({ maxLength: 5 }), fc.nat({ max: 5 }))
      .map(([pem, at, text, removed]) => `${pem.slice(0, at)}${text}${pem.slice(at + removed)}`);
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 100 }),
      jwk.map((one) => JSON.stringify(one)),
      fc.tuple(jwk, fc.nat({ max: 600 })).map(([one, at]) => JSON.stringify(one).slice(0, at)),
      cut,
    );
    fc.assert(
      fc.property(text, (one) => {
        acceptOrRefuse(() => [acceptKeyText(one, NOW)]);
      }),
      { numRuns: RUNS },
    );
    expect(accepted).toBeGreaterThan(RUNS / 100);
  });

  it('keeps a whole set or none of it', () => {
    const set = fc.oneof(fc.array(fc.oneof(fc.constant(good), jwk, value), { maxLength: 7 }), value);
    fc.assert(
      fc.property(set, (keys) => {
        acceptOrRefuse(() => {
          const kept = acceptKeySet(keys, NOW);
          if (!Array.isArray(keys) || kept.length !== keys.length || kept.length > 5)
            throw new Error('not the whole set');
          if (new Set(kept.map((key) => key.jwk.kid)).size < kept.length) throw new Error('a kid twice');
          return kept;
        });
      }),
      { numRuns: RUNS / 5 },
    );
  });

  it('knows a private key however it comes, and repeats nothing of it (maskinporten#92)', () => {
    const parts = fc.subarray(['d', 'p', 'q', 'dp', 'dq', 'qi'] as const, { minLength: 1 });
    fc.assert(
      fc.property(parts, fc.boolean(), (names, asText) => {
        const key = { ...good, ...Object.fromEntries(names.map((name) => [name, secret[name]])) };
        const refused = () => (asText ? acceptKeyText(JSON.stringify(key), NOW) : acceptJwk(key, NOW));
        expect(refused).toThrow(/this is a private key/);
        acceptOrRefuse(() => [refused()]);
      }),
      { numRuns: 500 },
    );
    for (const type of ['pkcs8', 'pkcs1'] as const)
      expect(() => acceptKeyText(pair.privateKey.export({ type, format: 'pem' }) as string, NOW)).toThrow(
        'private key',
      );
  });
});
