import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPair,
  type JsonWebKey,
  type KeyObject,
} from 'node:crypto';
import { promisify } from 'node:util';
import {
  type Algorithm,
  CURVE_BYTES,
  CURVES,
  checkRsaSize,
  DEFAULT_RSA_BITS,
  isEc,
  isRsa,
  parseAlgorithm,
} from './algorithms.ts';
import { check, checkMembers, checkOptional } from './check.ts';
import { JwksError } from './errors.ts';

/** A JWK as it is kept: the members of altinn-jwks.md 7 in their order, and any that we do not know. */
export interface Jwk {
  alg?: string;
  crv?: string;
  d?: string;
  dp?: string;
  dq?: string;
  e?: string;
  exp?: number;
  key_ops?: unknown[];
  kid?: string;
  kty?: string;
  n?: string;
  oth?: unknown[];
  p?: string;
  q?: string;
  qi?: string;
  use?: string;
  x?: string;
  x5c?: unknown[];
  y?: string;
  [member: string]: unknown;
}

/** For signatures or encryption (RFC 7517 section 4.2). */
export type KeyUse = 'sig' | 'enc';

/** Which key is made. */
export interface CreateKeyOptions {
  /** Default RS256. */
  readonly algorithm?: Algorithm;
  /** Bits of an RSA key, default 2048. */
  readonly size?: number;
  readonly use?: KeyUse;
  readonly kid: string;
  /** Allows RSA keys below 2048 bits. */
  readonly insecure?: boolean;
}

/** The order in which .NET's JsonWebKey writes its members. */
const ORDER = 'alg crv d dp dq e key_ops kid kty n oth p q qi use x x5c y'.split(' ');
const PRIVATE_MEMBERS: ReadonlySet<string> = new Set(['d', 'dp', 'dq', 'p', 'q', 'qi', 'k']);

const generate = promisify(generateKeyPair);

/**
 * Makes a key pair and gives its private JWK: members of fixed width, in canonical order, with the three empty lists that .NET writes.
 * RSA keys are made on the thread pool.
 * @throws JwksError WEAK_KEY for an RSA key below 2048 bits unless `insecure` is set, INVALID_OPTION
 */
export async function createKey(options: CreateKeyOptions): Promise<Jwk> {
  checkMembers(options, 'options', { kid: 'a text, also an empty one' });
  checkOptional(options, 'options', { use: '"sig" or "enc"', insecure: 'true or false' });
  const algorithm = options.algorithm === undefined ? 'RS256' : parseAlgorithm(options.algorithm);
  return jwkFromKey(await generateKey(algorithm, options), { ...options, algorithm });
}

async function generateKey(algorithm: Algorithm, options: CreateKeyOptions): Promise<KeyObject> {
  if (isRsa(algorithm)) {
    const modulusLength = checkRsaSize(options.size ?? DEFAULT_RSA_BITS, options.insecure ?? false);
    return reimported((await generate('rsa', { modulusLength, publicExponent: 0x10001 })).privateKey);
  }
  if (isEc(algorithm)) return reimported((await generate('ec', { namedCurve: CURVES[algorithm] })).privateKey);
  return reimported((await generate('ed25519')).privateKey);
}

/** Exporting a freshly generated key object as JWK has been seen to freeze (altinn-jwks.md 7.1); one that came from DER does not. */
const reimported = (key: KeyObject): KeyObject =>
  createPrivateKey({ key: key.export({ type: 'pkcs8', format: 'der' }), type: 'pkcs8', format: 'der' });

function exported(key: KeyObject): JsonWebKey {
  try {
    return key.export({ format: 'jwk' });
  } catch (cause) {
    const why = `a key of the type ${key.asymmetricKeyType} has no JWK here`;
    throw new JwksError('INVALID_KEY', `The key cannot be used: ${why}.`, { cause });
  }
}

/** The private JWK of a key object. @throws JwksError INVALID_KEY, INVALID_OPTION */
export function jwkFromKey(
  key: KeyObject,
  options: { readonly algorithm: Algorithm; readonly kid: string; readonly use?: KeyUse },
): Jwk {
  check(key, 'The key', 'a KeyObject with a private key');
  checkMembers(options, 'options', { algorithm: 'a text', kid: 'a text, also an empty one' });
  checkOptional(options, 'options', { use: '"sig" or "enc"' });
  const raw = exported(key);
  return ordered({
    ...fixedWidth(raw),
    alg: options.algorithm,
    kid: options.kid,
    use: options.use ?? 'sig',
    key_ops: [],
    oth: [],
    x5c: [],
  });
}

/**
 * Gives every number its full width, neither less nor more: minimal integers lose leading zero octets and signed ones have one too many,
 * and .NET on Windows refuses both. The modulus itself, and the exponent, begin with an octet that is not zero (RFC 7518 section 6.3.1).
 */
export function fixedWidth(raw: JsonWebKey): Jwk {
  const jwk: Jwk = { ...(raw as Jwk) };
  const widen = (member: 'd' | 'e' | 'n' | 'p' | 'q' | 'dp' | 'dq' | 'qi' | 'x' | 'y', width: number) => {
    const value = jwk[member];
    if (isNumber(value)) jwk[member] = padded(value, width);
  };
  if (jwk.kty === 'RSA' && isNumber(jwk.n)) {
    widen('n', 0);
    widen('e', 0);
    const modulus = Buffer.from(jwk.n, 'base64url').length;
    widen('d', modulus);
    for (const member of ['p', 'q', 'dp', 'dq', 'qi'] as const) widen(member, Math.ceil(modulus / 2));
  }
  const width = CURVE_BYTES[jwk.crv ?? ''];
  if (jwk.kty === 'EC' && width !== undefined) for (const member of ['d', 'x', 'y'] as const) widen(member, width);
  return jwk;
}

