import {
  createHash,
  createHmac,
  createPrivateKey,
  type KeyObject,
  randomBytes,
  timingSafeEqual,
  webcrypto,
} from 'node:crypto';
import { JwksError } from './errors.ts';

/** PKCS#12 (RFC 7292) with the ASN.1 schemas of @peculiar, loaded only here. */
const asn = async () => {
  await import('reflect-metadata');
  const [schema, pfx, cms, rsa, x509] = await Promise.all([
    import('@peculiar/asn1-schema'),
    import('@peculiar/asn1-pfx'),
    import('@peculiar/asn1-cms'),
    import('@peculiar/asn1-rsa'),
    import('@peculiar/asn1-x509'),
  ]);
  return { ...schema, ...pfx, ...cms, ...rsa, ...x509 };
};

const DATA = '1.2.840.113549.1.7.1';
const LOCAL_KEY_ID = '1.2.840.113549.1.9.21';
const FRIENDLY_NAME = '1.2.840.113549.1.9.20';
const HASHES: Readonly<Record<string, { readonly name: string; readonly block: number }>> = {
  '1.3.14.3.2.26': { name: 'sha1', block: 64 },
  '2.16.840.1.101.3.4.2.1': { name: 'sha256', block: 64 },
  '2.16.840.1.101.3.4.2.2': { name: 'sha384', block: 128 },
  '2.16.840.1.101.3.4.2.3': { name: 'sha512', block: 128 },
};
const SHA256 = '2.16.840.1.101.3.4.2.1';
const MAC_ITERATIONS = 20_000;
/** More would be an attack on whoever opens the file. */
const MAX_ITERATIONS = 1_000_000;
const MAX_BYTES = 1_000_000;

const refuse = (why: string, cause?: unknown) =>
  new JwksError('INVALID_KEY', `This PKCS#12 file cannot be used: ${why}.`, cause === undefined ? {} : { cause });

/**
 * The private key in a PKCS#12 file, whose integrity is checked with the passphrase first. Certificates in it are not read.
 * @throws JwksError INVALID_KEY
 */
export async function readPkcs12(der: Buffer, passphrase: string): Promise<KeyObject> {
  if (der.length > MAX_BYTES) throw refuse(`it is longer than ${MAX_BYTES} bytes`);
  const lib = await asn();
  const parsed = attempt(() => {
    const file = lib.AsnConvert.parse(der, lib.PFX);
    return { file, content: octets(lib, file.authSafe.content) };
  }, 'it is no DER of that form, or damaged');
  const { file, content } = parsed;
  if (file.authSafe.contentType !== DATA || !file.macData)
    throw refuse('it is protected by a certificate, not a passphrase');
  checkMac(file.macData, content, passphrase);
  const bags = attempt(
    () =>
      lib.AsnConvert.parse(content, lib.AuthenticatedSafe)
        .filter((part) => part.contentType === DATA)
        .flatMap((part) => [...lib.AsnConvert.parse(octets(lib, part.content), lib.SafeContents)]),
    'its content is damaged',
  );
  for (const bag of bags) {
    const value = Buffer.from(bag.bagValue);
    if (bag.bagId === lib.id_keyBag)
      return attempt(() => createPrivateKey({ key: value, format: 'der', type: 'pkcs8' }), 'the key in it is damaged');
    if (bag.bagId === lib.id_pkcs8ShroudedKeyBag)
      return attempt(
        () => createPrivateKey({ key: value, format: 'der', type: 'pkcs8', passphrase }),
        'the key in it is encrypted in a way that this machine’s OpenSSL no longer takes; convert it with "openssl pkcs12 -legacy"',
      );
  }
  throw refuse('there is no private key in it');
}

export interface WritePkcs12Options {
  readonly passphrase: string;
  /** Subject of the certificate and friendly name of the key: the kid. */
  readonly name: string;
  readonly notBefore: Date;
  readonly notAfter: Date;
}

/**
 * A PKCS#12 file (DER) with an RSA key and a self-signed certificate for it, which Windows, Java and .NET want beside a key. The key
 * is encrypted with AES-256, the whole is sealed with HMAC-SHA-256.
 */
