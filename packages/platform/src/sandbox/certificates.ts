import { createPublicKey, type KeyObject, type X509Certificate } from 'node:crypto';
import type { Tables } from '../database/index.ts';

/** The authority, ready to sign. */
export interface Authority {
  /** Of the issuing certificate. */
  readonly privateKey: KeyObject;
  /** PEM: issuing, root. */
  readonly chain: readonly [issuing: string, root: string];
  readonly anchors: readonly X509Certificate[];
}

const ALGORITHM = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' };
/** Fixed and wide, so that the authority holds wherever the sandbox's clock is moved. */
const AUTHORITY_FROM = new Date('2020-01-01T00:00:00Z');
const AUTHORITY_TO = new Date('2049-12-31T23:59:59Z');
const LIST_LIFE_MS = 24 * 3600 * 1000;

/** @peculiar/x509, loaded when the first certificate is made. */
async function x509() {
  await import('reflect-metadata');
  return import('@peculiar/x509');
}

// Node's type of a CryptoKey names usages that the library's does not.
const signingKey = (key: KeyObject): CryptoKey => key.toCryptoKey(ALGORITHM, true, ['sign']) as CryptoKey;
const verifyKey = (key: KeyObject): CryptoKey =>
  (key.type === 'private' ? createPublicKey(key) : key).toCryptoKey(ALGORITHM, true, ['verify']) as CryptoKey;

/** A root and an issuing authority, as rows to keep. */
export async function createAuthority(root: KeyObject, issuing: KeyObject): Promise<Tables['test_authority'][]> {
  const lib = await x509();
  const usages = new lib.KeyUsagesExtension(lib.KeyUsageFlags.keyCertSign | lib.KeyUsageFlags.cRLSign, true);
  const make = async (name: string, key: KeyObject, issuer: string, issuerKey: KeyObject, pathLength: number) =>
    lib.X509CertificateGenerator.create({
      serialNumber: pathLength === 0 ? '02' : '01',
      subject: name,
      issuer,
      notBefore: AUTHORITY_FROM,
      notAfter: AUTHORITY_TO,
      signingAlgorithm: ALGORITHM,
      publicKey: verifyKey(key),
      signingKey: signingKey(issuerKey),
      extensions: [
        new lib.BasicConstraintsExtension(true, pathLength, true),
        usages,
        await lib.SubjectKeyIdentifierExtension.create(verifyKey(key)),
        await lib.AuthorityKeyIdentifierExtension.create(verifyKey(issuerKey)),
      ],
    });
  const rootName = 'C=NO, O=Portvakt, CN=Portvakt Test Root CA';
  const issuingName = 'C=NO, O=Portvakt, CN=Portvakt Test CA for virksomhetssertifikat';
  const [rootCertificate, issuingCertificate] = await Promise.all([
    make(rootName, root, rootName, root, 1),
    make(issuingName, issuing, rootName, root, 0),
  ]);
  const pem = (key: KeyObject) => key.export({ type: 'pkcs8', format: 'pem' }) as string;
  return [
    { name: 'root', private_key: pem(root), certificate: rootCertificate.toString('pem') },
    { name: 'issuing', private_key: pem(issuing), certificate: issuingCertificate.toString('pem') },
  ];
}

/** A business certificate: the organisation number in `serialNumber` and in `organizationIdentifier` (ETSI EN 319 412-1). @returns PEM */
export async function signCertificate(
  authority: Authority,
  wish: {
    readonly serial: string;
    readonly organization: string;
    readonly name: string;
    readonly publicKey: KeyObject;
    /** ms */
    readonly notBefore: number;
    readonly notAfter: number;
    readonly listUrl: string;
  },
): Promise<string> {
  const lib = await x509();
  const issuer = new lib.X509Certificate(authority.chain[0]);
  const certificate = await lib.X509CertificateGenerator.create({
    serialNumber: wish.serial,
    subject: [
      { C: ['NO'] },
      { O: [wish.name] },
      { '2.5.4.97': [`NTRNO-${wish.organization}`] },
      { '2.5.4.5': [wish.organization] },
      { CN: [wish.name] },
    ],
    issuer: issuer.subjectName.toJSON(),
    notBefore: new Date(wish.notBefore),
    notAfter: new Date(Math.min(wish.notAfter, AUTHORITY_TO.getTime())),
    signingAlgorithm: ALGORITHM,
    publicKey: verifyKey(wish.publicKey),
    signingKey: signingKey(authority.privateKey),
    extensions: [
      new lib.BasicConstraintsExtension(false, undefined, true),
      new lib.KeyUsagesExtension(lib.KeyUsageFlags.digitalSignature | lib.KeyUsageFlags.nonRepudiation, true),
      await lib.SubjectKeyIdentifierExtension.create(verifyKey(wish.publicKey)),
      await lib.AuthorityKeyIdentifierExtension.create(issuer),
      new lib.CRLDistributionPointsExtension([wish.listUrl]),
    ],
  });
  return certificate.toString('pem');
}

/** DER. */
export async function signRevocationList(
  authority: Authority,
  revoked: readonly { readonly serial: string; readonly revoked: number | null }[],
  now: number,
): Promise<Uint8Array> {
  const lib = await x509();
  const list = await lib.X509CrlGenerator.create({
    issuer: new lib.X509Certificate(authority.chain[0]).subjectName.toJSON(),
    thisUpdate: new Date(now),
    nextUpdate: new Date(now + LIST_LIFE_MS),
    signingAlgorithm: ALGORITHM,
    signingKey: signingKey(authority.privateKey),
    entries: revoked.map((entry) => ({ serialNumber: entry.serial, revocationDate: new Date(entry.revoked ?? now) })),
  });
  return new Uint8Array(list.rawData);
}
