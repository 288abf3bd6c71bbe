/** Certificates for servers on this machine, from an authority that lives as long as the test. Not exported. */
import 'reflect-metadata';
import { webcrypto } from 'node:crypto';
import { BasicConstraintsExtension, SubjectAlternativeNameExtension, X509CertificateGenerator } from '@peculiar/x509';

export interface Certified {
  /** PEM. */
  readonly ca: string;
  readonly key: string;
  readonly cert: string;
}

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };

type Pair = Parameters<typeof X509CertificateGenerator.createSelfSigned>[0]['keys'];
const pair = async () => (await webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify'])) as Pair;

/** A certificate for a DNS name, signed by an authority of its own. */
export async function certified(host: string): Promise<Certified> {
  const validity = { notBefore: new Date(Date.now() - 3_600_000), notAfter: new Date(Date.now() + 86_400_000) };
  const caKeys = await pair();
  const ca = await X509CertificateGenerator.createSelfSigned({
    ...validity,
    name: 'CN=Test authority',
    keys: caKeys,
    signingAlgorithm: ALGORITHM,
    extensions: [new BasicConstraintsExtension(true, 0, true)],
  });
  const keys = await pair();
  const leaf = await X509CertificateGenerator.create({
    ...validity,
    subject: `CN=${host}`,
    issuer: ca.subject,
    publicKey: keys.publicKey,
    signingKey: caKeys.privateKey,
    signingAlgorithm: ALGORITHM,
    extensions: [new SubjectAlternativeNameExtension([{ type: 'dns', value: host }])],
  });
  const pkcs8 = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey as webcrypto.CryptoKey));
  const key = `-----BEGIN PRIVATE KEY-----\n${pkcs8.toString('base64')}\n-----END PRIVATE KEY-----\n`;
  return { ca: ca.toString('pem'), key, cert: leaf.toString('pem') };
}