export async function writePkcs12(key: KeyObject, options: WritePkcs12Options): Promise<Buffer> {
  if (key.asymmetricKeyType !== 'rsa') throw new JwksError('INVALID_KEY', 'Only RSA keys are exported as PKCS#12.');
  const lib = await asn();
  const certificate = await selfSigned(key, options);
  const keyId = createHash('sha1').update(certificate).digest();
  const attributes = [
    new lib.PKCS12Attribute({
      attrId: LOCAL_KEY_ID,
      attrValues: [lib.AsnConvert.serialize(new lib.OctetString(keyId))],
    }),
    new lib.PKCS12Attribute({ attrId: FRIENDLY_NAME, attrValues: [bmpString(options.name)] }),
  ];
  const shrouded = key.export({
    type: 'pkcs8',
    format: 'der',
    cipher: 'aes-256-cbc',
    passphrase: options.passphrase,
  });
  const bag = (bagId: string, bagValue: ArrayBuffer) =>
    lib.AsnConvert.serialize(new lib.SafeContents([new lib.SafeBag({ bagId, bagValue, bagAttributes: attributes })]));
  const certificateBag = new lib.CertBag({
    certId: lib.id_x509Certificate,
    certValue: lib.AsnConvert.serialize(new lib.OctetString(certificate)),
  });
  const data = (content: ArrayBuffer) =>
    new lib.ContentInfo({ contentType: DATA, content: lib.AsnConvert.serialize(new lib.OctetString(content)) });
  const safe = lib.AsnConvert.serialize(
    new lib.AuthenticatedSafe([
      data(bag(lib.id_certBag, lib.AsnConvert.serialize(certificateBag))),
      data(bag(lib.id_pkcs8ShroudedKeyBag, arrayBuffer(shrouded))),
    ]),
  );
  const salt = randomBytes(16);
  const mac = macOf(SHA256, Buffer.from(safe), options.passphrase, salt, MAC_ITERATIONS);
  const file = new lib.PFX({
    version: 3,
    authSafe: data(safe),
    macData: new lib.MacData({
      mac: new lib.DigestInfo({
        digestAlgorithm: new lib.AlgorithmIdentifier({ algorithm: SHA256, parameters: arrayBuffer(Buffer.of(5, 0)) }),
        digest: new lib.OctetString(mac),
      }),
      macSalt: new lib.OctetString(salt),
      iterations: MAC_ITERATIONS,
    }),
  });
  return Buffer.from(lib.AsnConvert.serialize(file));
}

type Lib = Awaited<ReturnType<typeof asn>>;
type MacData = InstanceType<Lib['MacData']>;

const octets = (lib: Lib, content: ArrayBuffer): Buffer =>
  Buffer.from(lib.AsnConvert.parse(content, lib.OctetString).buffer);

function attempt<T>(work: () => T, why: string): T {
  try {
    return work();
  } catch (error) {
    throw refuse(why, error);
  }
}

function checkMac(macData: MacData, content: Buffer, passphrase: string): void {
  const { digestAlgorithm, digest } = macData.mac;
  if (!HASHES[digestAlgorithm.algorithm]) throw refuse(`its seal uses the unknown hash ${digestAlgorithm.algorithm}`);
  if (!(macData.iterations >= 1 && macData.iterations <= MAX_ITERATIONS))
    throw refuse(`its seal asks for more than ${MAX_ITERATIONS} rounds`);
  const expected = Buffer.from(digest.buffer);
  const actual = macOf(
    digestAlgorithm.algorithm,
    content,
    passphrase,
    Buffer.from(macData.macSalt.buffer),
    macData.iterations,
  );
  if (expected.length !== actual.length || !timingSafeEqual(expected, actual))
    throw refuse('the passphrase is wrong, or the file is damaged');
}

function macOf(oid: string, content: Buffer, passphrase: string, salt: Buffer, iterations: number): Buffer {
  const { name, block } = HASHES[oid] ?? { name: 'sha256', block: 64 };
  return createHmac(name, macKey(name, block, passphrase, salt, iterations))
    .update(content)
    .digest();
}

/** The key derivation of RFC 7292 appendix B.2 for a MAC key (ID 3), whose length is one digest. */
function macKey(hash: string, block: number, passphrase: string, salt: Buffer, iterations: number): Buffer {
  const filled = (bytes: Buffer): Buffer => {
    const length = block * Math.ceil(bytes.length / block);
    return Buffer.alloc(length, bytes);
  };
  const password = Buffer.concat([utf16be(passphrase), Buffer.of(0, 0)]);
  let digest = createHash(hash)
    .update(Buffer.alloc(block, 3))
    .update(Buffer.concat([filled(salt), filled(password)]))
    .digest();
  for (let round = 1; round < iterations; round += 1) digest = createHash(hash).update(digest).digest();
  return digest;
}

const utf16be = (text: string): Buffer => Buffer.from(text, 'utf16le').swap16();

const arrayBuffer = (bytes: Buffer): ArrayBuffer => new Uint8Array(bytes).buffer;

/** DER of a BMPString (tag 30). */
function bmpString(text: string): ArrayBuffer {
  // Short enough for a length of one octet.
  const content = utf16be(text.slice(0, 60));
  return arrayBuffer(Buffer.concat([Buffer.of(30, content.length), content]));
}

async function selfSigned(key: KeyObject, options: WritePkcs12Options): Promise<Buffer> {
  const { X509CertificateGenerator } = await import('@peculiar/x509');
  const algorithm = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' };
  const { createPublicKey } = await import('node:crypto');
  const { subtle } = webcrypto;
  const pkcs8 = key.export({ type: 'pkcs8', format: 'der' });
  const spki = createPublicKey(key).export({ type: 'spki', format: 'der' });
  const keys = {
    privateKey: await subtle.importKey('pkcs8', arrayBuffer(pkcs8), algorithm, true, ['sign']),
    publicKey: await subtle.importKey('spki', arrayBuffer(spki), algorithm, true, ['verify']),
  };
  const certificate = await X509CertificateGenerator.createSelfSigned({
    name: [{ CN: [options.name.slice(0, 64)] }],
    notBefore: options.notBefore,
    notAfter: options.notAfter,
    signingAlgorithm: algorithm,
    keys: keys as Parameters<typeof X509CertificateGenerator.createSelfSigned>[0]['keys'],
  });
  return Buffer.from(certificate.rawData);
}
