import { createPublicKey, type KeyObject, randomUUID, type X509Certificate } from 'node:crypto';
import {
  certificatesInPem,
  isCertificateRefusal,
  readChain,
  refuseCertificate,
} from '../business-certificates/index.ts';
import { isMalformedJson, isPathSegment, isRsaAlgorithm, parseJsonStrictly } from '../foundation/index.ts';
import type { PublicJwk } from './model.ts';
import { invalidField, type Parameters, type RefusalCode } from './refusals.ts';

export const MAX_KEYS = 5;
const MIN_BITS = 2048;
const MAX_BITS = 8192;
const KID = /^[A-Za-z0-9._-]{1,255}$/;
const BASE64URL = /^[A-Za-z0-9_-]+$/;
const PRIVATE_MEMBERS = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'k'] as const;
const YEAR_MS = 365 * 24 * 3600 * 1000;

/** A key that has passed every rule. */
export interface AcceptedKey {
  readonly jwk: PublicJwk;
  /** When it expires, ms; at most a year from now. */
  readonly expires: number;
}

/** Whether a certificate may stand for the client's owner now. @throws Refusal */
export type CertificateCheck = (chain: readonly X509Certificate[]) => void;

const NO_CERTIFICATES: CertificateCheck = () => {
  throw refuseCertificate('untrusted', 'no authority is trusted here', { remedy: 'Upload the bare key.' });
};

const wrongKey = (message: string, code: RefusalCode = 'key-form', parameters: Parameters = {}) =>
  invalidField('keys', message, code, parameters);

/** Checks one uploaded JWK (maskinporten.md 6.4). @throws Refusal 400; the text never repeats a private member's value */
export function acceptJwk(value: unknown, now: number, check: CertificateCheck = NO_CERTIFICATES): AcceptedKey {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw wrongKey('each key must be a JWK object', 'key-form');
  const jwk = value as Record<string, unknown>;
  refusePrivate(jwk);
  const { kty, use, alg, kid, n, e } = jwk;
  if (kty !== 'RSA') throw wrongKey('kty must be RSA: Maskinporten takes no other key type', 'key-type');
  if (use !== 'sig')
    throw wrongKey(use === undefined ? 'use is missing: it must be sig' : 'use must be sig', 'key-use');
  if (!isRsaAlgorithm(alg)) throw wrongKey('alg must be RS256, RS384 or RS512', 'key-algorithm');
  if (typeof kid !== 'string' || !KID.test(kid) || !isPathSegment(kid))
    throw wrongKey('kid must be 1 to 255 letters, digits, ".", "_" or "-", and not "." or ".."', 'key-kid');
  if (typeof n !== 'string' || typeof e !== 'string' || !BASE64URL.test(n) || !BASE64URL.test(e))
    throw wrongKey(`the key ${kid} must have n and e as base64url`, 'key-form');
  const key = keyOf({ kty, n, e }, kid);
  checkSize(key, kid);
  const chain = chainOf(jwk['x5c'], key, kid, check);
  const x5c = chain?.map((certificate) => certificate.raw.toString('base64'));
  const ends = Math.min(...(chain ?? []).map((certificate) => Date.parse(certificate.validTo)));
  return {
    jwk: { kty, use, alg, kid, n, e, ...(x5c ? { x5c } : {}) },
    expires: Math.min(expiryOf(jwk['exp'], now), ends),
  };
}

function refusePrivate(jwk: Record<string, unknown>): void {
  const found = PRIVATE_MEMBERS.filter((member) => member in jwk);
  const others = Array.isArray(jwk['oth']) && jwk['oth'].length > 0;
  if (found.length === 0 && !others) return;
  throw wrongKey(
    `this is a private key (it has ${[...found, ...(others ? ['oth'] : [])].join(', ')}): upload only the public half, e.g. from "altinn-jwks export maskinporten". Nothing was stored; consider the key exposed and make a new one`,
    'key-private',
  );
}

function keyOf(jwk: { kty: 'RSA'; n: string; e: string }, kid: string): KeyObject {
  try {
    return createPublicKey({ key: jwk, format: 'jwk' });
  } catch {
    throw wrongKey(`the key ${kid} is not a usable RSA public key`, 'key-form');
  }
}

function checkSize(key: KeyObject, kid: string): void {
  const { modulusLength = 0, publicExponent = 0n } = key.asymmetricKeyDetails ?? {};
  if (modulusLength < MIN_BITS || modulusLength > MAX_BITS)
    throw wrongKey(`the key ${kid} has ${modulusLength} bits: it must have ${MIN_BITS} to ${MAX_BITS}`, 'key-size', {
      bits: modulusLength,
      min: MIN_BITS,
      max: MAX_BITS,
    });
  if (publicExponent < 65_537n || publicExponent % 2n === 0n)
    throw wrongKey(`the key ${kid} has an unsafe public exponent: use 65537`, 'key-exponent');
}

