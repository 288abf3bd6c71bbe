/** The local authority: vouches for the real test environments' host names on this machine, and by its name constraints for nothing else. */
import {
  createPrivateKey,
  createPublicKey,
  generateKeyPair,
  type KeyObject,
  randomBytes,
  X509Certificate,
} from 'node:crypto';
import { promisify } from 'node:util';
import { APPS_DOMAINS, EXACT_NAMES } from './names.ts';

/** PEM, both. Whoever has the key can pass for the test environments on a machine that trusts the certificate. */
export interface HostsAuthority {
  readonly certificate: string;
  readonly privateKey: string;
}

/** What a TLS server shows. */
export interface ServerCertificate {
  readonly cert: string;
  readonly key: string;
  /** ms */
  readonly ends: number;
}

const CURVE = 'P-256';
const ALGORITHM = { name: 'ECDSA', namedCurve: CURVE, hash: 'SHA-256' };
const DAY_MS = 24 * 3600 * 1000;
/** Trusted by a whole machine: not for ever. */
const AUTHORITY_DAYS = 730;
/** As long as Apple's systems take. */
const SERVER_DAYS = 397;
/** For clocks that differ. */
const EARLIER_MS = 3600 * 1000;
/** Its common name, by which those who trust it find it again. */
export const AUTHORITY_NAME = 'Portvakt local hosts authority';
const NAME_CONSTRAINTS = '2.5.29.30';
const SERVER_AUTH = '1.3.6.1.5.5.7.3.1';
const generate = promisify(generateKeyPair);

/** @peculiar/x509, loaded when a certificate is made. */
async function x509() {
  await import('reflect-metadata');
  return import('@peculiar/x509');
}

// Node's type of a CryptoKey names usages that the library's does not.
const signingKey = (key: KeyObject): CryptoKey => key.toCryptoKey(ALGORITHM, true, ['sign']) as CryptoKey;
const verifyKey = (key: KeyObject): CryptoKey =>
  createPublicKey(key).toCryptoKey(ALGORITHM, true, ['verify']) as CryptoKey;
const newKey = async (): Promise<KeyObject> => (await generate('ec', { namedCurve: CURVE })).privateKey;
const pem = (key: KeyObject): string => key.export({ type: 'pkcs8', format: 'pem' }) as string;

/** Positive, and always of the same length. */
function serialNumber(): string {
  const bytes = randomBytes(16);
  bytes[0] = ((bytes[0] ?? 0) & 0x3f) | 0x40;
  return bytes.toString('hex');
}

/** What an authority may vouch for, and all below it. */
const PERMITTED: readonly string[] = [...EXACT_NAMES, ...APPS_DOMAINS];

/** RFC 5280 section 4.2.1.10: the names alone, and no IP address at all. */
async function nameConstraints(permitted: readonly string[]): Promise<ArrayBuffer> {
  const { GeneralName, GeneralSubtree, GeneralSubtrees, NameConstraints } = await import('@peculiar/asn1-x509');
  const { AsnConvert } = await import('@peculiar/asn1-schema');
  const subtrees = (names: readonly InstanceType<typeof GeneralName>[]) =>
    new GeneralSubtrees(names.map((base) => new GeneralSubtree({ base })));
  return AsnConvert.serialize(
    new NameConstraints({
      permittedSubtrees: subtrees(permitted.map((dNSName) => new GeneralName({ dNSName }))),
      excludedSubtrees: subtrees(['0.0.0.0/0.0.0.0', '::/::'].map((iPAddress) => new GeneralName({ iPAddress }))),
    }),
  );
}

/** The names that an authority's constraints permit: one that was made by an earlier version may lack some. @param certificate PEM */
export async function permittedNames(certificate: string): Promise<readonly string[]> {
  const [lib, { NameConstraints }, { AsnConvert }] = await Promise.all([
    x509(),
    import('@peculiar/asn1-x509'),
    import('@peculiar/asn1-schema'),
  ]);
  const extension = new lib.X509Certificate(certificate).getExtension(NAME_CONSTRAINTS);
  if (!extension) return PERMITTED;
  const { permittedSubtrees = [] } = AsnConvert.parse(extension.value, NameConstraints);
  return [...permittedSubtrees].flatMap(({ base }) => base.dNSName ?? []);
}

