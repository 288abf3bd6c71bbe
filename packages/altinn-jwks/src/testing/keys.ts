/** Keys that are made once for a run of tests: making them is what takes time. Not exported. */
import { generateKeyPairSync, generatePrimeSync } from 'node:crypto';
import { type Jwk, jwkFromKey, jwkJson, ordered } from '../jwk.ts';

const made: Jwk[] = [];

/** The RSA key of that number, the same for the whole run, under a kid. */
export function keyNumber(number: number, kid: string): Jwk {
  for (let next = made.length; next <= number; next += 1)
    made.push(
      jwkFromKey(generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey, { algorithm: 'RS256', kid: '' }),
    );
  const { alg, d, dp, dq, e, key_ops, ...rest } = made[number] as Jwk;
  // In canonical order, as a new key would be.
  return { alg, d, dp, dq, e, key_ops, ...rest, kid } as Jwk;
}

/** What JsonWebKey of Microsoft.IdentityModel.Tokens 8.23.0 has as members; System.Text.Json writes no other (altinn-jwks.md 7). */
const DOTNET = 'alg crv d dp dq e key_ops k kid kty n oth p q qi use x x5c x5t x5t#S256 x5u y'.split(' ');

/** The text of a set after the .NET tool has added a key to it: members that it does not know are gone, and its three lists are empty. */
export function afterDotnetCreate(text: string, added: Jwk): string {
  const { keys } = JSON.parse(text) as { keys: readonly Jwk[] };
  const known = (key: Jwk) => Object.fromEntries(Object.entries(key).filter(([name]) => DOTNET.includes(name)));
  return jwkJson({ keys: [...keys, added].map((key) => ordered({ ...known(key), key_ops: [], oth: [], x5c: [] })) });
}

const BITS = 512;
const primes: bigint[] = [];

const inverse = (value: bigint, modulus: bigint): bigint => {
  let [a, b, x, y] = [value % modulus, modulus, 1n, 0n];
  while (b > 0n) {
    const times = a / b;
    [a, b, x, y] = [b, a - times * b, y, x - times * y];
  }
  return a === 1n ? (x + modulus) % modulus : 0n;
};

const number = (value: bigint): string => {
  const hex = value.toString(16);
  return Buffer.from(hex.padStart(hex.length + (hex.length % 2), '0'), 'hex').toString('base64url');
};

/** An RSA key of 512 bits, one of whose numbers begins with a zero octet, which is left out as in a minimal integer. */
export function keyWithShort(member: 'd' | 'dp' | 'dq' | 'qi', kid: string): Jwk {
  const width = BITS / 8 / (member === 'd' ? 1 : 2);
  const isShort = (value: bigint) => value >> BigInt(8 * (width - 1)) === 0n;
  for (;;) {
    const q = generatePrimeSync(BITS / 2, { bigint: true });
    for (const p of primes) {
      const n = p * q;
      const qi = inverse(q, p);
      if (n >> BigInt(BITS - 1) !== 1n || (member === 'qi' && !isShort(qi))) continue;
      // Each exponent gives other numbers of the same primes.
      for (let e = 65537n; e < 67537n; e += 2n) {
        const d = inverse(e, (p - 1n) * (q - 1n));
        const numbers = { n, e, d, p, q, dp: d % (p - 1n), dq: d % (q - 1n), qi };
        if (d === 0n || !isShort(numbers[member])) continue;
        const key = Object.fromEntries(Object.entries(numbers).map(([name, value]) => [name, number(value)]));
        return ordered({ alg: 'RS256', key_ops: [], kid, kty: 'RSA', oth: [], use: 'sig', x5c: [], ...key });
      }
    }
    primes.push(q);
  }
}
