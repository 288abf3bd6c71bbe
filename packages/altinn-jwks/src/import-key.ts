import { createPrivateKey, type KeyObject } from 'node:crypto';
import { ALGORITHMS, type Algorithm, DEFAULT_ALGORITHM, fitsCurve } from './algorithms.ts';
import { JwksError } from './errors.ts';
import { isPrivate, type Jwk, jwkFromKey, type KeyUse, ordered, privateKeyOf } from './jwk.ts';
import { canonicalNames } from './key-document.ts';
import { readPkcs12 } from './pkcs12.ts';

export interface ImportOptions {
  /** Default: the key's own, else what fits its type. */
  readonly algorithm?: Algorithm;
  readonly use?: KeyUse;
  /** For encrypted PEM, PKCS#8 and PKCS#12. */
  readonly passphrase?: string;
  /** Allows RSA keys below 2048 bits. */
  readonly insecure?: boolean;
}

/** An imported key; `kid` is the one that it had, if any. */
export type ImportedKey = Jwk;

const MAX_BYTES = 1_000_000;
const MAX_KEYS = 50;
const refuse = (why: string, cause?: unknown) =>
  new JwksError('INVALID_KEY', `No key can be read here: ${why}.`, cause === undefined ? {} : { cause });

/**
 * Reads private keys from what other tools write, whichever it is: a JWK, a JWK set or an array of them, base64 of either, PEM
 * (PKCS#1, PKCS#8, SEC1, encrypted too), PKCS#8 as DER, or PKCS#12. Each is made anew from its numbers, so that members have their
 * fixed width and only known ones are kept. @throws JwksError INVALID_KEY, WEAK_KEY; never with key material
 */
export async function importKeys(bytes: Buffer, options: ImportOptions = {}): Promise<readonly ImportedKey[]> {
  if (bytes.length === 0) throw refuse('it is empty');
  if (bytes.length > MAX_BYTES) throw refuse(`it is longer than ${MAX_BYTES} bytes`);
  const json = jsonIn(bytes);
  if (json !== undefined) return jwksIn(json).map((jwk) => fromJwk(jwk, options));
  const text = bytes.toString('latin1');
  if (text.includes('-----BEGIN ')) return [fromKeyObject(fromPem(bytes, options), {}, options)];
  if (bytes[0] !== 0x30) throw refuse('it is neither JSON, base64 of JSON, PEM nor DER');
  return [fromKeyObject(await fromDer(bytes, options), {}, options)];
}

function jsonIn(bytes: Buffer): unknown {
  const text = bytes
    .toString('utf8')
    .replace(/^\uFEFF/, '')
    .trim();
  // As "export key --base64" prints it.
  const plain = /^[A-Za-z0-9+/\s]+={0,2}$/.test(text) ? Buffer.from(text, 'base64').toString('utf8').trim() : text;
  if (!/^[[{]/.test(plain)) return undefined;
  try {
    return JSON.parse(plain);
  } catch {
    throw refuse('it looks like JSON but is not complete');
  }
}

function jwksIn(json: unknown): readonly Jwk[] {
  const keys = Array.isArray(json) ? json : ((json as { keys?: unknown }).keys ?? [json]);
  if (!Array.isArray(keys) || keys.length === 0) throw refuse('there is no key in it');
  if (keys.length > MAX_KEYS) throw refuse(`it has more than ${MAX_KEYS} keys`);
  return keys.map((key: unknown) => {
    if (typeof key !== 'object' || key === null || Array.isArray(key)) throw refuse('a key in it is not an object');
    return canonicalNames(key as Record<string, unknown>);
  });
}

function fromJwk(jwk: Jwk, options: ImportOptions): ImportedKey {
  if (!isPrivate(jwk)) throw refuse(`the key ${String(jwk.kid ?? '(no kid)').slice(0, 100)} has no private part`);
  let key: KeyObject;
  try {
    key = privateKeyOf(jwk);
  } catch (error) {
    throw refuse(`the members of the key ${String(jwk.kid ?? '(no kid)').slice(0, 100)} do not fit together`, error);
  }
  return fromKeyObject(key, jwk, options);
}

function fromPem(pem: Buffer, options: ImportOptions): KeyObject {
  const encrypted = /ENCRYPTED/.test(pem.toString('latin1'));
  if (encrypted && options.passphrase === undefined)
    throw refuse('it is encrypted: give its passphrase with --passphrase-file');
  try {
    return createPrivateKey({
      key: pem,
      format: 'pem',
      ...(options.passphrase === undefined ? {} : { passphrase: options.passphrase }),
    });
  } catch (error) {
    throw refuse(
      encrypted ? 'the passphrase is wrong, or the PEM is damaged' : 'the PEM holds no private key, or is damaged',
      error,
    );
  }
}

async function fromDer(der: Buffer, options: ImportOptions): Promise<KeyObject> {
  for (const type of ['pkcs8', 'pkcs1', 'sec1'] as const) {
    try {
      return createPrivateKey({
        key: der,
        format: 'der',
        type,
        ...(options.passphrase === undefined ? {} : { passphrase: options.passphrase }),
      });
    } catch {
      // The next form, in the end PKCS#12, which says what is wrong.
    }
  }
  if (options.passphrase === undefined) throw refuse('it needs a passphrase: give it with --passphrase-file');
  return readPkcs12(der, options.passphrase);
}

function fromKeyObject(key: KeyObject, jwk: Jwk, options: ImportOptions): ImportedKey {
  const algorithm = algorithmOf(key, options.algorithm ?? (jwk.alg as Algorithm | undefined));
  const bits = key.asymmetricKeyDetails?.modulusLength ?? 0;
  if (key.asymmetricKeyType === 'rsa' && bits < 2048 && !options.insecure)
    throw new JwksError(
      'WEAK_KEY',
      `This RSA key has ${bits} bits, which is too weak: use 2048 or more, or --insecure.`,
    );
  const use = options.use ?? (jwk.use === 'enc' ? 'enc' : 'sig');
  const made = jwkFromKey(key, { algorithm, kid: typeof jwk.kid === 'string' ? jwk.kid : '', use });
  return ordered({ ...made, ...(typeof jwk.exp === 'number' ? { exp: jwk.exp } : {}) });
}

function algorithmOf(key: KeyObject, wanted: Algorithm | undefined): Algorithm {
  const type = key.asymmetricKeyType ?? 'unknown';
  const curve = key.asymmetricKeyDetails?.namedCurve;
  const fitting = ALGORITHMS.filter((algorithm) => fitsCurve(algorithm, type, curve));
  if (wanted !== undefined && fitting.includes(wanted)) return wanted;
  if (wanted !== undefined && ALGORITHMS.includes(wanted))
    throw refuse(`its key is of type ${type}${curve ? ` ${curve}` : ''}, which does not fit ${wanted}`);
  const [first] = fitting.includes(DEFAULT_ALGORITHM) ? [DEFAULT_ALGORITHM] : fitting;
  if (first === undefined) throw refuse(`keys of type ${type}${curve ? ` ${curve}` : ''} are not used for JWT`);
  return first;
}