/**
 * A new authority, which holds for two years.
 * @param now ms
 * @param permitted what it may vouch for
 */
export async function createHostsAuthority(
  now: number = Date.now(),
  permitted: readonly string[] = PERMITTED,
): Promise<HostsAuthority> {
  const [lib, key] = await Promise.all([x509(), newKey()]);
  const certificate = await lib.X509CertificateGenerator.createSelfSigned({
    serialNumber: serialNumber(),
    name: `O=Portvakt, CN=${AUTHORITY_NAME}`,
    notBefore: new Date(now - EARLIER_MS),
    notAfter: new Date(now + AUTHORITY_DAYS * DAY_MS),
    signingAlgorithm: ALGORITHM,
    keys: { privateKey: signingKey(key), publicKey: verifyKey(key) },
    extensions: [
      new lib.BasicConstraintsExtension(true, 0, true),
      new lib.KeyUsagesExtension(lib.KeyUsageFlags.keyCertSign, true),
      new lib.ExtendedKeyUsageExtension([SERVER_AUTH]),
      new lib.Extension(NAME_CONSTRAINTS, true, await nameConstraints(permitted)),
      await lib.SubjectKeyIdentifierExtension.create(verifyKey(key)),
    ],
  });
  return { certificate: certificate.toString('pem'), privateKey: pem(key) };
}

/**
 * A certificate for the names that are served, as far as the authority may vouch for them, with a key that is kept nowhere.
 * @param now ms
 * @throws when the authority cannot be read, is not of one piece, or has expired
 */
export async function serverCertificate(authority: HostsAuthority, now: number): Promise<ServerCertificate> {
  const { issuer, issuerKey } = readAuthority(authority, now);
  const [lib, key] = await Promise.all([x509(), newKey()]);
  // One name that the authority may not vouch for would make the whole certificate worthless.
  const permitted = new Set(await permittedNames(authority.certificate));
  const names = [
    ...EXACT_NAMES.filter((name) => permitted.has(name)),
    ...APPS_DOMAINS.filter((name) => permitted.has(name)).map((name) => `*.${name}`),
  ];
  const ending = Math.min(now + SERVER_DAYS * DAY_MS, Date.parse(issuer.validTo));
  const certificate = await lib.X509CertificateGenerator.create({
    serialNumber: serialNumber(),
    subject: `O=Portvakt, CN=${EXACT_NAMES[0]}`,
    issuer: new lib.X509Certificate(authority.certificate).subjectName.toJSON(),
    notBefore: new Date(now - EARLIER_MS),
    notAfter: new Date(ending),
    signingAlgorithm: ALGORITHM,
    publicKey: verifyKey(key),
    signingKey: signingKey(issuerKey),
    extensions: [
      new lib.BasicConstraintsExtension(false, undefined, true),
      new lib.KeyUsagesExtension(lib.KeyUsageFlags.digitalSignature, true),
      new lib.ExtendedKeyUsageExtension([SERVER_AUTH]),
      new lib.SubjectAlternativeNameExtension(names.map((value) => ({ type: 'dns' as const, value }))),
      await lib.SubjectKeyIdentifierExtension.create(verifyKey(key)),
      await lib.AuthorityKeyIdentifierExtension.create(new lib.X509Certificate(authority.certificate)),
    ],
  });
  return { cert: certificate.toString('pem'), key: pem(key), ends: ending };
}

function readAuthority(authority: HostsAuthority, now: number): { issuer: X509Certificate; issuerKey: KeyObject } {
  let issuer: X509Certificate;
  let issuerKey: KeyObject;
  try {
    issuer = new X509Certificate(authority.certificate);
    issuerKey = createPrivateKey(authority.privateKey);
  } catch (error) {
    throw new Error('the authority of the host names cannot be read: it is no certificate and key in PEM', {
      cause: error,
    });
  }
  if (!issuer.checkPrivateKey(issuerKey))
    throw new Error('the authority of the host names and its key do not belong together');
  if (Date.parse(issuer.validTo) <= now)
    throw new Error(`the authority of the host names expired on ${issuer.validTo}`);
  return { issuer, issuerKey };
}
