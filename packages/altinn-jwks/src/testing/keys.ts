/** Keys that are made once for a run of tests: making them is what takes time. Not exported. */
import { generateKeyPairSync } from 'node:crypto';
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
