/**
 * A private key that a person has opened, made into one that signs and cannot be read again. It stays in the page's memory: it is sent
 * nowhere, and kept nowhere.
 */
export type KeyFault = 'insecure' | 'large' | 'encrypted' | 'pkcs1' | 'public' | 'not-rsa' | 'unreadable';

export interface OwnKey {
  /** As the file names it; undefined where it names none, as PEM. */
  readonly kid: string | undefined;
  readonly alg: Algorithm;
  /** The modulus, by which one knows the public half. */
  readonly modulus: string;
  readonly exponent: string;
  readonly key: CryptoKey;
}

export type Algorithm = 'RS256' | 'RS384' | 'RS512';
const HASHES: Readonly<Record<Algorithm, string>> = { RS256: 'SHA-256', RS384: 'SHA-384', RS512: 'SHA-512' };
const NAME = 'RSASSA-PKCS1-v1_5';

/** Sets of altinn-jwks stay far below. */
export const MAX_KEY_FILE = 1_000_000;
const MEMBERS = ['kty', 'n', 'e', 'd', 'p', 'q', 'dp', 'dq', 'qi'] as const;

type Json = Readonly<Record<string, unknown>>;
const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Reads a JWK, a set of them (an `altinn-jwks` store), either in base64, or PEM (PKCS#8).
 * @returns the keys, the newest of a set last; or why there are none
 */
export async function readOwnKeys(input: string): Promise<readonly OwnKey[] | KeyFault> {
  // Browsers sign on pages alone that nobody on the way can change.
  if (!('subtle' in crypto)) return 'insecure';
  if (input.length > MAX_KEY_FILE) return 'large';
  const text = input.trim();
  if (text.includes('-----BEGIN')) return fromPem(text);
  const value = parsed(text) ?? parsed(fromBase64(text));
  const set = isObject(value) ? (member(value, 'keys') ?? [value]) : value;
  if (!Array.isArray(set) || set.length === 0) return 'unreadable';
  const keys: OwnKey[] = [];
  let fault: KeyFault = 'unreadable';
  for (const one of set.filter(isObject)) {
    const key = await fromJwk(one);
    if (typeof key === 'string') fault = key;
    else keys.push(key);
  }
  return keys.length === 0 ? fault : keys;
}

/** The .NET tool writes names with a capital. */
const member = (object: Json, name: string): unknown =>
  Object.entries(object).find(([key]) => key === name || key.toLowerCase() === name)?.[1];

async function fromJwk(jwk: Json): Promise<OwnKey | KeyFault> {
  const { kty, n, e, d } = Object.fromEntries(MEMBERS.map((name) => [name, member(jwk, name)]));
  if (kty !== 'RSA') return kty === undefined ? 'unreadable' : 'not-rsa';
  if (d === undefined) return 'public';
  if (typeof n !== 'string' || typeof e !== 'string') return 'unreadable';
  const given = member(jwk, 'alg');
  const alg = given === 'RS384' || given === 'RS512' ? given : 'RS256';
  const plain = Object.fromEntries(MEMBERS.map((name) => [name, member(jwk, name)]));
  try {
    const key = await crypto.subtle.importKey('jwk', plain, { name: NAME, hash: HASHES[alg] }, false, ['sign']);
    const kid = member(jwk, 'kid');
    return { kid: typeof kid === 'string' && kid !== '' ? kid : undefined, alg, modulus: n, exponent: e, key };
  } catch {
    return 'unreadable';
  }
}

async function fromPem(text: string): Promise<readonly OwnKey[] | KeyFault> {
  if (text.includes('BEGIN ENCRYPTED')) return 'encrypted';
  if (text.includes('BEGIN RSA PRIVATE KEY')) return 'pkcs1';
  const [, body] = /-----BEGIN PRIVATE KEY-----([\sA-Za-z0-9+/=]+)-----END PRIVATE KEY-----/.exec(text) ?? [];
  if (body === undefined) return /BEGIN (?:PUBLIC KEY|RSA PUBLIC KEY|CERTIFICATE)/.test(text) ? 'public' : 'unreadable';
  const der = fromBase64(body.replace(/\s/g, ''));
  if (der === undefined) return 'unreadable';
  const bytes = Uint8Array.from(der, (letter) => letter.charCodeAt(0));
  try {
    // Read once to know its modulus, and once more so that it can be read no further.
    const algorithm = { name: NAME, hash: HASHES.RS256 };
    const readable = await crypto.subtle.importKey('pkcs8', bytes, algorithm, true, ['sign']);
    const { n = '', e = '' } = await crypto.subtle.exportKey('jwk', readable);
    const key = await crypto.subtle.importKey('pkcs8', bytes, algorithm, false, ['sign']);
    return [{ kid: undefined, alg: 'RS256', modulus: n, exponent: e, key }];
  } catch {
    return 'not-rsa';
  }
}

function parsed(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

function fromBase64(text: string): string | undefined {
  try {
    return atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  } catch {
    return undefined;
  }
}

const base64url = (bytes: Uint8Array): string =>
  btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
const utf8 = (value: object): Uint8Array<ArrayBuffer> => new TextEncoder().encode(JSON.stringify(value));

/** The signature (RFC 7518, 3.3) over bytes. */
export const signatureOf = async (bytes: Uint8Array<ArrayBuffer>, { key }: OwnKey): Promise<Uint8Array> =>
  new Uint8Array(await crypto.subtle.sign(NAME, key, bytes));

/** The thumbprint of the public half (RFC 7638). */
export async function thumbprintOf({ modulus, exponent }: OwnKey): Promise<string> {
  const bytes = utf8({ e: exponent, kty: 'RSA', n: modulus });
  return base64url(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)));
}

/** A compact JWS (RFC 7515) over the claims. */
export async function signed(header: object, claims: object, key: OwnKey): Promise<string> {
  const input = `${base64url(utf8(header))}.${base64url(utf8(claims))}`;
  return `${input}.${base64url(await signatureOf(new TextEncoder().encode(input), key))}`;
}
