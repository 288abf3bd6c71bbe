import { base64url, fromBase64, utf8 } from './bytes.ts';
import { check, checkMembers, checkOptional } from './check.ts';
import { KeyError } from './errors.ts';
import { isWorkersLike } from './runtime.ts';

/** Signs assertions with one key. */
export interface Signer {
  readonly algorithm: 'RS256' | 'RS384' | 'RS512';
  readonly expiresAt?: Date;
  readonly header:
    | { readonly kid: string; readonly x5c?: readonly string[] }
    | { readonly kid?: string; readonly x5c: readonly string[] };
  /** RFC 7638 thumbprint, or SHA-256 of the certificate. */
  readonly id: string;
  sign(data: Uint8Array, options?: { signal?: AbortSignal }): Promise<Uint8Array>;
}

/** Where a signer comes from. */
export interface KeySource {
  /** Cheap after the first call. */
  signer(options?: { signal?: AbortSignal }): Promise<Signer>;
  /** @returns true when the signer has changed */
  refresh?(why: 'rejected' | 'expiring'): Promise<boolean>;
  close?(): Promise<void>;
}

type Members = Readonly<Record<string, unknown>>;

const HASHES = { RS256: 'SHA-256', RS384: 'SHA-384', RS512: 'SHA-512' } as const;
const MIN_BITS = 2048;

/** A private RSA key as JWK: an object, JSON text, or base64 or base64url of it; from a key set the one with `kid`, else the last. */
export function jwk(key: string | object, options: { kid?: string; alg?: Signer['algorithm'] } = {}): KeySource {
  // Told here, and not with the first token: most often a variable is not set.
  check(key, 'the key', 'a text', 'an object', 'a list of objects');
  checkOptional(options, 'options', { kid: 'a text', alg: 'a text' });
  return once(async () =>
    signerFromJwk(chosen(typeof key === 'string' ? parsed(key) : (key as Members), options.kid), options),
  );
}

/** Reads text as JSON or as base64 of JSON. */
export function parsed(text: string): Members {
  const trimmed = text.trim();
  try {
    const json =
      trimmed.startsWith('{') || trimmed.startsWith('[')
        ? trimmed
        : new TextDecoder('utf-8', { fatal: true }).decode(fromBase64(trimmed));
    const value: unknown = JSON.parse(json);
    if (typeof value === 'object' && value !== null) return value as Members;
    throw new SyntaxError('no object');
  } catch {
    throw new KeyError('the JWK cannot be read', {
      hint: 'Give JSON, or base64 of it as "altinn-jwks export key NAME --base64" prints',
    });
  }
}

export function chosen(value: Members, kid: string | undefined): Members {
  const keys = Array.isArray(value)
    ? (value as Members[])
    : Array.isArray(value['keys'])
      ? (value['keys'] as Members[])
      : undefined;
  if (!keys) return value;
  const usable = keys.filter((key) => typeof key?.['d'] === 'string');
  const key = kid === undefined ? usable.at(-1) : usable.find((candidate) => candidate['kid'] === kid);
  if (!key)
    throw new KeyError(kid === undefined ? 'the key set has no private key' : `the key set has no private key ${kid}`);
  return key;
}

/** Makes a signer of a private JWK. @throws KeyError */
export async function signerFromJwk(
  key: Members,
  options: { kid?: string; alg?: Signer['algorithm']; x5c?: readonly string[] } = {},
): Promise<Signer> {
  if (key['kty'] === undefined)
    throw new KeyError('this is no JWK: it has no kty', { hint: 'Give what "altinn-jwks export key NAME" prints' });
  if (key['kty'] !== 'RSA')
    throw new KeyError(
      `a key of type ${typeof key['kty'] === 'string' ? key['kty'].slice(0, 20) : 'unknown'} cannot be used`,
      {
        hint: 'Maskinporten takes only RSA keys',
      },
    );
  if (typeof key['d'] !== 'string')
    throw new KeyError('this is a public key', {
      hint: 'Give the private JWK, e.g. from "altinn-jwks export key NAME"',
    });
  const { n, e } = key;
  if (typeof n !== 'string' || typeof e !== 'string') throw new KeyError('the JWK lacks n or e');
  if (bitsOf(n) < MIN_BITS)
    throw new KeyError('the RSA key has fewer than 2048 bits', { hint: 'Maskinporten refuses it: make a new key' });
  const algorithm = options.alg ?? key['alg'] ?? 'RS256';
  if (algorithm !== 'RS256' && algorithm !== 'RS384' && algorithm !== 'RS512')
    throw new KeyError(
      `the algorithm ${typeof algorithm === 'string' ? algorithm.slice(0, 20) : 'of this key'} cannot be used`,
      {
        hint: 'Maskinporten takes RS256, RS384 and RS512',
      },
    );
  const kid = options.kid ?? (typeof key['kid'] === 'string' ? key['kid'] : undefined);
  const { x5c } = options;
  if (kid === undefined && x5c === undefined)
    throw new KeyError('the key has no kid', { hint: 'Give {kid}: the id it has on the client in Samarbeidsportalen' });
  const secret = await imported(key, HASHES[algorithm]);
  const header = x5c === undefined ? { kid: kid ?? '' } : { x5c, ...(kid === undefined ? {} : { kid }) };
  return {
    algorithm,
    header,
    id: await thumbprint(n, e),
    sign: async (data) =>
      new Uint8Array(await crypto.subtle.sign('RSASSA-PKCS1-v1_5', secret, data as Uint8Array<ArrayBuffer>)),
  };
}

