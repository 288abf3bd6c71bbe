/** Private keys as PEM, for runtimes that have nothing but WebCrypto. */
import { fromBase64 } from './bytes.ts';
import { KeyError } from './errors.ts';

const PKCS1_PREFIX = [0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00];

/** PKCS#8 or PKCS#1 as a JWK; the certificates go along as `x5c`. @throws KeyError */
export async function readPem(
  text: string,
  options: { readonly certificate?: string },
): Promise<{ readonly key: Readonly<Record<string, unknown>>; readonly x5c?: readonly string[] }> {
  const body = text.replaceAll('\\n', '\n');
  const match = /-----BEGIN ((?:RSA )?PRIVATE KEY|ENCRYPTED PRIVATE KEY)-----([\s\S]+?)-----END/.exec(body);
  if (!match?.[2])
    throw new KeyError('the PEM text holds no private key', { hint: 'It begins with -----BEGIN PRIVATE KEY-----' });
  if (match[1] === 'ENCRYPTED PRIVATE KEY')
    throw new KeyError('the private key is encrypted', {
      reason: 'key-password',
      hint: 'Decrypt it first: openssl pkcs8 -in key.pem -out plain.pem, or on Node give it to keyFile with its password',
    });
  const der = derIn(match[2]);
  const pkcs8 = match[1] === 'RSA PRIVATE KEY' ? wrapped(der) : der;
  const x5c = options.certificate === undefined ? undefined : certificates(options.certificate);
  return { key: await jwkFromPkcs8(pkcs8), ...(x5c ? { x5c } : {}) };
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

async function jwkFromPkcs8(der: Uint8Array<ArrayBuffer>): Promise<Readonly<Record<string, unknown>>> {
  try {
    const key = await crypto.subtle.importKey('pkcs8', der, { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' }, true, [
      'sign',
    ]);
    const { alg: _alg, key_ops: _ops, ext: _ext, ...rest } = await crypto.subtle.exportKey('jwk', key);
    return { ...rest };
  } catch {
    throw new KeyError('the PEM private key cannot be imported', {
      reason: 'key-of-other-type',
      hint: 'It must be an RSA key',
    });
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
