import { createPublicKey, X509Certificate } from 'node:crypto';
import type { EnvironmentName } from '@portvakt/client';
import { minimalJwk, openStore, thumbprint } from 'altinn-jwks';
import { holdsPrivateKey } from 'altinn-jwks/command';
import { textFrom } from '../input.ts';
import { isObject } from '../self-service/http.ts';
import { isPrivate, sendable } from '../self-service/public-key.ts';

export interface KeyWish {
  readonly file?: string | undefined;
  readonly keySet?: string | undefined;
  readonly store?: string | undefined;
  readonly kid?: string | undefined;
}

/**
 * The public keys to publish: those of a key set of altinn-jwks, or in a file (a JWK, a list or set of them, a public key or certificate in
 * PEM). A private half in a file is refused: nobody needs it to publish, and where it lies it may have been seen.
 * @throws Error that tells no part of a key
 */
export async function publicKeys(wish: KeyWish, environment: EnvironmentName): Promise<readonly object[]> {
  const { file, keySet, kid } = wish;
  if ((file === undefined) === (keySet === undefined))
    throw new Error('Which keys? Give a file with public keys, or --key-set NAME of altinn-jwks.');
  if (keySet !== undefined) return ofKeySet(keySet, wish.store, environment);
  const called = file === '-' ? 'The standard input' : (file ?? '');
  const text = (await textFrom(file ?? '')).trim();
  if (text === '') throw new Error(`${called} is empty: give a JWK, a set of them, or a public key in PEM.`);
  if (holdsPrivateKey(text)) throw privateHalf(called);
  // What OpenSSL writes above a certificate is none of it.
  const keys = text.includes('-----BEGIN ') ? [fromPem(text, called)] : fromJson(text, called);
  if (keys.length === 0) throw new Error(`${called} holds no key.`);
  if (kid !== undefined && keys.length > 1) throw new Error(`--kid names one key, and ${called} holds ${keys.length}.`);
  return keys.map((key) => checked(kid === undefined ? key : { ...key, kid }, called));
}

async function ofKeySet(name: string, folder: string | undefined, environment: EnvironmentName) {
  const store = await openStore(folder ?? (process.env['ALTINN_JWK_STORE'] || process.cwd()));
  const set = await store.read(name, environment === 'prod' ? 'PROD' : 'TEST');
  if (!set)
    throw new Error(`There is no key set ${name} in ${store.location}: make one with "altinn-jwks create ${name}".`);
  return set.published().map((key) => checked(minimalJwk(key), name));
}

type Key = Readonly<Record<string, unknown>>;

function fromJson(text: string, called: string): readonly Key[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // The parser's own words quote what it stumbled over.
    throw new Error(
      `${called} is neither JSON nor PEM, or is cut off: give a JWK, a set of them, or a public key in PEM.`,
    );
  }
  const list = isObject(value) && Array.isArray(value['keys']) ? value['keys'] : [value].flat();
  if (list.every(isObject)) return list;
  throw new Error(`${called} holds something else than keys: give a JWK, a list or a set ({"keys":[…]}) of them.`);
}

function fromPem(text: string, called: string): Key {
  try {
    const certificate = text.includes('CERTIFICATE') ? new X509Certificate(text) : undefined;
    const jwk = (certificate?.publicKey ?? createPublicKey(text)).export({ format: 'jwk' });
    const key = { ...jwk, use: 'sig', alg: 'RS256' };
    return {
      ...key,
      kid: thumbprint(key),
      ...(certificate ? { x5c: [certificate.raw.toString('base64')] } : {}),
    };
  } catch (cause) {
    throw new Error(`${called} cannot be read as a public key or certificate in PEM: it may be cut off.`, { cause });
  }
}

const privateHalf = (called: string): Error =>
  new Error(
    `${called} holds a private key, which never leaves your machine: nothing was sent. Publish the public half: "altinn-jwks export maskinporten NAME > public.json", or --key-set NAME.`,
  );

/** @throws Error when it is no public key, or more than one */
function checked(key: Key, called: string): Key {
  if (isPrivate(key)) throw privateHalf(called);
  if (key['kty'] !== 'RSA' || typeof key['n'] !== 'string' || typeof key['e'] !== 'string')
    throw new Error(`${called} holds a key that is no RSA key: Maskinporten takes RSA only, with n and e.`);
  const sent = sendable({ use: 'sig', alg: 'RS256', ...key });
  if (typeof sent['kid'] === 'string') return sent;
  throw new Error(`${called} holds a key without a kid: add --kid.`);
}
