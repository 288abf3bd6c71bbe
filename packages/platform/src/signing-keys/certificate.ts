import { createHash, type KeyObject } from 'node:crypto';

const VALIDITY_YEARS = 10;

/** A self-signed certificate (DER) that carries a ring's public key, for JWKS with `x5c` (altinn-authentication.md 6). */
export async function selfSignedCertificate(
  privateKey: KeyObject,
  publicKey: KeyObject,
  name: string,
  now: number,
): Promise<Buffer> {
  // Loaded only when a key is made: most starts find their keys in the database.
  await import('reflect-metadata');
  const { X509CertificateGenerator } = await import('@peculiar/x509');
  const algorithm = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' };
  const keys = {
    privateKey: privateKey.toCryptoKey(algorithm, true, ['sign']),
    publicKey: publicKey.toCryptoKey(algorithm, true, ['verify']),
  };
  const until = new Date(now);
  until.setUTCFullYear(until.getUTCFullYear() + VALIDITY_YEARS);
  const certificate = await X509CertificateGenerator.createSelfSigned({
    name: `CN=${name}`,
    notBefore: new Date(now - 60_000),
    notAfter: until,
    signingAlgorithm: algorithm,
    keys: keys as Parameters<typeof X509CertificateGenerator.createSelfSigned>[0]['keys'],
  });
  return Buffer.from(certificate.rawData);
}

/** SHA-1 of the certificate in upper-case hex: the `kid` of Altinn's keys. */
export const thumbprint = (der: Buffer): string => createHash('sha1').update(der).digest('hex').toUpperCase();
