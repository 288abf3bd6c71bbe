import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { ALGORITHMS, type Algorithm, DEFAULT_ALGORITHM, fitsCurve, parseAlgorithm } from './algorithms.ts';
import { check, checkOptional } from './check.ts';
import { type Element, elements } from './der.ts';
import { JwksError } from './errors.ts';
import { isPrivate, type Jwk, jwkFromKey, type KeyUse, ordered, privateKeyOf } from './jwk.ts';
import { fitsTogether } from './key-check.ts';
import { canonicalNames } from './key-document.ts';
import { readPkcs12 } from './pkcs12.ts';
import { textOf } from './text.ts';

/** How a key from elsewhere is read. */
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
const RSA_MEMBERS = ['n', 'e', 'd', 'p', 'q', 'dp', 'dq', 'qi'] as const;
const refuse = (why: string, cause?: unknown) =>
  new JwksError('INVALID_KEY', `No key can be read here: ${why}.`, cause === undefined ? {} : { cause });

const encryptedKey = (why: string) =>
  new JwksError(
    'PASSPHRASE_NEEDED',
    `No key can be read here: ${why}. Give the passphrase with --passphrase-file or in ALTINN_JWKS_PASSPHRASE.`,
  );

/**
 * Reads private keys from what other tools write, whichever it is: a JWK, a JWK set or an array of them, base64 of either, PEM
 * (PKCS#1, PKCS#8, SEC1, encrypted too), PKCS#8 as DER, or PKCS#12. Each is made anew from its numbers, so that members have their
 * fixed width and only known ones are kept. @throws JwksError INVALID_KEY, PASSPHRASE_NEEDED, WEAK_KEY; never with key material
 */
export async function importKeys(given: Uint8Array, options: ImportOptions = {}): Promise<readonly ImportedKey[]> {
  check(given, 'What is imported', 'bytes');
  const flag = 'true or false';
  const passphrase = 'a text, also an empty one';
  checkOptional(options, 'options', { algorithm: 'a text', use: '"sig" or "enc"', passphrase, insecure: flag });
  if (options.algorithm !== undefined) parseAlgorithm(options.algorithm);
  const bytes = Buffer.from(given.buffer, given.byteOffset, given.byteLength);
  if (bytes.length === 0) throw refuse('it is empty');
  if (bytes.length > MAX_BYTES) throw refuse(`it is longer than ${MAX_BYTES} bytes`);
  const json = jsonIn(bytes);
  if (json !== undefined) return jwksIn(json).map((jwk) => fromJwk(jwk, options));
  const text = textOf(bytes);
  if (text.includes('-----BEGIN ')) {
    const keys = pemKeysIn(text).map((pem) => fromPem(pem, options));
    refuseOtherCertificates(text, keys);
    return keys.map((key) => fromKeyObject(key, {}, options));
  }
  if (bytes[0] !== 0x30) throw refuse('it is neither JSON, base64 of JSON, PEM nor DER');
  return [fromKeyObject(await fromDer(bytes, options), {}, options)];
}

function jsonIn(bytes: Buffer): unknown {
  const text = textOf(bytes).trim();
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
  const called = `the key ${JSON.stringify(jwk.kid ?? '(no kid)').slice(0, 100)}`;
  if (!isPrivate(jwk)) throw refuse(`${called} has no private part`);
  const missing = jwk.kty === 'RSA' ? RSA_MEMBERS.filter((member) => typeof jwk[member] !== 'string') : [];
  if (missing.length > 0) throw refuse(`${called} lacks ${missing.join(', ')}, which .NET and OpenSSL need`);
  let key: KeyObject;
  try {
    key = privateKeyOf(jwk);
  } catch (error) {
    throw refuse(`the members of ${called} do not make a key`, error);
  }
  const imported = fromKeyObject(key, jwk, options);
  // Nobody else would find out before the first signature that nobody can verify.
  if (!fitsTogether(jwk)) throw refuse(`the members of ${called} do not fit together`);
  return imported;
}

/** Certificates beside a key are not kept; but when all are of other keys, two files have been mixed up. @throws JwksError INVALID_KEY */
function refuseOtherCertificates(text: string, keys: readonly KeyObject[]): void {
  const certificates = pemBlocks(text).flatMap(({ label, pem }) => (label === 'CERTIFICATE' ? certificateIn(pem) : []));
  const fits = certificates.some((certificate) => keys.some((key) => certificate.checkPrivateKey(key)));
  if (certificates.length > 0 && !fits)
    throw refuse(
      'the certificate beside the key is of another key: give the certificate of this key, or the key alone',
    );
}

