import { check } from './check.ts';
import { JwksError } from './errors.ts';

/** Signature algorithms by key type; Maskinporten takes only the first three. */
const RSA_ALGORITHMS = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'] as const;
export const EC_ALGORITHMS = ['ES256', 'ES384', 'ES512'] as const;
/** Signature algorithms that a key may be for (RFC 7518, RFC 8037). */
export const ALGORITHMS = [...RSA_ALGORITHMS, ...EC_ALGORITHMS, 'EdDSA'] as const;
/** One of `ALGORITHMS`. */
export type Algorithm = (typeof ALGORITHMS)[number];

export const CURVES = { ES256: 'P-256', ES384: 'P-384', ES512: 'P-521' } as const;
/** Octets of a coordinate and of `d` (RFC 7518 section 6.2.1.2). */
export const CURVE_BYTES: Readonly<Record<string, number>> = { 'P-256': 32, 'P-384': 48, 'P-521': 66 };

export const DEFAULT_ALGORITHM: Algorithm = 'RS256';
export const DEFAULT_RSA_BITS = 2048;
const MIN_RSA_BITS = 2048;
const MAX_RSA_BITS = 16_384;

export const isRsa = (algorithm: Algorithm): boolean => (RSA_ALGORITHMS as readonly string[]).includes(algorithm);
export const isEc = (algorithm: Algorithm): algorithm is (typeof EC_ALGORITHMS)[number] =>
  (EC_ALGORITHMS as readonly string[]).includes(algorithm);

/** True for the algorithms that Maskinporten accepts in a grant (maskinporten.md 2.2). */
export const fitsMaskinporten = (algorithm: string): boolean =>
  typeof algorithm === 'string' && /^RS(256|384|512)$/.test(algorithm);

/** Finds an algorithm, letters in any case. @throws JwksError INVALID_OPTION */
export function parseAlgorithm(text: string): Algorithm {
  check(text, 'The algorithm', 'a text');
  const found = ALGORITHMS.find((algorithm) => algorithm.toLowerCase() === text.toLowerCase());
  if (found) return found;
  throw new JwksError(
    'INVALID_OPTION',
    `Unknown algorithm ${JSON.stringify(text.slice(0, 40))}: use one of ${ALGORITHMS.join(', ')}.`,
  );
}

/** Checks the size of an RSA key in bits. @throws JwksError WEAK_KEY or INVALID_OPTION */
export function checkRsaSize(bits: number, insecure: boolean): number {
  check(bits, 'The size of an RSA key', 'a number, 0 or more');
  if (!Number.isSafeInteger(bits) || bits < 512 || bits > MAX_RSA_BITS || bits % 8 !== 0)
    throw new JwksError('INVALID_OPTION', `An RSA key cannot have ${bits} bits: use 2048, 3072 or 4096.`);
  if (bits < MIN_RSA_BITS && !insecure)
    throw new JwksError(
      'WEAK_KEY',
      `An RSA key of ${bits} bits is too weak and Maskinporten refuses it: use 2048 or more, or --insecure.`,
    );
  return bits;
}

const OPENSSL_CURVES: Readonly<Record<string, string>> = {
  prime256v1: 'ES256',
  secp384r1: 'ES384',
  secp521r1: 'ES512',
};

/** True when a key of this type (as node:crypto names it) can be used with the algorithm. */
export const fitsCurve = (algorithm: Algorithm, type: string, curve: string | undefined): boolean =>
  type === 'rsa'
    ? isRsa(algorithm)
    : type === 'ec'
      ? OPENSSL_CURVES[curve ?? ''] === algorithm
      : type === 'ed25519' && algorithm === 'EdDSA';