const isNumber = (value: unknown): value is string =>
  typeof value === 'string' && /^[A-Za-z0-9_+/-]+={0,2}$/.test(value);

function padded(base64url: string, width: number): string {
  const bytes = Buffer.from(base64url, 'base64url');
  if (bytes.length === width && !/[+/=]/.test(base64url)) return base64url;
  let start = 0;
  while (bytes.length - start > Math.max(width, 1) && bytes[start] === 0) start += 1;
  const significant = bytes.subarray(start);
  return Buffer.concat([Buffer.alloc(Math.max(0, width - significant.length)), significant]).toString('base64url');
}

/** The same members in canonical order, unknown ones last in the order they came; undefined ones left out. */
export function ordered(jwk: Jwk): Jwk {
  const known = ORDER.flatMap((member) => (jwk[member] === undefined ? [] : [[member, jwk[member]] as const]));
  const others = Object.entries(jwk).filter(([member, value]) => !ORDER.includes(member) && value !== undefined);
  return Object.fromEntries([...known, ...others]);
}

/** The public half: no private member, not even of other primes (`oth`). */
export function publicJwk(jwk: Jwk): Jwk {
  check(jwk, 'The JWK', 'an object');
  const entries = Object.entries(jwk).filter(([member]) => !PRIVATE_MEMBERS.has(member));
  const kept: Jwk = Object.fromEntries(entries);
  if (kept.oth !== undefined) kept.oth = [];
  return ordered(kept);
}

export const isPrivate = (jwk: Jwk): boolean => typeof jwk.d === 'string';

/** Only what Maskinporten asks for: `kty e use kid alg n`. */
export function minimalJwk(jwk: Jwk): Jwk {
  const { kty, e, use, kid, alg, n, crv, x, y } = publicJwk(jwk);
  return Object.fromEntries(
    Object.entries({ kty, e, use, kid, alg, n, crv, x, y }).filter(([, value]) => value !== undefined),
  );
}

/** The members that a thumbprint covers, in lexical order (RFC 7638 section 3.2, RFC 8037 appendix A.3). */
const THUMBPRINT_MEMBERS: Readonly<Record<string, readonly string[]>> = {
  RSA: ['e', 'kty', 'n'],
  EC: ['crv', 'kty', 'x', 'y'],
  OKP: ['crv', 'kty', 'x'],
};

/** The SHA-256 thumbprint of a key, base64url (RFC 7638). The private and the public half have the same. @throws JwksError INVALID_KEY */
export function thumbprint(jwk: Jwk): string {
  check(jwk, 'The JWK', 'an object');
  const members = THUMBPRINT_MEMBERS[typeof jwk.kty === 'string' ? jwk.kty : ''] ?? ['kty'];
  const lacking = members.filter((member) => typeof jwk[member] !== 'string');
  if (lacking.length > 0)
    throw new JwksError('INVALID_KEY', `The key has no thumbprint: it lacks ${lacking.join(', ')}.`);
  const canonical = JSON.stringify(Object.fromEntries(members.map((member) => [member, jwk[member]])));
  return createHash('sha256').update(canonical).digest('base64url');
}

/** The key object of a private JWK. @throws JwksError INVALID_KEY */
export function privateKeyOf(jwk: Jwk): KeyObject {
  check(jwk, 'The JWK', 'an object');
  if (!isPrivate(jwk)) throw new JwksError('INVALID_KEY', 'The JWK has no private part: it lacks d.');
  return keyObject(() => createPrivateKey({ key: jwk as JsonWebKey, format: 'jwk' }));
}

/** The key object of the public half. @throws JwksError INVALID_KEY */
export const publicKeyOf = (jwk: Jwk): KeyObject => {
  const half = publicJwk(jwk);
  return keyObject(() => createPublicKey({ key: half as JsonWebKey, format: 'jwk' }));
};

function keyObject(make: () => KeyObject): KeyObject {
  try {
    return make();
  } catch (cause) {
    throw new JwksError(
      'INVALID_KEY',
      'The members of the JWK do not make a key: export it again where it comes from.',
      {
        cause,
      },
    );
  }
}

function plainJson(value: unknown): string {
  let cause: unknown;
  try {
    const json = JSON.stringify(value) as string | undefined;
    if (json !== undefined) return json;
  } catch (error) {
    cause = error;
  }
  throw new JwksError('INVALID_OPTION', 'This cannot be written as JSON: give plain objects.', { cause });
}

/** Compact JSON with the escapes of System.Text.Json's default encoder (altinn-jwks.md 7). @throws JwksError INVALID_OPTION for what JSON cannot hold */
export function jwkJson(value: unknown): string {
  const escaped = (char: string) => `\\u${char.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`;
  // An escape is taken as a whole: a backslash before a quote may itself be escaped.
  return plainJson(value).replace(/\\u[0-9a-f]{4}|\\.|[&'+<>`\u007f-\uffff]/g, (part) => {
    if (part === '\\"') return escaped('"');
    if (part.startsWith('\\u')) return `\\u${part.slice(2).toUpperCase()}`;
    return part.startsWith('\\') ? part : escaped(part);
  });
}
