import { base64url, fromBase64, utf8 } from './bytes.ts';
import { KeyError } from './errors.ts';
import type { Signer } from './key-source.ts';

type Members = Readonly<Record<string, unknown>>;

const HASHES = { RS256: 'SHA-256', RS384: 'SHA-384', RS512: 'SHA-512' } as const;
const MIN_BITS = 2048;

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
    throw new KeyError(
      kid === undefined ? 'the key set has no private key' : `the key set has no private key ${kid}`,
      keys.length > 0 && usable.length === 0 ? { reason: 'key-public' } : {},
    );
  return key;
}

/** As `jwk` was given it: text, a key or a key set. @throws KeyError */
export const signerOf = (key: string | object, options: { kid?: string; alg?: Signer['algorithm'] }): Promise<Signer> =>
  signerFromJwk(chosen(typeof key === 'string' ? parsed(key) : (key as Members), options.kid), options);

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
