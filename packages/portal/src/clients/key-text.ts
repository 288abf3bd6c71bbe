/** What a person pasted into the key box, judged before anything leaves the browser (maskinporten.md 7). Pure. */
export type KeyText =
  | { readonly kind: 'empty' }
  /** Has private parts, or looks as if it had. */
  | { readonly kind: 'private' }
  | { readonly kind: 'invalid' }
  | { readonly kind: 'no-keys' }
  | { readonly kind: 'no-kid' }
  | { readonly kind: 'kid-twice'; readonly kid: string }
  /** One or more public JWKs, as they were written. */
  | { readonly kind: 'jwks'; readonly keys: readonly Jwk[] }
  /** One PEM public key or certificate. */
  | { readonly kind: 'pem'; readonly text: string };

export interface Jwk {
  readonly kid: string;
  readonly [member: string]: unknown;
}

/** RFC 7518 6.3.2 and 6.4.1: what only the holder of the key may know. */
const PRIVATE_MEMBERS = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'k'] as const;
/** The same members in text that is not JSON, or not yet: better to refuse too much than to send a secret. */
const PRIVATE_TEXT = /\\?["'](?:d|p|q|dp|dq|qi|k)\\?["']\s*:|PRIVATE KEY/;
const BASE64 = /^[A-Za-z0-9+/_-]{40,}={0,2}$/;
const PEM = /^-----BEGIN (?:PUBLIC KEY|RSA PUBLIC KEY|CERTIFICATE)-----[\sA-Za-z0-9+/=]+-----END [A-Z ]+-----$/;
const MAX_DEPTH = 6;

/** Judges the text. A private key in any form is found first, so that no other complaint can hide it. */
export function readKeyText(input: string): KeyText {
  const text = input.trim();
  if (text === '') return { kind: 'empty' };
  if (PRIVATE_TEXT.test(text) || hidesPrivate(text)) return { kind: 'private' };
  if (text.startsWith('-----BEGIN')) return PEM.test(text) ? { kind: 'pem', text } : { kind: 'invalid' };
  const value = parsed(text);
  if (value === undefined) return { kind: 'invalid' };
  if (hasPrivate(value, 0)) return { kind: 'private' };
  return keysOf(value);
}

function keysOf(value: unknown): KeyText {
  const list = Array.isArray(value) ? value : isObject(value) && Array.isArray(value['keys']) ? value['keys'] : [value];
  if (list.length === 0) return { kind: 'no-keys' };
  if (!list.every(isObject) || list.some((key) => typeof key['kty'] !== 'string')) return { kind: 'invalid' };
  const keys = list.filter((key): key is Jwk => typeof key['kid'] === 'string' && key['kid'] !== '');
  if (keys.length < list.length) return { kind: 'no-kid' };
  const twice = keys.find((key, index) => keys.findIndex((other) => other.kid === key.kid) < index);
  return twice ? { kind: 'kid-twice', kid: twice.kid } : { kind: 'jwks', keys };
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A non-empty `oth` holds further primes; an empty one comes from some exports and says nothing. */
function hasPrivate(value: unknown, depth: number): boolean {
  // Deeper than any key set is: not a key, and not worth the risk.
  if (depth > MAX_DEPTH) return true;
  if (Array.isArray(value)) return value.some((entry) => hasPrivate(entry, depth + 1));
  if (!isObject(value)) return false;
  if (PRIVATE_MEMBERS.some((member) => member in value)) return true;
  if (Array.isArray(value['oth']) && value['oth'].length > 0) return true;
  return Object.values(value).some((entry) => hasPrivate(entry, depth + 1));
}

/** `altinn-jwks export key --base64` prints a private key in base64: it is one all the same. */
function hidesPrivate(text: string): boolean {
  if (!BASE64.test(text.replaceAll(/\s/g, ''))) return false;
  try {
    const decoded = atob(text.replaceAll(/\s/g, '').replaceAll('-', '+').replaceAll('_', '/'));
    const value = parsed(decoded);
    return PRIVATE_TEXT.test(decoded) || (value !== undefined && hasPrivate(value, 0));
  } catch {
    return false;
  }
}

function parsed(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
