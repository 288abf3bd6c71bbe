/** Keys by reference: what is read of a store or a file is the public half alone. */
import { createPublicKey } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { type KeyStore, openStore, publicJwk } from 'altinn-jwks';
import { textOf as decoded, holdsPrivateKey } from 'altinn-jwks/command';
import { isObject } from '../self-service/http.ts';
import { isPrivate, sendable } from '../self-service/public-key.ts';
import type { PublicKey } from './model.ts';
import type { KeyReference } from './schema.ts';

/** Where references lead from. */
export interface KeyPlaces {
  /** The folder of the set-up file. */
  readonly folder: string;
  readonly environment: 'TEST' | 'PROD';
  readonly openStore?: (location: string) => Promise<KeyStore>;
}

const MAX_BYTES = 1_000_000;

/** The public keys behind a reference. @throws Error in words, without key material */
export async function keysOf(reference: KeyReference, places: KeyPlaces): Promise<readonly PublicKey[]> {
  return 'store' in reference ? keysInStore(reference, places) : keysInFile(reference, places);
}

async function keysInStore(
  { store: location, set: name }: { store: string; set: string },
  { folder, environment, openStore: open = openStore }: KeyPlaces,
): Promise<readonly PublicKey[]> {
  const place =
    /^[a-z][a-z0-9+.-]+:/i.test(location) || location.startsWith('~/') ? location : resolve(folder, location);
  const store = await open(place);
  const set = await store.read(name, environment);
  if (!set || set.keys.length === 0)
    throw new Error(
      `there is no key set ${name} for ${environment} in ${store.location}: make it with "altinn-jwks create ${name} -e ${environment.toLowerCase()} --store ${location}"`,
    );
  return set.published().map((key) => checked({ ...key }));
}

async function keysInFile(
  { file, kid }: { file: string; kid?: string | undefined },
  { folder }: KeyPlaces,
): Promise<readonly PublicKey[]> {
  const text = await textOf(resolve(folder, file), file);
  if (holdsPrivateKey(text)) throw privateHalf(file);
  if (text.includes('-----BEGIN ')) return [checked(fromPem(text, file, kid))];
  const json = parsed(text, file);
  const keys = Array.isArray(json) ? json : isObject(json) && Array.isArray(json['keys']) ? json['keys'] : [json];
  if (keys.length === 0) throw new Error(`${file} holds no key`);
  return keys.map((key: unknown) => {
    if (!isObject(key)) throw new Error(`${file} holds something that is no JWK`);
    if (isPrivate(key)) throw privateHalf(file);
    return checked(key);
  });
}

const privateHalf = (file: string): Error =>
  new Error(`${file} holds a private key: refer to the store that it is in, or to a file with the public half alone`);

type Json = Readonly<Record<string, unknown>>;

/** A file that a set-up refers to. @throws Error in words */
export async function textOf(path: string, name: string): Promise<string> {
  try {
    if ((await stat(path)).size > MAX_BYTES) throw new Error(`it is longer than ${MAX_BYTES} bytes`);
    return decoded(await readFile(path));
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new Error(`${name} cannot be read: ${code === 'ENOENT' ? `there is no ${path}` : message}`, { cause: error });
  }
}

function parsed(text: string, file: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new Error(`${file} is neither JSON nor PEM`);
  }
}

function fromPem(text: string, file: string, kid: string | undefined): Json {
  if (kid === undefined) throw new Error(`${file} is PEM, which has no kid: add kid beside file`);
  try {
    return { ...createPublicKey(text).export({ format: 'jwk' }), use: 'sig', alg: 'RS256', kid };
  } catch {
    throw new Error(`${file} cannot be read as a public key`);
  }
}

/** What self-service takes (maskinporten.md 6.4), and of that only public members. */
function checked(key: Json): PublicKey {
  const { kty, use = 'sig', alg = 'RS256', kid, n } = publicJwk(key);
  const name = typeof kid === 'string' && kid !== '' ? `the key ${kid.slice(0, 100)}` : 'a key';
  const wrong = (why: string) => new Error(`${name} would be refused: ${why}`);
  if (typeof kid !== 'string' || !/^(?!\.{1,2}$)[A-Za-z0-9._-]{1,255}$/.test(kid))
    throw wrong('its kid must be of letters, digits, ".", "_" and "-"');
  if (kty !== 'RSA' || typeof n !== 'string' || !['RS256', 'RS384', 'RS512'].includes(String(alg)))
    throw wrong('only RSA keys for RS256, RS384 or RS512 are taken');
  if (use !== 'sig') throw wrong('its use must be sig');
  // How long it lives is not for the file to say.
  return { ...sendable({ ...key, use, alg, exp: undefined }), kid, n };
}
