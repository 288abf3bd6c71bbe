/** Keys that are made once for a run of tests: making them is what takes time. Not exported. */
import { generateKeyPairSync } from 'node:crypto';
import { type Jwk, jwkFromKey } from '../jwk.ts';

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