async function imported(key: Members, hash: string): Promise<CryptoKey> {
  const { kty, n, e, d, p, q, dp, dq, qi } = key;
  try {
    const usable = { kty, n, e, d, p, q, dp, dq, qi } as JsonWebKey;
    return await crypto.subtle.importKey('jwk', usable, { name: 'RSASSA-PKCS1-v1_5', hash }, false, ['sign']);
  } catch {
    throw new KeyError('the private key cannot be imported', {
      hint: 'Its members do not fit together; export it again',
    });
  }
}

/** RFC 7638. */
export async function thumbprint(n: string, e: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', utf8(JSON.stringify({ e, kty: 'RSA', n })));
  return base64url(new Uint8Array(digest));
}

const PKCS1_PREFIX = [0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00];

/** A private key as PEM: PKCS#8 or PKCS#1; `\n` written out is taken for a line break. Give the `kid`, or the certificate. */
export function pem(
  text: string,
  options: { kid: string; certificate?: string } | { kid?: string; certificate: string },
): KeySource {
  check(text, 'the PEM text', 'a text');
  checkMembers(options, 'options', {});
  checkOptional(options, 'options', { kid: 'a text', certificate: 'a text' });
  return once(async () => {
    const body = text.replaceAll('\\n', '\n');
    const match = /-----BEGIN ((?:RSA )?PRIVATE KEY|ENCRYPTED PRIVATE KEY)-----([\s\S]+?)-----END/.exec(body);
    if (!match?.[2])
      throw new KeyError('the PEM text holds no private key', { hint: 'It begins with -----BEGIN PRIVATE KEY-----' });
    if (match[1] === 'ENCRYPTED PRIVATE KEY')
      throw new KeyError('the private key is encrypted', {
        hint: 'Decrypt it first: openssl pkcs8 -in key.pem -out plain.pem',
      });
    const der = derIn(match[2]);
    const pkcs8 = match[1] === 'RSA PRIVATE KEY' ? wrapped(der) : der;
    const x5c = options.certificate === undefined ? undefined : certificates(options.certificate);
    return signerFromJwk(await jwkFromPkcs8(pkcs8), {
      ...(options.kid === undefined ? {} : { kid: options.kid }),
      ...(x5c ? { x5c } : {}),
    });
  });
}

const derIn = (base64: string): Uint8Array<ArrayBuffer> => {
  try {
    return fromBase64(base64);
  } catch (cause) {
    throw new KeyError('the PEM text is damaged: it is no base64', { cause });
  }
};

const certificates = (text: string): string[] => {
  const found = [...text.replaceAll('\\n', '\n').matchAll(/-----BEGIN CERTIFICATE-----([\s\S]+?)-----END/g)].map(
    (match) => (match[1] ?? '').replace(/\s/g, ''),
  );
  if (found.length > 0) return found;
  throw new KeyError('the certificate text holds no certificate', {
    hint: 'It begins with -----BEGIN CERTIFICATE-----',
  });
};

async function jwkFromPkcs8(der: Uint8Array<ArrayBuffer>): Promise<Members> {
  try {
    const key = await crypto.subtle.importKey('pkcs8', der, { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' }, true, [
      'sign',
    ]);
    const { alg: _alg, key_ops: _ops, ext: _ext, ...rest } = await crypto.subtle.exportKey('jwk', key);
    return rest as Members;
  } catch {
    throw new KeyError('the PEM private key cannot be imported', { hint: 'It must be an RSA key' });
  }
}

/** PKCS#8 around PKCS#1 (RFC 5208 section 5). */
function wrapped(pkcs1: Uint8Array): Uint8Array<ArrayBuffer> {
  const octets = tagged(0x04, [...pkcs1]);
  return Uint8Array.from(tagged(0x30, [0x02, 0x01, 0x00, ...PKCS1_PREFIX, ...octets]));
}

function tagged(tag: number, content: readonly number[]): number[] {
  const { length } = content;
  if (length < 128) return [tag, length, ...content];
  const bytes: number[] = [];
  for (let rest = length; rest > 0; rest >>= 8) bytes.unshift(rest & 0xff);
  return [tag, 0x80 | bytes.length, ...bytes, ...content];
}

/** Makes the signer at the first call and keeps it; a failure is not kept. */
export function once(make: () => Promise<Signer>): KeySource {
  let made: Promise<Signer> | undefined;
  let isMade = false;
  return {
    signer() {
      if (made && (isMade || !isWorkersLike())) return made;
      made = make().then(
        (signer) => {
          isMade = true;
          return signer;
        },
        (error: unknown) => {
          made = undefined;
          throw error;
        },
      );
      return made;
    },
  };
}

/** Of a number in base64url. @throws KeyError */
function bitsOf(number: string): number {
  let bytes: string;
  try {
    bytes = atob(number.replaceAll('-', '+').replaceAll('_', '/')).replace(/^\0+/, '');
  } catch {
    throw new KeyError('n of the JWK is not base64url');
  }
  return bytes === '' ? 0 : bytes.length * 8 - Math.clz32(bytes.charCodeAt(0)) + 24;
}
