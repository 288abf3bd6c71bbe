import { sign, verify } from 'node:crypto';
import { type Jwk, privateKeyOf, publicJwk, publicKeyOf } from './jwk.ts';

const PROBE = Buffer.from('altinn-jwks doctor');

/**
 * True when the members of a private key belong together: what its private half signs its public half verifies, and the numbers of an
 * RSA key are those that its primes give (RFC 8017 section 3.2). OpenSSL signs with the primes alone, .NET also reads the others.
 */
export function fitsTogether(key: Jwk): boolean {
  try {
    const hash = key.kty === 'OKP' ? null : 'sha256';
    if (!verify(hash, PROBE, publicKeyOf(publicJwk(key)), sign(hash, PROBE, privateKeyOf(key)))) return false;
    return key.kty !== 'RSA' || isConsistentRsa(key);
  } catch {
    return false;
  }
}

function isConsistentRsa(key: Jwk): boolean {
  const [n, e, d, p, q, dp, dq, qi] = (['n', 'e', 'd', 'p', 'q', 'dp', 'dq', 'qi'] as const).map((member) =>
    BigInt(`0x0${Buffer.from(String(key[member] ?? ''), 'base64url').toString('hex')}`),
  ) as [bigint, bigint, bigint, bigint, bigint, bigint, bigint, bigint];
  if (p < 3n || q < 3n || n !== p * q) return false;
  return (
    (d * e) % (p - 1n) === 1n &&
    (d * e) % (q - 1n) === 1n &&
    dp === d % (p - 1n) &&
    dq === d % (q - 1n) &&
    (qi * q) % p === 1n
  );
}