/** None when it cannot be read: only the key is needed. */
function certificateIn(pem: string): X509Certificate[] {
  try {
    return [new X509Certificate(pem)];
  } catch {
    return [];
  }
}

/** Every private key in PEM text, in its order; certificates and parameters beside them are not kept. */
function pemKeysIn(text: string): readonly Buffer[] {
  const blocks = pemBlocks(text);
  const labels = blocks.map(({ label }) => label);
  if (labels.includes('OPENSSH PRIVATE KEY'))
    throw refuse('it is in the form of OpenSSH; convert a copy with "ssh-keygen -p -m PKCS8 -f FILE"');
  const keys = blocks.filter(({ label }) => /^((RSA|EC|ENCRYPTED) )?PRIVATE KEY$/.test(label));
  if (keys.length > MAX_KEYS) throw refuse(`it has more than ${MAX_KEYS} keys`);
  if (keys.length === 0)
    throw refuse(`the PEM holds no private key, only ${[...new Set(labels)].join(', ').slice(0, 200)}`);
  return keys.map(({ pem }) => Buffer.from(pem, 'latin1'));
}

function pemBlocks(text: string): readonly { readonly label: string; readonly pem: string }[] {
  const blocks: { label: string; pem: string }[] = [];
  const begin = /-----BEGIN ([A-Z0-9 ]{1,60})-----/g;
  for (let match = begin.exec(text); match; match = begin.exec(text)) {
    const [, label = ''] = match;
    const end = `-----END ${label}-----`;
    const at = text.indexOf(end, begin.lastIndex);
    if (at < 0) break;
    begin.lastIndex = at + end.length;
    blocks.push({ label, pem: inLines(text.slice(match.index, begin.lastIndex)) });
  }
  if (blocks.length === 0) throw refuse('the PEM is not complete');
  return blocks;
}

/** A key whose lines have been joined, as they are in a variable that was pasted, in lines again: OpenSSL reads no other. */
const inLines = (pem: string): string =>
  /[\r\n]/.test(pem)
    ? pem
    : pem.replace(/^(-+[^-]+-+)([A-Za-z0-9+/=\s]+)(-+[^-]+-+)$/, (_, begin: string, body: string, end: string) =>
        [begin, ...(body.replace(/\s/g, '').match(/.{1,64}/g) ?? []), end].join('\n'),
      );

function fromPem(pem: Buffer, options: ImportOptions): KeyObject {
  const encrypted = /ENCRYPTED/.test(pem.toString('latin1'));
  if (encrypted && options.passphrase === undefined) throw encryptedKey('it is encrypted');
  try {
    return createPrivateKey({
      key: pem,
      format: 'pem',
      ...(options.passphrase === undefined ? {} : { passphrase: options.passphrase }),
    });
  } catch (error) {
    throw refuse(
      encrypted ? 'the passphrase is wrong, or the PEM is damaged' : 'the private key in the PEM is damaged',
      error,
    );
  }
}

async function fromDer(der: Buffer, options: ImportOptions): Promise<KeyObject> {
  const { passphrase } = options;
  if (isPkcs12(der)) {
    if (passphrase === undefined) throw encryptedKey('it is PKCS#12, which is encrypted');
    return readPkcs12(der, passphrase);
  }
  for (const type of ['pkcs8', 'pkcs1', 'sec1'] as const) {
    try {
      return createPrivateKey({ key: der, format: 'der', type, ...(passphrase === undefined ? {} : { passphrase }) });
    } catch {
      // The next form.
    }
  }
  if (passphrase === undefined && isEncryptedPkcs8(der)) throw encryptedKey('it is encrypted');
  throw refuse(
    passphrase === undefined
      ? 'its DER holds no private key'
      : 'its DER holds no private key, or the passphrase is wrong',
  );
}

/** The elements inside the outermost sequence; none when it is no DER. */
function innerElements(der: Buffer): readonly Element[] {
  try {
    return elements(elements(der)[0]?.content ?? Buffer.alloc(0));
  } catch {
    return [];
  }
}

/** PFX begins with its version, 3 (RFC 7292 section 4). */
const isPkcs12 = (der: Buffer): boolean => innerElements(der)[0]?.whole === '020103';
/** EncryptedPrivateKeyInfo is an algorithm and octets (RFC 5208 section 6). */
const isEncryptedPkcs8 = (der: Buffer): boolean =>
  innerElements(der)
    .map(({ tag }) => tag)
    .join() === '48,4';

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
