/**
 * Keys made in the browser, as `altinn-jwks` makes them: an RSA key for signatures, its JWK with members of fixed width in the order that the
 * tool writes. The private half is handed to the person alone; only what `publicHalf` leaves may be sent.
 */
import type { Jwk } from './key-text.ts';

/** What Maskinporten takes (maskinporten.md 2.2, 6.4). */
export const ALGORITHMS = ['RS256', 'RS384', 'RS512'] as const;
export type Algorithm = (typeof ALGORITHMS)[number];
export const SIZES = [2048, 3072, 4096] as const;
export type Size = (typeof SIZES)[number];

const HASHES: Readonly<Record<Algorithm, string>> = { RS256: 'SHA-256', RS384: 'SHA-384', RS512: 'SHA-512' };
/** 65537, most significant octet first. */
const EXPONENT = Uint8Array.of(1, 0, 1);

/** A key pair that was just made. */
export interface MadeKey {
  readonly kid: string;
  readonly algorithm: Algorithm;
  readonly size: Size;
  /** The private key, as `altinn-jwks` keeps it. */
  readonly jwk: PrivateJwk;
  /** The private key as PKCS#8. */
  readonly pem: string;
}

const NUMBERS = ['d', 'dp', 'dq', 'e', 'n', 'p', 'q', 'qi'] as const;
type Numbers = Readonly<Record<(typeof NUMBERS)[number], string>>;
export interface PrivateJwk extends Jwk, Numbers {}

/** False where the page was not got over HTTPS or from the machine itself: browsers make keys nowhere else. */
export const canMakeKeys = (): boolean => globalThis.crypto?.subtle !== undefined;

/** @throws what the browser throws when it cannot make keys */
export async function makeKey(wish: {
  readonly kid: string;
  readonly algorithm: Algorithm;
  readonly size: Size;
}): Promise<MadeKey> {
  const { kid, algorithm, size } = wish;
  const { subtle } = globalThis.crypto;
  const kind = { name: 'RSASSA-PKCS1-v1_5', hash: HASHES[algorithm], modulusLength: size, publicExponent: EXPONENT };
  const { privateKey } = await subtle.generateKey(kind, true, ['sign', 'verify']);
  const [raw, pkcs8] = await Promise.all([subtle.exportKey('jwk', privateKey), subtle.exportKey('pkcs8', privateKey)]);
  const numbers = widened(raw, size / 8);
  const { d, dp, dq, e, n, p, q, qi } = numbers;
  // In the order of the .NET tool, with the three empty lists that it writes (altinn-jwks.md 7).
  const jwk = { alg: algorithm, d, dp, dq, e, key_ops: [], kid, kty: 'RSA', n, oth: [], p, q, qi, use: 'sig', x5c: [] };
  return { kid, algorithm, size, jwk, pem: pemOf(pkcs8) };
}

/** What of a private key others may know: named one by one, so that nothing else can slip through. */
export const publicHalf = ({ alg, e, kid, kty, n, use }: Jwk): Jwk => ({ alg, e, kid, kty, n, use });

/** The document of a directory store: `<set>.jwks.json`. */
export const storeText = ({ jwk }: MadeKey): string => JSON.stringify({ keys: [jwk] });

/** A private number has the width of the modulus or half of it: browsers leave leading zeros out, and .NET on Windows refuses that. */
function widened(raw: JsonWebKey, modulus: number): Numbers {
  const wide = (name: (typeof NUMBERS)[number], width: number): string => {
    const value = raw[name];
    if (value === undefined) throw new Error(`the browser made a key without ${name}`);
    const octets = atob(value.replaceAll('-', '+').replaceAll('_', '/'));
    return btoa(octets.padStart(width, '\0')).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
  };
  const half = modulus / 2;
  return {
    ...{ n: wide('n', 0), e: wide('e', 0), d: wide('d', modulus), p: wide('p', half), q: wide('q', half) },
    ...{ dp: wide('dp', half), dq: wide('dq', half), qi: wide('qi', half) },
  };
}

function pemOf(pkcs8: ArrayBuffer): string {
  const octets = Array.from(new Uint8Array(pkcs8), (octet) => String.fromCharCode(octet)).join('');
  const lines = btoa(octets).match(/.{1,64}/g) ?? [];
  return ['-----BEGIN PRIVATE KEY-----', ...lines, '-----END PRIVATE KEY-----', ''].join('\n');
}
