import { X509Certificate } from 'node:crypto';
import { invalidGrant } from './errors.ts';

const MAX_CHAIN = 5;
const MAX_CERTIFICATE_BYTES = 8192;

/** Certificates that issue business certificates, and what they have revoked. */
export interface CertificateTrust {
  readonly anchors: readonly X509Certificate[];
  /** True when its issuer's revocation list names it. */
  isRevoked(certificate: X509Certificate): boolean;
}

/** Trusts nobody: every `x5c` grant is refused with MP-120. */
export const NO_TRUST: CertificateTrust = { anchors: [], isRevoked: () => false };

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

const validAt = (certificate: X509Certificate, now: number): boolean =>
  Date.parse(certificate.validFrom) <= now && now <= Date.parse(certificate.validTo);

const issued = (subject: X509Certificate, issuer: X509Certificate): boolean =>
  issuer.ca && subject.checkIssued(issuer) && subject.verify(issuer.publicKey);

/**
 * Checks issuer, validity and revocation. The leaf must be issued by an anchor, directly or through certificates that came with it.
 * @param now ms
 * @throws GrantRefused MP-120 untrusted or revoked, MP-124 expired (maskinporten.md 4)
 */
export function checkChain(chain: readonly X509Certificate[], trust: CertificateTrust, now: number): X509Certificate {
  const [leaf] = chain;
  if (!leaf) throw badHeader('it is empty');
  if (leaf.ca) throw badCertificate('it is an authority’s own certificate');
  let current = leaf;
  for (let depth = 0; depth <= MAX_CHAIN; depth += 1) {
    const subject = current;
    if (trust.isRevoked(subject)) throw badCertificate('it has been revoked');
    const anchor = trust.anchors.find((candidate) => validAt(candidate, now) && issued(subject, candidate));
    // Only a certificate that leads to an authority is worth more than the general text.
    if (!validAt(subject, now)) throw anchor ? expired(subject, now) : badCertificate('it is not valid now');
    if (anchor) return leaf;
    const next = chain.find((candidate) => candidate !== subject && issued(subject, candidate));
    if (!next) break;
    current = next;
  }
  throw badCertificate('its issuer is not trusted in this environment');
}

const expired = (certificate: X509Certificate, now: number) =>
  invalidGrant({
    code: 'MP-124',
    check: 'certificate',
    description:
      'Invalid assertion. Client authentication failed. Invalid JWT signature: the certificate is not valid now',
    remedy:
      Date.parse(certificate.validTo) < now
        ? `The certificate expired ${new Date(certificate.validTo).toISOString()}: order a new one.`
        : `The certificate is valid from ${new Date(certificate.validFrom).toISOString()}: check your clock.`,
  });

const ORGANIZATION_IN_SUBJECT = /^(?:serialNumber=|organizationIdentifier=NTRNO-)(\d{9})$/gm;

/** The organisation that a business certificate was issued to: `serialNumber`, or `organizationIdentifier` NTRNO-…; undefined when they differ. */
export function organizationOf(certificate: X509Certificate): string | undefined {
  const named = [...(certificate.subject ?? '').matchAll(ORGANIZATION_IN_SUBJECT)].map((match) => match[1]);
  return new Set(named).size === 1 ? named[0] : undefined;
}
