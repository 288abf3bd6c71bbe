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
        reason: 'key-of-other-type',
        hint: 'Maskinporten takes only RSA keys',
      },
    );
  if (typeof key['d'] !== 'string')
    throw new KeyError('this is a public key', {
      reason: 'key-public',
      hint: 'Give the private JWK, e.g. from "altinn-jwks export key NAME"',
    });
  const { n, e } = key;
  if (typeof n !== 'string' || typeof e !== 'string') throw new KeyError('the JWK lacks n or e');
  if (bitsOf(n) < MIN_BITS)
    throw new KeyError('the RSA key has fewer than 2048 bits', {
      reason: 'key-too-small',
      hint: 'Maskinporten refuses it: make a new key',
    });
  const algorithm = options.alg ?? key['alg'] ?? 'RS256';
  if (algorithm !== 'RS256' && algorithm !== 'RS384' && algorithm !== 'RS512')
    throw new KeyError(
      `the algorithm ${typeof algorithm === 'string' ? algorithm.slice(0, 20) : 'of this key'} cannot be used`,
      {
        reason: 'key-algorithm',
        hint: 'Maskinporten takes RS256, RS384 and RS512',
      },
    );
  const kid = options.kid ?? (typeof key['kid'] === 'string' ? key['kid'] : undefined);
  const { x5c } = options;
  if (kid === undefined && x5c === undefined)
    throw new KeyError('the key has no kid', {
      reason: 'key-without-kid',
      hint: 'Give {kid}: the id it has on the client in Samarbeidsportalen',
    });
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

/** A private key as PEM: PKCS#8 or PKCS#1; `\n` written out is taken for a line break. Give the `kid`, or the certificate. */
export function pem(
  text: string,
  options: { kid: string; certificate?: string } | { kid?: string; certificate: string },
): KeySource {
  check(text, 'the PEM text', 'a text');
  checkMembers(options, 'options', {});
  checkOptional(options, 'options', { kid: 'a text', certificate: 'a text' });
  // Loaded when needed: most programs give a JWK, and on the edge every kilobyte counts.
  return once(async () => {
    const { readPem } = await import('./pem.ts');
    const { key, ...certificates } = await readPem(text, options);
    return signerFromJwk(key, { ...(options.kid === undefined ? {} : { kid: options.kid }), ...certificates });
  });
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
