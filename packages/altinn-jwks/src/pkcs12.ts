import {
  createHash,
  createHmac,
  createPrivateKey,
  type KeyObject,
  randomBytes,
  timingSafeEqual,
  webcrypto,
} from 'node:crypto';
import { check, checkMembers } from './check.ts';
import { elements } from './der.ts';
import { JwksError } from './errors.ts';
import { decryptPbes2 } from './pbes2.ts';

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
const ENCRYPTED_DATA = '1.2.840.113549.1.7.6';
const DAMAGED = 'its content is damaged';
const CONVERT =
  'an old way that is not read here; convert it: openssl pkcs12 -legacy -in old.p12 -nodes -out all.pem && openssl pkcs12 -export -in all.pem -out new.p12';

const RESEAL =
  'openssl pkcs12 -in old.p12 -nodes -out all.pem && openssl pkcs12 -export -macalg sha256 -in all.pem -out new.p12';

const refuse = (why: string, cause?: unknown) =>
  new JwksError('INVALID_KEY', `This PKCS#12 file cannot be used: ${why}.`, cause === undefined ? {} : { cause });

/** What lay in a PKCS#12 file. */
export interface OpenedPkcs12 {
  readonly key: KeyObject;
  /** DER, in the order of the file. */
  readonly certificates: readonly Buffer[];
}

/**
 * The private key in a PKCS#12 file, whose integrity is checked with the passphrase first. Certificates in it are not read.
 * @throws JwksError INVALID_KEY
 */
export async function readPkcs12(der: Uint8Array, passphrase: string): Promise<KeyObject> {
  const { lib, parts } = await opened(der, passphrase);
  return keyIn(lib, await bagsIn(lib, parts, passphrase, 'keys'), passphrase);
}

/** The private key and the certificates in a PKCS#12 file. @throws JwksError INVALID_KEY */
export async function openPkcs12(der: Uint8Array, passphrase: string): Promise<OpenedPkcs12> {
  const { lib, parts } = await opened(der, passphrase);
  const bags = await bagsIn(lib, parts, passphrase, 'all');
  return { key: keyIn(lib, bags, passphrase), certificates: certificatesIn(lib, bags) };
}

/** The parts of a file whose seal is good. */
async function opened(der: Uint8Array, passphrase: string): Promise<{ lib: Lib; parts: readonly ContentInfo[] }> {
  check(der, 'The PKCS#12 file', 'bytes');
  check(passphrase, 'The passphrase', 'a text, also an empty one');
  if (der.length > MAX_BYTES) throw refuse(`it is longer than ${MAX_BYTES} bytes`);
  const lib = await asn();
  const { file, content } = attempt(() => {
    const file = lib.AsnConvert.parse(der, lib.PFX);
    return { file, content: octets(lib, file.authSafe.content) };
  }, 'it is no DER of that form, or damaged');
  if (file.authSafe.contentType !== DATA) throw refuse('it is protected by a certificate, not a passphrase');
  // Without a MAC there is nothing to tell a wrong passphrase, or a key that somebody has exchanged.
  if (!file.macData?.mac.digestAlgorithm.algorithm)
    throw refuse(`it has no seal (MAC) that tells whether it is whole; make it again with one: ${RESEAL}`);
  checkMac(file.macData, content, passphrase);
  return { lib, parts: attempt(() => [...lib.AsnConvert.parse(content, lib.AuthenticatedSafe)], DAMAGED) };
}

/** Keys lie in the open parts, each encrypted by itself; certificates are mostly in an encrypted part. */
async function bagsIn(
  lib: Lib,
  parts: readonly ContentInfo[],
  passphrase: string,
  what: 'keys' | 'all',
): Promise<readonly SafeBag[]> {
  const bags: SafeBag[] = [];
  for (const part of parts) {
    const content =
      part.contentType === DATA
        ? attempt(() => octets(lib, part.content), DAMAGED)
        : part.contentType === ENCRYPTED_DATA && what === 'all'
          ? await decrypted(lib, part.content, passphrase)
          : undefined;
    if (content) bags.push(...attempt(() => [...lib.AsnConvert.parse(content, lib.SafeContents)], DAMAGED));
  }
  return bags;
}

async function decrypted(lib: Lib, content: ArrayBuffer, passphrase: string): Promise<Buffer> {
  const { contentEncryptionAlgorithm, encryptedContent } = attempt(() => {
    // EncryptedData (RFC 5652 section 8): a version, then what we want.
    const [, info] = elements(elements(Buffer.from(content))[0]?.content ?? Buffer.alloc(0));
    return lib.AsnConvert.parse(Buffer.from(info?.whole ?? '', 'hex'), lib.EncryptedContentInfo);
  }, DAMAGED);
  const bytes = encryptedContent?.value ?? encryptedContent?.constructedValue?.[0];
  if (!bytes) throw refuse(DAMAGED);
  const plain = await decryptPbes2(
    contentEncryptionAlgorithm.algorithm,
    Buffer.from(contentEncryptionAlgorithm.parameters ?? new ArrayBuffer(0)),
    Buffer.from(bytes.buffer),
    passphrase,
  ).catch((error: unknown) => {
    throw refuse(DAMAGED, error);
  });
  if (plain) return plain;
  throw refuse(`its certificates are encrypted in ${CONVERT}`);
}

