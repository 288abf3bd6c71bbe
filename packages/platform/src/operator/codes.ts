/** One-time codes: 125 random bits that a person can type. */
import { createHash, randomInt, timingSafeEqual } from 'node:crypto';

/** Crockford's base 32: no letter that is taken for a digit. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const GROUPS = 5;
const GROUP = 5;

/** A new code, e.g. `7F3KQ-…`. */
export const newCode = (): string =>
  Array.from({ length: GROUPS }, () =>
    Array.from({ length: GROUP }, () => ALPHABET[randomInt(ALPHABET.length)]).join(''),
  ).join('-');

/** What is kept of a code: it cannot be led back to it. Spaces, hyphens, case, and O for 0 or I for 1 make no difference. */
export function codeHash(code: string): string {
  const plain = code
    .toUpperCase()
    .replaceAll(/[^0-9A-Z]/g, '')
    .replaceAll('O', '0')
    .replaceAll(/[IL]/g, '1');
  return createHash('sha256').update(`portvakt operator code ${plain}`).digest('base64url');
}

/** The one of the hashes that is this one; as long, whichever it is and whether there is one. */
export function sameHash(hash: string, hashes: readonly string[]): string | undefined {
  const wanted = Buffer.from(hash);
  const found = hashes.filter((one) => one.length === hash.length && timingSafeEqual(Buffer.from(one), wanted));
  return found[0];
}
