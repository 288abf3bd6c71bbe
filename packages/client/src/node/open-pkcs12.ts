import { type KeyObject, X509Certificate } from 'node:crypto';
import { KeyError } from '../errors.ts';

export interface OpenedPkcs12 {
  readonly key: KeyObject;
  readonly certificates: readonly X509Certificate[];
}

/** Reads a PKCS#12 file with the parser of `altinn-jwks`, which must be installed. @throws KeyError */
export async function openPkcs12(bytes: Uint8Array, password: string): Promise<OpenedPkcs12> {
  const { JwksError, openPkcs12: open } = await import('altinn-jwks').catch((cause: Error) => {
    throw new KeyError('PKCS#12 needs the package altinn-jwks', {
      reason: 'package-missing',
      cause,
      hint: 'Run "npm install altinn-jwks"',
    });
  });
  try {
    const { key, certificates } = await open(Buffer.from(bytes), password);
    return { key, certificates: certificates.map((der) => new X509Certificate(der)) };
  } catch (error) {
    if (!(error instanceof JwksError)) throw error;
    // The parser's code does not tell a wrong password from a damaged file; its words do.
    const reason = /encrypted|pass(?:word|phrase)/i.test(error.message) ? 'key-password' : 'key-unreadable';
    throw new KeyError(error.message.replace(/\.$/, ''), { reason, cause: error });
  }
}