function keyIn(lib: Lib, bags: readonly SafeBag[], passphrase: string): KeyObject {
  for (const { bagId, bagValue } of bags) {
    const key = Buffer.from(bagValue);
    if (bagId === lib.id_keyBag)
      return attempt(() => createPrivateKey({ key, format: 'der', type: 'pkcs8' }), 'the key in it is damaged');
    if (bagId === lib.id_pkcs8ShroudedKeyBag)
      return attempt(
        () => createPrivateKey({ key, format: 'der', type: 'pkcs8', passphrase }),
        `the key in it is encrypted in ${CONVERT}`,
      );
  }
  throw refuse('there is no private key in it');
}

const certificatesIn = (lib: Lib, bags: readonly SafeBag[]): readonly Buffer[] =>
  bags
    .filter(({ bagId }) => bagId === lib.id_certBag)
    .map(({ bagValue }) =>
      attempt(
        () => octets(lib, lib.AsnConvert.parse(bagValue, lib.CertBag).certValue),
        'a certificate in it is damaged',
      ),
    );

/**
 * What is written beside the key: `certificates` (DER, the key's own first), or `notBefore` and `notAfter`, between which a certificate is valid
 * that is then made and signed with the key itself.
 */
export type WritePkcs12Options = {
  readonly passphrase: string;
  /** Friendly name of the key, and subject of a certificate that is made here: the kid. */
  readonly name: string;
} & (Validity | { /** DER, the key's own first. */ readonly certificates: readonly Buffer[] });

/** Of a self-signed certificate that is made for the key. */
export interface Validity {
  readonly notBefore: Date;
  readonly notAfter: Date;
}

/**
 * A PKCS#12 file (DER) with an RSA key and its certificates, or a self-signed one, which Windows, Java and .NET want beside a key. The
 * key is encrypted with AES-256, the whole is sealed with HMAC-SHA-256.
 * @throws JwksError INVALID_KEY for another key than RSA, INVALID_OPTION
 */
export async function writePkcs12(key: KeyObject, options: WritePkcs12Options): Promise<Buffer> {
  check(key, 'The key', 'a KeyObject with a private key');
  checkMembers(options, 'options', { passphrase: 'a text, also an empty one', name: 'a text' });
  if ('certificates' in options) check(options.certificates, 'certificates', 'a list of bytes');
  else checkMembers(options, 'options', { notBefore: 'a Date', notAfter: 'a Date' });
  if (key.asymmetricKeyType !== 'rsa') throw new JwksError('INVALID_KEY', 'Only RSA keys are exported as PKCS#12.');
  if (options.passphrase === '')
    throw new JwksError('INVALID_OPTION', 'The passphrase of a PKCS#12 file must not be empty.');
  const lib = await asn();
  const certificates = 'certificates' in options ? options.certificates : [await selfSigned(key, options)];
  const keyId = createHash('sha1')
    .update(certificates[0] ?? '')
    .digest();
  // The constructor of this class, alone among its kind, does not take over what it is given.
  const attribute = (attrId: string, value: ArrayBuffer) =>
    Object.assign(new lib.PKCS12Attribute(), { attrId, attrValues: [value] });
  const attributes = [
    attribute(LOCAL_KEY_ID, lib.AsnConvert.serialize(new lib.OctetString(keyId))),
    attribute(FRIENDLY_NAME, bmpString(options.name)),
  ];
  const shrouded = key.export({
    type: 'pkcs8',
    format: 'der',
    cipher: 'aes-256-cbc',
    passphrase: options.passphrase,
  });
  const own = (bagId: string, bagValue: ArrayBuffer) => new lib.SafeBag({ bagId, bagValue, bagAttributes: attributes });
  const certificateBags = certificates.map((certificate, index) => {
    const certValue = lib.AsnConvert.serialize(new lib.OctetString(certificate));
    const bagValue = lib.AsnConvert.serialize(new lib.CertBag({ certId: lib.id_x509Certificate, certValue }));
    return index === 0 ? own(lib.id_certBag, bagValue) : new lib.SafeBag({ bagId: lib.id_certBag, bagValue });
  });
  const data = (content: ArrayBuffer) =>
    new lib.ContentInfo({ contentType: DATA, content: lib.AsnConvert.serialize(new lib.OctetString(content)) });
  const bags = (...content: SafeBag[]) => data(lib.AsnConvert.serialize(new lib.SafeContents(content)));
  const safe = lib.AsnConvert.serialize(
    new lib.AuthenticatedSafe([bags(...certificateBags), bags(own(lib.id_pkcs8ShroudedKeyBag, arrayBuffer(shrouded)))]),
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
type ContentInfo = InstanceType<Lib['ContentInfo']>;
type SafeBag = InstanceType<Lib['SafeBag']>;
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
  if (!HASHES[digestAlgorithm.algorithm])
    throw refuse(
      `its seal (MAC) is made by ${digestAlgorithm.algorithm}, and only SHA-1, SHA-256, SHA-384 and SHA-512 are read; make it again: ${RESEAL}`,
    );
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

async function selfSigned(key: KeyObject, options: Validity & { readonly name: string }): Promise<Buffer> {
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