/** Empty lists come from `altinn-jwks`; a chain must begin with a good business certificate of this very key. */
function chainOf(
  value: unknown,
  key: KeyObject,
  kid: string,
  check: CertificateCheck,
): readonly X509Certificate[] | undefined {
  if (value === undefined || value === null || (Array.isArray(value) && value.length === 0)) return undefined;
  try {
    const chain = readChain(value);
    if (!chain[0]?.publicKey.equals(key))
      throw wrongKey(`the first certificate in x5c of ${kid} is for another key`, 'key-certificate');
    check(chain);
    return chain;
  } catch (error) {
    if (isCertificateRefusal(error))
      throw wrongKey(
        `x5c of ${kid} is refused: ${error.message}. ${error.remedy} Without x5c it is a key like any other`,
        error.code === 'unreadable' ? 'key-certificate' : `certificate-${error.code}`,
        error.parameters,
      );
    throw error;
  }
}

/** `exp` in seconds; absent or later than a year from now = a year from now. */
function expiryOf(exp: unknown, now: number): number {
  const latest = now + YEAR_MS;
  if (exp === undefined || exp === null) return latest;
  if (typeof exp !== 'number' || !Number.isInteger(exp))
    throw wrongKey('exp must be whole seconds since 1970 as a number', 'key-expiry');
  if (exp * 1000 <= now) throw wrongKey('exp has passed: leave it out or give a later time', 'key-expired');
  return Math.min(exp * 1000, latest);
}

/** Checks the whole set of a POST: 1 to 5 keys, kids unique. */
export function acceptKeySet(keys: unknown, now: number, check?: CertificateCheck): readonly AcceptedKey[] {
  if (!Array.isArray(keys)) throw wrongKey('send {"keys":[…]}', 'key-form');
  if (keys.length === 0) throw wrongKey('the list is empty: use DELETE to remove every key', 'keys-none');
  if (keys.length > MAX_KEYS)
    throw wrongKey(`a client has at most ${MAX_KEYS} keys: ${keys.length} were sent`, 'keys-many', { max: MAX_KEYS });
  const accepted = keys.map((key) => acceptJwk(key, now, check));
  const kids = new Set(accepted.map(({ jwk }) => jwk.kid));
  if (kids.size < accepted.length) throw wrongKey('two keys have the same kid', 'kid-twice');
  return accepted;
}

/** The text of a v2 upload: a JWK as JSON, a PEM public key, or a PEM certificate with or without its chain (maskinporten.md 6.2). */
export function acceptKeyText(text: string, now: number, check?: CertificateCheck): AcceptedKey {
  const trimmed = text.trim();
  if (/PRIVATE KEY-----/.test(trimmed))
    throw wrongKey('this is a private key: upload only the public half. Nothing was stored', 'key-private');
  if (trimmed.startsWith('{')) return acceptJwk(parsed(trimmed), now, check);
  if (!trimmed.includes('-----BEGIN '))
    throw wrongKey('send a JWK as JSON, a PEM public key or a PEM certificate', 'key-form');
  const x5c = certificatesInPem(trimmed);
  // Node reads a key out of a certificate too, and then nobody would have looked at the certificate.
  if (x5c.length === 0 && trimmed.includes('CERTIFICATE-----'))
    throw wrongKey('the PEM certificate cannot be read', 'key-certificate');
  const key = x5c.length > 0 ? pem(() => readChain(x5c)[0]?.publicKey) : pem(() => createPublicKey(trimmed));
  if (key?.asymmetricKeyType !== 'rsa') throw wrongKey('only RSA keys are taken', 'key-type');
  const { n, e } = key.export({ format: 'jwk' });
  return acceptJwk({ kty: 'RSA', use: 'sig', alg: 'RS256', kid: randomUUID(), n, e, x5c }, now, check);
}

function pem<T>(read: () => T): T {
  try {
    return read();
  } catch {
    throw wrongKey('the PEM text cannot be read as a public key or certificate', 'key-form');
  }
}

function parsed(text: string): unknown {
  try {
    return parseJsonStrictly(text, { maxDepth: 4 });
  } catch (error) {
    throw wrongKey(
      isMalformedJson(error) ? `the JWK cannot be read: ${error.message}` : 'the JWK cannot be read',
      'key-form',
    );
  }
}

export const publicKeyOf = ({ kty, n, e }: PublicJwk): KeyObject =>
  createPublicKey({ key: { kty, n, e }, format: 'jwk' });
