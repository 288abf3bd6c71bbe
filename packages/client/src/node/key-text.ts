import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { KeyError, type KeyReason } from '../errors.ts';
import type { Signer } from '../keys.ts';
import { chosen, parsed, signerFromJwk } from '../signer.ts';
import { openPkcs12 } from './open-pkcs12.ts';
import { textOf } from './text.ts';

export interface KeyTextOptions {
  /** Of an encrypted PEM or a PKCS#12 file. */
  readonly password?: string;
  /** Wins over the key's own. */
  readonly kid?: string;
}

/** A private key as other tools write it: content, not a name, decides whether it is JWK, PEM or PKCS#12. @throws KeyError */
export async function signerFromBytes(bytes: Uint8Array, options: KeyTextOptions = {}): Promise<Signer> {
  const text = textOf(bytes);
  if (text.includes('-----BEGIN ')) return signerFromPem(inLines(text.replaceAll('\\n', '\n')), options);
  if (bytes[0] === 0x30) return signerFromPkcs12(bytes, options);
  const { kid } = options;
  return signerFromJwk(chosen(parsed(text), kid), kid === undefined ? {} : { kid });
}

/** Keys and certificates whose lines have been joined, as they are in a variable that was pasted, in lines again: OpenSSL reads no other. */
const inLines = (text: string): string =>
  text.replace(/(-----BEGIN [^-\r\n]+-----)([A-Za-z0-9+/= \t]+)(-----END [^-\r\n]+-----)/g, (_, begin, body, end) =>
    [
      begin,
      ...(String(body)
        .replace(/\s/g, '')
        .match(/.{1,64}/g) ?? []),
      end,
      '',
    ].join('\n'),
  );

/** The certificates, the leaf first, go along as `x5c`. @throws KeyError */
export async function signerFromPkcs12(bytes: Uint8Array, options: KeyTextOptions = {}): Promise<Signer> {
  const { key, certificates } = await openPkcs12(bytes, options.password ?? '');
  return signerFromKey(key, certificates, options.kid);
}

function signerFromPem(text: string, { password, kid }: KeyTextOptions): Promise<Signer> {
  const encrypted = text.includes('ENCRYPTED');
  if (encrypted && password === undefined)
    throw new KeyError('the private key is encrypted', { reason: 'key-password', hint: 'Give its password' });
  const key = attempt(
    () => createPrivateKey({ key: text, format: 'pem', ...(password === undefined ? {} : { passphrase: password }) }),
    encrypted ? 'the password is wrong, or the PEM is damaged' : 'the PEM text holds no private key that can be read',
    encrypted ? 'key-password' : 'key-unreadable',
  );
  const blocks = text.match(/-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g) ?? [];
  const certificates = blocks.map((block) =>
    attempt(() => new X509Certificate(block), 'a certificate in the PEM text cannot be read', 'key-unreadable'),
  );
  return signerFromKey(key, certificates, kid);
}

function signerFromKey(
  key: KeyObject,
  certificates: readonly X509Certificate[],
  kid: string | undefined,
): Promise<Signer> {
  const x5c = chainFor(key, certificates).map(({ raw }) => raw.toString('base64'));
  return signerFromJwk(
    { ...key.export({ format: 'jwk' }) },
    { ...(kid === undefined ? {} : { kid }), ...(x5c.length === 0 ? {} : { x5c }) },
  );
}

/** The key's own certificate, then each one's issuer as far as they are here. */
function chainFor(key: KeyObject, certificates: readonly X509Certificate[]): readonly X509Certificate[] {
  const leaf = certificates.find((certificate) => certificate.checkPrivateKey(key));
  if (!leaf) {
    if (certificates.length === 0) return [];
    throw new KeyError('none of the certificates belongs to the private key', { reason: 'certificate-of-other-key' });
  }
  const chain = [leaf];
  for (let last = leaf; ; ) {
    const next = certificates.find((one) => !chain.includes(one) && last.checkIssued(one));
    if (!next) return chain;
    chain.push(next);
    last = next;
  }
}

function attempt<T>(make: () => T, otherwise: string, reason: KeyReason): T {
  try {
    return make();
  } catch (cause) {
    throw new KeyError(otherwise, { reason, cause });
  }
}
