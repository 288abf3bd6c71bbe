import { generateKeyPairSync, type JsonWebKey } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createKey, fixedWidth, jwkJson, KeySet, minimalJwk, ordered, publicJwk } from './testing.ts';

describe('key members', () => {
  it('have their full width for every key, with leading zeros kept (altinn-jwks#41)', async () => {
    for (const size of [2048, 3072]) {
      const key = await createKey({ kid: 'a', size });
      const width = (member: 'n' | 'd' | 'p' | 'q' | 'dp' | 'dq' | 'qi') =>
        Buffer.from(key[member] ?? '', 'base64url').length;
      expect([width('n'), width('d')]).toEqual([size / 8, size / 8]);
      for (const member of ['p', 'q', 'dp', 'dq', 'qi'] as const) expect(width(member)).toBe(size / 16);
    }
  });

  it('are padded from minimal integers to the width of the modulus or half of it', () => {
    const raw = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ format: 'jwk' });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 256 }), fc.integer({ min: 1, max: 128 }), (long, short) => {
        const bytes = (length: number) => Buffer.alloc(length, 7).toString('base64url');
        const key = fixedWidth({ ...raw, d: bytes(long), dp: bytes(short), qi: bytes(short) } as JsonWebKey);
        for (const [member, length, width] of [
          ['d', long, 256],
          ['dp', short, 128],
          ['qi', short, 128],
        ] as const) {
          const padded = Buffer.from(key[member] ?? '', 'base64url');
          expect(padded).toHaveLength(width);
          expect(padded.subarray(0, width - length).every((byte) => byte === 0)).toBe(true);
          expect(padded.subarray(width - length).every((byte) => byte === 7)).toBe(true);
        }
      }),
    );
  });

  it('of an EC key have the width of the curve', async () => {
    for (const [algorithm, width] of [
      ['ES256', 32],
      ['ES384', 48],
      ['ES512', 66],
    ] as const) {
      const key = await createKey({ kid: 'a', algorithm });
      for (const member of ['d', 'x', 'y'] as const)
        expect(Buffer.from(key[member] ?? '', 'base64url')).toHaveLength(width);
    }
  });

  it('stand in canonical order whatever order they came in, unknown ones last', () => {
    const members = 'alg d e key_ops kid kty n use x5c owner'.split(' ');
    fc.assert(
      fc.property(fc.shuffledSubarray(members, { minLength: members.length }), (shuffled) => {
        expect(Object.keys(ordered(Object.fromEntries(shuffled.map((name) => [name, name]))))).toEqual(members);
      }),
    );
  });

  it('lose every private one in the public half, also in the minimal form', async () => {
    const key = { ...(await createKey({ kid: 'a' })), oth: [{ r: 'secret' }] };
    for (const half of [publicJwk(key), minimalJwk(key)]) {
      expect(JSON.stringify(half)).not.toContain('secret');
      for (const member of ['d', 'p', 'q', 'dp', 'dq', 'qi']) expect(half).not.toHaveProperty(member);
    }
    expect(Object.keys(minimalJwk(key)).sort()).toEqual(['alg', 'e', 'kid', 'kty', 'n', 'use']);
  });

  it('are escaped as .NET does', () => {
    expect(jwkJson({ kid: "å&'+<>`" })).toBe('{"kid":"\\u00E5\\u0026\\u0027\\u002B\\u003C\\u003E\\u0060"}');
  });
});

describe('a key set', () => {
  const key = (kid: string) => ({ kid, kty: 'RSA', d: 'x' });

  it('never holds two keys with one kid, nor more than it keeps', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'), { maxLength: 20 }), (kids) => {
        let set = new KeySet('x-TEST');
        for (const kid of kids) {
          if (set.has(kid)) expect(() => set.add(key(kid))).toThrow('already exists');
          else set = set.add(key(kid));
          expect(set.keys.length).toBeLessThanOrEqual(6);
          expect(new Set(set.keys.map((one) => one.kid)).size).toBe(set.keys.length);
        }
        expect(KeySet.parse('x-TEST', set.toJson(), 'memory').keys).toEqual(set.keys);
      }),
    );
  });
});
