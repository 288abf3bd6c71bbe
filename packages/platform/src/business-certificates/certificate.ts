import { X509Certificate } from 'node:crypto';
import { refuse } from './refusals.ts';

const MAX_CHAIN = 5;
const MAX_CERTIFICATE_BYTES = 9000;
const MAX_CERTIFICATE_CHARS = 16_384;

/** Certificates that issue business certificates, and what they have revoked. */
export interface CertificateTrust {
  readonly anchors: readonly X509Certificate[];
  /** True when its issuer's revocation list names it. */
  isRevoked(certificate: X509Certificate): boolean;
}

/** Trusts nobody. */
export const NO_TRUST: CertificateTrust = { anchors: [], isRevoked: () => false };

const unreadable = (why: string) => refuse('unreadable', why);

const untrusted = (why: string) => refuse('untrusted', why);

/** Decodes `x5c` (RFC 7517 section 4.7), leaf first. @throws Refusal `unreadable` */
export function readChain(x5c: unknown): readonly X509Certificate[] {
  if (!Array.isArray(x5c)) throw unreadable('it is not a list');
  if (x5c.length === 0 || x5c.length > MAX_CHAIN) throw unreadable(`it must hold 1 to ${MAX_CHAIN} certificates`);
  return x5c.map((entry: unknown) => {
    const der = typeof entry === 'string' ? derOf(entry) : undefined;
    if (der === undefined) throw unreadable('an entry is not standard base64');
    if (der.length > MAX_CERTIFICATE_BYTES) throw unreadable('a certificate is too large');
    try {
      return new X509Certificate(der);
    } catch {
      throw unreadable('an entry is not a certificate');
    }
  });
}

/** White space is skipped: some libraries break the base64 into lines as in PEM, and the real service's (Nimbus) reads it so. */
function derOf(entry: string): Buffer | undefined {
  if (entry.length > MAX_CERTIFICATE_CHARS) throw unreadable('a certificate is too large');
  const text = entry.replace(/[\t\n\f\r ]+/g, '');
  return /^[A-Za-z0-9+/]+={0,2}$/.test(text) ? Buffer.from(text, 'base64') : undefined;
}

const PEM_CERTIFICATE = /-----BEGIN (?:X509 )?CERTIFICATE-----[^-]*-----END (?:X509 )?CERTIFICATE-----/g;

/** The certificates of a PEM text as an `x5c`, in order; other text between them (`Bag Attributes`) is passed over. */
export const certificatesInPem = (text: string): readonly string[] =>
  (text.match(PEM_CERTIFICATE) ?? []).map((pem) =>
    pem.replace(/-----(?:BEGIN|END) (?:X509 )?CERTIFICATE-----/g, '').trim(),
  );

const validAt = (certificate: X509Certificate, now: number): boolean =>
  Date.parse(certificate.validFrom) <= now && now <= Date.parse(certificate.validTo);

const issued = (subject: X509Certificate, issuer: X509Certificate): boolean =>
  issuer.ca && subject.checkIssued(issuer) && subject.verify(issuer.publicKey);

/**
 * Checks issuer, validity, revocation and owner. The leaf must be issued by an anchor, directly or through certificates that came with it.
 * @param organization organisation number of who must own it
 * @param now ms
 * @returns the leaf
 * @throws Refusal
 */
export function checkCertificate(
  chain: readonly X509Certificate[],
  organization: string,
  trust: CertificateTrust,
  now: number,
): X509Certificate {
  const leaf = checkChain(chain, trust, now);
  const owner = organizationIn(leaf);
  if (owner !== organization)
    throw refuse(
      'organization',
      `it was issued to ${owner ?? 'no one organisation'}, and the client belongs to ${organization}`,
      {
        remedy: `The client belongs to ${organization}: use a certificate issued to that organisation.`,
        parameters: { number: organization },
      },
    );
  return leaf;
}

function checkChain(chain: readonly X509Certificate[], trust: CertificateTrust, now: number): X509Certificate {
  const [leaf] = chain;
  if (!leaf) throw unreadable('it is empty');
  if (leaf.ca) throw untrusted('it is an authority’s own certificate');
  let current = leaf;
  for (let depth = 0; depth <= MAX_CHAIN; depth += 1) {
    const subject = current;
    if (trust.isRevoked(subject)) throw untrusted('it has been revoked');
    const anchor = trust.anchors.find((candidate) => validAt(candidate, now) && issued(subject, candidate));
    // Only a certificate that leads to an authority is worth more than the general text.
    if (!validAt(subject, now)) throw anchor ? outOfTime(subject, now) : untrusted('it is not valid now');
    if (anchor) return leaf;
    const next = chain.find((candidate) => candidate !== subject && issued(subject, candidate));
    if (!next) break;
    current = next;
  }
  throw untrusted('its issuer is not trusted in this environment');
}

function outOfTime(certificate: X509Certificate, now: number) {
  const until = new Date(certificate.validTo);
  if (until.getTime() < now)
    return refuse('dates', `it expired ${until.toISOString()}`, {
      remedy: 'The certificate has expired: order a new one.',
    });
  const from = new Date(certificate.validFrom).toISOString();
  return refuse('dates', `it is not valid before ${from}`, { remedy: 'Wait until it is valid, or check your clock.' });
}

const ORGANIZATION_IN_SUBJECT = /^(?:serialNumber=|organizationIdentifier=NTRNO-)(\d{9})$/gm;

/** The organisation that a business certificate was issued to: `serialNumber`, or `organizationIdentifier` NTRNO-…; undefined when they differ. */
function organizationIn(certificate: X509Certificate): string | undefined {
  const named = [...(certificate.subject ?? '').matchAll(ORGANIZATION_IN_SUBJECT)].map((match) => match[1]);
  return new Set(named).size === 1 ? named[0] : undefined;
}
