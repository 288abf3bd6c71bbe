import { X509Certificate } from 'node:crypto';
import { type CertificateTrust, certificatesInPem } from './certificate.ts';

/**
 * Trust in real authorities (Buypass, Commfides), from files.
 * @param authorities PEM, the issuing certificates and the roots, one after the other
 * @param revocationLists CRLs as DER or PEM; each must be signed by one of the authorities
 * @throws when there is no certificate among the authorities, or a list is not signed by any of them
 */
export async function certificateTrust(
  authorities: string,
  revocationLists: readonly (Uint8Array | string)[] = [],
): Promise<CertificateTrust> {
  const anchors = certificatesInPem(authorities).map((base64) => new X509Certificate(Buffer.from(base64, 'base64')));
  if (anchors.length === 0) throw new Error('the authorities of business certificates hold no PEM certificate');
  const revoked = new Set<string>();
  for (const list of revocationLists) for (const entry of await readList(list, anchors)) revoked.add(entry);
  return {
    anchors,
    isRevoked: (certificate) =>
      anchors.some(
        (anchor) => certificate.checkIssued(anchor) && revoked.has(entryOf(anchor, certificate.serialNumber)),
      ),
  };
}

const entryOf = (issuer: X509Certificate, serial: string): string =>
  `${issuer.fingerprint256} ${serial.toUpperCase().replace(/^0+/, '')}`;

/** The entries of one list. */
async function readList(list: Uint8Array | string, anchors: readonly X509Certificate[]): Promise<readonly string[]> {
  // Loaded only here: most starts read no list.
  await import('reflect-metadata');
  const { X509Certificate: Issuer, X509Crl } = await import('@peculiar/x509');
  const crl = new X509Crl(typeof list === 'string' ? list : new Uint8Array(list));
  for (const anchor of anchors)
    if (await crl.verify({ publicKey: new Issuer(new Uint8Array(anchor.raw)) }).catch(() => false))
      return crl.entries.map((entry) => entryOf(anchor, entry.serialNumber));
  throw new Error(`the revocation list of ${crl.issuer} is not signed by any of the authorities given`);
}
