/**
 * JSON Web Signature, compact serialisation, for the server's hot path (RFC 7515, RFC 7518): RSASSA-PKCS1-v1_5 only.
 * Verification runs in line (23 µs), signing on the thread pool. Nothing inside a token chooses a key or an URL:
 * `jwk`, `jku`, `x5u` are never read.
 */
import { type KeyObject, sign as signCallback, verify } from 'node:crypto';
import { parseJsonStrictly } from './json.ts';
import { isMalformedJws, refuse } from './refusals.ts';

/** The signature algorithms that Maskinporten and Altinn use. */
export type RsaAlgorithm = 'RS256' | 'RS384' | 'RS512';

const DIGESTS: Readonly<Record<RsaAlgorithm, string>> = { RS256: 'sha256', RS384: 'sha384', RS512: 'sha512' };

export const isRsaAlgorithm = (value: unknown): value is RsaAlgorithm =>
  value === 'RS256' || value === 'RS384' || value === 'RS512';

export type JsonObject = { [member: string]: unknown };

/** A compact JWS taken apart; nothing in it is trusted yet. */
export interface ParsedJws {
  readonly header: JsonObject;
  readonly payload: JsonObject;
  /** The bytes that are signed: `header.payload` as ASCII. */
  readonly signingInput: Buffer;
  readonly signature: Buffer;
}

/** The longest compact JWS that is read, in characters. */
const MAX_JWS_LENGTH = 16_384;
const MAX_JSON_DEPTH = 16;
const STRICT_UTF_8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

const decodePart = (part: string, what: string): Buffer => {
  // Buffer.from accepts non-canonical text; re-encoding catches it (RFC 7515 section 2: no padding, no other characters).
  const bytes = Buffer.from(part, 'base64url');
  if (part.length === 0 || bytes.toString('base64url') !== part)
    throw refuse('jws-malformed', `the ${what} is not base64url without padding`);
  return bytes;
};

const decodeObject = (part: string, what: string): JsonObject => {
  let text: string;
  try {
    text = STRICT_UTF_8.decode(decodePart(part, what));
  } catch (error) {
    if (isMalformedJws(error)) throw error;
    throw refuse('jws-malformed', `the ${what} is not UTF-8`);
  }
  let value: unknown;
  try {
    value = parseJsonStrictly(text, { maxDepth: MAX_JSON_DEPTH });
  } catch (error) {
    throw refuse('jws-malformed', `the ${what} is not JSON: ${error instanceof Error ? error.message : 'unreadable'}`);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw refuse('jws-malformed', `the ${what} is not a JSON object`);
  return value as JsonObject;
};

/**
 * Reads a compact JWS without verifying it.
 * @throws Refusal `jws-malformed` when it is longer than {@link MAX_JWS_LENGTH}, has not three parts, is not canonical base64url, not strict
 * UTF-8, or not JSON objects with unique member names.
 */
export function parseJws(compact: string): ParsedJws {
  if (compact.length > MAX_JWS_LENGTH) throw refuse('jws-malformed', `it is longer than ${MAX_JWS_LENGTH} characters`);
  const first = compact.indexOf('.');
  const second = compact.indexOf('.', first + 1);
  if (second < 0 || compact.includes('.', second + 1))
    throw refuse('jws-malformed', 'it does not have three parts separated by dots');
  return {
    header: decodeObject(compact.slice(0, first), 'header'),
    payload: decodeObject(compact.slice(first + 1, second), 'payload'),
    signature: decodePart(compact.slice(second + 1), 'signature'),
    signingInput: Buffer.from(compact.slice(0, second), 'latin1'),
  };
}

/** True when `signature` is `key`'s over the signing input. `algorithm` must come from an allow-list, not from the caller's wish. */
export function verifyJws(jws: ParsedJws, algorithm: RsaAlgorithm, key: KeyObject): boolean {
  if (key.asymmetricKeyType !== 'rsa') return false;
  return verify(DIGESTS[algorithm], jws.signingInput, key, jws.signature);
}

/** Signs on the thread pool. @returns the compact JWS. */
export function signJws(
  header: JsonObject & { alg: RsaAlgorithm },
  payload: JsonObject,
  key: KeyObject,
): Promise<string> {
  const input = `${Buffer.from(JSON.stringify(header)).toString('base64url')}.${Buffer.from(JSON.stringify(payload)).toString('base64url')}`;
  return new Promise((resolve, reject) => {
    signCallback(DIGESTS[header.alg], Buffer.from(input, 'latin1'), key, (error, signature) => {
      if (error) reject(error);
      else resolve(`${input}.${signature.toString('base64url')}`);
    });
  });
}
