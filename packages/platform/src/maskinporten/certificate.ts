import { X509Certificate } from 'node:crypto';
import { invalidGrant } from './errors.ts';

const MAX_CHAIN = 5;
const MAX_CERTIFICATE_BYTES = 8192;

/** Certificates that issue business certificates, and what they have revoked. */
export interface CertificateTrust {
  readonly anchors: readonly X509Certificate[];
  /** Serial numbers (upper-case hex) that have been revoked. */
  isRevoked(serialNumber: string): boolean;
}

const badHeader = (why: string) =>
  invalidGrant({
    code: 'MP-123',
    check: 'certificate',
    description: `Invalid assertion. Invalid JWT header x5c: ${why}`,
    remedy: 'x5c is a list of certificates (DER in standard base64), the signing one first.',
  });

const badCertificate = (why: string) =>
  invalidGrant({
    code: 'MP-120',
    check: 'certificate',
    description: `Invalid assertion. The JWT is signed with an invalid certificate: ${why}`,
    remedy: 'Use a business certificate issued for this environment to the organisation that owns the client.',
  });

/** Decodes `x5c`, leaf first. @throws GrantRefused MP-123 */
export function readChain(x5c: unknown): readonly X509Certificate[] {
  if (!Array.isArray(x5c)) throw badHeader('it is not a list');
  if (x5c.length === 0 || x5c.length > MAX_CHAIN) throw badHeader(`it must hold 1 to ${MAX_CHAIN} certificates`);
  return x5c.map((entry: unknown) => {
    if (typeof entry !== 'string' || !/^[A-Za-z0-9+/]+={0,2}$/.test(entry))
      throw badHeader('an entry is not standard base64');
    const der = Buffer.from(entry, 'base64');
    if (der.length > MAX_CERTIFICATE_BYTES) throw badHeader('a certificate is too large');
    try {
      return new X509Certificate(der);
    } catch {
      throw badHeader('an entry is not a certificate');
    }
  });
}

/** Checks issuer, validity and revocation. The leaf must be issued by an anchor, directly or through the certificates given. */
export function checkChain(chain: readonly X509Certificate[], trust: CertificateTrust, now: number): X509Certificate {
  const [leaf] = chain;
  if (!leaf) throw badHeader('it is empty');
  let current = leaf;
  for (let depth = 0; depth <= MAX_CHAIN; depth += 1) {
    if (Date.parse(current.validFrom) > now || Date.parse(current.validTo) < now)
      throw badCertificate('it is not valid now');
    if (trust.isRevoked(current.serialNumber.toUpperCase())) throw badCertificate('it has been revoked');
    const subject = current;
    const anchor = trust.anchors.find(
      (candidate) => subject.checkIssued(candidate) && subject.verify(candidate.publicKey),
    );
    if (anchor) return leaf;
    const next = chain.find(
      (candidate) =>
        candidate !== subject && candidate.ca && subject.checkIssued(candidate) && subject.verify(candidate.publicKey),
    );
    if (!next) break;
    current = next;
  }
  throw badCertificate('its issuer is not trusted in this environment');
}

/** The organisation that a business certificate was issued to: `serialNumber`, or `organizationIdentifier` NTRNO-…. */
export function organizationOf(certificate: X509Certificate): string | undefined {
  const subject = certificate.subject ?? '';
  return /^serialNumber=(\d{9})$/m.exec(subject)?.[1] ?? /^organizationIdentifier=NTRNO-(\d{9})$/m.exec(subject)?.[1];
}
